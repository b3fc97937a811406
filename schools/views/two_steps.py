"""Enkel aanmelden met tweestapsverificatie: the school's own date, and who is not ready."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.guards import SchoolView
from accounts.rights import Right
from accounts.two_steps import starts_for_everybody
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import long_date
from schools.domain.two_steps import readiness_of, set_two_step_from
from schools.forms.two_steps import TwoStepsForm


class TwoSteps(SchoolView):
    rights = (Right.MANAGE_USERS,)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(request, TwoStepsForm(initial={"starts_on": request.school.two_step_from}))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = TwoStepsForm(request.POST)
        if not form.is_valid():
            return self.page(request, form, status=422)
        try:
            school = set_two_step_from(
                school=request.school, starts_on=form.cleaned_data["starts_on"], by=request.user
            )
        except Refused as refusal:
            refusal.show_on(form)
            return self.page(request, form, status=422)
        if school.two_step_from:
            day = long_date(school.two_step_from)
            messages.success(request, f"Tweestapsverificatie is verplicht vanaf {day}.")
        else:
            messages.success(request, "Je school verplicht tweestapsverificatie niet.")
        return redirect("schools:two_step")

    def page(self, request: HttpRequest, form: TwoStepsForm, status: int = 200) -> HttpResponse:
        people = readiness_of(request.school)
        context = {
            "form": form,
            "people": people,
            "not_ready": sum(not person.is_ready for person in people),
            "for_everybody": starts_for_everybody(),
            "starts_on": request.acting.two_steps_from,
            "today": today(),
        }
        return render(request, "schools/two_steps.html", context, status=status)
