"""Numbers, dates and lists the way Flemish people write them."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

NO_BREAK = "\u00a0"
MONTHS = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]


def half_up(value: Decimal | float, places: int) -> Decimal:
    """Rounds as people do (0,05 → 0,1), from the shortest decimal that the float stands for.

    A float is first cleaned of what computing with floats left behind the ninth decimal:
    69.24999999999999 is 69,25.
    """
    if isinstance(value, float):
        value = round(value, 9)
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def number(value: Decimal | float, places: int = 0) -> str:
    """1234.5, 1 → `1 234,5`, with a space that does not break."""
    return f"{half_up(value, places):,}".replace(",", NO_BREAK).replace(".", ",")


def amount(value: Decimal) -> str:
    """188 → `188,00`; for columns that have the unit in their header."""
    return number(value, 2)


def euro(value: Decimal) -> str:
    """188 → `188,00 EUR`."""
    return f"{amount(value)}{NO_BREAK}EUR"


def percent(value: Decimal | float | None) -> str:
    """63.24 → `63,2 %`; None → `–`."""
    return "–" if value is None else f"{number(value, 1)}{NO_BREAK}%"


def points(value: Decimal | None) -> str:
    """A mark without useless zeros: 2.50 → `2,5`, 3.00 → `3`; None → empty."""
    if value is None:
        return ""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def long_date(value: date | datetime | None) -> str:
    """2027-04-01 → `1 april 2027`, in Belgian time."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def long_moment(value: datetime | None) -> str:
    """`1 april 2027 om 14.05 uur`, in Belgian time."""
    if value is None:
        return ""
    return f"{long_date(value)} om {timezone.localtime(value):%H.%M} uur"


def listed(words: Sequence[str]) -> str:
    """`6A, 6B en 6C`"""
    return " en ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
