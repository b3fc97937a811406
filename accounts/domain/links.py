"""Links with which a person sets a password: made, mailed, used once."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.domain.memberships import accept_memberships
from accounts.idp.proof import trust_address
from accounts.models import LinkPurpose, PasswordLink, User
from accounts.queries import classes_of, memberships_with_classes
from accounts.roles import TEACHING_ROLES
from ovsgtoets.kernel.bounces import forget_bounce
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.mail import queue_mail

MAILS = {
    LinkPurpose.INVITATION: "accounts/mails/invitation",
    LinkPurpose.RESET: "accounts/mails/password_reset",
}


@transaction.atomic
def send_password_link(*, user: User, purpose: str, school=None) -> PasswordLink:
    """Mails `user` a link for a password, in the name of `school` where one is given.

    Each call makes a new link; older ones work until one of them is used. The token stands in
    the mail alone, and leaves the stored mail once that is sent.
    """
    purpose = LinkPurpose(purpose)
    token = secrets.token_urlsafe(32)
    valid_for = {
        LinkPurpose.INVITATION: settings.INVITATION_VALID_FOR,
        LinkPurpose.RESET: settings.PASSWORD_RESET_VALID_FOR,
    }[purpose]
    link = PasswordLink.objects.create(
        user=user,
        purpose=purpose,
        school=school,
        token_hash=hash_of(token),
        expires_at=timezone.now() + valid_for,
    )
    queue_mail(
        MAILS[purpose],
        to=user.email,
        context={
            "person": user,
            "school": school,
            "link": settings.SITE_URL + reverse("accounts:link", args=[token]),
            "expires_at": link.expires_at,
            **_what_they_do(user, school),
        },
        secrets=[token],
    )
    return link


def _what_they_do(user: User, school) -> dict:
    """For the mail: whether a teacher reads it, the roles in this school, and the classes."""
    memberships = memberships_with_classes(user, school) if school else []
    return {
        "is_teacher": any(m.role in TEACHING_ROLES for m in memberships),
        "roles": [m.role_in_sentence for m in memberships],
        "classes": classes_of(memberships),
    }


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def link_with(*, token: str) -> PasswordLink | None:
    """The link with this token, whatever its state; None when there never was one."""
    return PasswordLink.objects.select_related("user").filter(token_hash=hash_of(token)).first()


@transaction.atomic
def use_link(*, token: str, password: str) -> User:
    """Sets the password; this link and every other open link of the person are then used.

    All sessions of the person end, and who had a password before gets a notice. In the school
    that sent the link they are from now on known under their own name. Refuses a link
    that was used or ran out, a locked account, and a password that breaks the rules; a double
    click is no second use.
    """
    link = link_with(token=token)
    user = link and User.objects.select_for_update().get(pk=link.user_id)  # one link at a time
    link = link and link_with(token=token)
    if link and _is_double_click(link, user, password):
        return user
    if not link or not link.is_open or not user.is_active:
        raise Refused("Deze link werkt niet meer. Vraag een nieuwe.")
    set_password(user=user, password=password)
    forget_bounce(user.email)  # the mail with the link did come
    if link.school:
        accept_memberships(user=user, school=link.school)
    trust_address(user=user)
    return user


def _is_double_click(link: PasswordLink, user: User, password: str) -> bool:
    just_used = link.used_at and link.used_at > timezone.now() - timedelta(minutes=1)
    return bool(just_used) and user.is_active and user.check_password(password)


@transaction.atomic
def set_password(*, user: User, password: str) -> None:
    """Gives the person this password if the rules allow it, closes open links (also one to
    another e-mail address), and mails a notice when there was a password before."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="password") from error
    had_one = user.has_password
    user.set_password(password)
    user.save(update_fields=["password"])
    user.password_links.filter(used_at=None).update(used_at=timezone.now())
    user.email_changes.filter(closed_at=None).update(closed_at=timezone.now())
    if had_one:
        queue_mail("accounts/mails/password_changed", to=user.email, context={"person": user})


@transaction.atomic
def renew_link(*, link: PasswordLink) -> None:
    """Mails a new link instead of one that ran out or was used; nothing for a locked account."""
    if not link.user.is_active:
        return
    purpose = LinkPurpose.RESET if link.user.has_password else link.purpose
    send_password_link(user=link.user, purpose=purpose, school=link.school)
