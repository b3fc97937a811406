"""What the grid's program sends: cells as `[pupil, item, "text", version]`, its cursor, and who typed."""

import json
from dataclasses import dataclass

from ovsgtoets.kernel.errors import Refused
from results.domain.scores import Typed
from results.queries.cells import Cursor, Place, read_cursor

MOST_CELLS = 2_000
MOST_BYTES = 200  # of a cell
HIGHEST = 2**63 - 1
MOST_TEXT = 100  # longer than any mark: refused in the cell, by scoring


@dataclass(frozen=True)
class Batch:
    cells: list[Typed]
    cursor: Cursor
    user: int | None  # who typed, as the page knows it


def read_batch(body: bytes, *, most: int = MOST_CELLS) -> Batch:
    """Refuses what is no batch at all; what is wrong with a single mark is for saving to say."""
    try:
        if len(body) > most * MOST_BYTES:
            raise ValueError
        data = json.loads(body)
        cells = [_read_cell(*cell) for cell in data["cells"]]
        cursor = read_cursor(str(data.get("cursor", "")))
        user = data.get("user")
        if not (user is None or type(user) is int):
            raise TypeError("not a person")
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Refused("Dit kwam niet goed aan. Er is niets bewaard.") from error
    if len(cells) > most:
        raise Refused("Dit zijn te veel cellen in één keer. Er is niets bewaard.")
    return Batch(cells, cursor, user)


def _read_cell(pupil: int, item: int, text: str, version: int) -> Typed:
    if not all(type(number) is int and 0 <= number <= HIGHEST for number in (pupil, item, version)):
        raise ValueError("not a number of a row")
    if not isinstance(text, str) or "\x00" in text:
        raise TypeError("not a text")
    return Typed(Place(pupil, item), text[:MOST_TEXT], min(version, 2**31 - 2))
