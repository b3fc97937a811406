"""What all pages of one class and part share: who may come in, and what is open."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.guards import SchoolView
from accounts.rights import Right
from ovsgtoets.kernel.clock import school_year_of, today
from results.models import TestPart
from results.queries.entry import may_enter
from schools.models import SchoolClass

ENTRY_RIGHTS = (Right.ENTER_POINTS_OWN_CLASS, Right.ENTER_POINTS_ALL_CLASSES)


def class_and_part(
    request: HttpRequest, class_id: int, part_id: int
) -> tuple[SchoolClass, TestPart]:
    """A class of this school and a part, both of the running edition, or 404."""
    part = get_object_or_404(
        TestPart.objects.select_related("edition"),
        pk=part_id, edition__year=school_year_of(today()),
    )  # fmt: skip
    school_class = get_object_or_404(
        SchoolClass.objects.for_school(request.school), pk=class_id, edition=part.edition_id
    )
    school_class.school = request.school
    return school_class, part


class EntryView(SchoolView):
    """A page of one part for one class, for who enters its points."""

    rights = ENTRY_RIGHTS

    def find(
        self, request: HttpRequest, class_id: int, part_id: int
    ) -> tuple[SchoolClass, TestPart]:
        school_class, part = class_and_part(request, class_id, part_id)
        if not may_enter(request.acting, school_class, part):
            raise PermissionDenied
        return school_class, part
