"""Mijn account: own names, e-mail address and password."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.adapter import TOO_MANY
from accounts.domain.links import set_password
from accounts.domain.people import change_email, rename_person
from accounts.forms import ChangePasswordForm, MeForm
from accounts.guards import SignedInView
from accounts.limits import within_limit
from accounts.models import User
from accounts.queries import classes_of, memberships_with_classes
from ovsgtoets.kernel.errors import Refused

WRONG = "Dit is niet je huidige wachtwoord."


class Me(SignedInView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, MeForm(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = MeForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.page(request, form, status=422)
        if form.new_email and not _knows_password(request, form):
            return self.page(request, form, status=422)
        try:
            self.save(request, form.cleaned_data)
        except Refused as refused:
            refused.show_on(form)
            return self.page(request, form, status=422)
        messages.success(request, "Je gegevens zijn bewaard.")
        return redirect("accounts:me")

    @transaction.atomic
    def save(self, request: HttpRequest, data: dict) -> None:
        names = {name: data[name] for name in ("first_name", "last_name")}
        change_email(user=request.user, email=data["email"], by=request.user)
        rename_person(user=request.user, **names, by=request.user)

    def page(self, request: HttpRequest, form: MeForm, status: int = 200) -> HttpResponse:
        memberships = memberships_with_classes(request.user)
        context = {
            "form": form,
            "memberships": memberships,
            "classes": classes_of(memberships),
            "has_password": request.user.has_password,
        }
        return render(request, "accounts/me.html", context, status=status)


class PasswordChange(SignedInView):
    """Nieuw wachtwoord. Signs the person out everywhere else."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, ChangePasswordForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ChangePasswordForm(request.POST)
        if not form.is_valid() or not _knows_password(request, form):
            return self.page(request, form, status=422)
        me = User.objects.get(pk=request.user.pk)
        try:
            set_password(user=me, password=form.cleaned_data["password"])
        except Refused as refused:
            refused.show_on(form)
            return self.page(request, form, status=422)
        update_session_auth_hash(request, me)
        messages.success(
            request, "Je nieuwe wachtwoord is bewaard. Op andere toestellen ben je uitgelogd."
        )
        return redirect("accounts:me")

    def page(self, request: HttpRequest, form, status: int = 200) -> HttpResponse:
        return render(request, "accounts/password_change.html", {"form": form}, status=status)


def _knows_password(request: HttpRequest, form) -> bool:
    """Whether the typed current password is right; else says so on the form."""
    if not within_limit(request, "reauthenticate"):
        form.add_error("current", TOO_MANY)
    elif not request.user.check_password(form.cleaned_data["current"]):
        form.add_error("current", WRONG)
    return not form.errors
