"""What a page of results is made of: blocks of one figure each, with one sentence on top of it,
the same sentence as the chart's text, how it is read, and the table behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ovsgtoets.kernel.formats import number
from results.analysis.trend import Trend
from results.analysis.uncertainty import Comparison, Interval, Standing
from results.analysis.view import (
    AreaFigures,
    Beside,
    GroupFigure,
    GroupView,
    ItemFigure,
    PupilFigure,
)
from results.analysis.wording.groups import figure_sentence, nobody_counts
from results.analysis.wording.pupils import pupil_summary
from results.analysis.wording.reasons import how_to_read, not_shown
from results.models import Picture
from results.pictures import (
    Subject,
    items_picture,
    means_picture,
    pupil_picture,
    pupils_picture,
    trend_picture,
)

DASH = "–"
STANDS = {
    Standing.ABOVE: "hoger",
    Standing.BELOW: "lager",
    Standing.NOT_DISTINCT: "niet te onderscheiden",
    Standing.UNKNOWN: DASH,
}


@dataclass(frozen=True)
class Table:
    """The numbers behind a chart: the first column is words, and the last where `says_last`."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    says_last: bool = False


@dataclass(frozen=True)
class Block:
    """`anchor` is a `Picture`: where on the page, and what is pinned. `sentence` opens the block
    and is what is kept; `more` are the sentences of its rows."""

    anchor: str
    title: str
    sentence: str
    chart: SafeString
    how: str
    table: Table
    more: tuple[str, ...] = ()
    finding: int | None = None  # the key of what was pinned from it


@dataclass(frozen=True)
class Against:
    """Beside what the own figures are laid: `everybody` or `comparable`, and how it is called."""

    which: str = "everybody"
    name: str = "alle deelnemers"

    def of(self, figure: GroupFigure) -> Beside:
        return getattr(figure, self.which)

    def of_item(self, item: ItemFigure) -> Comparison | None:
        return item.own if self.which == "everybody" else item.beside_comparable


EVERYBODY = Against()


def overview_block(view: GroupView, against: Against) -> Block:
    """The learning areas, each with its interval."""
    figures = [area.whole for area in view.areas]
    return _means(view.label, figures, against, Picture.OVERVIEW, "leergebieden")


def domains_block(view: GroupView, area: AreaFigures, against: Against) -> Block:
    return _means(view.label, area.domains, against, Picture.MEANS, "domeinen")


def _means(
    label: str, figures: Sequence[GroupFigure], beside: Against, anchor: str, what: str
) -> Block:
    picture = means_picture(
        label, [_subject(one, beside, label) for one in figures], beside=beside.name, what=what
    )
    return Block(
        anchor=anchor,
        title=f"De {what}",
        sentence=picture.sentences[0],
        chart=picture.chart,
        how=how_to_read("intervals", beside.name),
        table=Table(
            f"Gemiddelden met hun zekerheid, naast {beside.name}",
            ("Wat", "Gemiddelde (%)", "Van (%)", "Tot (%)", f"{beside.name.capitalize()} (%)",
             "Leerlingen", "Verschil"),
            tuple(_means_row(one, beside) for one in figures),
            says_last=True,
        ),
        more=picture.sentences[1:],
    )  # fmt: skip


def said_of(label: str, figure: GroupFigure, beside: Against = EVERYBODY) -> str:
    """The sentence of one row, the same on the page, as the chart's text, on paper and in Excel;
    empty for one without a figure."""
    found = beside.of(figure)
    return figure_sentence(label, figure, found, reference=beside.name) if found.comparison else ""


def _means_row(figure: GroupFigure, beside: Against) -> tuple[str, ...]:
    found = beside.of(figure).comparison
    interval = found.interval if found else None
    return (
        figure.subject,
        shown(figure.own and figure.own.mean),
        shown(interval and interval.low),
        shown(interval and interval.high),
        shown(beside.of(figure).mean),
        number(figure.pupils) if figure.own else DASH,
        STANDS[found.standing] if found else why_not(figure),
    )


def why_not(figure: GroupFigure) -> str:
    if figure.verdict.is_shown:
        return DASH
    return nobody_counts(figure) or not_shown(figure.verdict, figure.pupils)


