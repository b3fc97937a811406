"""Which column of a list of pupils means what: the headers of Informat, Wisa, Smartschool and
LeerID, and what a column without a header looks like. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from schools.imports.pupil_sheet import Row
from schools.names import NATIONAL_NUMBER

MEANINGS = {
    "class": "Klas",
    "last_name": "Naam",
    "first_name": "Voornaam",
    "full_name": "Naam, voornaam",
    "gender": "Geslacht",
    "number": "Stamnummer",
    "left_on": "Uitgeschreven op",
}
UNUSED = ""
LAYOUT = ("class", "last_name", "first_name", "gender")
WORDS = {
    "class": "klas, klascode, klasnaam, klas naam, klasgroep, administratieve groep, adm groep,"
    " groep, officiële klas, klas officieel, class",
    "last_name": "naam, familienaam, achternaam, naam leerling, leerling naam, last name",
    "first_name": "voornaam, officiële voornaam, voornaam leerling, leerling voornaam, first name",
    "full_name": "leerling, naam en voornaam, naam voornaam, volledige naam",
    "gender": "geslacht, m/v, m/v/x, geslacht leerling, gender, sexe",
    "number": "stamnummer, stamnr, stamnr kort, stamboeknummer, stamboeknr, intern nummer,"
    " leerlingnummer, pupil number",
    "left_on": "uitgeschreven op, uitschrijvingsdatum, datum uitschrijving, uitschrijfdatum,"
    " einddatum, einddatum inschrijving, datum einde inschrijving, vertrokken op",
}
MEANING_OF = {
    word.strip(): meaning for meaning, words in WORDS.items() for word in words.split(",")
}
GENDERS = {
    **dict.fromkeys(["m", "man", "jongen", "mannelijk", "male"], "M"),
    **dict.fromkeys(["v", "vrouw", "meisje", "vrouwelijk", "f", "female"], "V"),
    "x": "X",
}
# Where boys are J, the M beside it is a girl.
GENDERS_WITH_J = {**GENDERS, "j": "M", "m": "V"}
HEADER_WITHIN = 10  # lines: above it may stand a title
SHOWN = 3  # examples of a column


@dataclass(frozen=True)
class Column:
    """A column of the list: its name in the first line, what it means for us, a few examples."""

    title: str
    meaning: str
    examples: tuple[str, ...]


def header_of(rows: Sequence[Row]) -> int | None:
    """The place of the line with the names of the columns: at least two are known."""
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        if sum(meaning != UNUSED for meaning in meanings_of(row)) >= 2:
            return place
    return None


def meanings_of(header: Row) -> list[str]:
    """What each column means by its name; of two that mean the same, the first is used."""
    found: list[str] = []
    for cell in header.cells:
        meaning = MEANING_OF.get(_word(cell), UNUSED)
        found.append(UNUSED if meaning in found else meaning)
    return found


def layout_of(row: Row) -> list[str] | None:
    """What the cells of a line without a header mean, by their number; None when we can't tell."""
    cells = row.cells
    if len(cells) == 4:
        return list(LAYOUT)
    if len(cells) == 3 and "," in cells[1]:
        return ["class", "full_name", "gender"]
    if len(cells) == 3 and cells[2].casefold() in GENDERS:
        return list(LAYOUT[1:])
    return None


def columns_of(rows: Sequence[Row], header: Row | None, meanings: Sequence[str]) -> list[Column]:
    """Every column, for the person to look at and correct. `rows` are those below the header."""
    width = max([len(row.cells) for row in rows] + [len(meanings)])
    return [
        Column(
            title=header.cells[n] if header and len(header.cells) > n else "",
            meaning=meanings[n] if len(meanings) > n else UNUSED,
            examples=tuple(_cell(row, n) for row in rows[:SHOWN]),
        )
        for n in range(width)
    ]


def _cell(row: Row, place: int) -> str:
    """Never with a national number: it is shown as little as it is kept."""
    return NATIONAL_NUMBER.sub("•••", row.cells[place]) if len(row.cells) > place else ""


def _word(cell: str) -> str:
    """`Stamnr_kort` and `STAMNR KORT:` are one word."""
    return " ".join(cell.casefold().replace("_", " ").replace(",", " ").strip(" :*.()").split())
