"""XLSX and ODS as rows of text, read as a stream: a cell at the far end of a sheet, a row that says
it is there a million times, or a zip that grows, does not fill the memory. Pure."""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree import ElementTree

from openpyxl import load_workbook

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.spreadsheets.bounds import BLANK_ROWS, DAMAGED, FIELD, Bounds

MOST_PARTS = 500  # files in a spreadsheet's zip
CHUNK = 1 << 16
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
ODS_PARTS = ("mimetype", "content.xml")
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def workbook_rows(content: bytes, bounds: Bounds) -> Iterator[list[str]]:
    """The rows of the first sheet, blank ones too; raises Refused for what is no workbook."""
    try:
        parts = unpack(content, bounds)
        if is_ods(parts):
            yield from _ods_rows(parts["content.xml"], bounds)
        else:
            yield from _xlsx_rows(content, bounds)
    except Refused:
        raise
    except Exception as error:  # a foreign library, on what anybody may send
        raise Refused(DAMAGED, field=FIELD) from error


def unpack(content: bytes, bounds: Bounds) -> dict[str, bytes]:
    """The parts of the zip that say what it is. Every part is unpacked once here, counted: one
    that says less than it holds is damaged, and together they have a limit."""
    left, kept = bounds.bytes_unpacked, {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > left:
            raise bounds.too_large()
        for part in parts:
            pieces = []
            with archive.open(part) as file:
                while chunk := file.read(CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise bounds.too_large()
                    if part.filename in ODS_PARTS:
                        pieces.append(chunk)
            kept[part.filename] = b"".join(pieces)
    return kept


def is_ods(parts: dict[str, bytes]) -> bool:
    """What `unpack` found is a spreadsheet of LibreOffice."""
    return parts.get("mimetype", b"").strip() == ODS


def _xlsx_rows(content: bytes, bounds: Bounds) -> Iterator[list[str]]:
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size is often wrong
        for row in sheet.iter_rows(max_col=bounds.columns, values_only=True):
            yield [_typed(value) for value in row]
    finally:
        book.close()


def _typed(value) -> str:
    """A cell as people would type it; a number with the digits that a spreadsheet shows."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.15g}"
    return str(value)


def _ods_rows(content: bytes, bounds: Bounds) -> Iterator[list[str]]:
    """The rows of the first table. A row or cell that says "so many times me" is written out only
    where something stands in it or below it, and never further than the bounds."""
    most, blank = bounds.rows + BLANK_ROWS + 1, 0
    for _, element in ElementTree.iterparse(io.BytesIO(content)):  # noqa: S314 — expat ≥ 2.4 bounds entities
        if element.tag == f"{TABLE}table":
            return
        if element.tag != f"{TABLE}table-row":
            continue
        cells, times = _ods_cells(element, bounds), _times(element, "rows")
        element.clear()
        if not any(cells):
            blank += times
            continue
        yield from ([] for _ in range(min(blank, most)))
        yield from (cells for _ in range(min(times, most)))
        blank = 0


def _ods_cells(row: ElementTree.Element, bounds: Bounds) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        text = "\n".join("".join(line.itertext()) for line in cell.iter(f"{TEXT}p"))
        cells += [text] * min(_times(cell, "columns"), bounds.columns - len(cells))
    return cells


def _times(element: ElementTree.Element, what: str) -> int:
    said = element.get(f"{TABLE}number-{what}-repeated", "1")
    return int(said) if said.isdecimal() and len(said) < 10 else 1
