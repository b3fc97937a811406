"""What may have gone wrong where cells and total differ: each candidate explains it exactly.

In one row: an empty cell, cells moved by one place, digits changed about. Between rows: two
pupils' points changed about (of one question, or all), or points that moved by one row (of one
question, or all).
"""

from collections.abc import Iterator, Sequence
from itertools import combinations

from results.plausibility.sheet import Question, Row, Sheet, shown

Causes = dict[int, list[str]]  # pupil → sentences
LEAST_MOVED, SURELY_MOVED = 3, 4  # totals that a moved column makes right: to count, to be sure


def of_row(questions: Sequence[Question], row: Row) -> list[str]:
    """Everything within the pupil's own row that would make the total right."""
    empty = row.empty
    if len(empty) == 1:
        return [*_left_empty(questions, row, empty[0]), *_moved(questions, row, empty[0])]
    if empty:
        return []
    return [*_slips(questions, row), *_slip_of_total(row)]


def _left_empty(questions: Sequence[Question], row: Row, place: int) -> Iterator[str]:
    question = questions[place]
    if 0 < row.difference <= question.maximum:
        yield f"Vraag {question.label} is leeg: met {shown(row.difference)} klopt het."


def _moved(questions: Sequence[Question], row: Row, empty: int) -> Iterator[str]:
    """Where the empty cell itself can't hold what lacks, the cells beside it may have moved."""
    lacks, last = row.difference, len(questions) - 1
    if not lacks > 0 or lacks <= questions[empty].maximum:
        return
    if empty == last:
        fits = [k for k in range(last) if _fits(questions, row, k, empty, lacks)]
        if len(fits) == 1:
            yield (
                f"Er ontbreekt een {shown(lacks)} bij vraag {questions[fits[0]].label}: "
                "vanaf daar lijken de punten een plaats opgeschoven."
            )
    elif lacks <= questions[last].maximum and _moves_back(questions, row, empty):
        yield (
            f"Vanaf vraag {questions[empty].label} lijken de punten een plaats opgeschoven: "
            f"met {shown(lacks)} bij vraag {questions[last].label} klopt het."
        )


def _fits(questions: Sequence[Question], row: Row, k: int, end: int, value: int) -> bool:
    """Whether `value` at `k` and what stands from there one place further are possible marks."""
    moved = zip(row.cells[k:end], questions[k + 1 : end + 1], strict=True)
    return value <= questions[k].maximum and all(_holds(q, cell) for cell, q in moved)


def _moves_back(questions: Sequence[Question], row: Row, empty: int) -> bool:
    moved = zip(row.cells[empty + 1 :], questions[empty:-1], strict=True)
    return all(_holds(question, cell) for cell, question in moved)


def _holds(question: Question, cell) -> bool:
    return not isinstance(cell, int) or cell <= question.maximum


def _slips(questions: Sequence[Question], row: Row) -> Iterator[str]:
    """A cell whose digits were changed about, doubled or lost."""
    for question, cell in zip(questions, row.cells, strict=True):
        if isinstance(cell, int) and cell + row.difference in _meant(cell, question.maximum):
            yield (
                f"Bij vraag {question.label} staat {shown(cell)}: "
                f"met {shown(cell + row.difference)} klopt het."
            )


def _slip_of_total(row: Row) -> Iterator[str]:
    if row.sum in _meant(row.total, 10**7):
        yield f"Met {shown(row.sum)} als totaal klopt het: staan de cijfers juist?"


