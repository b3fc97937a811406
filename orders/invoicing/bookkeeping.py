"""The list of invoices for the bookkeeping: `;`-separated, decimal comma, one row per document."""

from collections.abc import Iterable
from decimal import Decimal

from orders.invoicing.document import Document
from ovsgtoets.kernel.spreadsheets import write_csv

HEADER = [
    "nummer",
    "soort",
    "datum",
    "vervaldag",
    "debiteur",
    "kbo-nummer",
    "adres",
    "postcode",
    "gemeente",
    "school",
    "onderwerp",
    "bestelnummer",
    "netto",
    "btw-tarief",
    "btw",
    "totaal",
    "mededeling",
    "crediteert",
]


def write_bookkeeping(documents: Iterable[Document]) -> bytes:
    """The file, in UTF-8 with the mark by which Excel knows it. What is credited is negative."""
    return write_csv(HEADER, (_row(document) for document in documents))


def _row(document: Document) -> list[str]:
    sign = -1 if document.is_credit_note else 1
    debtor, sums = document.debtor, document.totals
    return [
        document.number,
        "creditnota" if document.is_credit_note else "factuur",
        f"{document.issued_on:%d/%m/%Y}",
        f"{document.due_on:%d/%m/%Y}" if document.due_on else "",
        debtor.name,
        debtor.enterprise_number,
        debtor.street_line,
        debtor.postal_code,
        debtor.municipality,
        document.school,
        document.subject,
        document.order_number,
        _decimal(sign * sums.net),
        _decimal(document.vat_percentage),
        _decimal(sign * sums.vat),
        _decimal(sign * sums.total),
        document.communication.strip("+"),
        document.credits,
    ]


def _decimal(value: Decimal) -> str:
    return f"{value + 0:.2f}".replace(".", ",")
