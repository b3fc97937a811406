"""Who works in a school: adding, changing, removing and putting back people in all six roles."""

from collections.abc import Sequence

from django.db import transaction

from accounts.domain.links import send_password_link
from accounts.domain.memberships import end_membership, give_role
from accounts.domain.people import change_email, person_by_email, rename_person
from accounts.models import LinkPurpose, Membership, User
from accounts.roles import CLASS_ROLES, Role
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.mail import queue_mail
from schools.domain.classes import assign_to_class, set_classes_of
from schools.models import Edition, School, SchoolClass


def works_only_here(*, user: User, school: School) -> bool:
    """Whether this school alone may change the person's name and e-mail address."""
    return not user.is_staff and not user.memberships.active().exclude(school_id=school.pk).exists()


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
    by: User,
) -> Membership:
    """Gives the person with this address the role, before these classes, and mails them.

    Somebody new gets a link to set a password; somebody known keeps names and password and gets
    a notice. Refuses who has the role here already, and a locked account.
    """
    user = person_by_email(email=email, first_name=first_name, last_name=last_name)
    if not user.is_active:
        raise Refused(
            "Deze persoon kan je niet toevoegen. Vraag de helpdesk waarom.", field="email"
        )
    User.objects.select_for_update().get(pk=user.pk)  # a double click waits here
    if user.memberships.active().filter(school=school, role=role).exists():
        raise Refused(
            f"{user} heeft de rol {Role(role).label} al in je school. Wijzig die persoon in de lijst.",
            field="email",
        )
    membership = give_role(user=user, school=school, role=role, by=by)
    if edition and role in CLASS_ROLES:
        set_classes_of(membership=membership, edition=edition, classes=classes, by=by)
    invite(user=user, school=school)
    return membership


def invite(*, user: User, school: School) -> None:
    """Mails the person that they work in the school: with a link for a password when they have
    none yet, else as a notice. Call it after giving the role and the classes."""
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
    by: User,
) -> Membership:
    """Changes who somebody is (when an address is given) and what they do here, at once.

    Returns the running membership. Refuses what `change_person` and `change_role` refuse.
    """
    if email is not None:
        membership.user = change_person(
            membership=membership, first_name=first_name, last_name=last_name, email=email, by=by
        )
    return change_role(membership=membership, edition=edition, role=role, classes=classes, by=by)


@transaction.atomic
def change_person(
    *, membership: Membership, first_name: str, last_name: str, email: str, by: User
) -> User:
    """Changes names and address of somebody who works in this school alone.

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
    if not same_names:
        user = rename_person(user=user, first_name=first_name, last_name=last_name, by=by)
    user = change_email(user=user, email=email, by=by)
    if user.email != old_email and not user.has_password:
        invite(user=user, school=membership.school)
    return user


@transaction.atomic
def change_role(
    *,
    membership: Membership,
    edition: Edition | None,
    role: str,
    classes: Sequence[SchoolClass],
    by: User,
) -> Membership:
    """The person does this instead, before these classes; returns the running membership.

    Safe to repeat. Refuses a role that the person has already, and what `remove_staff` refuses.
    """
    if membership.role != role:
        membership = _swap_role(membership, Role(role), by)
    if edition and role in CLASS_ROLES:
        set_classes_of(membership=membership, edition=edition, classes=classes, by=by)
    return membership


def _swap_role(membership: Membership, role: Role, by: User) -> Membership:
    user, school = membership.user, membership.school
    if user.memberships.active().filter(school=school, role=role).exists():
        raise Refused(f"{user} heeft de rol {role.label} al.", field="role")
    new = give_role(user=user, school=school, role=role, ends_on=membership.ends_on, by=by)
    try:
        remove_staff(membership=membership, by=by)
    except Refused as refusal:
        raise Refused(refusal.sentence, field="role") from refusal
    return new


@transaction.atomic
def remove_staff(*, membership: Membership, by: User) -> None:
    """Ends the role at once; everything the person entered stays. Safe to repeat.

    Refuses the last schoolbeheerder, and a schoolbeheerder who would shut themselves out.
    `restore_staff` undoes it.
    """
    end_membership(membership=membership, by=by)
    if membership.role == Role.SCHOOL_ADMIN and membership.user_id == by.pk:
        raise Refused(
            "Jezelf verwijderen als schoolbeheerder kan niet. Vraag het aan een andere schoolbeheerder."
        )


@transaction.atomic
def restore_staff(*, membership: Membership, by: User) -> Membership:
    """Gives somebody who was removed the same role and classes again. Safe to repeat; no mail."""
    restored = give_role(
        user=membership.user, school=membership.school, role=membership.role, by=by
    )
    for assignment in membership.assignments.select_related("school_class"):
        assign_to_class(membership=restored, school_class=assignment.school_class, by=by)
    return restored


def send_new_password(*, membership: Membership) -> None:
    """Mails the person a link for a new password, or the invitation again when there is none yet.

    Refuses a locked account."""
    user = membership.user
    if not user.is_active:
        raise Refused(f"De account van {user} is geblokkeerd. Vraag de helpdesk om raad.")
    purpose = LinkPurpose.RESET if user.has_password else LinkPurpose.INVITATION
    send_password_link(user=user, purpose=purpose, school=membership.school)
