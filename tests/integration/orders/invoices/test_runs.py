"""What a run makes, of whom, and what it does the second time."""

from datetime import date
from decimal import Decimal

import pgtrigger
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from orders.domain.confirm import Choices
from orders.domain.invoice_plan import plan_run
from orders.domain.invoices import credit_invoice, issue_for_order, issue_invoices
from orders.models import (
    Invoice,
    InvoiceCounter,
    InvoiceLine,
    InvoiceRun,
    OrderRevision,
    PriceList,
)
from ovsgtoets.kernel.errors import Refused
from schools.models import School, SchoolBoard
from tests.conftest import make_school
from tests.integration.orders.stories import address

pytestmark = pytest.mark.django_db


def all_numbers() -> list[str]:
    return [invoice.number for invoice in Invoice.objects.order_by("year", "sequence")]


def test_an_order_becomes_an_invoice_to_the_school_board(june, run, cast):
    assert issue_invoices(run=run, by=cast.helpdesk) == 1

    invoice = Invoice.objects.get()
    assert invoice.number == "2027-0001"
    assert (invoice.issued_on, invoice.due_on) == (date(2027, 6, 10), date(2027, 7, 10))
    assert (invoice.debtor_name, invoice.debtor_number) == ("Stad Gent", "0207451227")
    assert invoice.debtor_street_line == "Botermarkt 1"
    assert (invoice.school_name, invoice.institution_number) == ("De Linde", 146001)
    assert (invoice.net_total, invoice.vat_total, invoice.total) == (
        Decimal("201.50"), Decimal("0.00"), Decimal("201.50"),
    )  # fmt: skip
    assert invoice.communication == "+++202/7000/00122+++"
    assert invoice.vat_exemption == "Vrijgesteld van btw"
    assert [(line.quantity, line.amount) for line in invoice.lines.all()] == [
        (40, Decimal("188.00")), (1, Decimal("13.50")),
    ]  # fmt: skip
    assert invoice.revision == june.revisions.get()


def test_delivery_by_tiers_is_invoiced_to_the_cent_that_was_confirmed(
    story, price_list, board, run, cast, on
):
    """13,50 for the large parcel and 6,50 for the small one; later prices change nothing."""
    type(price_list).objects.filter(pk=price_list.pk).update(
        delivery_price=20, tier_copies=[25, 100], tier_prices=[Decimal("6.50"), Decimal("13.50")]
    )
    story.confirmed(None, address(), address(site_name="Molen", copies=25, teachers=4))
    type(price_list).objects.create(
        edition=cast.edition, version=2, copy_price=9, bundle_price=9, delivery_price=9
    )
    on(date(2027, 6, 10))

    issue_invoices(run=run, by=cast.helpdesk)

    invoice = Invoice.objects.get()
    assert [(line.description, line.quantity, line.amount) for line in invoice.lines.all()] == [
        ("Toetsen, exemplaren", 40, Decimal("188.00")), ("Levering", 1, Decimal("13.50")),
        ("Toetsen, exemplaren", 25, Decimal("117.50")),
        ("Bijkomende instructiebundels", 1, Decimal("4.70")), ("Levering", 1, Decimal("6.50")),
    ]  # fmt: skip
    assert invoice.total == Decimal("330.20") == invoice.revision.total


def test_a_second_time_nothing_is_made(june, run, cast):
    issue_invoices(run=run, by=cast.helpdesk)

    assert issue_invoices(run=run, by=cast.helpdesk) == 0
    assert plan_run(run=run).done == 1
    assert all_numbers() == ["2027-0001"]


def test_what_was_last_confirmed_counts_also_while_it_is_being_changed(june, run, cast, changed):
    changed(june, copies=30)
    june.status = "changing"
    june.save()
    june.rows.update(copies=99)

    issue_invoices(run=run, by=cast.helpdesk)

    assert Invoice.objects.get().total == Decimal("154.50")


def test_who_only_has_a_draft_is_not_in_the_run(story, run, on):
    story.started()
    on(date(2027, 6, 10))
    plan = plan_run(run=run)
    assert (plan.entries, plan.left_out) == ([], [])


