"""Runs at the same time, and a worker that is killed half-way: no gap, nothing twice."""

from datetime import date

import pytest

from orders.domain.invoices import credit_invoice, issue_invoices
from orders.invoice_jobs import ask_for_invoices
from orders.models import Invoice, InvoiceCounter
from ovsgtoets.kernel import jobs
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.models import Job, JobState
from tests.conftest import make_school
from tests.integration.orders.test_together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
SCHOOLS = 12


@pytest.fixture
def many(june, story, board, on):
    """With De Linde, thirteen schools have an order to invoice."""
    on(date(2027, 3, 2))
    for number in range(SCHOOLS):
        school = make_school(147000 + number, f"School {number:02d}")
        school.board = board
        school.save()
        story.confirmed(school)
    on(date(2027, 6, 10))


def sequences() -> list[int]:
    return list(Invoice.objects.order_by("sequence").values_list("sequence", flat=True))


def test_two_runs_at_once_invoice_every_order_once_without_gaps(many, run, cast):
    made = at_once(*[lambda: issue_invoices(run=run, by=cast.helpdesk)] * 3)

    assert sum(made) == SCHOOLS + 1
    assert sequences() == list(range(1, SCHOOLS + 2))
    assert Invoice.objects.values("order").distinct().count() == SCHOOLS + 1
    assert InvoiceCounter.objects.get().last == SCHOOLS + 1


def test_crediting_one_invoice_twice_at_once_makes_one_credit_note(june, run, cast):
    issue_invoices(run=run, by=cast.helpdesk)
    invoice = Invoice.objects.get()

    results = at_once(
        *[lambda: credit_invoice(invoice=invoice, reason="x", is_last=False, by=cast.helpdesk)] * 2
    )

    assert sum(isinstance(result, Refused) for result in results) == 1
    assert sequences() == [1, 2]


class Killed(BaseException):
    """What a worker that dies leaves: nothing is caught, nothing is cleaned up."""


def test_a_run_that_is_killed_half_way_goes_on_where_it_was(many, run, cast):
    def dies_after_five(done, total):
        if done == 5:
            raise Killed

    with pytest.raises(Killed):
        issue_invoices(run=run, by=cast.helpdesk, progress=dies_after_five)
    assert sequences() == [1, 2, 3, 4, 5]

    assert issue_invoices(run=run, by=cast.helpdesk) == SCHOOLS + 1 - 5
    assert sequences() == list(range(1, SCHOOLS + 2))


def test_the_job_counts_and_gives_the_bookkeepings_list(many, run, cast):
    first = ask_for_invoices(run=run, by=cast.helpdesk)
    again = ask_for_invoices(run=run, by=cast.helpdesk)
    assert first.pk == again.pk

    jobs.run(first.pk)

    job = Job.objects.get()
    assert (job.state, job.done, job.total) == (JobState.DONE, SCHOOLS + 1, SCHOOLS + 1)
    assert job.filename == "boekhouding-2027-toetsen.csv"
    text = job.file.read().decode("utf-8-sig")
    assert text.count("\r\n") == SCHOOLS + 2
    assert "School 00 (147000)" in text


def test_the_job_of_somebody_who_left_the_helpdesk_makes_nothing(june, run, cast):
    job = ask_for_invoices(run=run, by=cast.helpdesk)
    cast.helpdesk.is_staff = False
    cast.helpdesk.save()

    jobs.run(job.pk)

    assert Job.objects.get().state == JobState.FAILED
    assert not Invoice.objects.exists()
