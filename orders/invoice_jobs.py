"""Invoicing as background work: making the invoices of a run, and putting them in a zip."""

from django.urls import reverse

from orders.domain.invoices import issue_invoices
from orders.invoice_files import documents_of, name_of, zip_of
from orders.invoicing.bookkeeping import write_bookkeeping
from orders.models import InvoiceRun
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.jobs import Deed, Progress, ask_for, job_kind
from ovsgtoets.kernel.models import Job


def ask_for_invoices(*, run: InvoiceRun, by) -> Job:
    """Has a worker make the invoices of the run; a second click gives the same job."""
    return ask_for(kind="invoices", title=f"Factureren: {run}", owner=by, school=None, run=run.pk)


def ask_for_zip(*, run: InvoiceRun, by) -> Job:
    """Has a worker put every document of the run in a zip."""
    return ask_for(kind="invoices_zip", title=f"Facturen: {run}", owner=by, school=None, run=run.pk)


def _may_issue(*, owner, school, run: int) -> bool:
    return _may(owner, "orders.add_invoice")


def _may_look(*, owner, school, run: int) -> bool:
    return _may(owner, "orders.view_invoice")


def _may(owner, permission: str) -> bool:
    return owner.is_active and owner.is_staff and owner.has_perm(permission)


def _page_of(*, run: int) -> str:
    return reverse("admin:orders_invoicerun_change", args=[run])


@job_kind(
    "invoices",
    may_have=_may_issue,
    asked_on=_page_of,
    deed=Deed(
        running="De facturen worden gemaakt.",
        done="De facturen zijn gemaakt. Het bestand is voor de boekhouding.",
        cancelled="Je hebt het factureren gestopt. De facturen die al gemaakt waren, blijven.",
    ),
)
def make_invoices(progress: Progress, *, owner, school, run: int) -> tuple[str, bytes]:
    """The list for the bookkeeping, once everything is made."""
    wanted = _run(run)
    issue_invoices(run=wanted, by=owner, progress=progress)
    documents = documents_of(wanted)
    return name_of(wanted, "boekhouding", "csv"), write_bookkeeping(documents)


@job_kind("invoices_zip", may_have=_may_look, asked_on=_page_of)
def make_zip(progress: Progress, *, owner, school, run: int) -> tuple[str, bytes]:
    wanted = _run(run)
    documents = documents_of(wanted)
    if not documents:
        raise Refused("Er zijn nog geen facturen.")
    return name_of(wanted, "facturen", "zip"), zip_of(documents, progress=progress)


def _run(pk: int) -> InvoiceRun:
    return InvoiceRun.objects.select_related("edition").get(pk=pk)
