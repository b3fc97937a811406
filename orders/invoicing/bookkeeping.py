"""The list of invoices for the bookkeeping: `;`-separated, decimal comma, one row per document.

A cell that a spreadsheet would take for a formula gets an apostrophe before it.
"""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from orders.invoicing.document import Document

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
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_bookkeeping(documents: Iterable[Document]) -> bytes:
    """The file, in UTF-8 with the mark by which Excel knows it. What is credited is negative."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(_row(document) for document in documents)
    return text.getvalue().encode("utf-8-sig")


def _row(document: Document) -> list[str]:
    sign = -1 if document.is_credit_note else 1
    debtor, sums = document.debtor, document.totals
    return [
        document.number,
        "creditnota" if document.is_credit_note else "factuur",
        f"{document.issued_on:%d/%m/%Y}",
        f"{document.due_on:%d/%m/%Y}" if document.due_on else "",
        neutral(debtor.name),
        debtor.enterprise_number,
        neutral(debtor.street_line),
        debtor.postal_code,
        neutral(debtor.municipality),
        neutral(document.school),
        neutral(document.subject),
        neutral(document.order_number),
        _decimal(sign * sums.net),
        _decimal(document.vat_percentage),
        _decimal(sign * sums.vat),
        _decimal(sign * sums.total),
        document.communication.strip("+"),
        document.credits,
    ]


def neutral(text: str) -> str:
    """Text that no spreadsheet computes with."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _decimal(value: Decimal) -> str:
    return f"{value + 0:.2f}".replace(".", ",")
