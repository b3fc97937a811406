"""Reading the year's tests from a spreadsheet: headers, dates, numbers, and what can't be read."""

import io
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from ovsgtoets.kernel.errors import Refused
from results.imports.battery_rows import BOUNDS, Row, read_sheet

HEAD = "leergebied;domein;toetsonderdeel;vorm;ingegeven door;vanaf;vraag;maximum;bladzijde"


def read(text: str, encoding: str = "utf-8"):
    return read_sheet(text.encode(encoding))


def row_of(line: str) -> Row:
    return read(f"{HEAD}\n{line}").rows[0]


def test_a_row_is_one_question():
    row = row_of("Nederlands;lezen;Lezen;pen en papier;leerkracht LO;8/06/2027;3a;2,5;blz. 4")
    assert row == Row(
        2, "Nederlands", "lezen", "Lezen", "3a", "paper", "pe_teacher", date(2027, 6, 8), None,
        Decimal("2.5"), 4,
    )  # fmt: skip


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_headers_in_any_order_and_any_separator(separator, encoding):
    lines = [
        ["Vragenlijst", "", "", "", "", "2027"],
        ["Max.", "Extra", "VRAAG", "Onderdeel", " domein ", "Leergebied"],
        ["2", "x", "1", "Één", "lezen", "Nederlands"],
        ["1.5", "", "2", "", "", ""],
    ]
    sheet = read("\r\n".join(separator.join(line) for line in lines), encoding)
    assert sheet.unused == ["Extra"]
    assert not sheet.has_pages
    first, second = sheet.rows
    assert (first.number, first.label, first.maximum) == (3, "1", Decimal(2))
    assert (second.area, second.domain, second.part) == ("Nederlands", "lezen", "Één")
    assert (second.number, second.maximum) == (4, Decimal("1.5"))


@pytest.mark.parametrize(
    "written", ["8/6/2027", "08-06-2027", "8.06.2027", "2027-06-08", "8 juni 2027"]
)
def test_dates_as_people_write_them(written):
    assert row_of(f"N;l;L;papier;;{written};1;2;").opens_on == date(2027, 6, 8)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("N;l;L;papier;;;;2;", "vraag"),
        (";l;L;papier;;;1;2;", "leergebied"),
        ("N;l;L;papier;;;1;;", "maximum"),
        ("N;l;L;papier;;;1;0;", "hoger dan 0"),
        ("N;l;L;papier;;;1;2,555;", "hoogstens 2 cijfers"),
        ("N;l;L;papier;;;1;1000;", "hoger dan 0"),
        ("N;l;L;papier;;;1;A;", "getal"),
        ("N;l;L;schrift;;;1;2;", "pen en papier, digitaal of praktisch"),
        ("N;l;L;;directie;;1;2;", "klasleerkracht of leerkracht LO"),
        ("N;l;L;;;31/02/2027;1;2;", "datum"),
        ("N;l;L;;;juni;1;2;", "datum"),
        ("N;l;L;;;;1;2;vier", "bladzijde"),
        ("N;l;L;;;;1;2;99999999999999", "bladzijde"),
        (f"N;l;L;;;;{'1' * 21};2;", "hoogstens 20"),
        ("N;l;L;;;;totaal op het boekje;40;", "vanzelf"),
    ],
)
def test_a_row_that_can_not_be_used_says_why(line, reason):
    assert reason in row_of(line).reason


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "In dit bestand staat niets"),
        (b"naam;klas\nJan;6A\n", "kolom ontbreekt"),
        (HEAD.encode(), "staat niets"),
        (f"{HEAD};max\nN;l".encode(), "meer dan één keer"),
        (b"PK\x03\x04 broken", "kunnen we niet lezen"),
        (b"\xd0\xcf\x11\xe0 old", "oud Excel-bestand"),
        (b"\x00\x01\x02" * 50, "kunnen we niet lezen"),
        (b"x" * (BOUNDS.bytes + 1), "groter dan 2 MB"),
        ((HEAD + "\nN;l;L;;;;1;2;" * 2001).encode(), "meer dan 2000 rijen"),
    ],
)
def test_a_file_that_can_not_be_used_says_why(content, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        read_sheet(content)
    assert refused.value.field == "file"


def test_a_workbook_with_dates_numbers_and_a_cell_at_the_far_end():
    book = Workbook()
    sheet = book.active
    sheet.append(HEAD.split(";"))
    sheet.append(["N", "l", "L", "digitaal", None, date(2027, 6, 8), 1, 2.0, None])
    sheet["ZZZ3"] = "ver weg"
    content = io.BytesIO()
    book.save(content)
    (row,) = read_sheet(content.getvalue()).rows
    assert (row.label, row.maximum, row.opens_on) == ("1", Decimal(2), date(2027, 6, 8))
    assert row.reason == ""
