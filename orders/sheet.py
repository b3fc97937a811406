"""The table of an order as it is shown: one line per address, and the totals.

The draft shows prices just calculated; a confirmed version shows those that were stored.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from orders.choices import Choices, choices_of
from orders.difference import Change, Place, Version, difference
from orders.models import DeliveryRow, OrderRevision, PriceList
from orders.models.order import DeliveryAddress
from orders.price_words import rates_of
from orders.pricing import Amount, Prices, price_order


@dataclass(frozen=True)
class Line:
    """An address, with its three amounts (and why) and their sum."""

    row: DeliveryAddress
    copies: Amount
    teachers: Amount
    delivery: Amount
    total: Decimal

    @property
    def is_empty(self) -> bool:
        return not self.row.copies and not self.row.teachers


@dataclass(frozen=True)
class Sheet:
    """The lines and the totals under them."""

    lines: tuple[Line, ...]
    copies: Decimal
    teachers: Decimal
    delivery: Decimal
    total: Decimal

    @property
    def number_of_copies(self) -> int:
        return sum(line.row.copies for line in self.lines)

    @property
    def number_of_teachers(self) -> int:
        return sum(line.row.teachers for line in self.lines)


def sheet_of_draft(rows: Sequence[DeliveryRow], prices: Prices) -> Sheet:
    """The rows at today's prices."""
    price = price_order(rows, prices)
    return Sheet(
        lines=tuple(
            Line(row, cost.copies, cost.teachers, cost.delivery, cost.total)
            for row, cost in zip(rows, price.rows, strict=True)
        ),
        copies=price.copies,
        teachers=price.teachers,
        delivery=price.delivery,
        total=price.total,
    )


def sheet_of_revision(revision: OrderRevision) -> Sheet:
    """What was confirmed, as it was stored."""
    return Sheet(
        lines=tuple(
            Line(
                row,
                Amount(row.copies_price, row.copies_reason),
                Amount(row.teachers_price, row.teachers_reason),
                Amount(row.delivery_price, row.delivery_reason),
                row.total,
            )
            for row in revision.rows.all()
        ),
        copies=revision.copies_total,
        teachers=revision.teachers_total,
        delivery=revision.delivery_total,
        total=revision.total,
    )


def version_of(sheet: Sheet, choices: Choices, prices: PriceList) -> Version:
    """The sheet with what was chosen and what the price list says, to compare it with another."""
    return Version(
        places=tuple(
            Place(
                name=line.row.site_name,
                address=line.row.address_line,
                copies=line.row.copies,
                teachers=line.row.teachers,
                total=line.total,
                key=line.row.pk if isinstance(line.row, DeliveryRow) else None,
            )
            for line in sheet.lines
        ),
        choices=choices,
        copies_price=sheet.copies,
        teachers_price=sheet.teachers,
        delivery_price=sheet.delivery,
        total=sheet.total,
        report_price=prices.report_price,
        vat_percentage=prices.vat_percentage,
        rates=rates_of(prices),
    )


def version_of_revision(revision: OrderRevision, choices: Choices | None = None) -> Version:
    """What was confirmed; with `choices`, those that count now."""
    version = version_of(
        sheet_of_revision(revision), choices or choices_of(revision), revision.price_list
    )
    return replace(version, report_price=revision.price_of_report)


def difference_of_revisions(
    before: OrderRevision | None, revision: OrderRevision
) -> tuple[Change, ...]:
    """What the later one changed; nothing for the first one."""
    if before is None:
        return ()
    return difference(version_of_revision(before), version_of_revision(revision))
