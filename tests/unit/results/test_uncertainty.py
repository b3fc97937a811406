"""Intervals, shrinkage and errors of measurement, against SciPy and plain Python."""

import math
from statistics import fmean, stdev, variance

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from results.analysis.means import group_means
from results.analysis.percentages import Percentages
from results.analysis.shrinkage import components, shrunken
from results.analysis.students_t import t_quantile, two_sided
from results.analysis.trend import EditionFigure, trend
from results.analysis.uncertainty import (
    Estimate,
    Standing,
    compare,
    mean_interval,
    measurement_error,
    pupil_interval,
)

confidences = st.floats(0.5, 0.9999)


@given(confidences, st.integers(1, 500))
def test_t_against_scipy(confidence, freedom):
    expected = stats.t.ppf((1 + confidence) / 2, freedom)
    assert t_quantile(confidence, freedom) == pytest.approx(expected, rel=1e-7)
    if freedom <= 200:
        assert two_sided(expected, freedom) == pytest.approx(confidence, abs=1e-9)


@pytest.mark.parametrize(
    ("freedom", "printed"),  # Student's own table as printed in every textbook, two-sided 95 %
    [(1, 12.706), (2, 4.303), (4, 2.776), (17, 2.110), (30, 2.042), (120, 1.980), (10**6, 1.960)],
)
def test_t_against_the_printed_table(freedom, printed):
    assert round(t_quantile(0.95, freedom), 3) == printed


def test_t_refuses_what_has_no_meaning():
    for confidence, freedom in ((0.95, 0), (1, 5), (0, 5)):
        with pytest.raises(ValueError, match="freedom"):
            t_quantile(confidence, freedom)


percents = st.lists(st.floats(20, 80), min_size=2, max_size=40)


def estimate(values) -> Estimate:
    return Estimate(fmean(values), stdev(values) if len(values) > 1 else None, len(values))


@given(percents, st.integers(1, 20))
def test_the_interval_of_a_mean_against_scipy(values, comparisons):
    error = stats.sem(values)
    found = mean_interval(estimate(values), comparisons=comparisons)
    if error < 1e-9:
        assert found is None or found.low == pytest.approx(found.high, abs=1e-6)
        return
    low, high = stats.t.interval(1 - 0.05 / comparisons, len(values) - 1, fmean(values), error)
    assert found.low == pytest.approx(max(low, 0), abs=1e-5)
    assert found.high == pytest.approx(min(high, 100), abs=1e-5)


@given(st.lists(st.floats(20, 80), min_size=5, max_size=40), st.floats(0, 100))
def test_the_decision_is_a_t_test(values, reference):
    """Outside the interval exactly when SciPy's test of one sample says so (off the border)."""
    if stdev(values) < 1e-3:
        return
    p = stats.ttest_1samp(values, reference).pvalue
    if abs(p - 0.05) < 1e-6:
        return
    standing = compare(estimate(values), reference).standing
    if p > 0.05:
        assert standing is Standing.NOT_DISTINCT
    else:
        assert standing is (Standing.ABOVE if fmean(values) > reference else Standing.BELOW)


@pytest.mark.parametrize(
    ("own", "reference", "standing"),
    [
        (Estimate(71.3, 11.0, 18), 69.0, Standing.NOT_DISTINCT),
        (Estimate(80.0, 11.0, 18), 69.0, Standing.ABOVE),
        (Estimate(50.0, 11.0, 18), 69.0, Standing.BELOW),
        (Estimate(50.0, 1.0, 4), 69.0, Standing.UNKNOWN),
        (Estimate(50.0, None, 1), 69.0, Standing.UNKNOWN),
        (Estimate(50.0, 11.0, 18), None, Standing.UNKNOWN),
    ],
)
def test_where_a_mean_stands(own, reference, standing):
    assert compare(own, reference).standing is standing


def test_more_comparisons_claim_less():
    own = Estimate(75.0, 11.0, 18)
    assert compare(own, 69.0).standing is Standing.ABOVE
    assert compare(own, 69.0, comparisons=5).standing is Standing.NOT_DISTINCT


