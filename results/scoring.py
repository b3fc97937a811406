"""What stands in one cell: reading what was typed, writing what is kept. Pure: no database, no clock.

Empty, 0, absent, exempt, not made and invalid are six different things.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import points as as_text
from results.analysis.cells import AS_ZERO, EFFECTS, Effect

MOST_CHARACTERS = 12
MOST_DECIMALS = 2
CODES = {
    "A": "afwezig",
    "V": "vrijgesteld",
    "N": "niet gemaakt",
    "X": "ongeldig",
}
NUMBER = re.compile(r"([0-9]*)(?:[.,]([0-9]*))?")


@dataclass(frozen=True)
class Mark:
    """Points, or a code, or (both None) nothing yet."""

    points: Decimal | None = None
    code: str | None = None

    @cached_property
    def is_empty(self) -> bool:
        return self.points is None and self.code is None

    @cached_property
    def that_count(self) -> Decimal | None:
        """The points for totals and percentages: a code that counts as zero is 0, the other
        codes and an empty cell do not count at all (neither does the item's maximum)."""
        return Decimal(0) if self.code in AS_ZERO else self.points

    @cached_property
    def hundredths(self) -> int | None:
        """The points, for exact sums without decimals."""
        return None if self.points is None else int(self.points * 100)

    @cached_property
    def text(self) -> str:
        """As somebody would type it."""
        return self.code or as_text(self.points)

    def __str__(self) -> str:
        return self.text


# A class holds the same few marks a thousand times: each is made, and knows its text, once.
mark_of = lru_cache(maxsize=4096)(Mark)


# What a code does, for who types it; the figures take it from results.analysis.cells.
EFFECT_WORDS = {
    Effect.ZERO: "telt als 0",
    Effect.OUT: "telt niet mee",
    Effect.EXEMPT: "telt niet mee; ook niet in de gemiddelden van het domein",
}


def explained_codes() -> dict[str, dict]:
    """Each code with its word, its effect in words, and whether it counts as zero."""
    return {
        code: {
            "word": word,
            "effect": EFFECT_WORDS[EFFECTS[code]],
            "zero": EFFECTS[code] is Effect.ZERO,
        }
        for code, word in CODES.items()
    }


EMPTY = Mark()
_CODE_MARKS = {code: Mark(code=code) for code in CODES}


def read_mark(typed: str, maximum: Decimal) -> Mark:
    """The mark that somebody means with `typed` in an item of at most `maximum` points.

    Accepts 0 to `maximum` with a comma or a point and two decimals at most, a code in capitals
    or not, or nothing. Raises Refused with the reason, short enough to stand under a cell.
    """
    typed = typed.strip()
    if not typed:
        return EMPTY
    if mark := _CODE_MARKS.get(typed.upper()):
        return mark
    points = _read_number(typed)
    if points > maximum:
        raise Refused(f"Hoogstens {as_text(maximum)}.")
    return Mark(points=points)


def as_typed(value: int | float | Decimal) -> str:
    """A number of a spreadsheet as somebody would type it: 2.0 is `2`, 2.5 is `2,5`.

    What computing with floats leaves behind the ninth decimal is dropped; other decimals stay,
    so that too many are refused and not rounded away.
    """
    number = Decimal(str(value))
    if not number.is_finite() or abs(number) >= 10**MOST_CHARACTERS:
        return str(value)
    return as_text(round(number, 9))


def as_shown(typed: str) -> str:
    """`n` is shown as `N`, and 2.50 as `2,5`, where it can be read at all."""
    with suppress(Refused):
        return str(read_mark(typed, Decimal(10) ** MOST_CHARACTERS))
    return typed


def _read_number(typed: str) -> Decimal:
    if len(typed) > MOST_CHARACTERS:
        raise Refused("Dit is te lang.")
    if typed.upper() == "O":
        raise Refused("Dit is de letter O. Typ het cijfer 0.")
    if len(typed) == 1 and typed.isalpha():
        raise Refused("Een code is A, V, N of X.")
    if typed[0] in "-−" and NUMBER.fullmatch(typed[1:]):
        raise Refused("Niet lager dan 0.")
    match = NUMBER.fullmatch(typed)
    whole, decimals = (match[1], match[2] or "") if match else ("", "")
    if not (whole or decimals):
        raise Refused("Dit is geen getal.")
    decimals = decimals.rstrip("0")
    if len(decimals) > MOST_DECIMALS:
        raise Refused("Hoogstens 2 cijfers na de komma.")
    return Decimal(f"{whole or 0}.{decimals or 0}")
