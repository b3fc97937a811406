"""Mijn account: own names, e-mail address and password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.domain.email_change import ask_email_change
from accounts.domain.links import set_password
from accounts.domain.people import rename_person
from accounts.forms import ChangePasswordForm, MeForm
from accounts.guards import SignedInView
from accounts.limits import within_limit
from accounts.models import User
from accounts.proof import knows_password
from accounts.queries import classes_of, memberships_with_classes
from accounts.rights import Right
from accounts.sessions import follow_session
from accounts.two_steps import has_second_step
from ovsgtoets.kernel.errors import Refused

TOO_MANY_ADDRESSES = "Je vroeg dit al enkele keren. Wacht een uur en probeer het opnieuw."
CONFIRM = (
    "We sturen een mail naar {email}. Klik op de link daarin om het adres te bevestigen; tot dan"
    " verandert er niets."
)


class Me(SignedInView):
    """A new address is only asked here: it counts once its reader confirms it."""

    open_before_two_steps = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, MeForm(user=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = MeForm(request.POST, user=request.user)
        if not form.is_valid():
            return self.page(request, form, status=422)
        if form.new_email and not knows_password(request, form):
            return self.page(request, form, status=422)
        email = form.cleaned_data["email"]
        if form.new_email and not within_limit(request, "email_change", key=email.lower()):
            form.add_error("email", TOO_MANY_ADDRESSES)
            return self.page(request, form, status=429)
        self.save(request, form)
        messages.success(request, "Je gegevens zijn bewaard.")
        if form.new_email:
            messages.info(request, CONFIRM.format(email=email))
        return redirect("accounts:me")

    @transaction.atomic
    def save(self, request: HttpRequest, form: MeForm) -> None:
        names = {name: form.cleaned_data[name] for name in ("first_name", "last_name")}
        rename_person(user=request.user, **names, by=request.user)
        if form.new_email:
            ask_email_change(user=request.user, email=form.cleaned_data["email"])

    def page(self, request: HttpRequest, form: MeForm, status: int = 200) -> HttpResponse:
        memberships = memberships_with_classes(request.user)
        context = {
            "form": form,
            "memberships": memberships,
            "classes": classes_of(memberships),
            "has_password": request.user.has_password,
            "eid": settings.ACM_ISSUER,
            "has_second_step": has_second_step(request.user),
            "manages_users": bool(request.acting) and request.acting.may(Right.MANAGE_USERS),
            "email_change": request.user.email_changes.open().first(),
        }
        return render(request, "accounts/me.html", context, status=status)


class PasswordChange(SignedInView):
    """Nieuw wachtwoord. Signs the person out everywhere else."""

    open_before_two_steps = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, ChangePasswordForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ChangePasswordForm(request.POST)
        if not form.is_valid() or not knows_password(request, form):
            return self.page(request, form, status=422)
        me = User.objects.get(pk=request.user.pk)
        try:
            set_password(user=me, password=form.cleaned_data["password"])
        except Refused as refused:
            refused.show_on(form)
            return self.page(request, form, status=422)
        before = request.session.session_key
        update_session_auth_hash(request, me)
        follow_session(old=before, new=request.session.session_key)
        messages.success(
            request, "Je nieuwe wachtwoord is bewaard. Op andere toestellen ben je uitgelogd."
        )
        return redirect("accounts:me")

    def page(self, request: HttpRequest, form, status: int = 200) -> HttpResponse:
        return render(request, "accounts/password_change.html", {"form": form}, status=status)
