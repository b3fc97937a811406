"""Figures over whole columns, against the same figures pupil by pupil, in exact numbers."""

import csv
from collections import defaultdict
from decimal import Decimal
from io import StringIO
from statistics import fmean, stdev

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ovsgtoets.kernel.formats import number
from results.analysis.cells import EFFECTS
from results.analysis.distribution import (
    BINS,
    PERCENTILES,
    distribution,
    distributions,
    histogram,
    p_values,
)
from results.analysis.item_analysis import analyse_items
from results.analysis.marks import (
    EMPTY,
    HUNDREDTHS,
    MARK_OF_CODE,
    Part,
    beside,
    packed_cells,
    part_of,
)
from results.analysis.means import NOBODY, area_means, group_means
from results.analysis.percentages import LeftOut, area_percentages, domain_percentages
from tests.unit.results.naive import (
    Cell,
    PupilFigure,
    area_figure,
    area_percent,
    group_figure,
    pupil_figures,
)
from tests.unit.results.test_flemish_averages import PUBLISHED, TOTALS

PUPILS, DOMAINS, AREAS = 6, 3, np.array([0, 0, 1], np.int16)
CODE_OF_MARK = {mark: code for code, mark in MARK_OF_CODE.items()}


@st.composite
def parts(draw, pupils=PUPILS):
    """A part of a few items: maxima in hundredths, and a mark per cell that fits its maximum."""
    items = draw(st.integers(1, 5))
    maxima = draw(st.lists(st.integers(1, 99_999), min_size=items, max_size=items))
    domains = draw(st.lists(st.integers(0, DOMAINS - 1), min_size=items, max_size=items))
    others = st.sampled_from([EMPTY, *MARK_OF_CODE.values()])
    marks = [
        [draw(st.one_of(st.integers(0, m), st.integers(0, m), others)) for m in maxima]
        for _ in range(pupils)
    ]
    return Part(np.array(marks, np.int32), np.array(maxima, np.int32), np.array(domains, np.int16))


several = st.lists(parts(), min_size=1, max_size=3)
volunteers = st.lists(st.booleans(), min_size=PUPILS, max_size=PUPILS)
grouping = st.lists(st.integers(NOBODY, 2), min_size=PUPILS, max_size=PUPILS)


def cells_of(parts) -> list[Cell]:
    """The same cells, one by one."""
    return [
        Cell(
            pupil,
            int(domain),
            None if mark < 0 else Decimal(int(mark)) / HUNDREDTHS,
            Decimal(int(maximum)) / HUNDREDTHS,
            CODE_OF_MARK.get(int(mark)),
        )
        for part in parts
        for pupil, row in enumerate(part.marks)
        for mark, maximum, domain in zip(row, part.maxima, part.domains, strict=True)
        if mark != EMPTY
    ]


def one_by_one(parts, voluntary) -> list[list[PupilFigure]]:
    """[pupil][domain], by hand; who takes part voluntarily does not count."""
    figures = pupil_figures(cells_of(parts))
    return [
        [
            PupilFigure(
                figures.get((pupil, domain), PupilFigure()).percent,
                figures.get((pupil, domain), PupilFigure()).counts and not voluntary[pupil],
            )
            for domain in range(DOMAINS)
        ]
        for pupil in range(PUPILS)
    ]


def percentages(parts, voluntary):
    return domain_percentages(
        iter(parts), pupils=PUPILS, domains=DOMAINS, voluntary=np.array(voluntary)
    )


def same(computed, expected) -> bool:
    """Equal, where NaN is the array's way to say None."""
    if expected is None:
        return bool(np.isnan(computed))
    return computed == pytest.approx(expected, abs=1e-9)


@given(several, volunteers)
def test_percentages_per_domain_and_area_as_by_hand(parts, voluntary):
    found = percentages(parts, voluntary)
    areas = area_percentages(found, AREAS)
    for pupil, row in enumerate(one_by_one(parts, voluntary)):
        for domain, figure in enumerate(row):
            assert same(found.percent[pupil, domain], figure.percent)
            assert found.counts[pupil, domain] == (figure.counts and figure.percent is not None)
        for place, domains in enumerate((row[:2], row[2:])):
            area = area_percent(domains)
            assert same(areas.percent[pupil, place], area.percent)
            assert areas.counts[pupil, place] == (area.counts and area.percent is not None)


