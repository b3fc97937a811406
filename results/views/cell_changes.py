"""Cells that would change, laid out per pupil to look at before it is done."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple


class CellChange(NamedTuple):
    """A question of a pupil: the mark of now and the one it would get, as shown; empty: none."""

    pupil: int
    name: str
    label: str
    now: str
    then: str


def per_pupil(changes: Iterable[CellChange]) -> list[tuple[str, list[CellChange]]]:
    """(name, changes) in the order given, in which a pupil's stand together. By pupil, not by
    name: namesakes stay two."""
    groups = [list(group) for _, group in groupby(changes, attrgetter("pupil"))]
    return [(group[0].name, group) for group in groups]
