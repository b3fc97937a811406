"""VAT: what is confirmed says what comes on top, and a run keeps the rate of what was supplied."""

from decimal import Decimal

import pytest
from post_office.models import Email

from orders.domain.confirm import Choices
from orders.domain.invoice_plan import plan_run
from orders.domain.invoices import credit_invoice, issue_invoices
from orders.models import Invoice, OrderRevision, PriceList
from orders.order_pdf import pdf_of_revision
from tests.integration.orders.invoices.test_helpdesk import page_of, text_of
from tests.integration.orders.stories import TOTAL, confirm_from, lines_of, plain, shown

pytestmark = pytest.mark.django_db
WITH_6 = "Deze prijzen zijn zonder btw. Met 6 % btw erbij is het 213,59 EUR."


@pytest.fixture
def six(price_list):
    """6 % VAT from the first day."""
    price_list.vat_percentage = 6
    price_list.save()
    return price_list


@pytest.fixture
def rate(cast, price_list):
    """`rate(21)`: from today on a list with the same prices and another VAT."""

    def change(percentage: int) -> PriceList:
        return PriceList.objects.create(
            edition=cast.edition, version=PriceList.objects.count() + 1, vat_percentage=percentage,
            copy_price=Decimal("4.70"), bundle_price=Decimal("4.70"), delivery_price=Decimal("13.50"),
        )  # fmt: skip

    return change


def vat_of_all() -> list[tuple]:
    return [(str(one), one.vat_percentage, one.total) for one in Invoice.objects.all()]


# --- what the school sees ---
def test_whoever_confirms_reads_what_comes_on_top_and_is_invoiced_just_that(
    six, june, run, cast, as_person
):
    revision = OrderRevision.objects.select_related("order__school", "order__edition").get()
    page = plain(as_person(cast.secretary).get("/bestelling/"))
    assert WITH_6 in page
    assert WITH_6 in plain(as_person(cast.secretary).get("/bestelling/versie/1/"))
    assert WITH_6 in " ".join(text_of(pdf_of_revision(revision)[1]).split())
    for mail in Email.objects.all():
        assert WITH_6 in plain(mail.message)
        assert WITH_6 in plain(mail.html_message)

    issue_invoices(run=run, by=cast.helpdesk)

    invoice = Invoice.objects.get()
    assert (invoice.net_total, invoice.vat_total, invoice.total) == (
        TOTAL, Decimal("12.09"), Decimal("213.59"),
    )  # fmt: skip
    assert invoice.vat_exemption == ""


def test_the_draft_says_so_too_and_follows_what_is_typed(six, story, cast, as_person):
    story.started()
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")
    assert WITH_6 in plain(page)

    typed = {**shown(page), "rij-0-copies": "50"}
    pieces = client.post("/bestelling/bewaren/", typed, headers={"HX-Request": "true"})

    assert "Met 6 % btw erbij is het 263,41 EUR." in plain(pieces)


def test_who_is_exempt_reads_nothing_of_vat(june, cast, as_person):
    assert "btw" not in plain(as_person(cast.secretary).get("/bestelling/")).lower()
    assert "btw" not in Email.objects.first().message.lower()


def test_another_rate_between_look_and_click_is_shown_first(six, story, rate, cast, as_person):
    story.started()
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")
    rate(21)

    answer = confirm_from(client, page)

    assert answer.status_code == 409
    assert "De btw is intussen gewijzigd van 6 % naar 21 %." in plain(answer)
    assert lines_of(answer) == ["Btw: 6 % → 21 %"]
    assert not OrderRevision.objects.exists()
    assert confirm_from(client, answer).status_code == 302


# --- what is invoiced ---
def test_a_later_list_changes_no_invoice_of_what_was_supplied(
    six, june, run, rate, cast, as_person, changed
):
    """It is for later supplies; also when one order is corrected after it."""
    issue_invoices(run=run, by=cast.helpdesk)
    rate(21)

    assert plan_run(run=run).done == 1
    assert issue_invoices(run=run, by=cast.helpdesk) == 0
    page = plain(as_person(cast.helpdesk).get(page_of(run)))
    assert "De prijslijst die nu telt, zegt: btw 21 %. Deze facturatie houdt 6 %" in page

    changed(june, copies=50)
    issue_invoices(run=run, by=cast.helpdesk)
    assert vat_of_all() == [
        ("factuur 2027-0001", 6, Decimal("213.59")),
        ("creditnota 2027-0002", 6, Decimal("213.59")),
        ("factuur 2027-0003", 6, Decimal("263.41")),
    ]


def test_the_first_invoice_takes_the_rate_in_force(june, run, rate, cast, as_person):
    """Also of an order that was confirmed before it: the rate of the supply counts."""
    rate(21)
    page = plain(as_person(cast.helpdesk).get(page_of(run)))
    assert "samen 243,82 EUR , met 21 % btw" in page
    assert "De prijslijst die nu telt" not in page

    issue_invoices(run=run, by=cast.helpdesk)

    invoice = Invoice.objects.get()
    assert (invoice.net_total, invoice.total) == (TOTAL, Decimal("243.82"))


def test_a_rate_that_was_wrong_is_mended_by_crediting(six, june, run, rate, cast):
    issue_invoices(run=run, by=cast.helpdesk)
    rate(0)
    credit_invoice(
        invoice=Invoice.objects.get(), reason="Verkeerd tarief", is_last=False, by=cast.helpdesk
    )

    issue_invoices(run=run, by=cast.helpdesk)

    assert vat_of_all()[-1] == ("factuur 2027-0003", 0, TOTAL)
    assert Invoice.objects.last().vat_exemption == "Vrijgesteld van btw"


def test_each_run_has_a_rate_of_its_own(june, changed, run, report_run, report_price, rate, cast):
    """The report is supplied in autumn."""
    changed(june, choices=Choices(feedback_report=True))
    issue_invoices(run=run, by=cast.helpdesk)
    PriceList.objects.filter(pk=rate(21).pk).update(report_price=75)

    issue_invoices(run=report_run, by=cast.helpdesk)

    assert vat_of_all() == [
        ("factuur 2027-0001", 0, TOTAL),
        ("factuur 2027-0002", 21, Decimal("90.75")),
    ]
