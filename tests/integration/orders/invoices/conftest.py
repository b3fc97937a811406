"""June 2027: the orders are final, and the helpdesk invoices."""

from datetime import date
from decimal import Decimal

import pytest

JUNE = date(2027, 6, 10)
STREET = {"street": "Botermarkt", "house_number": "1", "postal_code": "9000", "municipality": "Gent"}  # fmt: skip


@pytest.fixture
def board(cast):
    """The city pays for De Linde."""
    from schools.models import SchoolBoard

    board = SchoolBoard.objects.create(
        name="Stad Gent", enterprise_number="0207451227", email="facturen@demo.example", **STREET
    )
    cast.school.board = board
    cast.school.save()
    return board


@pytest.fixture
def run(cast):
    """Invoicing the tests."""
    from orders.models import InvoiceRun

    return InvoiceRun.objects.create(edition=cast.edition, kind="tests")


@pytest.fixture
def report_run(cast):
    from orders.models import InvoiceRun

    return InvoiceRun.objects.create(edition=cast.edition, kind="report")


@pytest.fixture
def june(on, story, board):
    """De Linde ordered 40 copies (201,50 EUR), and now it is June."""
    order = story.confirmed()
    on(JUNE)
    return order


@pytest.fixture
def changed(on, story):
    """`changed(order, copies=50)`: the helpdesk changes the order after the deadline."""

    def change(order, *, choices=None, **values):
        from orders.domain.drafts import reopen_order

        on(date(2027, 3, 2))
        reopen_order(order=order, by=story.cast.helpdesk)
        if values:
            order.rows.update(**values)
        more = {"choices": choices} if choices else {}
        revision = story.confirm(order, by=story.cast.helpdesk, **more)
        on(JUNE)
        return revision

    return change


@pytest.fixture
def report_price(cast, price_list):
    """A new price list in which the feedback report costs 75 EUR."""
    from orders.models import PriceList

    return PriceList.objects.create(
        edition=cast.edition, version=2, copy_price=Decimal("4.70"), bundle_price=Decimal("4.70"),
        delivery_price=Decimal("13.50"), report_price=Decimal("75.00"),
    )  # fmt: skip
