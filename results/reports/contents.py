"""What the class report and the schoolfeedbackrapport are made of, from the figures of a page: the
overview, a chapter per learning area with its questions, the pupils."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ovsgtoets.kernel.charts import Whose
from ovsgtoets.kernel.charts.heat import SHADES
from ovsgtoets.kernel.formats import number, percent
from ovsgtoets.kernel.pdf import Pictures
from results.analysis.layout import Layout
from results.analysis.trend import Trend
from results.analysis.view import AreaFigures, GroupFigure, GroupView, ItemFigure, Share
from results.analysis.wording.basis import own_sentences
from results.blocks import (
    DASH,
    EVERYBODY,
    STANDS,
    Block,
    Table,
    domains_block,
    items_block,
    overview_block,
    pupils_block,
    trend_block,
    why_not,
)
from results.filters import COMPARABLE
from results.page_parts import said_of_basis
from results.pages import items_of

DRAWN_AT = 400  # pixels; half a page is 317: letters of 13 pixels become 7.7 points
MOST_BESIDE = 2300  # letters that fit beside a picture on the first page; more come below it


@dataclass(frozen=True)
class Drawn:
    """A block of a page on paper: `address` of its picture, `alt` all its sentences."""

    title: str
    sentences: tuple[str, ...]
    address: str
    how: str
    table: Table

    @property
    def alt(self) -> str:
        return " ".join(self.sentences)

    @property
    def fits_beside(self) -> bool:
        """Whether its sentences fit beside the picture on a page with a heading above."""
        return len(self.alt) <= MOST_BESIDE


@dataclass(frozen=True)
class FigureRow:
    """A learning area or domain as a line of the table with all figures."""

    name: str
    is_area: bool
    own: str
    sure: str
    everybody: str
    comparable: str
    pupils: str
    stands: str


@dataclass(frozen=True)
class ItemRow:
    """A question; `own_shade` and `shade` are classes of the style sheet, as in the heat map."""

    label: str
    part: str
    own: str
    own_shade: str
    everybody: str
    shade: str
    stands: str


@dataclass(frozen=True)
class Chapter:
    """A learning area. `pupils`: dots, only where names may be seen; `trend`: only of the school.
    `said` and `items`: the questions, easiest first, with the sentence about them."""

    name: str
    means: Drawn
    pupils: Drawn | None
    trend: Drawn | None
    said: str
    items: tuple[ItemRow, ...]

    @property
    def how(self) -> str:
        """How its charts are read, without saying of the second what was said of the first."""
        drawn = [self.means, *([self.pupils] if self.pupils else [])]
        sentences = [one for chart in drawn for one in re.split(r"(?<=\.) ", chart.how)]
        return " ".join(dict.fromkeys(sentences))


@dataclass(frozen=True)
class PupilTable:
    """A row is a pupil: the name and, per column, the percentage and whether it counts."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Share, ...]], ...]
    means: tuple[str, ...]

    @property
    def has_left_out(self) -> bool:
        return any(s.percent is not None and not s.counts for _, row in self.rows for s in row)


def overview(view: GroupView, pictures: Pictures) -> Drawn | None:
    """None as long as no learning area has a figure of its own."""
    return drawn(overview_block(view, EVERYBODY), pictures) if view.has_full_area else None


def drawn(block: Block, pictures: Pictures) -> Drawn:
    sentences = (block.sentence, *block.more)
    return Drawn(block.title, sentences, pictures.add(_scaled(block.chart)), block.how, block.table)


def _scaled(chart: str) -> str:
    """The chart as if drawn DRAWN_AT pixels wide, so that it shrinks with its letters on paper."""
    size = re.search(r'width="100%" height="([0-9.]+)"', chart)
    if size is None:
        return chart
    box = f'width="{DRAWN_AT}" height="{size[1]}" viewBox="0 0 {DRAWN_AT} {size[1]}"'
    return chart.replace(size[0], box, 1)


def chapters(
    view: GroupView,
    layout: Layout,
    pictures: Pictures,
    trends: Mapping[int, Trend] = MappingProxyType({}),
) -> list[Chapter]:
    """Those with something to see, in the order of the tests. `trends`: key of the area → its."""
    return [
        _chapter(view, area, layout, pictures, trends.get(area.whole.pk))
        for area in view.areas
        if _has_own(area)
    ]


