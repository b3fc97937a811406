"""Confirming an order: everything that follows from it is written at once, or nothing is."""

from decimal import Decimal

from orders.domain.deadline import refuse_unless_open
from orders.domain.definitive import (
    Choices,
    allowed,
    choices_of,
    choose,
    make_definitive,
    price_now,
)
from orders.domain.lifecycle import Move, move, writing
from orders.domain.stale import Stale, refuse_if_stale
from orders.models import Order, OrderRevision, OrderStatus
from orders.pricing import OrderPrice
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import euro, long_moment


def confirm_order(
    *,
    order: Order,
    agreed_direction: bool,
    agreed_privacy: bool,
    seen_version: int,
    by,
    choices: Choices | None = None,
    seen_total: Decimal | None = None,
) -> OrderRevision:
    """Makes the order definitive and returns what was confirmed.

    In one transaction: the order is locked and checked, its prices are calculated and stored as
    a new revision, the participation and the access to Moodle follow, `by` gets a mail. After
    the commit the Moodle sync is nudged. `choices` None keeps those of the order as it stands.

    Refused outside the season, without both agreements, below the minimum, with an address to
    which nothing goes, without a price list; as Stale when the order (`seen_version`) or its
    price (`seen_total`) is not what was shown. Confirming the same page twice (a double click)
    gives the same revision and no second mail.
    """
    with writing(order, by=by) as held:
        chosen = allowed(held, choices or choices_of(held))
        if again := _same_confirmation(held, chosen, seen_version, by):
            return again
        refuse_unless_open(held.edition)
        _refuse_if_confirmed(held)
        refuse_if_stale(held, seen_version)
        _refuse_without_agreement(agreed_direction, agreed_privacy)
        priced = price_now(held)
        _refuse_other_price(priced.price, seen_total)
        choose(held, chosen)
        move(held, Move.CONFIRM)
        return make_definitive(held, priced, by=by)


def _same_confirmation(order: Order, chosen: Choices, seen_version: int, by):
    """The revision that `by` made from this very page a moment ago, if that is what stands."""
    if order.status != OrderStatus.CONFIRMED or order.version != seen_version + 1:
        return None
    last = order.revisions.last()
    same = last is not None and last.confirmed_by_id == by.pk and choices_of(last) == chosen
    return last if same else None


def _refuse_if_confirmed(order: Order) -> None:
    if order.status != OrderStatus.CONFIRMED:
        return
    last = order.revisions.select_related("confirmed_by").last()
    raise Stale(
        f"{last.confirmed_by} bevestigde deze bestelling al op {long_moment(last.confirmed_at)}. "
        "Hieronder staat wat er besteld is."
    )


def _refuse_without_agreement(direction: bool, privacy: bool) -> None:
    if not direction:
        raise Refused("Vink aan dat de directie akkoord gaat.", field="agreed_direction")
    if not privacy:
        raise Refused("Vink aan dat je de privacyverklaring kent.", field="agreed_privacy")


def _refuse_other_price(price: OrderPrice, seen_total: Decimal | None) -> None:
    if seen_total is not None and price.total != seen_total:
        raise Stale(
            f"De prijs is intussen gewijzigd van {euro(seen_total)} naar {euro(price.total)}. "
            "Kijk na wat er nu staat."
        )