def test_chance_marks_one_picture_in_twenty():
    """5 domains in which nothing is the matter, 4,000 times: a picture with any mark in it is
    about 5 in 100 (the five are independent here), not 23 as without sharing the chance."""
    random = np.random.default_rng(6)
    values = random.normal(60, 12, (4000, 5, 18))
    means, sds = values.mean(axis=2), values.std(axis=2, ddof=1)
    marked = [
        any(
            compare(Estimate(m, s, 18), 60, comparisons=5).standing is not Standing.NOT_DISTINCT
            for m, s in zip(mean, sd, strict=True)
        )
        for mean, sd in zip(means.tolist(), sds.tolist(), strict=True)
    ]
    assert 0.04 < fmean(marked) < 0.06


def test_pupils_who_are_all_equal_are_not_certain():
    equal = Estimate(70.0, 0.0, 16)
    assert mean_interval(equal) is None
    assert compare(equal, 69.0).standing is Standing.UNKNOWN
    wide = mean_interval(equal, least_sd=8.0)
    assert wide.high - wide.low == pytest.approx(2 * 2.131 * 8 / 4, abs=0.01)


def test_an_interval_stays_on_the_scale():
    assert mean_interval(Estimate(97.0, 10.0, 5)).high == 100
    assert pupil_interval(3.0, 8.0).low == 0


def test_the_error_of_measurement():
    """Wechsler's scale as textbooks tell it: sd 15, reliability 0,96 → 3 points."""
    assert measurement_error(15, 0.96) == pytest.approx(3.0)
    assert measurement_error(15, -0.3) == 15
    assert measurement_error(15, 1.0) == 0
    assert pupil_interval(63.0, 5.0).low == pytest.approx(63 - 1.95996 * 5, abs=1e-4)


def test_the_error_of_measurement_is_what_a_second_test_differs():
    """Two tests of the same pupils, made of 40 alike items: their difference has sd √2·error."""
    random = np.random.default_rng(1)
    able = random.normal(0, 1, 20_000)
    chance = 1 / (1 + np.exp(-able))
    first, second = (random.binomial(1, chance, (40, 20_000)) for _ in range(2))
    items = first.astype(float)
    alpha = 40 / 39 * (1 - items.var(axis=1, ddof=1).sum() / items.sum(axis=0).var(ddof=1))
    error = measurement_error(float(first.sum(axis=0).std(ddof=1)), alpha)
    differs = (first.sum(axis=0) - second.sum(axis=0)).std()
    assert error == pytest.approx(differs / math.sqrt(2), rel=0.02)


def means_of(groups):
    """GroupMeans of one column from lists of percentages."""
    values = np.array([value for group in groups for value in group])[:, None]
    of = Percentages(values, np.zeros(values.shape, np.uint8))
    return group_means(of, np.repeat(np.arange(len(groups)), [len(g) for g in groups]), len(groups))


groups_of = st.lists(
    st.lists(st.floats(0, 100), min_size=1, max_size=8), min_size=2, max_size=8
).filter(lambda groups: any(len(group) > 1 for group in groups))


@given(groups_of)
def test_variances_and_shrinkage_one_by_one(groups):
    n, everything = [len(g) for g in groups], [v for g in groups for v in g]
    total, k = len(everything), len(groups)
    within = sum(variance(g) * (len(g) - 1) for g in groups if len(g) > 1) / (total - k)
    grand = fmean(everything)
    spread = sum(len(g) * (fmean(g) - grand) ** 2 for g in groups) / (k - 1)
    between = max((spread - within) / ((total - sum(size**2 for size in n) / total) / (k - 1)), 0)
    means = means_of(groups)
    found = components(means)
    assert found.within[0] == pytest.approx(within, abs=1e-6)
    assert found.between[0] == pytest.approx(between, abs=1e-6)
    if between > 1e-6:
        for group, value in zip(groups, shrunken(means, found)[:, 0], strict=True):
            weight = between / (between + within / len(group))
            assert value == pytest.approx(grand + weight * (fmean(group) - grand), abs=1e-5)


@given(groups_of.filter(lambda groups: min(map(len, groups)) > 1))
@settings(max_examples=40)
def test_the_ratio_of_variances_is_scipys_f(groups):
    means = means_of(groups)
    found = components(means)
    n = means.pupils[:, 0]
    size = (n.sum() - (n**2).sum() / n.sum()) / (len(n) - 1)
    f = stats.f_oneway(*groups).statistic if found.within[0] > 1e-6 else None
    if f is not None and f > 1:
        assert (found.between[0] * size / found.within[0]) + 1 == pytest.approx(f, rel=1e-6)


