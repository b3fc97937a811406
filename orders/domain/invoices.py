"""Making invoices and credit notes: each with the next number, in the transaction of its order."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

from django.conf import settings
from stdnum import iban
from stdnum.be import vat

from orders.domain.invoice_plan import Entry, Plan, plan_run
from orders.domain.lifecycle import writing
from orders.invoicing.communication import structured_communication
from orders.invoicing.document import Seller
from orders.models import Invoice, InvoiceCounter, InvoiceLine, InvoiceRun, Order
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused

Progress = Callable[[int, int], None]
NO_REASON = "Geef de reden. Ze staat op de creditnota."
CHANGED = "De bestelling is gewijzigd."
COPIED = (
    "run", "order", "revision", "version", "order_number", "school_name", "institution_number",
    "debtor_name", "debtor_number", "debtor_street_line", "debtor_postal_code",
    "debtor_municipality", "debtor_email", "seller", "vat_percentage", "vat_exemption",
    "net_total", "vat_total", "total",
)  # fmt: skip


def seller_of_today() -> Seller:
    """Who sends the invoices, from the settings. Refused when something is missing or wrong."""
    fields = settings.INVOICE_SELLER
    missing = [
        f"INVOICE_SELLER_{name.upper()}"
        for name in (
            "name",
            "enterprise_number",
            "street_line",
            "postal_code",
            "municipality",
            "iban",
        )
        if not fields.get(name)
    ]
    if missing:
        raise Refused(
            "Er kan nog niet gefactureerd worden. De beheerder van het portaal vult eerst in: "
            f"{', '.join(missing)}."
        )
    if not vat.is_valid(fields["enterprise_number"]) or not iban.is_valid(
        fields["iban"], check_country=False
    ):
        raise Refused(
            "Het KBO-nummer of het rekeningnummer waarmee gefactureerd wordt, klopt niet."
        )
    return Seller(
        **{
            **fields,
            "enterprise_number": vat.compact(fields["enterprise_number"]),
            "iban": iban.compact(fields["iban"]),
        }
    )


def issue_invoices(*, run: InvoiceRun, by, progress: Progress = lambda done, total: None) -> int:
    """Makes what the plan of the run says, order by order, and returns how many documents.

    Each order has a transaction of its own: killed half-way, what is made is made, and a second
    time goes on with the others. Two at once make each invoice once.
    """
    seller_of_today()
    entries = plan_run(run=run).entries
    made = 0
    for number, entry in enumerate(entries, start=1):
        made += len(issue_for_order(run=run, order=entry.order, by=by))
        progress(number, len(entries))
    return made


def issue_for_order(*, run: InvoiceRun, order: Order, by) -> list[Invoice]:
    """Brings the invoices of one order up to date with what was last confirmed: an invoice, or
    a credit note for the former one and an invoice, or nothing. Safe to repeat."""
    made = []
    with writing(order, by=by) as held:
        plan = plan_run(run=run, only=held)
        for entry in plan.entries:
            if entry.replaces:
                made.append(_credit(entry.replaces, reason=CHANGED, is_last=False, by=by))
            if entry.lines:
                made.append(_invoice(plan, entry, by))
    return made


def credit_invoice(*, invoice: Invoice, reason: str, is_last: bool, by) -> Invoice:
    """Takes the invoice back with a credit note. The next run invoices the order anew, unless
    `is_last`. Refused for a credit note, for what is credited already, and without a reason."""
    if not reason.strip():
        raise Refused(NO_REASON, field="reason")
    with writing(invoice.order, by=by):
        if invoice.is_credit_note:
            raise Refused("Een creditnota kan je niet crediteren.")
        if earlier := Invoice.objects.filter(credits=invoice).first():
            raise Refused(f"Deze factuur is al gecrediteerd met {earlier.number}.")
        return _credit(invoice, reason=reason.strip(), is_last=is_last, by=by)


def _invoice(plan: Plan, entry: Entry, by) -> Invoice:
    school, board = entry.school, entry.school.board
    day = today()
    sequence = _next_sequence(day.year)
    earlier = Invoice.objects.filter(run=plan.run, order=entry.order, credits=None).count()
    percentage = plan.vat.percentage
    invoice = Invoice.objects.create(
        year=day.year,
        sequence=sequence,
        run=plan.run,
        order=entry.order,
        revision=entry.revision,
        version=earlier + 1,
        issued_on=day,
        due_on=day + timedelta(days=settings.INVOICE_DUE_DAYS),
        order_number=entry.order_number,
        communication=structured_communication(year=day.year, sequence=sequence),
        school_name=school.name,
        institution_number=school.institution_number,
        debtor_name=board.name,
        debtor_number=board.enterprise_number,
        debtor_street_line=f"{board.street} {board.house_number}",
        debtor_postal_code=board.postal_code,
        debtor_municipality=board.municipality,
        debtor_email=board.email,
        seller=asdict(seller_of_today()),
        vat_percentage=percentage,
        vat_exemption="" if percentage else plan.vat.exemption,
        net_total=entry.totals.net,
        vat_total=entry.totals.vat,
        total=entry.totals.total,
        made_by=by,
    )
    _write_lines(invoice, entry.lines)
    return invoice


def _credit(invoice: Invoice, *, reason: str, is_last: bool, by) -> Invoice:
    day = today()
    credit = Invoice.objects.create(
        year=day.year,
        sequence=_next_sequence(day.year),
        issued_on=day,
        credits=invoice,
        reason=reason,
        is_last=is_last,
        made_by=by,
        **{name: getattr(invoice, name) for name in COPIED},
    )
    _write_lines(credit, invoice.lines.all())
    return credit


def _write_lines(invoice: Invoice, lines) -> None:
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice,
            description=line.description,
            detail=line.detail,
            quantity=line.quantity,
            unit_price=line.unit_price,
            amount=line.amount,
        )
        for line in lines
    )


def _next_sequence(year: int) -> int:
    """The next number of the year; whoever wants one too, waits until this one is committed."""
    InvoiceCounter.objects.get_or_create(year=year)
    counter = InvoiceCounter.objects.select_for_update().get(year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return counter.last
