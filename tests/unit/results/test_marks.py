"""Cells as whole columns: how they come in, and what a total does beside other cells."""

import numpy as np
import pytest

from results.analysis.cells import EFFECTS
from results.analysis.distribution import p_values
from results.analysis.item_analysis import analyse_items
from results.analysis.marks import EMPTY, MARK_OF_CODE, beside, part_of
from tests.unit.results.columns import domain_percentages, packed_cells


def test_cells_come_in_packed_per_pupil():
    rows = [
        (7, packed_cells([(30, 250), (10, MARK_OF_CODE["N"])])),
        (9, packed_cells([(20, 0), (99, 100)])),  # an item that was added meanwhile
        (8, b""),
        (5, packed_cells([(10, 100)])),  # a pupil who came meanwhile
    ]
    part = part_of(
        rows, pupils=[9, 8, 7], items=[20, 30, 10], maxima=[100, 300, 50], domains=[0] * 3
    )
    assert part.marks.tolist() == [
        [0, EMPTY, EMPTY],
        [EMPTY, EMPTY, EMPTY],
        [EMPTY, 250, MARK_OF_CODE["N"]],
    ]
    assert part.marks.dtype == np.int32
    for pupils, items in (([1, 1], [1]), ([1], [2, 2])):
        with pytest.raises(ValueError, match="twice"):
            part_of([], pupils=pupils, items=items, maxima=[1] * len(items), domains=[0])


def test_a_total_counts_only_where_nothing_else_is_filled():
    """Items 10 and 20, and total 30 of 4 points: alone, as a code, beside an item, beside an A."""
    away = MARK_OF_CODE["A"]
    rows = [
        (1, packed_cells([(30, 300)])),
        (2, packed_cells([(30, MARK_OF_CODE["N"])])),
        (3, packed_cells([(10, 100), (30, 300)])),
        (4, packed_cells([(20, away), (30, 300)])),
        (5, packed_cells([(10, 200), (20, 0)])),
    ]
    keys = {"pupils": [1, 2, 3, 4, 5], "items": [30, 10, 20], "total": 0}
    part = part_of(rows, **keys, maxima=[400, 200, 200], domains=[0, 0, 0])
    found = domain_percentages([part], pupils=5, domains=1, voluntary=np.zeros(5, bool))
    assert found.percent[:, 0].tolist()[:3] == [75, 0, 50]
    assert np.isnan(found.percent[3, 0])
    assert found.percent[4, 0] == 50
    items = p_values(part, found)
    assert (items.p.tolist(), items.pupils.tolist()) == ([75, 0], [2, 1])
    assert analyse_items(part).pupils == 1  # who has every item; a total alone says nothing of them
    assert beside([part, part]).marks.shape == (5, 4)
    assert part.only_domain(0).marks.shape == (5, 2)


def test_every_code_has_a_mark_of_its_own():
    assert set(MARK_OF_CODE) == set(EFFECTS)
    assert len({EMPTY, *MARK_OF_CODE.values()}) == len(EFFECTS) + 1
    assert all(mark < EMPTY for mark in MARK_OF_CODE.values())
