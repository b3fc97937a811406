"""From the link in a mail to a password of one's own.

The token goes from the address into the session at once, so that it stands in no history,
log of a later page, or referrer.
"""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.adapter import TOO_MANY
from accounts.arriving import PASSWORD_TOKEN
from accounts.domain.links import link_with, renew_link, use_link
from accounts.forms import NewPasswordForm
from accounts.guards import PublicView
from accounts.limits import within_limit
from accounts.models import PasswordLink
from accounts.queries import memberships_with_classes
from accounts.roles import TEACHING_ROLES
from ovsgtoets.kernel.errors import Refused


class LinkOpen(PublicView):
    """The address in the mail."""

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        request.session[PASSWORD_TOKEN] = token[:100]
        return redirect("accounts:password")


class PasswordSet(PublicView):
    """Invoeren van een wachtwoord. Opening it doesn't use the link up; saving does."""

    def get(self, request: HttpRequest) -> HttpResponse:
        link = _link_of(request)
        if link and link.is_open and link.user.is_active:
            return _page(request, link, NewPasswordForm())
        return _dead_end(request, link)

    def post(self, request: HttpRequest) -> HttpResponse:
        if "cancel" in request.POST:
            request.session.pop(PASSWORD_TOKEN, None)
            return redirect("account_login")
        link = _link_of(request)
        if not link:
            return _dead_end(request, link)
        form = NewPasswordForm(request.POST)
        if not within_limit(request, "password_link"):
            form.add_error(None, TOO_MANY)
            return _page(request, link, form, status=429)
        if not form.is_valid():
            return _page(request, link, form, status=422)
        try:
            use_link(token=request.session[PASSWORD_TOKEN], password=form.cleaned_data["password"])
        except Refused as refused:
            if not refused.field:
                return _dead_end(request, link)
            refused.show_on(form)
            return _page(request, link, form, status=422)
        if request.user.is_authenticated:
            logout(request)  # on a shared computer, somebody else may still be signed in
        return redirect("accounts:password_done")


class PasswordDone(PublicView):
    """The guide's confirmation, with the way to the sign-in page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        request.session.pop(PASSWORD_TOKEN, None)
        return render(request, "accounts/password_done.html")


class LinkRenew(PublicView):
    """A new link in place of one that is used or too old, to the person of the old one."""

    def post(self, request: HttpRequest) -> HttpResponse:
        link = _link_of(request)
        if not link:
            return redirect("account_reset_password")
        if not within_limit(request, "renew_link", key=str(link.user_id)):
            return render(
                request, "accounts/password_link_dead.html", {"refused": TOO_MANY}, status=429
            )
        renew_link(link=link)
        request.session.pop(PASSWORD_TOKEN, None)
        return redirect("accounts:link_renewed")


class LinkRenewed(PublicView):
    """Says that it is on its way."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "accounts/password_link_sent.html")


def _link_of(request: HttpRequest) -> PasswordLink | None:
    token = request.session.get(PASSWORD_TOKEN)
    return link_with(token=token) if token else None


def _page(request: HttpRequest, link: PasswordLink, form, status: int = 200) -> HttpResponse:
    memberships = memberships_with_classes(link.user)
    context = {
        "form": form,
        "person": link.user,
        "memberships": memberships,
        "is_teacher": any(m.role in TEACHING_ROLES for m in memberships),
    }
    return render(request, "accounts/password_set.html", context, status=status)


def _dead_end(request: HttpRequest, link: PasswordLink | None) -> HttpResponse:
    """Why the link doesn't work and how to get another; nothing about whose it is."""
    return render(request, "accounts/password_link_dead.html", {"can_renew": link}, status=410)
