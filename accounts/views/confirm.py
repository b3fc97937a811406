"""Bevestig dat jij het bent: the password, a code or a key again, before a change that counts."""

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import ReauthenticateView as CodeView
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView
from django.http import HttpResponse

from accounts.guards import SignedInView
from accounts.second_step_forms import is_limited

WORDS = {
    "reauthenticate": "Gebruik je wachtwoord",
    "mfa_reauthenticate": "Gebruik je app of een herstelcode",
    "mfa_reauthenticate:webauthn": "Gebruik je sleutel",
}


class Again(SignedInView):
    """What the three have in common: the other ways, in our words, and 422 for a wrong answer."""

    open_before_two_steps = True
    template_name = "accounts/confirm.html"

    def get_reauthentication_alternatives(self) -> list[dict]:
        others = super().get_reauthentication_alternatives()
        return [other | {"description": WORDS[other["id"]]} for other in others]

    def get_default_success_url(self) -> str:
        return "/mijn-account/"

    def form_invalid(self, form) -> HttpResponse:
        status = 429 if is_limited(form) else 422
        return self.render_to_response(self.get_context_data(form=form), status=status)


class ConfirmByPassword(Again, ReauthenticateView):
    pass


class ConfirmByCode(Again, CodeView):
    pass


class ConfirmByKey(Again, ReauthenticateWebAuthnView):
    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | kwargs
