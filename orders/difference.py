"""What changed in an order, old → new, in words, numbers and euros. Pure: no database, no clock.

One answer for the page, the mail and the PDF. Two versions are compared address by address: an
address is the same one when it has the same number in the database, else the same name and
address, else the same name, else the same address. What is left is new or removed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from orders.choices import Choices
from orders.pricing import euro_if_known
from orders.words import copies_in_words, teachers_in_words
from ovsgtoets.kernel.formats import euro, points

NONE = "geen"
CHOICE_WORDS = {
    "advisers_may_see": "inzage door de pedagogisch adviseurs",
    "feedback_report": "schoolfeedbackrapport",
    "tests_order_number": "bestelnummer voor de toetsen",
    "report_order_number": "bestelnummer voor het schoolfeedbackrapport",
}


@dataclass(frozen=True)
class Place:
    """A delivery address of a version. `key`: its number in the database, where it has one."""

    name: str
    address: str
    copies: int
    teachers: int
    total: Decimal
    key: int | None = None

    @property
    def quantities(self) -> str:
        """`40 exemplaren, 1 leerkracht`"""
        return f"{copies_in_words(self.copies)}, {teachers_in_words(self.teachers)}"


@dataclass(frozen=True)
class Rate:
    """What a price list says of one of the amounts, in words. `amount`: its field of a Version."""

    amount: str
    label: str
    words: str


@dataclass(frozen=True)
class Version:
    """An order at one moment: its addresses, its choices, its four amounts and the rates that they
    rest on, and what the total leaves out: the price of the feedback report, and the VAT."""

    places: tuple[Place, ...]
    choices: Choices
    copies_price: Decimal
    teachers_price: Decimal
    delivery_price: Decimal
    total: Decimal
    report_price: Decimal | None = None
    vat_percentage: Decimal = Decimal(0)
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True)
class Change:
    """One thing that changed: `old` is empty for what is new, `new` for what is gone."""

    what: str
    old: str
    new: str
    is_total: bool = False

    def __str__(self) -> str:
        """As a line of text: `De Linde, aantal exemplaren: 40 → 45`."""
        if not self.old:
            return f"{self.what}: {self.new}"
        return f"{self.what}: {self.old} → {self.new}" if self.new else f"{self.what} ({self.old})"


def difference(old: Version, new: Version) -> tuple[Change, ...]:
    """Every change from `old` to `new`: addresses, numbers, choices, amounts; the total last."""
    return (
        *_of_places(old.places, new.places),
        *difference_of_choices(old.choices, new.choices),
        *_of_report(old, new),
        *_of_vat(old, new),
        *_of_rates(old, new),
        *_of_amounts(old, new),
    )


def _of_places(old: Sequence[Place], new: Sequence[Place]) -> Iterable[Change]:
    pairs = _pairs(old, new)
    for was, now in pairs:
        if was and now:
            yield from _of_place(was, now)
    for was in (was for was, now in pairs if now is None):
        yield Change(f"Verwijderd leveradres: {was.name}, {was.address}", was.quantities, "")
    for now in (now for was, now in pairs if was is None):
        what = f"Nieuw leveradres: {now.name}, {now.address}"
        yield Change(what, "", f"{now.quantities}, {euro(now.total)}")


def _of_place(was: Place, now: Place) -> Iterable[Change]:
    named = now.name
    for word, before, after in (
        ("naam vestiging", was.name, now.name),
        ("adres", was.address, now.address),
        ("aantal exemplaren", str(was.copies), str(now.copies)),
        ("aantal leerkrachten", str(was.teachers), str(now.teachers)),
    ):
        if before != after:
            yield Change(f"{named}, {word}", before, after)


def _pairs(old: Sequence[Place], new: Sequence[Place]) -> list[tuple[Place | None, Place | None]]:
    """Each old address with the new one that it became; in the order of the new ones."""
    left, found = list(old), {}
    for is_same in (_same_key, _same_all, _same_name, _same_address):
        for position, now in enumerate(new):
            if position in found:
                continue
            was = next((one for one in left if is_same(one, now)), None)
            if was is not None:
                found[position] = was
                left.remove(was)
    pairs = [(found.get(position), now) for position, now in enumerate(new)]
    return [*pairs, *((was, None) for was in left)]


def _same_key(one: Place, other: Place) -> bool:
    return one.key is not None and one.key == other.key


def _same_all(one: Place, other: Place) -> bool:
    return _same_name(one, other) and one.address == other.address


def _same_name(one: Place, other: Place) -> bool:
    return one.name == other.name


def _same_address(one: Place, other: Place) -> bool:
    """Not for two that each have a number: then they are two parcels to one door."""
    return one.address == other.address and None in (one.key, other.key)


def difference_of_choices(old: Choices, new: Choices) -> Iterable[Change]:
    for name, word in CHOICE_WORDS.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(word[0].upper() + word[1:], _said(before), _said(after))


def _said(choice: bool | str) -> str:
    if isinstance(choice, bool):
        return "ja" if choice else "nee"
    return choice or NONE


def _of_report(old: Version, new: Version) -> Iterable[Change]:
    """Its price, where it was and is ordered."""
    is_ordered = old.choices.feedback_report and new.choices.feedback_report
    if is_ordered and old.report_price != new.report_price:
        yield Change(
            "Prijs schoolfeedbackrapport",
            euro_if_known(old.report_price),
            euro_if_known(new.report_price),
        )


def _of_vat(old: Version, new: Version) -> Iterable[Change]:
    if old.vat_percentage != new.vat_percentage:
        yield Change("Btw", rate_in_words(old.vat_percentage), rate_in_words(new.vat_percentage))


def rate_in_words(percentage: Decimal) -> str:
    return f"{points(percentage)} %" if percentage else NONE


def _of_rates(old: Version, new: Version) -> Iterable[Change]:
    """Those that explain an amount which changed."""
    for was, now in zip(old.rates, new.rates, strict=False):
        if was != now and getattr(old, now.amount) != getattr(new, now.amount):
            yield Change(now.label, was.words, now.words)


def _of_amounts(old: Version, new: Version) -> Iterable[Change]:
    for name, word in (
        ("copies_price", "Prijs exemplaren"),
        ("teachers_price", "Prijs leerkrachten"),
        ("delivery_price", "Prijs levering"),
        ("total", "Prijs totaal"),
    ):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(word, euro(before), euro(after), is_total=name == "total")
