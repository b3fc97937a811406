"""Asking for a class's report."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from accounts.guards import SchoolView
from accounts.rights import Right
from results.queries.figures import class_result
from results.queries.viewers import may_view
from results.reports import ask_for_class_report
from schools.models import SchoolClass

CLASS_RIGHTS = (
    Right.VIEW_ALL_CLASSES,
    Right.VIEW_PUPILS_OWN_CLASS,
    Right.VIEW_PUPILS_ALL_CLASSES,
)


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
