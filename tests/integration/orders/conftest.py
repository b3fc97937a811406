"""An order as far as a story needs it."""

import pytest

from tests.integration.orders.stories import Story


@pytest.fixture
def story(cast, price_list) -> Story:
    """`story.started(cast.school)`, `story.confirmed(cast.school)`: orders with one address."""
    return Story(cast)
