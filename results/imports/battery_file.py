"""A spreadsheet's first sheet as rows of values, within bounds whatever was uploaded. Pure."""

import csv
import io
import zipfile
from datetime import date, datetime

from openpyxl import load_workbook

from ovsgtoets.kernel.errors import Refused

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_ROWS = 2000
MOST_COLUMNS = 40
FIELD = "file"

TOO_LARGE = "Dit bestand is groter dan 2 MB. Bewaar enkel de lijst met vragen in een nieuw bestand."
TOO_LONG = f"Dit bestand heeft meer dan {MOST_ROWS} rijen."
DAMAGED = "Dit bestand kunnen we niet lezen. Bewaar het als XLSX of CSV en probeer opnieuw."
OLD_EXCEL = "Dit is een oud Excel-bestand (.xls). Bewaar het als XLSX en probeer opnieuw."

Value = str | int | float | date | None


def read_cells(content: bytes) -> list[tuple[int, list[Value]]]:
    """The rows with something in them, each with its number in the file.

    Raises Refused with a sentence for what is no spreadsheet, or too much of one.
    """
    if len(content) > MOST_BYTES:
        raise Refused(TOO_LARGE, field=FIELD)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(OLD_EXCEL, field=FIELD)
    read = _xlsx if content.startswith(b"PK") else _csv
    rows = [
        (n, row) for n, row in enumerate(read(content), 1) if any(v not in (None, "") for v in row)
    ]
    if len(rows) > MOST_ROWS:
        raise Refused(TOO_LONG, field=FIELD)
    return rows  # fmt: skip


def _csv(content: bytes) -> list[list[Value]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text or text.count("\ufffd") > len(text) // 50:
        raise Refused(DAMAGED, field=FIELD)
    lines = text.splitlines()
    if len(lines) > 2 * MOST_ROWS:
        raise Refused(TOO_LONG, field=FIELD)
    head = next((line for line in lines if line.strip()), "")
    separator = max(";\t,", key=head.count)
    try:
        return [
            [cell.strip() for cell in row[:MOST_COLUMNS]]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        ]
    except csv.Error as error:
        raise Refused(DAMAGED, field=FIELD) from error


def _xlsx(content: bytes) -> list[list[Value]]:
    """Streamed: a cell at the far end of the sheet does not fill the memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
                raise Refused(TOO_LARGE, field=FIELD)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            return _rows_of(book.worksheets[0])
        finally:
            book.close()
    except Refused:
        raise
    except Exception as error:
        raise Refused(DAMAGED, field=FIELD) from error


def _rows_of(sheet) -> list[list[Value]]:
    sheet.reset_dimensions()  # what a file says of its size is often wrong
    rows = []
    for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
        rows.append([_value(value) for value in row])
        if len(rows) > 5 * MOST_ROWS:
            raise Refused(TOO_LONG, field=FIELD)
    return rows


def _value(value) -> Value:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if value is None or (isinstance(value, date | int | float) and not isinstance(value, bool)):
        return value
    return str(value).strip()
