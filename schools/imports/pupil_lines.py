"""Reading the lines of a list of pupils: what each says, or why it can't be read. Pure.

Without a header a line is `klas, naam, voornaam, geslacht`; with one the columns may stand in
any order and others are left out; and the person may say what each column is. A national number is
never read: in a column that we don't use it is passed over, elsewhere its line is refused.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ovsgtoets.kernel.formats import long_date
from ovsgtoets.kernel.spreadsheets import read_day
from schools.imports.pupil_columns import (
    GENDERS,
    GENDERS_WITH_J,
    UNUSED,
    Column,
    columns_of,
    header_of,
    layout_of,
    meanings_of,
)
from schools.imports.pupil_sheet import Row, rows_of
from schools.names import NATIONAL_NUMBER, tidy, wrong_with, wrong_with_number

LAYOUT = "klas, naam, voornaam, geslacht"
NO_NATIONAL_NUMBER = "Hier staat een nummer van 11 cijfers dat op een rijksregisternummer lijkt. Dat mogen we niet bewaren: haal die kolom weg."
ABOVE = "Deze regel staat boven de namen van de kolommen."


@dataclass
class Line:
    """One line: what was read from it, or in `reason` why it can't be."""

    number: int
    raw: str
    class_name: str = ""
    last_name: str = ""
    first_name: str = ""
    gender: str = ""
    pupil_number: str = ""
    left_on: date | None = None
    reason: str = ""

    @property
    def raw_shown(self) -> str:
        """The line without anything that looks like a national number."""
        return NATIONAL_NUMBER.sub("•••", self.raw)


@dataclass
class Reading:
    """`header` is the line with the names of the columns, as it was typed; empty without one."""

    lines: list[Line] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    header: str = ""

    @property
    def unused(self) -> list[str]:
        """The names of the columns that we don't need."""
        return [one.title for one in self.columns if one.title and not one.meaning]


def read_lines(
    text: str, *, meanings: Sequence[str] | None = None, has_header: bool | None = None
) -> Reading:
    """Every line that is not blank, read or with a reason; nothing is dropped but the header.

    `meanings` and `has_header` are what the person said of the columns; None where we look.
    """
    rows = rows_of(text)
    place = _header_place(rows, has_header)
    header = None if place is None else rows[place]
    below = rows if place is None else rows[place + 1 :]
    above = [] if place is None else rows[:place]
    known = meanings
    if known is None and header:
        known = meanings_of(header)
    genders = _genders(below, known)
    lines = [Line(row.number, row.raw, reason=ABOVE) for row in above]
    lines += [_line(row, known, header, genders) for row in below]
    shown = known if known is not None else _first_layout(below)
    return Reading(lines, columns_of(below, header, shown), header.raw if header else "")


def why_gone(line: Line, day: date) -> str:
    """Why a pupil who has left by `day` is not brought in: no points are asked of them. That a pupil
    we have is gone, is said at the pupil. Empty for who is still there."""
    if line.left_on is None or line.left_on > day:
        return ""
    return (
        f"Uitgeschreven op {long_date(line.left_on)} volgens deze lijst. Staat de leerling al bij "
        "Leerlingen, zeg dan daar dat die vertrokken is."
    )


def _header_place(rows: Sequence[Row], has_header: bool | None) -> int | None:
    if has_header is False or not rows:
        return None
    found = header_of(rows)
    return 0 if found is None and has_header else found


def _first_layout(rows: Sequence[Row]) -> list[str]:
    return next((layout for row in rows if (layout := layout_of(row))), [])


def _genders(rows: Sequence[Row], meanings: Sequence[str] | None) -> Mapping[str, str]:
    """How this list writes boy and girl."""
    if meanings is None or "gender" not in meanings:
        return GENDERS
    place = list(meanings).index("gender")
    has_j = any(len(row.cells) > place and row.cells[place].casefold() == "j" for row in rows)
    return GENDERS_WITH_J if has_j else GENDERS


def _line(row: Row, meanings: Sequence[str] | None, header: Row | None, genders) -> Line:
    line = Line(row.number, row.raw)
    if _has_national_number(row, meanings):
        line.reason = NO_NATIONAL_NUMBER
    elif header and len(row.cells) > len(header.cells):
        line.reason = (
            f"Deze regel heeft {len(row.cells)} kolommen, de eerste regel {len(header.cells)}."
        )
    elif (layout := meanings if meanings is not None else layout_of(row)) is None:
        line.reason = _not_understood(row)
    else:
        found = dict(zip(layout, row.cells, strict=False))
        found.pop(UNUSED, None)
        _fill(line, found, genders)
    return line


def _has_national_number(row: Row, meanings: Sequence[str] | None) -> bool:
    """Where something could be read: in any cell, as long as nobody said what the columns are."""
    unused = [one == UNUSED for one in meanings or []]
    return any(
        NATIONAL_NUMBER.search(cell) and not (place < len(unused) and unused[place])
        for place, cell in enumerate(row.cells)
    )


def _not_understood(row: Row) -> str:
    if len(row.cells) == 3:
        return f"Er ontbreekt iets: {LAYOUT}."
    if len(row.cells) > 4:
        return f"Deze regel heeft {len(row.cells)} kolommen, en we verwachten er 4: {LAYOUT}. Kies bij Kolommen wat elke kolom is, of zet er een regel met de namen van de kolommen boven."
    return f"Deze regel begrijpen we niet. Schrijf: {LAYOUT}."


def _fill(line: Line, found: dict[str, str], genders: Mapping[str, str]) -> None:
    if "full_name" in found:
        last_name, comma, first_name = found["full_name"].partition(",")
        if not comma:
            line.reason = "Zet een komma tussen naam en voornaam."
            return
        found |= {"last_name": tidy(last_name), "first_name": tidy(first_name)}
    line.class_name = found.get("class", "")
    line.last_name = found.get("last_name", "")
    line.first_name = found.get("first_name", "")
    line.pupil_number = found.get("number", "")
    gender = found.get("gender", "")
    line.gender = genders.get(gender.casefold(), "")
    left_on = found.get("left_on", "")
    line.left_on = read_day(left_on)
    line.reason = _wrong_with(line, gender)
    if left_on and not (line.left_on or line.reason):
        line.reason = f"“{left_on[:20]}” is geen datum. Schrijf bijvoorbeeld 31/08/2027."


def _wrong_with(line: Line, gender: str) -> str:
    for label, name in (("naam", line.last_name), ("voornaam", line.first_name)):
        if not name:
            return f"De {label} ontbreekt."
        if reason := wrong_with(name):
            return reason
    if not line.gender:
        return "Het geslacht is M, V of X." if gender else "Het geslacht ontbreekt: M, V of X."
    return wrong_with_number(line.pupil_number) or ""
