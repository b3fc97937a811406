"""Mistakes that are planted are found, with their cause; clean points raise nothing."""

from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from results.plausibility import Kind, Question, Row, Sheet, find_oddities
from results.plausibility.sheet import NO_POINTS

TOTAL = 99
MAXIMA = (2, 4, 1, 3, 2, 10, 5, 12)


def questions(maxima=MAXIMA, reference=None) -> list[Question]:
    return [Question(n, str(n), 100 * most, reference) for n, most in enumerate(maxima, 1)]


def sheet(*rows: tuple, totals=None, maxima=MAXIMA) -> Sheet:
    """`rows` in whole points; each total is its true one unless `totals` says otherwise."""
    return Sheet(
        questions(maxima),
        [
            Row(
                n,
                f"Leerling {n}",
                tuple(100 * cell if isinstance(cell, int) else cell for cell in row),
                None if (totals or {}).get(n, 0) is None else 100 * (totals or {}).get(n, total(row)),
            )
            for n, row in enumerate(rows, 1)
        ],
        TOTAL,
    )  # fmt: skip


def total(row) -> int:
    return sum(cell for cell in row if isinstance(cell, int))


def differences(found_in: Sheet) -> dict[int, str]:
    found = [f for f in find_oddities(found_in) if f.kind is Kind.DIFFERENCE]
    assert all(finding.item == TOTAL for finding in found)
    return {finding.pupil: finding.sentence for finding in found}


marks = st.tuples(*(st.integers(0, most) for most in MAXIMA))


@given(st.lists(marks, max_size=12))
def test_clean_points_have_no_difference(rows):
    assert differences(sheet(*rows)) == {}


@given(marks, st.integers(0, 7), st.sampled_from([None, NO_POINTS]))
def test_a_row_without_total_or_with_a_code_is_judged_by_what_it_has(row, place, cell):
    changed = (*row[:place], cell, *row[place + 1 :])
    assert differences(sheet(changed)) == {}
    assert differences(sheet(changed, totals={1: None})) == {}


@given(marks, st.integers(0, 7))
def test_one_cell_left_empty_is_named_with_what_belongs_there(row, place):
    assume(row[place] > 0)
    left = (*row[:place], None, *row[place + 1 :])
    found = differences(sheet(left, totals={1: total(row)}))
    assert found == {
        1: f"Op het boekje staat {total(row)}, de punten samen zijn {total(left)}: "
        f"nog {row[place]}. Vraag {place + 1} is leeg: met {row[place]} klopt het."
    }


@given(marks, st.integers(0, 7), st.integers(0, 7))
def test_with_more_cells_to_come_nothing_is_said_unless_it_can_never_fit(row, one, other):
    assume(one != other)
    left = tuple(None if place in (one, other) else cell for place, cell in enumerate(row))
    assert differences(sheet(left, totals={1: total(row)})) == {}
    if total(left):
        assert "1 te veel." in differences(sheet(left, totals={1: total(left) - 1}))[1]


@given(st.lists(marks, min_size=2, max_size=8), st.integers(0, 7), st.data())
def test_points_changed_about_between_two_pupils(rows, column, data):
    one, other = data.draw(
        st.lists(st.integers(0, len(rows) - 1), min_size=2, max_size=2, unique=True)
    )
    assume(rows[one][column] != rows[other][column])
    typed = [list(row) for row in rows]
    typed[one][column], typed[other][column] = rows[other][column], rows[one][column]
    found = differences(sheet(*typed, totals={n + 1: total(row) for n, row in enumerate(rows)}))

    assert set(found) == {one + 1, other + 1}
    said = f"De punten van vraag {column + 1} lijken verwisseld met die van Leerling {other + 1}"
    explained = [
        q
        for q in range(8)
        if typed[other][q] - typed[one][q] == rows[one][column] - rows[other][column]
    ]
    if len(explained) > 1:  # two questions would explain it: then none is named
        assert "lijken" not in found[one + 1]
        assert "klopt" not in found[one + 1]
    else:
        assert said in found[one + 1] or "lijken" not in found[one + 1]


