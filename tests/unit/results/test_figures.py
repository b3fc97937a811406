"""From cells to percentages, against tables worked out by hand and an independent computation."""

import numpy as np
import pytest

from results.analysis.cells import EFFECTS
from results.analysis.layout import Column, ItemColumn, Layout, sums_of
from results.analysis.marks import EMPTY, MARK_OF_CODE
from results.analysis.means import area_means, group_means
from results.analysis.percentages import LeftOut, Percentages, area_percentages
from results.models import ScoreCode
from tests.unit.results.naive import Cell, pupil_figures


def percentages(maxima, rows, *, has_total=False) -> Percentages:
    """Of one domain asked in one part; `rows`: per pupil what stands in each cell, as typed. With
    `has_total` the last column is the total on the booklet."""
    items = tuple(
        ItemColumn(n, str(n), None, 1, "deel", 0, round(100 * most),
                   has_total and n == len(maxima) - 1)
        for n, most in enumerate(maxima)
    )  # fmt: skip
    layout = Layout(((1, "gebied"),), (Column(1, "domein", 0),), items)
    marks = np.array([[mark(cell) for cell in row] for row in rows], np.int32)
    marks = marks.reshape(len(rows), len(items))
    return sums_of(layout, marks).percentages(voluntary=np.zeros(len(rows), bool))


def mark(cell: str) -> int:
    return EMPTY if not cell else MARK_OF_CODE.get(cell) or round(100 * float(cell))


@pytest.mark.parametrize(
    ("cells", "percent", "why"),
    [
        ([("1", 2), ("3", 4)], 100 * 4 / 6, LeftOut.COUNTS),
        ([("2.5", 5)], 50, LeftOut.COUNTS),
        ([("0", 4)], 0, LeftOut.COUNTS),
        ([("4", 4), ("", 4)], 100, LeftOut.COUNTS),  # empty is not entered yet
        ([("4", 4), ("N", 4)], 50, LeftOut.COUNTS),  # not made counts as 0 points
        ([("N", 4)], 0, LeftOut.COUNTS),
        ([("4", 4), ("A", 4)], 100, LeftOut.COUNTS),  # absent is left out
        ([("A", 4)], None, LeftOut.NO_FIGURE),
        ([("3", 4), ("X", 4)], 75, LeftOut.COUNTS),  # invalid is left out
        ([("3", 4), ("V", 4)], 75, LeftOut.EXEMPT),  # exempt: left out, own result only
        ([("V", 4)], None, LeftOut.EXEMPT),
        ([("N", 2), ("A", 9), ("1", 2), ("X", 5)], 25, LeftOut.COUNTS),
    ],
)
def test_the_effect_of_each_cell(cells, percent, why):
    found = percentages([most for _, most in cells], [[what for what, _ in cells]])
    expected = np.nan if percent is None else percent
    assert found.percent[0, 0] == pytest.approx(expected, abs=1e-12, nan_ok=True)
    assert found.left_out[0, 0] == why


@pytest.mark.parametrize(
    ("questions", "total", "percent"),
    [
        (["", ""], "30", 75),  # a total alone is the result
        (["2", ""], "30", 50),  # beside a question it is a control
        (["A", ""], "30", None),  # also beside a code
        (["", ""], "N", 0),
    ],
)
def test_when_a_total_is_a_result(questions, total, percent):
    found = percentages([4, 4, 40], [[*questions, total]], has_total=True)
    expected = np.nan if percent is None else percent
    assert found.percent[0, 0] == pytest.approx(expected, nan_ok=True)


def test_every_code_has_an_effect_and_no_other():
    assert set(EFFECTS) == set(ScoreCode.values)
    with pytest.raises(KeyError):
        pupil_figures([Cell(1, 1, None, 4, "?")])


def of(*columns, out=()) -> Percentages:
    """`columns`: per domain the pupils' percentages; `out`: (pupil, domain) of who is exempt."""
    percent = np.array(columns, float).T
    left_out = np.where(np.isnan(percent), LeftOut.NO_FIGURE, LeftOut.COUNTS).astype(np.uint8)
    for place in out:
        left_out[place] = LeftOut.EXEMPT
    return Percentages(percent, left_out)


def test_who_has_no_figure_or_is_exempt_does_not_weigh():
    nan = np.nan
    means = group_means(of([80, nan, 20], out=[(2, 0)]), np.zeros(3, int), 1)
    assert (means.mean[0, 0], means.pupils[0, 0]) == (80, 1)
    assert np.isnan(group_means(of([nan]), np.zeros(1, int), 1).mean[0, 0])


def test_an_area_is_the_unweighted_mean_of_its_domains_and_waits_for_all():
    nan, areas = np.nan, np.zeros(2, np.int16)
    means = group_means(of([60, 60, 60], [90, nan, nan]), np.zeros(3, int), 1)
    assert [v[0, 0] for v in area_means(means, areas)] == [75, 1]
    means = group_means(of([60], [nan]), np.zeros(1, int), 1)
    assert np.isnan(area_means(means, areas)[0][0, 0])
    own = area_percentages(of([50, 50], [nan, 70], out=[(1, 1)]), areas)
    assert np.isnan(own.percent[0, 0])
    assert (own.percent[1, 0], own.left_out[1, 0]) == (60, LeftOut.EXEMPT)
