"""Figures over whole columns, against the same figures pupil by pupil, in exact numbers."""

import csv
from collections import defaultdict
from io import StringIO
from statistics import fmean, stdev

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ovsgtoets.kernel.formats import number
from results.analysis.distribution import p_values
from results.analysis.marks import MARK_OF_CODE, Part, beside
from results.analysis.means import NOBODY, area_means, group_means
from results.analysis.percentages import LeftOut, area_percentages
from tests.unit.results.columns import (
    AREAS,
    CODE_OF_MARK,
    DOMAINS,
    PUPILS,
    domain_percentages,
    one_by_one,
    percentages,
    same,
    several,
    volunteers,
)
from tests.unit.results.naive import area_figure, area_percent, group_figure
from tests.unit.results.test_flemish_averages import PUBLISHED, TOTALS

grouping = st.lists(st.integers(NOBODY, 2), min_size=PUPILS, max_size=PUPILS)


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
