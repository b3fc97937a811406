"""Asking for reports: the page with what this person may have made, and a button's work for each."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from accounts.guards import SchoolView
from accounts.rights import Right
from ovsgtoets.kernel.jobs import may_have
from ovsgtoets.kernel.models import Job
from results.models import PupilGroup
from results.queries.editions import editions_with_results
from results.queries.viewers import (
    classes_in_sight,
    groups_in_sight,
    may_view,
    pupils_by_name,
    sees_school,
)
from results.reports import (
    ask_for_class_report,
    ask_for_council,
    ask_for_school_report,
    ask_for_sheets,
)
from results.reports.rights import is_ordered
from results.views.editions import chosen_edition
from schools.models import Edition, Pupil, SchoolClass
from schools.queries import classes_with_named_pupils

CLASS_RIGHTS = (
    Right.VIEW_ALL_CLASSES,
    Right.VIEW_PUPILS_OWN_CLASS,
    Right.VIEW_PUPILS_ALL_CLASSES,
)
NAME_RIGHTS = CLASS_RIGHTS[1:]
KINDS = ("pupil_sheets", "class_report", "class_council", "group_council", "school_report")
FEW = 10  # earlier files on the page


class Reports(SchoolView):
    """What this person may have made of an edition, and the files that are still kept."""

    rights = (*CLASS_RIGHTS, Right.VIEW_SCHOOL_RESULTS)

    def get(self, request: HttpRequest) -> HttpResponse:
        editions = editions_with_results(request.school)
        if not editions:
            return render(request, "results/no_edition.html")
        acting, edition = request.acting, chosen_edition(request, editions)
        named = set(classes_with_named_pupils(acting, edition).values_list("pk", flat=True))
        classes = list(classes_in_sight(acting, edition))
        context = {
            "editions": editions,
            "edition": edition,
            "classes": [(one, one.pk in named) for one in classes],
            "groups": groups_in_sight(acting, edition),
            "whole_school": len(named) > 1 and len(named) == len(classes),
            "may_school": sees_school(acting, edition),
            "is_ordered": is_ordered(request.school, edition),
            "files": files_of(request),
        }
        return render(request, "results/reports/page.html", context)


def files_of(request: HttpRequest) -> list[Job]:
    """This person's own, in this school, newest first; not those they may no longer have."""
    own = Job.objects.filter(owner=request.user, school=request.school, kind__in=KINDS)
    return [job for job in own.select_related("owner", "school")[:FEW] if may_have(job)]


class ClassReport(SchoolView):
    """Has the report of a class made, and goes to the page that shows how far it is."""

    rights = CLASS_RIGHTS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = ask_for_class_report(school_class=class_to_view(request, pk), by=request.acting)
        return redirect("jobs:progress", pk=job.pk)


class ClassCouncil(SchoolView):
    rights = CLASS_RIGHTS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = ask_for_council(of=class_to_view(request, pk), by=request.acting)
        return redirect("jobs:progress", pk=job.pk)


class GroupCouncil(SchoolView):
    rights = NAME_RIGHTS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        groups = PupilGroup.objects.for_school(request.school).select_related("edition")
        group = get_object_or_404(groups, pk=pk)
        if not groups_in_sight(request.acting, group.edition).filter(pk=pk).exists():
            raise Http404
        job = ask_for_council(of=group, by=request.acting)
        return redirect("jobs:progress", pk=job.pk)


class ClassSheets(SchoolView):
    """The sheets of a class, as one PDF or (`vorm=zip`) one each."""

    rights = NAME_RIGHTS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        school_class = class_to_view(request, pk)
        edition = school_class.edition
        if not classes_with_named_pupils(request.acting, edition).filter(pk=pk).exists():
            raise PermissionDenied
        job = ask_for_sheets(
            edition=edition, classes=[school_class], by=request.acting, as_zip=wants_zip(request)
        )
        return redirect("jobs:progress", pk=job.pk)


class SchoolSheets(SchoolView):
    """The sheets of every class, for who may see all pupils by name."""

    rights = (Right.VIEW_PUPILS_ALL_CLASSES,)

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        edition = edition_of(request, year)
        classes = list(classes_with_named_pupils(request.acting, edition))
        if not classes:
            raise Http404
        job = ask_for_sheets(
            edition=edition, classes=classes, by=request.acting, as_zip=wants_zip(request)
        )
        return redirect("jobs:progress", pk=job.pk)


class PupilSheet(SchoolView):
    rights = NAME_RIGHTS

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        pupils = Pupil.objects.for_school(request.school)
        pupil = get_object_or_404(pupils.select_related("school_class__edition"), pk=pk)
        of, edition = pupil.school_class, pupil.school_class.edition
        if not pupils_by_name(request.acting, edition).filter(pk=pk).exists():
            raise Http404
        job = ask_for_sheets(edition=edition, classes=[of], pupil=pupil, by=request.acting)
        return redirect("jobs:progress", pk=job.pk)


class SchoolReport(SchoolView):
    """The schoolfeedbackrapport; 404 where it was not ordered."""

    rights = (Right.VIEW_SCHOOL_RESULTS,)

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        edition = edition_of(request, year)
        if not is_ordered(request.school, edition):
            raise Http404
        if not sees_school(request.acting, edition):
            raise PermissionDenied
        job = ask_for_school_report(edition=edition, by=request.acting)
        return redirect("jobs:progress", pk=job.pk)


def class_to_view(request: HttpRequest, pk: int) -> SchoolClass:
    """The class of this school; another school's is 404, one this person may not see 403."""
    classes = SchoolClass.objects.for_school(request.school).select_related("edition", "site")
    school_class = get_object_or_404(classes, pk=pk)
    if not may_view(request.acting, school_class):
        raise PermissionDenied
    return school_class


def edition_of(request: HttpRequest, year: int) -> Edition:
    return get_object_or_404(Edition, year=year)


def wants_zip(request: HttpRequest) -> bool:
    return request.POST.get("vorm") == "zip"
