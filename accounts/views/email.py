"""From the link in the mail to the new e-mail address. The token goes into the session at once,
like that of a password; a button confirms, as mail programs open links by themselves."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.adapter import TOO_MANY
from accounts.arriving import EMAIL_TOKEN
from accounts.domain.email_change import (
    confirm_email_change,
    email_change_with,
    withdraw_email_change,
)
from accounts.guards import PublicView, SignedInView
from accounts.limits import within_limit
from ovsgtoets.kernel.errors import Refused


class EmailOpen(PublicView):
    """The address in the mail."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        request.session[EMAIL_TOKEN] = token[:100]
        return redirect("accounts:email_confirm")


class EmailConfirm(PublicView):
    """Bevestig je nieuwe e-mailadres. Works without being signed in: who reads the mail is asked."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request)

    def post(self, request: HttpRequest) -> HttpResponse:
        if not within_limit(request, "email_link"):
            return self.page(request, refused=TOO_MANY, status=429)
        try:
            person = confirm_email_change(token=request.session.get(EMAIL_TOKEN, ""))
        except Refused:
            return self.dead_end(request)
        request.session.pop(EMAIL_TOKEN, None)
        messages.success(
            request, f"Je e-mailadres is gewijzigd. Voortaan meld je je aan met {person.email}."
        )
        own = request.user.is_authenticated and request.user.pk == person.pk
        return redirect("accounts:me" if own else "account_login")

    def page(self, request: HttpRequest, refused: str = "", status: int = 200) -> HttpResponse:
        change = email_change_with(token=request.session.get(EMAIL_TOKEN, ""))
        if change is None:
            return self.dead_end(request)
        context = {"change": change, "refused": refused}
        return render(request, "accounts/email_confirm.html", context, status=status)

    def dead_end(self, request: HttpRequest) -> HttpResponse:
        return render(request, "accounts/email_confirm.html", {"change": None}, status=410)


class EmailWithdraw(SignedInView):
    """The old address stays after all."""

    open_before_two_steps = True

    def post(self, request: HttpRequest) -> HttpResponse:
        if withdraw_email_change(user=request.user):
            messages.success(request, f"Je e-mailadres blijft {request.user.email}.")
        return redirect("accounts:me")