def test_a_clear_swap_is_told_to_both():
    found = differences(sheet((2, 4, 1, 3, 2, 3, 5, 9), (1, 2, 0, 1, 0, 10, 2, 1),
                              totals={1: 36, 2: 10}))  # fmt: skip
    assert found[1].endswith(
        "De punten van vraag 6 lijken verwisseld met die van Leerling 2: andersom kloppen beide totalen."
    )
    assert "met die van Leerling 1" in found[2]


SIX = [
    (2, 4, 1, 3, 2, 10, 5, 12), (1, 2, 0, 1, 0, 5, 2, 1), (2, 3, 1, 2, 2, 8, 1, 7),
    (0, 4, 1, 0, 1, 9, 4, 10), (2, 2, 0, 3, 1, 7, 3, 5), (1, 1, 1, 2, 0, 6, 5, 11),
]  # fmt: skip


def totals_of(rows) -> dict[int, int]:
    return {n: total(row) for n, row in enumerate(rows, 1)}


def test_two_rows_that_changed_places_are_told_to_both():
    typed = [SIX[1], SIX[0], *SIX[2:]]
    found = differences(sheet(*typed, totals=totals_of(SIX)))
    assert set(found) == {1, 2}
    for pupil, other in ((1, 2), (2, 1)):
        assert found[pupil].endswith(
            f"De punten lijken verwisseld met die van Leerling {other}: "
            "andersom kloppen beide totalen."
        )


EMPTY_ROW = (None,) * len(MAXIMA)


@pytest.mark.parametrize(
    "typed",
    [
        [SIX[0], *SIX[2:], EMPTY_ROW],  # the second was passed over
        [SIX[0], *SIX[2:], (1, 0, 1, 0, 1, 0, 1, 0)],  # and then somebody filled the last row
        [SIX[0], SIX[0], *SIX[1:5]],  # the first came twice
    ],
)
def test_rows_that_moved_from_some_pupil_on(typed):
    found = differences(sheet(*typed, totals=totals_of(SIX)))
    assert set(found) >= {2, 3, 4, 5}
    assert all(
        one.endswith("Vanaf Leerling 2 lijken alle punten een rij verschoven.")
        for one in found.values()
    )


def test_one_more_mistake_and_no_move_is_named():
    typed = [SIX[0], *SIX[2:4], (2, 2, 0, 3, 1, 7, 3, 4), SIX[5], EMPTY_ROW]
    found = differences(sheet(*typed, totals=totals_of(SIX)))
    assert not any("verschoven" in one for one in found.values())


@given(st.lists(st.integers(0, 12), min_size=6, max_size=12), st.data())
def test_a_column_that_moved_by_one_row(column, data):
    """The teacher skipped a pupil in the last question, or typed one twice."""
    rows = [(1, 2, 0, 1, 0, 5, 2, mark) for mark in column]
    start = data.draw(st.integers(0, len(rows) - 4))
    extra = data.draw(st.integers(0, 12))
    skipped = [*column[:start], *column[start + 1 :], extra]
    doubled = [*column[:start], extra, *column[start:-1]]
    typed = data.draw(st.sampled_from([skipped, doubled]))
    wrong = [place for place in range(len(column)) if typed[place] != column[place]]
    assume(len(wrong) > 3)
    found = differences(
        sheet(
            *((*row[:7], mark) for row, mark in zip(rows, typed, strict=True)),
            totals={n + 1: total(row) for n, row in enumerate(rows)},
        )
    )
    assert set(found) == {place + 1 for place in wrong}
    first = f"Vanaf Leerling {wrong[0] + 1} lijken de punten van vraag 8 een rij verschoven"
    assert all(first in sentence for sentence in found.values())


