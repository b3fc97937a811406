"""What the helpdesk sees first: how much waits for somebody, and a search over everything."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.db.models import Model, Prefetch, Q, QuerySet
from django.urls import reverse
from post_office.models import STATUS

from accounts.models import Membership, User
from orders.models import MoodleAccess, MoodleHealth, Order, OrderStatus, PushState
from orders.moodle.health import current_problem
from ovsgtoets.kernel.formats import long_moment
from ovsgtoets.kernel.models import Job, JobState
from ovsgtoets.start.models import Mail
from results.queries.battery import battery_of
from schools.models import RegistrationCode, School
from schools.queries import running_edition

LONGEST = 200  # characters that are searched with
MOST = 25  # results of a kind


@dataclass(frozen=True)
class Task:
    """A kind of work: how many wait, in words, and the list that shows them."""

    count: int
    one: str
    many: str
    words: str
    when_none: str
    url: str | None
    is_failure: bool = False

    @property
    def what(self) -> str:
        return self.one if self.count == 1 else self.many

    @property
    def shown(self) -> str:
        return f"de {self.what}"

    @property
    def state(self) -> str:
        if not self.count:
            return "done"
        return "error" if self.is_failure else "todo"


def todays_work(site: AdminSite) -> list[Task]:
    """What waits for somebody, and what went wrong; one count each."""
    return [
        *_moodle_trouble(site),
        *_odd_tests(),
        _invited_schools(site),
        _open_orders(site),
        *_failures(site),
    ]


def _moodle_trouble(site: AdminSite) -> list[Task]:
    """What is wrong with the connection now, at the top; nothing when it works."""
    problem = current_problem()
    if problem is None:
        return []
    words = f"in de verbinding met Moodle sinds {long_moment(problem.since)}. {problem}"
    page = list_of(site, MoodleHealth)
    return [Task(1, "storing", "storingen", words, "", page, is_failure=True)]


def _odd_tests() -> list[Task]:
    """What probably is not as it was meant in the running edition's tests; nothing when all is."""
    edition = running_edition()
    warnings = len(battery_of(edition).warnings) if edition else 0
    if not warnings:
        return []
    words = f"bij de toetsen van {edition.year}"
    page = reverse("admin:results_battery", args=[edition.year])
    return [Task(warnings, "opmerking", "opmerkingen", words, "", page)]


def _invited_schools(site: AdminSite) -> Task:
    open_codes = RegistrationCode.objects.usable()
    invited = School.objects.filter(registered_at=None, registration_codes__in=open_codes)
    return Task(
        invited.distinct().count(),
        "school",
        "scholen",
        "met een geldige code, nog niet geregistreerd",
        "Geen enkele school heeft nog een open registratiecode.",
        list_of(site, School, geregistreerd="nee", code="ja"),
    )


def _open_orders(site: AdminSite) -> Task:
    edition = running_edition()
    unconfirmed = [OrderStatus.DRAFT, OrderStatus.CHANGING]
    return Task(
        Order.objects.filter(edition=edition, status__in=unconfirmed).count() if edition else 0,
        "bestelling",
        "bestellingen",
        "begonnen of gewijzigd, niet bevestigd",
        "Elke begonnen bestelling is bevestigd.",
        edition
        and list_of(site, Order, edition__id__exact=edition.pk, status__in=",".join(unconfirmed)),
    )


def _failures(site: AdminSite) -> list[Task]:
    return [
        Task(
            Mail.objects.filter(status=STATUS.failed).count(),
            "mail",
            "mails",
            "niet verstuurd",
            "Elke mail is verstuurd.",
            list_of(site, Mail, state="failed"),
            is_failure=True,
        ),
        Task(
            MoodleAccess.objects.filter(state=PushState.FAILED).count(),
            "toegang",
            "toegangen",
            "niet doorgegeven aan Moodle",
            "Moodle nam alle toegangen aan.",
            list_of(site, MoodleAccess, state__exact=PushState.FAILED.value),
            is_failure=True,
        ),
        Task(
            Job.objects.filter(state=JobState.FAILED).count(),
            "achtergrondtaak",
            "achtergrondtaken",
            "mislukt",
            "Elke achtergrondtaak lukte.",
            list_of(site, Job, state__exact=JobState.FAILED.value),
            is_failure=True,
        ),
    ]


