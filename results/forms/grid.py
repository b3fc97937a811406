"""What a posted grid says: which cells were typed in, and on which version each of them is based.

A cell is the field `PUPIL-ITEM`. One hidden field, `basis`, holds what the page showed:
`ITEM,ITEM|PUPIL:VERSION=TEXT;VERSION=TEXT|…`, a cell per item in that order, empty ones blank.
A choice in a conflict is the field `keuze-PUPIL-ITEM`: `hun`, or `mijn.VERSION` to write over
exactly that version. What can't be read counts as "seen empty", which never overwrites anything.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from results.domain.scores import Typed
from results.queries.cells import Place
from results.scoring import Mark

BASIS = "basis"
CHOICE = "keuze-"
ID = re.compile(r"[1-9][0-9]{0,17}")
CELL = re.compile(rf"({ID.pattern})-({ID.pattern})")
SEEN = re.compile(r"([0-9]{1,9})=([^;|]{0,12})")
MINE = re.compile(r"mijn\.([0-9]{1,9})")


class Seen(NamedTuple):
    """What the page showed in a cell."""

    version: int = 0
    text: str = ""


NOTHING = Seen()


def name_of(place: Place) -> str:
    return f"{place.pupil}-{place.item}"


def write_basis(
    pupils: Iterable[int],
    items: Iterable[int],
    stored: Mapping[Place, tuple[Mark, int]],
    kept: Mapping[Place, Seen],
) -> str:
    """The field `basis` for a page that shows `stored`; cells in `kept` stay on an older one."""
    items = list(items)
    shown = {place: f"{version}={mark.text}" for place, (mark, version) in stored.items()}
    shown |= {
        place: "" if seen == NOTHING else f"{seen.version}={seen.text}"
        for place, seen in kept.items()
    }
    rows = [
        f"{pupil}:{';'.join([shown.get((pupil, item), '') for item in items])}" for pupil in pupils
    ]
    return "|".join([",".join(map(str, items)), *rows])


def read_basis(field: str) -> dict[Place, Seen]:
    """What the page showed, per cell that was not empty."""
    head, *rows = field.split("|")
    items = [int(item) for item in head.split(",") if ID.fullmatch(item)]
    basis = {}
    for row in rows:
        pupil, _, cells = row.partition(":")
        if not ID.fullmatch(pupil):
            continue
        for item, cell in zip(items, cells.split(";"), strict=False):
            if match := SEEN.fullmatch(cell):
                basis[Place(int(pupil), item)] = Seen(int(match[1]), match[2])
    return basis


class GridForm:
    """The cells of a posted grid that differ from what the page showed."""

    def __init__(self, data: Mapping[str, str]) -> None:
        self.seen = read_basis(data.get(BASIS, ""))
        self.typed: dict[Place, str] = {}
        self.cells: list[Typed] = []
        for name in data:
            if match := CELL.fullmatch(name):
                self._read(Place(int(match[1]), int(match[2])), data[name].strip(), data)

    def _read(self, place: Place, text: str, data: Mapping[str, str]) -> None:
        choice = data.get(f"{CHOICE}{name_of(place)}", "")
        if choice == "hun":
            return
        seen = self.seen.get(place, NOTHING)
        if text == seen.text:
            return
        mine = MINE.fullmatch(choice)
        self.typed[place] = text
        self.cells.append(Typed(place, text, int(mine[1]) if mine else seen.version))
