"""How long stored mails stay: long enough for the helpdesk to see that one was sent, and when."""

from datetime import timedelta

from django.utils import timezone
from post_office.utils import cleanup_expired_mails

KEPT_FOR = timedelta(days=365)  # the privacy statement says so


def forget_old_mails() -> int:
    """Removes mails of longer ago, with their attempts and files, and returns how many.

    Whatever became of them: none still waits, as the outbox gives up after days. What a mail was
    about (an order and who confirmed it, a reminder) is stored apart, and stays. Safe to repeat.
    """
    mails, _ = cleanup_expired_mails(timezone.now() - KEPT_FOR, delete_attachments=True)
    return mails
