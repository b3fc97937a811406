"""The points of one pupil as a list of fields: for a phone, and for a screen reader. Without a
program it is a form; with it, it is the grid of one row, which saves by itself."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ovsgtoets.kernel.errors import Refused
from results.domain.scores import save_scores
from results.forms.grid import GridForm, name_of
from results.models import Item
from results.queries.cells import Place, initials_of
from results.queries.exemptions import UNTYPED
from results.queries.sheets import build_sheet
from results.queries.standing import standing_of
from results.scoring import explained_codes
from results.views.cells import state_of
from results.views.entering import EntryView
from results.views.grid import GridPage, load_grid, show_outcome
from results.views.grid_cells import Problem
from results.views.marks import marks_in
from schools.models import Pupil


@dataclass(frozen=True)
class Field:
    """One question on the form, with what is wrong with it, if something is. There is nothing to
    type where the pupil is exempt."""

    item: Item
    name: str
    text: str
    problem: Problem | None
    is_exempt: bool


@dataclass(frozen=True)
class Neighbours:
    """Where the pupil stands in the class, and who comes before and after."""

    everybody: list[Pupil]
    place: int

    @property
    def number(self) -> int:
        return self.place + 1

    @property
    def of(self) -> int:
        return len(self.everybody)

    @property
    def previous(self) -> Pupil | None:
        return self.everybody[self.place - 1] if self.place else None

    @property
    def next(self) -> Pupil | None:
        return self.everybody[self.number] if self.number < self.of else None


class PupilPoints(EntryView):
    def get(self, request: HttpRequest, class_id: int, part_id: int, pupil_id: int) -> HttpResponse:
        page, around = self._load(request, class_id, part_id, pupil_id)
        return self._show(request, page, around)

    def post(
        self, request: HttpRequest, class_id: int, part_id: int, pupil_id: int
    ) -> HttpResponse:
        page, around = self._load(request, class_id, part_id, pupil_id)
        form = GridForm(request.POST)
        try:
            saved = save_scores(
                school_class=page.school_class, part=page.part, cells=form.cells, by=request.user
            )
        except Refused as refusal:
            page.form, page.refusal = form, refusal.sentence
            return self._show(request, page, around, status=422)
        if not saved.complete:
            page, around = self._load(request, class_id, part_id, pupil_id)
            show_outcome(page, form, saved)
            return self._show(request, page, around, status=422)
        messages.success(request, f"Punten van {page.pupils[0]} bewaard.")
        if around.next and "verder" in request.POST:
            return redirect("results:points_pupil", class_id, part_id, around.next.pk)
        return redirect("results:points_pupil", class_id, part_id, pupil_id)

    def _load(
        self, request: HttpRequest, class_id: int, part_id: int, pupil_id: int
    ) -> tuple[GridPage, Neighbours]:
        """The grid with this pupil alone; one who is not in the class is 404."""
        page = load_grid(*self.find(request, class_id, part_id))
        everybody = page.pupils
        place = next((n for n, pupil in enumerate(everybody) if pupil.pk == pupil_id), None)
        if place is None:
            raise Http404
        page.pupils = [everybody[place]]
        return page, Neighbours(everybody, place)

    def _show(
        self, request: HttpRequest, page: GridPage, around: Neighbours, status: int = 200
    ) -> HttpResponse:
        standing = standing_of(page.school_class, page.part, me=request.user)
        context = {
            "page": page,
            "pupil": page.pupils[0],
            "fields": _fields(page),
            "around": around,
            "standing": standing,
            "open": standing.is_open,
            "editable": standing.is_open or bool(page.refusal),
            "initials": initials_of(request.user),
            "facts": {
                "codes": explained_codes(),
                "state": state_of(standing),
                "marks": marks_in(
                    build_sheet(page.items, around.everybody, page.stored, page.exempt)
                ),
            },
        }
        return render(request, "results/points_pupil.html", context, status=status)


def _fields(page: GridPage) -> list[Field]:
    problems = {problem.place: problem for problem in page.problems}
    shown = page.shown()
    places = [(item, Place(page.pupils[0].pk, item.pk)) for item in page.items]
    return [
        Field(
            item,
            name_of(place),
            _exempt_text(page, place) if place in page.exempt else shown.get(place, ""),
            problems.get(place),
            place in page.exempt,
        )
        for item, place in places
    ]


def _exempt_text(page: GridPage, place: Place) -> str:
    return str(page.stored.get(place, (UNTYPED, 0))[0])
