"""How hard each question was, here and for the reference: easy on top, hard below.

The reference's column fades evenly because it is what the rows are sorted by; where the own
column breaks that fading, something differs. The number stands in every cell.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from ovsgtoets.kernel import formats
from ovsgtoets.kernel.charts.bars import Whose
from ovsgtoets.kernel.charts.drawing import (
    INK,
    PAPER,
    SMALL,
    SOFT,
    across,
    element,
    joined,
    svg,
    trimmed,
    wrapped,
)

NAMES = {1: 40.0, 2: 40.0, 3: 26.0}  # columns: percent of the width for the questions' names
LINE, ROOM, BETWEEN = 16, 7, 2  # pixels: a line of a name, what is around it, between two rows
HIGHEST = 600  # pixels of one picture: on paper, a little smaller, two of them fill a page of A4
# From which percentage, the cell's ground and its letters; each pair has a contrast of 4.5.
SHADES = {
    Whose.OWN: (
        (90, "#0f5257", PAPER),
        (75, "#24666b", PAPER),
        (60, "#37777b", PAPER),
        (45, "#93c0c1", INK),
        (30, "#c0dadb", INK),
        (0, "#e6f0f0", INK),
    ),
    Whose.REFERENCE: (
        (90, "#45494c", PAPER),
        (75, "#595e61", PAPER),
        (60, "#6b7073", PAPER),
        (45, "#b4b6b5", INK),
        (30, "#d3d3d0", INK),
        (0, "#edece8", INK),
    ),
}


@dataclass(frozen=True)
class HeatCell:
    """`percent` is 0–100, None where there is none; `mark` is set beside the number, as `↓`."""

    percent: float | None
    mark: str = ""


@dataclass(frozen=True)
class HeatRow:
    """A question: its name and a cell per column."""

    name: str
    cells: tuple[HeatCell, ...]


def heat_map(
    columns: Sequence[tuple[str, Whose]], rows: Sequence[HeatRow], *, text: str
) -> SafeString:
    """One to three columns, the reference's last: the rows are sorted by it, easiest first, those
    without a figure at the end. `text` says it in words. Many rows are several pictures under each
    other, each with the names of the columns: paper breaks between them, and nowhere else. The
    first one has the text, the others go on."""
    table = _Table(columns)
    pieces = table.pages(sorted(rows, key=_hardness))
    return joined(
        table.picture(piece, text="" if place else text) for place, piece in enumerate(pieces)
    )


def _hardness(row: HeatRow) -> float:
    percent = row.cells[-1].percent
    return 1.0 if percent is None else -percent


class _Table:
    """Where the columns lie, in percent of the width."""

    def __init__(self, columns: Sequence[tuple[str, Whose]]) -> None:
        self.columns = columns
        self.names = NAMES[len(columns)]
        self.width = (100 - self.names) / len(columns)

    def pages(self, rows: Sequence[HeatRow]) -> list[list[HeatRow]]:
        """The rows in as few pieces as may be, all about as high."""
        heights = [self.height(row) for row in rows]
        whole = sum(heights)
        share = whole / max(math.ceil(whole / HIGHEST), 1)
        pieces: list[list[HeatRow]] = [[]]
        above = 0
        for row, height in zip(rows, heights, strict=True):
            if above + height / 2 > share * len(pieces):
                pieces.append([])
            pieces[-1].append(row)
            above += height
        return pieces

    def picture(self, rows: Sequence[HeatRow], *, text: str) -> SafeString:
        drawn, top = self.headers()
        for row in rows:
            pieces, top = self.row(row, top)
            drawn += pieces
        return svg(drawn, height=top, text=text)

    def left(self, place: int) -> float:
        return self.names + place * self.width

    def headers(self) -> tuple[list[SafeString], float]:
        drawn, deepest = [], 0
        for place, (name, _) in enumerate(self.columns):
            lines = wrapped(name, SMALL, self.width)
            deepest = max(deepest, len(lines))
            middle = across(self.left(place) + self.width / 2)
            drawn += [
                _words(line, middle, SMALL + n * LINE, fill=SOFT, text_anchor="middle")
                for n, line in enumerate(lines)
            ]
        return drawn, deepest * LINE + 4.0

    def height(self, row: HeatRow) -> int:
        return len(self._lines(row)) * LINE + ROOM + BETWEEN

    def _lines(self, row: HeatRow) -> list[str]:
        return wrapped(row.name, SMALL, self.names - 3)

    def row(self, row: HeatRow, top: float) -> tuple[list[SafeString], float]:
        lines, height = self._lines(row), self.height(row) - BETWEEN
        first = top + ROOM / 2 + SMALL - 1
        drawn = [_words(line, 0, first + n * LINE) for n, line in enumerate(lines)]
        for place, (cell, (_, whose)) in enumerate(zip(row.cells, self.columns, strict=True)):
            drawn += _cell(cell, whose, self.left(place), self.width - 0.8, top, height)
        return drawn, top + height + BETWEEN


def _cell(
    cell: HeatCell, whose: Whose, left: float, width: float, top: float, height: float
) -> list[SafeString]:
    baseline, middle = top + height / 2 + SMALL / 3, across(left + width / 2)
    if cell.percent is None:
        return [_words("–", middle, baseline, fill=SOFT, text_anchor="middle")]
    ground, letters = shade(cell.percent, whose)
    number = f"{formats.number(cell.percent)}{formats.NO_BREAK}%"
    words = f"{number}{formats.NO_BREAK}{cell.mark}" if cell.mark else number
    box = element(
        "rect",
        x=across(left),
        y=trimmed(top),
        width=across(width),
        height=height,
        fill=ground,
    )
    weight = 600 if cell.mark else None
    text = _words(words, middle, baseline, fill=letters, font_weight=weight, text_anchor="middle")
    return [box, text]


def shade(percent: float, whose: Whose) -> tuple[str, str]:
    """(ground, letters) of a cell."""
    return next(
        (ground, letters)
        for least, ground, letters in SHADES[whose]
        if percent >= least or not least
    )


def _words(words: str, x: str | int, y: float, **attributes: str | int | None) -> SafeString:
    return element("text", words, x=x, y=trimmed(y), font_size=SMALL, **attributes)
