"""What an order costs, as prose with guarantees. No database, no clock: numbers in, amounts out.

Each delivery address is priced on its own:

* every pupil copy costs the copy price;
* teachers get their instruction bundle free, one per started ten pupil copies of that address
  (the list says how many); each bundle beyond that costs the bundle price. An address with
  teachers and no pupil copies therefore pays for all its bundles;
* a parcel to the address costs the price of the first tier that its pupil copies fit in (up to 25
  copies, up to 100), and the delivery price when it fits in none or when there are no tiers. An
  address to which nothing goes costs nothing.

The order costs the sum of its addresses. The feedback report is priced apart: it has an invoice
of its own. Prices are without VAT; where there is some, what an order shows says so. Guaranteed:

* every amount is exact in cents, and each of an address carries its reason in words, for the
  person who pays;
* the total is the sum of the amounts shown, in the columns as well as in the rows;
* a price that is missing or negative raises: nothing is ever free by accident.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Protocol

from orders.invoicing.amounts import with_vat
from orders.words import copies_in_words, teachers_in_words
from ovsgtoets.kernel.formats import euro, points

NOTHING = Decimal("0.00")
NO_DELIVERY = "niets te leveren"


class MissingPrice(ValueError):
    """A price that the calculation needs is not there, or is not an amount in whole cents."""


@dataclass(frozen=True)
class Tier:
    """What a parcel of at most `up_to` pupil copies costs."""

    up_to: int
    price: Decimal


@dataclass(frozen=True)
class Prices:
    """What one price list says. `copies_per_free_bundle`: one free bundle per started so many.

    `tiers` go from small parcels to large; `delivery_price` is that of a parcel beyond the last.
    """

    copy_price: Decimal
    bundle_price: Decimal
    delivery_price: Decimal
    copies_per_free_bundle: int
    tiers: tuple[Tier, ...] = ()

    def __post_init__(self) -> None:
        for name in ("copy_price", "bundle_price", "delivery_price"):
            _must_be_an_amount(name, getattr(self, name))
        if not self.copies_per_free_bundle or self.copies_per_free_bundle < 1:
            raise MissingPrice("copies_per_free_bundle must be 1 or more.")
        for tier in self.tiers:
            _must_be_an_amount("tiers", tier.price)
        borders = [0, *(tier.up_to for tier in self.tiers)]
        if any(one >= next_one for one, next_one in pairwise(borders)):
            raise MissingPrice("tiers must go up.")


@dataclass(frozen=True)
class Amount:
    """Euros with the reason for them, in Dutch."""

    euros: Decimal
    reason: str


@dataclass(frozen=True)
class Price:
    """What a row costs: three amounts; the total is always their sum."""

    copies: Amount
    teachers: Amount
    delivery: Amount

    @property
    def total(self) -> Decimal:
        return self.copies.euros + self.teachers.euros + self.delivery.euros


@dataclass(frozen=True)
class OrderPrice:
    """The prices of the rows, in the order they were given, and the sum of each column. Only the
    rows say why: free bundles count per address, so no sentence about the sum would be true."""

    rows: tuple[Price, ...]

    @property
    def copies(self) -> Decimal:
        return sum((row.copies.euros for row in self.rows), NOTHING)

    @property
    def teachers(self) -> Decimal:
        return sum((row.teachers.euros for row in self.rows), NOTHING)

    @property
    def delivery(self) -> Decimal:
        return sum((row.delivery.euros for row in self.rows), NOTHING)

    @property
    def total(self) -> Decimal:
        return self.copies + self.teachers + self.delivery


class Quantities(Protocol):
    """What a row needs to have to be priced; a DeliveryRow does."""

    copies: int
    teachers: int


def price_order(rows: Iterable[Quantities], prices: Prices) -> OrderPrice:
    """The price of every row; no rows cost nothing."""
    return OrderPrice(
        tuple(price_row(copies=row.copies, teachers=row.teachers, prices=prices) for row in rows)
    )


def price_row(*, copies: int, teachers: int, prices: Prices) -> Price:
    """The price of one delivery address with so many pupil copies and teachers."""
    if copies < 0 or teachers < 0:
        raise ValueError("Quantities are 0 or more.")
    charged = _charged_bundles(copies, teachers, prices.copies_per_free_bundle)
    return Price(
        copies=Amount(copies * prices.copy_price + NOTHING, _copies_reason(copies, prices)),
        teachers=Amount(
            charged * prices.bundle_price + NOTHING,
            _teachers_reason(teachers - charged, charged, prices),
        ),
        delivery=_delivery(copies, prices) if copies + teachers else Amount(NOTHING, NO_DELIVERY),
    )


def price_report(*, is_ordered: bool, report_price: Decimal | None) -> Amount:
    """The price of the feedback report, which is invoiced apart. Raises when it is ordered while
    its price is not known; not ordering it costs nothing."""
    if not is_ordered:
        return Amount(NOTHING, "geen schoolfeedbackrapport")
    _must_be_an_amount("report_price", report_price)
    return Amount(report_price + NOTHING, f"1 schoolfeedbackrapport × {euro(report_price)}")


def euro_if_known(price: Decimal | None) -> str:
    """Of a price that may come later."""
    return "nog niet bekend" if price is None else euro(price)


def vat_words(total: Decimal, percentage: Decimal) -> str:
    """That prices are without VAT, and what this total comes to with it, as its invoice will say;
    empty where there is none."""
    if not percentage:
        return ""
    whole = euro(with_vat(total, percentage).total)
    return f"Deze prijzen zijn zonder btw. Met {points(percentage)} % btw erbij is het {whole}."


def _charged_bundles(copies: int, teachers: int, per: int) -> int:
    """How many bundles are paid for: 10 copies give 1 free bundle, 11 give 2."""
    free = -(-copies // per)
    return max(0, teachers - free)


def _delivery(copies: int, prices: Prices) -> Amount:
    """25 copies fit in the tier up to 25, 26 in the next one."""
    for tier in prices.tiers:
        if copies <= tier.up_to:
            return Amount(tier.price + NOTHING, f"levering tot {copies_in_words(tier.up_to)}")
    if not prices.tiers:
        return Amount(prices.delivery_price + NOTHING, "levering aan 1 adres")
    first = prices.tiers[-1].up_to + 1
    return Amount(prices.delivery_price + NOTHING, f"levering vanaf {copies_in_words(first)}")


def _copies_reason(copies: int, prices: Prices) -> str:
    return f"{copies} × {euro(prices.copy_price)}" if copies else "geen exemplaren"


def _teachers_reason(free: int, charged: int, prices: Prices) -> str:
    """`1 leerkracht gratis: 1 per begonnen 10 exemplaren; 2 × 4,70 EUR` and its shorter forms."""
    parts = []
    if free:
        per = copies_in_words(prices.copies_per_free_bundle)
        parts.append(f"{teachers_in_words(free)} gratis: 1 per begonnen {per}")
    if charged:
        extra = "bijkomende bundel" if charged == 1 else "bijkomende bundels"
        parts.append(f"{charged} {extra} × {euro(prices.bundle_price)}")
    return "; ".join(parts) or "geen leerkrachten"


def _must_be_an_amount(name: str, value: Decimal | None) -> None:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise MissingPrice(f"{name} is not filled in.")
    if value < 0 or value != value.quantize(Decimal("0.01")):
        raise MissingPrice(f"{name} is not an amount in whole cents.")
