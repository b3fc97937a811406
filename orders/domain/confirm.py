"""Confirming an order: everything that follows from it is written at once, or nothing is."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from orders.domain.deadline import refuse_unless_open
from orders.domain.lifecycle import Move, move, writing
from orders.domain.stale import Stale, refuse_if_stale
from orders.mails import queue_order_confirmed
from orders.models import DeliveryRow, Order, OrderRevision, OrderStatus, PriceList, RevisionRow
from orders.moodle.desired import refresh_school
from orders.pricing import OrderPrice, price_order
from orders.queries import ROW_FIELDS
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import euro, long_moment
from ovsgtoets.kernel.outbox import nudge
from schools.models import Participation


@dataclass(frozen=True)
class Choices:
    """What a school may add to its order. The first two are for schools of the OVSG net only."""

    advisers_may_see: bool = False
    feedback_report: bool = False
    tests_order_number: str = ""
    report_order_number: str = ""


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
        chosen = _allowed(held, choices or _choices_of(held))
        if again := _same_confirmation(held, chosen, seen_version, by):
            return again
        refuse_unless_open(held.edition)
        _refuse_if_confirmed(held)
        refuse_if_stale(held, seen_version)
        _refuse_without_agreement(agreed_direction, agreed_privacy)
        price_list = _price_list_in_force(held)
        rows = list(held.rows.all())
        _refuse_wrong_quantities(held, rows, price_list)
        price = price_order(rows, price_list.prices)
        _refuse_other_price(price, seen_total)
        _choose(held, chosen)
        move(held, Move.CONFIRM)
        revision = _write_revision(held, rows, price, price_list, by)
        _take_part(revision)
        queue_order_confirmed(revision)
        nudge("order_confirmed")
    return revision


def _choices_of(order: Order | OrderRevision) -> Choices:
    return Choices(
        advisers_may_see=order.advisers_may_see,
        feedback_report=order.feedback_report,
        tests_order_number=order.tests_order_number,
        report_order_number=order.report_order_number,
    )


def _allowed(order: Order, choices: Choices) -> Choices:
    """Without what only schools of the OVSG net may choose, for the others."""
    if order.school.is_ovsg:
        return choices
    return Choices(tests_order_number=choices.tests_order_number)


def _same_confirmation(order: Order, chosen: Choices, seen_version: int, by):
    """The revision that `by` made from this very page a moment ago, if that is what stands."""
    if order.status != OrderStatus.CONFIRMED or order.version != seen_version + 1:
        return None
    last = order.revisions.last()
    same = last is not None and last.confirmed_by_id == by.pk and _choices_of(last) == chosen
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


def _price_list_in_force(order: Order) -> PriceList:
    """The newest price list, held until the commit so that its prices can't change meanwhile."""
    newest = PriceList.objects.raw(
        "SELECT * FROM orders_pricelist WHERE edition_id = %s ORDER BY version DESC LIMIT 1"
        " FOR SHARE",
        [order.edition_id],
    )
    for price_list in newest:
        return price_list
    raise Refused(f"De prijzen van de {order.edition} zijn nog niet bekend.")


def _refuse_wrong_quantities(order: Order, rows: list[DeliveryRow], prices: PriceList) -> None:
    if not rows:
        raise Refused("Er is nog geen leveradres. Kies Nieuw adres.")
    for row in rows:
        if not row.copies and not row.teachers:
            raise Refused(f"Vul de aantallen in voor {row.site_name}, of verwijder dat leveradres.")
    copies = sum(row.copies for row in rows)
    minimum = 1 if order.school.is_special else prices.minimum_copies
    if copies < minimum:
        raise Refused(
            f"Je dient minimaal {minimum} {'exemplaar' if minimum == 1 else 'exemplaren'} "
            f"te bestellen. Nu staan er {copies}."
        )


def _refuse_other_price(price: OrderPrice, seen_total: Decimal | None) -> None:
    if seen_total is not None and price.total != seen_total:
        raise Stale(
            f"De prijs is intussen gewijzigd van {euro(seen_total)} naar {euro(price.total)}. "
            "Kijk na wat er nu staat."
        )


def _choose(order: Order, chosen: Choices) -> None:
    order.advisers_may_see = chosen.advisers_may_see
    order.feedback_report = chosen.feedback_report
    order.tests_order_number = chosen.tests_order_number
    order.report_order_number = chosen.report_order_number


def _write_revision(
    order: Order, rows: list[DeliveryRow], price: OrderPrice, price_list: PriceList, by
) -> OrderRevision:
    last = order.revisions.last()
    revision = OrderRevision.objects.create(
        order=order,
        number=last.number + 1 if last else 1,
        price_list=price_list,
        confirmed_by=by,
        confirmed_at=timezone.now(),
        advisers_may_see=order.advisers_may_see,
        feedback_report=order.feedback_report,
        tests_order_number=order.tests_order_number,
        report_order_number=order.report_order_number,
        copies_total=price.copies.euros,
        teachers_total=price.teachers.euros,
        delivery_total=price.delivery.euros,
        total=price.total,
    )
    RevisionRow.objects.bulk_create(
        RevisionRow(
            revision=revision,
            **{name: getattr(row, name) for name in ROW_FIELDS},
            copies_price=cost.copies.euros,
            copies_reason=cost.copies.reason,
            teachers_price=cost.teachers.euros,
            teachers_reason=cost.teachers.reason,
            delivery_price=cost.delivery.euros,
            delivery_reason=cost.delivery.reason,
            total=cost.total,
        )
        for row, cost in zip(rows, price.rows, strict=True)
    )
    return revision


def _take_part(revision: OrderRevision) -> None:
    """The school takes part in the edition, and its people get access to Moodle."""
    school, edition = revision.order.school, revision.order.edition
    Participation.objects.update_or_create(
        school=school,
        edition=edition,
        defaults={
            "confirmed_at": revision.confirmed_at,
            "advisers_may_see": revision.advisers_may_see,
            "feedback_report": revision.feedback_report,
        },
    )
    refresh_school(school=school)
