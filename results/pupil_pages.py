"""The page of one pupil: the learning areas first, then the domains of one."""

from dataclasses import dataclass, field

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


@dataclass
class PupilPage:
    """Of one pupil, by name."""

    choice: Choice
    filters: Filters
    view: PupilView
    edition_year: int
    name: str
    area: PupilAreaFigures | None = None
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
    return page


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
