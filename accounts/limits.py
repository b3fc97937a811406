"""How often somebody may try: every form that takes a secret or an address asks here first.

The numbers stand in `ovsgtoets/rate_limits.py`; the counts in the shared cache.
"""

from allauth.core.internal import ratelimit
from django.http import HttpRequest

TOO_MANY = "Er waren te veel pogingen na elkaar. Wacht vijf minuten en probeer het opnieuw."


def within_limit(
    request: HttpRequest, action: str, *, key: str | None = None, reading: bool = False
) -> bool:
    """Counts this try, and says whether it may go on. `key` is what "key" in the setting counts
    by, beside the sender's address: an e-mail address, a school number. A GET counts only where
    `reading` says so."""
    used = ratelimit.consume(
        request, app="allauth.account", action=action, key=key, limit_get=reading
    )
    return bool(used)


def is_at_limit(request: HttpRequest, action: str) -> bool:
    """Whether a next try would be one too many; counts nothing."""
    return not ratelimit.consume(request, app="allauth.account", action=action, dry_run=True)