def test_a_school_without_a_debtor_stays_out_and_is_named(june, story, run, cast, on):
    on(date(2027, 3, 2))
    story.confirmed(cast.other_school)
    lone = make_school(146003, "De Els")
    lone.board = SchoolBoard.objects.create(name="Vzw De Els")
    lone.save()
    story.confirmed(lone)
    on(date(2027, 6, 10))

    assert [(left.school.name, left.reason) for left in plan_run(run=run).left_out] == [
        ("De Els", "Van Vzw De Els ontbreekt het KBO-nummer en het adres."),
        ("De Kastanje", "De school heeft nog geen schoolbestuur."),
    ]
    assert issue_invoices(run=run, by=cast.helpdesk) == 1
    assert all_numbers() == ["2027-0001"]

    School.objects.filter(pk=cast.other_school.pk).update(board=cast.school.board)
    assert issue_invoices(run=run, by=cast.helpdesk) == 1
    assert all_numbers() == ["2027-0001", "2027-0002"]


def test_a_number_that_is_not_one_of_an_enterprise_stays_out(june, run, board):
    SchoolBoard.objects.update(enterprise_number="0207451228")
    assert plan_run(run=run).left_out[0].reason == "Van Stad Gent ontbreekt het KBO-nummer."


def test_nothing_is_invoiced_while_schools_may_still_change(story, run, board):
    story.confirmed()
    with pytest.raises(Refused, match="Factureren kan vanaf de dag erna"):
        plan_run(run=run)


def test_the_report_waits_for_its_price(june, report_run, cast):
    with pytest.raises(Refused, match="is nog niet bekend"):
        issue_invoices(run=report_run, by=cast.helpdesk)
    assert not Invoice.objects.exists()


def test_the_report_is_invoiced_to_who_wants_one(june, changed, report_run, report_price, cast):
    assert plan_run(run=report_run).entries == []
    wanted = Choices(feedback_report=True, tests_order_number="T-1", report_order_number="R-1")
    changed(june, choices=wanted)

    issue_invoices(run=report_run, by=cast.helpdesk)

    invoice = Invoice.objects.get()
    assert (invoice.total, invoice.order_number) == (Decimal("75.00"), "R-1")
    assert [line.description for line in invoice.lines.all()] == ["Schoolfeedbackrapport"]

    changed(june, choices=Choices(tests_order_number="T-1"))
    issue_invoices(run=report_run, by=cast.helpdesk)
    assert [str(made) for made in Invoice.objects.all()] == [
        "factuur 2027-0001", "creditnota 2027-0002",
    ]  # fmt: skip
    assert issue_invoices(run=report_run, by=cast.helpdesk) == 0


def test_the_report_costs_what_was_shown_when_it_was_confirmed(
    june, changed, report_run, report_price, cast
):
    changed(june, choices=Choices(feedback_report=True))
    PriceList.objects.create(
        edition=cast.edition, version=3, copy_price=5, bundle_price=5, delivery_price=10, report_price=80
    )  # fmt: skip
    assert june.revisions.last().report_price == Decimal("75.00")

    issue_invoices(run=report_run, by=cast.helpdesk)

    assert Invoice.objects.get().total == Decimal("75.00")


def test_a_version_from_before_the_report_s_price_was_stored_costs_what_its_list_says(
    june, changed, report_run, report_price, cast
):
    changed(june, choices=Choices(feedback_report=True))
    with pgtrigger.ignore("orders.OrderRevision:revision_is_final"):
        OrderRevision.objects.update(report_price=None)
    PriceList.objects.create(
        edition=cast.edition, version=3, copy_price=5, bundle_price=5, delivery_price=10, report_price=80
    )  # fmt: skip

    issue_invoices(run=report_run, by=cast.helpdesk)

    assert Invoice.objects.get().total == Decimal("75.00")


def test_a_report_ordered_before_its_price_was_known_costs_what_the_list_of_autumn_says(
    june, changed, report_run, cast
):
    revision = changed(june, choices=Choices(feedback_report=True))
    assert revision.report_price is None
    PriceList.objects.create(
        edition=cast.edition, version=2, copy_price=5, bundle_price=5, delivery_price=10, report_price=80
    )  # fmt: skip

    issue_invoices(run=report_run, by=cast.helpdesk)

    assert Invoice.objects.get().total == Decimal("80.00")


