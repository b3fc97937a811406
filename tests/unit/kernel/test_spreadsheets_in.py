"""Spreadsheets that come in: what programs write, what people damage, and what wants to fill the
memory."""

import io
import time
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.spreadsheets import Bounds, csv_text, read_rows, write_csv, write_xlsx
from ovsgtoets.kernel.spreadsheets.text import decode
from tests.spreadsheets import lying, ods, ods_of, text, xlsx, zipped

BOUNDS = Bounds(megabytes=5, rows=1000, columns=20, advice="Bewaar minder.")
ROWS = [["Naam", "Voornaam"], ["D'Hondt", "Zoë"], ["", ""], ["Maes", "Élif"]]
READ = [(1, ["Naam", "Voornaam"]), (2, ["D'Hondt", "Zoë"]), (4, ["Maes", "Élif"])]


def read(content: bytes) -> list[tuple[int, list[str]]]:
    return [(row.number, row.cells) for row in read_rows(content, BOUNDS)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])  # fmt: skip
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("separator", ";,\t")
def test_text_in_every_encoding_and_dialect(encoding, line_end, separator):
    assert read(text(ROWS, encoding=encoding, line_end=line_end, separator=separator)) == READ


def test_workbooks():
    assert read(xlsx(ROWS)) == READ
    assert read(ods(ROWS)) == READ


def test_what_is_written_is_read_again():
    rows = [["Sint-Jan; é", 40], ['zegt "ja"', None], ["twee\nregels", 0]]
    expected = [["naam", "n"], ["Sint-Jan; é", "40"], ['zegt "ja"'], ["twee\nregels", "0"]]
    for content in (
        write_csv(["naam", "n"], rows),
        write_xlsx("t", ["naam", "n"], rows),
        csv_text([["naam", "n"], *rows]).encode(),
    ):
        assert [cells for _, cells in read(content)] == expected


def test_cells_of_a_workbook_are_what_people_would_type():
    cells = [2.0, 2.5, 0.1 + 0.2, 15030212345.0, date(2027, 6, 8), datetime(2027, 6, 8, 9, 30), True, " x "]  # fmt: skip
    assert read(xlsx([cells])) == [
        (1, ["2", "2.5", "0.3", "15030212345", "08/06/2027", "08/06/2027", "WAAR", "x"])
    ]


def test_columns_that_are_further_are_left_out():
    assert read(b";".join([b"x"] * 100)) == [(1, ["x"] * 20)]


def test_the_empty_end_of_a_sheet_costs_nothing():
    """LibreOffice writes the rest of the sheet as one row that is there a million times."""
    tail = (
        '<table:table-row table:number-rows-repeated="1048573">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert read(ods(ROWS, tail=tail)) == READ


def test_blank_rows_that_an_ods_says_once_count():
    gap = '<table:table-row table:number-rows-repeated="7"><table:table-cell/></table:table-row>'
    last = (
        "<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>"
    )
    assert read(ods(ROWS, tail=gap + last))[-1] == (12, ["x"])


def test_text_of_windows():
    assert decode("Zoë".encode("cp1252")) == "Zoë"
    assert decode(b"") == ""


def far_cell() -> bytes:
    book = Workbook()
    book.active["A1"] = "Naam"
    book.active["XFD1048576"] = "ver weg"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


BOMB = zipped({"xl/worksheets/sheet1.xml": b"0" * (BOUNDS.bytes_unpacked + 1)})
REPEATED = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'  # fmt: skip
ENTITIES = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 9))
LAUGHS = f"<!DOCTYPE a [<!ENTITY a0 'haha'>{ENTITIES}]><a>&a8;</a>".encode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (BOMB, "te groot"),
        (lying(BOMB), "niet lezen"),
        (zipped({f"{n}.xml": b"" for n in range(501)}), "te groot"),
        (ods_of(REPEATED), "meer dan 1000 rijen"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": LAUGHS}), "niet lezen"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "niet lezen"),
        (zipped({"iets.txt": b"x"}), "niet lezen"),
        (far_cell(), "meer dan 1000 rijen"),
        (xlsx([["a", "b", "c"]] * 10_000), "meer dan 1000 rijen"),
        (b"a;b;c\n" * 10_000, "meer dan 1000 rijen"),
        (b"\x00\x01\x02\x03" * 1000, "niet lezen"),
        (bytes(range(256)) * 20, "niet lezen"),
        (b"\xd0\xcf\x11\xe0 oud", "oud Excel-bestand"),
        (b"x" * (BOUNDS.bytes + 1), "groter dan 5 MB. Bewaar minder."),
        (b"naam\n" + b"\n" * 30_000 + b"x", "meer dan 1000 rijen. Bewaar minder."),
        (b'naam\n"' + b"x" * 200_000, "niet lezen"),
        (b"  \n \n", "staat niets"),
        (xlsx([]), "staat niets"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_too_much_or_no_list_is_refused_soon(content, sentence):
    began = time.monotonic()
    with pytest.raises(Refused, match=sentence):
        read(content)
    assert time.monotonic() - began < 20
