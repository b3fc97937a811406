"""Trying out what the helpdesk changes in an order, and then doing exactly that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction

from orders.choices import Choices
from orders.difference import Change, difference
from orders.domain.confirm_for_school import confirm_for_school, start_for_school
from orders.domain.stale import Stale
from orders.models import OrderRevision
from orders.pricing import euro_if_known
from orders.queries import choices_in_force, questions_about
from orders.sheet import Sheet, sheet_of_revision, version_of_revision
from ovsgtoets.kernel.errors import Refused
from schools.models import Edition, School


@dataclass(frozen=True)
class Correction:
    """What the helpdesk wants the order of the school to be."""

    school: School
    edition: Edition
    rows: Sequence[Mapping[str, Any]]
    choices: Choices
    reason: str
    seen_version: int


@dataclass(frozen=True)
class Outcome:
    """The version that comes of it, as a sheet, what it changes in the one before, if any, and
    what to ask about its numbers."""

    revision: OrderRevision
    sheet: Sheet
    changes: tuple[Change, ...]
    questions: tuple[str, ...]


def try_correction(correction: Correction, *, by) -> Outcome:
    """Does everything that confirming does, looks at what comes of it, and takes it all back.
    Refused for whatever confirming refuses, and when nothing would change; unusual numbers are
    asked about."""
    with transaction.atomic():
        outcome = _confirm(correction, by, agreed_numbers=True)
        transaction.set_rollback(True)
    if outcome.revision.number > 1 and not outcome.changes:
        raise Refused("Er verandert niets aan de bestelling.")
    return outcome


def correct_order(
    correction: Correction,
    *,
    seen_total: Decimal | None,
    seen_report: Decimal | None,
    agreed_numbers: bool,
    by,
) -> OrderRevision:
    """Confirms the order as it was tried out; see `confirm_for_school` for what follows from it
    and for when it refuses. Stale also when the price, or that of the report, is no longer the one
    that was shown."""
    with transaction.atomic():
        revision = _confirm(correction, by, agreed_numbers=agreed_numbers).revision
        _refuse_other("De prijs", seen_total, revision.total)
        what = "De prijs van het schoolfeedbackrapport"
        _refuse_other(what, seen_report, revision.price_of_report)
    return revision


def _refuse_other(what: str, shown: Decimal | None, now: Decimal | None) -> None:
    if shown != now:
        raise Stale(
            f"{what} is intussen {euro_if_known(now)}; de pagina toonde {euro_if_known(shown)}. "
            "Kijk na wat er nu staat."
        )


def _confirm(correction: Correction, by, *, agreed_numbers: bool) -> Outcome:
    order = start_for_school(school=correction.school, edition=correction.edition, by=by)
    before = order.revisions.last()
    # With the choices as they count now: what was taken back since is taken back.
    old = before and version_of_revision(before, choices_in_force(order))
    revision = confirm_for_school(
        order=order,
        reason=correction.reason,
        seen_version=correction.seen_version,
        rows=correction.rows,
        choices=correction.choices,
        agreed_numbers=agreed_numbers,
        by=by,
    )
    new = version_of_revision(revision, choices_in_force(order))
    changes = difference(old, new) if old else ()
    questions = questions_about(order, revision.rows.all())
    return Outcome(revision, sheet_of_revision(revision), changes, questions)
