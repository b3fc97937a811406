"""Reading the public list of school sites: from bytes to schools, sites and refused rows.

Pure: no database, no clock. One row is one site; the rows of a school become one school. Which
columns there are, is read from the header, or taken from the published order without one.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from stdnum.be import vat

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.spreadsheets import FIELD, Bounds, read_day, read_rows
from schools.models.school import SchoolKind, Umbrella
from schools.umbrellas import umbrella_of

BOUNDS = Bounds(megabytes=25, rows=50_000, unpacked=200)
COLUMNS = re.findall(
    r"\w+",
    "schoolnummer intern_vplnummer net naam hoofdzetel adres straat huisnummer busnummer postcode"
    " gemeente niscode provinciecode provincie vwo_vestigingsplaatscode crab_code crab_huisnr lx ly"
    " kbo_nummer telefoon fax e_mail website beheerder_s soort_instelling onderwijsniveau"
    " instellingstype begindatum einddatum status_erkenning clb bestuur scholengemeenschap"
    " leersteuncentrum taalstelsel ingerichte_hoofdstructuren",
)
NEEDED = ("schoolnummer", "naam", "postcode", "gemeente")
OTHER_NAMES = {
    "instellingsnummer": "schoolnummer",
    "intern_volgnummer": "intern_vplnummer",
    "email": "e_mail",
    "beheerder": "beheerder_s",
    "ses": "ses_percentage",
}
ORDINARY, SPECIAL = "gewoon lager onderwijs", "buitengewoon lager onderwijs"
LONGEST_NUMBER = 9  # digits, zeros in front included
LONGEST_CELL = 1000  # characters in which an e-mail address is looked for: longer takes minutes
EMAIL = re.compile(r"[^@\s;,<>]+@[^@\s;,<>]+\.[a-z]{2,}", re.IGNORECASE)


class _Wrong(Exception):
    """This row can't be used; the sentence says why."""


@dataclass(frozen=True)
class ListedAddress:
    street: str
    house_number: str
    postal_code: str
    municipality: str


@dataclass(frozen=True)
class ListedSite:
    sequence: int
    name: str
    address: ListedAddress
    is_head: bool


@dataclass(frozen=True)
class ListedSchool:
    """None means: the list says nothing about it, so what is known stays."""

    institution_number: int
    name: str
    address: ListedAddress
    email: str | None
    phone: str | None
    umbrella: Umbrella | None
    kind: SchoolKind | None
    ses_percentage: Decimal | None
    ses_zone: str | None
    board: str | None
    # The list does not say whose number it is: the institution's or its board's.
    enterprise_number: str | None
    sites: tuple[ListedSite, ...]


@dataclass(frozen=True)
class RefusedRow:
    line: int
    label: str
    reason: str


@dataclass
class SchoolList:
    """What the file says: schools to store, rows that can't be used, and how many rows are not
    about a primary school that exists today (`skipped`)."""

    schools: list[ListedSchool] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)
    skipped: int = 0


def read_school_list(content: bytes, *, today: date) -> SchoolList:
    """The schools in the file; sites that ended before `today` are skipped. Raises
    Refused for what is no such list."""
    found = SchoolList()
    sites: dict[int, dict[int, tuple[ListedSite, Mapping[str, str]]]] = {}
    for line, row in _rows(content):
        try:
            number = _number(row, "schoolnummer", "Het schoolnummer", 100, 999_999)
            if not _is_primary(row) or _has_ended(row, today):
                found.skipped += 1
                continue
            site = _site(row)
            if site.sequence in sites.setdefault(number, {}):
                raise _Wrong(f"Vestigingsplaats {site.sequence} staat twee keer in het bestand.")
            sites[number][site.sequence] = (site, row)
        except _Wrong as wrong:
            label = f"{row.get('schoolnummer', '')} {row.get('naam', '')}".strip()[:120]
            found.refused.append(RefusedRow(line, label, str(wrong)))
    found.schools = [_school(number, rows) for number, rows in sorted(sites.items()) if rows]
    return found


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """The number of a row and its cells by column name; without a header, in the published order."""
    rows = read_rows(content, BOUNDS)
    columns = COLUMNS
    if not rows[0].cells[0].isdecimal():
        columns = _columns(rows.pop(0).cells)
    for row in rows:
        yield row.number, _cells(columns, row.cells)


def _columns(header: list[str]) -> list[str]:
    names = [_column(cell) for cell in header]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise Refused(
            f"Deze kolommen ontbreken: {', '.join(missing)}."
            " Gebruik het openbare bestand van de vestigingsplaatsen.",
            field=FIELD,
        )
    return names


def _column(cell: str) -> str:
    plain = unicodedata.normalize("NFKD", cell.casefold()).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return OTHER_NAMES.get(name, name)


