"""Reading pasted lines: what teachers really paste."""

from datetime import date

import pytest

from schools.imports.pupil_lines import read_lines, why_gone


def one(text):
    [line] = read_lines(text).lines
    return line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6A, Peeters, Jan, M", ("6A", "Peeters", "Jan", "M")),
        ("6A;Peeters;Jan;v", ("6A", "Peeters", "Jan", "V")),
        ("6A\tPeeters\tJan\tX", ("6A", "Peeters", "Jan", "X")),
        ("  6A ,  Van  den Berge , Élif , meisje ", ("6A", "Van den Berge", "Élif", "V")),
        ("6A,D'Hondt-Maes,Anne-Sophie,V", ("6A", "D'Hondt-Maes", "Anne-Sophie", "V")),
        ('6A,"Peeters, Jan",M', ("6A", "Peeters", "Jan", "M")),
        ("6A;Peeters, Jan;M", ("6A", "Peeters", "Jan", "M")),
        ('6A;"Peeters, Jan";M', ("6A", "Peeters", "Jan", "M")),
        ("Peeters, Jan, M", ("", "Peeters", "Jan", "M")),
        ("6A;Peeters;Jan;M;;;", ("6A", "Peeters", "Jan", "M")),
        ("\ufeff6A;Peeters;Jan;jongen", ("6A", "Peeters", "Jan", "M")),
    ],
)
def test_a_line_is_read(text, expected):
    line = one(text)
    assert (line.class_name, line.last_name, line.first_name, line.gender) == expected
    assert line.reason == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("6A, Peeters, Jan", "Er ontbreekt iets"),
        ("6A, Peeters, Jan, jan", "Het geslacht is M, V of X."),
        ("6A, Peeters, Jan,", "Het geslacht ontbreekt"),
        ("6A, , Jan, M", "De naam ontbreekt."),
        ("6A, Peeters, , M", "De voornaam ontbreekt."),
        ("6A, 123, Jan, M", "In een naam staat minstens één letter."),
        ("6A, " + "p" * 81 + ", Jan, M", "hoogstens 80 tekens"),
        ("6A, Peeters, Jan, Piet, M", "5 kolommen"),
        ("zomaar iets", "Deze regel begrijpen we niet."),
        ("6A; Peeters; Jan; M; 15.03.02-123.45", "rijksregisternummer"),
        ("6A; Peeters; Jan; 15030212345", "rijksregisternummer"),
        ("6A; Peeters (15.03.02-123.45); Jan; M", "rijksregisternummer"),
    ],
)
def test_what_cannot_be_read_says_why(text, reason):
    assert reason in one(text).reason


def test_a_header_decides_where_the_columns_are():
    reading = read_lines(
        "Naam;Voornaam;Klascode;Klasnr;geboortedatum;Geslacht\n"
        "Peeters;Jan;6A;3;2015-03-02;M\n\n"
        "Maes;Lotte;6A;4;2015-04-02;V\n"
    )
    assert [
        (x.number, x.class_name, x.last_name, x.first_name, x.gender) for x in reading.lines
    ] == [
        (2, "6A", "Peeters", "Jan", "M"),
        (4, "6A", "Maes", "Lotte", "V"),
    ]
    assert reading.unused == ["Klasnr", "geboortedatum"]


def test_a_header_with_a_name_in_one_column():
    [first, second] = read_lines("Klas;Leerling;M/V\n6A;Van den Berge, Jan;M\n6A;Jan;M").lines
    assert (first.last_name, first.first_name) == ("Van den Berge", "Jan")
    assert second.reason == "Zet een komma tussen naam en voornaam."


@pytest.mark.parametrize(
    "written",
    ["12/1/2027", "2027-01-12", "12.01.2027", "12-01-27 ", "20270112", "12/01/2027 00:00"],
)
def test_the_day_on_which_a_pupil_left_is_read_in_every_way_of_writing(written):
    [line] = read_lines(f"Naam;Voornaam;Geslacht;Uitschrijvingsdatum\nMaes;Zoë;V;{written}").lines
    assert (line.left_on, line.reason) == (date(2027, 1, 12), "")
    assert why_gone(line, date(2027, 1, 11)) == ""
    assert why_gone(line, date(2027, 1, 12)) == (
        "Uitgeschreven op 12 januari 2027 volgens deze lijst. Staat de leerling al bij "
        "Leerlingen, zeg dan daar dat die vertrokken is."
    )


def test_who_has_not_left_has_no_day_and_what_is_no_day_is_said():
    first, second = read_lines(
        "Naam;Voornaam;Geslacht;Einddatum inschrijving\nMaes;Zoë;V;\nBos;Jan;M;ja"
    ).lines
    assert (first.left_on, first.reason, why_gone(first, date(2027, 1, 12))) == (None, "", "")
    assert second.reason == "“ja” is geen datum. Schrijf bijvoorbeeld 31/08/2027."


def test_a_column_of_national_numbers_that_we_do_not_use_is_passed_over():
    found = read_lines(
        "Naam;Voornaam;Geslacht;Rijksregisternr;Stamnummer\n"
        "Maes;Zoë;V;15.03.02-123.45;12\n"
        "Bos;Jan;M;15040212345;15040212345"  # where a stamnummer is read, it is refused
    )
    first, second = found.lines
    assert (first.last_name, first.pupil_number, first.reason) == ("Maes", "12", "")
    assert "rijksregisternummer" in second.reason
    assert found.unused == ["Rijksregisternr"]
    assert [column.examples for column in found.columns][3:] == [("•••", "•••"), ("12", "•••")]


def test_a_national_number_is_not_shown_again():
    assert "15030212345" not in one("6A; Peeters; Jan; 15030212345").raw_shown
    assert "123" not in one("6A; Peeters; Jan; M; 15.03.02-123.45").raw_shown


@pytest.mark.parametrize(
    "text", ["\x00", '"', '6A,"Peeters', "\x1e;;;", ",,,,,,,,", "\u2028", "6A;\x00;\x00;M"]
)
def test_anything_can_be_pasted(text):
    for line in read_lines(text).lines:
        assert line.reason
