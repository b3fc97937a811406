"""The points of a class for one part, as the checks read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ovsgtoets.kernel.formats import points as as_text
from results.analysis.cells import AS_ZERO
from results.scoring import Mark

EMPTY, NO_POINTS = None, "code"


class Kind(StrEnum):
    DIFFERENCE = "difference"  # with the total on the booklet
    ALL_MAXIMUM = "all_maximum"
    IDENTICAL = "identical"
    SHIFTED = "shifted"
    FAR_FROM_REFERENCE = "far_from_reference"


@dataclass(frozen=True, slots=True)
class Finding:
    """`pupil` or `item` is None where it is about a whole column or row."""

    kind: Kind
    sentence: str
    pupil: int | None = None
    item: int | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """`reference`: the mean share of the maximum (0–1) of all participants, where it is known."""

    item: int
    label: str
    maximum: int
    reference: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A pupil's cells in the order of the questions: hundredths of a point, `EMPTY`, or
    `NO_POINTS` for a code that counts for nothing. `total` is the one on the booklet."""

    pupil: int
    name: str
    cells: tuple[int | str | None, ...]
    total: int | None = None

    @property
    def sum(self) -> int:
        return sum(cell for cell in self.cells if isinstance(cell, int))

    @property
    def empty(self) -> list[int]:
        """The places of the empty cells."""
        return [place for place, cell in enumerate(self.cells) if cell is EMPTY]

    @property
    def difference(self) -> int:
        """What the cells lack (above 0) or have too much for the total on the booklet.

        0 while nothing can be said: no total, nothing typed yet, or cells still to come that may
        make up for it.
        """
        if self.total is None:
            return 0
        empty = len(self.empty)
        if empty == len(self.cells):
            return 0
        lacks = self.total - self.sum
        return 0 if empty > 1 and lacks > 0 else lacks


@dataclass(frozen=True, slots=True)
class Sheet:
    """`total_item`: the item of the totals on the booklet."""

    questions: Sequence[Question]
    rows: Sequence[Row]
    total_item: int | None = None


def cell_of(mark: Mark) -> int | str | None:
    """How the checks read a mark: not made counts as 0, as in the figures."""
    if mark.hundredths is not None:
        return mark.hundredths
    if mark.code is None:
        return EMPTY
    return 0 if mark.code in AS_ZERO else NO_POINTS


def shown(hundredths: int) -> str:
    """250 → `2,5`."""
    return as_text(Decimal(hundredths) / 100)
