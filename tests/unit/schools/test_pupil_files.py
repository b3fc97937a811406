"""Files with pupils: what programs write, what people damage, and what wants to fill the memory."""

import io
import time
import zipfile

import pytest
from openpyxl import Workbook

from ovsgtoets.kernel.errors import Refused
from schools.imports.pupil_files import MOST_UNPACKED, decode, read_file
from schools.imports.pupil_sheet import read_rows
from tests.integration.schools.sheets import ods, ods_of, text, xlsx

ROWS = [["Naam", "Voornaam"], ["D'Hondt", "Zoë"], ["", ""], ["Maes", "Élif"]]
READ = [("Naam", "Voornaam"), ("D'Hondt", "Zoë"), ("Maes", "Élif")]


def cells(content: bytes):
    found, _ = read_file(content)
    return [row.cells for row in read_rows(found)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])  # fmt: skip
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_text_in_every_encoding(encoding, line_end):
    content = text(ROWS[:2] + ROWS[3:], encoding=encoding, line_end=line_end)
    assert cells(content) == READ


def test_spreadsheets():
    assert cells(xlsx(ROWS)) == READ
    assert cells(ods(ROWS)) == READ


def test_the_empty_end_of_a_sheet_costs_nothing():
    """LibreOffice writes the rest of the sheet as one row that is there a million times."""
    tail = (
        '<table:table-row table:number-rows-repeated="1048573">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert cells(ods(ROWS, tail=tail)) == READ


def test_text_of_windows():
    assert decode("Zoë".encode("cp1252")) == "Zoë"
    assert decode(b"") == ""


@pytest.mark.parametrize("number", ["15.03.02-123.45", "15030212345", 15030212345, 15030212345.0])
def test_a_national_number_is_not_read(number):
    content, left_out = read_file(xlsx([["Naam", "Rijksregisternr"], ["Maes", number]]))
    assert content == "Naam\tRijksregisternr\nMaes\t"
    assert left_out == ["Rijksregisternr"]


def zipped(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def far_cell() -> bytes:
    book = Workbook()
    book.active["A1"] = "Naam"
    book.active["XFD1048576"] = "ver weg"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def lying(content: bytes) -> bytes:
    """The same zip, whose directory says that a part of 60 MB is 10 bytes."""
    place = content.rindex(b"PK\x01\x02")
    return content[: place + 24] + (10).to_bytes(4, "little") + content[place + 28 :]


BOMB = zipped({"xl/worksheets/sheet1.xml": b"0" * (MOST_UNPACKED + 1)})
REPEATED = '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell></table:table-row>'  # fmt: skip
ENTITIES = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 9))
LAUGHS = f"<!DOCTYPE a [<!ENTITY a0 'haha'>{ENTITIES}]><a>&a8;</a>".encode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (BOMB, "te groot"),
        (lying(BOMB), "niet lezen"),
        (zipped({f"{n}.xml": b"" for n in range(501)}), "te groot"),
        (ods_of(REPEATED), "meer dan 1000 regels"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": LAUGHS}), "niet lezen"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "niet lezen"),
        (zipped({"iets.txt": b"x"}), "niet lezen"),
        (far_cell(), "meer dan 1000 regels"),
        (xlsx([["a", "b", "c"]] * 10_000), "meer dan 1000 regels"),
        (b"a;b;c\n" * 10_000, "meer dan 1000 regels"),
        (b"\x00\x01\x02\x03" * 1000, "niet lezen"),
        (bytes(range(256)) * 20, "niet lezen"),
        (b"  \n \n", "staat niets"),
        (xlsx([]), "staat niets"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_too_much_or_no_list_is_refused_soon(content, sentence):
    began = time.monotonic()
    with pytest.raises(Refused, match=sentence):
        read_file(content)
    assert time.monotonic() - began < 5