def test_small_groups_are_drawn_in_further_and_none_overshoots():
    random = np.random.default_rng(3)
    true = random.normal(65, 6, 400)
    sizes = [3, 30] * 200
    groups = [random.normal(t, 14, n).tolist() for t, n in zip(true, sizes, strict=True)]
    means = means_of(groups)
    found = components(means)
    better = shrunken(means, found)[:, 0]
    assert math.sqrt(found.between[0]) == pytest.approx(6, abs=1)
    assert math.sqrt(found.within[0]) == pytest.approx(14, abs=0.5)
    raw = means.mean[:, 0]
    assert ((better - true) ** 2).mean() < 0.75 * ((raw - true) ** 2).mean()
    kept = (better - found.grand) / (raw - found.grand)
    assert kept[::2].max() < kept[1::2].min()


def test_where_variances_are_unknown_nothing_is_drawn_anywhere():
    one = means_of([[50.0, 60.0]])
    assert np.isnan(shrunken(one, components(one))).all()
    alike = means_of([[50.0, 50.0], [50.0, 50.0]])
    assert shrunken(alike, components(alike)).tolist() == [[50], [50]]


def figure(year, own=70.0, reference=65.0, domain="lezen", pupils=20, comparable=True):
    return EditionFigure(
        year, domain, Estimate(own, 10.0 if pupils > 1 else None, pupils), reference, comparable
    )


def years(found):
    return [[point.year for point in run] for run in found.runs]


def test_a_trend_follows_the_difference_and_not_the_raw_percentage():
    harder = trend([figure(2027, own=60, reference=50), figure(2026, own=70, reference=69)])
    assert [point.difference for point in harder.runs[0]] == [1, 10]
    assert (harder.change, harder.standing) == (9, Standing.ABOVE)


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ([figure(2025), figure(2026), figure(2027)], [[2025, 2026, 2027]]),
        ([figure(2025), figure(2026, comparable=False), figure(2027)], [[2025], [2026, 2027]]),
        ([figure(2025, comparable=False), figure(2026)], [[2025, 2026]]),
        ([figure(2025), figure(2026, domain="luisteren")], [[2025], [2026]]),
        ([figure(2025, domain="Lezen "), figure(2026)], [[2025, 2026]]),
        ([figure(2025), figure(2026, reference=None), figure(2027)], [[2025, 2027]]),
        (
            [figure(2025), figure(2026, reference=None, comparable=False), figure(2027)],
            [[2025], [2027]],
        ),
        ([], []),
    ],
)
def test_only_what_can_be_compared_is_one_line(figures, expected):
    assert years(trend(figures)) == expected


@pytest.mark.parametrize(
    ("first", "now", "standing"),
    [
        (figure(2026, own=66), figure(2027, own=68), Standing.NOT_DISTINCT),
        (figure(2026, own=66), figure(2027, own=80), Standing.ABOVE),
        (figure(2026, own=80), figure(2027, own=66), Standing.BELOW),
        (figure(2026, own=80, pupils=4), figure(2027, own=66), Standing.UNKNOWN),
        (figure(2026, own=80, pupils=1), figure(2027, own=66), Standing.UNKNOWN),
        (figure(2026), figure(2027, domain="luisteren"), Standing.UNKNOWN),
    ],
)
def test_whether_something_changed(first, now, standing):
    assert trend([first, now]).standing is standing


def test_two_figures_of_one_year_are_refused():
    with pytest.raises(ValueError, match="2026"):
        trend([figure(2026), figure(2026)])


@given(st.integers(2, 40), st.integers(2, 40), st.floats(1, 20), st.floats(1, 20))
def test_the_interval_of_a_change_is_on_the_safe_side(n, m, first, second):
    """Not narrower than Cochran & Cox's, and with one size and spread as wide as theirs."""
    found = trend(
        [
            EditionFigure(2026, "lezen", Estimate(70, first, n), 65),
            EditionFigure(2027, "lezen", Estimate(70, second, m), 65),
        ]
    )
    a, b = first**2 / n, second**2 / m
    t1, t2 = (stats.t.ppf(0.975, size - 1) for size in (n, m))
    cochran = (a * t1 + b * t2) / (a + b) * math.sqrt(a + b)
    assert found.half >= cochran - 1e-6
    if n == m and first == second:
        assert found.half == pytest.approx(cochran, rel=1e-6)
