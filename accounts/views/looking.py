"""The helpdesk looks at the portal as somebody else (django-hijack), and stops again."""

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from hijack.views import AcquireUserView, ReleaseUserView

from accounts.guards import SignedInView
from ovsgtoets.kernel.row_numbers import row_number

RECORDS = (AUTHENTICATION_METHODS_SESSION_KEY, f"{AUTHENTICATION_METHODS_SESSION_KEY}_user")
KEPT = "helpdesk_signed_in_with"


class LookAlong(SignedInView, AcquireUserView):
    """How the helpdesk signed in is kept for when they stop: the session is another's meanwhile."""

    def get_object(self, queryset=None):
        if row_number(self.request.POST["user_pk"]) is None:
            raise BadRequest
        return super().get_object(queryset)

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        kept = {name: request.session[name] for name in RECORDS if name in request.session}
        answer = super().post(request, *args, **kwargs)
        request.session[KEPT] = kept
        return answer


class LookAlongStop(SignedInView, ReleaseUserView):
    success_url = "admin:index"

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        kept = request.session.get(KEPT, {})
        answer = super().post(request, *args, **kwargs)
        request.session.update(kept)
        return answer
