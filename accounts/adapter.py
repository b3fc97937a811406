"""How allauth behaves here: nobody signs up, every text is ours, and it gives nothing away."""

from allauth.account.adapter import DefaultAccountAdapter
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.arriving import settle_in
from accounts.limits import TOO_MANY

NEUTRAL = "Dit e-mailadres en dit wachtwoord horen niet bij elkaar. Kijk na wat je typte."
WRONG_PASSWORD = "Dit is niet je huidige wachtwoord."  # noqa: S105 — a sentence


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": NEUTRAL,
        "account_inactive": NEUTRAL,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "incorrect_password": WRONG_PASSWORD,
    }

    def is_open_for_signup(self, request) -> bool:
        return False

    def is_ajax(self, request) -> bool:
        """No JSON answers: they would describe the form and its errors in allauth's words."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of this portal, written without a host."""
        return url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def authenticate(self, request, **credentials):
        """A locked account is like a wrong password."""
        user = super().authenticate(request, **credentials)
        return user if user and user.is_active else None

    def get_login_stages(self) -> list[str]:
        return ["accounts.stages.SecondStepStage"]

    def login(self, request, user) -> None:
        """However they signed in: with a password, a second step after it, or an eID."""
        super().login(request, user)
        settle_in(request, user)

    def respond_user_inactive(self, request, user):
        return redirect("account_login")

    def add_message(self, *args, **kwargs) -> None:
        """The views say what happened."""
