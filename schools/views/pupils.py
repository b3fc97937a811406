"""Leerlingen: the pupils of one's own classes, typed one by one or pasted."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.guards import SchoolView
from accounts.rights import Right
from ovsgtoets.kernel.errors import Refused
from schools.domain.pupils import (
    Namesakes,
    add_pupil,
    change_pupil,
    remove_added,
    remove_pupil,
    restore_pupil,
)
from schools.forms.pupils import PasteForm, PupilForm, fingerprint_of
from schools.imports.pupils import apply, plan
from schools.models import Pupil, SchoolClass
from schools.queries import own_classes_with, running_edition

UNDO = "pupils_undo"  # in the session: what was done last, by ids only


class PupilView(SchoolView):
    """A page for who enters pupils; `self.classes` are the classes of which they do."""

    rights = (Right.ENTER_PUPILS,)

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        self.request = request
        return super().dispatch(request, *args, **kwargs)

    @property
    def classes(self) -> list[SchoolClass]:
        if not hasattr(self, "_classes"):
            self._classes = list(
                own_classes_with(
                    self.request.acting, running_edition(), Right.ENTER_PUPILS
                ).prefetch_related(Prefetch("pupils", Pupil.objects.all()))
            )
        return self._classes

    def own_pupil(self, pk: int) -> Pupil:
        return get_object_or_404(
            Pupil.objects.for_school(self.request.school).select_related("school_class"),
            pk=pk,
            school_class__in=self.classes,
        )


class Pupils(PupilView):
    """The list, and a form for one more."""

    def get(self, request: HttpRequest) -> HttpResponse:
        added_to = request.GET.get("klas", "")
        form = PupilForm(classes=self.classes, initial={"school_class": added_to})
        if added_to:
            form.fields["last_name"].widget.attrs["autofocus"] = True
        return self._show(request, form)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PupilForm(request.POST, classes=self.classes)
        if not self.classes:
            return self._show(request, form, status=422)
        if form.is_valid():
            try:
                pupil = add_pupil(
                    school_class=form.chosen_class,
                    new=form.new,
                    known_namesakes=form.known_namesakes,
                    by=request.user,
                )
            except Namesakes as refusal:
                form.ask_about(refusal)
            except Refused as refusal:
                refusal.show_on(form)
            else:
                messages.success(
                    request,
                    f"{pupil.first_name} {pupil.last_name} toegevoegd aan klas {pupil.school_class}.",
                )
                request.session[UNDO] = {"added": [pupil.pk]}
                return redirect(f"{reverse('schools:pupils')}?klas={pupil.school_class_id}")
        return self._show(request, form, status=422)

    def _show(self, request: HttpRequest, form: PupilForm, status: int = 200) -> HttpResponse:
        context = {
            "edition": running_edition(),
            "classes": self.classes,
            "form": form,
            "undo": _undo_label(request.session.get(UNDO)),
        }
        return render(request, "schools/pupil_list.html", context, status=status)


class PupilsPaste(PupilView):
    """Pasting lines: first the preview, then the same thing for real."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self._show(request, PasteForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PasteForm(request.POST)
        if not form.is_valid() or not self.classes:
            return self._show(request, form, status=422)
        wanted = {
            "text": form.cleaned_data["text"],
            "classes": self.classes,
            "another": form.another,
        }
        if "add" not in request.POST or not form.was_previewed:
            planned = plan(**wanted)
            status = 422 if len(planned.refused) == len(planned.lines) else 200
            return self._show(request, form, status, plan=planned, seen=form.fingerprint)
        try:
            planned, pupils = apply(**wanted, by=request.user)
        except Refused as refusal:
            refusal.show_on(form)
            return self._show(request, form, status=422)
        if pupils:
            request.session[UNDO] = {"added": [pupil.pk for pupil in pupils]}
        if not planned.refused:
            messages.success(request, f"{_count(len(pupils))} toegevoegd.")
            return redirect("schools:pupils")
        left = "\n".join(line.line.raw for line in planned.refused)
        return self._show(
            request,
            PasteForm({"text": left}),
            status=422,
            plan=plan(text=left, classes=self.classes),
            seen=fingerprint_of(left),
            added=_count(len(pupils)),
        )

    def _show(self, request: HttpRequest, form: PasteForm, status: int = 200, **more):
        context = {"classes": self.classes, "form": form, **more}
        return render(request, "schools/pupil_paste.html", context, status=status)


class PupilEdit(PupilView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        pupil = self.own_pupil(pk)
        names = {field: getattr(pupil, field) for field in ("last_name", "first_name", "gender")}
        return self._show(request, pupil, PupilForm(initial=names))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        pupil = self.own_pupil(pk)
        form = PupilForm(request.POST)
        if not form.is_valid():
            return self._show(request, pupil, form, status=422)
        pupil = change_pupil(pupil=pupil, changed=form.new, by=request.user)
        messages.success(request, f"{pupil.first_name} {pupil.last_name} gewijzigd.")
        return redirect("schools:pupils")

    def _show(self, request: HttpRequest, pupil: Pupil, form: PupilForm, status: int = 200):
        context = {"pupil": pupil, "form": form}
        return render(request, "schools/pupil_edit.html", context, status=status)


class PupilRemove(PupilView):
    """Removing; it can be taken back on the list."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        pupil = self.own_pupil(pk)
        try:
            remove_pupil(pupil=pupil, by=request.user)
        except Refused as refusal:
            context = {"pupil": pupil, "refusal": refusal.sentence}
            return render(request, "schools/pupil_remove.html", context, status=422)
        request.session[UNDO] = {"removed": pk}
        messages.success(
            request,
            f"{pupil.first_name} {pupil.last_name} verwijderd uit klas {pupil.school_class}.",
        )
        return redirect("schools:pupils")


class PupilsUndo(PupilView):
    """Takes back what was added or removed last."""

    def post(self, request: HttpRequest) -> HttpResponse:
        done = request.session.pop(UNDO, {})
        if added := done.get("added"):
            count = remove_added(pupil_ids=added, classes=self.classes, by=request.user)
            messages.success(request, f"{_count(count)} weer verwijderd.")
            if left := len(added) - count:
                messages.warning(request, f"{_count(left)} bleef staan: er zijn al punten.")
        elif removed := done.get("removed"):
            try:
                pupil = restore_pupil(pupil_id=removed, classes=self.classes, by=request.user)
            except Refused as refusal:
                messages.error(request, refusal.sentence)
                return redirect("schools:pupils")
            if pupil:
                messages.success(
                    request,
                    f"{pupil.first_name} {pupil.last_name} staat weer in klas {pupil.school_class}.",
                )
        return redirect("schools:pupils")


def _count(number: int) -> str:
    return "1 leerling" if number == 1 else f"{number} leerlingen"


def _undo_label(done: dict | None) -> str:
    if not done:
        return ""
    if "removed" in done:
        return "Maak het verwijderen ongedaan"
    return f"Maak het toevoegen van {_count(len(done['added']))} ongedaan"
