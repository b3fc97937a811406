"""An invoice or credit note as Peppol BIS Billing 3.0 (UBL 2.1).

https://docs.peppol.eu/poacc/billing/3.0/ names the elements and their order; EN 16931's numbers
(BT-…) stand beside what is not clear from its name.
"""

from decimal import Decimal
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from orders.invoicing.amounts import Line
from orders.invoicing.document import PEPPOL_SCHEME, Document, Party, Seller
from ovsgtoets.kernel.xml_text import xml_text

OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"
CAC = f"{{{OASIS}CommonAggregateComponents-2}}"
CBC = f"{{{OASIS}CommonBasicComponents-2}}"
CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
INVOICE, CREDIT_NOTE = "380", "381"
CREDIT_TRANSFER = "30"
EXEMPT, STANDARD = "E", "S"
UNIT = "C62"  # one, a piece


def write_ubl(document: Document) -> bytes:
    """The document as XML, in UTF-8."""
    kind = "CreditNote" if document.is_credit_note else "Invoice"
    space = f"{OASIS}{kind}-2"
    register_namespace("", space)
    register_namespace("cac", CAC[1:-1])
    register_namespace("cbc", CBC[1:-1])
    root = Element(f"{{{space}}}{kind}")
    _head(root, document)
    _references(root, document)
    _party(SubElement(root, f"{CAC}AccountingSupplierParty"), document.seller, is_seller=True)
    _party(SubElement(root, f"{CAC}AccountingCustomerParty"), document.debtor)
    _text(root, "Delivery/DeliveryParty/PartyName", "Name", document.school)
    _payment(root, document)
    _vat(root, document)
    _totals(root, document)
    for number, line in enumerate(document.lines, start=1):
        _line(root, document, number, line)
    indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _head(root: Element, document: Document) -> None:
    is_credit = document.is_credit_note
    _text(root, "", "CustomizationID", CUSTOMIZATION)
    _text(root, "", "ProfileID", PROFILE)
    _text(root, "", "ID", document.number)
    _text(root, "", "IssueDate", document.issued_on.isoformat())
    if document.due_on and not is_credit:
        _text(root, "", "DueDate", document.due_on.isoformat())
    _text(
        root,
        "",
        "CreditNoteTypeCode" if is_credit else "InvoiceTypeCode",
        CREDIT_NOTE if is_credit else INVOICE,
    )
    note = f"{document.subject}. {document.school}."
    _text(root, "", "Note", f"{note} {document.reason}" if document.reason else note)
    _text(root, "", "DocumentCurrencyCode", "EUR")


def _references(root: Element, document: Document) -> None:
    """The buyer's order number; without one, what the buyer is known by."""
    if document.order_number:
        _text(root, "OrderReference", "ID", document.order_number)
    else:
        _text(root, "", "BuyerReference", document.buyer_reference)
    if document.credits:
        earlier = SubElement(_path(root, "BillingReference"), f"{CAC}InvoiceDocumentReference")
        _text(earlier, "", "ID", document.credits)
        if document.credits_on:
            _text(earlier, "", "IssueDate", document.credits_on.isoformat())


def _party(parent: Element, party: Party, *, is_seller: bool = False) -> None:
    inner = SubElement(parent, f"{CAC}Party")
    _text(inner, "", "EndpointID", party.enterprise_number, schemeID=PEPPOL_SCHEME)
    _text(inner, "PartyName", "Name", party.name)
    address = SubElement(inner, f"{CAC}PostalAddress")
    _text(address, "", "StreetName", party.street_line)
    _text(address, "", "CityName", party.municipality)
    _text(address, "", "PostalZone", party.postal_code)
    _text(address, "Country", "IdentificationCode", "BE")
    if is_seller:  # of the debtor is not known whether it is liable to VAT
        tax = SubElement(inner, f"{CAC}PartyTaxScheme")
        _text(tax, "", "CompanyID", party.vat_number)
        _text(tax, "TaxScheme", "ID", "VAT")
    legal = SubElement(inner, f"{CAC}PartyLegalEntity")
    _text(legal, "", "RegistrationName", party.name)
    _text(legal, "", "CompanyID", party.enterprise_number, schemeID=PEPPOL_SCHEME)
    if party.email:
        _text(inner, "Contact", "ElectronicMail", party.email)


