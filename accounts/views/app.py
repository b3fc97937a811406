"""The authentication app (TOTP) as a second step: adding it with a first code, and removing it."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.domain.second_steps import APP_ADDED, APP_REMOVED, tell_about_step
from accounts.guards import ConfirmedView
from accounts.models import User
from accounts.second_step_forms import is_limited


class AppAdd(ConfirmedView, ActivateTOTPView):
    template_name = "accounts/app_add.html"

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        secret = context["form"].secret
        groups = [secret[at : at + 4] for at in range(0, len(secret), 4)]
        return context | {"secret": " ".join(groups)}

    @transaction.atomic
    def form_valid(self, form) -> HttpResponse:
        me = User.objects.select_for_update().get(pk=self.request.user.pk)  # a double click waits
        if Authenticator.objects.filter(user=me, type=Authenticator.Type.TOTP).exists():
            return redirect("mfa_index")
        answer = super().form_valid(form)
        tell_about_step(user=me, sentence=APP_ADDED)
        # The code just proved the second step: this session needs no other.
        record_authentication(self.request, self.request.user, "mfa", type="totp")
        messages.success(self.request, "Je authenticatie-app is toegevoegd.")
        return answer

    def form_invalid(self, form) -> HttpResponse:
        status = 429 if is_limited(form) else 422
        return self.render_to_response(self.get_context_data(form=form), status=status)


class AppRemove(ConfirmedView, DeactivateTOTPView):
    template_name = "accounts/app_remove.html"

    @transaction.atomic
    def form_valid(self, form) -> HttpResponse:
        answer = super().form_valid(form)
        tell_about_step(user=self.request.user, sentence=APP_REMOVED)
        messages.success(self.request, "Je authenticatie-app is verwijderd als tweede stap.")
        return answer

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        return self.render_to_response(self.get_context_data())
