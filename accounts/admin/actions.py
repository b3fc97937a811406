"""What the helpdesk does for several people at once, each after a page that says the effect."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.domain.links import send_password_link
from accounts.domain.people import lock_person, unlock_person
from accounts.domain.second_steps import remove_second_steps
from accounts.models import LinkPurpose, User
from accounts.two_steps import has_second_step
from ovsgtoets.kernel.errors import Refused


@dataclass(frozen=True)
class PersonAction:
    """`do(person, by)` for each chosen person that `applies`; the words around it."""

    name: str
    title: str
    effect: str
    button: str
    done: str
    applies: Callable[[User], bool]
    do: Callable[[User, User], None]

    def run(
        self, model_admin: ModelAdmin, request: HttpRequest, queryset: QuerySet
    ) -> HttpResponse | None:
        """The admin's action: asks first, then does it and says for whom."""
        chosen = list(queryset)
        people = [p for p in chosen if self.applies(p) and may_touch(request.user, p)]
        if "confirmed" in request.POST:
            self.do_all(request, people)
            return None
        context = {
            **model_admin.admin_site.each_context(request),
            "title": self.title,
            "opts": model_admin.opts,
            "action": self,
            "people": people,
            "left_out": [person for person in chosen if person not in people],
        }
        return TemplateResponse(request, "admin/accounts/user/confirm.html", context)

    def do_all(self, request: HttpRequest, people: Iterable[User]) -> None:
        for person in people:
            try:
                self.do(person, request.user)
            except Refused as refused:
                messages.error(request, f"{person}: {refused.sentence}")
            else:
                messages.success(request, self.done.format(person=person))


def may_touch(helpdesk: User, person: User) -> bool:
    """Only a superuser changes people of the helpdesk: else one could take over a colleague's
    account, and with it their rights."""
    return helpdesk.is_superuser or not (person.is_staff or person.is_superuser)


def _send_link(person: User, by: User) -> None:
    schools = {m.school_id: m.school for m in person.memberships.active().select_related("school")}
    send_password_link(
        user=person,
        purpose=LinkPurpose.RESET if person.has_password else LinkPurpose.INVITATION,
        school=next(iter(schools.values())) if len(schools) == 1 else None,
    )


SEND_LINK = PersonAction(
    name="send_link",
    title="Stuur een link voor een nieuw wachtwoord",
    effect="krijgt een mail met een link om zelf een wachtwoord in te stellen. "
    "Het oude wachtwoord blijft werken tot de link gebruikt is.",
    button="Stuur de link",
    done="Link verstuurd naar {person.email}.",
    applies=lambda person: person.is_active,
    do=_send_link,
)
REMOVE_STEPS = PersonAction(
    name="remove_steps",
    title="Verwijder de tweede stappen",
    effect="meldt zich daarna aan met het wachtwoord alleen, en krijgt daar een mail over. Doe dit"
    " alleen als je zeker weet met wie je spreekt: bel zelf terug, op het nummer van de school.",
    button="Verwijder de tweede stappen",
    done="De tweede stappen van {person} zijn verwijderd.",
    applies=has_second_step,
    do=lambda person, by: remove_second_steps(user=person, by=by),
)
LOCK = PersonAction(
    name="lock",
    title="Blokkeer",
    effect="kan zich niet meer aanmelden en is meteen overal uitgelogd. "
    "Wat deze persoon invoerde, blijft bewaard.",
    button="Blokkeer",
    done="{person} is geblokkeerd.",
    applies=lambda person: person.is_active,
    do=lambda person, by: lock_person(user=person, by=by),
)
UNLOCK = PersonAction(
    name="unlock",
    title="Hef de blokkering op",
    effect="kan zich weer aanmelden met het eigen wachtwoord.",
    button="Hef op",
    done="{person} kan zich weer aanmelden.",
    applies=lambda person: not person.is_active,
    do=lambda person, by: unlock_person(user=person, by=by),
)