def pupils_block(view: GroupView, area: AreaFigures, beside: Against) -> Block | None:
    """Dots, only where single results may be seen; None without any."""
    figures = [one for one in (area.whole, *area.domains) if one.values]
    if not view.named or not figures:
        return None
    picture = pupils_picture(
        view.label, [_subject(one, beside, view.label) for one in figures], beside=beside.name
    )
    return Block(
        anchor=Picture.PUPILS,
        title="De leerlingen",
        sentence=picture.sentences[0],
        chart=picture.chart,
        how=how_to_read("dots", beside.name),
        table=Table(
            f"Percentages van de leerlingen van {view.label}, zonder namen",
            ("Wat", "Laagste (%)", "Mediaan (%)", "Hoogste (%)", "Leerlingen"),
            tuple(_spread_row(one) for one in figures),
        ),
        more=picture.sentences[1:],
    )


def _spread_row(figure: GroupFigure) -> tuple[str, ...]:
    values = sorted(figure.values)
    half = len(values) // 2
    median = values[half] if len(values) % 2 else (values[half - 1] + values[half]) / 2
    return (
        figure.subject,
        shown(values[0]),
        shown(median),
        shown(values[-1]),
        number(len(values)),
    )


def pupil_block(
    name: str, figures: Sequence[PupilFigure], against: Against, *, overview: bool
) -> Block:
    """One pupil: the learning areas, or the domains of one."""
    picture = pupil_picture(name, figures, which=against.which, beside=against.name)
    what = "leergebieden" if overview else "domeinen"
    return Block(
        anchor=Picture.OVERVIEW if overview else Picture.MEANS,
        title=f"De {what}",
        sentence=pupil_summary(
            name, figures, which=against.which, what=what, reference=against.name
        ),
        chart=picture.chart,
        how=how_to_read("pupil", against.name),
        table=Table(
            f"Resultaat van {name}, naast {against.name}",
            ("Wat", "Resultaat (%)", "Van (%)", "Tot (%)", f"{against.name.capitalize()} (%)"),
            tuple(
                (
                    one.subject,
                    shown(one.percent),
                    *span(one.interval),
                    shown(getattr(one, against.which).mean),
                )
                for one in figures
            ),
        ),
        more=picture.sentences,
    )


def items_block(
    label: str, items: Sequence[tuple[str, ItemFigure]], against: Against = EVERYBODY
) -> Block | None:
    """Questions by difficulty, those of one learning area; None without any figure."""
    rows = [(name, found) for name, item in items if (found := against.of_item(item))]
    if not rows:
        return None
    picture = items_picture(label, rows, beside=against.name)
    return Block(
        anchor=Picture.ITEMS,
        title="De vragen",
        sentence=picture.sentences[0],
        chart=picture.chart,
        how=how_to_read("items"),
        table=Table(
            "Procent van de punten per vraag",
            ("Vraag", "Procent", f"{against.name.capitalize()} (%)", "Leerlingen", "Verschil"),
            tuple(_item_row(name, found) for name, found in rows),
            says_last=True,
        ),
    )


def _item_row(name: str, found: Comparison) -> tuple[str, ...]:
    return (
        name,
        shown(found.own.mean),
        shown(found.reference),
        number(found.own.pupils),
        STANDS[found.standing],
    )


def trend_block(label: str, subject: str, found: Trend) -> Block | None:
    """Over the editions; None with fewer than two, which there is nothing to see in."""
    points = [(point, place) for place, run in enumerate(found.runs) for point in run]
    if len(points) < 2:
        return None
    picture = trend_picture(label, subject, found)
    return Block(
        anchor=Picture.TREND,
        title="Over de jaren",
        sentence=picture.sentences[0],
        chart=picture.chart,
        how=how_to_read("trend"),
        table=Table(
            "Verschil met alle deelnemers van dat jaar, in procentpunten",
            ("Jaar", "Verschil", "Onzekerheid (±)", "Leerlingen"),
            tuple(
                (
                    str(p.year),
                    number(p.difference, 1).replace("-", "−"),
                    shown(p.half),
                    number(p.pupils),
                )
                for p, _ in points
            ),
        ),
    )


def _subject(figure: GroupFigure, beside: Against, label: str) -> Subject:
    found = beside.of(figure)
    said = said_of(label, figure, beside)
    is_whole = not any(figure.left_out.values())
    return Subject(figure.subject, found.comparison, figure.values, found.lies, said, is_whole)


def shown(value: float | None) -> str:
    return DASH if value is None else number(value, 1)


def span(interval: Interval | None) -> tuple[str, str]:
    return (shown(interval.low), shown(interval.high)) if interval else (DASH, DASH)