def _payment(root: Element, document: Document) -> None:
    """How an invoice is paid; what is credited is settled, and says so (BT-20)."""
    if document.is_credit_note:
        _text(root, "PaymentTerms", "Note", "Te verrekenen met de gecrediteerde factuur.")
        return
    means = SubElement(root, f"{CAC}PaymentMeans")
    _text(means, "", "PaymentMeansCode", CREDIT_TRANSFER)
    _text(means, "", "PaymentID", document.communication)
    account = SubElement(means, f"{CAC}PayeeFinancialAccount")
    seller: Seller = document.seller
    _text(account, "", "ID", seller.iban)
    _text(account, "", "Name", seller.name)
    if seller.bic:
        _text(account, "FinancialInstitutionBranch", "ID", seller.bic)


def _vat(root: Element, document: Document) -> None:
    total = SubElement(root, f"{CAC}TaxTotal")
    _amount(total, "TaxAmount", document.totals.vat)
    part = SubElement(total, f"{CAC}TaxSubtotal")
    _amount(part, "TaxableAmount", document.totals.net)
    _amount(part, "TaxAmount", document.totals.vat)
    category = SubElement(part, f"{CAC}TaxCategory")
    _category(category, document, with_reason=True)


def _category(parent: Element, document: Document, *, with_reason: bool = False) -> None:
    is_exempt = not document.vat_percentage
    _text(parent, "", "ID", EXEMPT if is_exempt else STANDARD)
    _text(parent, "", "Percent", f"{document.vat_percentage:.2f}")
    if is_exempt and with_reason:
        _text(parent, "", "TaxExemptionReason", document.vat_exemption)
    _text(parent, "TaxScheme", "ID", "VAT")


def _totals(root: Element, document: Document) -> None:
    sums = SubElement(root, f"{CAC}LegalMonetaryTotal")
    _amount(sums, "LineExtensionAmount", document.totals.net)
    _amount(sums, "TaxExclusiveAmount", document.totals.net)
    _amount(sums, "TaxInclusiveAmount", document.totals.total)
    _amount(sums, "PayableAmount", document.totals.total)


def _line(root: Element, document: Document, number: int, line: Line) -> None:
    is_credit = document.is_credit_note
    inner = SubElement(root, f"{CAC}{'CreditNoteLine' if is_credit else 'InvoiceLine'}")
    _text(inner, "", "ID", str(number))
    quantity = "CreditedQuantity" if is_credit else "InvoicedQuantity"
    _text(inner, "", quantity, str(line.quantity), unitCode=UNIT)
    _amount(inner, "LineExtensionAmount", line.amount)
    item = SubElement(inner, f"{CAC}Item")
    if line.detail:
        _text(item, "", "Description", line.detail)
    _text(item, "", "Name", line.description)
    _category(SubElement(item, f"{CAC}ClassifiedTaxCategory"), document)
    _amount(_path(inner, "Price"), "PriceAmount", line.unit_price)


def _path(parent: Element, path: str) -> Element:
    """New elements inside one another: `Delivery/DeliveryParty`; the last one."""
    for name in filter(None, path.split("/")):
        parent = SubElement(parent, f"{CAC}{name}")
    return parent


def _text(parent: Element, path: str, name: str, text: str, **attributes: str) -> None:
    element = SubElement(_path(parent, path), f"{CBC}{name}", attributes)
    element.text = xml_text(text)


def _amount(parent: Element, name: str, value: Decimal) -> None:
    _text(parent, "", name, f"{value:.2f}", currencyID="EUR")
