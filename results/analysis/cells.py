"""What one cell means for a pupil's percentage: the one page where each code has its effect."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import NamedTuple


class Effect(Enum):
    """What a code does with its item, for the pupil in whose row it stands."""

    ZERO = "the item counts with 0 points"
    OUT = "the item is left out"
    EXEMPT = "the item is left out, and averages of its domain leave the pupil out"


# Points count with their maximum. An empty cell has no row and is left out: not entered yet.
EFFECTS = {
    "N": Effect.ZERO,  # niet gemaakt: the pupil sat before the question and left it open
    "A": Effect.OUT,  # afwezig: an absence says nothing of what the pupil can do
    "X": Effect.OUT,  # ongeldig: something outside the pupil spoiled the question
    "V": Effect.EXEMPT,  # vrijgesteld: the own result rests on another test than that of others
}
AS_ZERO, EXEMPT = (
    [code for code, is_ in EFFECTS.items() if is_ is effect]
    for effect in (Effect.ZERO, Effect.EXEMPT)
)


class Cell(NamedTuple):
    """One filled cell of the grid: either `points` or a `code`. Or the sum of several cells of
    one pupil, part and domain that all have points, or all have the same code.

    `is_total` is the total on the booklet, of a part that may be entered as a total. Cells of
    items that were annulled, and totals that are only a control, are no cells here.
    """

    pupil: int
    domain: int
    points: Decimal | None
    maximum: Decimal
    code: str | None = None
    part: int = 0
    is_total: bool = False


def without_controls(cells: Iterable[Cell]) -> list[Cell]:
    """A total stands for the questions only where none of them has a cell for that pupil: neither
    points nor a code. Beside such a cell it is a control, and no result."""
    cells = list(cells)
    itemised = {(cell.pupil, cell.part) for cell in cells if not cell.is_total}
    return [cell for cell in cells if not cell.is_total or (cell.pupil, cell.part) not in itemised]


@dataclass(frozen=True)
class PupilFigure:
    """A pupil's percentage for one domain (0–100, not rounded), and whether averages use it."""

    percent: float | None = None
    counts: bool = True


def pupil_figures(cells: Iterable[Cell]) -> dict[tuple[int, int], PupilFigure]:
    """(pupil, domain) → 100·Σpoints/Σmaxima over the cells that count; None where none does.

    A total alone counts as one cell of its domain, also with a code (`without_controls`). The sums are exact (Decimal); only the result is a float. An unknown code raises.
    """
    points: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    maxima: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    exempt = set()
    for pupil, domain, won, maximum, code, *_ in without_controls(cells):
        effect = EFFECTS[code] if code else None
        key = (pupil, domain)
        if effect in (None, Effect.ZERO):
            points[key] += won or 0
            maxima[key] += maximum
        elif effect is Effect.EXEMPT:
            exempt.add(key)
    return {
        key: PupilFigure(
            float(100 * points[key] / maxima[key]) if key in maxima else None,
            counts=key not in exempt,
        )
        for key in maxima.keys() | exempt
    }
