"""Invoices and credit notes: to look at, to download, and to take one back."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from orders.domain.invoices import NO_REASON, credit_invoice
from orders.invoice_files import document_of, pdf_of
from orders.invoicing.ubl import write_ubl
from orders.models import Invoice, InvoiceLine
from orders.moodle.admin import LookedAtOnly
from ovsgtoets.kernel.downloads import PDF, as_file
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import euro

FOR_WHOM = [
    "school_name", "institution_number", "debtor_name", "debtor_number", "debtor_street_line",
    "debtor_postal_code", "debtor_municipality", "debtor_email", "order_number",
]  # fmt: skip
AMOUNTS = ["net_total", "vat_percentage", "vat_exemption", "vat_total", "total"]


class KindFilter(admin.SimpleListFilter):
    title = "soort"
    parameter_name = "soort"

    def lookups(self, request: HttpRequest, model_admin) -> list[tuple[str, str]]:
        return [("open", "facturen"), ("gecrediteerd", "gecrediteerd"), ("credit", "creditnota's")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return {
            "open": queryset.filter(credits=None, credited_by=None),
            "gecrediteerd": queryset.filter(credited_by__isnull=False),
            "credit": queryset.filter(credits__isnull=False),
        }.get(self.value(), queryset)


class InvoiceLineInline(admin.TabularInline):
    model = InvoiceLine
    fields = readonly_fields = ["description", "detail", "quantity", "unit_price", "amount"]
    can_delete = False
    max_num = 0


class CreditForm(forms.Form):
    reason = forms.CharField(
        label="Reden",
        max_length=200,
        help_text="Staat op de creditnota.",
        error_messages={"required": NO_REASON},
    )
    is_last = forms.BooleanField(
        label="Factureer deze bestelling niet opnieuw",
        required=False,
        help_text="Zonder dit vinkje maakt de facturatie de volgende keer een nieuwe factuur.",
    )


@admin.register(Invoice)
class InvoiceAdmin(LookedAtOnly):
    list_display = ["number", "kind_word", "school_name", "debtor_name", "issued_on", "amount", "credited"]  # fmt: skip
    list_filter = [KindFilter, "run", "year"]
    list_select_related = ["credits", "credited_by"]
    list_per_page = 50
    search_fields = ["school_name", "institution_number", "debtor_name", "debtor_number", "communication", "order_number"]  # fmt: skip
    search_help_text = "Zoek op school, debiteur, KBO-nummer, mededeling of bestelnummer."
    ordering = ["-year", "-sequence"]
    inlines = [InvoiceLineInline]

    @admin.display(description="nummer", ordering="sequence")
    def number(self, invoice: Invoice) -> str:
        return invoice.number

    @admin.display(description="soort")
    def kind_word(self, invoice: Invoice) -> str:
        return invoice.kind_word

    @admin.display(description="totaal", ordering="total")
    def amount(self, invoice: Invoice) -> str:
        return euro(-invoice.total if invoice.is_credit_note else invoice.total)

    @admin.display(description="gecrediteerd met")
    def credited(self, invoice: Invoice) -> str:
        credit = getattr(invoice, "credited_by", None)
        return credit.number if credit else "–"

    def get_fieldsets(self, request: HttpRequest, obj: Invoice | None = None) -> list:
        """Without what an invoice, or a credit note, never has."""
        if obj is None:
            return super().get_fieldsets(request, obj)
        of_kind = ["credits", "reason", "is_last"] if obj.is_credit_note else ["due_on"]
        credited = ["credited"] if hasattr(obj, "credited_by") else []
        payment = [] if obj.is_credit_note else ["communication"]
        return [
            (None, {"fields": ["number", "kind_word", "run", "issued_on", *of_kind, *credited]}),
            ("Voor wie", {"fields": FOR_WHOM}),
            ("Bedrag", {"fields": [*AMOUNTS, *payment, "revision"]}),
        ]

    def change_view(self, request: HttpRequest, object_id: str, form_url="", extra_context=None):
        invoice = self.get_object(request, object_id)
        is_open = invoice and not invoice.is_credit_note and not hasattr(invoice, "credited_by")
        may_credit = is_open and request.user.has_perm("orders.add_invoice")
        context = {**(extra_context or {}), "may_credit": may_credit}
        return super().change_view(request, object_id, form_url, context)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/pdf/", view(self.pdf), name="orders_invoice_pdf"),
            path("<int:pk>/ubl/", view(self.ubl), name="orders_invoice_ubl"),
            path("<int:pk>/crediteren/", view(self.credit), name="orders_invoice_credit"),
            *super().get_urls(),
        ]

    def pdf(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = document_of(self._wanted(request, pk))
        return as_file(f"{document.number}.pdf", pdf_of(document), PDF)

    def ubl(self, request: HttpRequest, pk: int) -> HttpResponse:
        document = document_of(self._wanted(request, pk))
        return as_file(f"{document.number}.xml", write_ubl(document), "application/xml")

    def credit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks the reason first; what is done can't be undone."""
        invoice = self._wanted(request, pk)
        if not request.user.has_perm("orders.add_invoice"):
            raise PermissionDenied
        form = CreditForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                made = credit_invoice(invoice=invoice, **form.cleaned_data, by=request.user)
            except Refused as refusal:
                refusal.show_on(form)
            else:
                messages.success(
                    request, f"Factuur {invoice.number} is gecrediteerd met {made.number}."
                )
                return redirect("admin:orders_invoice_change", made.pk)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Factuur {invoice.number} crediteren",
            "opts": self.opts,
            "invoice": invoice,
            "form": form,
            "list_url": reverse("admin:orders_invoice_changelist"),
            "back": reverse("admin:orders_invoice_change", args=[invoice.pk]),
        }
        return TemplateResponse(
            request,
            "admin/orders/invoice/credit.html",
            context,
            status=422 if form.errors else 200,
        )

    def _wanted(self, request: HttpRequest, pk: int) -> Invoice:
        if not self.has_view_permission(request):
            raise PermissionDenied
        invoices = Invoice.objects.select_related("run__edition", "credits", "order")
        invoice = invoices.prefetch_related("lines").filter(pk=pk).first()
        if invoice is None:
            raise Http404
        return invoice
