"""One pupil's results, by name, for who may see them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.guards import SchoolView
from accounts.rights import Right
from results.analysis.crowd import Choice
from results.blocks import EVERYBODY
from results.filters import filters_of
from results.pupil_pages import pupil_page
from results.queries.findings import findings_of, place_of
from results.views.choices import KEY, asked_for, subject_of
from results.views.result_pages import is_of, load, mark_pinned


class PupilResults(SchoolView):
    """A pupil of another class than one's own is 404, as everywhere."""

    rights = (Right.VIEW_PUPILS_OWN_CLASS, Right.VIEW_PUPILS_ALL_CLASSES)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        choice, edition, _ = asked_for(request, Choice("pupil", pk))
        results = load(request, edition)
        filters = filters_of(request.GET, areas=[key for key, _ in results.layout.areas])
        group = request.GET.get("groep", "")
        filters.group = int(group) if KEY.fullmatch(group) else 0
        subject = subject_of(request.school, edition, choice)
        page = pupil_page(results, choice, filters, edition.year, name=subject.pupil.full_name)
        findings = findings_of(request.acting, edition)
        mark_pinned(page, findings)
        school_class = subject.pupil.school_class
        context = {
            "page": page,
            "edition": edition,
            "subject": subject,
            "school_class": school_class,
            "may_pin": filters.against == EVERYBODY,
            "findings": [(one, place_of(one)) for one in findings if is_of(one, choice)],
        }
        return render(request, "results/pupil.html", context)
