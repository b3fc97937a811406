"""For pedagogisch adviseurs: the schools that let them look along, read-only and without names."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
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
from schools.models import Edition, School

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
    """The released figures of a school, or of one of its sites or classes. Consent is asked of the
    last order at every request: a school that withdrew it is 404 from that moment."""

    kind = "school"

    def get(self, request: HttpRequest, pk: int, of: int = 0) -> HttpResponse:
        participation = get_object_or_404(schools_for_advisers(), pk=pk)
        school, edition = participation.school, participation.edition
        viewer = adviser_viewer(school, edition, request.user)
        if viewer is None:
            context = {"participation": participation}
            return render(request, "results/advised_not_yet.html", context)
        choice, groups = Choice(self.kind, of), groups_of(school, edition)
        if of:
            get_object_or_404(groups[self.kind], pk=of)
        note_look(participation=participation, by=request.user)
        results = results_of(
            school, edition, viewer, with_items=bool(request.GET.get("leergebied"))
        )
        filters = filters_of(request.GET, areas=[key for key, _ in results.layout.areas])
        context = {
            "page": group_page(
                results, choice, filters, edition.year, path=request.path, school_name=school.name
            ),
            "participation": participation,
            "edition": edition,
            "subject": subject_of(school, edition, choice),
            "school_address": reverse("results:advised", args=[pk]),
            "choices": [],
            "genders": genders_of(results, choice),
        }
        return render(request, "results/advised_school.html", context | links_of(choice, groups))


class AdvisedSite(AdvisedSchool):
    kind = "site"


class AdvisedClass(AdvisedSchool):
    kind = "class"


def groups_of(school: School, edition: Edition) -> dict[str, QuerySet]:
    """The classes of a school in this edition, and the sites that they are of."""
    classes = school.classes.filter(edition=edition)
    return {"class": classes, "site": school.sites.filter(pk__in=classes.values("site"))}


def links_of(choice: Choice, groups: dict[str, QuerySet]) -> dict[str, list]:
    """The classes and sites to which a page leads on: those of one site are its classes alone."""
    if choice.kind == "class":
        return {}
    classes = groups["class"].select_related("site")
    if choice.kind == "site":
        return {"classes": list(classes.filter(site=choice.pk))}
    sites = list(groups["site"])
    return {"classes": list(classes), "sites": sites if len(sites) > 1 else []}
