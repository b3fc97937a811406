"""The helpdesk changes and confirms an order in the school's name, also after the deadline."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from orders.choices import Choices, choices_of, put_on
from orders.domain.definitive import allowed, make_definitive, price_now, refuse_unusual
from orders.domain.drafts import write_proposed_rows
from orders.domain.lifecycle import Move, move, writing
from orders.domain.stale import refuse_if_stale
from orders.models import Order, OrderRevision
from orders.queries import ROW_FIELDS, choices_in_force
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from schools.models import Edition, School

NO_REASON = "Geef de reden. De school leest ze in haar mail."


def start_for_school(*, school: School, edition: Edition, by) -> Order:
    """The school's order, made with the proposed rows if there is none; the season isn't checked.
    Repeating gives the same order."""
    with transaction.atomic(), acting_as(by):
        order, is_new = Order.objects.get_or_create(school=school, edition=edition)
        if is_new:
            write_proposed_rows(order)
    return order


def confirm_for_school(
    *,
    order: Order,
    reason: str,
    seen_version: int,
    by,
    rows: Sequence[Mapping[str, Any]] | None = None,
    choices: Choices | None = None,
    agreed_numbers: bool = False,
) -> OrderRevision:
    """Makes the order definitive for the school, and returns what was confirmed.

    `rows`, each with ROW_FIELDS and, for an address that is there already, its `pk`, replace
    those of the order; None keeps them. `choices` None keeps what was last confirmed, without
    what the school took back since. The school's address and who last confirmed for the school
    get a mail with the reason.

    Everything is written in one transaction, from any state: changes that the school began and
    did not confirm end here. No ticks are asked and the season is not checked. Refused without a
    reason, for wrong quantities, without a price list, for unusual numbers unless
    `agreed_numbers`; as Stale when the order changed since `seen_version`. The same form twice
    (a double click) gives the same revision and no second mail.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise Refused(NO_REASON, field="reason")
    with writing(order, by=by) as held:
        chosen = allowed(held, choices or choices_in_force(held))
        if again := _same_confirmation(held, chosen, reason, rows, seen_version, by):
            return again
        refuse_if_stale(held, seen_version, by=by)
        if rows is not None:
            _replace_rows(held, rows)
        priced = price_now(held)
        refuse_unusual(held, priced.rows, agreed=agreed_numbers)
        put_on(held, chosen)
        move(held, Move.CONFIRM_FOR_SCHOOL)
        return make_definitive(held, priced, by=by, reason=reason)


def _same_confirmation(
    order: Order, chosen: Choices, reason: str, rows, seen_version: int, by
) -> OrderRevision | None:
    """The revision that `by` made from this very form a moment ago, if that is what stands."""
    last = order.revisions.last()
    if last is None or order.version != seen_version + 1:
        return None
    if (last.confirmed_by_id, last.reason, choices_of(last)) != (by.pk, reason, chosen):
        return None
    wanted = last.rows.values_list(*ROW_FIELDS)
    given = wanted if rows is None else [tuple(row[name] for name in ROW_FIELDS) for row in rows]
    return last if sorted(wanted) == sorted(given) else None


def _replace_rows(order: Order, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows that stay keep their number, so that the history tells what happened to each."""
    existing = {row.pk: row for row in order.rows.all()}
    for values in rows:
        wanted = {name: values[name] for name in ROW_FIELDS}
        row = existing.pop(values.get("pk"), None)
        if row is None:
            order.rows.create(**wanted)
        elif any(getattr(row, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(row, name, value)
            row.save()
    order.rows.filter(pk__in=existing).delete()
