"""The tests of an edition as columns: which item feeds which domain of which learning area."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from results.analysis.marks import Part, without_controls
from results.analysis.percentages import Sums


@dataclass(frozen=True)
class Column:
    """A domain with the place of its learning area."""

    pk: int
    name: str
    area: int


@dataclass(frozen=True)
class ItemColumn:
    """An item that counts, or a total that may be a result; `domain` is a place among domains."""

    pk: int
    label: str
    page: int | None
    part: int
    part_name: str
    domain: int
    maximum: int  # hundredths
    is_total: bool


@dataclass(frozen=True)
class Layout:
    """`areas`: key and name, in order; `domains` and `items` (those of a part together) too.
    Only what counts is in it: domains with a question, items that were not annulled."""

    areas: tuple[tuple[int, str], ...]
    domains: tuple[Column, ...]
    items: tuple[ItemColumn, ...]

    @cached_property
    def area_of(self) -> NDArray[np.int16]:
        return np.array([domain.area for domain in self.domains], np.int16)

    @cached_property
    def item_keys(self) -> list[int]:
        return [item.pk for item in self.items]

    @cached_property
    def questions(self) -> NDArray[np.bool_]:
        return np.array([not item.is_total for item in self.items], bool)

    def domains_of(self, area: int) -> list[int]:
        return [place for place, domain in enumerate(self.domains) if domain.area == area]

    def items_of_parts_of(self, area: int) -> list[int]:
        """The places of the items of every part that has a question of the area (its key)."""
        of_area = {
            item.part
            for item in self.items
            if self.areas[self.domains[item.domain].area][0] == area
        }
        return [place for place, item in enumerate(self.items) if item.part in of_area]

    def part_slices(self) -> Iterator[tuple[int, slice]]:
        """Each part's key with the columns of its items."""
        begin = 0
        for part, items in groupby(self.items, key=lambda item: item.part):
            end = begin + len(list(items))
            yield part, slice(begin, end)
            begin = end

    def parts_of(self, marks: NDArray[np.int32]) -> Iterator[tuple[int, Part]]:
        """Each part's key and table from `marks` [pupils, items]; a total that is no result there
        (beside another cell of the part) is EMPTY, as in `marks.part_of`."""
        for part, columns in self.part_slices():
            items = self.items[columns]
            yield part, _part(marks[:, columns], items)


def sums_of(layout: Layout, marks: NDArray[np.int32]) -> Sums:
    sums = Sums(pupils=len(marks), domains=len(layout.domains))
    for _, part in layout.parts_of(marks):
        sums.add(part)
    return sums


def _part(marks: NDArray[np.int32], items: Sequence[ItemColumn]) -> Part:
    total = next((place for place, item in enumerate(items) if item.is_total), None)
    return Part(
        without_controls(marks, total),
        np.array([item.maximum for item in items], np.int32),
        np.array([item.domain for item in items], np.int16),
        total,
    )
