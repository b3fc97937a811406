"""Importeer scholen: upload the public list, see what it would change, then change it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.spreadsheets.upload import UploadForm, WaitingFile
from schools.domain.school_import import ImportPlan, import_schools, plan_import
from schools.school_list import BOUNDS, SchoolList, read_school_list

FILE_KEY = "school_import"  # in the session
SHOWN = 200  # rows of each kind in the preview


class SchoolListForm(UploadForm):
    bounds = BOUNDS

    def check(self, content: bytes) -> None:
        read_school_list(content, today=today())


def upload(request: HttpRequest, model_admin) -> HttpResponse:
    _check(request, model_admin)
    is_sent = request.method == "POST"
    form = SchoolListForm(request.POST, request.FILES) if is_sent else SchoolListForm()
    if form.is_valid():
        WaitingFile(request, FILE_KEY).keep(form.content, form.cleaned_data["file"].name)
        return redirect("admin:schools_school_import_review")
    return model_admin._page(
        request,
        "admin/schools/school/import.html",
        {"title": "Importeer scholen", "form": form},
        status=422 if form.errors else 200,
    )


def review(request: HttpRequest, model_admin) -> HttpResponse:
    """The preview; a POST stores what the file says now, or throws the file away."""
    _check(request, model_admin)
    found = _waiting_list(request)
    if found is None:
        return redirect("admin:schools_school_import")
    if request.method == "POST":
        if "apply" in request.POST:
            plan = import_schools(listed=found.schools, by=request.user)
            messages.success(request, _result(plan))
        WaitingFile(request, FILE_KEY).forget()
        return redirect("admin:schools_school_changelist")
    plan = plan_import(listed=found.schools)
    return model_admin._page(
        request,
        "admin/schools/school/import_review.html",
        {
            "title": "Importeer scholen: nakijken",
            "found": found,
            "plan": plan,
            "new": plan.new[:SHOWN],
            "changed": plan.changed[:SHOWN],
            "refused": found.refused[:SHOWN],
            "shown": SHOWN,
        },
    )


def _result(plan: ImportPlan) -> str:
    return (
        f"Import bewaard: {len(plan.new)} nieuwe scholen, {len(plan.changed)} gewijzigd,"
        f" {plan.equal} ongewijzigd."
    )


def _waiting_list(request: HttpRequest) -> SchoolList | None:
    content = WaitingFile(request, FILE_KEY).read()
    return None if content is None else read_school_list(content, today=today())


def _check(request: HttpRequest, model_admin) -> None:
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