def test_both_runs_share_the_numbers(june, changed, run, report_run, report_price, cast):
    changed(june, choices=Choices(feedback_report=True, tests_order_number="T-1"))
    issue_invoices(run=run, by=cast.helpdesk)
    issue_invoices(run=report_run, by=cast.helpdesk)

    assert all_numbers() == ["2027-0001", "2027-0002"]
    assert Invoice.objects.first().order_number == "T-1"


def test_a_change_after_the_invoice_is_a_credit_note_and_a_new_invoice(june, changed, run, cast):
    issue_invoices(run=run, by=cast.helpdesk)
    changed(june, copies=50)

    (entry,) = plan_run(run=run).entries
    assert (entry.replaces.number, entry.totals.total) == ("2027-0001", Decimal("248.50"))
    assert issue_invoices(run=run, by=cast.helpdesk) == 2

    first, credit, second = Invoice.objects.all()
    assert (credit.credits, credit.total, credit.reason) == (
        first, Decimal("201.50"), "De bestelling is gewijzigd.",
    )  # fmt: skip
    assert credit.revision == first.revision
    assert sum(line.amount for line in credit.lines.all()) == Decimal("201.50")
    assert (second.total, second.version, second.number) == (Decimal("248.50"), 2, "2027-0003")
    assert issue_invoices(run=run, by=cast.helpdesk) == 0


def test_a_change_that_costs_nothing_else_makes_nothing(june, changed, run, cast):
    issue_invoices(run=run, by=cast.helpdesk)
    changed(june, choices=Choices(advisers_may_see=True))
    assert issue_invoices(run=run, by=cast.helpdesk) == 0


def test_another_order_number_is_a_correction(june, changed, run, cast):
    issue_invoices(run=run, by=cast.helpdesk)
    changed(june, choices=Choices(tests_order_number="BO-9"))
    issue_invoices(run=run, by=cast.helpdesk)
    assert [made.order_number for made in Invoice.objects.all()] == ["", "", "BO-9"]


def test_an_invoice_that_the_helpdesk_credits_is_made_anew_or_not(june, run, cast, board):
    issue_invoices(run=run, by=cast.helpdesk)
    credit_invoice(
        invoice=Invoice.objects.get(), reason=" Verkeerd bestuur ", is_last=False, by=cast.helpdesk
    )
    board.name = "Stad Gent, onderwijs"
    board.save()
    issue_invoices(run=run, by=cast.helpdesk)

    again = Invoice.objects.last()
    assert (again.number, again.debtor_name) == ("2027-0003", "Stad Gent, onderwijs")
    credit_invoice(invoice=again, reason="Geschenk", is_last=True, by=cast.helpdesk)
    assert issue_invoices(run=run, by=cast.helpdesk) == 0
    (left,) = plan_run(run=run).left_out
    assert left.reason == "Gecrediteerd met 2027-0004, niet opnieuw te factureren."


def test_what_can_not_be_credited(june, run, cast):
    issue_invoices(run=run, by=cast.helpdesk)
    invoice = Invoice.objects.get()
    with pytest.raises(Refused, match="Geef de reden"):
        credit_invoice(invoice=invoice, reason="  ", is_last=False, by=cast.helpdesk)
    credit = credit_invoice(invoice=invoice, reason="Fout", is_last=False, by=cast.helpdesk)
    with pytest.raises(Refused, match="al gecrediteerd met 2027-0002"):
        credit_invoice(invoice=invoice, reason="Fout", is_last=False, by=cast.helpdesk)
    with pytest.raises(Refused, match="Een creditnota kan je niet crediteren"):
        credit_invoice(invoice=credit, reason="Fout", is_last=False, by=cast.helpdesk)
    assert all_numbers() == ["2027-0001", "2027-0002"]


def test_numbers_begin_again_every_year(june, changed, run, cast, on):
    issue_invoices(run=run, by=cast.helpdesk)
    on(date(2028, 1, 3))
    credit = credit_invoice(
        invoice=Invoice.objects.get(), reason="Fout", is_last=False, by=cast.helpdesk
    )
    assert credit.number == "2028-0001"


