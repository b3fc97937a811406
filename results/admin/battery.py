"""The tests of an edition at a glance, as a spreadsheet, and taken over from another edition."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from ovsgtoets.kernel.downloads import XLSX, as_file
from ovsgtoets.kernel.errors import Refused
from results.domain.battery_copy import copy_battery, editions_to_copy, plan_copy
from results.imports.battery_template import write_battery
from results.queries.battery import battery_of
from schools.models import Edition


def edition_of(request: HttpRequest, model_admin: admin.ModelAdmin, year: int) -> Edition:
    """The edition of the address, for who may change tests."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    return get_object_or_404(Edition, year=min(year, 9999))


def overview(request: HttpRequest, model_admin, year: int) -> HttpResponse:
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    edition = get_object_or_404(Edition, year=min(year, 9999))
    battery = battery_of(edition)
    context = {
        "title": f"De toetsen van {edition.year}",
        "battery": battery,
        "warnings": [(one, _address_of(one.about)) for one in battery.warnings],
        "edition": edition,
        "editions": Edition.objects.exclude(pk=edition.pk),
        "may_change": model_admin.has_change_permission(request),
        "sources": editions_to_copy(edition) if battery.is_empty else [],
    }
    return model_admin._page(request, "battery/overview.html", context)


def _address_of(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def download(request: HttpRequest, model_admin, year: int) -> HttpResponse:
    """What is there, in the columns that the import reads; without tests, only those columns."""
    edition = edition_of(request, model_admin, year)
    return as_file(f"toetsen-{edition.year}.xlsx", write_battery(battery_of(edition)), XLSX)


def copy(request: HttpRequest, model_admin, year: int) -> HttpResponse:
    """Shows what would come, then makes exactly that."""
    target = edition_of(request, model_admin, year)
    sources = editions_to_copy(target)
    source = _chosen(request, sources)
    context = {
        "title": f"Neem de toetsen over in {target.year}",
        "edition": target,
        "sources": sources,
        "source": source,
    }
    try:
        if source is None:
            raise Refused("Er is geen andere editie met toetsen.")
        if request.method == "POST":
            _copy(request, model_admin, source, target)
            return redirect("admin:results_battery", target.year)
        context["plan"] = plan_copy(source=source, target=target)
    except Refused as refusal:
        context["refusal"] = refusal.sentence
        status = 422 if request.method == "POST" else 200
        return model_admin._page(request, "battery/copy.html", context, status)
    return model_admin._page(request, "battery/copy.html", context)


def _copy(request: HttpRequest, model_admin, source: Edition, target: Edition) -> None:
    seen = request.POST.get("seen", "")
    plan = copy_battery(source=source, target=target, seen=seen, by=request.user)
    sentence = f"Toetsen overgenomen van {source.year}: {len(plan.parts)} onderdelen, {plan.source.questions} vragen."
    model_admin.log_change(request, target, sentence)
    messages.success(request, sentence)


def _chosen(request: HttpRequest, sources: list[Edition]) -> Edition | None:
    """The edition that was chosen, else the latest."""
    asked = request.POST.get("van") or request.GET.get("van")
    return next(
        (edition for edition in sources if str(edition.year) == asked), next(iter(sources), None)
    )
