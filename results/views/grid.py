"""The page with the grid: its rows are written out here, since a template loop over a thousand
cells takes longer than everything else together."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ovsgtoets.kernel.formats import percent
from ovsgtoets.kernel.formats import points as as_text
from results.domain.scores import Saved, Stored
from results.forms.grid import NOTHING, GridForm, name_of, write_basis
from results.models import Item, TestPart
from results.queries.asked import asked_pupils
from results.queries.cells import START, Cursor, Place, cursor_now, stored_scores
from results.queries.exemptions import UNTYPED, exempt_cells
from results.queries.sheets import items_of
from results.scoring import EMPTY, Mark
from schools.models import Pupil, SchoolClass

MOST_PROBLEMS_LISTED = 50


@dataclass(frozen=True)
class Problem:
    """A cell that was not saved: the sentence, or in a conflict what stands there now."""

    place: Place
    pupil: str
    item: str
    typed: str
    sentence: str = ""
    theirs: Stored | None = None

    @property
    def name(self) -> str:
        return name_of(self.place)

    @property
    def short(self) -> str:
        """What stands under the cell."""
        if self.theirs is None:
            return self.sentence
        return f"Er staat nu: {self.theirs.mark}" if self.theirs.version else "Nu leeggemaakt"


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
    def pupils_done(self) -> int:
        filled = self.stored.keys() | self.exempt
        return sum(
            all(
                (pupil.pk, item.pk) in filled
                for item in self.items
                if item.counts and not item.is_total
            )
            for pupil in self.pupils
        )

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
        return mark_safe("\n".join(_head(item, self.has_pages) for item in self.items))  # noqa: S308 — escaped

    @property
    def rows(self) -> SafeString:
        """The body of the table. Everything that people typed is escaped."""
        # What was read from marks needs no escaping; what people typed does.
        marked = {place: str(mark) for place, (mark, _) in self.stored.items()}
        shown = marked | {place: escape(text) for place, text in self.typed().items()}
        problems = {problem.place: problem for problem in self.problems}
        write = _cell if self.editable else _plain_cell
        rows = []
        for pupil in self.pupils:
            places = [Place(pupil.pk, item.pk) for item in self.items]
            cells = [
                _exempt_cell(place, marked.get(place, str(UNTYPED)), problems.get(place))
                if place in self.exempt
                else write(place, shown.get(place, ""), problems.get(place))
                for place in places
            ]
            counting = [item for item in self.items if item.counts and not item.is_total]
            marks = [self._mark(Place(pupil.pk, item.pk)) for item in counting]
            rows.append(
                f'<tr data-pupil="{pupil.pk}"><th scope="row" id="r{pupil.pk}">{escape(str(pupil))}</th>'
                f"{''.join(cells)}{_totals(marks, counting)}</tr>"
            )
        return mark_safe("\n".join(rows))  # noqa: S308 — escaped above

    def _mark(self, place: Place) -> Mark:
        found = self.stored.get(place)
        return found[0] if found else UNTYPED if place in self.exempt else EMPTY

    def typed(self) -> dict[Place, str]:
        """What somebody typed in the cells that were not saved."""
        typed = dict(self.form.typed) if self.form and self.refusal else {}
        return typed | {problem.place: problem.typed for problem in self.problems}

    def shown(self) -> dict[Place, str]:
        """What stands in each cell that is not empty: what was typed where it was not saved."""
        return {place: str(mark) for place, (mark, _) in self.stored.items()} | self.typed()


def _head(item: Item, has_pages: bool) -> str:
    label = escape(item.label)
    page = f' data-page="{item.page}"' if item.page else ""
    kind = " data-total" if item.is_total else ""
    if not item.counts:  # the page says why above the table
        why = escape(item.annulled_because)
        kind = f' data-annulled aria-describedby="w{item.pk}" title="{why}"'
    word = "" if item.is_total else '<span class="visually-hidden">vraag </span>'
    booklet = ""
    if not item.counts:
        booklet = '<span class="booklet">telt niet mee</span>'
    elif has_pages:
        where = f'<span class="visually-hidden">, </span>blz. {item.page}' if item.page else ""
        booklet = f'<span class="booklet">{where}</span>'
    return (
        f'<th scope="col" id="k{item.pk}" data-item="{item.pk}" data-label="{label}"'
        f' data-max="{item.maximum}"{page}{kind}>{word}{label}<span class="maximum">'
        '<span class="visually-hidden">, hoogstens </span><span aria-hidden="true">op </span>'
        f"{as_text(item.maximum)}</span>{booklet}</th>"
    )


def _cell(place: Place, text: str, problem: Problem | None) -> str:
    name = f"{place.pupil}-{place.item}"
    box = (
        f'<input id="c{name}" name="{name}" value="{text}" inputmode="decimal"'
        f' aria-labelledby="r{place.pupil} k{place.item}"'
    )
    if problem is None:
        return f"<td>{box}></td>"
    return (
        f'<td class="problem">{box} aria-invalid="true"'
        f' aria-describedby="f{name}"><span id="f{name}">{escape(problem.short)}</span></td>'
    )


def _plain_cell(place: Place, text: str, problem: None) -> str:
    return f'<td class="plain">{text}</td>'


def _exempt_cell(place: Place, text: str, problem: Problem | None) -> str:
    """Nothing to type; what somebody typed before they knew stands under it."""
    if problem is None:
        return f'<td class="plain exempt">{text}</td>'
    name = name_of(place)
    why = escape(f"Je typte {problem.typed or 'niets'}. {problem.short}")
    return f'<td class="plain exempt problem" id="c{name}">{text}<span>{why}</span></td>'


def _totals(marks: list[Mark], items: list[Item]) -> str:
    total, share = totals(marks, [item.maximum for item in items])
    return f'<td class="number total">{total}</td><td class="number share">{share}</td>'


def totals(marks: list[Mark], maxima: list[Decimal]) -> tuple[str, str]:
    """A row's sum, and its percentage once every cell is filled: `12,5` and `62,5 %`."""
    counted = [
        (mark.that_count, maximum)
        for mark, maximum in zip(marks, maxima, strict=True)
        if mark.that_count is not None
    ]
    if not counted:
        return "", ""
    total = sum(points for points, _ in counted)
    if any(mark.is_empty for mark in marks):
        return as_text(total), ""
    return as_text(total), percent(100 * total / sum(maximum for _, maximum in counted))


def load_grid(school_class: SchoolClass, part: TestPart) -> GridPage:
    """The grid as it is in the database: four queries."""
    cursor = cursor_now(school_class=school_class, part=part)
    return GridPage(
        cursor=cursor,
        school_class=school_class,
        part=part,
        pupils=list(asked_pupils([school_class])),
        items=list(items_of(part)),
        stored=stored_scores(school_class=school_class, part=part),
        exempt=exempt_cells(school_class, part),
    )


def show_outcome(page: GridPage, form: GridForm, saved: Saved) -> None:
    """Puts on `page` what was not saved of `form`, with what was typed."""
    pupils = {pupil.pk: str(pupil) for pupil in page.pupils}
    items = {item.pk: item.label for item in page.items}

    def problem(place: Place, **why) -> Problem:
        return Problem(
            place,
            pupils.get(place.pupil, "Onbekende leerling"),
            items.get(place.item, "?"),
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
