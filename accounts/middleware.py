"""What every request knows: as whom the person acts, and who is in the history for it."""

import time
from typing import Any

from django.utils.functional import SimpleLazyObject
from pghistory.middleware import HistoryMiddleware

from accounts.acting import SESSION_KEY, acting_of
from accounts.hijack import looks_along
from accounts.sessions import SEEN_KEY, note_seen


class ActingMiddleware:
    """Makes `request.acting` available: looked up once a request, when somebody first asks."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        request.acting = SimpleLazyObject(lambda: _acting(request))
        return self.get_response(request)


def _acting(request):
    if not request.user.is_authenticated:
        return None
    return acting_of(request.user, request.session.get(SESSION_KEY))


class TraceMiddleware(HistoryMiddleware):
    """Writes into the history who of the helpdesk was looking along, if somebody was."""

    def get_context(self, request) -> dict[str, Any]:
        helpdesk = looks_along(request)
        return super().get_context(request) | ({"helpdesk": helpdesk} if helpdesk else {})


class SeenMiddleware:
    """Keeps "laatst gezien" of the sessions under Mijn account: at most one write in five minutes."""

    EVERY = 5 * 60

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        answer = self.get_response(request)
        if request.session.accessed and SEEN_KEY in request.session:
            self.note(request)
        return answer

    def note(self, request) -> None:
        now = time.time()
        if request.user.is_authenticated and now - request.session[SEEN_KEY] > self.EVERY:
            request.session[SEEN_KEY] = now
            note_seen(request.session.session_key)
