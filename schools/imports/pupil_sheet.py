"""Text with columns, as cells: which sign separates them, and where a line ends. Pure.

What people paste, and what a file was turned into, is one text; this reads it and writes it.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ovsgtoets.kernel.spreadsheets.text import LINE_END
from schools.names import tidy

SEPARATORS = "\t;,"
MOST_JOINED = 10  # lines of one quoted cell: an address, not the rest of the list
LONGEST_CELL = 200
MOST_TEXT = 250_000  # characters; in a form, an é is six
FEWEST_CELLS = 4  # of a line without a header, also where the last is forgotten


@dataclass(frozen=True)
class Row:
    """A line that is not blank: its number, how it was typed, and its cells, tidied."""

    number: int
    raw: str
    cells: tuple[str, ...]


def rows_of(text: str) -> list[Row]:
    """Every line of `text` that is not blank, cut into cells at the sign that cuts most lines.

    A line without that sign is cut at another: who pastes two lists below each other is not told
    to begin again. Empty cells on the right, which spreadsheets leave, fall away.
    """
    lines = list(_lines(text))
    separator = _separator([raw for _, raw in lines])
    return [Row(number, raw, tuple(_cells(raw, separator))) for number, raw in lines]


def text_of(rows: Iterable[Sequence[str]]) -> str:
    """The text that `rows_of` reads as these cells: a tab between, a line each. Columns in which
    nothing stands are left out."""
    rows = [[tidy(cell)[:LONGEST_CELL] for cell in row] for row in rows]
    width = max(map(len, rows), default=0)
    used = [n for n in range(width) if any(len(row) > n and row[n] for row in rows)]
    return "\n".join(
        "\t".join(_quoted(row[n] if len(row) > n else "") for n in used) for row in rows
    )


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if '"' in cell else cell


def _lines(text: str) -> Iterable[tuple[int, str]]:
    """(number, line); a line break within quotes does not end a line, when the quotes close."""
    lines = LINE_END.split(text)
    number = 0
    while number < len(lines):
        raw, first = lines[number], number + 1
        number += 1
        if raw.count('"') % 2 and (more := _closing(lines, number)):
            raw = " ".join([raw, *lines[number : number + more]])
            number += more
        if (raw := raw.strip("\ufeff \r\n")).strip():
            yield first, raw


def _closing(lines: list[str], start: int) -> int:
    """How many lines further a quoted cell ends; 0 where it does not."""
    for more, line in enumerate(lines[start : start + MOST_JOINED], 1):
        if line.count('"') % 2:
            return more
    return 0


def _separator(lines: Sequence[str]) -> str:
    def cut(sign: str) -> int:
        return sum(len(_split(raw, sign)) > 2 for raw in lines if sign in raw)

    return max(SEPARATORS, key=cut)  # the first of equals


def _cells(raw: str, separator: str) -> list[str]:
    if separator not in raw:
        separator = next((sign for sign in SEPARATORS if sign in raw), separator)
    cells = [tidy(cell) for cell in _split(raw, separator)]
    while len(cells) > FEWEST_CELLS and not cells[-1]:
        cells.pop()
    return cells


def _split(raw: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([raw], delimiter=separator, skipinitialspace=separator != "\t"))
    except (csv.Error, StopIteration):
        return raw.split(separator)
