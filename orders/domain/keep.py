"""Keeping the draft as it is typed on the order page, also when two people type at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from orders.difference import Change
from orders.domain.deadline import refuse_unless_open
from orders.domain.grouping import refuse_other_school
from orders.domain.lifecycle import refuse_unless_editable, touch, writing
from orders.domain.stale import changes_since, who_wrote
from orders.models import DeliveryRow, Order
from ovsgtoets.kernel.errors import Refused

ROW_TYPED = ("site_name", "teachers", "copies")


@dataclass(frozen=True)
class TypedRow:
    """A row as it was typed (`wanted`), and as the page had shown it. No `row_id`: a proposed row
    of an order that was not begun yet."""

    row_id: int | None
    wanted: Mapping[str, Any]
    shown: Mapping[str, Any]

    @property
    def typed(self) -> dict[str, Any]:
        """Only what somebody typed: what differs from what was shown."""
        return {name: value for name, value in self.wanted.items() if value != self.shown[name]}


@dataclass
class Kept:
    """`rows_changed`: whether a row is now other than it was. What was not kept, per row and field,
    in a sentence: `refused` since it may not be, `problems` since somebody else wrote there.
    `lost`: names of rows that somebody removed meanwhile. `missed`: what was changed since the
    page was shown, whatever was typed on it; `is_stale`: whether anything was."""

    rows_changed: bool = False
    is_stale: bool = False
    missed: tuple[Change, ...] = ()
    refused: dict[int, dict[str, str]] = field(default_factory=dict)
    problems: dict[int, dict[str, str]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


def keep_typed(
    *,
    order: Order,
    rows: Sequence[TypedRow],
    choices: Mapping[str, bool | str],
    by,
    seen_version: int | None = None,
) -> Kept:
    """Stores what was typed, and nothing else: what somebody else typed in another field stays.

    In one field the first one wins, and the second reads what stands there now (`problems`).
    Repeating is safe. Changed rows give the order a new version; choices do not, as each
    confirmation says its own. Refused outside the season, and for a confirmed order.
    """
    kept = Kept()
    with writing(order, by=by) as held:
        refuse_unless_open(held.edition)
        refuse_unless_editable(held)
        if seen_version not in (None, held.version):
            kept.is_stale, kept.missed = True, changes_since(held, seen_version)
        current = {row.pk: row for row in held.rows.all()}
        for row in rows:
            if row.row_id in current:
                _keep_row(held, current[row.row_id], row, kept)
            elif row.typed:
                kept.lost.append(row.shown["site_name"] or "")
        _keep_choices(held, choices, kept)
    return kept


def _keep_row(order: Order, stored: DeliveryRow, row: TypedRow, kept: Kept) -> None:
    changed = False
    for name, value in row.typed.items():
        now = getattr(stored, name)
        if now == value:
            continue
        if now != row.shown[name]:
            kept.problems.setdefault(stored.pk, {})[name] = _taken(stored, row, name)
        elif name == "site_name" and (why := _why_not(order, value)):
            kept.refused.setdefault(stored.pk, {})[name] = why
        else:
            setattr(stored, name, value)
            changed = True
    if changed:
        stored.save()
        kept.rows_changed = True


def _taken(stored: DeliveryRow, row: TypedRow, name: str) -> str:
    return (
        f"{who_wrote(stored)} vulde hier intussen {getattr(stored, name)} in; "
        f"jij typte {row.wanted[name]}."
    )


def _why_not(order: Order, site_name: str) -> str:
    """Why an address can't have this name; usually it can."""
    try:
        refuse_other_school(order.school, site_name)
    except Refused as refusal:
        return refusal.sentence
    return ""


def _keep_choices(order: Order, choices: Mapping[str, bool | str], kept: Kept) -> None:
    different = {name: value for name, value in choices.items() if getattr(order, name) != value}
    for name, value in different.items():
        setattr(order, name, value)
    if kept.rows_changed:
        touch(order)
    elif different:
        order.save()
