"""The pages of Resultaten: the school, a class, and asking for a class's report."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.guards import SchoolView
from accounts.rights import Right
from results.presentation import shown
from results.queries.figures import class_result, editions_with_results, school_result
from results.queries.viewers import may_see_names, may_view
from results.reports import ask_for_class_report
from schools.models import Edition, SchoolClass
from schools.queries import classes_to_view

CLASS_RIGHTS = (
    Right.VIEW_ALL_CLASSES,
    Right.VIEW_PUPILS_OWN_CLASS,
    Right.VIEW_PUPILS_ALL_CLASSES,
)


class Results(SchoolView):
    """The school's result in an edition, and the way to the classes."""

    rights = (Right.VIEW_SCHOOL_RESULTS,)

    def get(self, request: HttpRequest) -> HttpResponse:
        editions = editions_with_results(request.school)
        if not editions:
            return render(request, "results/no_edition.html")
        edition = chosen_edition(request, editions)
        classes = classes_to_view(request.acting, edition).select_related("site")
        context = {
            "editions": editions,
            "edition": edition,
            "classes": classes.annotate(pupils_count=Count("pupils", distinct=True)),
            **shown(school_result(request.school, edition)),
        }
        return render(request, "results/results.html", context)


def chosen_edition(request: HttpRequest, editions: list[Edition]) -> Edition:
    """The edition of `?editie=2026`, else the newest; one that is not offered is 404."""
    year = request.GET.get("editie", "")
    if not year:
        return editions[0]
    for edition in editions:
        if str(edition.year) == year:
            return edition
    raise Http404


class ClassResults(SchoolView):
    """A class's result; its pupils by name for who may see them."""

    rights = CLASS_RIGHTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        school_class = class_to_view(request, pk)
        with_names = may_see_names(request.acting, school_class)
        context = {
            "school_class": school_class,
            "edition": school_class.edition,
            "with_names": with_names,
            **shown(class_result(school_class, with_names=with_names)),
        }
        return render(request, "results/class.html", context)


class ClassReport(SchoolView):
    """Has the report of a class made, and goes to the page that shows how far it is."""

    rights = CLASS_RIGHTS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        school_class = class_to_view(request, pk)
        if not class_result(school_class, with_names=False).has_figures:
            messages.error(
                request,
                f"Er zijn nog geen punten van klas {school_class.name}, dus nog geen rapport.",
            )
            return redirect("results:class", pk=pk)
        job = ask_for_class_report(school_class=school_class, by=request.acting)
        return redirect("jobs:progress", pk=job.pk)


def class_to_view(request: HttpRequest, pk: int) -> SchoolClass:
    """The class of this school; another school's is 404, one this person may not see 403."""
    classes = SchoolClass.objects.for_school(request.school).select_related("edition", "site")
    school_class = get_object_or_404(classes, pk=pk)
    if not may_view(request.acting, school_class):
        raise PermissionDenied
    return school_class
