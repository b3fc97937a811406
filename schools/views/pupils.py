"""Leerlingen: the pupils of one's own classes, typed one by one, changed, gone and come back."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.guards import SchoolView
from accounts.rights import Right
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import long_date
from schools.domain.pupils import (
    Namesakes,
    add_pupil,
    change_pupil,
    remove_pupil,
    seen_of,
    set_left_on,
)
from schools.forms.pupils import LeaveForm, PupilEditForm, PupilForm
from schools.models import Pupil, PupilImport, SchoolClass
from schools.pupil_notes import notes_of
from schools.queries import (
    classes_of_school,
    imports_to_undo,
    own_classes_with,
    running_edition,
)

UNDO = "pupils_undo"  # in the session: what was done last, by ids only
WORDS = {"removed": "verwijderen", "moved": "verhuizen", "added": "toevoegen"}


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
            Pupil.objects.for_school(self.request.school).select_related("school_class__edition"),
            pk=pk,
            school_class__in=self.classes,
        )


@dataclass(frozen=True)
class ClassList:
    """A class as the page shows it: a row is a pupil with the notes on them."""

    school_class: SchoolClass
    present: list[tuple[Pupil, list[str]]]
    gone: list[tuple[Pupil, list[str]]]


def class_lists(classes: list[SchoolClass]) -> list[ClassList]:
    notes = notes_of(classes)
    lists = []
    for school_class in classes:
        present, gone = [], []
        for pupil in school_class.pupils.all():
            has_left = pupil.left_on is not None and pupil.left_on <= today()
            row = (pupil, [*_own_notes(pupil), *notes.get(pupil.pk, [])])
            (gone if has_left else present).append(row)
        lists.append(ClassList(school_class, present, gone))
    return lists


def _own_notes(pupil: Pupil) -> list[str]:
    notes = ["neemt vrijwillig deel"] if pupil.voluntary else []
    if pupil.left_on:
        verb = "vertrokken" if pupil.left_on <= today() else "vertrekt"
        notes.append(f"{verb} op {long_date(pupil.left_on)}")
    return notes


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
                    request, f"{pupil.full_name} toegevoegd aan klas {pupil.school_class}."
                )
                request.session[UNDO] = {"added": pupil.pk}
                return redirect(f"{reverse('schools:pupils')}?klas={pupil.school_class_id}")
        return self._show(request, form, status=422)

    def _show(self, request: HttpRequest, form: PupilForm, status: int = 200) -> HttpResponse:
        imports = list(imports_to_undo(self.classes))
        context = {
            "edition": running_edition(),
            "lists": class_lists(self.classes),
            "form": form,
            "undo": _undo_of(request.session.get(UNDO), imports),
            "imports": imports,
        }
        return render(request, "schools/pupil_list.html", context, status=status)


class PupilEdit(PupilView):
    """Name, gender, stamnummer, class, and whether the pupil takes part voluntarily."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        pupil = self.own_pupil(pk)
        fields = ("last_name", "first_name", "gender", "number", "voluntary", "school_class")
        initial = {field: getattr(pupil, field) for field in fields}
        return self._show(request, pupil, PupilEditForm(initial=initial, classes=self._all()))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        pupil = self.own_pupil(pk)
        form = PupilEditForm(request.POST, classes=self._all())
        if form.is_valid():
            try:
                changed = change_pupil(
                    pupil=pupil,
                    changed=form.new,
                    school_class=form.chosen_class,
                    voluntary=form.cleaned_data["voluntary"],
                    seen=request.POST.get("gezien", ""),
                    by=request.user,
                )
            except Refused as refusal:
                refusal.show_on(form)
            else:
                where = self._told_move(pupil.school_class, changed)
                messages.success(request, f"{changed.full_name} gewijzigd{where}.")
                return redirect("schools:pupils")
        return self._show(request, pupil, form, status=422)

    def _all(self) -> list[SchoolClass]:
        return list(classes_of_school(self.request.school, running_edition()))

    def _told_move(self, came_from: SchoolClass, pupil: Pupil) -> str:
        """Where the pupil is now; it can be taken back on the list, also from a colleague's class."""
        if pupil.school_class == came_from:
            return ""
        self.request.session[UNDO] = {
            "moved": pupil.pk,
            "from": came_from.pk,
            "seen": seen_of(pupil),
        }
        return f", nu in klas {pupil.school_class}. De punten zijn mee"

    def _show(self, request: HttpRequest, pupil: Pupil, form: PupilForm, status: int = 200):
        now = Pupil.objects.filter(pk=pupil.pk).first() or pupil
        context = {"pupil": pupil, "form": form, "gone": pupil.left_on, "seen": seen_of(now)}
        return render(request, "schools/pupil_edit.html", context, status=status)


class PupilLeave(PupilView):
    """Gone during the year, or back again. Points stay."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        pupil = self.own_pupil(pk)
        form = LeaveForm(
            edition=pupil.school_class.edition, initial={"left_on": pupil.left_on or today()}
        )
        return self._show(request, pupil, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        pupil = self.own_pupil(pk)
        form = LeaveForm(request.POST, edition=pupil.school_class.edition)
        is_back = "back" in request.POST
        if not is_back and not form.is_valid():
            return self._show(request, pupil, form, status=422)
        left_on = None if is_back else form.cleaned_data["left_on"]
        try:
            set_left_on(pupil=pupil, left_on=left_on, by=request.user)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return redirect("schools:pupils")
        messages.success(request, _what_leaving_does(pupil, left_on))
        return redirect("schools:pupils")

    def _show(self, request: HttpRequest, pupil: Pupil, form: LeaveForm, status: int = 200):
        context = {"pupil": pupil, "form": form}
        return render(request, "schools/pupil_leave.html", context, status=status)


def _what_leaving_does(pupil: Pupil, left_on) -> str:
    if left_on is None:
        return f"{pupil.full_name} is terug in klas {pupil.school_class}."
    return f"{pupil.full_name} vertrekt uit klas {pupil.school_class} op {long_date(left_on)}. De punten blijven."


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
        messages.success(request, f"{pupil.full_name} verwijderd uit klas {pupil.school_class}.")
        return redirect("schools:pupils")


@dataclass(frozen=True)
class Undo:
    """The button that takes back what was done last."""

    label: str
    address: str


def _undo_of(done: dict | None, imports: list[PupilImport]) -> Undo | None:
    if not done:
        return None
    if "merged" in done:
        return Undo("Maak het samenvoegen ongedaan", reverse("results:pupil_unmerge"))
    if "import" not in done:
        what = next((words for name, words in WORDS.items() if name in done), "")
        return Undo(f"Maak het {what} ongedaan", reverse("schools:pupils_undo"))
    for one in imports:
        if one.pk == done["import"]:
            address = reverse("schools:pupil_import_undo", args=[one.pk])
            return Undo(f"Maak het inlezen ongedaan: {one}", address)
    return None
