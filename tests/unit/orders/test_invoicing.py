"""What an invoice says: amounts, the communication, UBL by an independent validator, the CSV."""

import csv
import io
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from peppol import check_rules, validate_xsd
from stdnum.be import ogm_vcs

from orders.invoicing.amounts import (
    Line,
    Totals,
    WrongAmount,
    lines_of_report,
    lines_of_tests,
    totals,
)
from orders.invoicing.bookkeeping import write_bookkeeping
from orders.invoicing.communication import structured_communication
from orders.invoicing.document import Document, Party, Seller
from orders.invoicing.ubl import CAC, CBC, write_ubl

EXEMPT = Decimal(0)
NASTY = "Sint-Jan & <Co> \"De 'Ôngèlijke'\" – ]]> 漢字 €"


@dataclass(frozen=True)
class Row:
    copies: int
    copies_price: Decimal
    teachers_price: Decimal
    delivery_price: Decimal
    site_name: str = "De Linde"
    address_line: str = "Dorpsstraat 1, 9000 Gent"

    @property
    def total(self) -> Decimal:
        return self.copies_price + self.teachers_price + self.delivery_price


def row(copies="188.00", bundles="0.00", delivery="13.50", number=40) -> Row:
    return Row(number, Decimal(copies), Decimal(bundles), Decimal(delivery))


def lines(*rows: Row, total: str) -> list[tuple]:
    found = lines_of_tests(
        rows, copy_price=Decimal("4.70"), bundle_price=Decimal("4.70"), total=Decimal(total)
    )
    return [(line.description, line.quantity, line.amount) for line in found]


def test_the_guides_order_is_invoiced_in_two_lines():
    assert lines(row(), total="201.50") == [
        ("Toetsen, exemplaren", 40, Decimal("188.00")),
        ("Levering", 1, Decimal("13.50")),
    ]


def test_bundles_that_are_paid_for_have_a_line_and_free_things_none():
    assert lines(row("47.00", "14.10", "0.00", 10), total="61.10") == [
        ("Toetsen, exemplaren", 10, Decimal("47.00")),
        ("Bijkomende instructiebundels", 3, Decimal("14.10")),
    ]


def test_every_address_has_its_own_lines():
    found = lines_of_tests(
        [row(), replace(row("4.70", number=1), site_name="Molen")],
        copy_price=Decimal("4.70"), bundle_price=Decimal("4.70"), total=Decimal("219.70"),
    )  # fmt: skip

    assert [line.detail for line in found] == [
        "De Linde, Dorpsstraat 1, 9000 Gent",
        "De Linde, Dorpsstraat 1, 9000 Gent",
        "Molen, Dorpsstraat 1, 9000 Gent",
        "Molen, Dorpsstraat 1, 9000 Gent",
    ]


@pytest.mark.parametrize(
    ("rows", "total"),
    [
        ([row()], "201.49"),
        ([row("187.99")], "201.49"),
        ([row(bundles="4.71")], "206.21"),
        ([], "1.00"),
    ],
)
def test_what_does_not_come_to_what_was_confirmed_is_not_invoiced(rows, total):
    with pytest.raises(WrongAmount):
        lines(*rows, total=total)


def test_a_report_is_one_line_and_a_free_one_none():
    assert lines_of_report(Decimal("75.00")) == (
        Line("Schoolfeedbackrapport", 1, Decimal("75.00")),
    )
    assert lines_of_report(Decimal("0.00")) == ()


@pytest.mark.parametrize(
    ("prices", "percentage", "net", "vat", "total"),
    [
        (["201.50"], "0", "201.50", "0.00", "201.50"),
        (["201.50"], "21", "201.50", "42.32", "243.82"),  # 42,315
        (["0.10", "0.10", "0.10"], "6", "0.30", "0.02", "0.32"),  # once, on the sum: 0,018
        (["8.25"], "6", "8.25", "0.50", "8.75"),  # 0,495
        (["0.05"], "9.9", "0.05", "0.00", "0.05"),  # 0,00495
        ([], "21", "0.00", "0.00", "0.00"),
        (["99999.99"] * 3, "21", "299999.97", "62999.99", "362999.96"),
    ],
)
def test_vat_is_computed_once_and_rounded_half_up(prices, percentage, net, vat, total):
    found = totals(
        [Line("iets", 1, Decimal(price)) for price in prices], vat_percentage=Decimal(percentage)
    )
    assert (found.net, found.vat, found.total) == (Decimal(net), Decimal(vat), Decimal(total))


