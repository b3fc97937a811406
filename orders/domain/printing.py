"""Lists for the printer and the courier: what would stand on one, and taking one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from orders.models import Order, OrderRevision, PrintedRevision, PrintExport
from orders.print_lines import PrintLine, differs, numbers_of, print_lines
from ovsgtoets.kernel.errors import Refused
from schools.models import Edition, School


@dataclass(frozen=True)
class PrintedOrder:
    """The lines of one order: what it says now, beside what stood on the list before."""

    revision: OrderRevision
    lines: tuple[PrintLine, ...]
    is_changed: bool

    @property
    def order(self) -> Order:
        return self.revision.order

    @property
    def school(self) -> School:
        return self.revision.order.school


@dataclass(frozen=True)
class PrintPlan:
    """What a list taken now would hold. `last`: the list that was taken last, if any."""

    last: PrintExport | None
    everything: tuple[PrintedOrder, ...]

    @property
    def changed(self) -> tuple[PrintedOrder, ...]:
        return tuple(order for order in self.everything if order.is_changed)

    @property
    def numbers(self) -> dict:
        return totals_of_lines(self.everything)

    @property
    def changed_numbers(self) -> dict:
        return totals_of_lines(self.changed)

    @property
    def seen(self) -> int:
        """The number of the last list: what the page says that it saw."""
        return self.last.number if self.last else 0


def plan_print(edition: Edition) -> PrintPlan:
    """What a list would hold now; the same number of queries however many orders there are."""
    newest = (
        OrderRevision.objects.filter(order__edition=edition)
        .order_by("order_id", "-number")
        .distinct("order_id")
    )
    last = edition.print_exports.select_related("taken_by").first()
    printed = PrintedRevision.objects.filter(export__edition=edition)
    return PrintPlan(last, _beside(OrderRevision.objects.filter(pk__in=newest.values("pk")), printed))  # fmt: skip


def orders_on(export: PrintExport) -> tuple[PrintedOrder, ...]:
    """What stands on a list that was taken: always the same."""
    earlier = PrintedRevision.objects.filter(
        export__edition=export.edition_id, export__number__lt=export.number
    )
    return _beside(OrderRevision.objects.filter(print_exports=export), earlier)


@transaction.atomic
def take_print(*, edition: Edition, only_changes: bool, seen: int, by) -> PrintExport:
    """Notes that a list goes to the printer: from now on an order that changes is one that
    changed after print.

    Two people at once: the second is refused, since the last list is no longer the one that
    was `seen`; so is a double click. Refused when there is nothing to print.
    """
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    plan = plan_print(edition)
    if plan.seen != seen:
        by_whom = f"Druklijst {plan.last.number} is intussen gemaakt door {plan.last.taken_by}. " if plan.last else ""  # fmt: skip
        raise Refused(f"{by_whom}Kijk na wat er nu op de lijst zou staan.")
    orders = plan.changed if only_changes else plan.everything
    if not orders:
        raise Refused("Er is niets te drukken.")
    export = PrintExport.objects.create(
        edition=edition, number=seen + 1, only_changes=only_changes, taken_by=by
    )
    PrintedRevision.objects.bulk_create(
        PrintedRevision(export=export, revision=order.revision) for order in orders
    )
    return export


def totals_of_lines(orders: Iterable[PrintedOrder]) -> dict:
    orders = list(orders)
    return {"orders": len(orders), **numbers_of(line for order in orders for line in order.lines)}


def _beside(
    revisions: QuerySet[OrderRevision], printed: QuerySet[PrintedRevision]
) -> tuple[PrintedOrder, ...]:
    last_printed = (
        printed.order_by("revision__order_id", "-revision__number")
        .distinct("revision__order_id")
        .values("revision")
    )
    before = {
        revision.order_id: revision
        for revision in OrderRevision.objects.filter(pk__in=last_printed).prefetch_related("rows")
    }
    return tuple(
        _printed_order(revision, before.get(revision.order_id))
        for revision in revisions.select_related("order__school")
        .prefetch_related("rows")
        .order_by("order__school__name", "order__school__institution_number")
    )


def _printed_order(revision: OrderRevision, before: OrderRevision | None) -> PrintedOrder:
    rows = revision.rows.all()
    old = before.rows.all() if before else None
    return PrintedOrder(
        revision=revision,
        lines=tuple(print_lines(rows, old)),
        is_changed=old is None or differs(rows, old),
    )
