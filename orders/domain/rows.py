"""The delivery addresses of an order that is not confirmed (again) yet."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from orders.domain.deadline import refuse_unless_open
from orders.domain.grouping import refuse_other_school
from orders.domain.lifecycle import refuse_unless_editable, touch, writing
from orders.domain.stale import Stale, refuse_if_stale
from orders.models import DeliveryRow, Order
from orders.queries import ROW_FIELDS, removed_row
from ovsgtoets.kernel.errors import Refused

MOST_ROWS = 50


def add_row(*, order: Order, values: Mapping[str, Any], by) -> DeliveryRow:
    """Adds a delivery address. The same address with the same numbers is not added twice:
    the row that is there is returned, so a double click does no harm."""
    with _editing(order, by=by) as held:
        wanted = {name: values[name] for name in ROW_FIELDS}
        refuse_other_school(held.school, wanted["site_name"])
        row = held.rows.filter(**wanted).first()
        if row is None:
            _refuse_too_many(held)
            row = held.rows.create(**wanted)
            touch(held)
        return row


def change_row(*, row: DeliveryRow, values: Mapping[str, Any], seen_version: int, by) -> None:
    """Changes a delivery address. Refused (Stale) when the order changed since `seen_version`,
    except that saving what already stands there succeeds and changes nothing."""
    with _editing(row.order, by=by) as held:
        current = held.rows.filter(pk=row.pk).first()
        if current is None:
            raise Stale("Iemand verwijderde dit leveradres intussen.")
        wanted = {name: values[name] for name in ROW_FIELDS}
        if all(getattr(current, name) == value for name, value in wanted.items()):
            return
        refuse_if_stale(held, seen_version, by=by)
        refuse_other_school(held.school, wanted["site_name"])
        for name, value in wanted.items():
            setattr(current, name, value)
        current.save()
        touch(held)


def remove_row(*, row: DeliveryRow, by) -> None:
    """Removes a delivery address; `restore_row` brings it back. Repeating does nothing."""
    with _editing(row.order, by=by) as held:
        deleted, _ = held.rows.filter(pk=row.pk).delete()
        if deleted:
            touch(held)


def restore_row(*, order: Order, row_id: int, by) -> DeliveryRow | None:
    """Brings back the removed row with this id, from the history; None when this order never
    had it. Repeating gives the same row."""
    with _editing(order, by=by) as held:
        removed = removed_row(held, row_id)
        if removed is None or held.rows.filter(pk=row_id).exists():
            return removed
        _refuse_too_many(held)
        removed.save(force_insert=True)
        touch(held)
        return removed


@contextmanager
def _editing(order: Order, *, by) -> Iterator[Order]:
    with writing(order, by=by) as held:
        refuse_unless_open(held.edition)
        refuse_unless_editable(held)
        yield held


def _refuse_too_many(order: Order) -> None:
    if order.rows.count() >= MOST_ROWS:
        raise Refused(f"Een bestelling heeft ten hoogste {MOST_ROWS} leveradressen.")
