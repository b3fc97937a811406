"""Another e-mail address: asked on Mijn account, confirmed by who reads the mail that is sent there.

The page stores a row, the worker looks whether the address is free: so the page says the same and
takes the same time, whether somebody has that address or not.
"""

import secrets

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.domain.links import hash_of
from accounts.domain.people import change_email
from accounts.models import EmailChange, User
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.mail import queue_mail
from ovsgtoets.kernel.outbox import nudge


@transaction.atomic
def ask_email_change(*, user: User, email: str) -> EmailChange:
    """Asks to move the person to this address; an earlier request of theirs is withdrawn.

    Nothing changes until `confirm_email_change`. The mail is made by the worker."""
    person = User.objects.select_for_update().get(pk=user.pk)  # a double click waits here
    withdraw_email_change(user=person)
    change = EmailChange.objects.create(
        user=person,
        email=User.objects.normalize(email),
        expires_at=timezone.now() + settings.EMAIL_CHANGE_VALID_FOR,
    )
    nudge("mail_asked")
    return change


def withdraw_email_change(*, user: User) -> int:
    """Closes what the person asked and did not confirm yet; returns how many. Safe to repeat."""
    return user.email_changes.filter(closed_at=None).update(closed_at=timezone.now())


@transaction.atomic
def answer_next_email_change() -> bool:
    """Mails the link for the oldest request that waits, or tells the owner of an address that
    somebody wanted it. False when nothing waits. Several workers may do this at once."""
    change = (
        EmailChange.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("user")
        .filter(answered_at=None)
        .order_by("pk")
        .first()
    )
    if change is None:
        return False
    change.answered_at = timezone.now()
    if change.closed_at is None and change.user.is_active:
        _mail(change)
    change.save(update_fields=["answered_at", "token_hash"])
    return True


def _mail(change: EmailChange) -> None:
    owner = User.objects.with_email(change.email).first()
    if owner:
        queue_mail("accounts/mails/email_taken", to=owner.email, context={"person": owner})
        return
    token = secrets.token_urlsafe(32)
    change.token_hash = hash_of(token)
    queue_mail(
        "accounts/mails/email_confirm",
        to=change.email,
        context={
            "person": change.user,
            "link": settings.SITE_URL + reverse("accounts:email_link", args=[token]),
            "expires_at": change.expires_at,
        },
        secrets=[token],
    )


def email_change_with(*, token: str) -> EmailChange | None:
    """The open request that this token was mailed for."""
    known = EmailChange.objects.open().filter(token_hash=hash_of(token), user__is_active=True)
    return known.select_related("user").first()


@transaction.atomic
def confirm_email_change(*, token: str) -> User:
    """Moves the person to the address that they asked for, and tells the old one.

    The link is then used. Refuses one that was used, withdrawn or ran out, and an address that
    somebody took in between."""
    change = email_change_with(token=token)
    if change:
        User.objects.select_for_update().get(pk=change.user_id)  # one at a time
        change = email_change_with(token=token)
    if not change:
        raise Refused("Deze link werkt niet meer.")
    person = change_email(user=change.user, email=change.email, by=change.user)
    withdraw_email_change(user=person)
    return person
