"""What the Moodle tests share: a school that takes part, and a look at its rows."""

from datetime import UTC, datetime

from orders.models import MoodleAccess
from schools.models import Participation


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
