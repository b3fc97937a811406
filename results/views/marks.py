"""What looks odd in a class's points, as the grid's program shows it."""

from collections.abc import Mapping

from results.models import TestPart
from results.plausibility import find_oddities
from results.queries.cells import Place, stored_scores
from results.queries.sheets import sheet_of
from results.scoring import Mark
from schools.models import SchoolClass


def marks_of(
    school_class: SchoolClass,
    part: TestPart,
    stored: Mapping[Place, tuple[Mark, int]] | None = None,
) -> list[dict]:
    """Two queries, and one more where what is stored was not read yet."""
    if stored is None:
        stored = stored_scores(school_class=school_class, part=part)
    return [
        {
            "pupil": finding.pupil,
            "item": finding.item,
            "kind": str(finding.kind),
            "sentence": finding.sentence,
        }
        for finding in find_oddities(sheet_of(school_class, part, stored))
    ]
