"""The history of one cell, and putting a class back to a moment."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import long_moment
from results.domain.rewind import differences_with, rewind
from results.models import TestPart
from results.queries.cells import Place, cursor_now, read_cursor
from results.queries.entry import may_rewind
from results.queries.past import history_of, moments_of
from results.queries.standing import standing_of
from results.views.cell_changes import CellChange, per_pupil
from results.views.entering import EntryView
from schools.models import Pupil, SchoolClass

JUST_BEFORE = timedelta(microseconds=1)
MOST_TOLD = 10


class CellHistory(EntryView):
    """Who made what of the cell, and when. For htmx only the list, else a page around it."""

    def get(
        self, request: HttpRequest, class_id: int, part_id: int, pupil_id: int, item_id: int
    ) -> HttpResponse:
        school_class, part = self.find(request, class_id, part_id)
        pupil = school_class.pupils.filter(pk=pupil_id).first()
        item = part.items.filter(pk=item_id).first()
        if pupil is None or item is None:
            raise Http404
        context = {
            "school_class": school_class,
            "part": part,
            "pupil": pupil,
            "item": item,
            "story": history_of(Place(pupil.pk, item.pk)),
            "may_rewind": may_rewind(request.acting, school_class, part),
        }
        template = "_cell_history" if request.htmx else "cell_history"
        return render(request, f"results/{template}.html", context)


class Rewind(EntryView):
    """Moments to go back to, what would change, and doing it."""

    def find(
        self, request: HttpRequest, class_id: int, part_id: int
    ) -> tuple[SchoolClass, TestPart]:
        school_class, part = super().find(request, class_id, part_id)
        if not may_rewind(request.acting, school_class, part):
            raise PermissionDenied
        return school_class, part

    def get(self, request: HttpRequest, class_id: int, part_id: int) -> HttpResponse:
        school_class, part = self.find(request, class_id, part_id)
        return _page(request, school_class, part, _moment_in(request.GET))

    def post(self, request: HttpRequest, class_id: int, part_id: int) -> HttpResponse:
        school_class, part = self.find(request, class_id, part_id)
        moment = _moment_in(request.POST)
        if moment is None:
            return _page(request, school_class, part, None, "Kies een moment.", status=422)
        try:
            saved = rewind(
                school_class=school_class,
                part=part,
                moment=moment,
                seen=read_cursor(request.POST.get("seen", "")),
                by=request.user,
            )
        except Refused as refusal:
            return _page(request, school_class, part, moment, refusal.sentence, status=422)
        count = len(saved.versions)
        cells = "1 cel" if count == 1 else f"{count} cellen"
        messages.success(request, f"Teruggezet: {cells}, zoals op {long_moment(moment)}.")
        if saved.refused:
            messages.warning(request, f"Niet teruggezet: {_named(saved.refused, part)}")
        return redirect("results:points_grid", class_id, part_id)


def _named(refused: dict[Place, str], part: TestPart) -> str:
    """`Aerts Jan, vraag 1: Hoogstens 2.`, for the first few."""
    pupils = Pupil.objects.in_bulk([place.pupil for place in refused])
    items = part.items.in_bulk()
    told = [
        f"{pupils[place.pupil]}, {items[place.item].called}: {why}"
        for place, why in [*refused.items()][:MOST_TOLD]
    ]
    more = len(refused) - len(told)
    return " ".join([*told, f"En nog {more}."] if more else told)


def _moment_in(data) -> datetime | None:
    """The moment of the address or the form; what is none, or has no time zone, is no moment."""
    try:
        moment = parse_datetime(data.get("moment", ""))
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


def _page(request, school_class, part, moment, refusal: str = "", status: int = 200):
    context = {
        "school_class": school_class,
        "part": part,
        "standing": standing_of(school_class, part, me=request.user),
        "refusal": refusal,
        "moment": moment,
    }
    if moment is None:
        context["moments"] = [
            (one, (one.first - JUST_BEFORE).isoformat()) for one in moments_of(school_class, part)
        ]
    else:
        context["moment_field"] = moment.isoformat()
        context["seen"] = cursor_now(school_class=school_class, part=part)
        changes = _changes(school_class, part, moment)
        context |= {"pupils": per_pupil(changes), "count": len(changes)}
    return render(request, "results/rewind.html", context, status=status)


def _changes(school_class: SchoolClass, part: TestPart, moment: datetime) -> list[CellChange]:
    """What would change, in the order of the grid."""
    differences = {
        difference.place: difference
        for difference in differences_with(moment, school_class=school_class, part=part)
    }
    items = list(part.items.all())
    return [
        CellChange(pupil.pk, str(pupil), item.label, str(found.now), str(found.then))
        for pupil in school_class.pupils.all()
        for item in items
        if (found := differences.get(Place(pupil.pk, item.pk)))
    ]
