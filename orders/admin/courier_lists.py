"""Lees de lijst van de koerier in: mark what it names as sent, after looking at what it says."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from orders.courier_list import BOUNDS, Sent, read_courier_list
from orders.domain.courier import CourierPlan, apply_courier_list, plan_courier_list
from orders.domain.delivery import STILL_TO_COME
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.forms import day_input
from ovsgtoets.kernel.spreadsheets import csv_text, read_upload

SHOWN = 100


class CourierForm(forms.Form):
    """The file; after looking at it, the same rows as `text`."""

    file = forms.FileField(
        label="Bestand van de koerier (CSV of Excel)",
        required=False,
        error_messages={"empty": "Dit bestand is leeg."},
    )
    text = forms.CharField(required=False, widget=forms.HiddenInput)
    on = forms.DateField(
        label="Verzonden op",
        help_text="Voor rijen zonder datum.",
        initial=today,
        widget=day_input(),
        error_messages={"required": "Vul de dag in.", "invalid": "Vul een geldige dag in."},
    )

    def clean(self) -> dict:
        data = super().clean()
        file, text = data.get("file"), data.get("text", "")
        try:
            if file or text:
                content = read_upload(file, BOUNDS) if file else text.encode()
                self.rows = read_courier_list(content)
            elif "file" not in self.errors:
                self.add_error("file", "Kies een bestand.")
        except Refused as refusal:
            refusal.show_on(self)
        return data

    def clean_on(self):
        if self.cleaned_data["on"] > today():
            raise forms.ValidationError(STILL_TO_COME)
        return self.cleaned_data["on"]


def upload(request: HttpRequest, model_admin) -> HttpResponse:
    """First says what the file does; then does it."""
    if not model_admin.has_move_permission(request):
        raise PermissionDenied
    is_sent = request.method == "POST"
    form = CourierForm(request.POST, request.FILES) if is_sent else CourierForm()
    plan = None
    if form.is_valid():
        plan = plan_courier_list(rows=form.rows, on=form.cleaned_data["on"])
        if "confirmed" in request.POST:
            return _apply(request, plan)
    return _page(request, model_admin, form, plan)


def _apply(request: HttpRequest, plan: CourierPlan) -> HttpResponse:
    done = apply_courier_list(plan=plan, by=request.user)
    one = "levering staat" if done == 1 else "leveringen staan"
    messages.success(request, f"{done} {one} nu op verzonden.")
    for row, reason in plan.refused[:5]:
        messages.warning(request, f"Rij {row.line}: {reason}.")
    if len(plan.refused) > 5:
        messages.warning(request, f"En {len(plan.refused) - 5} andere rijen deden niets.")
    return redirect("admin:orders_delivery_changelist")


def _page(request: HttpRequest, model_admin, form, plan) -> HttpResponse:
    context = {
        **model_admin.admin_site.each_context(request),
        "title": "Lees de lijst van de koerier in",
        "opts": model_admin.opts,
        "form": form,
        "plan": plan,
        "text": _as_text(form.rows) if plan else "",
        "shown": SHOWN,
        "list_url": reverse("admin:orders_delivery_changelist"),
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/orders/delivery/courier.html", context, status=status)


def _as_text(rows: list[Sent]) -> str:
    """The rows as a list that reads the same, to be sent along with the confirmation."""
    lines = [
        [row.parcel, row.track_code, row.on.isoformat() if row.on else ""]
        for row in rows
        if not row.reason
    ]
    return csv_text([["pakket", "trackcode", "datum"], *lines])
