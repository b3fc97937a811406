"""Writing a mail: three templates in one folder, stored as a row, sent by the outbox."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import timezone
from post_office.models import PRIORITY, STATUS, Email

from ovsgtoets.kernel.outbox import nudge_once


def queue_mail(
    template: str,
    *,
    to: str,
    context: dict[str, Any],
    secrets: Sequence[str] = (),
    made_when_sent: tuple[str, dict[str, Any]] | None = None,
) -> Email:
    """Stores the mail in folder `templates/<app>/mails/<noun>/` for `to`, and returns its row.

    The row is written in the caller's transaction, so it exists exactly when what it reports
    does. `template` is `<app>/mails/<noun>`; the folder holds subject.txt, body.txt, body.html.
    `secrets` are the codes and tokens in the text: the outbox blots them out once it is sent.
    `made_when_sent`: the kind and the arguments of a file that takes long (`mail_attachments.py`).
    """
    context = {
        **context,
        "site_url": settings.SITE_URL,
        "helpdesk_email": settings.HELPDESK_EMAIL,
        "helpdesk_phone": settings.HELPDESK_PHONE,
    }
    # Not post_office.mail.send: that would read the text again as a template, names included.
    row = Email.objects.create(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        subject=" ".join(render_to_string(f"{template}/subject.txt", context).split()),
        message=render_to_string(f"{template}/body.txt", context),
        html_message=render_to_string(f"{template}/body.html", context),
        context=_asked_of_outbox(secrets, made_when_sent),
        status=STATUS.queued,
        # Making a file takes a worker's time: who waits for a link or a code goes first.
        priority=PRIORITY.low if made_when_sent else PRIORITY.medium,
    )
    nudge_once("mail_queued")
    return row


def _asked_of_outbox(secrets: Sequence[str], made_when_sent) -> dict[str, Any] | None:
    asked: dict[str, Any] = {}
    if secrets:
        asked["secrets"] = list(secrets)
    if made_when_sent:
        kind, arguments = made_when_sent
        asked["attach"] = {"kind": kind, "of": arguments}
    return asked or None


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
            part.write_bytes(message.message().as_bytes(linesep="\r\n"))
            part.rename(folder / name)
        return len(messages)
