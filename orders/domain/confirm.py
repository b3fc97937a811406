"""Confirming an order: everything that follows from it is written at once, or nothing is."""

from dataclasses import replace
from decimal import Decimal

from orders.choices import Choices, choices_of, put_on
from orders.difference import difference, rate_in_words
from orders.domain.deadline import refuse_unless_open
from orders.domain.definitive import (
    Priced,
    allowed,
    make_definitive,
    price_now,
    refuse_unusual,
)
from orders.domain.lifecycle import Move, move, writing
from orders.domain.stale import Stale, refuse_if_stale, version_at, version_now
from orders.models import Order, OrderRevision, OrderStatus, PriceList
from orders.pricing import euro_if_known
from orders.sheet import version_of_revision
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
    seen_price_list: int | None = None,
    agreed_numbers: bool = False,
) -> OrderRevision:
    """Makes the order definitive and returns what was confirmed.

    In one transaction: the order is locked and checked, its prices are calculated and stored as
    a new revision, the participation and the access to Moodle follow, `by` and the school's
    address get a mail. After the commit the Moodle sync is nudged. `choices` None keeps those of
    the order as it stands.

    Refused outside the season, without both agreements, below the minimum, with an address to
    which nothing goes or which is another school's, without a price list, and for unusual numbers
    unless `agreed_numbers`; as Stale, with the difference, when the order (`seen_version`) or its
    price (`seen_total`, by `seen_price_list`) is not what was shown. Confirming the same page twice (a double click)
    gives the same revision and no second mail.
    """
    with writing(order, by=by) as held:
        chosen = allowed(held, choices or choices_of(held))
        if again := _same_confirmation(held, chosen, seen_version, by):
            return again
        refuse_unless_open(held.edition)
        _refuse_if_confirmed(held, seen_version, chosen)
        refuse_if_stale(held, seen_version, by=by)
        _refuse_without_agreement(agreed_direction, agreed_privacy)
        priced = price_now(held)
        put_on(held, chosen)
        _refuse_other_price(held, priced, seen_total, seen_price_list)
        refuse_unusual(held, priced.rows, agreed=agreed_numbers)
        move(held, Move.CONFIRM)
        return make_definitive(held, priced, by=by)


def _same_confirmation(order: Order, chosen: Choices, seen_version: int, by):
    """The revision that `by` made from this very page a moment ago, if that is what stands."""
    if order.status != OrderStatus.CONFIRMED or order.version != seen_version + 1:
        return None
    last = order.revisions.last()
    same = last is not None and last.confirmed_by_id == by.pk and choices_of(last) == chosen
    return last if same else None


def _refuse_if_confirmed(order: Order, seen_version: int, chosen: Choices) -> None:
    if order.status != OrderStatus.CONFIRMED:
        return
    last = order.revisions.select_related("confirmed_by", "price_list").last()
    seen = version_at(order, seen_version, last.price_list, chosen)
    who = last.confirmed_by_whom
    raise Stale(
        f"{who[0].upper()}{who[1:]} bevestigde deze bestelling al op "
        f"{long_moment(last.confirmed_at)}. "
        "Hieronder staat wat er besteld is.",
        changes=difference(seen, version_of_revision(last)),
    )


def _refuse_without_agreement(direction: bool, privacy: bool) -> None:
    if not direction:
        raise Refused("Vink aan dat de directie akkoord gaat.", field="agreed_direction")
    if not privacy:
        raise Refused("Vink aan dat je de privacyverklaring kent.", field="agreed_privacy")


def _refuse_other_price(
    order: Order, priced: Priced, seen_total: Decimal | None, seen_price_list: int | None
) -> None:
    """Also when only the report, for who orders one, costs something else than was shown, or when
    only the VAT is another."""
    now = old = version_now(order, priced.price_list)
    if seen_price_list != priced.price_list.pk:
        shown = PriceList.objects.filter(edition=order.edition, pk=seen_price_list).first()
        old = version_now(order, shown) if shown else now
    if seen_total not in (None, now.total):
        old = replace(old, total=seen_total)
        what, was, becomes = "De prijs", euro(seen_total), euro(now.total)
    elif order.feedback_report and old.report_price != now.report_price:
        what = "De prijs van het schoolfeedbackrapport"
        was, becomes = euro_if_known(old.report_price), euro_if_known(now.report_price)
    elif old.vat_percentage != now.vat_percentage:
        what = "De btw"
        was, becomes = rate_in_words(old.vat_percentage), rate_in_words(now.vat_percentage)
    else:
        return
    raise Stale(
        f"{what} is intussen gewijzigd van {was} naar {becomes}. Kijk na wat er nu staat.",
        changes=difference(old, now),
    )
