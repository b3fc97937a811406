"""Zet vast: a finding is pinned from the picture it stands under."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.guards import SchoolView
from results.analysis.crowd import Choice
from results.domain.findings import pin_finding
from results.filters import Filters
from results.page_parts import path_of
from results.pages import group_page
from results.pupil_pages import pupil_page
from results.queries.school_results import results_of
from results.queries.viewers import viewer_of
from results.views.choices import KEY, asked_for, read_who, subject_of
from results.views.result_pages import RESULT_RIGHTS
from schools.models import Edition


class Pin(SchoolView):
    """The sentence is not taken from the browser: the picture is made again, and its sentence kept."""

    rights = RESULT_RIGHTS

    def post(self, request: HttpRequest) -> HttpResponse:
        choice = read_who(request.POST.get("wie", ""))
        if choice is None:
            raise Http404
        request.GET = request.GET.copy()
        request.GET["editie"] = request.POST.get("editie", "")
        found = asked_for(request, choice)
        if found is None or not found[2]:
            raise Http404
        _, edition, _ = found
        area = request.POST.get("leergebied", "")
        filters = Filters(area=int(area) if KEY.fullmatch(area) else 0)
        block = _block(request, choice, edition, filters)
        if block is None:
            messages.error(request, "Deze figuur is er niet meer. Er is niets vastgezet.")
            return redirect(path_of(choice))
        subject = subject_of(request.school, edition, choice, filters.area)
        finding = pin_finding(
            subject=subject, picture=block.anchor, sentence=block.sentence, by=request.user
        )
        messages.success(request, "Vastgezet. Noteer hieronder wie wat doet.")
        return redirect("results:finding", pk=finding.pk)


def _block(request: HttpRequest, choice: Choice, edition: Edition, filters: Filters):
    viewer = viewer_of(request.acting, edition)
    results = results_of(request.school, edition, viewer, with_items=bool(filters.area))
    if choice.kind == "pupil":
        page = pupil_page(results, choice, filters, edition.year, name="Deze leerling")
    else:
        page = group_page(results, choice, filters, edition.year)
    if filters.area and not page.area:
        return None
    picture = request.POST.get("figuur", "")
    return next((block for block in page.blocks if block.anchor == picture), None)
