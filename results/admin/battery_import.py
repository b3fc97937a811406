"""Importing the tests of an edition: choose a file, see row by row what it would do, then do that."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.spreadsheets.upload import UploadForm, WaitingFile
from results.admin.battery import edition_of
from results.imports.battery import import_battery
from results.imports.battery_plan import ImportPlan
from results.imports.battery_planner import plan_import
from results.imports.battery_rows import BOUNDS, Sheet, read_sheet
from schools.models import Edition

FILE_KEY = "battery_import"  # in the session


class BatteryForm(UploadForm):
    bounds = BOUNDS

    def check(self, content: bytes) -> None:
        read_sheet(content)


def upload(request: HttpRequest, model_admin, year: int) -> HttpResponse:
    edition = edition_of(request, model_admin, year)
    is_sent = request.method == "POST"
    form = BatteryForm(request.POST, request.FILES) if is_sent else BatteryForm()
    if form.is_valid():
        WaitingFile(request, FILE_KEY).keep(form.content, form.cleaned_data["file"].name)
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
            WaitingFile(request, FILE_KEY).forget()
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
        "file_name": WaitingFile(request, FILE_KEY).name,
    }
    return model_admin._page(request, "battery/import_review.html", context, status)


def _apply(request: HttpRequest, model_admin, edition: Edition, sheet: Sheet) -> None:
    seen = request.POST.get("seen", "")
    plan = import_battery(sheet=sheet, edition=edition, seen=seen, by=request.user)
    sentence = what_was_done(plan)
    model_admin.log_change(request, edition, sentence)
    messages.success(request, sentence)
    WaitingFile(request, FILE_KEY).forget()


def what_was_done(plan: ImportPlan) -> str:
    return (
        f"Import bewaard: {len(plan.new)} nieuwe vragen, {len(plan.changed)} gewijzigd,"
        f" {len(plan.equal)} gelijk, {len(plan.gone)} verdwenen."
    )


def _waiting(request: HttpRequest) -> Sheet | None:
    content = WaitingFile(request, FILE_KEY).read()
    return None if content is None else read_sheet(content)
