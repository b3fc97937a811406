"""Every move from every state: seven are allowed, the others refused with a sentence."""

import pytest

from orders.domain.lifecycle import REFUSALS, TRANSITIONS, Move, move
from orders.models import Order, OrderStatus
from ovsgtoets.kernel.errors import Refused

ALLOWED = [
    (OrderStatus.DRAFT, Move.CONFIRM, OrderStatus.CONFIRMED),
    (OrderStatus.CONFIRMED, Move.REOPEN, OrderStatus.CHANGING),
    (OrderStatus.CHANGING, Move.CONFIRM, OrderStatus.CONFIRMED),
    (OrderStatus.CHANGING, Move.DISCARD, OrderStatus.CONFIRMED),
    (OrderStatus.DRAFT, Move.CONFIRM_FOR_SCHOOL, OrderStatus.CONFIRMED),
    (OrderStatus.CONFIRMED, Move.CONFIRM_FOR_SCHOOL, OrderStatus.CONFIRMED),
    (OrderStatus.CHANGING, Move.CONFIRM_FOR_SCHOOL, OrderStatus.CONFIRMED),
]
EVERY_PAIR = {(status, what) for status in OrderStatus for what in Move}
REFUSED = sorted(EVERY_PAIR - {(status, what) for status, what, _ in ALLOWED})


@pytest.mark.parametrize(("status", "what", "after"), ALLOWED)
def test_an_allowed_move_changes_the_state_and_the_version(cast, status, what, after):
    order = Order.objects.create(school=cast.school, edition=cast.edition, status=status, version=7)

    move(order, what)

    order.refresh_from_db()
    assert (order.status, order.version) == (after, 8)


@pytest.mark.parametrize(("status", "what"), REFUSED)
def test_every_other_move_is_refused_and_changes_nothing(cast, status, what):
    order = Order.objects.create(school=cast.school, edition=cast.edition, status=status, version=7)

    with pytest.raises(Refused) as refusal:
        move(order, what)

    order.refresh_from_db()
    assert refusal.value.sentence.endswith(".")
    assert (order.status, order.version) == (status, 7)


def test_the_table_and_its_refusals_cover_every_pair_once():
    assert set(TRANSITIONS) | set(REFUSALS) == EVERY_PAIR
    assert not set(TRANSITIONS) & set(REFUSALS)


def test_only_the_lifecycle_assigns_a_status():
    """A write of a status elsewhere would be a second transition table."""
    import re
    from pathlib import Path

    writes = re.compile(r"\.status\s*=[^=]|update\([^)]*\bstatus=|\bstatus=OrderStatus")
    found = [
        str(path)
        for path in Path("orders").rglob("*.py")
        if "migrations" not in path.parts and writes.search(path.read_text())
    ]
    assert found == ["orders/domain/lifecycle.py"]
