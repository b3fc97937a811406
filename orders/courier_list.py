"""Reading the courier's list: which parcel was sent, when, with which code. Pure.

A CSV (`;`, `,` or tab) or an Excel file with a row of headers: `pakket` and, in any order,
`trackcode` and `datum` (dd/mm/jjjj or jjjj-mm-dd); other columns are left out.
"""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from zipfile import BadZipFile

from python_calamine import CalamineError, CalamineWorkbook

MOST_ROWS = 5_000
LONGEST_CODE = 60
HEADERS = {
    **dict.fromkeys(["pakket", "pakketnummer", "referentie"], "parcel"),
    **dict.fromkeys(["trackcode", "track code", "tracking", "barcode", "zendingsnummer"], "code"),
    **dict.fromkeys(["datum", "verzonden", "verzonden op", "verzenddatum"], "day"),
}


class NotAList(ValueError):
    """The file can't be read as a list; the message is for the person on screen."""


@dataclass(frozen=True)
class Sent:
    """One row: the parcel's number, and its day and code where the list gives them. `reason`:
    why the row can't be used."""

    line: int
    parcel: int | None
    on: date | None
    track_code: str
    reason: str = ""


def read_courier_list(content: bytes) -> list[Sent]:
    """Every row under the header that is not blank, in the order of the file. Raises NotAList."""
    rows = _workbook(content) if content[:2] == b"PK" else _csv(content)
    rows = [[_text(cell) for cell in row] for row in rows]
    if not rows:
        raise NotAList("Dit bestand is leeg.")
    columns = [HEADERS.get(cell.casefold().strip()) for cell in rows[0]]
    if "parcel" not in columns:
        raise NotAList("De eerste rij heeft geen kolom pakket. Dat nummer staat op de druklijst.")
    if len(rows) > MOST_ROWS:
        raise NotAList(f"Dit bestand heeft meer dan {MOST_ROWS} rijen.")
    found = [
        _sent(number, dict(zip(columns, cells, strict=False)))
        for number, cells in enumerate(rows[1:], start=2)
        if any(cells)
    ]
    return _without_doubles(found)


def _sent(line: int, cells: dict) -> Sent:
    parcel = cells.get("parcel", "").removesuffix(".0")
    code = " ".join(cells.get("code", "").split())
    day, reason = _day(cells.get("day", ""))
    if not (parcel.isascii() and parcel.isdecimal() and len(parcel) < 10):
        return Sent(line, None, None, "", "het pakket heeft geen nummer")
    if len(code) > LONGEST_CODE:
        reason = "de trackcode is te lang"
    return Sent(line, int(parcel), day, code[:LONGEST_CODE], reason)


def _day(text: str) -> tuple[date | None, str]:
    if not text:
        return None, ""
    for form in ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y"):
        try:
            return datetime.strptime(text[:10], form).date(), ""
        except ValueError:
            continue
    return None, f"{text[:20]} is geen datum"


def _without_doubles(rows: list[Sent]) -> list[Sent]:
    seen: dict[int, int] = {}
    found = []
    for row in rows:
        if row.parcel is not None and row.parcel in seen:
            reason = f"pakket {row.parcel} staat ook op rij {seen[row.parcel]}"
            row = Sent(row.line, row.parcel, None, "", reason)
        elif row.parcel is not None:
            seen[row.parcel] = row.line
        found.append(row)
    return found


def _text(cell) -> str:
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).replace("\x00", "").strip()


def _csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    first = text.partition("\n")[0]
    separator = max(";,\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise NotAList("Dit bestand kunnen we niet lezen.") from error


def _workbook(content: bytes) -> list[list]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
        return list(sheet.iter_rows()) if sheet.height <= MOST_ROWS + 1 else _too_long()
    except (CalamineError, BadZipFile, IndexError) as error:
        raise NotAList("Dit Excelbestand kunnen we niet lezen.") from error


def _too_long() -> list:
    raise NotAList(f"Dit bestand heeft meer dan {MOST_ROWS} rijen.")
