"""Questions about exemptions: of which learning areas a pupil is exempt, and which cells that is."""

from collections.abc import Iterable, Mapping, Set

from django.db.models import QuerySet

from ovsgtoets.kernel.prepared import ask
from results.analysis.cells import EXEMPT
from results.analysis.left_out import EXEMPT_FROM
from results.models import Exemption, LearningArea, TestPart
from results.queries.cells import Place
from results.scoring import Mark
from schools.models import Pupil, SchoolClass
from schools.pupil_notes import notes_on_pupils

UNTYPED = Mark(code=EXEMPT[0])  # what an exempt cell counts as, when no older points stand in it

# Who is exempt from all questions of a part has no total on the booklet either.
EXEMPT_CELLS = """
    SELECT pupil.id, i.id
    FROM (SELECT pupil_id AS id, array_agg(learning_area_id) AS areas FROM results_exemption
          WHERE pupil_id = ANY(ARRAY(SELECT id FROM schools_pupil
                                     WHERE school_class_id = %(class)s))
          GROUP BY pupil_id) pupil
    JOIN results_item i ON i.part_id = %(part)s
    LEFT JOIN results_domain d ON d.id = i.domain_id
    WHERE d.learning_area_id = ANY(pupil.areas) OR i.is_total AND NOT EXISTS (
        SELECT 1 FROM results_item asked LEFT JOIN results_domain d ON d.id = asked.domain_id
        WHERE asked.part_id = %(part)s AND NOT asked.is_total
          AND (d.learning_area_id = ANY(pupil.areas)) IS NOT TRUE)
"""


def exempt_cells(school_class: SchoolClass, part: TestPart) -> set[Place]:
    """Every cell of the class that counts as V without being typed. One query."""
    rows = ask(EXEMPT_CELLS, {"class": school_class.pk, "part": part.pk})
    return {Place(*row) for row in rows}


def with_exempt(
    stored: Mapping[Place, tuple[Mark, int]], exempt: Set[Place]
) -> dict[Place, tuple[Mark, int]]:
    """What stands in the cells, where an exempt one says V at version 0. Points that stood there
    before the pupil was exempt stay: they are the pupil's own."""
    return dict.fromkeys(exempt, (UNTYPED, 0)) | dict(stored)


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