@given(several, volunteers, grouping)
def test_means_of_groups_as_by_hand(parts, voluntary, group_of):
    means = group_means(percentages(parts, voluntary), np.array(group_of), 3)
    of_areas, pupils_of_areas = area_means(means, AREAS)
    rows = one_by_one(parts, voluntary)
    for group in range(3):
        members = [row for row, is_in in zip(rows, group_of, strict=True) if is_in == group]
        figures = [group_figure(row[domain] for row in members) for domain in range(DOMAINS)]
        for domain, figure in enumerate(figures):
            assert same(means.mean[group, domain], figure.mean)
            assert means.pupils[group, domain] == figure.pupils
            values = [
                r[domain].percent
                for r in members
                if r[domain].counts and r[domain].percent is not None
            ]
            expected = stdev(values) if len(values) > 1 else None
            if expected is None:
                assert np.isnan(means.sd[group, domain])
            else:
                assert means.sd[group, domain] == pytest.approx(expected, abs=1e-6)
            assert means.left_out[:, group, domain].sum() == len(members)
        for area, domains in enumerate((figures[:2], figures[2:])):
            expected = area_figure(domains)
            assert same(of_areas[group, area], expected.mean)
            assert pupils_of_areas[group, area] == expected.pupils


def test_who_is_left_out_is_said_with_the_first_reason_that_holds():
    away, free = MARK_OF_CODE["A"], MARK_OF_CODE["V"]
    part = Part(
        np.array([[100, 100], [away, away], [100, free], [free, free], [50, 50]], np.int32),
        np.array([100, 100], np.int32),
        np.array([0, 0], np.int16),
    )
    voluntary = np.array([False, False, False, False, True])
    found = domain_percentages([part], pupils=5, domains=1, voluntary=voluntary)
    assert [LeftOut(reason).name for reason in found.left_out[:, 0]] == [
        "COUNTS",
        "NO_FIGURE",
        "EXEMPT",
        "EXEMPT",
        "VOLUNTARY",
    ]
    assert found.percent[2, 0] == 100  # keeps the own figure
    means = group_means(found, np.zeros(5, int), 1)
    assert means.left_out[:, 0, 0].tolist() == [1, 1, 2, 1]
    assert means.mean[0, 0] == 100


def test_the_published_totals_of_2017_come_out():
    """Two pupils around each published mean, in one part; over both the area's total."""
    rows = list(csv.DictReader(StringIO(PUBLISHED), delimiter=";"))
    names = list(dict.fromkeys(row["learning_area"] for row in rows))
    tenths = np.array([round(float(row["average_percent"]) * 10) for row in rows])
    part = Part(
        np.array([tenths + 32, tenths - 32], np.int32),
        np.full(len(rows), 1000, np.int32),
        np.arange(len(rows), dtype=np.int16),
    )
    areas = np.array([names.index(row["learning_area"]) for row in rows], np.int16)
    found = domain_percentages([part], pupils=2, domains=len(rows), voluntary=np.zeros(2, bool))
    means = group_means(found, np.zeros(2, int), 1)
    totals, pupils = area_means(means, areas)
    assert dict(zip(names, (number(mean, 1) for mean in totals[0].tolist()), strict=True)) == TOTALS
    assert [number(mean, 1) for mean in means.mean[0].tolist()] == [
        row["average_percent"].replace(".", ",") for row in rows
    ]
    assert pupils.tolist() == [[2, 2, 2, 2]]


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


def test_who_is_exempt_from_an_area_keeps_the_own_figure_and_counts_nowhere_in_it():
    part = Part(
        np.array([[100, 50], [0, 50]], np.int32),
        np.array([100, 100], np.int32),
        np.array([0, 1], np.int16),
    )
    exempt = np.array([[False, False], [True, False]])
    found = domain_percentages(
        [part], pupils=2, domains=2, voluntary=np.zeros(2, bool), exempt=exempt
    )
    means = group_means(found, np.zeros(2, int), 1)
    assert means.mean.tolist() == [[100, 50]]
    assert found.percent.tolist() == [[100, 50], [0, 50]]
    assert means.left_out[LeftOut.EXEMPT].tolist() == [[1, 0]]


def test_every_code_has_a_mark_of_its_own():
    assert set(MARK_OF_CODE) == set(EFFECTS)
    assert len({EMPTY, *MARK_OF_CODE.values()}) == len(EFFECTS) + 1
    assert all(mark < EMPTY for mark in MARK_OF_CODE.values())


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


@given(several, volunteers, st.lists(st.booleans(), min_size=PUPILS, max_size=PUPILS))
@settings(max_examples=50)
def test_p_values_one_by_one(parts, voluntary, chosen):
    part = beside(parts)
    found = p_values(part, percentages(parts, voluntary), pupils=np.array(chosen))
    figures = one_by_one(parts, voluntary)
    shares = defaultdict(list)
    for pupil, row in enumerate(part.marks):
        for item, mark in enumerate(row):
            made = mark >= 0 or CODE_OF_MARK.get(int(mark)) == "N"
            if chosen[pupil] and made and figures[pupil][part.domains[item]].counts:
                shares[item].append(100 * max(int(mark), 0) / int(part.maxima[item]))
    for item in range(len(part.maxima)):
        assert found.pupils[item] == len(shares[item])
        assert same(found.p[item], fmean(shares[item]) if shares[item] else None)
        assert same(found.sd[item], stdev(shares[item]) if len(shares[item]) > 1 else None)
