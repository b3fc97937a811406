"""The helpdesk looks at the portal as somebody of a school: who may, whether it is so now, and what
it leaves behind."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from hijack.signals import hijack_ended, hijack_started

from accounts.models import User


def helpdesk_may_look_as(*, hijacker, hijacked) -> bool:
    """Staff that may see people may look as those of schools, never as other staff or a locked
    account. (The makers of the test are staff too, for their own pages alone.)"""
    may = hijacker.is_active and hijacker.is_staff and hijacker.has_perm("accounts.view_user")
    return may and may_be_looked_along_with(hijacked)


def may_be_looked_along_with(person) -> bool:
    return person.is_active and not person.is_staff and not person.is_superuser


def looks_along(request: HttpRequest) -> str | None:
    """Who of the helpdesk (the pk, as text) looks along in this session; None when it is the
    person's own."""
    looking = request.session.get("hijack_history")
    return looking[0] if looking else None


def is_over(request: HttpRequest) -> bool:
    """Whether somebody looks along who may not any more: the session is in the name of another, so
    locking the helpdesk's own account does not reach it."""
    looking = looks_along(request)
    if looking is None:
        return False
    hijacker = User.objects.filter(pk=looking).first()
    return not hijacker or not helpdesk_may_look_as(hijacker=hijacker, hijacked=request.user)


def connect_trace() -> None:
    """Beginning and end of each look are kept in the admin's log, at the person's page."""
    hijack_started.connect(_write_start, dispatch_uid="look_started")
    hijack_ended.connect(_write_end, dispatch_uid="look_ended")


def _write_start(hijacker, hijacked, **_) -> None:
    _write(hijacker, hijacked, "Begon mee te kijken als deze persoon.")


def _write_end(hijacker, hijacked, **_) -> None:
    _write(hijacker, hijacked, "Stopte met meekijken als deze persoon.")


def _write(helpdesk, person, sentence: str) -> None:
    LogEntry.objects.create(
        user_id=helpdesk.pk,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(person.pk),
        object_repr=str(person)[:200],
        action_flag=CHANGE,
        change_message=sentence,
    )
