"""One cell: what is typed, and what it means."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ovsgtoets.kernel.errors import Refused
from results.scoring import CODES, EMPTY, Mark, read_mark

FOUR = Decimal("4.00")


@pytest.mark.parametrize(
    ("typed", "points"),
    [
        ("0", "0"), ("4", "4"), ("04", "4"), ("2,5", "2.5"), ("2.5", "2.5"), (" 3 ", "3"),
        (",5", "0.5"), ("3,", "3"), ("3,25", "3.25"), ("3,250", "3.25"), ("4,00", "4"),
    ],
)  # fmt: skip
def test_points(typed, points):
    assert read_mark(typed, FOUR) == Mark(points=Decimal(points))


@pytest.mark.parametrize("code", [*CODES, *(code.lower() for code in CODES)])
def test_codes(code):
    assert read_mark(code, FOUR) == Mark(code=code.upper())


@pytest.mark.parametrize("typed", ["", " ", "\t\u00a0"])
def test_empty(typed):
    assert read_mark(typed, FOUR) is EMPTY


@pytest.mark.parametrize(
    ("typed", "maximum", "sentence"),
    [
        ("4,01", "4", "Hoogstens 4."),
        ("5", "4", "Hoogstens 4."),
        ("3", "2.5", "Hoogstens 2,5."),
        ("-1", "4", "Niet lager dan 0."),
        ("−1", "4", "Niet lager dan 0."),
        ("1,234", "4", "Hoogstens 2 cijfers na de komma."),
        ("o", "4", "Dit is de letter O. Typ het cijfer 0."),
        ("Z", "4", "Een code is A, V, N of X."),
        ("abc", "4", "Dit is geen getal."),
        ("1,2,3", "4", "Dit is geen getal."),
        (",", "4", "Dit is geen getal."),
        ("1 2", "4", "Dit is geen getal."),
        ("١", "4", "Dit is geen getal."),
        ("\x00", "4", "Dit is geen getal."),
        ("9" * 13, "4", "Dit is te lang."),
    ],
)
def test_what_is_refused_says_why(typed, maximum, sentence):
    with pytest.raises(Refused) as refusal:
        read_mark(typed, Decimal(maximum))
    assert refusal.value.sentence == sentence


@given(st.decimals(0, 99, places=2))
def test_what_is_shown_is_read_back_the_same(points):
    mark = Mark(points=points)
    assert read_mark(str(mark), Decimal(100)) == mark


def sentence_or_mark(typed):
    try:
        return read_mark(typed, FOUR)
    except Refused as refusal:
        return refusal.sentence


@given(st.text(max_size=20))
def test_anything_typed_is_a_mark_or_a_sentence(typed):
    found = sentence_or_mark(typed)
    if isinstance(found, str):
        assert found.endswith(".")
    else:
        assert found.is_empty or found.code in CODES or 0 <= found.points <= FOUR


def test_what_counts():
    assert Mark(points=Decimal("2.5")).that_count == Decimal("2.5")
    assert Mark(code="N").that_count == 0
    assert [Mark(code=code).that_count for code in "AVX"] == [None] * 3
    assert EMPTY.that_count is None
