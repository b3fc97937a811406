"""What leaves the building is a row first; here it is nudged after the commit, and sent.

Nothing depends on a nudge: the beat schedule in the settings sweeps the same rows.
"""

import logging
from datetime import timedelta
from functools import partial

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from post_office.models import STATUS, Email

from ovsgtoets.kernel.bounces import is_refused_for_good, mark_bounced
from ovsgtoets.kernel.mail_attachments import attach_now, file_asked_by
from ovsgtoets.kernel.mail_secrets import blot_out

log = logging.getLogger(__name__)

RETRY_AFTER = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720, 1440)]
MOST_TRIES_OF_FILE = 3


def nudge(event: str, **arguments) -> None:
    """Once the transaction commits, starts the tasks that settings.NUDGES (ovsgtoets/schedule.py) lists for `event`.

    A broker that is down is logged and otherwise ignored: the sweep does the work later.
    """
    transaction.on_commit(partial(_send, event, arguments))


def nudge_once(event: str, **arguments) -> None:
    """The same, once per transaction however often it is asked: ten mails need one nudge, and a
    broker that does not answer is waited for once."""
    if (event, arguments) not in _waiting():
        nudge(event, **arguments)


def _waiting() -> list[tuple]:
    """The nudges that the transaction under way will send. Those of a part of it that is rolled
    back are no longer among them."""
    asked = (work for _, work, *_ in transaction.get_connection().run_on_commit)
    return [work.args for work in asked if isinstance(work, partial) and work.func is _send]


def _send(event: str, arguments: dict) -> None:
    for task in settings.NUDGES[event]:
        try:
            current_app.send_task(task, kwargs=arguments)
        except Exception as error:  # noqa: BLE001 — brokers raise every kind; none may reach a user
            log.warning("%s not nudged (%s); the sweep will do it", task, type(error).__name__)


def deliver_mail() -> int:
    """Sends every mail row that is due and returns how many went out.

    Several workers may run it at once (each claims its rows), and it may be killed anywhere:
    a row counts as sent only once its transaction commits, so a mail may go twice, never zero
    times. A refused mail is tried again for about two days, then marked as failed, as is one whose
    recipient does not exist; its address is then known as one where mail comes back. Either way
    its codes and tokens are then blotted out.
    """
    sent = 0
    tried: list[int] = []
    while (result := _deliver_next(tried)) is not None:
        sent += result
    return sent


def _deliver_next(tried: list[int]) -> int | None:
    """One mail; those that the same file goes with go along, for making it costs the most."""
    now = timezone.now()
    due = (
        Email.objects.select_for_update(skip_locked=True)
        .filter(status__in=[STATUS.queued, STATUS.requeued])
        .exclude(scheduled_time__gt=now)
        .exclude(pk__in=tried)
        .order_by("-priority", "pk")
    )
    with transaction.atomic():
        first = due.first()
        if first is None:
            return None
        emails = [first]
        if file := file_asked_by(first):
            emails += due.filter(context__attach=file).exclude(pk=first.pk)
        tried += [email.pk for email in emails]
        return _dispatch(emails, now)


def _dispatch(emails: list[Email], now) -> int:
    ready = _attached(emails)
    sent = 0
    for email in emails:
        if email in ready and email.dispatch() == STATUS.sent:
            blot_out(email)
            sent += 1
        else:
            _schedule_again(email, now)
    return sent


def _attached(emails: list[Email]) -> list[Email]:
    """Those that may go: their file is made, or could not be made so often that they go without.

    A file that can't be made is a failure of these mails only, and says nothing of an address.
    """
    try:
        with transaction.atomic():
            attach_now(emails)
    except Exception as error:
        log.exception("The file of mail %s can't be made", emails[0].pk)
        ready = [e for e in emails if (e.number_of_retries or 0) >= MOST_TRIES_OF_FILE]
        for email in (email for email in emails if email not in ready):
            email.status = STATUS.failed
            email.save(update_fields=["status"])
            email.logs.create(status=STATUS.failed, exception_type=type(error).__name__, message="")
        return ready
    return emails


def _schedule_again(email: Email, now) -> None:
    attempts = email.number_of_retries or 0
    if attempts >= len(RETRY_AFTER) or is_refused_for_good(email):
        mark_bounced(*email.to)
        blot_out(email)
        return
    Email.objects.filter(pk=email.pk).update(
        status=STATUS.requeued,
        number_of_retries=attempts + 1,
        scheduled_time=now + RETRY_AFTER[attempts],
    )
