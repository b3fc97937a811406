"""Passkeys and security keys (WebAuthn) as a second step: adding, naming and removing one."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse_lazy

from accounts.domain.second_steps import KEY_ADDED, KEY_REMOVED, tell_about_step
from accounts.guards import ConfirmedView
from accounts.second_step_forms import is_limited


class KeyAdd(ConfirmedView, AddWebAuthnView):
    template_name = "accounts/key_add.html"

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(**kwargs) | kwargs

    @transaction.atomic
    def form_valid(self, form) -> HttpResponse:
        answer = super().form_valid(form)
        name = form.cleaned_data["name"]
        tell_about_step(user=self.request.user, sentence=KEY_ADDED.format(name=name))
        # The key just proved the second step: this session needs no other.
        record_authentication(self.request, self.request.user, "mfa", type="webauthn")
        messages.success(self.request, f"De sleutel ‘{name}’ is toegevoegd.")
        return answer

    def form_invalid(self, form) -> HttpResponse:
        status = 429 if is_limited(form) else 422
        return self.render_to_response(self.get_context_data(form=form), status=status)


class OwnKey(ConfirmedView):
    """Somebody else's key does not exist."""

    success_url = reverse_lazy("mfa_index")

    def confirm_first(self, request: HttpRequest) -> HttpResponse | None:
        get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        return super().confirm_first(request)

    def get_queryset(self):
        return Authenticator.objects.filter(
            user=self.request.user, type=Authenticator.Type.WEBAUTHN
        )


class KeyRename(OwnKey, EditWebAuthnView):
    template_name = "accounts/key_rename.html"

    def form_valid(self, form) -> HttpResponse:
        answer = super().form_valid(form)
        name = form.cleaned_data["name"]
        messages.success(self.request, f"De sleutel heet nu ‘{name}’.")
        return answer

    def form_invalid(self, form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


class KeyRemove(OwnKey, RemoveWebAuthnView):
    template_name = "accounts/key_remove.html"

    @transaction.atomic
    def form_valid(self, form) -> HttpResponse:
        name = self.object.wrap().name
        answer = super().form_valid(form)
        tell_about_step(user=self.request.user, sentence=KEY_REMOVED.format(name=name))
        messages.success(self.request, f"De sleutel ‘{name}’ is verwijderd.")
        return answer
