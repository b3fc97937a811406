"""The two runs of an edition: first what they would make, then making it, then the files."""

from decimal import Decimal

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from orders.domain.invoice_plan import Plan, plan_run
from orders.domain.invoices import seller_of_today
from orders.invoice_jobs import ask_for_invoices, ask_for_zip
from orders.models import InvoiceRun
from orders.ordering_overview import edition_to_follow
from ovsgtoets.kernel.errors import OTHER_NOW, Refused
from ovsgtoets.kernel.formats import euro

SHOWN = 100  # rows of each kind in the preview


@admin.register(InvoiceRun)
class InvoiceRunAdmin(admin.ModelAdmin):
    """A run has one page: what is made, what would be made now, and the buttons."""

    list_display = ["kind", "edition", "number_of_invoices", "number_of_credit_notes", "balance"]
    list_display_links = ["kind"]
    list_filter = ["edition"]
    list_select_related = ["edition"]
    ordering = ["-edition__year", "-kind"]
    fields = ["edition", "kind"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[InvoiceRun]:
        is_credit = Q(invoices__credits__isnull=False)
        is_invoice = Q(invoices__isnull=False, invoices__credits=None)
        return (
            super()
            .get_queryset(request)
            .annotate(
                made=Count("invoices", filter=is_invoice),
                credited=Count("invoices", filter=is_credit),
                asked=Sum("invoices__total", filter=is_invoice, default=Decimal(0)),
                given_back=Sum("invoices__total", filter=is_credit, default=Decimal(0)),
            )
        )

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    @admin.display(description="facturen", ordering="made")
    def number_of_invoices(self, run: InvoiceRun) -> int:
        return run.made

    @admin.display(description="creditnota's", ordering="credited")
    def number_of_credit_notes(self, run: InvoiceRun) -> int:
        return run.credited

    @admin.display(description="te ontvangen")
    def balance(self, run: InvoiceRun) -> str:
        return euro(run.asked - run.given_back)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict:
        return {"edition": edition_to_follow(), **super().get_changeform_initial_data(request)}

    def formfield_for_dbfield(self, db_field, request: HttpRequest, **kwargs):
        """Choosing an edition here is no place to change or remove it."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "edition":
            field.widget = field.widget.widget
        return field

    def add_view(self, request: HttpRequest, form_url="", extra_context=None):
        one_button = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, {**(extra_context or {}), **one_button})

    def response_add(self, request: HttpRequest, obj: InvoiceRun, post_url_continue=None):
        return redirect("admin:orders_invoicerun_change", obj.pk)

    def change_view(self, request: HttpRequest, object_id: str, form_url="", extra_context=None):
        run = self.get_object(request, object_id)
        if run is None:
            raise Http404
        if not self.has_view_permission(request, run):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, run)
        if "zip" in request.POST:
            return redirect("jobs:progress", ask_for_zip(run=run, by=request.user).pk)
        if not request.user.has_perm("orders.add_invoice"):
            raise PermissionDenied
        return self._issue(request, run)

    def _issue(self, request: HttpRequest, run: InvoiceRun) -> HttpResponse:
        """Only what was seen: when something changed meanwhile, the page comes again."""
        try:
            seller_of_today()
            plan = plan_run(run=run)
        except Refused as refusal:
            messages.error(request, refusal.sentence)
            return self._page(request, run, status=422)
        if plan.fingerprint != request.POST.get("seen"):
            messages.warning(request, OTHER_NOW)
            return self._page(request, run, status=409)
        return redirect("jobs:progress", ask_for_invoices(run=run, by=request.user).pk)

    def _page(self, request: HttpRequest, run: InvoiceRun, status: int = 200) -> HttpResponse:
        plan, refusal = _plan(run)
        context = {
            **self.admin_site.each_context(request),
            "title": str(run),
            "opts": self.opts,
            "run": run,
            "balance": run.asked - run.given_back,
            "plan": plan,
            "refusal": refusal,
            "shown": SHOWN,
            "may_issue": request.user.has_perm("orders.add_invoice"),
            "list_url": reverse("admin:orders_invoicerun_changelist"),
            "invoices_url": (
                f"{reverse('admin:orders_invoice_changelist')}?run__id__exact={run.pk}"
            ),
        }
        return TemplateResponse(request, "admin/orders/invoicerun/run.html", context, status=status)


def _plan(run: InvoiceRun) -> tuple[Plan | None, str]:
    """What it would make, or why it can't."""
    try:
        return plan_run(run=run), ""
    except Refused as refusal:
        return None, refusal.sentence
