"""A file as rows of text, whatever kind of spreadsheet it is."""

from dataclasses import dataclass

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.spreadsheets.bounds import FIELD, NOTHING_IN_IT, OLD_EXCEL, Bounds
from ovsgtoets.kernel.spreadsheets.text import csv_rows, read_text
from ovsgtoets.kernel.spreadsheets.workbooks import workbook_rows
from ovsgtoets.kernel.typed_text import without_unseen

ZIPPED = b"PK"
OLD = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Row:
    """A row that is not blank: its number in the file, and its cells as people would type them
    (a date is `8/06/2027`, two is `2`), without spaces around; empty ones on the right fall away."""

    number: int
    cells: list[str]


def read_upload(file, bounds: Bounds) -> bytes:
    """The content of an uploaded file; one that is too large is refused before it is read."""
    bounds.check_size(file.size)
    return file.read()


def is_text(content: bytes) -> bool:
    return not content.startswith((ZIPPED, OLD))


def read_rows(content: bytes, bounds: Bounds) -> list[Row]:
    """The rows of the first sheet that have something in them, the header among them.

    Raises Refused with a sentence for what is no spreadsheet, has nothing in it, or is more than
    `bounds` allow.
    """
    bounds.check_size(len(content))
    if content.startswith(OLD):
        raise Refused(OLD_EXCEL, field=FIELD)
    if is_text(content):
        found = csv_rows(read_text(content, bounds))
    else:
        found = workbook_rows(content, bounds)
    rows: list[Row] = []
    for number, cells in enumerate(found, 1):
        if cells := _tidy(cells[: bounds.columns]):
            rows.append(Row(number, cells))
        bounds.check_rows(len(rows), number)
    if not rows:
        raise Refused(NOTHING_IN_IT, field=FIELD)
    return rows


def _tidy(cells: list[str]) -> list[str]:
    cells = [without_unseen(cell).strip() for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    return cells
