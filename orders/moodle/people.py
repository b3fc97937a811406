"""The people whom the sync works on: who they are, what access they should have, how it went."""

from dataclasses import dataclass, field

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from accounts.models import User
from accounts.usernames import moodle_username
from orders.models import AccessState, MoodleAccess, PushState

LONGEST_ERROR = MoodleAccess._meta.get_field("error").max_length


@dataclass
class Person:
    """One person with all their access, through whichever schools, and the outcome of a push."""

    user: User
    access: list[MoodleAccess] = field(default_factory=list)
    moodle_id: int | None = None
    error: str = ""

    @property
    def idnumber(self) -> str:
        """By which Moodle knows the person for good, whatever their name or address becomes."""
        return moodle_username(self.user.public_id)

    @property
    def profile(self) -> dict[str, str]:
        """What Moodle shows of the person."""
        return {
            "firstname": self.user.first_name.strip() or "–",
            "lastname": self.user.last_name.strip() or "–",
            "email": self.user.email.lower(),
        }

    @property
    def entitled(self) -> bool:
        """Whether any school gives access to any edition."""
        return any(row.desired == AccessState.ACTIVE for row in self.access)

    @property
    def unfinished(self) -> list[MoodleAccess]:
        """The rows that Moodle has not accepted yet."""
        return [row for row in self.access if row.state != PushState.DONE]

    @property
    def editions_to_push(self) -> dict[int, bool]:
        """The editions with something to tell Moodle, and whether the person may be in.

        Moodle has one enrolment per course, whatever the number of schools: one active is enough.
        """
        active = {row.edition_id for row in self.access if row.desired == AccessState.ACTIVE}
        return {row.edition_id: row.edition_id in active for row in self.unfinished}

    def fails(self, sentence: str) -> None:
        """Keeps why Moodle did not take this person; the first reason stays."""
        self.error = self.error or sentence[:LONGEST_ERROR]


def people_waiting(*, most: int, editions, passed_over: set[int]) -> list[Person]:
    """The next people with something to push, the newest access first: somebody waits for it.

    Access to other editions than `editions` waits on; taking it away never does.
    """
    waiting = (
        MoodleAccess.objects.filter(state=PushState.WAITING)
        .filter(Q(edition__in=editions) | Q(desired=AccessState.SUSPENDED))
        .exclude(user__in=passed_over)
        .order_by("-pk")
        .values_list("user", flat=True)
    )
    # Somebody with several editions has several rows, mostly side by side.
    users = list(dict.fromkeys(waiting[: most * 10]))[:most]
    people: dict[int, Person] = {}
    rows = MoodleAccess.objects.filter(user__in=users).select_related("user")
    for row in rows.order_by("pk"):
        people.setdefault(row.user_id, Person(row.user)).access.append(row)
    return list(people.values())


def remember_accounts(people: list[Person]) -> None:
    """Stores the number that each person's account has in Moodle."""
    changed = []
    for person in people:
        for row in person.access:
            if person.moodle_id and row.moodle_user_id != person.moodle_id:
                row.moodle_user_id = person.moodle_id
                changed.append(row)
    MoodleAccess.objects.bulk_update(changed, ["moodle_user_id"])


def mark_failed(people: list[Person]) -> None:
    """Stores why; the others' sentences are their own."""
    for person in people:
        _unchanged(person.unfinished).update(state=PushState.FAILED, error=person.error)


def mark_done(rows: list[MoodleAccess]) -> None:
    """Stores that Moodle accepted these rows as they were read."""
    _unchanged(rows).update(
        state=PushState.DONE,
        error="",
        pushed=F("desired"),
        pushed_fingerprint=F("desired_fingerprint"),
        pushed_at=timezone.now(),
    )


def _unchanged(rows: list[MoodleAccess]) -> QuerySet:
    """Those that still ask what was pushed: what changed meanwhile goes on waiting."""
    space = Value(" ")
    return (
        MoodleAccess.objects.filter(pk__in=[row.pk for row in rows])
        .alias(
            asks=Concat(
                Cast("pk", TextField()), space, "desired", space, "desired_fingerprint",
                output_field=TextField(),
            )
        )
        .filter(asks__in=[f"{row.pk} {row.desired} {row.desired_fingerprint}" for row in rows])
    )  # fmt: skip
