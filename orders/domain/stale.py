"""When somebody else changed the order since it was shown: who, and what."""

from django.contrib.auth import get_user_model

from orders.models import DeliveryRow, Order
from ovsgtoets.kernel.errors import Refused

VERBS = {"insert": "Nieuw adres", "update": "Aangepast", "delete": "Verwijderd"}


class Stale(Refused):
    """What was shown is no longer what is there."""


def refuse_if_stale(order: Order, seen_version: int) -> None:
    """Refuses when the locked order is not the one that was shown, saying what changed."""
    if order.version == seen_version:
        return
    since = list(
        Order.pgh_event_model.objects.filter(pgh_obj=order, version__gt=seen_version)
        .order_by("pgh_id")
        .values("pgh_created_at", "pgh_context__metadata")
    )
    who = _name_of(since[-1]["pgh_context__metadata"] if since else None)
    changes = _row_changes(order, [event["pgh_created_at"] for event in since])
    raise Stale(
        " ".join([f"{who} wijzigde intussen de bestelling.", *changes, "Kijk na wat er nu staat."])
    )


def _row_changes(order: Order, moments: list) -> list[str]:
    """`Aangepast: De Linde (nu 25 exemplaren, 1 leerkracht).` per row that was written in the
    transactions of `moments`: a write of a row and of its order carry the same moment."""
    events = DeliveryRow.pgh_event_model.objects.filter(order=order, pgh_created_at__in=moments)
    last = {event.pgh_obj_id: event for event in events.order_by("pgh_id")}
    return [_sentence(event) for event in last.values()]


def _sentence(event) -> str:
    if event.pgh_label == "delete":
        return f"{VERBS['delete']}: {event.site_name}."
    return f"{VERBS[event.pgh_label]}: {event.site_name} (nu {_quantities(event)})."


def _quantities(row) -> str:
    copies = f"{row.copies} {'exemplaar' if row.copies == 1 else 'exemplaren'}"
    return f"{copies}, {row.teachers} {'leerkracht' if row.teachers == 1 else 'leerkrachten'}"


def _name_of(metadata: dict | None) -> str:
    user = get_user_model().objects.filter(pk=(metadata or {}).get("user")).first()
    return str(user) if user else "Iemand"
