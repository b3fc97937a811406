"""Importeer scholen: upload the public list, see what it would change, then change it."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ovsgtoets.kernel.clock import today
from schools.domain.school_import import ImportPlan, import_schools, plan_import
from schools.school_list import NotAList, SchoolList, read_school_list

FILE_KEY = "school_import"  # in the session: where the uploaded file waits
MOST_BYTES = 25 * 1024 * 1024
SHOWN = 200  # rows of each kind in the preview


class UploadForm(forms.Form):
    file = forms.FileField(
        label="CSV-bestand",
        allow_empty_file=False,
        error_messages={
            "required": "Kies een bestand.",
            "empty": "Dit bestand is leeg.",
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("Dit bestand is groter dan 25 MB.")
        self.content = file.read()
        try:
            read_school_list(self.content, today=today())
        except NotAList as error:
            raise forms.ValidationError(str(error)) from error
        return file


def upload(request: HttpRequest, model_admin) -> HttpResponse:
    _check(request, model_admin)
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if form.is_valid():
        _forget(request)
        name = default_storage.save(f"imports/{uuid.uuid4()}.csv", ContentFile(form.content))
        request.session[FILE_KEY] = name
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
        _forget(request)
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
    name = request.session.get(FILE_KEY)
    if not name or not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        return read_school_list(file.read(), today=today())


def _forget(request: HttpRequest) -> None:
    if name := request.session.pop(FILE_KEY, None):
        default_storage.delete(name)


def _check(request: HttpRequest, model_admin) -> None:
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