def _meant(typed: int, maximum: int) -> set[int]:
    """What somebody may have meant who typed this: 21 for 12, 1 for 10, 11 for 1, 25 for 2,5."""
    digits = str(typed // 100)
    meant = {typed * 10, typed // 10} if typed % 100 == 0 else {typed * 10}
    if typed % 100 == 0 and len(digits) == 2:
        meant.add(int(digits[::-1]) * 100)
        if digits[0] == digits[1]:
            meant.add(int(digits[0]) * 100)
    if typed % 100 == 0 and len(digits) == 1:
        meant.add(int(digits * 2) * 100)
    return {value for value in meant if value != typed and 0 <= value <= maximum}


def swapped(sheet: Sheet) -> Causes:
    """Two pupils whose differences cancel out, by changing their points of one question about, or
    all of them."""
    found: Causes = {}
    odd = [row for row in sheet.rows if row.difference and not row.empty]
    for one, other in combinations(odd, 2):
        if one.difference != -other.difference:
            continue
        for of in _exchanged(sheet.questions, one, other):
            for row, with_whom in ((one, other), (other, one)):
                found.setdefault(row.pupil, []).append(
                    f"De punten{of} lijken verwisseld met die van {with_whom.name}: "
                    "andersom kloppen beide totalen."
                )
    return found


def _exchanged(questions: Sequence[Question], one: Row, other: Row) -> Iterator[str]:
    """What of the two, changed about, makes both totals right: ` van vraag 3`, or nothing for all."""
    if one.sum == other.total:
        yield ""
    for question, here, there in zip(questions, one.cells, other.cells, strict=True):
        points = isinstance(here, int) and isinstance(there, int)
        if points and there - here == one.difference:
            yield f" van vraag {question.label}"


def moved_column(sheet: Sheet) -> Causes:
    """A question whose points stand one row too high or too low from some pupil on.

    Every total from there on must become right, and every difference must lie there. What
    belongs with the pupil at the end is not known, so that one only has to be possible.
    """
    rows = sheet.rows
    if any(row.total is None or row.empty for row in rows):
        return {}
    lacks = [row.difference for row in rows]
    first = next((place for place, difference in enumerate(lacks) if difference), None)
    if first is None:
        return {}
    found: Causes = {}
    for column, question in enumerate(sheet.questions):
        cells = [row.cells[column] for row in rows]
        if not all(isinstance(cell, int) for cell in cells):
            continue
        meant = [cell + lack for cell, lack in zip(cells, lacks, strict=True)]
        if all(0 <= value <= question.maximum for value in meant) and _is_moved(
            cells, meant, first
        ):
            for row in rows[first:]:
                if row.difference:
                    found.setdefault(row.pupil, []).append(
                        f"Vanaf {rows[first].name} lijken de punten van vraag {question.label} "
                        "een rij verschoven: dan kloppen alle totalen."
                    )
    return found


def moved_rows(sheet: Sheet) -> Causes:
    """Whole rows that stand one row too high or too low from some pupil on: somebody was passed
    over, or came twice. What the pupil at the end (or the first of them) should have is not known.
    """
    rows = sheet.rows
    first = next((place for place, row in enumerate(rows) if row.difference), None)
    if first is None:
        return {}
    typed = [p for p in range(first, len(rows)) if len(rows[p].empty) < len(rows[p].cells)]
    if any(rows[p].total is None or rows[p].empty for p in typed):
        return {}
    too_high = all(rows[p].sum == rows[p + 1].total for p in typed if p + 1 < len(rows))
    too_low = all(rows[p].sum == rows[p - 1].total for p in typed if p > first)
    odd = [rows[p] for p in typed if rows[p].difference]
    if not (too_high or too_low) or len(odd) < LEAST_MOVED:
        return {}
    sentence = f"Vanaf {rows[first].name} lijken alle punten een rij verschoven."
    return {row.pupil: [sentence] for row in odd}


def _is_moved(cells: Sequence[int], meant: Sequence[int], first: int) -> bool:
    """Whether what was meant stands one row higher (or lower) from `first` on."""
    if sum(cell != mean for cell, mean in zip(cells, meant, strict=True)) < LEAST_MOVED:
        return False
    too_high = all(meant[p] == cells[p - 1] for p in range(first + 1, len(cells)))
    too_low = all(meant[p] == cells[p + 1] for p in range(first, len(cells) - 1))
    return too_high or too_low
