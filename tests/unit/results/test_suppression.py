"""What may be shown, attacked: whatever is shown is added, subtracted and solved for pupils."""

from fractions import Fraction
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from results.analysis.disclosure import gives_away
from results.analysis.suppression import (
    FEWEST_PUPILS,
    FEWEST_SCHOOLS,
    Verdict,
    what_is_shown,
    which_references_are_shown,
)

SHOWN, NOBODY, TOO_FEW, REVEALS = (
    Verdict.SHOWN,
    Verdict.NOBODY,
    Verdict.TOO_FEW,
    Verdict.WOULD_REVEAL,
)
A20, B3, C4, D20 = range(20), range(20, 23), range(23, 27), range(30, 50)


@pytest.mark.parametrize(
    ("groups", "verdicts"),
    [
        ([range(5)], [SHOWN]),
        ([range(4)], [TOO_FEW]),
        ([[]], [NOBODY]),
        # The complement: school less 6A is 6B.
        ([[*A20, *B3], A20, B3], [SHOWN, REVEALS, TOO_FEW]),
        ([A20, B3, [*A20, *B3]], [SHOWN, TOO_FEW, REVEALS]),
        # Two small classes hide each other: together they are 7.
        ([[*A20, *B3, *C4], A20, B3, C4], [SHOWN, SHOWN, TOO_FEW, TOO_FEW]),
        # … until a group of the school's own making takes one of them in.
        (
            [[*A20, *B3, *C4], A20, [*B3, *D20], D20],
            [SHOWN, SHOWN, SHOWN, REVEALS],
        ),
        # Girls and boys, and one X: who is shown all but the girls knows X and girls together.
        ([[*A20, 99], range(12), range(12, 20)], [SHOWN, SHOWN, REVEALS]),
        # Overlap: what they don't share tells 4 pupils from each other, then 6, then 2.
        ([range(20), range(2, 22)], [SHOWN, REVEALS]),
        ([range(20), range(3, 23)], [SHOWN, SHOWN]),
        ([range(20), range(2, 20)], [SHOWN, REVEALS]),
        # Three steps: (a+b) + (b+c) - (a+b+c) = b.
        ([range(20), range(12), range(8, 20)], [SHOWN, SHOWN, REVEALS]),
        # The same set twice tells nothing new.
        ([range(20), range(20)], [SHOWN, SHOWN]),
        # With half weights: (x+y) + (y+z) + (x+z) over three small ones, each beside a large one.
        (
            [[*A20, 90, 91], [*A20, 91, 92], [*A20, 90, 92]],
            [SHOWN, REVEALS, REVEALS],
        ),
    ],
)
def test_a_table_of_views(groups, verdicts):
    assert list(what_is_shown(dict(enumerate(groups))).values()) == verdicts


def test_who_knows_their_own_pupils_by_name_gets_no_less_and_no_more():
    groups = {"school": [*A20, *B3], "6A": A20, "6B": B3}
    everybody = what_is_shown(groups, known=[*A20, *B3])
    assert set(everybody.values()) == {SHOWN}
    of_6b = what_is_shown(groups, known=B3)  # a class of three is its own teacher's to see
    assert set(of_6b.values()) == {SHOWN}
    of_6a = what_is_shown(groups, known=A20)  # school less the own class is 6B
    assert of_6a == {"school": TOO_FEW, "6A": SHOWN, "6B": TOO_FEW}


def test_a_verdict_holds_for_all_pages_at_once():
    """Boys/girls on one page and classes on another: together they give away the girls of 6B."""
    boys_a, girls_a, boys_b, girls_b = range(10), range(10, 20), range(20, 30), range(30, 33)
    groups = {
        "school": range(33),
        "6A": range(20),
        "6B": range(20, 33),
        "boys": [*boys_a, *boys_b],
        "girls": [*girls_a, *girls_b],
        "girls of 6A": girls_a,
        "boys of 6B": boys_b,
        "boys of 6A": boys_a,
    }
    verdicts = what_is_shown(groups)
    assert [key for key, verdict in verdicts.items() if not verdict.is_shown] == [
        "girls of 6A",
        "boys of 6B",
        "boys of 6A",
    ]


