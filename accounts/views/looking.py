"""The helpdesk looks at the portal as somebody else (django-hijack), and stops again."""

from django.core.exceptions import BadRequest
from hijack.views import AcquireUserView, ReleaseUserView

from accounts.guards import SignedInView


class LookAlong(SignedInView, AcquireUserView):
    def get_object(self, queryset=None):
        if not self.request.POST["user_pk"].isdecimal():
            raise BadRequest
        return super().get_object(queryset)


class LookAlongStop(SignedInView, ReleaseUserView):
    success_url = "admin:index"
