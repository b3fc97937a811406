import pytest

from ovsgtoets.kernel.row_numbers import row_number


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("12", 12), ("007", 7), ("9" * 18, 10**18 - 1)]
)
def test_a_number_is_read(text, number):
    assert row_number(text) == number


@pytest.mark.parametrize(
    "text", ["", "-1", "1.0", " 1", "1e3", "٣", "²", "a", "9" * 19, "9" * 5000]
)
def test_what_no_row_can_have_is_none(text):
    assert row_number(text) is None
