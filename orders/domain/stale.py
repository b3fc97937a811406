"""When somebody else changed the order since it was shown: who, and what."""

from collections.abc import Sequence

from django.contrib.auth import get_user_model

from orders.choices import Choices, choices_of
from orders.difference import Change, Version, difference
from orders.models import DeliveryRow, Order, PriceList
from orders.queries import ROW_FIELDS, newest_price_list
from orders.sheet import sheet_of_draft, version_of
from ovsgtoets.kernel.errors import Refused


class Stale(Refused):
    """What was shown is no longer what is there; `changes` says what the person did not see."""

    def __init__(self, sentence: str, *, changes: Sequence[Change] = ()) -> None:
        super().__init__(sentence)
        self.changes = tuple(changes)


def refuse_if_stale(
    order: Order, seen_version: int, *, by=None, prices: PriceList | None = None
) -> None:
    """Refuses when the locked order is not the one that was shown, saying what changed, priced by
    `prices` (those in force if None)."""
    if order.version == seen_version:
        return
    raise Stale(
        f"{_who(order, seen_version, by)} intussen de bestelling. Kijk na wat er nu staat.",
        changes=changes_since(order, seen_version, prices),
    )


def changes_since(
    order: Order, seen_version: int, prices: PriceList | None = None
) -> tuple[Change, ...]:
    """From the order as it was at that version to the order as it is."""
    prices = prices or newest_price_list(order.edition)
    if prices is None:
        return ()
    then = version_at(order, seen_version, prices)
    return difference(then, version_now(order, prices))


def version_now(order: Order, prices: PriceList) -> Version:
    sheet = sheet_of_draft(list(order.rows.all()), prices.prices)
    return version_of(sheet, choices_of(order), prices)


def version_at(
    order: Order, seen_version: int, prices: PriceList, choices: Choices | None = None
) -> Version:
    """The order as it was at that version, with `choices` if the page showed others."""
    rows = _rows_at(order, seen_version)
    if choices is None:
        event = _events(order).filter(version__lte=seen_version).last()
        choices = choices_of(event or order)
    sheet = sheet_of_draft(rows, prices.prices)
    return version_of(sheet, choices, prices)


def _rows_at(order: Order, seen_version: int) -> list[DeliveryRow]:
    """From the history: what was written later carries the context of a later version."""
    later = _events(order).filter(version__gt=seen_version).values_list("pgh_context", flat=True)
    events = DeliveryRow.pgh_event_model.objects.filter(order=order)
    events = events.exclude(pgh_context__in=list(later)).order_by("pgh_id")
    last = {event.pgh_obj_id: event for event in events}
    return [
        DeliveryRow(pk=row_id, **{name: getattr(event, name) for name in ROW_FIELDS})
        for row_id, event in sorted(last.items())
        if event.pgh_label != "delete"
    ]


def _events(order: Order):
    return Order.pgh_event_model.objects.filter(pgh_obj=order).order_by("pgh_id")


def _who(order: Order, seen_version: int, by) -> str:
    """`An Peeters wijzigde`, or `Je wijzigde`: whoever wrote last since that version."""
    event = (
        _events(order)
        .filter(version__gt=seen_version)
        .values("pgh_context__metadata")
        .last()
    )  # fmt: skip
    user = _user_of(event["pgh_context__metadata"] if event else None)
    return "Je wijzigde" if user is not None and user == by else f"{user or 'Iemand'} wijzigde"


def who_wrote(row: DeliveryRow) -> str:
    """Who last wrote the row."""
    events = DeliveryRow.pgh_event_model.objects.filter(pgh_obj=row).order_by("pgh_id")
    event = events.values("pgh_context__metadata").last()
    return str(_user_of(event and event["pgh_context__metadata"]) or "Iemand")


def _user_of(metadata: dict | None):
    return get_user_model().objects.filter(pk=(metadata or {}).get("user")).first()