def test_without_a_seller_nothing_is_made(june, run, cast, settings):
    settings.INVOICE_SELLER = {**settings.INVOICE_SELLER, "iban": "", "name": ""}
    with pytest.raises(Refused, match="INVOICE_SELLER_NAME, INVOICE_SELLER_IBAN"):
        issue_invoices(run=run, by=cast.helpdesk)
    settings.INVOICE_SELLER = {**settings.INVOICE_SELLER, "iban": "BE1", "name": "OVSG"}
    with pytest.raises(Refused, match="klopt niet"):
        issue_invoices(run=run, by=cast.helpdesk)
    assert not Invoice.objects.exists()
    assert not InvoiceCounter.objects.exists()


def committed(write) -> None:
    """As at the end of a transaction: what waits for that is checked as well."""
    with transaction.atomic():
        write()
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(write, match: str) -> None:
    with pytest.raises(DatabaseError, match=match):
        committed(write)


def test_the_database_lets_nobody_change_what_was_invoiced(june, run, cast):
    issue_invoices(run=run, by=cast.helpdesk)
    invoice, line = Invoice.objects.get(), InvoiceLine.objects.first()
    more = {"invoice": invoice, "description": "erbij"}

    refused(lambda: Invoice.objects.update(total=1), "Cannot update")
    refused(lambda: Invoice.objects.all().delete(), "Cannot delete|violates")
    refused(lambda: InvoiceLine.objects.update(amount=1), "Cannot update")
    refused(lambda: line.delete(), "Cannot update or delete")
    refused(
        lambda: InvoiceLine.objects.create(**more, quantity=1, unit_price=1, amount=1),
        "invoice_lines_add_up",
    )
    refused(
        lambda: InvoiceLine.objects.create(**more, quantity=2, unit_price=1, amount=1),
        "invoice_line_adds_up",
    )
    refused(lambda: _copy(invoice, sequence=1), "invoice_number_unique")
    refused(lambda: _copy(invoice, sequence=2), "invoice_once_per_order")
    refused(lambda: _copy(invoice, sequence=2, version=2), "invoice_lines_add_up")
    refused(lambda: _copy(invoice, sequence=2, version=2, total=9), "invoice_adds_up")
    refused(lambda: _copy(invoice, sequence=2, credits_id=invoice.pk), "invoice_or_credit_note")


def _copy(invoice: Invoice, **fields) -> None:
    copy = Invoice.objects.get(pk=invoice.pk)
    copy.pk = None
    for name, value in fields.items():
        setattr(copy, name, value)
    copy.save(force_insert=True)


def test_one_run_per_thing_and_edition(run, cast):
    refused(
        lambda: InvoiceRun.objects.create(edition=cast.edition, kind="tests"), "invoice_run_once"
    )


def test_when_writing_fails_half_way_no_number_is_lost(june, run, cast, story, on, board):
    on(date(2027, 3, 2))
    cast.other_school.board = board
    cast.other_school.save()
    other = story.confirmed(cast.other_school)
    on(date(2027, 6, 10))
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE orders_invoiceline ADD CONSTRAINT broken CHECK (quantity <> 40) NOT VALID"
        )
    with pytest.raises(DatabaseError, match="broken"), transaction.atomic():
        issue_for_order(run=run, order=june, by=cast.helpdesk)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE orders_invoiceline DROP CONSTRAINT broken")

    issue_for_order(run=run, order=other, by=cast.helpdesk)
    issue_for_order(run=run, order=june, by=cast.helpdesk)

    assert all_numbers() == ["2027-0001", "2027-0002"]


def test_the_plan_takes_as_many_queries_for_one_order_as_for_thirty(
    june, run, cast, story, on, board
):
    with CaptureQueriesContext(connection) as one:
        assert len(plan_run(run=run).entries) == 1
    on(date(2027, 3, 2))
    for number in range(29):
        school = make_school(147000 + number, f"School {number}")
        school.board = board
        school.save()
        story.confirmed(school)
    on(date(2027, 6, 10))
    with CaptureQueriesContext(connection) as thirty:
        assert len(plan_run(run=run).entries) == 30
    assert len(thirty) == len(one)
