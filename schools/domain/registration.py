"""A school registers: what was typed is kept at every step, and the last step does it all at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.domain.links import send_password_link
from accounts.domain.memberships import Invitation, give_role
from accounts.domain.people import person_by_email
from accounts.idp.proof import doubt_address
from accounts.models import LinkPurpose, User
from accounts.roles import Role
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from ovsgtoets.kernel.mail import queue_mail
from schools.domain.classes import CLASS_NAMES, assign_to_class, set_number_of_classes
from schools.domain.invitations import invite
from schools.models import Edition, RegistrationCode, RegistrationDraft, School
from schools.queries import classes_of_school


@dataclass(frozen=True)
class PersonEntry:
    """A person as the school typed them."""

    first_name: str
    last_name: str
    email: str


@dataclass(frozen=True)
class Registered:
    """What the confirmation page tells."""

    school: School
    email: str
    mailed_to: tuple[str, ...]


class CodeClosed(Refused):
    """The code was used, ran out, or was replaced by a newer one since the person signed in."""


def save_draft(*, school: School, typed: dict[str, str]) -> RegistrationDraft:
    """Keeps what was typed in step 1, right or wrong, for whoever comes back with the code."""
    draft, _ = RegistrationDraft.objects.update_or_create(school=school, defaults={"data": typed})
    return draft


@transaction.atomic
def register_school(
    *,
    code: RegistrationCode,
    edition: Edition,
    admin: PersonEntry,
    password: str,
    teachers: Sequence[PersonEntry | None],
) -> Registered:
    """Everything or nothing: the code is used, the school registered, its classes made (one for
    each of `teachers`), the schoolbeheerder and the teachers given their roles, and all mailed.

    The password counts only for a schoolbeheerder who is new; somebody known keeps their own.
    Raises CodeClosed when the code no longer works: a second time, it does nothing.
    """
    code = RegistrationCode.objects.select_for_update().get(pk=code.pk)
    if not code.is_usable:
        raise CodeClosed(why_closed(code))
    school = School.objects.select_for_update().get(pk=code.school_id)
    user, is_new = _admin_account(admin, password)
    if is_new and user.email != code.sent_to.lower():  # else they read the code in its mail
        doubt_address(user=user)
    with acting_as(user):
        code.used_at = school.registered_at = timezone.now()
        school.email = user.email
        code.save(update_fields=["used_at"])
        school.save(update_fields=["registered_at", "email"])
        invitation = Invitation(user.first_name, user.last_name, user.email, timezone.now())
        give_role(user=user, school=school, role=Role.SCHOOL_ADMIN, invitation=invitation, by=user)
        set_number_of_classes(school=school, edition=edition, number=len(teachers), by=user)
        mailed_to = _add_teachers(school, edition, teachers, user)
        RegistrationDraft.objects.filter(school=school).delete()
    _mail_admin(code, school, user, is_new, mailed_to)
    return Registered(school=school, email=user.email, mailed_to=mailed_to)


def why_closed(code: RegistrationCode) -> str:
    """Why somebody who had this code can't go on with it."""
    if code.used_at:
        return "Deze code is intussen gebruikt: de school is geregistreerd. Je kan je aanmelden."
    return (
        "Deze code werkt niet meer: ze is vervallen of er is een nieuwe verstuurd."
        " Wat je invulde, is bewaard. Meld je aan met de nieuwste code."
    )


def _admin_account(admin: PersonEntry, password: str) -> tuple[User, bool]:
    """The schoolbeheerder's account, and whether it was made now: only then with this password."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                admin.email, password, first_name=admin.first_name, last_name=admin.last_name
            )
    except IntegrityError:
        user = User.objects.with_email(admin.email).get()
        if not user.is_active:
            raise Refused(
                "Met dit e-mailadres kan je niet verder. Kies een ander, of vraag de helpdesk.",
                field="email",
            ) from None
        return user, False
    return user, True


def _add_teachers(
    school: School, edition: Edition, teachers: Sequence[PersonEntry | None], by: User
) -> tuple[str, ...]:
    """Who was mailed. A class whose teacher is not known yet stays without."""
    mailed_to = []
    for school_class, entry in zip(classes_of_school(school, edition), teachers, strict=True):
        if entry is None:
            continue
        person = person_by_email(
            email=entry.email, first_name=entry.first_name, last_name=entry.last_name
        )
        invitation = Invitation(entry.first_name, entry.last_name, entry.email)
        membership = give_role(
            user=person, school=school, role=Role.TEACHER, invitation=invitation, by=by
        )
        assign_to_class(membership=membership, school_class=school_class, by=by)
        invite(membership=membership, by=by)
        mailed_to.append(entry.email)
    return tuple(mailed_to)


def _mail_admin(
    code: RegistrationCode, school: School, user: User, is_new: bool, mailed_to: tuple[str, ...]
) -> None:
    """The receipt, to the schoolbeheerder and to the address that had the code if that is another."""
    if not user.has_password:
        send_password_link(user=user, purpose=LinkPurpose.INVITATION, school=school)
    for address in dict.fromkeys([user.email, code.sent_to.lower()]):
        queue_mail(
            "schools/mails/school_registered",
            to=address,
            context={
                "school": school,
                "person": user,
                "is_admin": address == user.email,
                "is_new": is_new,
                "mailed_to": mailed_to,
            },
        )


def class_names(number: int) -> list[str]:
    """6A, 6B, … for a school that registers."""
    return CLASS_NAMES[:number]
