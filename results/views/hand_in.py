"""Klas indienen: what is still open, handing in knowingly, and reopening."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ovsgtoets.kernel.errors import Refused
from results.domain.hand_in import hand_in, reopen, still_open
from results.plausibility.totals import differences
from results.queries.asked import asked_pupils
from results.queries.cells import stored_scores
from results.queries.sheets import sheet_of
from results.queries.standing import standing_of
from results.views.entering import EntryView


class HandInPage(EntryView):
    def get(self, request: HttpRequest, class_id: int, part_id: int) -> HttpResponse:
        school_class, part = self.find(request, class_id, part_id)
        return _page(request, school_class, part)

    def post(self, request: HttpRequest, class_id: int, part_id: int) -> HttpResponse:
        school_class, part = self.find(request, class_id, part_id)
        try:
            hand_in(
                school_class=school_class,
                part=part,
                known_missing=_number(request.POST.get("missing")),
                known_differences=_number(request.POST.get("differences")),
                by=request.user,
            )
        except Refused as refusal:
            return _page(request, school_class, part, refusal=refusal.sentence, status=422)
        messages.success(request, f"{part} van klas {school_class} is ingediend.")
        return redirect("results:points")


class Reopen(EntryView):
    def post(self, request: HttpRequest, class_id: int, part_id: int) -> HttpResponse:
        school_class, part = self.find(request, class_id, part_id)
        try:
            if reopen(school_class=school_class, part=part, by=request.user):
                messages.success(request, f"{part} van klas {school_class} is weer open.")
        except Refused as refusal:
            messages.error(request, f"{refusal.sentence} Vraag het aan de helpdesk.")
        return redirect("results:points_grid", class_id, part_id)


def _number(text: str | None) -> int:
    """What the page showed; -1, which never is what stands, for what can't be read."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 9 else -1


def _page(request, school_class, part, *, refusal: str = "", status: int = 200) -> HttpResponse:
    stored = stored_scores(school_class=school_class, part=part)
    pupils = {pupil.pk: pupil for pupil in asked_pupils([school_class])}
    context = {
        "school_class": school_class,
        "part": part,
        "standing": standing_of(school_class, part, me=request.user),
        "open": still_open(school_class, part),
        "differences": [
            (pupils[found.pupil], found)
            for found in differences(sheet_of(school_class, part, stored))
        ],
        "refusal": refusal,
    }
    return render(request, "results/hand_in.html", context, status=status)
