"""Voeg samen met een dubbele: choose the double, look at what differs, make one of two."""

import re

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ovsgtoets.kernel.errors import Refused
from results.domain.pupil_merge import HERE, THERE, Comparison, compare, merge_pupils
from results.domain.pupil_unmerge import undo_merge
from schools.models import Pupil
from schools.names import rough_key_of
from schools.views.pupils import UNDO, PupilView

PK = re.compile(r"[1-9][0-9]{0,17}")


class PupilMerge(PupilView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        keep = self.own_pupil(pk)
        return self._show(request, keep, self._double(request.GET.get("met", ""), keep))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        keep = self.own_pupil(pk)
        double = self._double(request.POST.get("met", ""), keep)
        if double is None:
            return self._show(request, keep, None, "Deze dubbele is er niet meer.")
        double_pk = double.pk
        try:
            merge_pupils(
                keep=keep,
                double=double,
                chosen=_chosen(request.POST, compare(keep, double)),
                seen=request.POST.get("gezien", ""),
                by=request.user,
            )
        except Refused as refusal:
            return self._show(request, keep, double, refusal.sentence)
        request.session[UNDO] = {"merged": [keep.pk, double_pk]}
        messages.success(
            request, f"{keep.full_name} is samengevoegd met de dubbele {double.full_name}."
        )
        return redirect("schools:pupils")

    def _double(self, pk: str, keep: Pupil) -> Pupil | None:
        if not PK.fullmatch(pk) or int(pk) == keep.pk:
            return None
        own = Pupil.objects.for_school(self.request.school).filter(school_class__in=self.classes)
        return own.select_related("school_class").filter(pk=int(pk)).first()

    def _candidates(self, keep: Pupil) -> list[Pupil]:
        """The pupils of the own classes, those with a name alike first."""
        name = set(rough_key_of(keep.last_name, keep.first_name).split())

        def unlike(pupil: Pupil) -> int:
            return -len(name & set(rough_key_of(pupil.last_name, pupil.first_name).split()))

        pupils = [p for one in self.classes for p in one.pupils.all() if p.pk != keep.pk]
        return sorted(pupils, key=unlike)

    def _show(self, request: HttpRequest, keep: Pupil, double: Pupil | None, refusal: str = ""):
        comparison = compare(keep, double) if double else None
        context = {
            "keep": keep,
            "double": double,
            "candidates": self._candidates(keep),
            "comparison": comparison,
            "rows": _choices(comparison.differences, request.POST) if comparison else [],
            "facts": _choices(comparison.facts, request.POST) if comparison else [],
            "refusal": refusal,
            "all": request.POST.get("alles", ""),
        }
        status = 422 if refusal else 200
        return render(request, "results/pupil_merge.html", context, status=status)


class PupilUnmerge(PupilView):
    """Takes back what was merged last."""

    def post(self, request: HttpRequest) -> HttpResponse:
        keep_id, double_id = request.session.pop(UNDO, {}).get("merged", (0, 0))
        if not keep_id:
            return redirect("schools:pupils")
        keep = self.own_pupil(keep_id)
        try:
            double = undo_merge(
                keep=keep, double_id=double_id, classes=self.classes, by=request.user
            )
        except Refused as refusal:
            messages.error(request, refusal.sentence)
        else:
            messages.success(
                request, f"{keep.full_name} en {double.full_name} zijn weer twee leerlingen."
            )
        return redirect("schools:pupils")


def _choices(differences, data) -> list[tuple]:
    """Each with the name of its field, and what is chosen there so far."""
    names = [(one, f"keuze-{one.key}") for one in differences]
    return [(one, name, data.get(name, "")) for one, name in names]


def _chosen(data, comparison: Comparison) -> dict[int | str, str]:
    """Of the points, what was chosen for all of them at once, else cell by cell; of the rest, one
    by one."""
    chosen = {one: data.get(f"keuze-{one}", "") for one in comparison.to_choose}
    everywhere = data.get("alles", "")
    if everywhere in (HERE, THERE):
        chosen |= dict.fromkeys((one.key for one in comparison.differences), everywhere)
    return chosen
