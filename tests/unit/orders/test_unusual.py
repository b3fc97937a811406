"""Which numbers get a question, at the borders; what it says; and whose number stands in a name."""

from dataclasses import dataclass

import pytest

from orders.known import Known, key_of, numbers_named
from orders.unusual import is_far, questions


@dataclass
class Row:
    copies: int
    teachers: int = 1
    site_name: str = "De Linde"
    street: str = "Dorpsstraat"
    house_number: str = "1"
    postal_code: str = "9000"
    municipality: str = "Gent"


def asked(copies: int, pupils: int, last_year: int, teachers: int = 1) -> bool:
    return bool(questions([Row(copies, teachers)], pupils=pupils, last_year=last_year))


@pytest.mark.parametrize(
    ("number", "expected", "far"),
    [
        (20, 40, False), (19, 40, True), (60, 40, False), (61, 40, True),  # half of 40
        (18, 8, False), (19, 8, True), (0, 8, False),  # ten, in a small school
        (10, 20, False), (9, 20, True), (30, 20, False), (31, 20, True),  # half is ten
        (150, 300, False), (149, 300, True), (450, 300, False), (451, 300, True),
        (31, 21, False), (32, 21, True),  # half of an odd number: 10,5
    ],
)  # fmt: skip
def test_far_is_more_than_half_away_and_more_than_ten(number, expected, far):
    assert is_far(number, expected) is far


@pytest.mark.parametrize(
    ("copies", "pupils", "last_year", "expected"),
    [
        (400, 40, 42, True),  # far from both
        (42, 40, 42, False),
        (400, 0, 0, False),  # nothing to compare with
        (400, 0, 42, True),
        (400, 40, 0, True),
        (42, 12, 42, False),  # only part of the pupils is entered yet
        (42, 90, 42, True),  # 90 pupils do need a copy, also if last year's number was small
        (41, 40, 12, False),  # the school grew, and the pupils are there
        (60, 40, 0, False), (61, 40, 0, True), (20, 40, 0, False), (19, 40, 0, True),
        (0, 40, 42, False),  # too few is refused elsewhere
        (1, 1, 0, False),
        (450, 300, 0, False),
    ],
)  # fmt: skip
def test_numbers_that_get_a_question(copies, pupils, last_year, expected):
    assert asked(copies, pupils, last_year) is expected


def test_the_question_says_what_is_known_and_that_grouping_is_not_allowed():
    (far_above,) = questions([Row(400)], pupils=40, last_year=42)
    (far_below,) = questions([Row(12)], pupils=40, last_year=0)

    assert far_above.startswith(
        "Je bestelt 400 exemplaren; vorig jaar 42, en we kennen 40 leerlingen. Klopt dat?"
    )
    assert far_above.endswith("groeperen is niet toegelaten.")
    assert far_below == "Je bestelt 12 exemplaren; we kennen 40 leerlingen. Klopt dat?"


def test_the_sum_of_the_addresses_counts():
    assert not questions([Row(20), Row(22)], pupils=40, last_year=0)
    assert questions([Row(40), Row(42)], pupils=40, last_year=0)


@pytest.mark.parametrize(
    ("copies", "teachers", "expected"),
    [
        (20, 20, ()),
        (20, 21, ("21 instructiebundels voor leerkrachten en 20 exemplaren",)),
        (0, 2, ("2 instructiebundels voor leerkrachten en geen exemplaren",)),
        (0, 1, ("1 instructiebundel voor leerkrachten en geen exemplaren",)),
    ],
)
def test_more_bundles_than_copies_are_asked_about(copies, teachers, expected):
    found = questions([Row(copies, teachers), Row(30)], pupils=0, last_year=0)

    assert found == tuple(f"Voor De Linde bestel je {one}. Klopt dat?" for one in expected)


def test_without_any_copies_there_is_nothing_to_ask():
    assert not questions([Row(0, 3)], pupils=40, last_year=40)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("De Linde", set()),
        ("De Linde (146002)", {146002}),
        ("Vestiging 14600201", {146002}),
        ("instellingsnummer: 1234, blok B", {1234}),
        ("Campus 2030", set()),
        ("Lokaal 12, postbus 900", set()),
        ("voor 146002 en 146003", {146002, 146003}),
        ("gsm 0470123456", set()),
    ],
)
def test_numbers_of_schools_in_a_name(name, numbers):
    assert numbers_named(name) == numbers


def test_an_address_is_known_by_its_name_and_address_however_they_are_written():
    assert key_of("GBS  De Linde", Row(1)) == key_of("gbs de linde.", Row(1, street="dorpsstraat"))
    assert key_of("De Linde", Row(1)) != key_of("De Linde", Row(1, house_number="2"))
    assert key_of("De Linde", Row(1)) != key_of("De Kastanje", Row(1))


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        (Known(40, 2, 2), "40 leerlingen en 2 leerkrachten gekend op deze vestigingsplaats."),
        (Known(1, 0, 1), "1 leerling en 1 klas gekend op deze vestigingsplaats."),
        (
            Known(40, 1, 2, 18),
            "40 leerlingen, 2 klassen en 1 leerkracht gekend op deze vestigingsplaats, "
            "18 leerlingen daarvan in een klas zonder vestigingsplaats.",
        ),
        (
            Known(0, 1, 2, 0),
            "2 klassen en 1 leerkracht gekend op deze vestigingsplaats, nog geen leerlingen.",
        ),
    ],
)
def test_what_is_known_is_said_in_a_sentence(known, sentence):
    assert known.sentence == sentence
    assert known.bundles == max(known.teachers, known.classes)
