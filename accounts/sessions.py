"""Where a person is signed in: the sessions of allauth.usersessions, read at once, and ended."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from accounts.devices import device_of
from accounts.models import User

SEEN_KEY = "seen_at"  # in the session: when it was last written down that it is used


@dataclass(frozen=True)
class SignedIn:
    """One browser in which the person is signed in."""

    pk: int
    device: str
    since: datetime
    last_seen: datetime
    is_this: bool


def sessions_of(user: User, *, this: str | None) -> list[SignedIn]:
    """Every browser in which `user` is signed in now, the one with session key `this` first, then
    the last seen. Two queries, however many there are."""
    rows = {row.session_key: row for row in UserSession.objects.filter(user=user)}
    alive = Session.objects.filter(session_key__in=rows, expire_date__gt=timezone.now())
    found = [
        SignedIn(
            pk=row.pk,
            device=device_of(row.user_agent),
            since=row.created_at,
            last_seen=row.last_seen_at,
            is_this=session.session_key == this,
        )
        for session in alive
        if _opens(session, user) and (row := rows[session.session_key])
    ]
    return sorted(found, key=lambda one: (not one.is_this, -one.last_seen.timestamp()))


def _opens(session: Session, user: User) -> bool:
    """Whether it was not closed by a new password since."""
    known = str(session.get_decoded().get(HASH_SESSION_KEY, ""))
    return any(
        compare_digest(known, right)
        for right in (user.get_session_auth_hash(), *user.get_session_auth_fallback_hash())
    )


@transaction.atomic
def end_sessions(*, user: User, keep: str | None, pk: int | None = None) -> int:
    """Signs `user` out in the session with this pk, or in all; never in the one with key `keep`.

    Returns how many ended. Safe to repeat."""
    rows = UserSession.objects.filter(user=user).exclude(session_key=keep)
    rows = rows if pk is None else rows.filter(pk=pk)
    keys = list(rows.values_list("session_key", flat=True))
    ended, _ = Session.objects.filter(session_key__in=keys).delete()
    rows.filter(session_key__in=keys).delete()
    return ended


def follow_session(*, old: str | None, new: str | None) -> None:
    """The session goes on under another key (a new password, a linked eID): its row follows."""
    UserSession.objects.filter(session_key=old).update(session_key=new)


def note_seen(session_key: str) -> None:
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=timezone.now())


def tidy_sessions() -> None:
    """Forgets sessions that ended by themselves."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
