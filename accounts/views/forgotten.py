"""Wachtwoord vergeten? A link goes out when number and address belong together; the page says
and does the same either way, the worker finds out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.generic import FormView

from accounts.adapter import TOO_MANY
from accounts.domain.forgotten import ask_password_link
from accounts.forms import ForgottenForm
from accounts.guards import PublicView
from accounts.limits import within_limit


class Forgotten(PublicView, FormView):
    template_name = "accounts/password_forgotten.html"
    form_class = ForgottenForm

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if "verstuurd" in request.GET:
            return render(request, "accounts/password_forgotten_done.html")
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: ForgottenForm) -> HttpResponse:
        asked = form.cleaned_data
        if not within_limit(self.request, "reset_password", key=asked["email"].lower()):
            form.add_error(None, TOO_MANY)
            return self.form_invalid(form, status=429)
        ask_password_link(**asked)
        return redirect(f"{self.request.path}?verstuurd")

    def form_invalid(self, form: ForgottenForm, status: int = 422) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=status)
