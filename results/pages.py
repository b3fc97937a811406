"""A page of results: of whom, what it shows, and where it leads. From overview to detail: the
learning areas first, then the domains of one, then its questions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from results.analysis.crowd import Choice
from results.analysis.layout import Layout
from results.analysis.suppression import Verdict
from results.analysis.view import (
    AreaFigures,
    GroupView,
    ItemFigure,
    PupilLine,
    Share,
)
from results.analysis.wording.basis import own_sentences
from results.analysis.wording.groups import nobody_counts
from results.analysis.wording.reasons import REFERENCE_NOT_SHOWN, not_shown
from results.analysis.wording.words import enumeration
from results.blocks import (
    Block,
    domains_block,
    items_block,
    overview_block,
    pupils_block,
    said_of,
    trend_block,
)
from results.filters import Filters
from results.page_parts import (
    DIFFERS,
    HIDDEN,
    AreaLink,
    address_of,
    first_to_see,
    path_of,
    said_of_basis,
    who_of,
    why_no_mean,
)
from results.queries.school_results import SchoolResults
from results.queries.trends import ViewerIn, trends_of
from schools.models import Edition, School

WHOLE = "Een leergebied krijgt zijn cijfer als al zijn domeinen punten hebben."
WITH_PUPILS = ("class", "group")
Shares = Callable[[PupilLine], Sequence[Share]]  # the columns of a pupil's line


@dataclass(frozen=True)
class PupilTable:
    """A row is a pupil: name, address of the own page, and a percentage (with whether it counts) per
    column; a column without any percentage is not there."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple], ...]
    means: tuple[float | None, ...]
    has_left_out: bool


@dataclass
class Page:
    """Of a group. `choice`: of whom; `area`: of one learning area, None for the overview."""

    choice: Choice
    filters: Filters
    view: GroupView
    edition_year: int
    path: str
    area: AreaFigures | None = None
    following: tuple[str, str] | None = None  # address and name of the next learning area
    blocks: list[Block] = field(default_factory=list)
    areas: list[AreaLink] = field(default_factory=list)
    table: PupilTable | None = None

    @property
    def who(self) -> str:
        return who_of(self.choice)

    def address(self, *, area: int = 0) -> str:
        """This page with its filters, of this learning area."""
        return address_of(self.choice, self.filters, self.edition_year, area=area, path=self.path)

    @property
    def overview_address(self) -> str:
        return self.address()

    def address_of_pupil(self, pk: int) -> str:
        """The page of a pupil of the list, which leads on to who comes after in this very list."""
        group = self.choice.pk if self.choice.kind == "group" else 0
        filters = replace(self.filters, group=group)
        return address_of(Choice("pupil", pk), filters, self.edition_year, area=filters.area)

    @property
    def reason(self) -> str:
        """Why there is nothing to see: `tests`, `pupils`, `hidden` or `points`; else empty."""
        if not self.view.areas:
            return "tests"
        if self.view.has_figures:
            return ""
        if self.why_hidden:
            return "hidden"
        if any(nobody_counts(area.whole) for area in self.view.areas):
            return ""
        return "points" if self.view.pupils_in_group else "pupils"

    @property
    def why_empty(self) -> str:
        """Why the page has no picture."""
        if self.area:
            return why_no_mean(self.area)
        found = {nobody_counts(area.whole) for area in self.view.areas}
        return found.pop() if len(found) == 1 and all(found) else WHOLE

    @property
    def why_hidden(self) -> str:
        hidden = self.view.verdict in HIDDEN
        return not_shown(self.view.verdict, self.view.pupils_in_group) if hidden else ""

    @property
    def basis(self) -> list[str]:
        """What the figures rest on, sentence by sentence."""
        beside = said_of_basis(self.view, self.filters.against)
        said = [*own_sentences(self.view), beside, self._no_reference(), self._not_whole()]
        return [sentence for sentence in said if sentence]

    def _not_whole(self) -> str:
        """Why some area has no figure yet, once for all of them."""
        there = self.view.has_full_area and not self.area
        return WHOLE if there and any(map(_is_partly, self.view.areas)) else ""

    def _no_reference(self) -> str:
        """Why there is nothing to compare with, where that holds for all areas."""
        found = {
            getattr(area.whole, self.filters.against.which).verdict for area in self.view.areas
        }
        if self._basis is None or Verdict.SHOWN in found:
            return ""
        found.discard(Verdict.NOBODY)  # that an area has no points at all is said beside it
        return REFERENCE_NOT_SHOWN[found.pop()] if len(found) == 1 else ""

    @property
    def left_out_by_reason(self) -> list[tuple[str, str]]:
        """Why somebody counts in no average, or not in all, and who they are by name."""
        names: dict[str, list[str]] = {}
        for name, why in self.view.left_out:
            if name:
                names.setdefault(why, []).append(name)
        return [(why, enumeration(of)) for why, of in names.items()]

    @property
    def _basis(self):
        return getattr(self.view, self.filters.against.which)

    @property
    def next_area(self) -> AreaLink | None:
        return first_to_see(self.areas)


