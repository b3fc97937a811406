"""Reading the courier's list: which parcel was sent, when, with which code. Pure.

A spreadsheet with a row of headers: `pakket` and, in any order, `trackcode` and `datum`
(dd/mm/jjjj or jjjj-mm-dd); other columns are left out.
"""

from dataclasses import dataclass
from datetime import date

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.spreadsheets import FIELD, Bounds, read_day, read_rows

BOUNDS = Bounds(megabytes=2, rows=5000)
LONGEST_CODE = 60
HEADERS = {
    **dict.fromkeys(["pakket", "pakketnummer", "referentie"], "parcel"),
    **dict.fromkeys(["trackcode", "track code", "tracking", "barcode", "zendingsnummer"], "code"),
    **dict.fromkeys(["datum", "verzonden", "verzonden op", "verzenddatum"], "day"),
}


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
    """Every row under the header that is not blank, in the order of the file. Raises Refused for
    what is no such list."""
    header, *rows = read_rows(content, BOUNDS)
    columns = [HEADERS.get(cell.casefold()) for cell in header.cells]
    if "parcel" not in columns:
        raise Refused(
            "De eerste rij heeft geen kolom pakket. Dat nummer staat op de druklijst.", field=FIELD
        )
    return _without_doubles(
        [_sent(row.number, dict(zip(columns, row.cells, strict=False))) for row in rows]
    )


def _sent(line: int, cells: dict) -> Sent:
    parcel = cells.get("parcel", "")
    code = " ".join(cells.get("code", "").split())
    day, reason = _day(cells.get("day", ""))
    if not (parcel.isascii() and parcel.isdecimal() and len(parcel) < 10):
        return Sent(line, None, None, "", "het pakket heeft geen nummer")
    if len(code) > LONGEST_CODE:
        reason = "de trackcode is te lang"
    return Sent(line, int(parcel), day, code[:LONGEST_CODE], reason)


def _day(text: str) -> tuple[date | None, str]:
    day = read_day(text)
    return day, "" if day or not text else f"{text[:20]} is geen datum"


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
