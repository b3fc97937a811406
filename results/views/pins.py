"""Zet vast: a finding is pinned from the picture it stands under."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.guards import SchoolView
from results.domain.findings import pin_finding
from results.page_parts import path_of
from results.pinned import block_of, shared_words
from results.queries.trends import ViewerIn
from results.queries.viewers import findings_in_sight, viewer_of
from results.views.choices import KEY, asked_for, read_who, subject_of
from results.views.result_pages import RESULT_RIGHTS, own_viewer_in
from schools.models import Edition, School

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
        typed = request.POST.get("leergebied", "")
        picture = {
            "area": int(typed) if KEY.fullmatch(typed) else 0,
            "picture": request.POST.get("figuur", ""),
        }
        with transaction.atomic():
            # A release that comes in between would leave words of before it.
            schools = School.objects.select_for_update(of=["self"], no_key=True)
            school = schools.get(pk=request.school.pk)
            own = _own_viewer(request, edition)
            block = block_of(school, edition, choice, **picture, viewer_in=own)
            if block is None:
                messages.error(request, "Deze figuur is er niet meer. Er is niets vastgezet.")
                return redirect(path_of(choice))
            finding = pin_finding(
                subject=subject_of(school, edition, choice, picture["area"]),
                picture=block.anchor,
                sentence=block.sentence,
                shared_sentence=shared_words(school, edition, choice, **picture),
                by=request.user,
            )
        if not findings_in_sight(request.acting, edition).filter(pk=finding.pk).exists():
            messages.error(request, ALREADY)
            return redirect(path_of(choice))
        messages.success(request, "Vastgezet. Noteer hieronder wie wat doet.")
        return redirect("results:finding", pk=finding.pk)


def _own_viewer(request: HttpRequest, edition: Edition) -> ViewerIn:
    """What this person sees: of this edition in any case."""
    own, now = own_viewer_in(request.acting), viewer_of(request.acting, edition)
    return lambda of: now if of == edition else own(of)
