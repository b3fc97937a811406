"""From when a school's people sign in with two steps, and who of them is ready for it."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from accounts import two_steps
from accounts.models import Membership, User
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import long_date
from ovsgtoets.kernel.history import acting_as
from schools.models import School


@transaction.atomic
def set_two_step_from(*, school: School, starts_on: date | None, by: User) -> School:
    """From this day on, nobody works in the school who signed in with a password alone; None: a
    password is enough (unless the helpdesk asks more of everybody).

    Safe to repeat. Refuses a day before today, unless it stood there already."""
    school = School.objects.select_for_update().get(pk=school.pk)
    if school.two_step_from == starts_on:
        return school
    if starts_on and starts_on < today():
        raise Refused(f"Kies een dag vanaf {long_date(today())}.", field="starts_on")
    school.two_step_from = starts_on
    with acting_as(by, school=school):
        school.save(update_fields=["two_step_from"])
    return school


@dataclass(frozen=True)
class Readiness:
    """A person of the school, their roles in words, and whether they can sign in with two steps."""

    name: str
    roles: str
    is_ready: bool


def readiness_of(school: School) -> list[Readiness]:
    """Everybody who works in the school today, who is not ready first. Three queries."""
    memberships = sorted(
        Membership.objects.active().for_school(school).select_related("user"),
        key=lambda membership: (*membership.by_name, membership.pk),
    )
    by_person: dict[int, list[Membership]] = {}
    for membership in memberships:
        by_person.setdefault(membership.user_id, []).append(membership)
    ready = two_steps.ready(by_person)
    people = [
        Readiness(
            name=own[0].shown_name,
            roles=", ".join(m.get_role_display() for m in own),
            # Of who never came to work here, the school knows nothing.
            is_ready=pk in ready and any(m.accepted_at for m in own),
        )
        for pk, own in by_person.items()
    ]
    return sorted(people, key=lambda person: person.is_ready)
