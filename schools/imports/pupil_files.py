"""A file with pupils, as the text that one could have pasted. Pure: nothing of it is kept.

Read: XLSX, ODS, and CSV in the encodings that spreadsheets and administrations write. Whatever
somebody uploads, reading it takes bounded time and memory.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from xml.etree import ElementTree
from zlib import error as ZlibError

from openpyxl import load_workbook

from ovsgtoets.kernel.errors import Refused
from schools.imports.pupil_columns import HEADER_WITHIN
from schools.imports.pupil_sheet import LINE_END, MOST_TEXT, read_rows, write_rows
from schools.names import NATIONAL_NUMBER

MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 500  # files in a spreadsheet's zip
MOST_LINES = 1000
MOST_COLUMNS = 80
CHUNK = 1 << 16
START = 10_000  # characters in which is looked whether it is text at all
ODS = "application/vnd.oasis.opendocument.spreadsheet"
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"

TOO_LARGE = "Dit bestand is te groot. Bewaar alleen de leerlingen van je klas in een nieuw bestand."
TOO_MANY_LINES = f"Deze lijst heeft meer dan {MOST_LINES} regels. Bewaar alleen de leerlingen van je klas in een nieuwe lijst."
DAMAGED = "Dit bestand kunnen we niet lezen: het is beschadigd, of het is geen rekenblad. Bewaar het als XLSX, ODS of CSV en probeer opnieuw."
NOTHING_IN_IT = "In dit bestand staat niets."

Cells = list[str]


def read_file(content: bytes) -> tuple[str, list[str]]:
    """The text of the file's first sheet, a tab between cells; and the names (or numbers) of the
    columns from which a national number was left out.

    Raises Refused with a sentence for what can't be read or is too much.
    """
    if len(content) > MOST_BYTES:
        raise Refused(TOO_LARGE, field="file")
    try:
        rows = [row for row in _rows(content) if any(cell.strip() for cell in row)]
    except Refused as refusal:
        raise Refused(refusal.sentence, field="file") from refusal
    if not rows:
        raise Refused(NOTHING_IN_IT, field="file")
    if len(rows) > MOST_LINES:
        raise Refused(TOO_MANY_LINES, field="file")
    left_out = _without_national_numbers(rows)
    text = write_rows(rows)
    if len(text) > MOST_TEXT:
        raise Refused(TOO_LARGE, field="file")
    return text, left_out


def _rows(content: bytes) -> list[Cells]:
    if content.startswith(OLD_EXCEL):
        raise Refused(
            "Dit is een oud Excel-bestand (.xls). Bewaar het als XLSX en probeer opnieuw."
        )
    if not content.startswith(b"PK"):
        return [list(row.cells) for row in read_rows(_bounded(decode(content)))]
    try:
        parts = _unpack(content)
        if parts.get("mimetype", b"").strip() == ODS.encode():
            return list(_ods_rows(parts["content.xml"]))
        return _xlsx_rows(content)
    except Refused:
        raise
    except Exception as error:  # a foreign library, on what anybody may send
        raise Refused(DAMAGED) from error


def _without_national_numbers(rows: list[Cells]) -> list[str]:
    """Empties the cells that are a national number and nothing else, in place."""
    found = set()
    for row in rows:
        for place, cell in enumerate(row):
            if NATIONAL_NUMBER.search(cell) and not any(char.isalpha() for char in cell):
                row[place] = ""
                found.add(place)
    head = rows[0] if rows else []
    return [
        head[place] if place < len(head) and head[place] else f"kolom {place + 1}"
        for place in sorted(found)
    ]


# --- text ---


def decode(content: bytes) -> str:
    """The text of a CSV: UTF-8 or UTF-16 with their mark or without, else what Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    if encoding := _utf_16_without_mark(content[:400]):
        return _decoded(content, encoding)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _decoded(content, "cp1252")


def _utf_16_without_mark(start: bytes) -> str:
    """In letters of Europe, of every two bytes one is mostly 0: which, tells the order."""
    even, odd = start[::2].count(0), start[1::2].count(0)
    if len(start) < 4 or max(even, odd) < len(start) // 4:
        return ""
    if min(even, odd) > len(start) // 8:
        return ""  # zeros everywhere: no text at all
    return "utf-16-le" if odd > even else "utf-16-be"


def _decoded(content: bytes, encoding: str) -> str:
    return content.decode(encoding, errors="replace")


def _bounded(text: str) -> str:
    strange = sum(
        char == "\ufffd" or (char < " " and char not in "\t\r\n") for char in text[:START]
    )
    if "\x00" in text or strange > len(text[:START]) // 20:
        raise Refused(DAMAGED)
    if len(LINE_END.findall(text)) > 2 * MOST_LINES:  # blank ones and long cells count here
        raise Refused(TOO_MANY_LINES)
    return text


# --- spreadsheets ---


def _unpack(content: bytes) -> dict[str, bytes]:
    """The parts of the zip that say what it is. Every part is unpacked once here, counted: one
    that says less than it holds is damaged, and together they have a limit."""
    left, kept = MOST_UNPACKED, {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Refused(TOO_LARGE)
        for part in parts:
            keep = part.filename in ("mimetype", "content.xml")
            pieces = []
            try:
                with archive.open(part) as file:
                    while chunk := file.read(CHUNK):
                        left -= len(chunk)
                        if left < 0:
                            raise Refused(TOO_LARGE)
                        if keep:
                            pieces.append(chunk)
            except ZlibError as error:
                raise Refused(DAMAGED) from error
            if keep:
                kept[part.filename] = b"".join(pieces)
    return kept


def _xlsx_rows(content: bytes) -> list[Cells]:
    """Read as a stream, so that a cell at the far end of the sheet does not fill the memory."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its size is often wrong
        rows = []
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)):
            if number > 20 * MOST_LINES:
                raise Refused(TOO_MANY_LINES)
            if any(value is not None for value in row):
                rows.append([_written(value) for value in row])
            if len(rows) > MOST_LINES + HEADER_WITHIN:
                raise Refused(TOO_MANY_LINES)
        return rows
    finally:
        book.close()


def _written(value) -> str:
    """A cell as people would type it."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _ods_rows(content: bytes) -> Iterator[Cells]:
    """The rows of the first table. A row or cell that says "so many times me" is written out only
    where something stands in it, and never further than our limits."""
    lines = 0
    for _, element in ElementTree.iterparse(io.BytesIO(content)):  # noqa: S314 — expat ≥ 2.4 bounds entities
        if element.tag == f"{TABLE}table":
            return
        if element.tag != f"{TABLE}table-row":
            continue
        cells = _ods_cells(element)
        if any(cells):
            times = min(_times(element, "rows"), MOST_LINES + 1)
            lines += times
            if lines > MOST_LINES + HEADER_WITHIN:
                raise Refused(TOO_MANY_LINES)
            yield from (list(cells) for _ in range(times))
        element.clear()


def _ods_cells(row: ElementTree.Element) -> Cells:
    cells: Cells = []
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        text = "\n".join("".join(line.itertext()) for line in cell.iter(f"{TEXT}p"))
        cells += [text] * min(_times(cell, "columns"), MOST_COLUMNS - len(cells))
    return cells


def _times(element: ElementTree.Element, what: str) -> int:
    said = element.get(f"{TABLE}number-{what}-repeated", "1")
    return int(said) if said.isdecimal() and len(said) < 10 else 1
