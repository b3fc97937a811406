"""In and out, by allauth, with nothing of allauth's that the portal doesn't use."""

from allauth.account.views import LoginView, LogoutView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.eid.down import is_down
from accounts.eid.journey import CAME_WITH_EID
from accounts.forms import SignInForm
from accounts.guards import PublicView
from accounts.second_step_forms import is_limited


class SignIn(PublicView, LoginView):
    """E-mail address and password. What is wrong with them is never said."""

    template_name = "account/login.html"

    def get_form_class(self):
        return SignInForm

    def get_context_data(self, **kwargs) -> dict:
        eid = {"eid": settings.ACM_ISSUER, "eid_is_down": settings.ACM_ISSUER and is_down()}
        return super().get_context_data(**kwargs) | eid

    def form_invalid(self, form) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(form=form), status=429 if form.is_limited else 422
        )


class SignInStep(PublicView, AuthenticateView):
    """The second step, for who has one: a code of the app, a key, or a recovery code. Nobody is
    signed in before it."""

    template_name = "accounts/sign_in_step.html"

    def form_invalid(self, form) -> HttpResponse:
        status = 429 if is_limited(form) else 422
        return self.render_to_response(self.get_context_data(), status=status)

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        user = self.stage.login.user
        own = Authenticator.objects.filter(user=user).values_list("type", flat=True)
        return context | {"types": set(own)}


class SignOut(PublicView, LogoutView):
    """A POST signs out; a bookmarked address asks first."""

    template_name = "account/logout.html"

    def get_next_url(self) -> str | None:
        """Who came in with an eID is signed out at the provider too."""
        eid = settings.ACM_ISSUER and self.request.session.get(CAME_WITH_EID)
        return reverse("accounts:eid_sign_out") if eid else None

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        was_in = request.user.is_authenticated  # or stopped before the second step
        answer = super().post(request, *args, **kwargs)
        if was_in:
            messages.success(request, "Je bent uitgelogd.")
        return answer
