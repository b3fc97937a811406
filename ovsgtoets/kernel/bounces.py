"""Addresses where mail does not arrive: said by the mail server, or seen by the helpdesk."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from post_office.models import Email

from ovsgtoets.kernel.models import BouncedAddress


def mark_bounced(*addresses: str) -> None:
    """Mail to these addresses came back now. Safe to repeat."""
    for address in addresses:
        BouncedAddress.objects.update_or_create(
            email=address.strip().lower(), defaults={"bounced_at": timezone.now()}
        )


def forget_bounce(address: str) -> None:
    """Mail to this address arrives again. Safe to repeat."""
    BouncedAddress.objects.filter(email=address.strip().lower()).delete()


def bounces_of(addresses: Iterable[str]) -> dict[str, datetime]:
    """When mail last came back from those of `addresses` (as stored: small letters) where it does."""
    return dict(
        BouncedAddress.objects.filter(email__in=list(addresses)).values_list("email", "bounced_at")
    )


def is_refused_for_good(email: Email) -> bool:
    """Whether the mail server said that this recipient does not exist (SMTP 5xx); any other
    failure may pass."""
    log = email.logs.order_by("-pk").first()
    return bool(
        log
        and log.exception_type == "SMTPRecipientsRefused"
        and re.search(r": \(5\d\d, ", log.message)
    )
