"""Questions about exemptions: of which learning areas a pupil is exempt, and which cells that is."""

from collections.abc import Iterable

from django.db.models import QuerySet

from results.analysis.left_out import EXEMPT_FROM
from results.models import Exemption, LearningArea, TestPart
from schools.models import Pupil, SchoolClass
from schools.pupil_notes import notes_on_pupils


def exempt_cells(school_class: SchoolClass, part: TestPart) -> set[tuple[int, int]]:
    """(pupil, item) of every cell that counts as V without being typed. One query."""
    found = Exemption.objects.filter(
        pupil__school_class=school_class, learning_area__domains__items__part=part
    )
    return set(found.values_list("pupil_id", "learning_area__domains__items__pk"))


def exempt_areas(pupils: QuerySet[Pupil]) -> dict[int, list[str]]:
    """Pupil → the names of the learning areas, in the order of the year. One query."""
    areas: dict[int, list[str]] = {}
    found = Exemption.objects.filter(pupil__in=pupils).order_by("learning_area__position")
    for pupil, name in found.values_list("pupil_id", "learning_area__name"):
        areas.setdefault(pupil, []).append(name)
    return areas


def areas_of(pupil: Pupil) -> QuerySet[LearningArea]:
    """The learning areas of the pupil's year."""
    return LearningArea.objects.filter(edition=pupil.school_class.edition_id)


@notes_on_pupils
def exemption_notes(classes: Iterable[SchoolClass]) -> dict[int, list[str]]:
    pupils = Pupil.objects.filter(school_class__in=classes)
    return {
        pupil: [f"{EXEMPT_FROM} {name}" for name in names]
        for pupil, names in exempt_areas(pupils).items()
    }
