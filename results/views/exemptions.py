"""Stel vrij voor een leergebied: which learning areas a pupil is exempt from."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ovsgtoets.kernel.errors import Refused
from results.domain.exemptions import set_exemptions
from results.forms.exemptions import ExemptionForm
from results.queries.exemptions import areas_of
from schools.models import Pupil
from schools.views.pupils import PupilView


class Exemptions(PupilView):
    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        pupil = self.own_pupil(pk)
        now = list(pupil.exemptions.values_list("learning_area", flat=True))
        form = ExemptionForm(initial={"areas": now}, areas=areas_of(pupil))
        return self._show(request, pupil, form)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        pupil = self.own_pupil(pk)
        form = ExemptionForm(request.POST, areas=areas_of(pupil))
        if form.is_valid():
            areas = list(form.cleaned_data["areas"])
            try:
                set_exemptions(pupil=pupil, areas=areas, by=request.user)
            except Refused as refusal:
                refusal.show_on(form)
            else:
                messages.success(request, _what_was_done(pupil, areas))
                return redirect("schools:pupils")
        return self._show(request, pupil, form, status=422)

    def _show(self, request: HttpRequest, pupil: Pupil, form: ExemptionForm, status: int = 200):
        context = {"pupil": pupil, "form": form, "has_areas": areas_of(pupil).exists()}
        return render(request, "results/exemptions.html", context, status=status)


def _what_was_done(pupil: Pupil, areas: list) -> str:
    if not areas:
        return f"{pupil.full_name} is voor geen enkel leergebied vrijgesteld."
    return f"{pupil.full_name} is vrijgesteld voor {', '.join(area.name for area in areas)}."
