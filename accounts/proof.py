"""Proving again who one is, before something that opens or shuts a way into the account."""

import time

from allauth.account import app_settings
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from django.http import HttpRequest

from accounts.adapter import TOO_MANY, WRONG_PASSWORD
from accounts.hijack import looks_along
from accounts.limits import within_limit


def proved_lately(request: HttpRequest) -> bool:
    """Whether this session signed in, or proved itself, within the last minutes. Looking along
    with somebody proves nothing."""
    if looks_along(request):
        return False
    records = get_authentication_records(request, request.user)
    oldest = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
    return any(record.get("at", 0) > oldest for record in records)


def knows_password(request: HttpRequest, form) -> bool:
    """Whether the current password typed in `form` is right; else says so on the form."""
    if not within_limit(request, "reauthenticate"):
        form.add_error("current", TOO_MANY)
    elif not request.user.check_password(form.cleaned_data["current"]):
        form.add_error("current", WRONG_PASSWORD)
    return not form.errors


def proves_it(request: HttpRequest, form) -> bool:
    """`knows_password`, remembered for the next minutes."""
    if not form.is_valid() or not knows_password(request, form):
        return False
    reauthenticate_by_password(request)
    return True
