"""Zet vast: a finding is pinned from the picture it stands under."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.guards import SchoolView
from results.analysis.crowd import Choice
from results.blocks import Block
from results.domain.findings import pin_finding
from results.filters import Filters
from results.page_parts import path_of
from results.pages import Page, add_trend, group_page
from results.pupil_pages import PupilPage, pupil_page
from results.queries.school_results import Viewer, results_of
from results.queries.trends import ViewerIn
from results.queries.viewers import (
    findings_in_sight,
    known_by_teachers,
    team_viewer,
    viewer_of,
)
from results.views.choices import KEY, asked_for, read_who, subject_of
from results.views.result_pages import RESULT_RIGHTS, own_viewer_in, trend_of
from schools.models import Edition

ALREADY = "Een collega zette deze figuur al vast, met cijfers die jij niet mag zien."


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
        block = _block(request, _own_page(request, choice, edition, filters))
        if block is None:
            messages.error(request, "Deze figuur is er niet meer. Er is niets vastgezet.")
            return redirect(path_of(choice))
        subject = subject_of(request.school, edition, choice, filters.area)
        finding = pin_finding(
            subject=subject,
            picture=block.anchor,
            sentence=block.sentence,
            shared_sentence=_shared(request, choice, edition, filters),
            by=request.user,
        )
        if not findings_in_sight(request.acting, edition).filter(pk=finding.pk).exists():
            messages.error(request, ALREADY)
            return redirect(path_of(choice))
        messages.success(request, "Vastgezet. Noteer hieronder wie wat doet.")
        return redirect("results:finding", pk=finding.pk)


def _shared(request: HttpRequest, choice: Choice, edition: Edition, filters: Filters) -> str:
    """The sentence of the same picture for who sees no names; empty where there is none for them:
    of a pupil, of a leerlingengroep, of a group that they may not see, of single results."""
    if choice.kind in ("pupil", "group"):
        return ""
    school = request.school

    def team_in(of: Edition) -> Viewer:
        return team_viewer(school, of, readers=set(known_by_teachers(school, of).values()))

    page = _page(request, choice, edition, filters, team_in)
    block = _block(request, page)
    return block.sentence if block else ""


def _own_page(request: HttpRequest, choice: Choice, edition: Edition, filters: Filters):
    """The page as this person sees it: of this edition in any case."""
    own = own_viewer_in(request.acting)
    now = viewer_of(request.acting, edition)
    return _page(request, choice, edition, filters, lambda of: now if of == edition else own(of))


def _page(
    request: HttpRequest, choice: Choice, edition: Edition, filters: Filters, viewer_in: ViewerIn
) -> Page | PupilPage:
    results = results_of(request.school, edition, viewer_in(edition), with_items=bool(filters.area))
    if choice.kind == "pupil":
        return pupil_page(results, choice, filters, edition.year, name="Deze leerling")
    page = group_page(results, choice, filters, edition.year)
    add_trend(page, trend_of(request, edition, page, viewer_in))
    return page


def _block(request: HttpRequest, page: Page | PupilPage) -> Block | None:
    if page.filters.area and not page.area:
        return None
    picture = request.POST.get("figuur", "")
    return next((block for block in page.blocks if block.anchor == picture), None)
