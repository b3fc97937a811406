"""Importing the tests of an edition: choose a file, see row by row what it would do, then do that."""

import uuid

from django import forms
from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ovsgtoets.kernel.errors import Refused
from results.admin.battery import edition_of
from results.imports.battery import import_battery
from results.imports.battery_file import MOST_BYTES, TOO_LARGE, read_cells
from results.imports.battery_plan import ImportPlan
from results.imports.battery_planner import plan_import
from results.imports.battery_rows import Sheet, read_sheet
from schools.models import Edition

FILE_KEY = "battery_import"  # in the session: where the file waits, and its name


class UploadForm(forms.Form):
    file = forms.FileField(
        label="XLSX- of CSV-bestand",
        allow_empty_file=False,
        error_messages={"required": "Kies een bestand.", "empty": "Dit bestand is leeg."},
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        self.content = file.read()
        try:
            read_sheet(read_cells(self.content))
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        return file


def upload(request: HttpRequest, model_admin, year: int) -> HttpResponse:
    edition = edition_of(request, model_admin, year)
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if form.is_valid():
        _forget(request)
        stored = default_storage.save(f"imports/{uuid.uuid4()}", ContentFile(form.content))
        request.session[FILE_KEY] = [stored, form.cleaned_data["file"].name[:100]]
        return redirect("admin:results_battery_review", edition.year)
    context = {
        "title": f"Importeer de toetsen van {edition.year}",
        "edition": edition,
        "form": form,
    }
    return model_admin._page(
        request, "battery/import.html", context, status=422 if form.errors else 200
    )


def review(request: HttpRequest, model_admin, year: int) -> HttpResponse:
    """The plan; a POST carries out the plan that was seen, or throws the file away."""
    edition = edition_of(request, model_admin, year)
    if (sheet := _waiting(request)) is None:
        return redirect("admin:results_battery_import", edition.year)
    status = 200
    if request.method == "POST":
        if "apply" not in request.POST:
            _forget(request)
            return redirect("admin:results_battery", edition.year)
        try:
            _apply(request, model_admin, edition, sheet)
            return redirect("admin:results_battery", edition.year)
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
            sheet, status = _waiting(request), 422
    context = {
        "title": f"Importeer de toetsen van {edition.year}: nakijken",
        "edition": edition,
        "plan": plan_import(sheet=sheet, edition=edition),
        "file_name": request.session[FILE_KEY][1],
    }
    return model_admin._page(request, "battery/import_review.html", context, status)


def _apply(request: HttpRequest, model_admin, edition: Edition, sheet: Sheet) -> None:
    seen = request.POST.get("seen", "")
    plan = import_battery(sheet=sheet, edition=edition, seen=seen, by=request.user)
    sentence = what_was_done(plan)
    model_admin.log_change(request, edition, sentence)
    messages.success(request, sentence)
    _forget(request)


def what_was_done(plan: ImportPlan) -> str:
    return (
        f"Import bewaard: {len(plan.new)} nieuwe vragen, {len(plan.changed)} gewijzigd,"
        f" {len(plan.equal)} gelijk, {len(plan.gone)} verdwenen."
    )


def _waiting(request: HttpRequest) -> Sheet | None:
    stored, _ = request.session.get(FILE_KEY) or (None, None)
    if not stored or not default_storage.exists(stored):
        return None
    with default_storage.open(stored) as file:
        return read_sheet(read_cells(file.read()))


def _forget(request: HttpRequest) -> None:
    stored, _ = request.session.pop(FILE_KEY, None) or (None, None)
    if stored:
        default_storage.delete(stored)
