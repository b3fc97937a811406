"""What importing a spreadsheet would do to the tests of an edition, row by row; changes nothing.

A part in the file becomes what the file says: its questions that are not in it disappear. Parts
that are not in the file stay as they are.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from ovsgtoets.kernel.formats import long_date
from results.imports.battery_rows import Row, Sheet
from results.models import Domain, Enterer, Item, LearningArea, Mode, TestPart
from results.queries.battery import PointsOf
from schools.models import Edition

PART_FIELDS: dict[str, Callable] = {
    "mode": lambda value: Mode(value).label,
    "entered_by": lambda value: Enterer(value).label,
    "opens_on": long_date,
    "may_be_total": lambda value: "ja" if value else "nee",
}
WORDS = {
    "mode": "vorm",
    "entered_by": "ingegeven door",
    "opens_on": "vanaf",
    "may_be_total": "enkel totaal",
}


class Kind(StrEnum):
    NEW = "nieuw"
    CHANGED = "gewijzigd"
    EQUAL = "gelijk"
    REFUSED = "geweigerd"


@dataclass(frozen=True)
class Change:
    """One thing as it is and as it will be, in words."""

    label: str
    old: str
    new: str


@dataclass
class PlannedItem:
    """What happens with one row; `item` is the question that is there already."""

    row: Row
    kind: Kind
    item: Item | None = None
    place: int = 0  # in its part, from 1
    changes: list[Change] = field(default_factory=list)
    reason: str = ""


@dataclass
class PlannedPart:
    """A part of the file, as it will be."""

    part: TestPart
    points: PointsOf
    is_new: bool
    items: list[PlannedItem] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    gone: list[Item] = field(default_factory=list)
    reason: str = ""  # why the part can't become this

    @property
    def new(self) -> list[PlannedItem]:
        return [planned for planned in self.items if planned.kind == Kind.NEW]


@dataclass
class ImportPlan:
    edition: Edition
    sheet: Sheet
    parts: list[PlannedPart]
    refused: list[PlannedItem]  # rows of the file, and questions that can't disappear
    areas: dict[str, LearningArea]
    domains: dict[tuple[str, str], Domain]
    left_empty: list[Domain]  # their last question goes
    staying: list[TestPart]  # not in the file

    def of(self, kind: Kind) -> list[PlannedItem]:
        return [item for part in self.parts for item in part.items if item.kind == kind]

    @property
    def new(self) -> list[PlannedItem]:
        return self.of(Kind.NEW)

    @property
    def changed(self) -> list[PlannedItem]:
        return self.of(Kind.CHANGED)

    @property
    def equal(self) -> list[PlannedItem]:
        return self.of(Kind.EQUAL)

    @property
    def gone(self) -> list[Item]:
        return [item for part in self.parts for item in part.gone]

    @property
    def new_parts(self) -> list[PlannedPart]:
        return [part for part in self.parts if part.is_new]

    @property
    def changed_parts(self) -> list[PlannedPart]:
        return [part for part in self.parts if part.changes and not part.is_new]

    @property
    def refused_parts(self) -> list[PlannedPart]:
        return [part for part in self.parts if part.reason]

    @property
    def refusals(self) -> int:
        return len(self.refused) + len(self.refused_parts)

    @property
    def is_refused(self) -> bool:
        return bool(self.refusals)

    @property
    def changes_something(self) -> bool:
        return bool(self.new or self.changed or self.gone or self.changed_parts)

    @property
    def fingerprint(self) -> str:
        """What whoever confirms has seen: another battery, or another file, gives another one."""
        seen = [
            (part.part.name, part.reason, part.changes, [i.pk for i in part.gone])
            for part in self.parts
        ] + [(i.row, i.kind, i.changes, i.reason) for p in self.parts for i in p.items]
        return hashlib.sha256(repr((seen, self.refused)).encode()).hexdigest()[:32]


def key_of(*names: str) -> tuple[str, ...]:
    """By which names in a file and in the database are the same."""
    return tuple(" ".join(name.split()).casefold() for name in names)
