"""How far the parcels of an order have come, and which parcels an order has.

besteld ──▶ verpakt ──▶ verzonden ──▶ ontvangen
   └──────────────────────▲
and each step back, for who clicked wrongly.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from orders.domain.lifecycle import writing
from orders.models import Delivery, DeliveryStatus, Order, OrderRevision
from orders.models.delivery import ON_ITS_WAY
from orders.print_lines import quantities_per_parcel
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import long_date

ORDERED, PACKED, SENT, RECEIVED = DeliveryStatus
MOVES = {
    ORDERED: {PACKED, SENT},
    PACKED: {SENT, ORDERED},
    SENT: {RECEIVED, PACKED},
    RECEIVED: {SENT},
}
STILL_TO_COME = "Kies vandaag of een dag die voorbij is."


@dataclass(frozen=True)
class Moved:
    """What came of moving many: how many moved, and per parcel that did not, the reason."""

    done: int
    refused: tuple[tuple[Delivery, str], ...]


def follow_addresses(revision: OrderRevision) -> None:
    """Brings the parcels of the locked order in line with what was just confirmed.

    An address that is there keeps its status and gets the new numbers; a new one begins as
    `besteld`; one that is gone goes, unless it was sent: then it stays, marked as not ordered.
    Repeating does nothing.
    """
    wanted = quantities_per_parcel(revision.rows.all())
    for delivery in Delivery.objects.filter(order=revision.order):
        numbers = wanted.pop(delivery.parcel, None)
        if numbers is None and not delivery.is_sent:
            delivery.delete()
            continue
        before = (delivery.is_in_order, delivery.copies, delivery.teachers)
        after = (numbers is not None, *(numbers or before[1:]))
        if before != after:
            delivery.is_in_order, delivery.copies, delivery.teachers = after
            delivery.save()
    Delivery.objects.bulk_create(
        Delivery(
            order=revision.order,
            **parcel._asdict(),
            copies=copies,
            teachers=teachers,
            since=today(),
        )
        for parcel, (copies, teachers) in wanted.items()
    )


def move_delivery(
    *,
    delivery: Delivery,
    to: DeliveryStatus,
    by,
    on: date | None = None,
    track_code: str | None = None,
    only_from: Iterable[DeliveryStatus] = tuple(DeliveryStatus),
) -> bool:
    """Brings the parcel to another status, since the day `on` (today when None), and returns
    whether that changed anything. Sending notes the numbers that leave; `track_code` None keeps
    the code that there is.

    Safe to repeat: the same status only takes another day or code over. Refused for a step that
    MOVES lacks, a day that is still to come, a track code for what was not sent, and for taking
    back a parcel whose address is no longer ordered.
    """
    _refuse_later(on)
    with writing(delivery.order, by=by):
        held = Delivery.objects.filter(pk=delivery.pk).first()
        if held is None:
            raise Refused(f"{delivery.site_name} staat niet meer in de bestelling.")
        if held.status != to and held.status not in only_from:
            raise Refused(f"{held.site_name} is intussen {held.get_status_display()}.")
        before = _as_stored(held)
        _step(held, to, on)
        _note(held, track_code)
        if _as_stored(held) == before:
            return False
        held.save()
        return True


def move_deliveries(
    *,
    deliveries: Iterable[Delivery],
    to: DeliveryStatus,
    only_from: Iterable[DeliveryStatus],
    by,
    on: date | None = None,
    track_code: str | None = None,
) -> Moved:
    """`move_delivery` for each in one transaction; those that can't are left, with the reason."""
    _refuse_later(on)
    done, refused = 0, []
    values = {"to": to, "only_from": only_from, "on": on, "track_code": track_code, "by": by}
    with transaction.atomic():
        # Always in the same order, so that two people at once wait instead of blocking each other.
        for delivery in sorted(deliveries, key=lambda one: (one.order_id, one.pk)):
            try:
                done += move_delivery(delivery=delivery, **values)
            except Refused as refusal:
                refused.append((delivery, refusal.sentence))
    return Moved(done, tuple(refused))


def receive_delivery(*, order: Order, delivery_id: int, by) -> Delivery | None:
    """The school says that the parcel came; None when the order has no such parcel. Repeating
    is safe; refused for what was not sent."""
    delivery = order.deliveries.filter(pk=delivery_id).first()
    if delivery and delivery.status != RECEIVED:
        move_delivery(delivery=delivery, to=RECEIVED, by=by)
    return delivery


def _step(held: Delivery, to: DeliveryStatus, on: date | None) -> None:
    now = DeliveryStatus(held.status)
    if now == to:
        held.since = on or held.since
        return
    if to not in MOVES[now]:
        raise Refused(f"{held.site_name} is {now.label}: dat kan niet meteen {to.label} worden.")
    if not held.is_in_order and to not in ON_ITS_WAY:
        raise Refused(f"{held.site_name} staat niet meer in de bestelling.")
    if now == SENT and to == RECEIVED and on and on < held.since:
        raise Refused(f"{held.site_name} is pas verzonden op {long_date(held.since)}.")
    if to == SENT and now != RECEIVED:
        held.sent_copies, held.sent_teachers = held.copies, held.teachers
    if to not in ON_ITS_WAY:
        held.sent_copies = held.sent_teachers = None
        held.track_code = ""
    held.status, held.since = to, on or today()


def _note(held: Delivery, track_code: str | None) -> None:
    if track_code is None:
        return
    if track_code and not held.is_sent:
        raise Refused("Een trackcode hoort bij wat verzonden is.", field="track_code")
    held.track_code = track_code.strip()


def _refuse_later(on: date | None) -> None:
    if on and on > today():
        raise Refused(STILL_TO_COME, field="on")


def _as_stored(delivery: Delivery) -> tuple:
    names = ("status", "since", "track_code", "sent_copies", "sent_teachers")
    return tuple(getattr(delivery, name) for name in names)
