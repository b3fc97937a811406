"""Who is what in which school, and until when."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Membership, User
from accounts.roles import Role
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from ovsgtoets.kernel.outbox import nudge

LAST_ADMIN = "Dit is de laatste schoolbeheerder van de school. Voeg eerst een andere toe."


@dataclass(frozen=True)
class Invitation:
    """How a school typed somebody, since when it invites them, and since when they came."""

    first_name: str
    last_name: str
    email: str
    sent_at: datetime | None = None
    accepted_at: datetime | None = None

    @classmethod
    def of(cls, membership: Membership) -> "Invitation":
        return cls(
            membership.invited_first_name,
            membership.invited_last_name,
            membership.invited_email,
            membership.invited_at,
            membership.accepted_at,
        )

    @property
    def fields(self) -> dict:
        typed = {
            "invited_first_name": self.first_name,
            "invited_last_name": self.last_name,
            "invited_email": User.objects.normalize(self.email),
        }
        return {
            "invited_at": self.sent_at,
            "accepted_at": self.accepted_at,
            **({} if self.accepted_at else typed),
        }


@transaction.atomic
def give_role(
    *,
    user: User,
    school,
    role: str,
    by: User | None,
    ends_on: date | None = None,
    invitation: Invitation | None = None,
) -> Membership:
    """Afterwards `user` has this role in the school up to and including `ends_on` (None: no end).

    The school sees what `invitation` says of somebody who doesn't work there yet, until they come.
    Safe to repeat: a running membership is kept and takes the given end date. One that ran out
    is closed and a new one begins. Refuses to give the last schoolbeheerder an end date. Tells
    other apps that the staff changed.
    """
    User.objects.select_for_update().get(pk=user.pk)  # a double click waits here
    with acting_as(by):
        running = user.memberships.filter(school=school, role=Role(role), ended_at=None).first()
        if running and running.ends_on and running.ends_on < today():
            _close(running)
            running = None
        if running is None:
            running = _begin(user, school, Role(role), ends_on, invitation)
        elif running.ends_on != ends_on:
            _set_end(running, ends_on)
        else:
            return running
    nudge("staff_changed")
    return running


def _begin(
    user: User, school, role: Role, ends_on: date | None, invitation: Invitation | None
) -> Membership:
    known = user.memberships.filter(school=school, ended_at=None, accepted_at__isnull=False)
    fields = {"accepted_at": timezone.now()} if known.exists() else {}
    if invitation and not fields:
        fields = invitation.fields
    return Membership.objects.create(user=user, school=school, role=role, ends_on=ends_on, **fields)


def _set_end(membership: Membership, ends_on: date | None) -> None:
    if ends_on and membership.role == Role.SCHOOL_ADMIN:
        _refuse_last_admin(membership)
    membership.ends_on = ends_on
    membership.save(update_fields=["ends_on"])


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
    if current.pk in admins:
        _refuse_last_admin(current, admins)
    with acting_as(by):
        _close(current)
    nudge("staff_changed")


@transaction.atomic
def accept_memberships(*, user: User, school) -> None:
    """The person comes to work in the school: from now on it sees their own name and address.

    Safe to repeat."""
    with acting_as(user):
        user.memberships.filter(school=school, ended_at=None, accepted_at=None).update(
            accepted_at=timezone.now(),
            invited_first_name="",
            invited_last_name="",
            invited_email="",
        )


def _refuse_last_admin(membership: Membership, admins: dict[int, date | None] | None = None):
    """Somebody else must remain, and not just for a while when this one stays for good."""
    admins = admins or _active_admins_locked(membership.school_id)
    others = [ends_on for pk, ends_on in admins.items() if pk != membership.pk]
    if not others or (membership.ends_on is None and None not in others):
        raise Refused(LAST_ADMIN)


def _active_admins_locked(school_id: int) -> dict[int, date | None]:
    """Their memberships and end dates, held: two admins can't remove each other at once."""
    admins = (
        Membership.objects.active()
        .filter(school_id=school_id, role=Role.SCHOOL_ADMIN)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    return {admin.pk: admin.ends_on for admin in admins}


def _close(membership: Membership) -> None:
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
