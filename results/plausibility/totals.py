"""Differences between a pupil's cells and the total that the teacher wrote on the booklet.

A cause is named only when it explains the difference exactly, and when it is the only one of
all causes that does.
"""

from collections.abc import Iterable, Iterator

from results.plausibility.causes import (
    SURELY_MOVED,
    Causes,
    moved_column,
    moved_rows,
    of_row,
    swapped,
)
from results.plausibility.sheet import Finding, Kind, Row, Sheet, shown


def differences(sheet: Sheet) -> list[Finding]:
    """One finding per pupil whose cells and total differ."""
    causes = _causes(sheet)
    return [
        Finding(
            Kind.DIFFERENCE, _sentence(row, causes[row.pupil]), row.pupil, sheet.total_item
        )
        for row in open_differences(sheet)
    ]  # fmt: skip


def _causes(sheet: Sheet) -> dict[int, str]:
    """Per pupil the one sentence that explains the difference, or an empty one."""
    moved = [moved_column(sheet), moved_rows(sheet)]
    # So many totals don't fall into place by chance. Where both do, all else in the rows is equal.
    sure = next((causes for causes in moved if len(causes) >= SURELY_MOVED), None)
    if sure:
        candidates = sure
    else:
        of_rows = {row.pupil: [*of_row(sheet.questions, row)] for row in open_differences(sheet)}
        candidates = _together([of_rows, swapped(sheet), *moved])
    return {pupil: found[0] if len(found) == 1 else "" for pupil, found in candidates.items()}


def _together(found: Iterable[Causes]) -> Causes:
    candidates: Causes = {}
    for causes in found:
        for pupil, sentences in causes.items():
            candidates.setdefault(pupil, []).extend(sentences)
    return candidates


def _sentence(row: Row, cause: str) -> str:
    lacks = row.difference
    if row.empty and lacks > 0:  # as the column of the total in the grid says it
        size = f"nog {shown(lacks)}"
    else:
        size = f"{shown(abs(lacks))} te {'weinig' if lacks > 0 else 'veel'}"
    parts = [
        f"Op het boekje staat {shown(row.total)}, de punten samen zijn {shown(row.sum)}: {size}."
    ]
    return " ".join(part for part in [*parts, cause] if part)


def open_differences(sheet: Sheet) -> Iterator[Row]:
    """The pupils whose total still differs."""
    return (row for row in sheet.rows if row.difference)
