"""Halves go up, also when floating point put them a hair below."""

import pytest

from ovsgtoets.kernel.formats import percent


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (69.25, "69,3 %"),
        (69.24999999999999, "69,3 %"),  # what a mean of floats makes of 69,25
        (69.2499, "69,2 %"),
        (0.05, "0,1 %"),
        (100.0, "100,0 %"),
        (0.0, "0,0 %"),
        (1e-12, "0,0 %"),
        (None, "–"),
    ],
)
def test_percentages(value, shown):
    assert percent(value).replace("\u00a0", " ") == shown
