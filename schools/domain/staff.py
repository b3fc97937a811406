"""Who works in a school: adding, changing, removing and putting back people in all six roles."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from accounts.domain.links import send_password_link
from accounts.domain.memberships import Invitation, end_membership, give_role
from accounts.domain.people import change_email, person_by_email, rename_person
from accounts.models import LinkPurpose, Membership, User
from accounts.roles import CLASS_ROLES, Role
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from schools.domain.classes import assign_to_class, set_classes_of
from schools.domain.invitations import change_invited, invite, refuse_locked, withdraw_links
from schools.models import Edition, School, SchoolClass


def works_only_here(*, user: User, school: School) -> bool:
    """Whether this school alone may change the person's name and e-mail address. Nobody's who is
    locked: where else they work doesn't count then, until they are let in again."""
    if user.is_staff or not user.is_active:
        return False
    return not user.memberships.active().exclude(school_id=school.pk).exists()


@transaction.atomic
def add_staff(
    *,
    school: School,
    edition: Edition | None,
    email: str,
    first_name: str,
    last_name: str,
    role: str,
    classes: Sequence[SchoolClass] = (),
    ends_on: date | None = None,
    by: User,
) -> Membership:
    """Gives the person with this address the role, before these classes, and mails them.

    Somebody new gets a link to set a password; somebody known keeps names and password and gets
    a notice. The school sees no difference: until the person comes, it sees what it typed.
    Refuses who has the role here already, an end date in the past, and a locked account.
    """
    user = person_by_email(email=email, first_name=first_name, last_name=last_name)
    refuse_locked(user)
    User.objects.select_for_update().get(pk=user.pk)  # a double click waits here
    refuse_past(ends_on)
    refuse_same_role(user=user, school=school, role=role, field="email")
    invitation = Invitation(first_name, last_name, email)
    membership = give_role(
        user=user, school=school, role=role, ends_on=ends_on, invitation=invitation, by=by
    )
    if edition and role in CLASS_ROLES:
        set_classes_of(membership=membership, edition=edition, classes=classes, by=by)
    invite(membership=membership, by=by)
    return membership


def refuse_same_role(*, user: User, school: School, role: str, field: str) -> None:
    """Refuses who has this role here already."""
    same = user.memberships.active().filter(school=school, role=role).first()
    if same:
        raise Refused(
            f"{same.shown_name} heeft de rol {same.get_role_display()} al in je school."
            " Wijzig die persoon in de lijst.",
            field=field,
        )


def refuse_past(ends_on: date | None) -> None:
    if ends_on and ends_on < today():
        raise Refused("Deze datum is voorbij. Kies vandaag of later.", field="ends_on")


@transaction.atomic
def change_colleague(
    *,
    membership: Membership,
    edition: Edition | None,
    role: str,
    classes: Sequence[SchoolClass],
    first_name: str | None = None,
    last_name: str | None = None,
    email: str | None = None,
    ends_on: date | None = None,
    by: User,
) -> Membership:
    """Changes who somebody is (when an address is given) and what they do here, at once.

    Returns the running membership. Refuses what `change_person` and `change_role` refuse.
    """
    names = {"first_name": first_name, "last_name": last_name, "email": email}
    if email is not None and membership.accepted_at:
        membership.user = change_person(membership=membership, **names, by=by)
    elif email is not None:
        membership = change_invited(membership=membership, **names, by=by)
    return change_role(
        membership=membership, edition=edition, role=role, classes=classes, ends_on=ends_on, by=by
    )


@transaction.atomic
def change_person(
    *, membership: Membership, first_name: str, last_name: str, email: str, by: User
) -> User:
    """Changes names and address of somebody who works in this school, and in no other.

    Refuses to change somebody who also works elsewhere. A new address of somebody without a
    password gets a new invitation, as the old link died with the old address.
    """
    user = membership.user
    same_names = (user.first_name, user.last_name) == (first_name, last_name)
    if same_names and user.email == User.objects.normalize(email):
        return user
    if not works_only_here(user=user, school=membership.school):
        raise Refused(
            f"{user} werkt ook in een andere school. Naam en e-mailadres wijzigt {user.first_name}"
            " zelf bij Mijn account."
        )
    old_email = user.email
    with acting_as(by, school=membership.school):
        if not same_names:
            user = rename_person(user=user, first_name=first_name, last_name=last_name, by=by)
        user = change_email(user=user, email=email, by=by)
    if user.email != old_email and not user.has_password:
        send_password_link(user=user, purpose=LinkPurpose.INVITATION, school=membership.school)
    return user


