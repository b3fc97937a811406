"""Reading pasted lines with pupils: separators, a header or none, and what can't be read. Pure.

Without a header a line is `klas, naam, voornaam, geslacht`; with one the columns may stand in
any order and others are left out. A national number is never read: such a line is refused.
"""

import csv
from dataclasses import dataclass, field

from schools.names import NATIONAL_NUMBER, tidy, wrong_with

LAYOUT = "klas, naam, voornaam, geslacht"
COLUMNS = ("class", "last_name", "first_name", "gender")
HEADER_WORDS = {
    **dict.fromkeys(["klas", "klascode", "klasnaam", "administratieve groep"], "class"),
    **dict.fromkeys(["naam", "familienaam", "achternaam"], "last_name"),
    "voornaam": "first_name",
    **dict.fromkeys(["geslacht", "m/v", "m/v/x"], "gender"),
    **dict.fromkeys(["leerling", "naam en voornaam", "naam, voornaam"], "full_name"),
}
GENDERS = {
    **dict.fromkeys(["m", "man", "jongen"], "M"),
    **dict.fromkeys(["v", "vrouw", "meisje"], "V"),
    "x": "X",
}
NO_NATIONAL_NUMBER = "Hier staat een nummer van 11 cijfers dat op een rijksregisternummer lijkt. Dat mogen we niet bewaren: haal die kolom weg."


@dataclass
class Line:
    """One pasted line: what was read from it, or in `reason` why it can't be."""

    number: int
    raw: str
    class_name: str = ""
    last_name: str = ""
    first_name: str = ""
    gender: str = ""
    reason: str = ""

    @property
    def raw_shown(self) -> str:
        """The line without anything that looks like a national number."""
        return NATIONAL_NUMBER.sub("•••", self.raw)


@dataclass
class Reading:
    lines: list[Line] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)  # columns of the header that we don't need


def read_lines(text: str) -> Reading:
    """Every line that is not blank, read or with a reason; nothing is dropped but the header."""
    reading, columns = Reading(), None
    for number, raw in enumerate(text.splitlines(), 1):
        if not (raw := raw.strip("\ufeff \r\n")).strip():
            continue
        cells = _cells(raw)
        if columns is None and not reading.lines and (columns := _header(cells)):
            reading.unused = [
                cell for cell, column in zip(cells, columns, strict=True) if cell and not column
            ]
            continue
        line = Line(number, raw)
        reading.lines.append(line)
        if any(NATIONAL_NUMBER.search(cell) for cell in cells):
            line.reason = NO_NATIONAL_NUMBER
        else:
            _fill(line, _by_column(cells, columns))
    return reading


def _cells(raw: str) -> list[str]:
    separator = next((sign for sign in "\t;" if sign in raw), ",")
    try:
        cells = next(csv.reader([raw], delimiter=separator, skipinitialspace=True))
    except (csv.Error, StopIteration):
        cells = raw.split(separator)
    cells = [tidy(cell) for cell in cells]
    while len(cells) > len(COLUMNS) and not cells[-1]:
        cells.pop()  # a spreadsheet's empty columns on the right
    return cells


def _header(cells: list[str]) -> list[str | None] | None:
    columns = [HEADER_WORDS.get(cell.casefold()) for cell in cells]
    return columns if sum(column is not None for column in columns) >= 2 else None


def _by_column(cells: list[str], columns: list | None) -> dict[str, str] | str:
    """The cells by the name of their column, or the reason why we can't tell."""
    if columns is not None:
        if len(cells) > len(columns):
            return f"Deze regel heeft {len(cells)} kolommen, de eerste regel {len(columns)}."
        return {name: cell for name, cell in zip(columns, cells, strict=False) if name}
    if len(cells) == 4:
        return dict(zip(COLUMNS, cells, strict=True))
    if len(cells) == 3 and "," in cells[1]:
        return dict(zip(("class", "full_name", "gender"), cells, strict=True))
    if len(cells) == 3 and cells[2].casefold() in GENDERS:
        return dict(zip(COLUMNS[1:], cells, strict=True))
    if len(cells) == 3:
        return f"Er ontbreekt iets: {LAYOUT}."
    if len(cells) > 4:
        return f"Deze regel heeft {len(cells)} kolommen, en we verwachten er 4: {LAYOUT}. Zet er een regel met de namen van de kolommen boven."
    return f"Deze regel begrijpen we niet. Schrijf: {LAYOUT}."


def _fill(line: Line, found: dict[str, str] | str) -> None:
    if isinstance(found, str):
        line.reason = found
        return
    if "full_name" in found:
        last_name, comma, first_name = found["full_name"].partition(",")
        if not comma:
            line.reason = "Zet een komma tussen naam en voornaam."
            return
        found |= {"last_name": tidy(last_name), "first_name": tidy(first_name)}
    line.class_name = found.get("class", "")
    line.last_name = found.get("last_name", "")
    line.first_name = found.get("first_name", "")
    gender = found.get("gender", "")
    line.gender = GENDERS.get(gender.casefold(), "")
    line.reason = _wrong_with(line, gender)


def _wrong_with(line: Line, gender: str) -> str:
    for label, name in (("naam", line.last_name), ("voornaam", line.first_name)):
        if not name:
            return f"De {label} ontbreekt."
        if reason := wrong_with(name):
            return reason
    if not line.gender:
        return "Het geslacht is M, V of X." if gender else "Het geslacht ontbreekt: M, V of X."
    return ""