def rank(rows: list[list[int]]) -> int:
    """Over exact fractions, by elimination."""
    rows = [[Fraction(value) for value in row] for row in rows]
    found = 0
    for column in range(len(rows[0]) if rows else 0):
        pivot = next((r for r in range(found, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for r in range(found + 1, len(rows)):
            factor = rows[r][column] / rows[found][column]
            rows[r] = [a - factor * b for a, b in zip(rows[r], rows[found], strict=True)]
        found += 1
    return found


def falls(shown: list[frozenset[int]], pupils: int, fewest: int) -> bool:
    """Pupil by pupil, exactly: some set of fewer than `fewest` is where a combination lives,
    which is when the rank drops without its columns."""
    rows = [[int(p in members) for p in range(pupils)] for members in shown]
    whole = rank(rows)
    for some in combinations(range(pupils), fewest - 1):
        without = [[v for p, v in enumerate(row) if p not in some] for row in rows]
        if rank(without) < whole:
            return True
    return False


PUPILS = 9
sets = st.frozensets(st.integers(0, PUPILS - 1), min_size=1)


@given(st.lists(sets, min_size=1, max_size=5), st.integers(2, 4))
@settings(max_examples=60)
def test_against_every_small_set_in_exact_numbers(shown, fewest):
    assert gives_away(shown, fewest) == falls(shown, PUPILS, fewest)


@given(st.lists(st.frozensets(st.integers(0, 39), min_size=5), min_size=1, max_size=8))
@settings(max_examples=60)
def test_no_difference_union_or_complement_of_two_views_is_small(sets):
    """What anybody would try: subtract one shown group from another that holds it."""
    groups = dict(enumerate([frozenset(range(40)), *sets]))
    verdicts = what_is_shown(groups)
    shown = [groups[key] for key, verdict in verdicts.items() if verdict.is_shown]
    for a, b in combinations(shown, 2):
        if b < a or a < b:
            assert len(a ^ b) >= FEWEST_PUPILS
        if not a & b:
            rest = groups[0] - a - b
            assert not rest or len(rest) >= FEWEST_PUPILS
    for a, b, c in combinations(shown, 3):
        if a | b == c:
            assert not a & b or len(a & b) >= FEWEST_PUPILS


@given(
    st.lists(st.frozensets(st.integers(0, 19), min_size=5), min_size=1, max_size=10),
    st.integers(0, 2**32 - 1),
)
@settings(max_examples=60)
def test_nobody_is_solved_from_the_shown_sums(sets, seed):
    """Least squares on all that is shown: two schools that differ only in one pupil's result (and
    others') give the same sums, so no pupil's result follows from them."""
    groups = dict(enumerate(sets))
    shown = [groups[key] for key, verdict in what_is_shown(groups).items() if verdict.is_shown]
    rows = np.array([[float(p in members) for p in range(20)] for members in shown])
    free = np.random.default_rng(seed).normal(size=20)
    free -= np.linalg.pinv(rows) @ (rows @ free)  # moves results without moving a sum
    for pupil in set().union(*shown):
        assert abs(free[pupil]) > 1e-9


@given(st.lists(st.frozensets(st.integers(0, 15)), max_size=14), st.frozensets(st.integers(0, 15)))
@settings(max_examples=100)
def test_many_at_once_is_one_after_the_other(sets, known):
    shown, verdicts = [], []
    for members in sets:
        hidden = members - known
        if not members:
            verdicts.append(NOBODY)
        elif 0 < len(hidden) < FEWEST_PUPILS:
            verdicts.append(TOO_FEW)
        elif hidden and gives_away([*shown, hidden], FEWEST_PUPILS):
            verdicts.append(REVEALS)
        else:
            verdicts.append(SHOWN)
            shown += [hidden] if hidden else []
    assert list(what_is_shown(dict(enumerate(sets)), known=known).values()) == verdicts


def test_too_many_small_sets_to_look_at_is_no_leave_to_show():
    shown = [{1, 2, 4, 5, 13}, {0, 2, 3, 6, 9, 11, 13}, {0, 2, 4, 5, 6, 7, 8, 10, 11, 12}]
    assert not gives_away(shown, FEWEST_PUPILS)
    assert gives_away(shown, FEWEST_PUPILS, most_sets=0)


def test_a_large_school_with_many_groups_is_decided_in_time_and_almost_all_is_shown():
    """8 classes of 25, 5 groups across them, boys and girls of each: 42 groups."""
    random = Random(1)
    pupils = [(number // 25, random.randrange(7), random.random() < 0.5) for number in range(200)]
    plain = {"school": set(range(200))}
    for kind, many in ((0, 8), (1, 5)):
        for group in range(many):
            plain[kind, group] = {n for n, pupil in enumerate(pupils) if pupil[kind] == group}
    crossed = {
        (key, boys): {n for n in members if pupils[n][2] is boys}
        for key, members in plain.items()
        for boys in (True, False)
    }
    verdicts = what_is_shown(plain | crossed)
    assert set(verdicts.values()) == {SHOWN}


def schools(first: int, last: int, pupils: int = 20) -> dict[int, int]:
    return dict.fromkeys(range(first, last), pupils)


@pytest.mark.parametrize(
    ("references", "verdicts"),
    [
        ([schools(0, FEWEST_SCHOOLS)], [SHOWN]),
        ([schools(0, FEWEST_SCHOOLS - 1)], [TOO_FEW]),
        ([{}], [NOBODY]),
        ([schools(0, 20, pupils=0)], [NOBODY]),
        # All participants less zone A is zone B, of 3 schools.
        ([schools(0, 40), schools(0, 37), schools(37, 40)], [SHOWN, REVEALS, TOO_FEW]),
        # Two small zones cover each other.
        (
            [schools(0, 50), schools(0, 38), schools(38, 44), schools(44, 50)],
            [SHOWN, SHOWN, TOO_FEW, TOO_FEW],
        ),
        ([schools(0, 10) | {50: 201}], [Verdict.ONE_SCHOOL]),
        ([schools(0, 10) | {50: 200}], [SHOWN]),
        ([dict.fromkeys(range(4), 1)], [TOO_FEW]),
    ],
)
def test_a_table_of_references(references, verdicts):
    assert list(which_references_are_shown(dict(enumerate(references))).values()) == verdicts
