"""Differences between a pupil's cells and the total that the teacher wrote on the booklet.

A cause is named only when it explains the difference exactly, and when it is the only one of
all causes that does.
"""

from collections.abc import Iterator

from results.plausibility.causes import SURELY_MOVED, Causes, moved_column, of_row, swapped
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
    moved = moved_column(sheet)
    if len(moved) >= SURELY_MOVED:  # so many totals don't fall into place by chance
        candidates: Causes = moved
    else:
        changed = swapped(sheet)
        candidates = {
            row.pupil: [
                *of_row(sheet.questions, row),
                *changed.get(row.pupil, []),
                *moved.get(row.pupil, []),
            ]
            for row in open_differences(sheet)
        }
    return {pupil: found[0] if len(found) == 1 else "" for pupil, found in candidates.items()}


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
