"""Files for spreadsheets: what was in comes out, and nothing in them computes."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from ovsgtoets.kernel.spreadsheets import harmless, write_csv, write_text, write_xlsx

HEADER = ["naam", "aantal"]


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def read_xlsx(content: bytes) -> list[tuple]:
    return list(load_workbook(io.BytesIO(content)).active.iter_rows())


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_a_cell_that_would_be_a_formula_is_neutralised(sign):
    assert harmless(f"{sign}1+1") == f"'{sign}1+1"
    assert harmless(f"a{sign}1") == f"a{sign}1"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_spaces_before_the_sign_hide_nothing(sign):
    assert harmless(f"  {sign}A1()") == f"'  {sign}A1()"


@pytest.mark.parametrize("text", ["", "-201,50", "-3", "De Linde", "'t Schooltje", "9000"])
def test_what_is_none_stays_as_it_is(text):
    assert harmless(text) == text


@pytest.mark.parametrize("text", ["-", "-2+3", "-1,", "--1", "+32 9 123", "-1,5,2"])
def test_only_a_plain_negative_amount_may_begin_with_a_sign(text):
    assert harmless(text) == f"'{text}"


def test_a_csv_is_what_a_flemish_excel_opens():
    content = write_csv(HEADER, [["Sint-Jan; é", 40], ["=1+1", None]])

    assert content == '\ufeffnaam;aantal\r\n"Sint-Jan; é";40\r\n\'=1+1;\r\n'.encode()


def test_a_workbook_keeps_numbers_as_numbers_and_formulas_as_text():
    header, first, second = read_xlsx(write_xlsx("t" * 40, HEADER, [["Linde", 40], ["=1+1", None]]))

    assert [cell.value for cell in header] == HEADER
    assert (first[0].value, first[1].value, first[1].data_type) == ("Linde", 40, "n")
    assert (second[0].value, second[0].data_type) == ("'=1+1", "s")


@pytest.mark.parametrize("text", ["=1+1", "+32 9 123", "-2+3", "@A1", "\n=1", "  =A1()"])
def test_a_cell_of_a_workbook_marks_as_text_what_a_csv_gives_an_apostrophe(text):
    cell = Workbook().active["A1"]

    write_text(cell, text)

    assert harmless(text) == f"'{text}"
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_a_cell_of_a_workbook_takes_what_can_not_be_written():
    cell = Workbook().active["A1"]

    write_text(cell, "\x01=1+1")

    assert (cell.value, cell.quotePrefix) == ("=1+1", True)


@given(st.text(max_size=40))
def test_nothing_that_is_typed_breaks_a_file_or_becomes_a_formula(text):
    (cell,) = read_xlsx(write_xlsx("t", HEADER, [[text, 1]]))[1][:1]

    assert cell.data_type != "f"
    assert read_csv(write_csv(HEADER, [[text, 1]]))[1][0].lstrip()[:1] not in {"=", "@", "+"}
