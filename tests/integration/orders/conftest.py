"""The prices of the guide's example, and an order as far as a story needs it."""

from decimal import Decimal

import pytest

from tests.integration.orders.stories import Story


@pytest.fixture
def price_list(edition):
    from orders.models import PriceList

    return PriceList.objects.create(
        edition=edition,
        copy_price=Decimal("4.70"),
        bundle_price=Decimal("4.70"),
        delivery_price=Decimal("13.50"),
    )


@pytest.fixture
def story(cast, price_list) -> Story:
    """`story.started(cast.school)`, `story.confirmed(cast.school)`: orders with one address."""
    return Story(cast)
