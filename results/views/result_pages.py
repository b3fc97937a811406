"""The pages of Resultaten about a group: the school, a site, a class, a leerlingengroep."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.acting import Acting
from accounts.guards import SchoolView
from accounts.rights import Right
from results.analysis.crowd import Choice
from results.filters import filters_of
from results.models import AdviserLook
from results.pages import Page, add_trend, group_page
from results.queries.editions import editions_with_results
from results.queries.findings import findings_before, findings_of, place_of
from results.queries.school_results import SchoolResults, results_of
from results.queries.trends import ViewerIn
from results.queries.viewers import classes_in_sight, release_of, sees_school, viewer_of
from results.views.choices import asked_for, choices_of, elsewhere, genders_of, subject_of
from schools.models import Edition, Participation

RESULT_RIGHTS = (
    Right.VIEW_SCHOOL_RESULTS,
    Right.VIEW_ALL_CLASSES,
    Right.VIEW_PUPILS_OWN_CLASS,
    Right.VIEW_PUPILS_ALL_CLASSES,
)
CLASS_RIGHTS = RESULT_RIGHTS[1:]
FEW = 3  # findings of the edition before on the page; a link leads to all


class GroupPage(SchoolView):
    """`kind`: of which kind of group; the key in the address is that of the group."""

    rights = RESULT_RIGHTS
    kind = "school"

    def get(self, request: HttpRequest, pk: int = 0) -> HttpResponse:
        found = asked_for(request, Choice(self.kind, pk))
        if found is None:
            return render(request, "results/no_edition.html")
        choice, edition, is_released = found
        if not is_released:
            return self._not_yet(request, choice, edition)
        moved, complaint = elsewhere(request, choice, edition)
        if moved:
            return redirect(moved)
        results = load(request, edition)
        page = page_of(request, results, choice, edition)
        add_trend(page, request.school, edition, own_viewer_in(request.acting))
        if complaint:
            page.filters.notes.insert(0, complaint)
        return render(request, "results/page.html", context_of(request, results, page, edition))

    def _not_yet(self, request: HttpRequest, choice: Choice, edition: Edition) -> HttpResponse:
        context = {
            "edition": edition,
            "editions": [] if choice.pk else editions_with_results(request.school),
            "subject": subject_of(request.school, edition, choice),
            "classes": list(classes_in_sight(request.acting, edition).select_related("site")),
        }
        return render(request, "results/not_released.html", context)


class Results(GroupPage):
    """The school."""

    rights = (Right.VIEW_SCHOOL_RESULTS,)


class SiteResults(GroupPage):
    rights = (Right.VIEW_SCHOOL_RESULTS,)
    kind = "site"


class ClassResults(GroupPage):
    rights = CLASS_RIGHTS
    kind = "class"


class GroupResults(GroupPage):
    rights = (Right.VIEW_PUPILS_OWN_CLASS, Right.VIEW_PUPILS_ALL_CLASSES)
    kind = "group"


def load(request: HttpRequest, edition: Edition) -> SchoolResults:
    """Everything this person can reach; the questions only where a learning area is asked."""
    asked = request.GET.get("leergebied") or request.POST.get("leergebied")
    viewer = viewer_of(request.acting, edition)
    return results_of(request.school, edition, viewer, with_items=bool(asked))


def page_of(request: HttpRequest, results: SchoolResults, choice: Choice, edition: Edition) -> Page:
    query = request.GET or request.POST
    filters = filters_of(query, areas=[pk for pk, _ in results.layout.areas])
    return group_page(results, choice, filters, edition.year)


def own_viewer_in(acting: Acting) -> ViewerIn:
    """What this person may see in another edition; nothing where that is not for them."""
    return lambda before: viewer_of(acting, before) if sees_school(acting, before) else None


def context_of(request: HttpRequest, results: SchoolResults, page: Page, edition: Edition) -> dict:
    """What the page's template needs beside the page itself."""
    acting, subject = request.acting, subject_of(request.school, edition, page.choice)
    with_school = sees_school(acting, edition)
    classes = classes_in_sight(acting, edition, with_school=with_school).select_related("site")
    classes = list(classes)
    sites = list(request.school.sites.all()) if with_school else []
    findings = findings_of(acting, edition, with_school=with_school)
    mark_pinned(page, findings)
    is_school = page.choice.kind == "school"
    more = school_more(request, edition) if is_school and not page.area else {}
    return more | {
        "page": page,
        "edition": edition,
        "subject": subject,
        "choices": choices_of(results, classes=classes, sites=sites),
        "genders": genders_of(results, page.choice),
        "classes": [one for one in classes if _belongs(one, page.choice)],
        "sites": sites if is_school and len(sites) > 1 else [],
        "groups": results.groups if is_school else {},
        "may_pin": not page.filters.are_set,
        "findings": [(one, place_of(one)) for one in findings if is_of(one, page.choice)],
        "before": [(one, place_of(one)) for one in findings_before(acting, edition)[:FEW]]
        if is_school and not page.area
        else [],
    }


def school_more(request: HttpRequest, edition: Edition) -> dict:
    """What hangs on the overview of the school: editions, the release, groups, who looked."""
    acting, school = request.acting, request.school
    order = Participation.objects.for_school(school).filter(edition=edition).first()
    return {
        "editions": editions_with_results(school),
        "may_release": acting.may(Right.MANAGE_USERS),
        "release": release_of(school, edition),
        "may_make_groups": acting.may(*GroupResults.rights),
        "advisers_may_see": order is not None and order.advisers_may_see,
        "looks": AdviserLook.objects.for_school(school)
        .filter(edition=edition)
        .select_related("adviser"),
    }


def mark_pinned(page, findings) -> None:
    """Each block of the page gets the finding that was pinned from it."""
    keys = {
        one.picture: one.pk
        for one in findings
        if is_of(one, page.choice) and (one.area_id or 0) == page.filters.area
    }
    page.blocks = [replace(block, finding=keys.get(block.anchor)) for block in page.blocks]


def is_of(finding, choice: Choice) -> bool:
    found = {
        "site": finding.site_id,
        "class": finding.school_class_id,
        "group": finding.group_id,
        "pupil": finding.pupil_id,
    }
    return found.get(choice.kind) == choice.pk if choice.pk else not any(found.values())


def _belongs(school_class, choice: Choice) -> bool:
    """Whether the page leads on to this class."""
    return choice.kind == "school" or (choice.kind == "site" and school_class.site_id == choice.pk)
