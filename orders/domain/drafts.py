"""Beginning an order, opening a confirmed one to change it, and dropping those changes."""

from django.db import transaction

from orders.choices import put_on
from orders.domain.deadline import refuse_unless_open
from orders.domain.lifecycle import Move, move, writing
from orders.models import DeliveryRow, Order
from orders.queries import choices_in_force, copy_of, proposed_rows
from ovsgtoets.kernel.history import acting_as
from schools.models import Edition, School


def start_order(*, school: School, edition: Edition, by) -> Order:
    """The school's order, made with the proposed rows if there is none yet.

    Looking at the page makes nothing; the first write calls this. Repeating is safe, also for
    two people at once: the second waits for the first and gets the same order. Refused outside
    the ordering season.
    """
    refuse_unless_open(edition)
    with transaction.atomic(), acting_as(by):
        order, is_new = Order.objects.get_or_create(school=school, edition=edition)
        if is_new:
            write_proposed_rows(order)
    return order


def write_proposed_rows(order: Order) -> None:
    """Gives the new order the rows that a school begins with."""
    _write_rows(order, proposed_rows(order.school, order.edition))


def reopen_order(*, order: Order, by) -> None:
    """Opens a confirmed order for changes; what was confirmed stays in force until the next
    confirmation. Refused after the deadline; repeating does nothing."""
    with writing(order, by=by) as held:
        refuse_unless_open(held.edition)
        if not held.may_be_edited:
            move(held, Move.REOPEN)


def discard_changes(*, order: Order, by) -> None:
    """Brings the order back to what was last confirmed: its rows, choices and order numbers. What
    was taken back since (the inzage) stays taken back.

    Allowed at any time, also after the deadline. Refused for an order that is not being changed.
    """
    with writing(order, by=by) as held:
        confirmed = held.revisions.last()
        put_on(held, choices_in_force(held))
        move(held, Move.DISCARD)
        held.rows.all().delete()
        _write_rows(held, [copy_of(row) for row in confirmed.rows.all()])


def _write_rows(order: Order, rows: list[DeliveryRow]) -> None:
    for row in rows:
        row.order = order
    DeliveryRow.objects.bulk_create(rows)
