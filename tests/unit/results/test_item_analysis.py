"""How well questions work, against NumPy's and SciPy's correlations and Kuder & Richardson."""

from statistics import pvariance, variance

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from results.analysis.item_analysis import analyse_items
from results.analysis.marks import EMPTY, MARK_OF_CODE, Part


def part_of(points, maxima=None) -> Part:
    """From points per pupil and item; negative numbers are marks."""
    points = np.array(points, float)
    maxima = [5] * points.shape[1] if maxima is None else maxima
    marks = np.where(points < 0, points, np.round(points * 100)).astype(np.int32)
    return Part(marks, np.array(maxima, np.int32) * 100, np.zeros(len(maxima), np.int16))


tables = st.integers(2, 6).flatmap(
    lambda k: st.lists(st.lists(st.integers(0, 5), min_size=k, max_size=k), min_size=3, max_size=25)
)


def alpha_by_hand(rows: list[list[int]]) -> float | None:
    k, total = len(rows[0]), variance([sum(row) for row in rows])
    if k < 2 or not total:
        return None
    return k / (k - 1) * (1 - sum(variance(column) for column in zip(*rows, strict=True)) / total)


def same(found, expected) -> bool:
    return np.isnan(found) if expected is None else found == pytest.approx(expected, abs=1e-9)


@given(tables)
def test_one_by_one(rows):
    found = analyse_items(part_of(rows))
    assert found.pupils == len(rows)
    assert same(found.alpha, alpha_by_hand(rows))
    total = variance([sum(row) for row in rows])
    assert found.sd == pytest.approx(100 * total**0.5 / (5 * len(rows[0])), abs=1e-9)
    for item in range(len(rows[0])):
        own = [row[item] for row in rows]
        others = [row[:item] + row[item + 1 :] for row in rows]
        assert same(found.alpha_without[item], alpha_by_hand(others))
        rest = [sum(row) for row in others]
        varies = len(set(own)) > 1 and len(set(rest)) > 1
        assert same(found.rir[item], stats.pearsonr(own, rest).statistic if varies else None)


@given(st.lists(st.lists(st.integers(0, 1), min_size=4, max_size=4), min_size=3, max_size=30))
def test_items_of_one_point_give_kuder_and_richardsons_formula_20(rows):
    """Psychometrika 2, 1937: k/(k - 1)·(1 - Σpq/σ²), with variances of the population."""
    total = pvariance([sum(row) for row in rows])
    if not total:
        return
    pq = sum(np.mean(column) * (1 - np.mean(column)) for column in zip(*rows, strict=True))
    assert analyse_items(part_of(rows, [1] * 4)).alpha == pytest.approx(4 / 3 * (1 - pq / total))


def test_parallel_items_give_spearman_and_browns_prophecy():
    """Two items that correlate r: alpha is 2r/(1 + r) (British Journal of Psychology 3, 1910)."""
    first, second = [1, 2, 3, 4, 5, 3], [2, 1, 3, 5, 4, 3]  # equal variances
    r = float(np.corrcoef(first, second)[0, 1])
    found = analyse_items(part_of(list(zip(first, second, strict=True))))
    assert found.alpha == pytest.approx(2 * r / (1 + r))
    assert found.rir == pytest.approx([r, r])
    assert np.isnan(found.alpha_without).all()  # one item has no alpha


def test_only_whole_rows_are_in_it_and_not_made_is_zero():
    away, not_made = MARK_OF_CODE["A"], MARK_OF_CODE["N"]
    whole = [[1, 2, 1], [3, 4, 5], [5, 4, 4], [0, 1, 2]]
    with_holes = [[1, 2, 1], [3, 4, 5], [5, 4, 4], [not_made, 1, 2], [away, 5, 0], [5, EMPTY, 0]]
    found, expected = analyse_items(part_of(with_holes)), analyse_items(part_of(whole))
    assert found.pupils == 4
    assert found.alpha == expected.alpha
    assert found.rir.tolist() == expected.rir.tolist()


@pytest.mark.parametrize("rows", [[[1, 2]], [[3, 3], [3, 3], [3, 3]], [[EMPTY, 1], [1, EMPTY]]])
def test_what_can_not_be_computed_is_not_made_up(rows):
    found = analyse_items(part_of(rows))
    assert np.isnan(found.alpha)
    assert np.isnan(found.rir).all()


def test_an_item_that_measures_something_else_stands_out():
    random = np.random.default_rng(2)
    able = random.normal(size=2000)
    good = [(able + random.normal(size=2000) > limit) for limit in (-1, -0.5, 0, 0.5, 1)]
    odd = random.random(2000) > 0.5
    found = analyse_items(part_of(np.array([*good, odd]).T.astype(int), [1] * 6))
    assert found.rir[:5].min() > 0.3 > 0.1 > abs(found.rir[5])
    assert found.alpha_without[5] > found.alpha > found.alpha_without[:5].max()
