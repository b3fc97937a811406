"""What an order costs, as prose with guarantees. No database, no clock: numbers in, amounts out.

Each delivery address is priced on its own:

* every pupil copy costs the copy price;
* teachers get their instruction bundle free, one per started ten pupil copies of that address
  (the list says how many); each bundle beyond that costs the bundle price. An address with
  teachers and no pupil copies therefore pays for all its bundles;
* a parcel to the address costs the delivery price. An address to which nothing goes costs nothing.

The order costs the sum of its addresses. Guaranteed:

* every amount is exact in cents and carries its reason in words, for the person who pays;
* the total is the sum of the amounts shown, in the columns as well as in the rows;
* a price that is missing or negative raises: nothing is ever free by accident.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from ovsgtoets.kernel.formats import euro

NOTHING = Decimal("0.00")


class MissingPrice(ValueError):
    """A price that the calculation needs is not there, or is not an amount in whole cents."""


@dataclass(frozen=True)
class Prices:
    """What one price list says. `copies_per_free_bundle`: one free bundle per started so many."""

    copy_price: Decimal
    bundle_price: Decimal
    delivery_price: Decimal
    copies_per_free_bundle: int

    def __post_init__(self) -> None:
        for name in ("copy_price", "bundle_price", "delivery_price"):
            _must_be_an_amount(name, getattr(self, name))
        if not self.copies_per_free_bundle or self.copies_per_free_bundle < 1:
            raise MissingPrice("copies_per_free_bundle must be 1 or more.")


@dataclass(frozen=True)
class Amount:
    """Euros with the reason for them, in Dutch."""

    euros: Decimal
    reason: str


@dataclass(frozen=True)
class Price:
    """What a row or a whole order costs: three amounts; the total is always their sum."""

    copies: Amount
    teachers: Amount
    delivery: Amount

    @property
    def total(self) -> Decimal:
        return self.copies.euros + self.teachers.euros + self.delivery.euros


@dataclass(frozen=True)
class OrderPrice(Price):
    """The price of an order, and of each of its rows in the order they were given."""

    rows: tuple[Price, ...]


class Quantities(Protocol):
    """What a row needs to have to be priced; a DeliveryRow does."""

    copies: int
    teachers: int


def price_order(rows: Iterable[Quantities], prices: Prices) -> OrderPrice:
    """The price of every row, and their sum with its own reasons. No rows cost nothing."""
    rows = tuple(rows)
    priced = tuple(
        price_row(copies=row.copies, teachers=row.teachers, prices=prices) for row in rows
    )
    copies = sum(row.copies for row in rows)
    charged = sum(
        _charged_bundles(row.copies, row.teachers, prices.copies_per_free_bundle) for row in rows
    )
    free = sum(row.teachers for row in rows) - charged
    parcels = sum(_is_delivered(row.copies, row.teachers) for row in rows)
    return OrderPrice(
        copies=Amount(_sum(price.copies for price in priced), _copies_reason(copies, prices)),
        teachers=Amount(
            _sum(price.teachers for price in priced), _teachers_reason(free, charged, prices)
        ),
        delivery=Amount(_sum(price.delivery for price in priced), _delivery_reason(parcels)),
        rows=priced,
    )


def price_row(*, copies: int, teachers: int, prices: Prices) -> Price:
    """The price of one delivery address with so many pupil copies and teachers."""
    if copies < 0 or teachers < 0:
        raise ValueError("Quantities are 0 or more.")
    charged = _charged_bundles(copies, teachers, prices.copies_per_free_bundle)
    delivered = _is_delivered(copies, teachers)
    return Price(
        copies=Amount(copies * prices.copy_price + NOTHING, _copies_reason(copies, prices)),
        teachers=Amount(
            charged * prices.bundle_price + NOTHING,
            _teachers_reason(teachers - charged, charged, prices),
        ),
        delivery=Amount(
            prices.delivery_price + NOTHING if delivered else NOTHING, _delivery_reason(delivered)
        ),
    )


def _charged_bundles(copies: int, teachers: int, per: int) -> int:
    """How many bundles are paid for: 10 copies give 1 free bundle, 11 give 2."""
    free = -(-copies // per)
    return max(0, teachers - free)


def _is_delivered(copies: int, teachers: int) -> int:
    return int(copies + teachers > 0)


def _copies_reason(copies: int, prices: Prices) -> str:
    return f"{copies} × {euro(prices.copy_price)}" if copies else "geen exemplaren"


def _teachers_reason(free: int, charged: int, prices: Prices) -> str:
    """`1 leerkracht gratis: 1 per begonnen 10 exemplaren; 2 × 4,70 EUR` and its shorter forms."""
    parts = []
    if free:
        people = "leerkracht" if free == 1 else "leerkrachten"
        per = prices.copies_per_free_bundle
        parts.append(f"{free} {people} gratis: 1 per begonnen {per} exemplaren")
    if charged:
        extra = "bijkomende bundel" if charged == 1 else "bijkomende bundels"
        parts.append(f"{charged} {extra} × {euro(prices.bundle_price)}")
    return "; ".join(parts) or "geen leerkrachten"


def _delivery_reason(parcels: int) -> str:
    if not parcels:
        return "niets te leveren"
    return f"levering aan {parcels} {'adres' if parcels == 1 else 'adressen'}"


def _sum(amounts: Iterable[Amount]) -> Decimal:
    return sum((amount.euros for amount in amounts), NOTHING)


def _must_be_an_amount(name: str, value: Decimal | None) -> None:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise MissingPrice(f"{name} is not filled in.")
    if value < 0 or value != value.quantize(Decimal("0.01")):
        raise MissingPrice(f"{name} is not an amount in whole cents.")
