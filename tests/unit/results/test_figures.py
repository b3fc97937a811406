"""From cells to percentages, against tables worked out by hand and an independent computation."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from results.analysis.cells import EFFECTS, Cell, PupilFigure, pupil_figures
from results.analysis.figures import (
    Figure,
    area_figure,
    area_percent,
    group_figure,
    shown_as_reference,
)
from results.models import ScoreCode


def percent_of(*cells) -> PupilFigure:
    """The figure of one pupil in one domain; a cell is points or a code, and a maximum."""
    rows = [
        Cell(1, 1, None, Decimal(maximum), what)
        if what in EFFECTS
        else Cell(1, 1, Decimal(what), Decimal(maximum))
        for what, maximum in cells
    ]
    return pupil_figures(rows).get((1, 1), PupilFigure())


@pytest.mark.parametrize(
    ("cells", "percent", "counts"),
    [
        ([("1", "2"), ("3", "4")], 100 * 4 / 6, True),
        ([("2.5", "5")], 50, True),
        ([("0", "4")], 0, True),
        ([("4", "4"), ("N", "4")], 50, True),  # not made counts as 0 points
        ([("N", "4")], 0, True),
        ([("4", "4"), ("A", "4")], 100, True),  # absent is left out
        ([("A", "4")], None, True),
        ([("3", "4"), ("X", "4")], 75, True),  # invalid is left out
        ([("3", "4"), ("V", "4")], 75, False),  # exempt: left out, own result only
        ([("V", "4")], None, False),
        ([("N", "2"), ("A", "9"), ("1", "2"), ("X", "5")], 25, True),
    ],
)
def test_the_effect_of_each_cell(cells, percent, counts):
    figure = percent_of(*cells)
    assert figure.percent == (None if percent is None else pytest.approx(percent, abs=1e-12))
    assert figure.counts is counts


@pytest.mark.parametrize(
    ("questions", "total", "percent"),
    [
        ([], "30", 75),  # a total alone is the result
        (["2"], "30", 50),  # beside a question it is a control
        (["A"], "30", None),  # also beside a code
        ([], "N", 0),
    ],
)
def test_when_a_total_is_a_result(questions, total, percent):
    rows = [
        Cell(1, 1, None if what in EFFECTS else Decimal(what), Decimal(most),
             what if what in EFFECTS else None, 7, most == 40)
        for what, most in [*((one, 4) for one in questions), (total, 40)]
    ]  # fmt: skip
    elsewhere = Cell(1, 2, Decimal(3), Decimal(4), None, part=8)
    figures = pupil_figures([*rows, elsewhere])
    assert figures.get((1, 1), PupilFigure()) == PupilFigure(percent)
    assert figures[1, 2].percent == 75


def test_every_code_has_an_effect_and_no_other():
    assert set(EFFECTS) == set(ScoreCode.values)


def test_an_unknown_code_is_not_guessed_at():
    with pytest.raises(KeyError):
        pupil_figures([Cell(1, 1, None, Decimal(4), "?")])


def test_a_pupil_without_cells_has_no_figure_and_does_not_weigh():
    assert percent_of() == PupilFigure(None, counts=True)
    assert group_figure([PupilFigure(80.0), PupilFigure(None)]) == Figure(80.0, 1)
    assert group_figure([PupilFigure(None)]) == Figure(None, 0)
    assert group_figure([]) == Figure(None, 0)


def test_who_is_exempt_keeps_the_own_figure_and_is_left_out_of_the_mean():
    assert group_figure([PupilFigure(80.0), PupilFigure(20.0, counts=False)]) == Figure(80.0, 1)


def test_an_area_is_the_unweighted_mean_of_its_domains():
    assert area_figure([Figure(60.0, 25), Figure(90.0, 5)]) == Figure(75.0, 5)


def test_an_area_waits_for_all_its_domains():
    assert area_figure([Figure(60.0, 25), Figure()]) == Figure(None, 0)
    assert area_figure([]) == Figure(None, 0)
    assert area_percent([PupilFigure(50.0), PupilFigure(None)]) == PupilFigure(None)
    assert area_percent([]) == PupilFigure(None)


def test_an_area_of_a_pupil_who_is_exempt_in_one_domain_does_not_count():
    domains = [PupilFigure(50.0), PupilFigure(70.0, counts=False)]
    assert area_percent(domains) == PupilFigure(60.0, counts=False)


@pytest.mark.parametrize(("pupils", "is_shown"), [(0, False), (1, False), (4, False), (5, True)])
def test_groups_under_five_pupils_are_no_reference(pupils, is_shown):
    figure = Figure(62.5, pupils)
    assert shown_as_reference(figure) == (figure if is_shown else Figure(None, 0))


points = st.decimals(0, 10, places=2)
cells = st.lists(
    st.builds(
        lambda pupil, domain, won, more, code: Cell(
            pupil, domain, None if code else won, won + more, code
        ),
        pupil=st.integers(1, 4),
        domain=st.integers(1, 3),
        won=points,
        more=st.decimals("0.01", 5, places=2),
        code=st.sampled_from([None, None, None, "N", "A", "V", "X"]),
    ),
    max_size=60,
)


@given(cells)
def test_against_exact_fractions(rows):
    by_key = defaultdict(list)
    for cell in rows:
        by_key[cell.pupil, cell.domain].append(cell)
    figures = pupil_figures(rows)
    for key, of_pupil in by_key.items():
        made = [c for c in of_pupil if c.code in (None, "N")]
        figure = figures.get(key, PupilFigure())
        if not made:
            assert figure.percent is None
            continue
        exact = (
            100
            * sum(Fraction(c.points or 0) for c in made)
            / sum(Fraction(c.maximum) for c in made)
        )
        assert figure.percent == pytest.approx(float(exact), abs=1e-9)
        assert 0 <= figure.percent <= 100
        assert figure.counts == ("V" not in {c.code for c in of_pupil})


@given(cells)
def test_cells_of_one_code_may_be_taken_together(rows):
    together = {}
    for cell in rows:
        key = (cell.pupil, cell.domain, cell.code)
        before = together.get(key, cell._replace(points=Decimal(0), maximum=Decimal(0)))
        together[key] = before._replace(
            points=before.points + (cell.points or 0), maximum=before.maximum + cell.maximum
        )
    assert pupil_figures(together.values()) == pupil_figures(rows)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=40))
def test_the_mean_against_numpy(percents):
    figure = group_figure(PupilFigure(percent) for percent in percents)
    assert figure.mean == pytest.approx(float(numpy.mean(percents)), abs=1e-9)
    assert figure.pupils == len(percents)
