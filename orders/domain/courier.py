"""What the courier's list says, put on the parcels: what it names is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from orders.courier_list import Sent
from orders.domain.delivery import MOVES, move_delivery
from orders.models import Delivery, DeliveryStatus
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import long_date


@dataclass(frozen=True)
class Step:
    """A parcel that the list says was sent."""

    delivery: Delivery
    row: Sent
    on: date


@dataclass(frozen=True)
class CourierPlan:
    """What applying the list does: the parcels that move or get a code, those that stand so
    already, and the rows that do nothing, with the reason."""

    steps: tuple[Step, ...]
    equal: int
    refused: tuple[tuple[Sent, str], ...]


def plan_courier_list(*, rows: Sequence[Sent], on: date) -> CourierPlan:
    """Compares the rows with the parcels; `on` is the day of rows without one. One query."""
    numbers = [row.parcel for row in rows if row.parcel is not None]
    known = Delivery.objects.filter(pk__in=numbers).select_related("order__school").in_bulk()
    steps, refused, equal = [], [], 0
    for row in rows:
        delivery, day = known.get(row.parcel), row.on or on
        if reason := row.reason or _why_not(delivery, row, day):
            refused.append((row, reason))
        elif _is_equal(delivery, row):
            equal += 1
        else:
            steps.append(Step(delivery, row, day))
    return CourierPlan(tuple(steps), equal, tuple(refused))


def apply_courier_list(*, plan: CourierPlan, by) -> int:
    """Moves the parcels of the plan, all or none, and returns how many changed. What moved
    meanwhile is left as it is; applying twice changes nothing the second time."""
    done = 0
    with transaction.atomic():
        for step in sorted(plan.steps, key=lambda one: (one.delivery.order_id, one.delivery.pk)):
            try:
                done += move_delivery(
                    delivery=step.delivery,
                    to=DeliveryStatus.SENT,
                    on=step.on,
                    track_code=step.row.track_code or None,
                    only_from=(DeliveryStatus.ORDERED, DeliveryStatus.PACKED, DeliveryStatus.SENT),
                    by=by,
                )
            except Refused:
                continue
    return done


def _why_not(delivery: Delivery | None, row: Sent, day: date) -> str:
    if delivery is None:
        return f"pakket {row.parcel} kennen we niet"
    if delivery.status == DeliveryStatus.RECEIVED:
        return f"pakket {row.parcel} is al ontvangen"
    if day > today():
        return f"{long_date(day)} moet nog komen"
    now = DeliveryStatus(delivery.status)
    is_next = DeliveryStatus.SENT in {now, *MOVES[now]}
    return "" if is_next else f"pakket {row.parcel} is {now.label}"


def _is_equal(delivery: Delivery, row: Sent) -> bool:
    """Sent already; and the list brings no other code or day."""
    return (
        delivery.status == DeliveryStatus.SENT
        and row.track_code in ("", delivery.track_code)
        and row.on in (None, delivery.since)
    )