def test_one_pupil_skipped_in_a_long_column():
    column = [12, 3, 7, 2, 9, 4, 11, 6]
    rows = [(1, 2, 0, 1, 0, 5, 2, mark) for mark in column]
    typed = [12, 3, *column[3:], 5]
    found = differences(
        sheet(*((*row[:7], mark) for row, mark in zip(rows, typed, strict=True)),
              totals={n + 1: total(row) for n, row in enumerate(rows)})
    )  # fmt: skip
    assert set(found) == {3, 4, 5, 6, 7, 8}
    assert all(
        sentence.endswith("Vanaf Leerling 3 lijken de punten van vraag 8 een rij verschoven: "
                          "dan kloppen alle totalen.")
        for sentence in found.values()
    )  # fmt: skip


def test_cells_moved_by_one_place_are_named_when_the_maxima_leave_one_way():
    # 2 4 1 3 2 10 5 12 was meant; the 10 was skipped, so 5 and 12 stand one place too early …
    # … which only fits where every mark may stand: the end is empty and can't hold it all.
    maxima = (2, 2, 2, 9, 2, 2, 2, 2)
    found = differences(sheet((2, 1, 2, 1, 2, 1, 2, None), totals={1: 18}, maxima=maxima))
    assert found[1].endswith(
        "Er ontbreekt een 7 bij vraag 4: vanaf daar lijken de punten een plaats opgeschoven."
    )
    # The empty cell can hold 2 at most, and what lacks fits at the end.
    maxima = (2, 2, 2, 2, 2, 2, 2, 9)
    found = differences(sheet((2, 1, None, 1, 2, 1, 2, 1), totals={1: 17}, maxima=maxima))
    assert found[1].endswith(
        "Vanaf vraag 3 lijken de punten een plaats opgeschoven: met 7 bij vraag 8 klopt het."
    )


@pytest.mark.parametrize(
    ("typed", "meant", "sentence"),
    [
        ((2, 4, 1, 3, 2, 9, 5, 3), 33, ""),  # 4 more: nothing typical explains it
        ((2, 4, 1, 3, 2, 1, 3, 12), 37, "Bij vraag 6 staat 1: met 10 klopt het."),
        ((0, 0, 1, 0, 0, 3, 4, 3), 20, ""),
        ((2, 4, 1, 3, 2, 3, 5, 3), 32, "Met 23 als totaal klopt het: staan de cijfers juist?"),
    ],
)
def test_digits_that_were_changed_about(typed, meant, sentence):
    found = differences(sheet(typed, totals={1: meant}))
    assert ("klopt" in found[1]) == bool(sentence)
    assert sentence in found[1]


