"""A class's pupils as bytes: how their sums and marks are stored, and come back for any layout.

Keys of domains and items are kept with the numbers, so what was stored before a question was
annulled can still be read: a column that the layout no longer has is passed over, one that it has
now and had not then is empty.
"""

import zlib
from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from results.analysis.crowd import Crowd
from results.analysis.layout import Layout
from results.analysis.marks import EMPTY
from results.analysis.percentages import Sums

FAST = 1  # zlib's level: marks shrink to a fifth, in a millisecond a class


def packed_sums(crowd: Crowd) -> bytes:
    """Sizes, keys, genders (code points), facts, and per domain won, possible and exempt."""
    domains = [domain.pk for domain in crowd.layout.domains]
    columns = [
        np.array([len(crowd.keys), len(domains)], np.int64),
        np.array(domains, np.int64),
        crowd.keys.astype(np.int64),
        np.array([ord(gender or " ") for gender in crowd.genders], np.int64),
        crowd.voluntary.astype(np.int64),
        crowd.filled.astype(np.int64),
        crowd.sums.won,
        crowd.sums.possible,
        crowd.sums.exempt.astype(np.int64),
    ]
    return zlib.compress(b"".join(column.tobytes() for column in columns), FAST)


def packed_marks(crowd: Crowd) -> bytes:
    """The items' keys, and then the table."""
    keys = np.array(crowd.layout.item_keys, np.int64)
    return zlib.compress(keys.tobytes() + crowd.marks.astype(np.int32).tobytes(), FAST)


def unpacked(
    layout: Layout, school_class: int, moment: datetime, sums: bytes, marks: bytes | None
) -> Crowd:
    """The class's pupils as the layout sees them; `marks` only where they were loaded."""
    numbers = np.frombuffer(zlib.decompress(sums), np.int64)
    (pupils, domains), rest = numbers[:2].tolist(), numbers[2:]
    stored, keys, genders, voluntary, filled, cells = np.split(
        rest, np.cumsum([domains, pupils, pupils, pupils, pupils])
    )
    won, possible, exempt = cells.reshape(3, pupils, domains)
    back = Sums(pupils=pupils, domains=len(layout.domains))
    here, there = _shared([domain.pk for domain in layout.domains], stored)
    back.won[:, here], back.possible[:, here] = won[:, there], possible[:, there]
    back.exempt[:, here] = exempt[:, there] != 0
    return Crowd(
        layout=layout,
        keys=keys,
        classes=np.full(pupils, school_class, np.int64),
        genders=np.array([chr(gender).strip() for gender in genders], "U1"),
        voluntary=voluntary != 0,
        filled=filled,
        sums=back,
        moments={school_class: moment},
        marks=None if marks is None else _marks(layout, pupils, marks),
    )


def _marks(layout: Layout, pupils: int, packed: bytes) -> NDArray[np.int32]:
    raw = zlib.decompress(packed)
    items = len(raw) // (8 + 4 * pupils)
    stored = np.frombuffer(raw[: 8 * items], np.int64)
    table = np.frombuffer(raw[8 * items :], np.int32).reshape(pupils, items)
    if stored.tolist() == layout.item_keys:
        return table
    marks = np.full((pupils, len(layout.items)), EMPTY, np.int32)
    here, there = _shared(layout.item_keys, stored)
    marks[:, here] = table[:, there]
    return marks


def _shared(wanted: Sequence[int], stored: NDArray[np.int64]) -> tuple[list[int], list[int]]:
    """Where the keys that both have stand in each."""
    places = {key: place for place, key in enumerate(stored.tolist())}
    here = [place for place, key in enumerate(wanted) if key in places]
    return here, [places[wanted[place]] for place in here]
