"""An invoice or credit note as it is written, on paper and for a machine; nothing in it changes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from orders.invoicing.amounts import Line, Totals

PEPPOL_SCHEME = "0208"  # Belgian enterprise numbers


@dataclass(frozen=True)
class Party:
    """Who sends or who pays. `enterprise_number`: ten digits."""

    name: str
    enterprise_number: str
    street_line: str
    postal_code: str
    municipality: str
    email: str = ""

    @property
    def vat_number(self) -> str:
        return f"BE{self.enterprise_number}"

    @property
    def spoken_number(self) -> str:
        """`0123.456.749`"""
        digits = self.enterprise_number
        return f"{digits[:4]}.{digits[4:7]}.{digits[7:]}"


@dataclass(frozen=True)
class Seller(Party):
    iban: str = ""
    bic: str = ""

    @property
    def spoken_iban(self) -> str:
        return " ".join(self.iban[i : i + 4] for i in range(0, len(self.iban), 4))


@dataclass(frozen=True)
class Document:
    """`credits` and `credits_on`: the invoice that a credit note takes back; else empty.

    `order_number` is the buyer's own; `buyer_reference` is what the buyer is known by without one.
    """

    number: str
    is_credit_note: bool
    issued_on: date
    due_on: date | None
    subject: str
    school: str
    seller: Seller
    debtor: Party
    lines: tuple[Line, ...]
    totals: Totals
    vat_percentage: Decimal
    vat_exemption: str
    buyer_reference: str
    order_number: str = ""
    communication: str = ""
    credits: str = ""
    credits_on: date | None = None
    reason: str = ""
