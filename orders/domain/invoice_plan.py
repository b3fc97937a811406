"""What a run would make: for each order, whether it is invoiced, corrected, or left out and why.

Nothing is written here. The same plan is what the helpdesk sees first and what is then carried out,
order by order, under the order's lock.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, QuerySet

from orders.domain.deadline import Season, season_of
from orders.invoicing.amounts import Line, Totals, lines_of_report, lines_of_tests, totals
from orders.models import Invoice, InvoiceRun, Order, OrderRevision, PriceList, RunKind
from orders.pricing import price_report
from orders.queries import newest_price_list
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import long_date
from schools.models import School

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Entry:
    """What happens to one order: `replaces` is credited, and the lines (if any) are invoiced."""

    revision: OrderRevision
    lines: tuple[Line, ...]
    totals: Totals
    order_number: str
    replaces: Invoice | None = None

    @property
    def order(self) -> Order:
        return self.revision.order

    @property
    def school(self) -> School:
        return self.revision.order.school


@dataclass(frozen=True)
class LeftOut:
    school: School
    reason: str


@dataclass(frozen=True)
class Vat:
    """`exemption`: why there is none, when the percentage is 0."""

    percentage: Decimal
    exemption: str


@dataclass
class Plan:
    """`done`: how many orders have their invoice already."""

    run: InvoiceRun
    prices: PriceList
    vat: Vat
    entries: list[Entry] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    done: int = 0

    @property
    def invoices(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.lines]

    @property
    def credited(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.replaces]

    @property
    def total(self) -> Decimal:
        return sum((entry.totals.total for entry in self.entries), NOTHING)

    @property
    def total_credited(self) -> Decimal:
        return sum((entry.replaces.total for entry in self.credited), NOTHING)

    @property
    def list_says_other_vat(self) -> bool:
        """Whether what the run keeps to is no longer what the prices in force say."""
        return self.vat.percentage != self.prices.vat_percentage

    @property
    def fingerprint(self) -> str:
        """The same as long as the same amounts go to the same number of schools."""
        counts = f"{len(self.invoices)}-{len(self.credited)}"
        return f"{counts}-{self.total}-{self.total_credited}"


def plan_run(*, run: InvoiceRun, only: Order | None = None) -> Plan:
    """What the run would make now, of every order or of `only` one; the same number of queries
    however many there are. Refused while schools may still change their order, and for the
    feedback report while its price is not known."""
    prices = _prices(run)
    plan = Plan(run, prices, _vat_of(run, prices))
    last = {invoice.order_id: invoice for invoice in _last_invoices(run, only)}
    for revision in _last_revisions(run, only, having=last):
        _decide(plan, revision, last.get(revision.order_id))
    return plan


def _prices(run: InvoiceRun) -> PriceList:
    edition = run.edition
    if season_of(edition) is not Season.AFTER:
        raise Refused(
            f"Scholen kunnen hun bestelling wijzigen tot en met {long_date(edition.orders_close_on)}."
            " Factureren kan vanaf de dag erna."
        )
    prices = newest_price_list(edition)
    if prices is None:
        raise Refused(f"De prijzen van de {edition} zijn nog niet bekend.")
    if run.kind == RunKind.REPORT and prices.report_price is None:
        raise Refused(
            f"De prijs van het schoolfeedbackrapport van de {edition} is nog niet bekend. "
            "Maak een nieuwe prijslijst waarin hij staat."
        )
    return prices


def _vat_of(run: InvoiceRun, prices: PriceList) -> Vat:
    """A run has one rate: that of its invoices that stand, and as long as there are none, that of
    the prices in force. What it invoices is supplied by then, and the rate of a supply is that of
    its own day: what a later price list says is about later supplies."""
    standing = run.invoices.filter(credits=None, credited_by=None)
    source = standing.order_by("-year", "-sequence").first() or prices
    return Vat(source.vat_percentage, source.vat_exemption)


def _last_revisions(run: InvoiceRun, only: Order | None, having) -> list[OrderRevision]:
    """The last confirmed version of each order; for the report, of who wants one or paid one."""
    found = OrderRevision.objects.filter(order__edition=run.edition)
    if only is not None:
        found = found.filter(order=only)
    newest = found.order_by("order_id", "-number").distinct("order_id").values("pk")
    revisions = OrderRevision.objects.filter(pk__in=newest)
    if run.kind == RunKind.REPORT:
        revisions = revisions.filter(Q(feedback_report=True) | Q(order__in=list(having)))
    return list(
        revisions.select_related("order__school__board", "order__edition", "price_list")
        .prefetch_related("rows")
        .order_by("order__school__name", "order__school__institution_number")
    )


def _last_invoices(run: InvoiceRun, only: Order | None) -> QuerySet[Invoice]:
    invoices = Invoice.objects.filter(run=run, credits=None)
    if only is not None:
        invoices = invoices.filter(order=only)
    return (
        invoices.order_by("order_id", "-version")
        .distinct("order_id")
        .select_related("credited_by")
        .prefetch_related("lines")
    )


def _decide(plan: Plan, revision: OrderRevision, last: Invoice | None) -> None:
    credit = getattr(last, "credited_by", None)
    is_open = last is not None and credit is None
    entry = _entry(plan, revision, replaces=last if is_open else None)
    if is_open and _is_same(entry, last):
        plan.done += 1
    elif credit is not None and credit.is_last:
        _leave_out(plan, entry, f"Gecrediteerd met {credit.number}, niet opnieuw te factureren.")
    elif not entry.lines and not is_open:
        if plan.run.kind == RunKind.TESTS or revision.feedback_report:
            _leave_out(plan, entry, "Er is niets te betalen.")
    elif reason := _why_no_debtor(entry.school):
        _leave_out(plan, entry, reason)
    else:
        plan.entries.append(entry)


def _entry(plan: Plan, revision: OrderRevision, *, replaces: Invoice | None) -> Entry:
    if plan.run.kind == RunKind.TESTS:
        lines = lines_of_tests(
            revision.rows.all(),
            copy_price=revision.price_list.copy_price,
            bundle_price=revision.price_list.bundle_price,
            total=revision.total,
        )
        number = revision.tests_order_number
    else:
        price = price_report(
            is_ordered=revision.feedback_report,
            report_price=_first_known(revision.price_of_report, plan.prices.report_price),
        )
        lines, number = lines_of_report(price.euros), revision.report_order_number
    sums = totals(lines, vat_percentage=plan.vat.percentage)
    return Entry(revision, lines, sums, number.strip(), replaces)


def _first_known(shown: Decimal | None, now: Decimal | None) -> Decimal | None:
    """The report costs what was shown when it was ordered, or, when that was not known yet, what
    it costs now."""
    return now if shown is None else shown


def _is_same(entry: Entry, invoice: Invoice) -> bool:
    """Whether the invoice asks what it should; other words or another address are no correction."""
    asked = sorted((line.quantity, line.unit_price) for line in invoice.lines.all())
    wanted = sorted((line.quantity, line.unit_price) for line in entry.lines)
    return (asked, invoice.total, invoice.order_number) == (
        wanted,
        entry.totals.total,
        entry.order_number,
    )


def _why_no_debtor(school: School) -> str:
    if school.board is None:
        return "De school heeft nog geen schoolbestuur."
    if missing := school.board.missing:
        return f"Van {school.board} ontbreekt {' en '.join(missing)}."
    return ""


def _leave_out(plan: Plan, entry: Entry, reason: str) -> None:
    plan.left_out.append(LeftOut(entry.school, reason))
