"""Cells of spreadsheets: text that no spreadsheet computes with, and real numbers."""

from openpyxl.cell import Cell

from ovsgtoets.kernel.xml_text import xml_text

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would compute with it; spaces before the sign do not hide it."""
    return text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)


def write_text(cell: Cell, text: str) -> None:
    """Text as it is; where it looks like a formula, it is marked as text for whoever edits it."""
    cell.value = xml_text(text)
    cell.data_type = "s"
    cell.quotePrefix = looks_like_formula(cell.value)


def write_number(cell: Cell, value: float | None, *, places: int = 0) -> None:
    """A number to compute with, shown with `places` decimals; nothing for None.

    Cleaned of what computing with floats left, as `formats.half_up` does, so that a spreadsheet
    rounds it as the pages do.
    """
    if value is None:
        return
    cell.value = round(value, 9)
    cell.number_format = f"0.{'0' * places}" if places else "0"