def list_of(site: AdminSite, model: type[Model], **filters) -> str | None:
    """The address of the model's list in the admin, filtered; None when it has no list there."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    if not site.is_registered(model):
        return None
    return f"{reverse(name)}?{urlencode(filters)}" if filters else reverse(name)


@dataclass(frozen=True)
class Hit:
    """One result: its name, what tells it apart, its address in the admin, and its schools."""

    title: str
    detail: str
    url: str | None
    schools: tuple["Hit", ...] = ()


@dataclass(frozen=True)
class Hits:
    """The first results of a kind, and whether there are more."""

    rows: list[Hit]
    are_cut: bool

    def __bool__(self) -> bool:
        return bool(self.rows)


@dataclass(frozen=True)
class Results:
    schools: Hits
    people: Hits
    mails: Hits

    @property
    def found(self) -> bool:
        return bool(self.schools or self.people or self.mails)


def clean(typed: str) -> str:
    """What was typed, in a form that the database can search with."""
    return " ".join(typed.replace("\x00", " ").split())[:LONGEST]


def search(site: AdminSite, typed: str) -> Results:
    """Schools by number, name, town or mail; people by name or mail, with their schools; mails
    by recipient or subject. Each word must be found; the query count does not depend on results."""
    return Results(
        schools=_hits(_schools(typed), site, _school),
        people=_hits(_people(typed), site, _person),
        mails=_hits(_mails(typed), site, _mail),
    )


def _hits(queryset: QuerySet, site: AdminSite, as_hit: Callable[..., Hit]) -> Hits:
    rows = list(queryset[: MOST + 1])
    return Hits([as_hit(site, row) for row in rows[:MOST]], are_cut=len(rows) > MOST)


def _every_word(queryset: QuerySet, typed: str, *lookups: str) -> QuerySet:
    for word in typed.split():
        queryset = queryset.filter(
            Q(*((lookup, word) for lookup in lookups), _connector=Q.OR),
        )
    return queryset


def _schools(typed: str) -> QuerySet[School]:
    lookups = ("name__icontains", "municipality__icontains", "postal_code", "email__icontains")
    return _every_word(School.objects.all(), typed, "institution_number__startswith", *lookups)


def _people(typed: str) -> QuerySet[User]:
    memberships = Membership.objects.active().select_related("school").order_by("school__name")
    people = User.objects.prefetch_related(
        Prefetch("memberships", queryset=memberships, to_attr="active_memberships")
    )
    return _every_word(
        people, typed, "first_name__icontains", "last_name__icontains", "email__icontains"
    )


def _mails(typed: str) -> QuerySet[Mail]:
    return _every_word(Mail.objects.order_by("-pk"), typed, "to__icontains", "subject__icontains")


def _school(site: AdminSite, school: School) -> Hit:
    detail = f"{school.institution_number} · {school.postal_code} {school.municipality}"
    return Hit(school.name, f"{detail} · {school.get_umbrella_display()}", _page_of(site, school))


def _person(site: AdminSite, person: User) -> Hit:
    schools = tuple(
        Hit(
            str(membership.school), membership.get_role_display(), _page_of(site, membership.school)
        )
        for membership in person.active_memberships
    )
    return Hit(str(person), person.email, _page_of(site, person), schools)


def _mail(site: AdminSite, mail: Mail) -> Hit:
    return Hit(
        mail.subject,
        f"{mail.recipients} · {mail.state_word} · {long_moment(mail.created)}",
        _page_of(site, mail),
    )


def _page_of(site: AdminSite, row: Model) -> str | None:
    if not site.is_registered(type(row)):
        return None
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
