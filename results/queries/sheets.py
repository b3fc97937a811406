"""The points of a class for one part, handed to the pure checks of results.plausibility."""

from collections.abc import Mapping

from results.models import TestPart
from results.plausibility.sheet import Question, Row, Sheet, cell_of
from results.queries.asked import asked_pupils
from results.queries.cells import Place
from results.scoring import EMPTY, Mark
from schools.models import SchoolClass

NOTHING = (EMPTY, 0)


def sheet_of(
    school_class: SchoolClass, part: TestPart, stored: Mapping[Place, tuple[Mark, int]]
) -> Sheet:
    """Two queries: the questions and the pupils."""
    items = part.items.values_list("pk", "label", "maximum", "is_total")
    pupils = asked_pupils([school_class]).values_list("pk", "last_name", "first_name")
    questions = [
        Question(pk, label, int(maximum * 100)) for pk, label, maximum, is_total in items if not is_total
    ]  # fmt: skip
    total = next((pk for pk, _, _, is_total in items if is_total), None)

    def read(pupil: int, item: int | None):
        return cell_of(stored.get(Place(pupil, item), NOTHING)[0])

    def total_of(pupil: int) -> int | None:
        written = read(pupil, total)
        return written if isinstance(written, int) else None

    rows = [
        Row(
            pk,
            f"{first_name} {last_name}",
            tuple(read(pk, question.item) for question in questions),
            total_of(pk),
        )
        for pk, last_name, first_name in pupils
    ]
    return Sheet(questions, rows, total)
