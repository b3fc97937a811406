"""Nieuw schooljaar: staff and classes carried over at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.guards import SchoolView
from accounts.rights import Right
from ovsgtoets.kernel.errors import Refused
from schools.domain.new_year import CarriedOver, carry_over
from schools.forms.new_year import NewYearForm
from schools.models import Edition
from schools.new_year import proposal_of
from schools.queries import running_edition


class NewYear(SchoolView):
    """Who still works here, and which classes of last year there are again. Until the edition is
    there, and for a school without a year before, the page says so."""

    rights = (Right.MANAGE_USERS,)

    def get(self, request: HttpRequest) -> HttpResponse:
        edition = running_edition()
        proposal = edition and proposal_of(request.school, edition)
        if not proposal or not proposal.before:
            return self.page(request, edition, None)
        return self.page(request, edition, NewYearForm(proposal=proposal, me=request.user))

    def post(self, request: HttpRequest) -> HttpResponse:
        edition = running_edition()
        proposal = edition and proposal_of(request.school, edition)
        if not proposal or not proposal.before:
            return self.page(request, edition, None, status=422)
        form = NewYearForm(request.POST, proposal=proposal, me=request.user)
        if not form.is_valid():
            return self.page(request, edition, form, status=422)
        try:
            done = carry_over(
                school=request.school,
                edition=edition,
                stopping=form.stopping(),
                plans=form.plans(),
                by=request.user,
            )
        except Refused as refusal:
            refusal.show_on(form)
            return self.page(request, edition, form, status=422)
        _tell(request, done)
        return redirect("schools:staff")

    def page(
        self,
        request: HttpRequest,
        edition: Edition | None,
        form: NewYearForm | None,
        status: int = 200,
    ) -> HttpResponse:
        context = {"edition": edition, "form": form}
        return render(request, "schools/new_year.html", context, status=status)


def _tell(request: HttpRequest, done: CarriedOver) -> None:
    if not done.made and not done.stopped:
        messages.info(request, "Er was niets te veranderen: dit was al zo.")
        return
    made = ", ".join(str(one) for one in done.made)
    stopped = ", ".join(dict.fromkeys(one.shown_name for one in done.stopped))
    facts = [
        f"Gemaakt: klas {made}." if made else "Er kwamen geen klassen bij.",
        f"Gestopt: {stopped}." if stopped else "Iedereen werkt hier nog.",
    ]
    messages.success(request, " ".join(facts))
    if done.without_teacher:
        names = ", ".join(str(one) for one in done.without_teacher)
        messages.warning(request, f"Nog zonder leerkracht: klas {names}.")
