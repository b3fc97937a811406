"""Distributions, and the references they are of, against plain Python and a published example."""

from statistics import fmean, stdev

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.analysis.distribution import BINS, PERCENTILES, distribution, distributions, histogram
from results.analysis.marks import EMPTY, Part
from tests.unit.results.columns import domain_percentages

values_of = st.lists(st.floats(0, 100), min_size=1, max_size=60)


@given(values_of)
def test_a_distribution_against_plain_python(values):
    found = distribution(np.array(values), schools=3)
    ordered = sorted(values)
    for which, percentile in zip(PERCENTILES, found.percentiles, strict=True):
        place = (len(ordered) - 1) * which / 100  # Hyndman & Fan, type 7
        low = ordered[int(place)]
        high = ordered[min(int(place) + 1, len(ordered) - 1)]
        assert percentile == pytest.approx(low + (high - low) * (place % 1), abs=1e-9)
    assert found.mean == pytest.approx(fmean(values), abs=1e-9)
    if len(values) > 1:
        assert found.sd == pytest.approx(stdev(values), abs=1e-7)
    else:
        assert found.sd is None
    assert sum(found.histogram) == found.pupils == len(values)


def test_percentiles_of_a_published_example():
    """The series 1 … 9: quartiles 3, 5 and 7 by type 7, as R's manual of `quantile` defines it."""
    found = distribution(np.arange(1.0, 10.0), schools=1)
    assert (found.percentile(25), found.percentile(50), found.percentile(75)) == (3, 5, 7)
    assert found.middle_half == (3, 7)
    assert distribution(np.array([]), schools=0) is None


def test_the_ends_of_the_histogram_and_what_floats_leave_behind():
    bins = histogram(np.array([0, 4.99, 5, 69.999999999999, 95, 100.0]))
    assert len(bins) == BINS
    assert {place: count for place, count in enumerate(bins) if count} == {0: 2, 1: 1, 14: 1, 19: 2}


def test_a_reference_over_all_or_over_comparable_schools():

    part = Part(
        np.array([[10], [20], [40], [EMPTY]], np.int32),
        np.array([100], np.int32),
        np.array([0], np.int16),
    )
    found = domain_percentages([part], pupils=4, domains=1, voluntary=np.zeros(4, bool))
    schools, zones = np.array([1, 1, 2, 3]), np.array(["A", "B", "B", "B"])
    (everybody,) = distributions(found, school_of=schools)
    (comparable,) = distributions(found, school_of=schools, pupils=zones == "B")
    (nobody,) = distributions(found, school_of=schools, pupils=zones == "C")
    assert (everybody.mean, everybody.pupils, everybody.schools) == (pytest.approx(70 / 3), 3, 2)
    assert (comparable.mean, comparable.pupils, comparable.schools) == (30, 2, 2)
    assert nobody is None
