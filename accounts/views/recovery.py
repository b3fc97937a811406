"""Herstelcodes: for who has neither the app nor a key at hand. Shown once."""

import base64

from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from django.db import transaction
from django.http import HttpResponse
from django.template.loader import render_to_string

from accounts.domain.second_steps import CODES_MADE, tell_about_step
from accounts.guards import ConfirmedView


class RecoveryCodes(ConfirmedView, ViewRecoveryCodesView):
    """The codes the first time, with a text file to keep; afterwards only how many are left."""

    template_name = "accounts/recovery_codes.html"
    http_method_names = ["get"]  # a HEAD would count as having seen them

    def get_context_data(self, **kwargs) -> dict:
        context = super().get_context_data(**kwargs)
        codes = [f"{code[:4]} {code[4:]}" for code in context["unused_codes"]]
        if not context["can_view_codes"]:
            return context | {"codes": [], "left": len(codes)}
        text = render_to_string("accounts/recovery_codes.txt", {"codes": codes})
        encoded = base64.b64encode(text.encode()).decode()
        file = f"data:text/plain;charset=utf-8;base64,{encoded}"
        return context | {"codes": codes, "left": len(codes), "file": file}


class RecoveryCodesMake(ConfirmedView, GenerateRecoveryCodesView):
    """New codes; the earlier ones stop working."""

    template_name = "accounts/recovery_codes_make.html"

    @transaction.atomic
    def form_valid(self, form) -> HttpResponse:
        answer = super().form_valid(form)
        tell_about_step(user=self.request.user, sentence=CODES_MADE)
        return answer

    def form_invalid(self, form) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
