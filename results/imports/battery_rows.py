"""The rows of a spreadsheet with the year's tests: one question per row. Pure.

The header may stand in any order, with other columns between; rows above it are left out. Where
leergebied, domein or toetsonderdeel is empty, that of the row above goes on (merged cells). What
is said of a part as a whole (vorm, vanaf …) has to be said once.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import MONTHS
from ovsgtoets.kernel.spreadsheets import FIELD, Bounds, read_rows
from ovsgtoets.kernel.spreadsheets import Row as SheetRow
from results.models import Enterer, Mode
from results.models.battery_triggers import LAST, TOTAL_LABEL

BOUNDS = Bounds(
    megabytes=2, rows=2000, advice="Bewaar enkel de lijst met vragen in een nieuw bestand."
)
HEADER_WORDS = {
    "leergebied": "area",
    "domein": "domain",
    **dict.fromkeys(["toetsonderdeel", "onderdeel", "toets"], "part"),
    **dict.fromkeys(["vorm", "afname"], "mode"),
    **dict.fromkeys(["ingegeven door", "punten ingegeven door", "wie"], "entered_by"),
    **dict.fromkeys(["vanaf", "punten ingeven vanaf", "open vanaf"], "opens_on"),
    **dict.fromkeys(["enkel totaal", "enkel een totaal volstaat"], "may_be_total"),
    **dict.fromkeys(["vraag", "item", "vraagnummer"], "label"),
    **dict.fromkeys(["maximum", "max", "max.", "punten", "hoogste punt"], "maximum"),
    **dict.fromkeys(["bladzijde", "blz", "blz.", "pagina"], "page"),
}
NAMES = {"area": "leergebied", "domain": "domein", "part": "toetsonderdeel", "label": "vraag",
         "maximum": "maximum"}  # fmt: skip
MOST_CHARACTERS = {"area": 80, "domain": 80, "part": 120, "label": 20}
HEADER_WITHIN = 20  # rows from the top
MODES = {
    **dict.fromkeys(("pen en papier", "papier", "schriftelijk"), Mode.PAPER),
    **dict.fromkeys(("digitaal", "digitale toets"), Mode.DIGITAL),
    **dict.fromkeys(("praktisch", "praktische proef", "praktijk"), Mode.PRACTICAL),
}
ENTERERS = {
    **dict.fromkeys(("klasleerkracht", "leerkracht", "klastitularis"), Enterer.CLASS_TEACHER),
    **dict.fromkeys(("leerkracht lo", "lo", "lo-leerkracht"), Enterer.PE_TEACHER),
}
YES_NO = {"ja": True, "j": True, "x": True, "nee": False, "neen": False, "n": False}
DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{1,2})-(\d{1,2})")
DAY_IN_WORDS = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)}) (\d{{4}})")
NUMBER = re.compile(r"[0-9]{1,3}(?:[.,][0-9]{1,2})?")


@dataclass
class Row:
    """One question as the file says it; None where the file says nothing. In `reason` why the
    row can't be used."""

    number: int
    area: str = ""
    domain: str = ""
    part: str = ""
    label: str = ""
    mode: str | None = None
    entered_by: str | None = None
    opens_on: date | None = None
    may_be_total: bool | None = None
    maximum: Decimal | None = None
    page: int | None = None
    reason: str = ""


@dataclass
class Sheet:
    rows: list[Row]
    has_pages: bool  # whether there is a column for it: then an empty cell means no page
    unused: list[str] = field(default_factory=list)  # columns that say nothing to us


def read_sheet(content: bytes) -> Sheet:
    """Every row below the header, read or with a reason; raises Refused without a header, and for
    what is no spreadsheet."""
    found_rows = read_rows(content, BOUNDS)
    place, columns = _find_header(found_rows)
    head = [_text(value) for value in found_rows[place].cells]
    above = dict.fromkeys(("area", "domain", "part"), "")
    rows = []
    for one in found_rows[place + 1 :]:
        found = {name: v for name, v in zip(columns, one.cells, strict=False) if name}
        row = Row(one.number)
        try:
            _read(row, found, above)
        except Refused as refusal:
            row.reason = refusal.sentence
        rows.append(row)
    if not rows:
        raise Refused("Onder de kolomnamen staat niets.", field=FIELD)
    unused = [name for name, column in zip(head, columns, strict=True) if name and not column]
    return Sheet(rows, "page" in columns, unused)


