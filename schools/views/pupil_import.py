"""Lees een lijst in: pasted or from a file; first the preview, then the same thing for real."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from ovsgtoets.kernel.errors import Refused
from schools.domain.pupil_imports import undo_import
from schools.forms.pupil_list import PupilListForm, fingerprint_of, seen_of
from schools.imports.pupil_columns import MEANINGS
from schools.imports.pupils import Plan, PupilList, apply, plan
from schools.models import PupilImport
from schools.queries import imports_of
from schools.views.pupils import UNDO, PupilView

MANY = 20  # refused lines: from here on they wait behind a click
MOST_TOLD = 10


class PupilsPaste(PupilView):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, PupilListForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PupilListForm(request.POST, request.FILES)
        if not form.is_valid() or not self.classes:
            return self._show(request, form, status=422)
        wanted = form.wanted
        if "add" not in request.POST or not form.was_previewed:
            return self._preview(request, wanted, left_out=form.left_out)
        try:
            planned, done = apply(wanted=wanted, classes=self.classes, by=request.user)
        except Refused as refusal:
            refusal.show_on(form)
            return self._show(request, form, status=422)
        request.session[UNDO] = {"import": done.pk} if done else {}
        told = what_was_done(planned, done)
        if not planned.refused:
            messages.success(request, told)
            return redirect("schools:pupils")
        return self._preview(request, _left_of(planned, wanted), told=told)

    def _preview(self, request: HttpRequest, wanted: PupilList, told: str = "", left_out=()):
        planned = plan(wanted=wanted, classes=self.classes)
        all_refused = len(planned.refused) == len(planned.lines)
        context = {
            "plan": planned,
            "seen": fingerprint_of(wanted),
            "seen_columns": seen_of([one.meaning for one in planned.columns], bool(planned.header)),
            "said_columns": wanted.meanings is not None,
            "meanings": MEANINGS,
            "many": len(planned.refused) > MANY,
            "told": told,
            "left_out": left_out,
            "unused": [title for title in planned.unused if title not in left_out],
        }
        form = PupilListForm(initial={"text": wanted.text})
        return self._show(request, form, status=422 if all_refused or told else 200, **context)

    def _show(self, request: HttpRequest, form: PupilListForm, status: int = 200, **more):
        context = {"classes": self.classes, "form": form, **more}
        return render(request, "schools/pupil_paste.html", context, status=status)


class PupilImportUndo(PupilView):
    """Takes back what a list brought in, also long after."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        done = get_object_or_404(imports_of(self.classes), pk=pk)
        try:
            undone = undo_import(done=done, classes=self.classes, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("schools:pupils")
        pieces = []
        if undone.removed or not undone.restored:
            pieces.append(f"{count(undone.removed)} weer verwijderd")
        if undone.restored:
            pieces.append(f"{count(undone.restored)} weer zoals voorheen")
        messages.success(request, f"{', '.join(pieces)}.")
        if undone.kept:
            more = len(undone.kept) - MOST_TOLD
            tail = f" En nog {more}." if more > 0 else ""
            messages.warning(request, " ".join(undone.kept[:MOST_TOLD]) + tail)
        return redirect("schools:pupils")


def what_was_done(planned: Plan, done: PupilImport | None) -> str:
    """In one or two sentences, the doubts included."""
    told = f"{count(done.added if done else 0)} toegevoegd"
    if done and done.changed:
        told += f", {done.changed} gewijzigd"
    if left := len(planned.undecided):
        told += f". Met {left} {'twijfel' if left == 1 else 'twijfels'} is niets gebeurd"
    return f"{told}."


def _left_of(planned: Plan, wanted: PupilList) -> PupilList:
    """The lines that were refused, with the names of their columns, to be mended."""
    raws = [line.line.raw for line in planned.refused]
    text = "\n".join([planned.header, *raws] if planned.header else raws)
    if wanted.meanings is None:
        return PupilList(text)
    return PupilList(text, wanted.meanings, bool(planned.header))


def count(number: int) -> str:
    return "1 leerling" if number == 1 else f"{number} leerlingen"