@pytest.mark.parametrize(
    ("year", "sequence", "said"),
    [
        (2027, 1, "+++202/7000/00122+++"),
        (2027, 2, "+++202/7000/00223+++"),
        (2027, 75, "+++202/7000/07596+++"),
        (2027, 76, "+++202/7000/07697+++"),  # 2027000076 is 97 × 20896908: not 00 but 97
        (2027, 77, "+++202/7000/07701+++"),
        (2027, 173, "+++202/7000/17397+++"),
        (2027, 999_999, "+++202/7999/99947+++"),
    ],
)
def test_the_structured_communication(year, sequence, said):
    assert structured_communication(year=year, sequence=sequence) == said
    assert ogm_vcs.is_valid(said)
    digits = "".join(filter(str.isdigit, said))
    assert int(digits[10:]) == (int(digits[:10]) % 97 or 97)


@pytest.mark.parametrize(("year", "sequence"), [(2027, 0), (2027, 1_000_000), (27, 1)])
def test_a_communication_that_would_not_fit_is_refused(year, sequence):
    with pytest.raises(ValueError, match="digits"):
        structured_communication(year=year, sequence=sequence)


def document(**other) -> Document:
    paid = (
        Line("Toetsen, exemplaren", 40, Decimal("4.70"), "De Linde, Dorpsstraat 1, 9000 Gent"),
        Line("Levering", 1, Decimal("13.50")),
    )
    return Document(
        **{
            "number": "2027-0001",
            "is_credit_note": False,
            "issued_on": date(2027, 6, 10),
            "due_on": date(2027, 7, 10),
            "subject": "OVSG-toets 2027, toetsen",
            "school": "De Linde (146001)",
            "seller": Seller(
                "OVSG", "0000000196", "Straat 1", "1000", "Brussel", iban="BE68539007547034"
            ),
            "debtor": Party("Stad Gent", "0207451227", "Botermarkt 1", "9000", "Gent"),
            "lines": paid,
            "totals": Totals(Decimal("201.50"), Decimal("0.00")),
            "vat_percentage": EXEMPT,
            "vat_exemption": "Vrijgesteld van btw",
            "buyer_reference": "146001",
            "communication": "+++202/7000/00122+++",
            **other,
        }
    )


def credit_note(**other) -> Document:
    return document(
        number="2027-0002", is_credit_note=True, due_on=None, communication="",
        credits="2027-0001", credits_on=date(2027, 6, 10), reason="De bestelling is gewijzigd.",
        **other,
    )  # fmt: skip


WITH_VAT = {"vat_percentage": Decimal("21.00"), "totals": Totals(Decimal("201.50"), Decimal("42.32"))}  # fmt: skip
LONG = "De zeer lange naam van een school " * 12


@pytest.mark.parametrize(
    "wanted",
    [
        document(),
        document(order_number="BO-2027/17"),
        document(**WITH_VAT),
        document(school=NASTY, order_number="<&>", debtor=Party(NASTY, "0207451227", NASTY, "9000", NASTY)),
        document(school="vreemd \x00\x0b\x1f teken \ufffe \ud800"),
        document(school=LONG, subject=LONG),
        document(seller=Seller("OVSG", "0000000196", "S 1", "1000", "Brussel", "f@demo.example", "BE68539007547034", "GKCCBEBB")),
        document(debtor=Party("Stad Gent", "0207451227", "B 1", "9000", "Gent", "facturen@demo.example")),
        credit_note(),
        credit_note(order_number="BO-2027/17"),
        credit_note(**WITH_VAT),
    ],
    ids=str,
)  # fmt: skip
def test_the_official_schemas_and_the_published_rules_have_nothing_against_it(wanted):
    content = write_ubl(wanted)

    assert validate_xsd(content) == (True, [])
    # A credit note asks no payment, so it carries no communication: the only thing to be said.
    expected = {"BE-PAY-01"} if wanted.is_credit_note else set()
    assert {finding.rule_id for finding in check_rules(content)} == expected


def test_the_validator_does_refuse_what_is_wrong():
    wrong = document(totals=Totals(Decimal("201.52"), Decimal("0.00")))
    assert {finding.rule_id for finding in check_rules(write_ubl(wrong))} >= {"BR-CO-10"}
    content = write_ubl(document()).replace(b"IssueDate", b"IsueDate")
    assert validate_xsd(content)[0] is False


