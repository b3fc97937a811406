"""Invoices as files: PDF, UBL, the list for the bookkeeping, and all of them in one zip."""

import io
from collections.abc import Callable, Sequence
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.text import slugify

from orders.invoicing.amounts import Line, Totals
from orders.invoicing.bookkeeping import write_bookkeeping
from orders.invoicing.document import Document, Party, Seller
from orders.invoicing.ubl import write_ubl
from orders.models import Invoice, InvoiceRun
from ovsgtoets.kernel.pdf import render_pdf

BOOKKEEPING = "boekhouding.csv"


def document_of(invoice: Invoice) -> Document:
    """Everything that stands on it. Fetch `run__edition`, `credits` and `lines` along."""
    credited = invoice.credits
    return Document(
        number=invoice.number,
        is_credit_note=invoice.is_credit_note,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        subject=invoice.run.subject,
        school=f"{invoice.school_name} ({invoice.institution_number})",
        seller=Seller(**invoice.seller),
        debtor=Party(
            name=invoice.debtor_name,
            enterprise_number=invoice.debtor_number,
            street_line=invoice.debtor_street_line,
            postal_code=invoice.debtor_postal_code,
            municipality=invoice.debtor_municipality,
            email=invoice.debtor_email,
        ),
        lines=tuple(
            Line(line.description, line.quantity, line.unit_price, line.detail)
            for line in invoice.lines.all()
        ),
        totals=Totals(invoice.net_total, invoice.vat_total),
        vat_percentage=invoice.vat_percentage,
        vat_exemption=invoice.vat_exemption,
        buyer_reference=str(invoice.institution_number),
        order_number=invoice.order_number,
        communication=invoice.communication,
        credits=credited.number if credited else "",
        credits_on=credited.issued_on if credited else None,
        reason=invoice.reason,
    )


def documents_of(run: InvoiceRun) -> list[Document]:
    """Every invoice and credit note of the run, in the order of their numbers."""
    invoices = run.invoices.select_related("run__edition", "credits").prefetch_related("lines")
    return [document_of(invoice) for invoice in invoices.order_by("year", "sequence")]


def pdf_of(document: Document) -> bytes:
    return render_pdf("orders/invoice.html", {"document": document}, styles="css/invoice.css")


def zip_of(documents: Sequence[Document], *, progress: Callable[[int, int], None]) -> bytes:
    """Of each document its PDF and XML, and the list for the bookkeeping."""
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        for number, document in enumerate(documents, start=1):
            _add(archive, f"{document.number}.pdf", pdf_of(document))
            _add(archive, f"{document.number}.xml", write_ubl(document))
            progress(number, len(documents))
        _add(archive, BOOKKEEPING, write_bookkeeping(documents))
    return content.getvalue()


def name_of(run: InvoiceRun, kind: str, ending: str) -> str:
    """`facturen-2027-toetsen.zip`"""
    return f"{kind}-{run.edition.year}-{slugify(run.get_kind_display().split(' (')[0])}.{ending}"


def _add(archive: ZipFile, name: str, content: bytes) -> None:
    """With a moment that is always the same, so that the same invoices make the same file."""
    info = ZipInfo(name)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    archive.writestr(info, content)
