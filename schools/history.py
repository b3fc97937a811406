"""What was done in a school, by whom and when, as Dutch sentences from the history of its rows.

Read at once, with the same few queries however much was done. Rows that changed in one request
stand together, so that somebody who was added before two classes is one sentence.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps

from accounts.models import Membership, PasswordLink, User
from ovsgtoets.kernel.formats import long_date
from schools.models import ClassAssignment, School, SchoolClass, Site

SCHOOL_WORDS = {
    "name": "naam", "phone": "telefoon", "umbrella": "net", "kind": "soort",
    "street": "adres", "house_number": "adres", "postal_code": "adres", "municipality": "adres",
    "ses_percentage": "SES-percentage", "ses_zone": "SES-zone",
}  # fmt: skip
HELPDESK, NOBODY = "De helpdesk", "Het portaal"


@dataclass(frozen=True)
class Line:
    """`who` and `what` make the sentence: "An Peeters" "voegde Cis Claes toe als leerkracht"."""

    at: datetime
    who: str
    what: str


@dataclass
class Change:
    """One row before and after; None where it did not exist."""

    kind: type
    before: Any
    after: Any

    @property
    def row(self):
        return self.after or self.before

    def changed(self, *names: str) -> bool:
        if not (self.before and self.after):
            return False
        return any(getattr(self.before, name) != getattr(self.after, name) for name in names)


@dataclass
class Deed:
    """What one request changed."""

    at: datetime
    context: dict
    changes: list[Change] = field(default_factory=list)

    def of(self, kind: type) -> list[Change]:
        return [change for change in self.changes if change.kind is kind]


def history_of(school: School) -> list[Line]:
    """Everything of this school that the history knows, newest first. Ten queries."""
    deeds = _deeds(school)
    names = _Names(school, deeds)
    lines = []
    for deed in deeds:
        names.learn(deed)
        whats = _Sentences(deed, names).all()
        lines[:0] = [Line(deed.at, names.actor(deed.context), what) for what in whats]
    return lines


def _deeds(school: School) -> list[Deed]:
    """In the order in which they were done."""
    found: dict[Any, Deed] = {}
    events = [
        (event.pgh_created_at, number, event.pgh_id, change, event)
        for number, (kind, rows) in enumerate(_events(school))
        for event, change in _pairs(kind, rows)
    ]
    # All of one transaction have one moment: then classes first, and who stands before them last.
    for at, _, _, change, event in sorted(events, key=lambda one: one[:3]):
        metadata = event.pgh_context.metadata if event.pgh_context else {}
        key = event.pgh_context_id or at
        found.setdefault(key, Deed(at, metadata)).changes.append(change)
    return list(found.values())


def _events(school: School) -> Iterator[tuple[type, Iterable]]:
    """The stored events of each kind of row, oldest first; of people's own data only what this
    school's administrators changed."""
    own = {
        School: {"pgh_obj": school.pk},
        SchoolClass: {"school": school.pk},
        Membership: {"school": school.pk},
        ClassAssignment: {"membership__school": school.pk},
    }
    for kind, of_school in own.items():
        events = _model_of_events(kind).objects.filter(**of_school)
        yield kind, events.select_related("pgh_context").order_by("pgh_id")
    sent = _model_of_events(PasswordLink).objects.filter(school=school.pk, purpose="reset")
    yield PasswordLink, sent.select_related("pgh_context").order_by("pgh_id")
    people = User.objects.filter(memberships__school=school)
    events = _model_of_events(User).objects.filter(pgh_obj__in=people)
    yield User, events.select_related("pgh_context").order_by("pgh_id")


def _model_of_events(kind: type) -> type:
    return apps.get_model(kind._meta.app_label, f"{kind.__name__}Event")


def _pairs(kind: type, events: Iterable) -> Iterator[tuple[Any, Change]]:
    before: dict[int, Any] = {}
    for event in events:
        old = before.get(event.pgh_obj_id)
        gone = event.pgh_label == "delete"
        yield event, Change(kind, event if gone else old, None if gone else event)
        before[event.pgh_obj_id] = event


class _Names:
    """Who and what the sentences name, as this school knows them."""

    def __init__(self, school: School, deeds: list[Deed]) -> None:
        self.school = school
        members = Membership.objects.for_school(school).select_related("user")
        self.memberships = {membership.pk: membership for membership in members}
        self.known = {m.user_id: m for m in self.memberships.values() if m.accepted_at}
        actors = {deed.context.get("user") for deed in deeds} - self.known.keys() - {None}
        self.staff = set(
            User.objects.filter(pk__in=actors, is_staff=True).values_list("pk", flat=True)
        )
        self.sites = dict(Site.objects.for_school(school).values_list("pk", "name"))
        self.classes: dict[int, str] = {}

    def learn(self, deed: Deed) -> None:
        """What the classes are called from this deed on."""
        for change in deed.of(SchoolClass):
            self.classes[change.row.pgh_obj_id] = change.row.name

    def actor(self, context: dict) -> str:
        user = context.get("user")
        if user in self.known:
            name = self.known[user].shown_name
            return f"{HELPDESK} (als {name})" if "helpdesk" in context else name
        if user is None:
            return NOBODY
        return HELPDESK if user in self.staff else "Iemand"

    def member(self, event) -> str:
        return self.teacher(event.pgh_obj_id)

    def user(self, pk: int) -> str:
        return self.known[pk].shown_name if pk in self.known else "iemand"

    def teacher(self, pk: int) -> str:
        return self.memberships[pk].shown_name if pk in self.memberships else "iemand"

    def person(self, event) -> str:
        return f"{event.first_name} {event.last_name}".strip() or event.email


