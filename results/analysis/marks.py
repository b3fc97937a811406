"""A test part as one table of whole numbers: how the country's cells come in, part by part.

A mark is one int32: hundredths of a point (2,5 points = 250), or a negative number for a code or
an empty cell. Whole numbers add up exactly, as Decimal does in `cells`. Four bytes because a
maximum may be 999,99 points; 28,000 pupils × 40 items are then 4.5 MB, and all 25 parts, if
somebody wants them at once, 112 MB.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from results.analysis.cells import EFFECTS, Effect

HUNDREDTHS = 100
EMPTY = -1
MARK_OF_CODE = {code: -2 - place for place, code in enumerate(sorted(EFFECTS))}
ZEROES, EXEMPTIONS = (
    [MARK_OF_CODE[code] for code, is_ in EFFECTS.items() if is_ is effect]
    for effect in (Effect.ZERO, Effect.EXEMPT)
)
PACKED = np.dtype([("item", ">i4"), ("mark", ">i4")])


@dataclass(frozen=True)
class Part:
    """`marks`: int32 [pupils, items]; per item its maximum in hundredths (int32 [items]) and
    the place of its domain (int16 [items]). An item that was annulled is not in it at all.

    `total`: the column of the total on the booklet, of a part that may be entered as a total.
    It holds a mark only for who has nothing else in the part: beside other cells it is a control.
    """

    marks: NDArray[np.int32]
    maxima: NDArray[np.int32]
    domains: NDArray[np.int16]
    total: int | None = None

    def questions(self) -> "Part":
        """The part without its total: what is known per item."""
        if self.total is None:
            return self
        return self._columns(np.arange(len(self.maxima)) != self.total)

    def made(self) -> NDArray[np.bool_]:
        """bool [pupils, items]: the item counts for the pupil, with its points or with 0."""
        return (self.marks >= 0) | np.isin(self.marks, ZEROES)

    def exempt(self) -> NDArray[np.bool_]:
        return np.isin(self.marks, EXEMPTIONS)

    def won(self) -> NDArray[np.int32]:
        """int32 [pupils, items]: hundredths of points, 0 where there are none."""
        return np.maximum(self.marks, 0)

    def only_domain(self, place: int) -> "Part":
        """The items of one domain, without a total."""
        questions = self.questions()
        return questions._columns(questions.domains == place)

    def only_pupils(self, rows: NDArray) -> "Part":
        """`rows`: bool [pupils] or places."""
        return replace(self, marks=self.marks[rows])

    def _columns(self, columns: NDArray[np.bool_]) -> "Part":
        return Part(self.marks[:, columns], self.maxima[columns], self.domains[columns])


def beside(parts: Sequence[Part]) -> Part:
    """The questions of several parts of the same pupils as one, without totals: for the items of
    a domain that is asked in several."""
    parts = [part.questions() for part in parts]
    return Part(
        np.hstack([part.marks for part in parts]),
        np.concatenate([part.maxima for part in parts]),
        np.concatenate([part.domains for part in parts]),
    )


def part_of(
    packed: Iterable[tuple[int, bytes]],
    *,
    pupils: Sequence[int],
    items: Sequence[int],
    maxima: Sequence[int],
    domains: Sequence[int],
    total: int | None = None,
) -> Part:
    """The table of one part from one row per pupil: (pupil's key, the filled cells as bytes).

    The bytes are pairs of big-endian int4, item's key and mark, in any order: what PostgreSQL's
    `string_agg(int4send(item_id) || int4send(mark), '')` gives, grouped by pupil. So the driver
    hands over 28,000 values a part instead of a million, and nothing is a Python number.
    Cells of other items and of pupils that were not asked for are passed over (they came while
    the others were loaded); what has no cell is EMPTY. A key twice in `pupils` or `items` raises.
    `total`: the place of the total among `items`; where it is a control it becomes EMPTY, since a total
    stands for the questions only where none of them has a cell, neither points nor a code.
    """
    marks = np.full((len(pupils), len(items)), EMPTY, np.int32)
    row_of, (column_of, columns) = _places(pupils), _sorted(items)
    for pupil, cells in packed:
        if (row := row_of.get(pupil)) is None or not len(items):
            continue
        pairs = np.frombuffer(cells, PACKED)
        at = np.minimum(np.searchsorted(column_of, pairs["item"]), len(items) - 1)
        known = column_of[at] == pairs["item"]
        marks[row, columns[at[known]]] = pairs["mark"][known]
    marks = without_controls(marks, total)
    return Part(marks, np.asarray(maxima, np.int32), np.asarray(domains, np.int16), total)


def without_controls(marks: NDArray[np.int32], total: int | None) -> NDArray[np.int32]:
    """The table with EMPTY for each total (in column `total`) beside another cell of the pupil."""
    if total is None:
        return marks
    marks = marks.copy()
    others = np.arange(marks.shape[1]) != total
    marks[(marks[:, others] != EMPTY).any(axis=1), total] = EMPTY
    return marks


def _places(keys: Sequence[int]) -> dict[int, int]:
    places = {key: place for place, key in enumerate(keys)}
    if len(places) != len(keys):
        raise ValueError("The same key twice.")
    return places


def _sorted(keys: Sequence[int]) -> tuple[NDArray, NDArray]:
    """The keys in order, and where each of them stood."""
    array = np.asarray(keys, np.int64)
    order = np.argsort(array)
    if len(np.unique(array)) != len(array):
        raise ValueError("The same key twice.")
    return array[order], order
