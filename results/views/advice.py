"""For pedagogisch adviseurs: the schools that let them look along, read-only and without names."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.guards import SignedInView
from results.analysis.crowd import Choice
from results.domain.adviser_looks import note_look
from results.filters import filters_of
from results.forms.school_finder import SchoolFinder
from results.pages import group_page
from results.queries.advised import advised_in, editions_advised
from results.queries.school_results import results_of
from results.queries.viewers import adviser_viewer, is_adviser, schools_for_advisers
from results.views.choices import genders_of, subject_of
from results.views.editions import chosen_edition

SCHOOLS_ON_A_PAGE = 50


class AdviserView(SignedInView):
    """For members of the helpdesk's group; asked at every request, so who leaves it sees nothing."""

    def refuse(self, request: HttpRequest) -> HttpResponse | None:
        answer = super().refuse(request)
        if answer is None and not is_adviser(request.user):
            raise PermissionDenied
        return answer


class AdvisedSchools(AdviserView):
    """The schools of one edition: the newest with something to see. Where they fill more than a
    page, they can be looked for."""

    def get(self, request: HttpRequest) -> HttpResponse:
        editions = editions_advised()
        if not editions:
            return render(request, "results/advised_schools.html")
        to_see = next((one for one in editions if one.has_figures), editions[0])
        edition = chosen_edition(request, editions, default=to_see)
        form = SchoolFinder(request.GET)
        pages = Paginator(advised_in(edition, form.words()), SCHOOLS_ON_A_PAGE)
        context = {
            "editions": editions,
            "edition": edition,
            "form": form,
            "page": pages.get_page(request.GET.get("pagina")),
            "may_look_for": bool(request.GET.get("zoek")) or pages.num_pages > 1,
        }
        return render(request, "results/advised_schools.html", context)


class AdvisedSchool(AdviserView):
    """The released figures of a school, or of one of its classes. Consent is asked of the last
    order at every request: a school that withdrew it is 404 from that moment."""

    def get(self, request: HttpRequest, pk: int, class_id: int = 0) -> HttpResponse:
        participation = get_object_or_404(schools_for_advisers(), pk=pk)
        school, edition = participation.school, participation.edition
        viewer = adviser_viewer(school, edition)
        if viewer is None:
            context = {"participation": participation}
            return render(request, "results/advised_not_yet.html", context)
        classes = school.classes.filter(edition=edition)
        choice = Choice("class", class_id) if class_id else Choice()
        if class_id:
            get_object_or_404(classes, pk=class_id)
        note_look(participation=participation, by=request.user)
        asked = bool(request.GET.get("leergebied"))
        results = results_of(school, edition, viewer, with_items=asked)
        filters = filters_of(request.GET, areas=[key for key, _ in results.layout.areas])
        context = {
            "page": group_page(
                results, choice, filters, edition.year, path=request.path, school_name=school.name
            ),
            "participation": participation,
            "edition": edition,
            "subject": subject_of(school, edition, choice),
            "school_address": reverse("results:advised", args=[pk]),
            "classes": [] if class_id else classes,
            "choices": [],
            "genders": genders_of(results, choice),
        }
        return render(request, "results/advised_school.html", context)
