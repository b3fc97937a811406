"""Rows and columns that hardly ever come about by themselves.

Chances come from the class itself: how often each mark occurs in a column. A pattern is told
when, in a class of this size, it would be expected less than once in a hundred classes.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from results.plausibility.sheet import EMPTY, Finding, Kind, Question, Row, Sheet

FEWEST_QUESTIONS = 5
FEWEST_PUPILS = 8
RARE = 0.01
FAR, VERY_UNLIKELY = 0.3, 4.5  # share of the maximum; standard errors
MORE_LIKELY_MOVED = math.log(10_000)


def unlikely_patterns(sheet: Sheet) -> Iterator[Finding]:
    """Rows at the maximum, rows that are alike or moved by one place, far-off questions."""
    if len(sheet.questions) >= FEWEST_QUESTIONS:
        full = [row for row in sheet.rows if EMPTY not in row.cells]
        yield from _all_maximum(sheet.questions, full)
        chances = [_chances(column) for column in zip(*(row.cells for row in full), strict=True)]
        yield from _identical(full, chances)
        yield from _moved_rows(sheet.questions, full, [row for row in sheet.rows if _is_begun(row)])
    yield from _far_from_reference(sheet)


def _all_maximum(questions: Sequence[Question], full: Sequence[Row]) -> Iterator[Finding]:
    best = tuple(question.maximum for question in questions)
    for row in full:
        if row.cells == best:
            yield Finding(
                Kind.ALL_MAXIMUM, "Alle vragen staan op het maximum. Klopt dat?", row.pupil
            )


def _chances(column: Sequence) -> dict:
    """How often each mark occurs in the column; one more of each, so that none is impossible."""
    counted = Counter(column)
    return {mark: (count + 1) / (len(column) + len(counted) + 1) for mark, count in counted.items()}


def _identical(full: Sequence[Row], chances: Sequence[dict]) -> Iterator[Finding]:
    alike: dict[tuple, list[Row]] = {}
    for row in full:
        alike.setdefault(row.cells, []).append(row)
    pairs = math.comb(len(full), 2)
    for cells, rows in alike.items():
        if len(rows) < 2 or all(not isinstance(cell, int) for cell in cells):
            continue
        chance = math.prod(column[cell] for column, cell in zip(chances, cells, strict=True))
        if chance * pairs < RARE:
            for row, other in zip(rows, [*rows[1:], rows[0]], strict=True):
                sentence = f"Alle punten zijn dezelfde als die van {other.name}. Klopt dat?"
                yield Finding(Kind.IDENTICAL, sentence, row.pupil)


def _is_begun(row: Row) -> bool:
    """Typed from the first question on, and not to the end."""
    first = row.cells.index(EMPTY) if EMPTY in row.cells else 0
    return first >= FEWEST_QUESTIONS and row.empty == [*range(first, len(row.cells))]


def _moved_rows(
    questions: Sequence[Question], full: Sequence[Row], begun: Sequence[Row]
) -> Iterator[Finding]:
    """Rows that fit the class far better when, from some question on, they move by one place. Of a
    row that is begun, one question may have been passed over."""
    if len(full) < FEWEST_PUPILS:
        return
    columns = [_Column.of(column) for column in zip(*(row.cells for row in full), strict=True)]
    least = MORE_LIKELY_MOVED + math.log(2 * len(questions) * len(full))
    moves = [(row, *_best_move(row.cells, columns)) for row in full]
    moves += [(row, *_best_skip(row.cells, columns)) for row in begun]
    for row, place, gain in moves:
        if gain > least:
            label = questions[place].label
            sentence = f"Vanaf vraag {label} lijken de punten een plaats verschoven. Klopt dat?"
            yield Finding(Kind.SHIFTED, sentence, row.pupil, questions[place].item)


@dataclass(frozen=True, slots=True)
class _Column:
    """The log of each mark's chance in a column: for a pupil whose own it is, by the other pupils
    (the own mark is no evidence for itself); for another; and of a mark that nobody has there."""

    own: dict
    other: dict
    absent: float

    @classmethod
    def of(cls, column: Sequence) -> "_Column":
        counted = Counter(column)
        whole = math.log(len(column) + 0.5 * (len(counted) + 1))
        return cls(
            own={mark: math.log(count - 0.5) - whole for mark, count in counted.items()},
            other={mark: math.log(count + 0.5) - whole for mark, count in counted.items()},
            absent=math.log(0.5) - whole,
        )


def _best_move(cells: Sequence, columns: Sequence[_Column]) -> tuple[int, float]:
    """From which place on a move by one fits best, and by how much (log of the ratio)."""
    stay = [column.own[cell] for column, cell in zip(columns, cells, strict=True)]
    place, best = 0, 0.0
    for last, there in ((len(cells), columns), (len(cells) - 1, columns[2:])):  # back, or further
        moved = zip(cells[1:last], stay[1:last], there, strict=False)
        gains = [column.other.get(cell, column.absent) - own for cell, own, column in moved]
        from_the_end = list(accumulate(reversed(gains)))
        if (most := max(from_the_end)) > best:
            place, best = last - 1 - from_the_end.index(most), most
    return place, best


def _best_skip(cells: Sequence, columns: Sequence[_Column]) -> tuple[int, float]:
    """Which question, passed over, explains best what stands from there on, and by how much."""
    typed = cells[: cells.index(EMPTY)]
    gains = [
        there.other.get(cell, there.absent) - here.other.get(cell, here.absent)
        for cell, here, there in zip(typed, columns, columns[1:], strict=False)
    ]
    from_the_end = list(accumulate(reversed(gains)))
    most = max(from_the_end)
    return len(gains) - 1 - from_the_end.index(most), most


def _far_from_reference(sheet: Sheet) -> Iterator[Finding]:
    for place, question in enumerate(sheet.questions):
        if question.reference is None:
            continue
        won = [row.cells[place] for row in sheet.rows if isinstance(row.cells[place], int)]
        if len(won) < FEWEST_PUPILS:
            continue
        share = sum(won) / (len(won) * question.maximum)
        reference = min(max(question.reference, 0.02), 0.98)
        error = math.sqrt(reference * (1 - reference) / len(won))
        if abs(share - reference) > max(FAR, VERY_UNLIKELY * error):
            yield Finding(
                Kind.FAR_FROM_REFERENCE,
                f"Vraag {question.label}: de klas haalt {share:.0%} van de punten, alle deelnemers "
                f"{question.reference:.0%}. Staat deze kolom juist?".replace("%", "\u00a0%"),
                item=question.item,
            )