class TestPatterns:
    @staticmethod
    def kinds(found_in: Sheet) -> list:
        return [(f.kind, f.pupil, f.item) for f in find_oddities(found_in)]

    @staticmethod
    def a_class(seed: int, pupils: int = 24, maxima=(1, 2, 4, 3, 10, 2, 5, 3, 1, 4, 6, 2)):
        """Points of an ordinary class: able and less able pupils, easy and hard questions."""
        rng = Random(seed)
        ease = [rng.uniform(-0.15, 0.25) for _ in maxima]
        rows = []
        for _ in range(pupils):
            able = rng.uniform(0.35, 0.75)
            rows.append(
                tuple(
                    sum(rng.random() < min(max(able + easy, 0.05), 0.95) for _ in range(most))
                    for most, easy in zip(maxima, ease, strict=True)
                )
            )
        return rows, maxima

    def test_ordinary_classes_raise_next_to_nothing(self):
        raised = []
        for seed in range(40):
            rows, maxima = self.a_class(seed)
            raised += self.kinds(sheet(*rows, maxima=maxima))
        assert len(raised) <= 2, raised

    def test_a_whole_row_at_the_maximum(self):
        rows, maxima = self.a_class(1)
        found = self.kinds(sheet(*rows, maxima, maxima=maxima))
        assert (Kind.ALL_MAXIMUM, 25, None) in found
        assert self.kinds(sheet((1, 1), (0, 0), maxima=(1, 1))) == []  # too short to be odd

    def test_identical_rows(self):
        rows, maxima = self.a_class(2)
        found = self.kinds(sheet(*rows, rows[4], maxima=maxima))
        assert found == [(Kind.IDENTICAL, 5, None), (Kind.IDENTICAL, 25, None)]
        # Ones and zeros that half of the class has are often the same: not odd.
        easy = [(1, 1, 1, 1, 1, 0)] * 10 + [(1, 1, 1, 1, 0, 0)] * 10
        assert self.kinds(sheet(*easy, maxima=(1,) * 6)) == []

    def test_everybody_absent_is_not_identical(self):
        absent = (NO_POINTS,) * 12
        rows, maxima = self.a_class(3)
        assert self.kinds(sheet(*rows, absent, absent, maxima=maxima)) == []

    def test_a_row_that_moved_by_one_place(self):
        maxima = (1, 10, 2, 9, 1, 8, 2, 10, 1, 9, 3, 10, 1, 8)
        rng = Random(4)
        rows = [tuple(rng.randint(most // 2, most) for most in maxima) for _ in range(20)]
        wide = (20,) * 14  # the maxima don't stop the mistake
        moved = (*rows[3][:4], 5, *rows[3][4:-1])
        found = self.kinds(sheet(*rows[:3], moved, *rows[4:], maxima=wide))
        assert [(kind, pupil) for kind, pupil, _ in found] == [(Kind.SHIFTED, 4)]
        assert found[0][2] in (5, 6)

    def test_a_row_in_which_a_question_was_passed_over(self):
        maxima = (1, 10, 2, 9, 1, 8, 2, 10, 1, 9, 3, 10, 1, 8)
        rng = Random(4)
        rows = [tuple(rng.randint(most // 2, most) for most in maxima) for _ in range(20)]
        wide = (20,) * 14
        for left in (1, 3):  # of 14 questions, the last or the last three are empty
            skipped = (*rows[3][:4], *rows[3][5:], None)
            skipped = (*skipped[: 14 - left], *(None,) * left)
            found = self.kinds(sheet(*rows[:3], skipped, *rows[4:], maxima=wide))
            assert [(kind, pupil) for kind, pupil, _ in found] == [(Kind.SHIFTED, 4)]
            assert found[0][2] in (4, 5, 6)
            honest = (*rows[3][: 14 - left], *(None,) * left)
            assert self.kinds(sheet(*rows[:3], honest, *rows[4:], maxima=wide)) == []

    def test_a_question_far_from_the_reference(self):
        rows, maxima = self.a_class(5)
        rows = [(*row[:4], 0, *row[5:]) for row in rows]
        known = Sheet(questions(maxima, 0.6), sheet(*rows, maxima=maxima).rows, TOTAL)
        found = [f for f in find_oddities(known) if f.kind is Kind.FAR_FROM_REFERENCE]
        assert [(f.pupil, f.item) for f in found] == [(None, 5)]
        assert found[0].sentence == (
            "Vraag 5: de klas haalt 0\u00a0% van de punten, alle deelnemers 60\u00a0%. "
            "Staat deze kolom juist?"
        )
        few = Sheet(known.questions, known.rows[:7], TOTAL)
        assert [f for f in find_oddities(few) if f.kind is Kind.FAR_FROM_REFERENCE] == []


def test_half_points_stay_exact():
    half = Row(1, "Leerling 1", (10, 20, 30), 61)
    told = find_oddities(Sheet(questions((1, 1, 1)), [half], TOTAL))
    assert told[0].sentence == "Op het boekje staat 0,61, de punten samen zijn 0,6: 0,01 te weinig."
