"""Punten: which classes and parts there are to enter, and the grid of one of them."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator

from accounts.guards import SchoolView
from accounts.rights import Right
from ovsgtoets.kernel.compression import gzip_quickly
from ovsgtoets.kernel.errors import Refused
from results.domain.scores import save_scores
from results.forms.grid import GridForm
from results.models import TestPart
from results.queries.cells import initials_of
from results.queries.entry import (
    Progress,
    is_closed,
    may_rewind,
    opens_on,
    progress_to_enter,
    takes_part,
    with_first_missing,
)
from results.queries.sheets import build_sheet
from results.queries.standing import standing_of
from results.scoring import CODES, explained_codes
from results.views.cells import state_of
from results.views.entering import ENTRY_RIGHTS, EntryView
from results.views.grid import load_grid, show_outcome
from results.views.marks import marks_in
from schools.models import SchoolClass
from schools.queries import running_edition


@dataclass(frozen=True)
class ClassProgress:
    school_class: SchoolClass
    parts: list[Progress]

    @property
    def now(self) -> list[Progress]:
        """What may be typed or looked at, with what still asks for work first."""
        return sorted((p for p in self.parts if not p.is_later), key=lambda p: p.is_settled)

    @property
    def later(self) -> list[Progress]:
        return [progress for progress in self.parts if progress.is_later]


def _next(classes: list[ClassProgress]) -> Progress | None:
    """Where this person goes on: the first open part that is neither full nor handed in."""
    return next((p for one in classes for p in one.now if p.waits), None)


class Points(SchoolView):
    """Per class the parts that this person enters, with how far each is."""

    rights = ENTRY_RIGHTS

    def get(self, request: HttpRequest) -> HttpResponse:
        edition = running_edition()
        context = {"edition": edition, "classes": [], "may_enter_pupils": _enters_pupils(request)}
        if edition:
            by_class: dict[int, ClassProgress] = {}
            for progress in with_first_missing(progress_to_enter(request.acting, edition)):
                school_class = progress.school_class
                by_class.setdefault(school_class.pk, ClassProgress(school_class, [])).parts.append(
                    progress
                )
            classes = list(by_class.values())
            context |= {
                "classes": classes,
                "next": _next(classes),
                "ordered": takes_part(request.school, edition),
                "closed": is_closed(edition),
                "reopened": any(p.is_reopened for one in classes for p in one.parts),
            }
        return render(request, "results/points.html", context)


@method_decorator(gzip_quickly, name="dispatch")
class PointsGrid(EntryView):
    """The grid pupils × items of one class and part, saved as one form."""

    def get(self, request: HttpRequest, class_id: int, part_id: int) -> HttpResponse:
        school_class, part = self.find(request, class_id, part_id)
        return self._show(request, load_grid(school_class, part))

    def post(self, request: HttpRequest, class_id: int, part_id: int) -> HttpResponse:
        school_class, part = self.find(request, class_id, part_id)
        form = GridForm(request.POST)
        try:
            saved = save_scores(
                school_class=school_class, part=part, cells=form.cells, by=request.user
            )
        except Refused as refusal:
            page = load_grid(school_class, part)
            page.form, page.refusal = form, refusal.sentence
            return self._show(request, page, status=422)
        if saved.complete:
            messages.success(request, _what_was_saved(len(saved.versions), school_class, part))
            return redirect("results:points_grid", class_id, part_id)
        page = load_grid(school_class, part)
        show_outcome(page, form, saved)
        return self._show(request, page, status=422)

    def _show(self, request: HttpRequest, page, status: int = 200) -> HttpResponse:
        edition = page.part.edition
        standing = standing_of(page.school_class, page.part, me=request.user)
        page.editable = standing.is_open or bool(page.refusal)
        context = {
            "page": page,
            "edition": edition,
            "codes": CODES,
            "ordered": standing.ordered,
            "open": standing.is_open,
            "standing": standing,
            "facts": {
                "codes": explained_codes(),
                "state": state_of(standing),
                "marks": marks_in(build_sheet(page.items, page.pupils, page.stored, page.exempt)),
            },
            "initials": initials_of(request.user),
            "may_rewind": may_rewind(request.acting, page.school_class, page.part),
            "opens_on": opens_on(page.part, edition),
            "closed": is_closed(edition),
            "may_enter_pupils": _enters_pupils(request),
        }
        return render(request, "results/points_grid.html", context, status=status)


def _enters_pupils(request: HttpRequest) -> bool:
    return request.acting.may(Right.ENTER_PUPILS)


def _what_was_saved(count: int, school_class: SchoolClass, part: TestPart) -> str:
    if not count:
        return f"{part} van klas {school_class}: er was niets gewijzigd."
    cells = "1 cel" if count == 1 else f"{count} cellen"
    return f"{part} van klas {school_class}: {cells} bewaard."
