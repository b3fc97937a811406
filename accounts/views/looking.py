"""The helpdesk looks at the portal as somebody else (django-hijack), and stops again."""

from django.core.exceptions import BadRequest
from hijack.views import AcquireUserView, ReleaseUserView

from accounts.guards import SignedInView

MOST_DIGITS = 18  # of a number that the database knows


class LookAlong(SignedInView, AcquireUserView):
    def get_object(self, queryset=None):
        typed = self.request.POST["user_pk"]
        if not typed.isdecimal() or len(typed) > MOST_DIGITS:
            raise BadRequest
        return super().get_object(queryset)


class LookAlongStop(SignedInView, ReleaseUserView):
    success_url = "admin:index"
