"""In and out, by allauth, with nothing of allauth's that the portal doesn't use."""

from allauth.account.views import LoginView, LogoutView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from accounts.acting import SESSION_KEY, acting_of
from accounts.forms import SignInForm
from accounts.guards import PublicView
from accounts.views.link import SESSION_KEY as TOKEN_KEY


class SignIn(PublicView, LoginView):
    """E-mail address and password. What is wrong with them is never said."""

    template_name = "account/login.html"

    def get_form_class(self):
        return SignInForm

    def form_valid(self, form) -> HttpResponse:
        answer = super().form_valid(form)
        self.request.session.pop(TOKEN_KEY, None)  # a link that was opened here and left lying
        acting = acting_of(form.user, None)
        if acting and self.request.user.is_authenticated:
            self.request.session[SESSION_KEY] = acting.school.pk
        return answer

    def form_invalid(self, form) -> HttpResponse:
        return self.render_to_response(
            self.get_context_data(form=form), status=429 if form.is_limited else 422
        )


class SignOut(PublicView, LogoutView):
    """A POST signs out; a bookmarked address asks first."""

    template_name = "account/logout.html"

    def get_next_url(self) -> None:
        return None

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        answer = super().post(request, *args, **kwargs)
        messages.success(request, "Je bent uitgelogd.")
        return answer
