"""The bench's own arithmetic: which value is the p95, and which budget is missed."""

import pytest

from tests.bench.figures import Figure, of_seconds, percentile, table, timed


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([7], 0.95, 7),
        (range(1, 101), 0.95, 95),
        (range(100, 0, -1), 0.95, 95),
        (range(1, 21), 0.95, 19),
        ([1, 2], 0.95, 2),
        ([3, 1, 2], 0.5, 2),
    ],
)
def test_percentile_is_the_nearest_rank(values, share, expected):
    assert percentile(list(values), share) == expected


def test_a_figure_in_milliseconds_judges_what_the_budget_is_about():
    seconds = [0.010] * 18 + [0.200, 0.300]
    by_median = of_seconds("opening", seconds, budget=25)
    by_p95 = of_seconds("opening", seconds, budget=25, judged="p95")
    assert (by_median.median, by_median.p95, by_median.most) == pytest.approx((10, 200, 300))
    assert (by_median.missed, by_p95.missed) == (False, True)


@pytest.mark.parametrize(
    ("value", "at_least", "missed"),
    [(120, True, False), (119.9, True, True), (120, False, False), (120.1, False, True)],
)
def test_a_budget_is_a_floor_or_a_ceiling(value, at_least, missed):
    assert Figure("a", value, budget=120, at_least=at_least).missed is missed


def test_the_table_marks_what_is_missed_and_leaves_open_what_was_not_measured():
    head, rate, size = table(
        [
            Figure("openings", 105.2, unit="1/s", budget=120, at_least=True, ratio=1.44),
            Figure("size", 8.76, p95=1234.5, unit="kB"),
        ]
    ).splitlines()
    assert head.split() == ["median", "p95", "max", "budget", "×", "plain", "SQL"]
    assert rate.split() == ["!", "openings", "(1/s)", "105", ">=", "120", "1.4"]
    assert size.split() == ["size", "(kB)", "8.8", "1,234"]


def test_timing_leaves_out_the_first_two_and_what_prepares():
    seen = []
    assert len(timed(seen.append, times=3, prepare=lambda: (len(seen),))) == 3
    assert seen == [0, 1, 2, 3, 4]
