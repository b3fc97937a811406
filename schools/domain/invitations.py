"""Inviting people to a school. Whether somebody has an account already, the school doesn't learn:
until they come, it sees the names and the address that it typed, and one kind of invitation."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.domain.links import send_password_link
from accounts.domain.people import person_by_email, rename_person
from accounts.models import LinkPurpose, Membership, User
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from ovsgtoets.kernel.mail import queue_mail
from ovsgtoets.kernel.outbox import nudge
from schools.models import School, SchoolClass

WORKS_HERE = "Iemand met dit e-mailadres werkt al in je school."


@transaction.atomic
def invite(*, membership: Membership, by: User) -> None:
    """Mails the person that they work in the school: with a link for a password when they have
    none yet, else as a notice. Call it after giving the role and the classes."""
    user, school = membership.user, membership.school
    with acting_as(by):
        invitations_of(membership).update(invited_at=timezone.now())
    if not user.has_password:
        send_password_link(user=user, purpose=LinkPurpose.INVITATION, school=school)
        return
    memberships = user.memberships.active().for_school(school)
    classes = SchoolClass.objects.filter(assignments__membership__in=memberships).distinct()
    queue_mail(
        "schools/mails/added_to_school",
        to=user.email,
        context={
            "person": user,
            "school": school,
            "roles": [membership.get_role_display() for membership in memberships],
            "classes": [str(school_class) for school_class in classes],
        },
    )


def invitations_of(membership: Membership):
    """Every role to which this school invited this person who didn't come yet."""
    return membership.user.memberships.for_school(membership.school).filter(
        ended_at=None, accepted_at=None
    )


@transaction.atomic
def change_invited(
    *, membership: Membership, first_name: str, last_name: str, email: str, by: User
) -> Membership:
    """Other names or another address for somebody who was invited and didn't come yet.

    Another address is another person: the invitation moves to whoever has it, and goes out again.
    Refuses an address of somebody who has the role here already, and of a locked account.
    """
    email = User.objects.normalize(email)
    if email != membership.shown_email:
        _move(membership, email, first_name, last_name, by)
    elif is_new(user=membership.user, school=membership.school):
        rename_person(user=membership.user, first_name=first_name, last_name=last_name, by=by)
    changed = {"invited_first_name": first_name, "invited_last_name": last_name}
    with acting_as(by):
        invitations_of(membership).exclude(**changed).update(**changed)
    membership.refresh_from_db()
    return membership


def refuse_locked(user: User) -> None:
    """Refuses somebody whose account is locked, without saying so."""
    if not user.is_active:
        raise Refused(
            "Deze persoon kan je niet toevoegen. Vraag de helpdesk waarom.", field="email"
        )


def is_new(*, user: User, school: School) -> bool:
    """Whether nobody but this school knows the person yet, the person included."""
    elsewhere = user.memberships.exclude(school_id=school.pk)
    return not (user.has_password or user.last_login or user.is_staff or elsewhere.exists())


def _move(membership: Membership, email: str, first_name: str, last_name: str, by: User) -> None:
    other = person_by_email(email=email, first_name=first_name, last_name=last_name)
    refuse_locked(other)
    if other.memberships.active().for_school(membership.school).exists():
        raise Refused(WORKS_HERE, field="email")
    withdraw_links(membership=membership)
    try:
        with transaction.atomic(), acting_as(by):
            invitations_of(membership).update(user=other, invited_email=email)
    except IntegrityError as error:  # somebody else invited them a moment earlier
        raise Refused(WORKS_HERE, field="email") from error
    membership.refresh_from_db()
    nudge("staff_changed")
    invite(membership=membership, by=by)


def withdraw_links(*, membership: Membership) -> None:
    """Links that this school mailed to somebody who never came work no more."""
    if membership.accepted_at is None:
        membership.user.password_links.filter(school=membership.school, used_at=None).update(
            used_at=timezone.now()
        )
