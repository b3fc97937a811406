"""The states of an order, and the only place that assigns them.

    draft ──confirm──▶ confirmed ──reopen──▶ changing
                           ▲                    │
                           └──confirm, discard──┘

The helpdesk confirms in the school's name from every state (CONFIRM_FOR_SCHOOL). Cancelling does
not exist. While an order is being changed, what was confirmed stays in force.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from django.db import transaction

from orders.models import Order, OrderStatus
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as


class Move(StrEnum):
    CONFIRM = "confirm"
    REOPEN = "reopen"
    DISCARD = "discard"
    CONFIRM_FOR_SCHOOL = "confirm_for_school"


TRANSITIONS = {
    (OrderStatus.DRAFT, Move.CONFIRM): OrderStatus.CONFIRMED,
    (OrderStatus.CONFIRMED, Move.REOPEN): OrderStatus.CHANGING,
    (OrderStatus.CHANGING, Move.CONFIRM): OrderStatus.CONFIRMED,
    (OrderStatus.CHANGING, Move.DISCARD): OrderStatus.CONFIRMED,
    **{(status, Move.CONFIRM_FOR_SCHOOL): OrderStatus.CONFIRMED for status in OrderStatus},
}
REFUSALS = {
    (
        OrderStatus.DRAFT,
        Move.REOPEN,
    ): "Deze bestelling is nog niet bevestigd: je kan ze zo wijzigen.",
    (OrderStatus.DRAFT, Move.DISCARD): "Deze bestelling is nog niet bevestigd.",
    (OrderStatus.CONFIRMED, Move.CONFIRM): "Deze bestelling is al bevestigd.",
    (OrderStatus.CONFIRMED, Move.DISCARD): "Er zijn geen wijzigingen om te laten vallen.",
    (OrderStatus.CHANGING, Move.REOPEN): "Deze bestelling wordt al gewijzigd.",
}


@contextmanager
def writing(order: Order, *, by) -> Iterator[Order]:
    """The order as it is now, locked: one transaction, written in the history as done by `by`."""
    with transaction.atomic(), acting_as(by):
        yield (
            Order.objects.select_for_update(of=("self",))
            .select_related("school", "edition")
            .get(pk=order.pk)
        )


def move(order: Order, what: Move) -> None:
    """Brings the locked order to its next state and version, or refuses what the table lacks."""
    now = OrderStatus(order.status)
    if (now, what) not in TRANSITIONS:
        raise Refused(REFUSALS[now, what])
    order.status = TRANSITIONS[now, what]
    touch(order)


def touch(order: Order) -> None:
    """Saves the locked order under a new version, so that pages shown before are seen as stale."""
    order.version += 1
    order.save()


def refuse_unless_editable(order: Order) -> None:
    if not order.may_be_edited:
        raise Refused("Deze bestelling is bevestigd. Klik eerst op Wijzig bestelling.")
