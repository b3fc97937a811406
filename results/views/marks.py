"""What looks odd in a class's points, as the grid's program shows it."""

from collections.abc import Set

from results.models import TestPart
from results.plausibility import Sheet, find_oddities
from results.queries.cells import Place, stored_scores
from results.queries.sheets import sheet_of
from schools.models import SchoolClass


def marks_of(school_class: SchoolClass, part: TestPart, exempt: Set[Place]) -> list[dict]:
    """Three queries."""
    stored = stored_scores(school_class=school_class, part=part)
    return marks_in(sheet_of(school_class, part, stored, exempt))


def marks_in(sheet: Sheet) -> list[dict]:
    return [
        {
            "pupil": finding.pupil,
            "item": finding.item,
            "kind": str(finding.kind),
            "sentence": finding.sentence,
        }
        for finding in find_oddities(sheet)
    ]
