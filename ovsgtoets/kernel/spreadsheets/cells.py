"""Cells of spreadsheets: text that no spreadsheet computes with, and real numbers."""

import re

from openpyxl.cell import Cell
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from ovsgtoets.kernel.formats import half_up
from ovsgtoets.kernel.xml_text import xml_text

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
NEGATIVE = re.compile(r"-\d+(?:,\d+)?")


def is_formula(text: str) -> bool:
    """Whether a spreadsheet would compute with it; spaces before a sign do not hide it. A negative
    amount is no formula."""
    begins = text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)
    return begins and not NEGATIVE.fullmatch(text)


def harmless(text: str) -> str:
    """The text so that no spreadsheet computes with it."""
    return f"'{text}" if is_formula(text) else text


def write_text(cell: Cell, text: str) -> None:
    """Text as it is; where it looks like a formula, it is marked as text for whoever edits it."""
    cell.value = xml_text(text)
    cell.data_type = "s"
    cell.quotePrefix = is_formula(cell.value)


def write_number(cell: Cell, value: float | None, *, places: int = 0) -> None:
    """A number to compute with, rounded to `places` decimals as the pages do; nothing for None."""
    if value is None:
        return
    cell.value = float(half_up(value, places)) if places else int(half_up(value, 0))
    cell.number_format = f"0.{'0' * places}" if places else "0"


def letters(*, bold: bool = False, size: int = 11) -> Font:
    """As the cells without a font: one without a name is shown in any typeface."""
    return Font(name="Calibri", size=size, bold=bold)


def for_paper(sheet: Worksheet, *, head: str, pages: int = 1) -> None:
    """Lying, `pages` wide and as many high as it needs, the rows of `head` ("2:4") on each."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = head
