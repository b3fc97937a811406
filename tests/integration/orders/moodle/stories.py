"""What the Moodle tests share: a school that takes part, and a look at its rows."""

from datetime import UTC, datetime

from django.utils import timezone

from accounts.models import Membership
from orders.models import MoodleAccess, MoodleHealth
from schools.models import Participation

STAFF = {"An", "Cis", "Dirk", "Els", "Fee", "Guy"}  # of De Linde, but for the secretary
COURSES = ("ovsg-2027", "ovsg-2027-digitaal")
ACTIVE, SUSPENDED = ("active", "done"), ("suspended", "done")


def take_part(school, edition) -> Participation:
    return Participation.objects.create(
        school=school, edition=edition, confirmed_at=datetime(2027, 3, 1, tzinfo=UTC)
    )


def rows(**which) -> dict:
    """First name → (desired, state) of the access rows."""
    return {
        row.user.first_name: (row.desired, row.state)
        for row in MoodleAccess.objects.filter(**which).select_related("user")
    }


def end(user, school=None) -> None:
    """The person leaves the school, or all of them."""
    memberships = Membership.objects.filter(user=user)
    if school:
        memberships = memberships.filter(school=school)
    memberships.update(ended_at=timezone.now())


def writes(moodle) -> list[str]:
    """What Moodle was asked to change."""
    return [name for name, _ in moodle.calls if "get" not in name]


def problem() -> str:
    """What the helpdesk reads that is wrong."""
    return MoodleHealth.objects.values_list("problem", flat=True).first() or ""
