"""The lines of a list for the printer: one per address, with the old numbers beside. Pure.

A parcel is known by the name and the address: rows that have both the same are packed together.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Parcel(NamedTuple):
    """What tells the parcels of one order apart."""

    site_name: str
    street: str
    house_number: str
    postal_code: str
    municipality: str

    @classmethod
    def of(cls, row) -> "Parcel":
        return cls(*(getattr(row, name) for name in cls._fields))


class Row(Protocol):
    """An address with what goes there; a RevisionRow is one."""

    copies: int
    teachers: int


Numbers = tuple[int, int]
NONE: Numbers = (0, 0)


@dataclass(frozen=True)
class PrintLine:
    """What goes to an address now, and what stood on the list that went before."""

    parcel: Parcel
    copies: int
    teachers: int
    old_copies: int
    old_teachers: int
    was_printed: bool

    @property
    def is_changed(self) -> bool:
        return (self.copies, self.teachers) != (self.old_copies, self.old_teachers)

    @property
    def what(self) -> str:
        """What happened to the address since: one word for who packs."""
        if not self.was_printed:
            return "nieuwe bestelling"
        if not self.is_changed:
            return "gelijk"
        if (self.old_copies, self.old_teachers) == NONE:
            return "nieuw adres"
        return "vervalt" if (self.copies, self.teachers) == NONE else "gewijzigd"


def quantities_per_parcel(rows: Iterable[Row]) -> dict[Parcel, Numbers]:
    """The copies and the teachers of each parcel, in the order in which the rows come."""
    found: dict[Parcel, Numbers] = {}
    for row in rows:
        parcel = Parcel.of(row)
        copies, teachers = found.get(parcel, NONE)
        found[parcel] = (copies + row.copies, teachers + row.teachers)
    return found


def print_lines(now: Iterable[Row], before: Iterable[Row] | None) -> list[PrintLine]:
    """A line per address of an order; those that are gone come last, with nothing to send.
    `before` None: the order never stood on a list."""
    wanted = quantities_per_parcel(now)
    printed = quantities_per_parcel(before or ())
    gone = {parcel: NONE for parcel in printed if parcel not in wanted}
    return [
        PrintLine(parcel, *numbers, *printed.get(parcel, NONE), was_printed=before is not None)
        for parcel, numbers in (wanted | gone).items()
    ]


def differs(now: Iterable[Row], before: Iterable[Row]) -> bool:
    """Whether the printer or the courier has anything to do with the change."""
    return any(line.is_changed for line in print_lines(now, before))


def numbers_of(lines: Iterable[PrintLine]) -> Mapping[str, int]:
    """The totals under a list."""
    lines = list(lines)
    return {
        "addresses": sum(1 for line in lines if line.copies or line.teachers),
        "copies": sum(line.copies for line in lines),
        "teachers": sum(line.teachers for line in lines),
    }
