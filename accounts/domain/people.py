"""People: finding or making one by e-mail address, and changing who they are."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.idp.proof import doubt_address, trust_address
from accounts.models import User
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from ovsgtoets.kernel.mail import queue_mail
from ovsgtoets.kernel.outbox import nudge


def person_by_email(*, email: str, first_name: str, last_name: str) -> User:
    """The person with this address, ignoring case; made without a password if there is none.

    Someone who exists keeps their own names. Safe to repeat, also at the same moment.
    """
    known = User.objects.with_email(email).first()
    if known:
        return known
    try:
        with transaction.atomic():
            return User.objects.create_user(
                email, None, first_name=first_name.strip(), last_name=last_name.strip()
            )
    except IntegrityError:  # somebody else was a moment earlier
        return User.objects.with_email(email).get()


@transaction.atomic
def rename_person(*, user: User, first_name: str, last_name: str, by: User) -> User:
    """Gives the person these names, and tells other apps. Safe to repeat."""
    person = User.objects.select_for_update().get(pk=user.pk)
    person.first_name, person.last_name = first_name.strip(), last_name.strip()
    with acting_as(by):
        person.save(update_fields=["first_name", "last_name"])
    nudge("staff_changed")
    return person


@transaction.atomic
def change_email(*, user: User, email: str, by: User) -> User:
    """Moves the person to another address, and tells the old one and other apps.

    Links that were mailed to the old address stop working. Refuses an address that somebody
    has already. Nothing happens, and no mail goes out, when it is the same address.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    old, new = person.email, User.objects.normalize(email)
    if new == old:
        return person
    person.email = new
    try:
        with transaction.atomic(), acting_as(by):
            person.save(update_fields=["email"])
    except IntegrityError as error:
        raise Refused(
            "Dit e-mailadres kan je niet gebruiken. Kies een ander.", field="email"
        ) from error
    nudge("staff_changed")
    person.password_links.filter(used_at=None).update(used_at=timezone.now())
    if by.pk == person.pk:
        trust_address(user=person)  # they confirmed it with the link that was mailed there
    else:
        doubt_address(user=person)
    if person.has_password:  # who never set one, never used the old address here
        queue_mail("accounts/mails/email_changed", to=old, context={"person": person})
    return person


def lock_person(*, user: User, by: User) -> None:
    """Shuts the person out from the next request on, in every session; what they entered stays.

    Refuses locking oneself. Tells other apps that the staff changed. Safe to repeat.
    """
    if user.pk == by.pk:
        raise Refused("Je kan jezelf niet blokkeren.")
    _set_active(user, is_active=False, by=by)


def unlock_person(*, user: User, by: User) -> None:
    """Lets the person in again, with the password they had. Safe to repeat."""
    _set_active(user, is_active=True, by=by)


@transaction.atomic
def _set_active(user: User, *, is_active: bool, by: User) -> None:
    with acting_as(by):
        User.objects.filter(pk=user.pk).update(is_active=is_active)
    nudge("staff_changed")