def view_of(results: SchoolResults, choice: Choice, school_name: str = "", **more) -> GroupView:
    """Raises KeyError for a group that this viewer can't reach. `school_name`: how the school is
    called by who is not of it."""
    if choice.kind == "school":
        return results.of_school(**more, **({"label": school_name} if school_name else {}))
    return getattr(results, f"of_{choice.kind}")(choice.pk, **more)


def group_page(
    results: SchoolResults,
    choice: Choice,
    filters: Filters,
    year: int,
    *,
    path: str = "",
    school_name: str = "",
) -> Page:
    """The page of a group, from what was loaded (with its questions where an area is asked)."""
    view = view_of(
        results,
        choice,
        school_name,
        gender=filters.gender,
        with_items=bool(filters.area),
        area=filters.area,
    )
    page = Page(choice, filters, view, year, path or path_of(choice))
    page.area = next((a for a in view.areas if a.whole.pk == filters.area), None)
    if page.area:
        _fill_area(page, page.area, results.layout)
    else:
        _fill_overview(page)
    return page


def _fill_overview(page: Page) -> None:
    view, against = page.view, page.filters.against
    if view.has_full_area:
        page.blocks = [overview_block(view, against)]
    page.areas = [_link(page, area) for area in view.areas]
    page.table = _table(
        page,
        [area.name for area in view.areas],
        lambda line: [whole for whole, _ in line.areas],
        [area.whole.own and area.whole.own.mean for area in view.areas],
    )


def _fill_area(page: Page, area: AreaFigures, layout: Layout) -> None:
    view, against = page.view, page.filters.against
    place = view.areas.index(area)
    if any(domain.own for domain in area.domains):
        page.blocks.append(domains_block(view, area, against))
    found = [
        pupils_block(view, area, against),
        items_block(view.label, items_of(view, area, layout), against),
    ]
    page.blocks += [block for block in found if block]
    if view.areas[place + 1 :]:
        after = view.areas[place + 1]
        page.following = page.address(area=after.whole.pk), after.name
    figures = [*area.domains, area.whole]
    page.table = _table(
        page,
        [*(domain.subject for domain in area.domains), "leergebied"],
        lambda line: [*line.areas[place][1], line.areas[place][0]],
        [figure.own and figure.own.mean for figure in figures],
    )


def add_trend(page: Page, school: School, edition: Edition, viewer_in: ViewerIn) -> None:
    """Over the years, after the domains, where the page is of a learning area of the school or a
    site without a filter; nothing in the first year."""
    if not page.area or page.choice.kind not in ("school", "site") or page.filters.are_set:
        return
    [found] = trends_of(school, edition, page.choice, [page.area], viewer_in).values()
    if block := trend_block(page.view.label, page.area.name, found):
        page.blocks.insert(min(1, len(page.blocks)), block)


def items_of(view: GroupView, area: AreaFigures, layout: Layout) -> list[tuple[str, ItemFigure]]:
    """The questions of the area, each with a name that says its part where there are several,
    without the area's own name in front."""
    domains = {domain.pk for domain in area.domains}
    of_area = {one.pk for one in layout.items if layout.domains[one.domain].pk in domains}
    parts = [
        (part.name.removeprefix(f"{area.name} "), [i for i in part.items if i.pk in of_area])
        for part in view.parts
    ]
    parts = [(name, items) for name, items in parts if items]
    return [
        (f"{name}, vraag {item.label}" if len(parts) > 1 else f"vraag {item.label}", item)
        for name, items in parts
        for item in items
    ]


def _link(page: Page, area: AreaFigures) -> AreaLink:
    found = page.filters.against.of(area.whole).comparison
    if found:
        said = said_of(page.view.label, area.whole, page.filters.against)
    else:
        said = why_no_mean(area)
    return AreaLink(
        name=area.name,
        address=page.address(area=area.whole.pk),
        sentence=said,
        differs=bool(found) and found.standing in DIFFERS,
        has_figures=any(domain.own for domain in area.domains),
    )


def _is_partly(area: AreaFigures) -> bool:
    """Has it figures of some domains, and for that reason none of its own?"""
    there = [domain.own is not None for domain in area.domains]
    return area.whole.verdict is Verdict.NOBODY and any(there) and not all(there)


def _table(
    page: Page, columns: Sequence[str], shares: Shares, means: Sequence[float | None]
) -> PupilTable | None:
    """Of a class or a leerlingengroep; those of a whole school are found class by class."""
    if page.choice.kind not in WITH_PUPILS:
        return None
    lines = page.view.pupils
    found = [tuple(shares(line)) for line in lines]
    there = [
        place for place in range(len(columns)) if any(of[place].percent is not None for of in found)
    ]
    if not there:
        return None

    def kept(pieces: Sequence) -> tuple:
        return tuple(pieces[place] for place in there)

    rows = tuple(
        (line.name, page.address_of_pupil(line.pk), kept(of))
        for line, of in zip(lines, found, strict=True)
    )
    left_out = any(s.percent is not None and not s.counts for _, _, of in rows for s in of)
    return PupilTable(kept(columns), rows, kept(means), left_out)
