"""Writing rows as a file that a spreadsheet opens: CSV and XLSX, with nothing in it that computes.

Text is text: a cell that a spreadsheet would take for a formula gets an apostrophe before it,
in both kinds of file alike. Numbers stay numbers.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from ovsgtoets.kernel.spreadsheets.cells import harmless, letters
from ovsgtoets.kernel.xml_text import xml_text

Cell = str | int | None

WIDEST = 45


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """`;` between the cells, in UTF-8 with the mark by which Excel knows it."""
    cells = ([_cell(value) for value in row] for row in rows)
    return csv_text([header, *cells]).encode("utf-8-sig")


def csv_text(rows: Iterable[Sequence[Cell]]) -> str:
    """The rows exactly as they are: for our own reading again, not for a spreadsheet."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def write_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet: the header bold and always in sight, columns as wide as what stands in them."""
    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    sheet.append(list(header))
    for row in rows:
        sheet.append([_cell(value) for value in row])
    for cell in sheet[1]:
        cell.font = letters(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    for number, column in enumerate(sheet.iter_cols(values_only=True), start=1):
        longest = max(len(str(value)) for value in column if value is not None)
        sheet.column_dimensions[get_column_letter(number)].width = min(longest + 3, WIDEST)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _cell(value: Cell) -> Cell:
    """Text without what can't be written, and harmless; numbers as they are; None is empty."""
    return harmless(xml_text(value)) if isinstance(value, str) else value
