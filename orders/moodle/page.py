"""What the page of Moodle and the start page tell: which courses, and how far one's access is."""

from collections import defaultdict
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F
from django.utils.http import urlencode

from accounts.acting import Acting
from accounts.models import Membership
from accounts.rights import Right, roles_with
from orders.models import AccessState, MoodleAccess, PushState
from orders.moodle.enrolments import course_idnumbers
from orders.moodle.health import current_problem
from ovsgtoets.kernel.clock import school_year_of, today
from schools.models import Edition, Participation


@dataclass(frozen=True)
class Status:
    """How far one's access is: `kind` for the drawing, `word` beside it, `reason` of a failure."""

    kind: str
    word: str
    reason: str = ""


@dataclass(frozen=True)
class Course:
    """`url` is empty as long as there is nothing to open."""

    title: str
    url: str


@dataclass(frozen=True)
class Year:
    """An edition that the school took part in."""

    edition: Edition
    status: Status
    courses: tuple[Course, ...]


@dataclass(frozen=True)
class Colleague:
    name: str
    roles: str
    status: Status


READY = Status("done", PushState.DONE.label)
WAITING = Status("waiting", PushState.WAITING.label)
CLOSING = Status("waiting", "wordt afgesloten")


def status_of(row: MoodleAccess | None) -> Status:
    """The row in words. No row yet: the sync makes it within the minute."""
    if row is None:
        return WAITING
    if row.state == PushState.FAILED:
        return Status("error", PushState.FAILED.label, row.error)
    if row.desired == AccessState.SUSPENDED:
        return CLOSING
    return READY if row.state == PushState.DONE else WAITING


def years_of(acting: Acting) -> tuple[list[Year], list[Year]]:
    """The years that are open now, and the earlier ones; newest first, two queries."""
    own = MoodleAccess.objects.for_school(acting.school).filter(
        user=acting.user, desired=AccessState.ACTIVE
    )
    rows = {row.edition_id: row for row in own}
    participations = (
        Participation.objects.for_school(acting.school)
        .select_related("edition")
        .order_by("-edition__year")
    )
    current, earlier = [], []
    for edition in [participation.edition for participation in participations]:
        is_current = edition.year >= school_year_of(today())
        row = rows.get(edition.pk)
        year = Year(edition, status_of(row), _courses(edition, row, is_current=is_current))
        (current if is_current else earlier).append(year)
    return current, earlier


def _courses(edition: Edition, row: MoodleAccess | None, *, is_current: bool) -> tuple[Course, ...]:
    """The guide writes this year's courses without a hyphen and the earlier ones with it."""
    name = f"OVSG{' ' if is_current else '-'}toets {edition.year}"
    titles = [name, f"{name} digitale afname"]
    return tuple(
        Course(title, _address(idnumber) if _is_open(row) else "")
        for title, idnumber in zip(titles, course_idnumbers(edition), strict=False)
    )


def _is_open(row: MoodleAccess | None) -> bool:
    """Whether Moodle lets the person in; a new name that waits, or failed, changes nothing."""
    return bool(row) and row.desired == row.pushed == AccessState.ACTIVE


def _address(idnumber: str) -> str:
    """The course's own page in Moodle; empty without a real one."""
    if not settings.MOODLE_URL or settings.MOODLE_STAND_IN:
        return ""
    query = urlencode({"idnumber": idnumber})
    return f"{settings.MOODLE_URL.rstrip('/')}/course/view.php?{query}"


def colleagues_of(acting: Acting, edition: Edition) -> list[Colleague]:
    """Everybody who has, gets or is losing access through this school, by name; two queries."""
    people, roles = {}, defaultdict(list)
    members = Membership.objects.for_school(acting.school).select_related("user")
    for member in members.order_by(F("accepted_at").asc(nulls_first=True), "pk"):
        people[member.user_id] = member
        if member.is_running and member.role in roles_with(Right.USE_MOODLE):
            roles[member.user_id].append(member.get_role_display())
    rows = (
        MoodleAccess.objects.for_school(acting.school)
        .filter(edition=edition)
        .exclude(desired=AccessState.SUSPENDED, state=PushState.DONE)
    )
    return [
        Colleague(people[row.user_id].shown_name, ", ".join(roles[row.user_id]), status_of(row))
        for row in sorted(
            (row for row in rows if row.user_id in people),  # an invitation may have moved on
            key=lambda row: people[row.user_id].by_name,
        )
    ]


def who_can_order(acting: Acting) -> list[str]:
    """`An Peeters (schoolbeheerder)`, by name; one query."""
    members = (
        Membership.objects.for_school(acting.school)
        .active()
        .filter(role__in=roles_with(Right.ORDER_TESTS))
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "pk")
    )
    return [f"{m.shown_name} ({m.get_role_display().lower()})" for m in members]


def obstacle() -> str:
    """Why nothing reaches Moodle now, for who waits for it; empty when nothing stands in the way."""
    if not settings.MOODLE_URL and not settings.MOODLE_STAND_IN:
        return (
            "Dit portaal is nog niet verbonden met Moodle. Zodra dat gebeurt, wordt je toegang"
            " vanzelf klaargezet."
        )
    if current_problem():
        return (
            "De verbinding met Moodle hapert. De helpdesk weet het. Je hoeft niets te doen:"
            " zodra alles weer werkt, volgt je toegang vanzelf."
        )
    return ""
