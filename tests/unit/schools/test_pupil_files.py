"""Files with pupils become the text that one could have pasted."""

import pytest

from ovsgtoets.kernel.errors import Refused
from schools.imports.pupil_files import BOUNDS, read_file
from schools.imports.pupil_sheet import rows_of
from tests.spreadsheets import ods, text, xlsx

ROWS = [["Naam", "Voornaam"], ["D'Hondt", "Zoë"], ["", ""], ["Maes", "Élif"]]
READ = [("Naam", "Voornaam"), ("D'Hondt", "Zoë"), ("Maes", "Élif")]


def cells(content: bytes):
    found, _ = read_file(content)
    return [row.cells for row in rows_of(found)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])  # fmt: skip
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_text_in_every_encoding(encoding, line_end):
    content = text(ROWS[:2] + ROWS[3:], encoding=encoding, line_end=line_end)
    assert cells(content) == READ


def test_spreadsheets():
    assert cells(xlsx(ROWS)) == READ
    assert cells(ods(ROWS)) == READ


@pytest.mark.parametrize("number", ["15.03.02-123.45", "15030212345", 15030212345, 15030212345.0])
def test_a_national_number_is_not_read(number):
    content, left_out = read_file(xlsx([["Naam", "Rijksregisternr"], ["Maes", number]]))
    assert content == "Naam\tRijksregisternr\nMaes\t"
    assert left_out == ["Rijksregisternr"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a;b;c\n" * (BOUNDS.rows + 1), "meer dan 1000 rijen. Bewaar alleen de leerlingen"),
        (xlsx([["a" * 200, f"b{n}" * 50] for n in range(900)]), "te groot. Bewaar alleen de leer"),
        (b"  \n \n", "staat niets"),
        (xlsx([]), "staat niets"),
    ],
)
def test_what_is_too_much_or_nothing_is_refused(content, sentence):
    with pytest.raises(Refused, match=sentence) as refused:
        read_file(content)
    assert refused.value.field == "file"
