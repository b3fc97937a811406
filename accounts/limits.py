"""How often somebody may try: every form that takes a secret or an address asks here first.

The numbers stand in settings.ACCOUNT_RATE_LIMITS; the counts in the shared cache.
"""

from allauth.core import ratelimit
from django.http import HttpRequest


def within_limit(request: HttpRequest, action: str, *, key: str | None = None) -> bool:
    """Counts this try, and says whether it may go on. `key` is what "key" in the setting counts
    by, beside the sender's address: an e-mail address, a school number."""
    return ratelimit.consume(request, action=action, key=key)
