"""The page of one pupil: the learning areas first, then the domains of one."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from results.analysis.crowd import Choice
from results.analysis.uncertainty import standing_of
from results.analysis.view import PupilAreaFigures, PupilView
from results.analysis.wording.basis import since_sentence
from results.analysis.wording.pupils import pupil_sentence
from results.blocks import Block, pupil_block
from results.filters import Filters
from results.page_parts import (
    DIFFERS,
    AreaLink,
    address_of,
    first_to_see,
    path_of,
    said_of_basis,
    who_of,
)
from results.queries.school_results import SchoolResults


@dataclass(frozen=True)
class Neighbours:
    """Where the pupil stands in the list that the page was reached from (0: left, and in no list),
    and who comes before and after: address and name. `back` is the list's own address, `of_group`
    its leerlingengroep."""

    number: int
    of: int
    previous: tuple[str, str] | None
    following: tuple[str, str] | None
    back: str
    of_group: str = ""


@dataclass
class PupilPage:
    """Of one pupil, by name."""

    choice: Choice
    filters: Filters
    view: PupilView
    edition_year: int
    name: str
    area: PupilAreaFigures | None = None
    around: Neighbours | None = None
    following: tuple[str, str] | None = None  # address and name of the next learning area
    blocks: list[Block] = field(default_factory=list)
    areas: list[AreaLink] = field(default_factory=list)

    @property
    def path(self) -> str:
        return path_of(self.choice)

    @property
    def who(self) -> str:
        return who_of(self.choice)

    @property
    def overview_address(self) -> str:
        return address_of(self.choice, self.filters, self.edition_year)

    @property
    def next_area(self) -> AreaLink | None:
        return first_to_see(self.areas)

    @property
    def basis(self) -> list[str]:
        against = self.filters.against
        why = (
            f"Telt niet mee in de gemiddelden: {self.view.left_out}." if self.view.left_out else ""
        )
        said = (since_sentence(self.view.moment), why, said_of_basis(self.view, against))
        return [sentence for sentence in said if sentence]


def pupil_page(
    results: SchoolResults, choice: Choice, filters: Filters, year: int, *, name: str = ""
) -> PupilPage:
    """`name`: how the sentences call the pupil, where that is not the own name. Raises KeyError
    for a pupil whom this viewer doesn't see by name."""
    view = results.of_pupil(choice.pk)
    page = PupilPage(choice, filters, view, year, name or view.name)
    page.area = next((a for a in view.areas if a.whole.pk == filters.area), None)
    figures = page.area.domains if page.area else [area.whole for area in view.areas]
    if any(figure.percent is not None for figure in figures):
        page.blocks = [pupil_block(page.name, figures, filters.against, overview=not page.area)]
    links = [_pupil_link(page, area) for area in view.areas]
    if page.area:
        after = links[view.areas.index(page.area) + 1 :]
        page.following = next(((a.address, a.name) for a in after if a.has_figures), None)
    else:
        page.areas = links
    page.around = _neighbours(results, page)
    return page


def _neighbours(results: SchoolResults, page: PupilPage) -> Neighbours:
    """In the list with its filter where the pupil is in it, else in the whole class."""
    of_class, filters = Choice("class", results.class_of(page.choice.pk)), page.filters
    lists = [(Choice("group", filters.group), filters)] if filters.group in results.groups else []
    of_all = replace(filters, group=0, gender="")
    for choice, kept in (*lists, (of_class, replace(filters, group=0)), (of_class, of_all)):
        listed = results.listed(replace(choice, gender=kept.gender))
        keys = [pk for pk, _ in listed]
        if page.choice.pk in keys:
            return _beside(page, choice, kept, listed, keys.index(page.choice.pk), results.groups)
    return Neighbours(0, 0, None, None, back=address_of(of_class, of_all, page.edition_year))


def _beside(
    page: PupilPage,
    choice: Choice,
    filters: Filters,
    listed: list[tuple[int, str]],
    place: int,
    groups: Mapping[int, str],
) -> Neighbours:
    def at(other: int) -> tuple[str, str] | None:
        if not 0 <= other < len(listed):
            return None
        pk, name = listed[other]
        own = Choice("pupil", pk)
        return address_of(own, filters, page.edition_year, area=filters.area), name

    return Neighbours(
        number=place + 1,
        of=len(listed),
        previous=at(place - 1),
        following=at(place + 1),
        back=address_of(choice, filters, page.edition_year, area=filters.area),
        of_group=groups[choice.pk] if choice.kind == "group" else "",
    )


def _pupil_link(page: PupilPage, area: PupilAreaFigures) -> AreaLink:
    figure, against = area.whole, page.filters.against
    mean = getattr(figure, against.which).mean
    some = any(domain.percent is not None for domain in area.domains)
    sentence = "Er zijn nog niet van elk domein punten." if some else "Er zijn nog geen punten."
    if figure.percent is not None:
        sentence = pupil_sentence(
            page.name, figure.subject, figure.percent, figure.interval, mean,
            reference=against.name,
        )  # fmt: skip
    sure = figure.percent is not None and figure.interval is not None and mean is not None
    return AreaLink(
        figure.subject,
        address_of(page.choice, page.filters, page.edition_year, area=figure.pk),
        sentence,
        differs=sure and standing_of(figure.interval, mean) in DIFFERS,
        has_figures=some,
    )