def _cells(columns: list[str], cells: list[str]) -> dict[str, str]:
    return {name: " ".join(cell.split()) for name, cell in zip(columns, cells, strict=False)}


def _number(row: Mapping[str, str], name: str, label: str, least: int, most: int) -> int:
    text = row.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER
    if not is_number or not least <= int(text) <= most:
        raise _Wrong(f"{label} is geen getal van {least} tot {most}: “{text[:30]}”.")
    return int(text)


def _is_primary(row: Mapping[str, str]) -> bool:
    kinds = row.get("ingerichte_hoofdstructuren", "").casefold()
    return not kinds or ORDINARY in kinds or SPECIAL in kinds


def _kind(rows: list[Mapping[str, str]]) -> SchoolKind | None:
    """Special when that is all there is; a school with both is ordinary."""
    kinds = " ".join(row.get("ingerichte_hoofdstructuren", "") for row in rows).casefold()
    if SPECIAL in kinds and ORDINARY not in kinds.replace(SPECIAL, ""):
        return SchoolKind.SPECIAL
    return SchoolKind.ORDINARY if ORDINARY in kinds else None


def _has_ended(row: Mapping[str, str], today: date) -> bool:
    day = read_day(row.get("einddatum", ""))
    return day is not None and day < today


def _site(row: Mapping[str, str]) -> ListedSite:
    sequence = 1
    if row.get("intern_vplnummer"):
        sequence = _number(row, "intern_vplnummer", "Het intern volgnummer", 0, 999)
    return ListedSite(
        sequence=sequence,
        name=_needed(row, "naam", "De naam", 200),
        address=_address(row),
        is_head=row.get("hoofdzetel", "").casefold() in ("ja", "j", "1", "true", "waar", "x"),
    )


def _address(row: Mapping[str, str]) -> ListedAddress:
    """Street and number, from their own columns or else from `adres`."""
    street, house = row.get("straat", ""), row.get("huisnummer", "")
    if not street and (parts := re.fullmatch(r"(.+?)\s+(\d\S*)", row.get("adres", ""))):
        street, house = parts.groups()
    if box := row.get("busnummer", ""):
        house = f"{house} bus {box}" if house else box
    postal_code = row.get("postcode", "")
    if not re.fullmatch(r"[1-9][0-9]{3}", postal_code):
        raise _Wrong(f"De postcode heeft geen vier cijfers: “{postal_code[:30]}”.")
    address = {"straat": street, "huisnummer": house or "z/n"}
    return ListedAddress(
        street=_needed(address, "straat", "De straat", 100),
        house_number=_needed(address, "huisnummer", "Het huisnummer", 20),
        postal_code=postal_code,
        municipality=_needed(row, "gemeente", "De gemeente", 80),
    )


def _needed(row: Mapping[str, str], name: str, label: str, most: int) -> str:
    text = row.get(name, "")
    if not text:
        raise _Wrong(f"{label} ontbreekt.")
    if len(text) > most:
        raise _Wrong(f"{label} is langer dan {most} tekens.")
    return text


def _school(number: int, rows: Mapping[int, tuple[ListedSite, Mapping[str, str]]]) -> ListedSchool:
    """One school from its sites; its own name and address are those of the hoofdzetel."""
    sites = [site for site, _ in rows.values()]
    head = min(sites, key=lambda site: (not site.is_head, site.sequence))
    row = rows[head.sequence][1]
    email = EMAIL.search(row.get("e_mail", "")[:LONGEST_CELL])
    zone = row.get("ses_zone", "").upper()
    return ListedSchool(
        institution_number=number,
        name=head.name,
        address=head.address,
        email=email.group().lower()[:254] if email else None,
        phone=row.get("telefoon", "")[:40] or None,
        umbrella=umbrella_of(
            net=row.get("net", ""),
            board=f"{row.get('beheerder_s', '')} {row.get('bestuur', '')}",
        ),
        kind=_kind([cells for _, cells in rows.values()]),
        ses_percentage=_decimal(row.get("ses_percentage", "")),
        ses_zone=zone if re.fullmatch(r"[A-Z]", zone) else None,
        board=row.get("bestuur", "")[:200] or None,
        enterprise_number=_enterprise_number(row.get("kbo_nummer", "")),
        sites=tuple(sorted(sites, key=lambda site: site.sequence)),
    )


def _enterprise_number(text: str) -> str | None:
    return vat.compact(text) if vat.is_valid(text) else None


def _decimal(text: str) -> Decimal | None:
    try:
        value = Decimal(text.replace("%", "").strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not value.is_finite() or not 0 <= value < 1000:
        return None
    rounded = round(value, 2)
    return rounded if rounded < 1000 else None