def _find_header(rows: list[SheetRow]) -> tuple[int, list[str | None]]:
    best: tuple[int, list[str | None]] = (0, [])
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        columns = [HEADER_WORDS.get(_text(value).casefold()) for value in row.cells]
        if sum(c is not None for c in columns) > sum(c is not None for c in best[1]):
            best = place, columns
    missing = [word for name, word in NAMES.items() if name not in best[1]]
    if missing:
        raise Refused(f"Deze kolom ontbreekt: {', '.join(missing)}.", field=FIELD)
    twice = {c for c in best[1] if c and best[1].count(c) > 1}
    if twice:
        words = ", ".join(w for w, name in HEADER_WORDS.items() if name in twice)
        raise Refused(f"Deze kolom staat er meer dan één keer: {words}.", field=FIELD)
    return best


def _read(row: Row, found: dict[str, str], above: dict[str, str]) -> None:
    row.label = _text(found.get("label"))  # first: the page names a refused row by it
    for name in above:
        text = _text(found.get(name)) or above[name]
        setattr(row, name, text)
        above[name] = text
    for name, most in MOST_CHARACTERS.items():
        if not (text := getattr(row, name)):
            raise Refused(f"Er ontbreekt iets: {NAMES[name]}.")
        if len(text) > most:
            raise Refused(f"Te lang voor {NAMES[name]}: hoogstens {most} tekens.")
    if row.label.casefold() == TOTAL_LABEL.casefold():
        raise Refused("Het totaal komt er vanzelf: deze rij is niet nodig.")
    row.mode = _choice(found.get("mode"), MODES, "De vorm is pen en papier, digitaal of praktisch.")
    row.entered_by = _choice(
        found.get("entered_by"), ENTERERS, "Ingegeven door: klasleerkracht of leerkracht LO."
    )
    row.may_be_total = _choice(found.get("may_be_total"), YES_NO, "Enkel totaal: ja of nee.")
    row.opens_on = _day(found.get("opens_on"))
    row.maximum = _maximum(found.get("maximum"))
    row.page = _page(found.get("page"))


def _text(value: str | None) -> str:
    text = "".join(" " if char.isspace() else char for char in value or "")
    return " ".join("".join(char for char in text if char.isprintable()).split())


def _choice(value: str | None, choices: dict, sentence: str):
    if not (text := _text(value).casefold()):
        return None
    if text not in choices:
        raise Refused(sentence)
    return choices[text]


def _maximum(value: str | None) -> Decimal:
    if not (text := _text(value)):
        raise Refused("Er ontbreekt iets: maximum.")
    if not NUMBER.fullmatch(text) or not (maximum := Decimal(text.replace(",", "."))):
        raise Refused("Het maximum is een getal hoger dan 0, met hoogstens 2 cijfers na de komma.")
    return maximum


def _page(value: str | None) -> int | None:
    text = _text(value).casefold().removeprefix("blz.").removeprefix("p.").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and 0 < int(text[:6]) < LAST):
        raise Refused("De bladzijde is een geheel getal.")
    return int(text)


def _day(value: str | None) -> date | None:
    if not (text := _text(value).casefold()):
        return None
    try:
        if match := DAY.fullmatch(text):
            day, month, year = match.group(1, 2, 3) if match[1] else match.group(6, 5, 4)
            return date(int(year), int(month), int(day))
        if match := DAY_IN_WORDS.fullmatch(text):
            return date(int(match[3]), MONTHS.index(match[2]) + 1, int(match[1]))
    except ValueError:
        pass
    raise Refused("De datum begrijpen we niet. Schrijf dag/maand/jaar, bv. 8/06/2027.")
