"""A price list in words: each thing it says, what differs between two, and what an order costs.

Pure: works on lists that are saved and on those that are only typed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from orders.difference import Rate
from orders.models import PriceList
from orders.pricing import Amount, euro_if_known, price_row
from orders.words import copies_in_words
from ovsgtoets.kernel.formats import euro, long_date, points

GUIDES_EXAMPLE = (40, 1)


@dataclass(frozen=True)
class Change:
    """Something that two price lists say differently."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Example:
    """What an order of one address costs, amount by amount."""

    copies: int
    teachers: int
    amounts: tuple[tuple[str, Amount], ...]
    total: str


def delivery_words(prices: PriceList) -> str:
    """`tot 25 exemplaren 6,50 EUR, tot 100 exemplaren 13,50 EUR, meer 20,00 EUR`"""
    tiers = [
        f"tot {copies_in_words(up_to)} {euro(price)}"
        for up_to, price in zip(prices.tier_copies, prices.tier_prices, strict=True)
    ]
    if not tiers:
        return euro(prices.delivery_price)
    return ", ".join([*tiers, f"meer {euro(prices.delivery_price)}"])


def counts_words(prices: PriceList) -> str:
    return long_date(prices.counts_from) or "de eerste dag"


SAYS: dict[str, Callable[[PriceList], str]] = {
    "Telt vanaf": counts_words,
    "Prijs per exemplaar": lambda one: euro(one.copy_price),
    "Gratis instructiebundels": lambda one: f"1 per begonnen {copies_in_words(one.copies_per_free_bundle)}",
    "Bijkomende instructiebundel": lambda one: euro(one.bundle_price),
    "Levering per adres": delivery_words,
    "Minimum aantal exemplaren": lambda one: str(one.minimum_copies),
    "Schoolfeedbackrapport": lambda one: euro_if_known(one.report_price),
    "Btw": lambda one: (
        f"{points(one.vat_percentage)} %" if one.vat_percentage else one.vat_exemption
    ),
}  # fmt: skip


RATES = (
    ("copies_price", "Prijs per exemplaar"),
    ("teachers_price", "Gratis instructiebundels"),
    ("teachers_price", "Bijkomende instructiebundel"),
    ("delivery_price", "Levering per adres"),
)


def rates_of(prices: PriceList) -> tuple[Rate, ...]:
    """What the list says of the amounts of an order."""
    return tuple(Rate(amount, label, SAYS[label](prices)) for amount, label in RATES)


def changes_between(old: PriceList, new: PriceList) -> list[Change]:
    """What `new` says differently, in the order of the form; nothing when they say the same."""
    said = [Change(label, say(old), say(new)) for label, say in SAYS.items()]
    return [change for change in said if change.old != change.new]


def example_of(prices: PriceList, *, copies: int, teachers: int) -> Example:
    """The price of an order with one address."""
    price = price_row(copies=copies, teachers=teachers, prices=prices.prices)
    amounts = (
        ("Exemplaren", price.copies),
        ("Leerkrachten", price.teachers),
        ("Levering", price.delivery),
    )
    return Example(copies, teachers, amounts, euro(price.total))
