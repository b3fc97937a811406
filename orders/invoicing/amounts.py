"""Lines and totals of an invoice, in exact cents. VAT is computed once, on the sum of the lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

CENT = Decimal("0.01")
NOTHING = Decimal("0.00")


class WrongAmount(ValueError):
    """The lines don't come to what was confirmed: nothing is invoiced rather than that."""


@dataclass(frozen=True)
class Line:
    """So many of something, at a price each."""

    description: str
    quantity: int
    unit_price: Decimal
    detail: str = ""

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.unit_price + NOTHING


@dataclass(frozen=True)
class Totals:
    """`total` is always `net` and `vat` together."""

    net: Decimal
    vat: Decimal

    @property
    def total(self) -> Decimal:
        return self.net + self.vat


class PricedRow(Protocol):
    """A delivery address as it was confirmed; a RevisionRow is one."""

    site_name: str
    address_line: str
    copies: int
    copies_price: Decimal
    teachers_price: Decimal
    delivery_price: Decimal
    total: Decimal


def totals(lines: Iterable[Line], *, vat_percentage: Decimal) -> Totals:
    """The sum of the lines and the VAT on it."""
    return with_vat(sum((line.amount for line in lines), NOTHING), vat_percentage)


def with_vat(net: Decimal, percentage: Decimal) -> Totals:
    """The amount and the VAT on it, half a cent upwards."""
    return Totals(net, (net * percentage / 100).quantize(CENT, ROUND_HALF_UP))


def lines_of_tests(
    rows: Iterable[PricedRow], *, copy_price: Decimal, bundle_price: Decimal, total: Decimal
) -> tuple[Line, ...]:
    """Per address: its copies, the bundles that are paid for, its delivery. What is free has no
    line. Raises WrongAmount when a row or the whole doesn't come to what was confirmed."""
    lines = []
    for row in rows:
        of_row = [
            Line("Toetsen, exemplaren", row.copies, copy_price, row.address_line),
            *_bundles(row, bundle_price),
            Line("Levering", 1, row.delivery_price, row.address_line),
        ]
        paid = [_at(row, line) for line in of_row if line.amount]
        if sum((line.amount for line in paid), NOTHING) != row.total:
            raise WrongAmount(f"The lines of an address come to something else than {row.total}.")
        lines += paid
    if sum((line.amount for line in lines), NOTHING) != total:
        raise WrongAmount(f"The lines come to something else than {total}.")
    return tuple(lines)


def lines_of_report(price: Decimal) -> tuple[Line, ...]:
    """The feedback report of one school; one that is free has no line."""
    return (Line("Schoolfeedbackrapport", 1, price),) if price else ()


def _bundles(row: PricedRow, price: Decimal) -> list[Line]:
    if not row.teachers_price or not price:
        return []
    number = row.teachers_price / price
    if number != int(number):
        raise WrongAmount(f"{row.teachers_price} is not a number of bundles of {price}.")
    return [Line("Bijkomende instructiebundels", int(number), price, row.address_line)]


def _at(row: PricedRow, line: Line) -> Line:
    return Line(line.description, line.quantity, line.unit_price, f"{row.site_name}, {line.detail}")
