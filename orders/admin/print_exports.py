"""Druklijsten: what a list would hold, taking one, and its files."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from orders.domain.printing import orders_on, plan_print, take_print, totals_of_lines
from orders.exports import name_of, write_print_csv, write_print_xlsx
from orders.models import PrintExport
from orders.ordering_overview import edition_to_follow
from ovsgtoets.kernel.downloads import CSV, XLSX, as_file
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import long_moment

FILES = {"xlsx": (write_print_xlsx, XLSX), "csv": (write_print_csv, CSV)}
SHOWN = 100  # orders on the page; the files hold all


@admin.register(PrintExport)
class PrintExportAdmin(admin.ModelAdmin):
    list_display = ["name", "what", "number_of_orders", "copies", "taken", "taken_by"]
    list_display_links = ["name"]
    list_filter = ["edition"]
    list_select_related = ["edition", "taken_by"]
    ordering = ["-edition__year", "-number"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PrintExport]:
        counts = {
            "orders": Count("revisions", distinct=True),
            "sum_copies": Sum("revisions__rows__copies"),
        }
        return super().get_queryset(request).annotate(**counts)

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    @admin.display(description="druklijst", ordering="number")
    def name(self, export: PrintExport) -> str:
        return str(export)

    @admin.display(description="wat", ordering="only_changes")
    def what(self, export: PrintExport) -> str:
        return "enkel wat wijzigde" if export.only_changes else "alles"

    @admin.display(description="bestellingen", ordering="orders")
    def number_of_orders(self, export: PrintExport) -> int:
        return export.orders

    @admin.display(description="exemplaren", ordering="sum_copies")
    def copies(self, export: PrintExport) -> int:
        return export.sum_copies

    @admin.display(description="genomen op", ordering="taken_at")
    def taken(self, export: PrintExport) -> str:
        return long_moment(export.taken_at)

    # --- taking one ---
    def add_view(self, request: HttpRequest, form_url="", extra_context=None) -> HttpResponse:
        """First what it would hold; then it is taken."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        edition = edition_to_follow()
        if request.method != "POST" or edition is None:
            return self._plan(request, edition)
        seen = request.POST.get("seen", "")
        try:
            export = take_print(
                edition=edition,
                only_changes="changes" in request.POST,
                seen=int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 5 else -1,
                by=request.user,
            )
        except Refused as refusal:
            messages.warning(request, refusal.sentence)
            return self._plan(request, edition, status=409)
        messages.success(request, f"Druklijst {export.number} gemaakt. Download ze hieronder.")
        return redirect("admin:orders_printexport_change", export.pk)

    def _plan(self, request: HttpRequest, edition, status: int = 200) -> HttpResponse:
        context = {
            **self._context(request, "Maak een druklijst"),
            "edition": edition,
            "plan": plan_print(edition) if edition else None,
            "shown": SHOWN,
        }
        return TemplateResponse(
            request, "admin/orders/printexport/take.html", context, status=status
        )

    # --- one that was taken ---
    def change_view(self, request: HttpRequest, object_id: str, form_url="", extra_context=None):
        export = self.get_object(request, object_id)
        if export is None:
            raise Http404
        if not self.has_view_permission(request, export) or request.method != "GET":
            raise PermissionDenied
        orders = orders_on(export)
        context = {
            **self._context(request, f"Druklijst {export.number}, {export.edition}"),
            "export": export,
            "orders": orders[:SHOWN],
            "are_cut": len(orders) > SHOWN,
            "shown": SHOWN,
            "numbers": totals_of_lines(orders),
            "beside": export.number > 1,
        }
        return TemplateResponse(request, "admin/orders/printexport/export.html", context)

    def get_urls(self) -> list:
        view = self.admin_site.admin_view
        file = path(
            "<int:pk>/bestand/<str:ending>/", view(self.file), name="orders_printexport_file"
        )
        return [file, *super().get_urls()]

    def file(self, request: HttpRequest, pk: int, ending: str) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        export = PrintExport.objects.select_related("edition").filter(pk=pk).first()
        if export is None or ending not in FILES:
            raise Http404
        write, kind = FILES[ending]
        return as_file(name_of(export, ending), write(export), kind)

    def _context(self, request: HttpRequest, title: str) -> dict:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "list_url": reverse("admin:orders_printexport_changelist"),
        }
