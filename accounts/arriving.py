"""What a session knows from the moment somebody is signed in, and what it forgets then."""

import time

from django.http import HttpRequest

from accounts.acting import SESSION_KEY, acting_of
from accounts.models import User
from accounts.sessions import SEEN_KEY

PASSWORD_TOKEN = "password_token"  # noqa: S105 — names of entries, not secrets
EMAIL_TOKEN = "email_token"  # noqa: S105


def settle_in(request: HttpRequest, user: User) -> None:
    """The school in which the person begins; links that were opened here and left lying go."""
    for token in (PASSWORD_TOKEN, EMAIL_TOKEN):
        request.session.pop(token, None)
    request.session[SEEN_KEY] = time.time()
    acting = acting_of(user, None)
    if acting:
        request.session[SESSION_KEY] = acting.school.pk
