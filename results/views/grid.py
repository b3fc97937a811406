"""The page with the grid of one class and part: what is on it, and what was not saved."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from results.domain.scores import Saved
from results.forms.grid import NOTHING, GridForm, write_basis
from results.models import Item, TestPart
from results.queries.asked import asked_pupils
from results.queries.cells import START, Cursor, Place, scores_and_cursor
from results.queries.exemptions import exempt_cells, with_exempt
from results.queries.sheets import NO_SCORE, items_of
from results.scoring import Mark
from results.views.grid_cells import (
    Problem,
    fill,
    pattern_of,
    write_cell,
    write_exempt_cell,
    write_head,
    write_plain_cell,
    write_totals,
)
from schools.models import Pupil, SchoolClass

MOST_PROBLEMS_LISTED = 50


@dataclass
class GridPage:
    """Everything that the template of the grid shows."""

    school_class: SchoolClass
    part: TestPart
    pupils: list[Pupil]
    items: list[Item]
    stored: dict[Place, tuple[Mark, int]]
    exempt: set[Place] = field(default_factory=set)  # cells that count as V, untyped
    cursor: Cursor = START
    form: GridForm | None = None
    problems: list[Problem] = field(default_factory=list)
    saved_count: int = 0
    refusal: str = ""  # nothing was saved, for this reason
    editable: bool = True

    @property
    def has_pages(self) -> bool:
        return any(item.page for item in self.items)

    @property
    def has_total(self) -> bool:
        return any(item.is_total for item in self.items)

    @property
    def annulled(self) -> list[Item]:
        """The questions that do not count, for whoever wonders why."""
        return [item for item in self.items if not item.counts]

    @property
    def problems_listed(self) -> list[Problem]:
        return self.problems[:MOST_PROBLEMS_LISTED]

    @property
    def problems_more(self) -> int:
        return len(self.problems) - len(self.problems_listed)

    @property
    def conflicts(self) -> list[Problem]:
        return [problem for problem in self.problems_listed if problem.theirs]

    @property
    def counting(self) -> list[int]:
        """The columns, from 0, that count for a pupil's total."""
        return [n for n, item in enumerate(self.items) if item.counts and not item.is_total]

    @property
    def pupils_done(self) -> int:
        filled = with_exempt(self.stored, self.exempt)
        asked = [self.items[n].pk for n in self.counting]
        pupils = [pupil.pk for pupil in self.pupils]
        return sum(all((pupil, item) in filled for item in asked) for pupil in pupils)

    @property
    def basis(self) -> str:
        kept = {}
        if self.form:
            places = self.form.typed if self.refusal else [p.place for p in self.problems]
            kept = {place: self.form.seen.get(place, NOTHING) for place in places}
        return write_basis(
            [pupil.pk for pupil in self.pupils],
            [item.pk for item in self.items],
            self.stored,
            kept,
        )

    @property
    def head(self) -> SafeString:
        """The header cells of the questions, and of the total on the booklet."""
        return mark_safe("\n".join(write_head(item, self.has_pages) for item in self.items))  # noqa: S308 — escaped

    @property
    def rows(self) -> SafeString:
        """The body of the table. Everything that people typed is escaped."""
        ids = [item.pk for item in self.items]
        ordinary = pattern_of(self._write, ids)
        special = {pupil for pupil, _ in (*self.exempt, *self.typed())}
        counting = self.counting
        maxima = [self.items[n].maximum for n in counting]
        find = with_exempt(self.stored, self.exempt).get
        rows = []
        for pupil in self.pupils:
            key = pupil.pk
            marks = [find((key, item), NO_SCORE)[0] for item in ids]
            cells = self._cells(key, marks) if key in special else fill(ordinary, key, marks)
            rows.append(
                f'<tr data-pupil="{key}"><th scope="row" id="r{key}">{escape(str(pupil))}</th>'
                f"{cells}{write_totals([marks[n] for n in counting], maxima)}</tr>"
            )
        return mark_safe("\n".join(rows))  # noqa: S308 — escaped above

    @property
    def _write(self) -> Callable[[Place, str, Problem | None], str]:
        return write_cell if self.editable else write_plain_cell

    def _cells(self, pupil: int, marks: list[Mark]) -> str:
        """The cells of a row in which something else stands than its marks."""
        typed = self.typed()
        problems = {problem.place: problem for problem in self.problems}
        cells = []
        for item, mark in zip(self.items, marks, strict=True):
            place = Place(pupil, item.pk)
            if place in self.exempt:
                cells.append(write_exempt_cell(place, mark.text, problems.get(place)))
            else:  # what was read from marks needs no escaping; what people typed does
                text = escape(typed[place]) if place in typed else mark.text
                cells.append(self._write(place, text, problems.get(place)))
        return "".join(cells)

    @property
    def empty_cells(self) -> SafeString:
        """A cell under each question, for its average."""
        return mark_safe("<td></td>" * len(self.items))  # noqa: S308 — nothing of anybody in it

    def typed(self) -> dict[Place, str]:
        """What somebody typed in the cells that were not saved."""
        typed = dict(self.form.typed) if self.form and self.refusal else {}
        return typed | {problem.place: problem.typed for problem in self.problems}

    def shown(self) -> dict[Place, str]:
        """What stands in each cell that is not empty: what was typed where it was not saved."""
        return {place: mark.text for place, (mark, _) in self.stored.items()} | self.typed()


def load_grid(school_class: SchoolClass, part: TestPart) -> GridPage:
    """The grid as it is in the database: four queries."""
    stored, cursor = scores_and_cursor(school_class=school_class, part=part)
    return GridPage(
        cursor=cursor,
        school_class=school_class,
        part=part,
        pupils=list(asked_pupils([school_class])),
        items=list(items_of(part)),
        stored=stored,
        exempt=exempt_cells(school_class, part),
    )


def show_outcome(page: GridPage, form: GridForm, saved: Saved) -> None:
    """Puts on `page` what was not saved of `form`, with what was typed."""
    pupils = {pupil.pk: str(pupil) for pupil in page.pupils}
    items = {item.pk: item.called for item in page.items}

    def problem(place: Place, **why) -> Problem:
        return Problem(
            place,
            pupils.get(place.pupil, "Onbekende leerling"),
            items.get(place.item, "vraag ?"),
            form.typed.get(place, ""),
            **why,
        )

    page.form = form
    page.saved_count = len(saved.versions)
    page.problems = [
        *(problem(place, theirs=stored) for place, stored in saved.conflicts.items()),
        *(problem(place, sentence=sentence) for place, sentence in saved.refused.items()),
    ]
    order = {place: n for n, place in enumerate(
        Place(pupil, item) for pupil in pupils for item in items
    )}  # fmt: skip
    page.problems.sort(key=lambda one: order.get(one.place, len(order)))
