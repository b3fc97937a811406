"""Makes `request.acting` available: looked up once a request, when somebody first asks."""

from django.utils.functional import SimpleLazyObject

from accounts.acting import SESSION_KEY, acting_of


class ActingMiddleware:
    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        request.acting = SimpleLazyObject(lambda: _acting(request))
        return self.get_response(request)


def _acting(request):
    if not request.user.is_authenticated:
        return None
    return acting_of(request.user, request.session.get(SESSION_KEY))
