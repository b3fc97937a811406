"""The analysis of questions as a spreadsheet: a row per question, with the sentence of the page."""

from collections.abc import Iterable

from ovsgtoets.kernel.formats import long_moment, number, points
from ovsgtoets.kernel.spreadsheets import Cell, write_csv, write_xlsx
from results.queries.part_analysis import Line, PartView

HEADER = [
    "toetsonderdeel", "vraag", "bladzijde", "domein", "maximum", "telt mee", "moeilijkheid (%)",
    "samenhang (rir)", "alfa van het onderdeel", "alfa zonder de vraag", "leerlingen", "scholen",
    "leerlingen met alle vragen", "scholen daarvan", "aandacht", "toelichting", "berekend op",
]  # fmt: skip


def analysis_xlsx(views: Iterable[PartView]) -> bytes:
    return write_xlsx("Vragenanalyse", HEADER, _rows(views))


def analysis_csv(views: Iterable[PartView]) -> bytes:
    return write_csv(HEADER, _rows(views))


def _rows(views: Iterable[PartView]) -> Iterable[list[Cell]]:
    return (_row(view, line) for view in views for line in view.sorted("toets"))


def _row(view: PartView, line: Line) -> list[Cell]:
    figures, part = line.figures, view.figures
    return [
        view.part.name,
        line.item.label,
        line.item.page,
        str(line.item.domain),
        points(line.item.maximum),
        "ja" if line.item.counts else "nee",
        _shown(figures.p, 1),
        _shown(figures.rir, 2),
        _shown(part.alpha, 2),
        _shown(figures.alpha_without, 2),
        figures.pupils,
        figures.schools,
        part.pupils,
        part.schools,
        line.word,
        line.sentence,
        long_moment(view.computed_at),
    ]


def _shown(value: float | None, places: int) -> str:
    return "" if value is None else number(value, places)