def said(wanted: Document, path: str) -> str | None:
    """The text at `cac:…/cbc:…` in the XML."""
    root = ElementTree.fromstring(write_ubl(wanted))  # noqa: S314 — we just wrote it
    return root.findtext(path.replace("cac:", CAC).replace("cbc:", CBC))


def test_the_buyers_order_number_or_else_its_reference():
    own = document(order_number="BO-17")
    assert said(own, "cac:OrderReference/cbc:ID") == "BO-17"
    assert said(own, "cbc:BuyerReference") is None
    assert said(document(), "cac:OrderReference/cbc:ID") is None
    assert said(document(), "cbc:BuyerReference") == "146001"


def test_who_pays_how_much_to_whom_and_with_which_communication():
    wanted = document()
    debtor = "cac:AccountingCustomerParty/cac:Party/"
    root = ElementTree.fromstring(write_ubl(wanted))  # noqa: S314
    endpoint = root.find(f"{CAC}AccountingCustomerParty/{CAC}Party/{CBC}EndpointID")
    assert (endpoint.text, endpoint.get("schemeID")) == ("0207451227", "0208")
    assert said(wanted, f"{debtor}cac:PartyLegalEntity/cbc:RegistrationName") == "Stad Gent"
    assert said(wanted, f"{debtor}cac:PostalAddress/cbc:StreetName") == "Botermarkt 1"
    assert said(wanted, "cac:PaymentMeans/cbc:PaymentID") == "+++202/7000/00122+++"
    assert said(wanted, "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID") == "BE68539007547034"
    assert said(wanted, "cac:LegalMonetaryTotal/cbc:PayableAmount") == "201.50"
    assert said(wanted, "cbc:DueDate") == "2027-07-10"
    assert (
        said(wanted, "cac:Delivery/cac:DeliveryParty/cac:PartyName/cbc:Name") == "De Linde (146001)"
    )
    category = "cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/"
    assert said(wanted, f"{category}cbc:ID") == "E"
    assert said(wanted, f"{category}cbc:TaxExemptionReason") == "Vrijgesteld van btw"


def test_the_sums_in_the_xml_are_exact_to_the_cent():
    """The validator allows a cent of difference; we don't."""
    for wanted in (document(), document(**WITH_VAT), credit_note(**WITH_VAT)):
        root = ElementTree.fromstring(write_ubl(wanted))  # noqa: S314
        kind = "CreditNoteLine" if wanted.is_credit_note else "InvoiceLine"
        paid = [
            Decimal(line.findtext(f"{CBC}LineExtensionAmount"))
            for line in root.iter(f"{CAC}{kind}")
        ]
        sums = root.find(f"{CAC}LegalMonetaryTotal")
        assert sum(paid) == Decimal(sums.findtext(f"{CBC}TaxExclusiveAmount"))
        assert sum(paid) + Decimal(root.findtext(f"{CAC}TaxTotal/{CBC}TaxAmount")) == Decimal(
            sums.findtext(f"{CBC}PayableAmount")
        )


def test_a_credit_note_names_its_invoice_and_asks_nothing():
    earlier = "cac:BillingReference/cac:InvoiceDocumentReference/"
    assert said(credit_note(), f"{earlier}cbc:ID") == "2027-0001"
    assert said(credit_note(), f"{earlier}cbc:IssueDate") == "2027-06-10"
    assert said(credit_note(), "cac:PaymentMeans/cbc:PaymentID") is None
    assert said(credit_note(), "cbc:CreditNoteTypeCode") == "381"


def test_special_characters_arrive_as_they_are():
    assert (
        said(document(school=NASTY), "cac:Delivery/cac:DeliveryParty/cac:PartyName/cbc:Name")
        == NASTY
    )


def test_the_bookkeepings_list():
    content = write_bookkeeping(
        [document(order_number="=HYPERLINK(1)", school="De; Linde"), credit_note(**WITH_VAT)]
    )

    assert content.startswith(b"\xef\xbb\xbfnummer;soort;")
    first, second = csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    assert first["totaal"] == "201,50"
    assert first["datum"] == "10/06/2027"
    assert first["bestelnummer"] == "'=HYPERLINK(1)"
    assert first["school"] == "De; Linde"
    assert first["kbo-nummer"] == "0207451227"
    assert first["mededeling"] == "202/7000/00122"
    assert (second["netto"], second["btw"], second["totaal"]) == ("-201,50", "-42,32", "-243,82")
    assert (second["soort"], second["crediteert"]) == ("creditnota", "2027-0001")