class _Sentences:
    """What was done in one request, each thing said once."""

    def __init__(self, deed: Deed, names: _Names) -> None:
        self.deed, self.names = deed, names
        self.assigned, self.unassigned = defaultdict(list), defaultdict(list)
        removed = {c.row.pgh_obj_id for c in deed.of(SchoolClass) if c.after is None}
        for change in deed.of(ClassAssignment):
            into = self.assigned if change.after else self.unassigned
            if change.row.school_class_id not in removed:
                name = names.classes.get(change.row.school_class_id, "?")
                into[change.row.membership_id].append(name)

    def all(self) -> list[str]:
        return [*self.of_school(), *self.of_classes(), *self.of_people(), *self.of_assignments()]

    # --- the school and its classes ---
    def of_school(self) -> Iterator[str]:
        for change in self.deed.of(School):
            if change.changed("registered_at"):
                yield "registreerde de school"
            elif change.changed("email"):
                yield f"wijzigde het e-mailadres van de school in {change.after.email}"
            words = dict.fromkeys(w for n, w in SCHOOL_WORDS.items() if change.changed(n))
            if words:
                yield f"wijzigde de gegevens van de school: {_listed(words)}"

    def of_classes(self) -> Iterator[str]:
        changes = self.deed.of(SchoolClass)
        made = [change.after.name for change in changes if change.before is None]
        removed = [change.before.name for change in changes if change.after is None]
        if made:
            yield f"voegde {_classes(made)} toe"
        if removed:
            yield f"verwijderde {_classes(removed)}"
        for change in changes:
            if change.changed("name"):
                yield f"hernoemde klas {change.before.name} naar {change.after.name}"
            if change.changed("site_id"):
                yield self._site(change.after)

    def _site(self, event) -> str:
        if event.site_id is None:
            return f"maakte klas {event.name} los van haar vestigingsplaats"
        site = self.names.sites.get(event.site_id, "een vestigingsplaats")
        return f"koppelde klas {event.name} aan {site}"

    # --- people ---
    def of_people(self) -> Iterator[str]:
        changes = self.deed.of(Membership)
        began = {c.after.user_id: c.after for c in changes if c.before is None}
        ended = {c.after.user_id: c.after for c in changes if c.changed("ended_at")}
        for change in changes:
            user = change.row.user_id
            if change.before is None and user in ended:
                yield self._swapped(change.after, ended[user])
            elif change.before is None:
                yield self._added(change.after)
            elif change.changed("ended_at") and user not in began:
                yield f"verwijderde {self.names.member(change.after)} als {_role(change.after)}"
            elif not change.changed("ended_at"):
                yield from self._changed(change)
        if self.deed.context.get("school") == self.names.school.pk:
            for change in self.deed.of(User):
                yield from self._person(change)
            for change in self.deed.of(PasswordLink):
                yield f"stuurde {self.names.user(change.row.user_id)} een link voor een nieuw wachtwoord"

    def _added(self, event) -> str:
        return f"voegde {self.names.member(event)} toe als {self._what(event)}"

    def _swapped(self, event, old) -> str:
        name = self.names.member(event)
        return f"maakte {name} {self._what(event)} in plaats van {_role(old)}"

    def _what(self, event) -> str:
        where = self.assigned.pop(event.pgh_obj_id, [])
        until = f" tot en met {long_date(event.ends_on)}" if event.ends_on else ""
        return f"{_role(event)}{f' van {_classes(where)}' if where else ''}{until}"

    def _changed(self, change: Change) -> Iterator[str]:
        name, event = self.names.member(change.row), change.after
        if change.changed("ends_on"):
            until = (
                f"tot en met {long_date(event.ends_on)}" if event.ends_on else "zonder einddatum"
            )
            yield f"liet {name} werken als {_role(event)} {until}"
        if change.changed("accepted_at"):
            yield f"meldde zich voor het eerst aan als {_role(event)}"
            return
        if change.changed("invited_email"):
            yield f"wijzigde het e-mailadres van {name} in {event.invited_email}"
        elif change.changed("invited_first_name", "invited_last_name"):
            yield f"wijzigde de naam van {name}"
        elif change.changed("invited_at") and change.before.invited_at:
            yield f"stuurde {name} opnieuw een uitnodiging"

    def _person(self, change: Change) -> Iterator[str]:
        new = self.names.person(change.row)
        if change.changed("first_name", "last_name"):
            yield f"wijzigde de naam van {self.names.person(change.before)} in {new}"
        if change.changed("email"):
            yield f"wijzigde het e-mailadres van {new} in {change.after.email}"

    def of_assignments(self) -> Iterator[str]:
        for pk, classes in self.assigned.items():
            yield f"zette {self.names.teacher(pk)} voor {_classes(classes)}"
        for pk, classes in self.unassigned.items():
            yield f"haalde {self.names.teacher(pk)} weg van {_classes(classes)}"


def _role(event) -> str:
    return Membership(role=event.role).role_in_sentence


def _classes(names: Iterable[str]) -> str:
    names = sorted(set(names))
    return f"klas {names[0]}" if len(names) == 1 else f"de klassen {_listed(names)}"


def _listed(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} en {last}" if most else last
