"""The pages of the makers of the test: how each question did over the country, and what teachers
said. For reading, also for the helpdesk."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_POST

from ovsgtoets.kernel.downloads import CSV, XLSX, as_file
from ovsgtoets.kernel.row_numbers import row_number
from results.admin import makers_feedback
from results.exports.part_analysis import analysis_csv, analysis_xlsx
from results.makers import ask_for_analysis, may_see_makers_pages
from results.models import PartAnalysis, TestPart
from results.queries.part_analysis import ORDERS, editions_with_parts, part_views
from schools.models import Edition
from schools.queries import running_edition

FILES = {"xlsx": (XLSX, analysis_xlsx), "csv": (CSV, analysis_csv)}


@admin.register(PartAnalysis)
class PartAnalysisAdmin(admin.ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, analysis=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, analysis=None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        """The running edition once something was analysed, else the last one where something was."""
        refuse_others(request)
        analysed = PartAnalysis.objects.order_by("-part__edition__year")
        first = analysed.values_list("part__edition", flat=True).first()
        edition = Edition.objects.filter(pk=first).first() or running_edition()
        return analyses(request, self, edition.year if edition else None)

    def change_view(self, request: HttpRequest, object_id: str, *args, **kwargs) -> HttpResponse:
        refuse_others(request)
        stored = get_object_or_404(PartAnalysis, pk=row_number(object_id))
        return redirect("admin:results_part_analysis", stored.part_id)

    def page(self, request: HttpRequest, template: str, context: dict) -> TemplateResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/results/makers/{template}", context)

    def get_urls(self) -> list:
        def page(route: str, view, name: str):
            view = self.admin_site.admin_view(view)
            return path(route, view, {"model_admin": self}, name=f"results_{name}")

        return [
            page("editie/<int:year>/", analyses, "part_analyses"),
            page("editie/<int:year>/berekenen/", compute, "part_analyses_compute"),
            page("editie/<int:year>/bestand/<slug:kind>/", download, "part_analyses_file"),
            page("onderdeel/<int:part_id>/", analysis, "part_analysis"),
            page("feedback/<int:year>/", makers_feedback.overview, "makers_feedback"),
            page(
                "feedback/<int:year>/bestand/<slug:kind>/",
                makers_feedback.download,
                "makers_feedback_file",
            ),
            *super().get_urls(),
        ]


def refuse_others(request: HttpRequest) -> None:
    if not may_see_makers_pages(request.user):
        raise PermissionDenied


def edition_of(request: HttpRequest, year: int) -> Edition:
    """The edition of the address, for who may see these pages."""
    refuse_others(request)
    return get_object_or_404(Edition, year=min(year, 9999))


def analyses(request: HttpRequest, model_admin, year: int | None) -> HttpResponse:
    """Every part with its reliability, and the questions of all parts that ask attention."""
    refuse_others(request)
    edition = edition_of(request, year) if year else None
    views = part_views(edition) if edition else []
    asking = [(line, view) for view in views for line in view.asking]
    context = {
        "title": f"Vragenanalyse {edition.year}" if edition else "Vragenanalyse",
        "edition": edition,
        "editions": editions_with_parts(),
        "views": views,
        "asking": sorted(asking, key=lambda one: one[0].asks),
        "computed_at": min((view.computed_at for view in views), default=None),
    }
    return model_admin.page(request, "analyses.html", context)


def analysis(request: HttpRequest, model_admin, part_id: int) -> HttpResponse:
    """One part, its questions in the order that was asked for."""
    refuse_others(request)
    parts = TestPart.objects.select_related("edition")
    part = get_object_or_404(parts, pk=min(part_id, 2**62))
    view = next(iter(part_views(part.edition, only=part.pk)), None)
    if view is None:
        raise Http404
    asked = request.GET.get("volgorde")
    order = asked if asked in ORDERS else next(iter(ORDERS))
    context = {
        "title": part.name,
        "edition": part.edition,
        "view": view,
        "lines": view.sorted(order),
        "orders": ORDERS,
        "order": order,
    }
    return model_admin.page(request, "analysis.html", context)


@require_POST
def compute(request: HttpRequest, model_admin, year: int) -> HttpResponse:
    """Has a worker compute; the page of the work shows how far it is, and gives the spreadsheet."""
    job = ask_for_analysis(edition=edition_of(request, year), by=request.user)
    return redirect("jobs:progress", pk=job.pk)


def download(request: HttpRequest, model_admin, year: int, kind: str) -> HttpResponse:
    edition = edition_of(request, year)
    views = part_views(edition)
    if kind not in FILES or not views:
        raise Http404
    content_type, write = FILES[kind]
    name = f"vragenanalyse-{edition.year}.{kind}"
    return as_file(name, write(views), content_type)