@transaction.atomic
def change_role(
    *,
    membership: Membership,
    edition: Edition | None,
    role: str,
    classes: Sequence[SchoolClass],
    ends_on: date | None = None,
    by: User,
) -> Membership:
    """The person does this instead, before these classes, up to and including `ends_on`; returns
    the running membership.

    Safe to repeat. Refuses a role that the person has already, an end date in the past, and what
    `remove_staff` refuses.
    """
    if ends_on != membership.ends_on:
        refuse_past(ends_on)
    if membership.role != role:
        membership = _swap_role(membership, Role(role), ends_on, by)
    else:
        membership = _set_end(membership, ends_on, by)
    if edition and role in CLASS_ROLES:
        set_classes_of(membership=membership, edition=edition, classes=classes, by=by)
    return membership


def _swap_role(membership: Membership, role: Role, ends_on: date | None, by: User) -> Membership:
    user, school = membership.user, membership.school
    if user.memberships.active().filter(school=school, role=role).exists():
        raise Refused(f"{membership.shown_name} heeft de rol {role.label} al.", field="role")
    new = give_role(
        user=user,
        school=school,
        role=role,
        ends_on=ends_on,
        invitation=Invitation.of(membership),
        by=by,
    )
    try:
        _end(membership, by)
    except Refused as refusal:
        raise Refused(refusal.sentence, field="role") from refusal
    return new


def _set_end(membership: Membership, ends_on: date | None, by: User) -> Membership:
    try:
        return give_role(
            user=membership.user,
            school=membership.school,
            role=membership.role,
            ends_on=ends_on,
            invitation=Invitation.of(membership),
            by=by,
        )
    except Refused as refusal:
        raise Refused(refusal.sentence, field="ends_on") from refusal


@transaction.atomic
def remove_staff(*, membership: Membership, by: User) -> None:
    """Ends the role at once; everything the person entered stays. Safe to repeat.

    Refuses the last schoolbeheerder, and a schoolbeheerder who would shut themselves out.
    `restore_staff` undoes it. A link that somebody was sent who never came works no more.
    """
    _end(membership, by)
    withdraw_links(membership=membership)


def _end(membership: Membership, by: User) -> None:
    end_membership(membership=membership, by=by)
    if membership.role == Role.SCHOOL_ADMIN and membership.user_id == by.pk:
        raise Refused(
            "Jezelf verwijderen als schoolbeheerder kan niet. Vraag het aan een andere schoolbeheerder."
        )


@transaction.atomic
def restore_staff(*, membership: Membership, by: User) -> Membership:
    """Gives somebody who was removed, or whose time ran out, the same role and classes again.
    Safe to repeat; no mail."""
    restored = give_role(
        user=membership.user,
        school=membership.school,
        role=membership.role,
        invitation=Invitation.of(membership),
        by=by,
    )
    for assignment in membership.assignments.select_related("school_class"):
        assign_to_class(membership=restored, school_class=assignment.school_class, by=by)
    return restored


def send_new_password(*, membership: Membership, by: User) -> None:
    """Mails the person a link for a new password; who didn't come yet is invited again.

    Refuses a locked account."""
    user = membership.user
    if not user.is_active:
        raise Refused(
            f"De account van {membership.shown_name} is geblokkeerd. Vraag de helpdesk om raad."
        )
    if membership.accepted_at is None:
        invite(membership=membership, by=by)
        return
    purpose = LinkPurpose.RESET if user.has_password else LinkPurpose.INVITATION
    with acting_as(by, school=membership.school):
        send_password_link(user=user, purpose=purpose, school=membership.school)