def _chapter(
    view: GroupView, area: AreaFigures, layout: Layout, pictures: Pictures, found: Trend | None
) -> Chapter:
    over_the_years = trend_block(view.label, area.name, found) if found else None
    dots = pupils_block(view, area, EVERYBODY)
    items = [(name, item) for name, item in items_of(view, area, layout) if item.own]
    items.sort(key=lambda one: -1.0 if one[1].everybody is None else one[1].everybody, reverse=True)
    block = items_block(view.label, items)
    return Chapter(
        name=area.name,
        means=drawn(domains_block(view, area, EVERYBODY), pictures),
        pupils=drawn(dots, pictures) if dots else None,
        trend=drawn(over_the_years, pictures) if over_the_years else None,
        said=block.sentence if block else "",
        items=tuple(_item_row(name, item) for name, item in items),
    )


def _has_own(area: AreaFigures) -> bool:
    return any(domain.own for domain in area.domains)


def _item_row(name: str, item: ItemFigure) -> ItemRow:
    found, mean = item.own, item.everybody
    part, _, _ = name.rpartition(", vraag ")
    return ItemRow(
        label=item.label,
        part=part,
        own=percent(found.own.mean),
        own_shade=f"own-{_step(found.own.mean, Whose.OWN)}",
        everybody=percent(mean),
        shade="" if mean is None else f"all-{_step(mean, Whose.REFERENCE)}",
        stands=STANDS[found.standing],
    )


def _step(value: float, whose: Whose) -> int:
    """From which percentage on the cell has this shade (`kernel.charts.heat.SHADES`)."""
    steps = [least for least, _, _ in SHADES[whose]]
    return next((least for least in steps if value >= least), 0)


def figure_rows(view: GroupView) -> list[FigureRow]:
    """Every learning area with its domains."""
    return [
        _row(figure, is_area=figure is area.whole)
        for area in view.areas
        if area.has_figures
        for figure in (area.whole, *area.domains)
    ]


def _row(figure: GroupFigure, *, is_area: bool) -> FigureRow:
    found = figure.comparison
    interval = found.interval if found else None
    sure = f"{number(interval.low, 1)}–{number(interval.high, 1)}" if interval else DASH
    return FigureRow(
        name=figure.subject,
        is_area=is_area,
        own=percent(figure.own.mean if figure.own else None),
        sure=sure,
        everybody=percent(figure.everybody.mean),
        comparable=percent(figure.comparable.mean),
        pupils=number(figure.pupils) if figure.own else DASH,
        stands=STANDS[found.standing] if found else DASH,
    )


def hidden(view: GroupView) -> list[str]:
    """Why some figure is not shown, each reason once."""
    figures = [one for area in view.areas for one in (area.whole, *area.domains)]
    reasons = [why_not(one) for one in figures if one.own is None and one.pupils]
    return [one for one in dict.fromkeys(reasons) if one != DASH]


def basis(view: GroupView) -> list[str]:
    """What the figures rest on, and who is not in them."""
    said = [
        *own_sentences(view),
        said_of_basis(view, EVERYBODY),
        said_of_basis(view, COMPARABLE) if view.comparable else "",
    ]
    return [sentence for sentence in said if sentence]


def pupil_tables(view: GroupView) -> list[PupilTable]:
    """The learning areas, then each with its domains; none without names or figures."""
    if not view.named or not view.pupils:
        return []
    names = tuple(area.name for area in view.areas)
    wholes = [tuple(whole for whole, _ in line.areas) for line in view.pupils]
    tables = [_table(view, "Alle leergebieden", names, wholes, [a.whole for a in view.areas])]
    for place, area in enumerate(view.areas):
        columns = (*(domain.subject for domain in area.domains), "leergebied")
        shares = [(*line.areas[place][1], line.areas[place][0]) for line in view.pupils]
        tables.append(_table(view, area.name, columns, shares, [*area.domains, area.whole]))
    return [
        table for table in tables if any(s.percent is not None for _, r in table.rows for s in r)
    ]


def _table(
    view: GroupView,
    name: str,
    columns: tuple[str, ...],
    shares: Sequence[tuple[Share, ...]],
    figures: Sequence[GroupFigure],
) -> PupilTable:
    return PupilTable(
        name,
        columns,
        tuple((line.name, row) for line, row in zip(view.pupils, shares, strict=True)),
        tuple(number(f.own.mean, 1) if f.own else DASH for f in figures),
    )
