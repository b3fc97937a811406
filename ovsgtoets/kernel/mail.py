"""Writing a mail: three templates in one folder, stored as a row, sent by the outbox."""

import email.policy
import re
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import timezone
from post_office import mail

from ovsgtoets.kernel.outbox import nudge


def queue_mail(
    template: str, *, to: str, context: dict[str, Any], attachments: dict[str, bytes] | None = None
):
    """Stores the mail in folder `templates/<app>/mails/<noun>/` for `to`, and returns its row.

    The row is written in the caller's transaction, so it exists exactly when what it reports
    does. `template` is `<app>/mails/<noun>`; the folder holds subject.txt, body.txt, body.html.
    """
    context = {
        **context,
        "site_url": settings.SITE_URL,
        "helpdesk_email": settings.HELPDESK_EMAIL,
        "helpdesk_phone": settings.HELPDESK_PHONE,
    }
    subject = " ".join(render_to_string(f"{template}/subject.txt", context).split())
    row = mail.send(
        recipients=to,
        sender=settings.DEFAULT_FROM_EMAIL,
        subject=subject,
        message=render_to_string(f"{template}/body.txt", context),
        html_message=render_to_string(f"{template}/body.html", context),
        attachments=_as_files(attachments),
    )
    nudge("mail_queued")
    return row


def _as_files(attachments: dict[str, bytes] | None):
    from django.core.files.base import ContentFile

    return {name: ContentFile(content) for name, content in (attachments or {}).items()}


class EmlBackend(BaseEmailBackend):
    """Writes each mail as an .eml file that any mail program opens; for one machine, not for use."""

    def send_messages(self, messages) -> int:
        folder = Path(settings.MAIL_FOLDER)
        folder.mkdir(parents=True, exist_ok=True)
        for message in messages:
            stamp = timezone.now().strftime("%Y%m%d-%H%M%S-%f")
            recipient = re.sub(r"[^a-z0-9@._-]", "_", message.to[0].lower())
            name = f"{stamp}-{recipient}.eml"
            part = folder / f".{name}.part"
            part.write_bytes(message.message().as_bytes(policy=email.policy.SMTP))
            part.rename(folder / name)
        return len(messages)
