"""Who is what in which school, and until when."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, User
from accounts.roles import Role
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from ovsgtoets.kernel.outbox import nudge


@transaction.atomic
def give_role(
    *, user: User, school, role: str, by: User | None, ends_on: date | None = None
) -> Membership:
    """Afterwards `user` has this role in the school up to and including `ends_on` (None: no end).

    Safe to repeat: a running membership is kept and takes the given end date. One that ran out
    is closed and a new one begins. Tells other apps that the staff changed.
    """
    User.objects.select_for_update().get(pk=user.pk)  # a double click waits here
    with acting_as(by):
        running = user.memberships.filter(school=school, role=Role(role), ended_at=None).first()
        if running and running.ends_on and running.ends_on < today():
            _close(running)
            running = None
        if running is None:
            running = Membership.objects.create(
                user=user, school=school, role=Role(role), ends_on=ends_on
            )
        elif running.ends_on != ends_on:
            running.ends_on = ends_on
            running.save(update_fields=["ends_on"])
        else:
            return running
    nudge("staff_changed")
    return running


@transaction.atomic
def end_membership(*, membership: Membership, by: User) -> None:
    """Takes the role away, from the next request on; what the person entered stays.

    Refuses the last active schoolbeheerder of a school. Safe to repeat. Tells other apps that
    the staff changed.
    """
    admins = _active_admins_locked(membership.school_id)
    current = Membership.objects.select_for_update().get(pk=membership.pk)
    if current.ended_at:
        return
    if admins == {current.pk}:
        raise Refused("Dit is de laatste schoolbeheerder van de school. Voeg eerst een andere toe.")
    with acting_as(by):
        _close(current)
    nudge("staff_changed")


def _active_admins_locked(school_id: int) -> set[int]:
    """Their memberships, held until the end: two admins can't remove each other at once."""
    admins = (
        Membership.objects.active()
        .filter(school_id=school_id, role=Role.SCHOOL_ADMIN)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    return {admin.pk for admin in admins}


def _close(membership: Membership) -> None:
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
