"""The points of a class for one part, handed to the pure checks of results.plausibility."""

from collections.abc import Mapping, Sequence, Set

from django.db.models import OuterRef, QuerySet, Subquery

from results.models import Item, ReferenceItem, TestPart
from results.models.reference import PROVISIONAL
from results.plausibility.sheet import Question, Row, Sheet, cell_of
from results.queries.asked import asked_pupils
from results.queries.cells import Place
from results.queries.exemptions import exempt_cells, with_exempt
from results.scoring import EMPTY, Mark
from schools.models import Pupil, SchoolClass

NO_SCORE = (EMPTY, 0)


# Put together once: every opening of a grid asks it.
_WITH_REFERENCE = Item.objects.annotate(
    reference_p=Subquery(
        ReferenceItem.objects.filter(
            item=OuterRef("pk"), zone="", reference__version=PROVISIONAL
        ).values("p")
    )
)


def items_of(part: TestPart) -> QuerySet[Item]:
    """The items of the part, each with the p-value (0–100) of all participants in
    `reference_p`; None where it is not known or may not be shown."""
    return _WITH_REFERENCE.filter(part=part)


def _question(item: Item) -> Question:
    known = item.counts and item.reference_p is not None
    reference = item.reference_p / 100 if known else None
    return Question(item.pk, item.label, int(item.maximum * 100), reference)


def sheet_of(
    school_class: SchoolClass,
    part: TestPart,
    stored: Mapping[Place, tuple[Mark, int]],
    exempt: Set[Place] | None = None,
) -> Sheet:
    """Two queries, the questions and the pupils; a third where it is not known who is exempt."""
    items = list(items_of(part))
    pupils = list(asked_pupils([school_class]))
    if exempt is None:
        exempt = exempt_cells(school_class, part)
    return build_sheet(items, pupils, stored, exempt)


def build_sheet(
    items: Sequence[Item],
    pupils: Sequence[Pupil],
    stored: Mapping[Place, tuple[Mark, int]],
    exempt: Set[Place],
) -> Sheet:
    """The same from what was loaded already; `items` are those of `items_of`."""
    questions = [_question(item) for item in items if not item.is_total]
    total = next((item.pk for item in items if item.is_total), None)
    order = [question.item for question in questions]
    stored = with_exempt(stored, exempt)

    def read(pupil: int, items: Sequence[int]) -> tuple:
        return tuple([cell_of(stored.get((pupil, item), NO_SCORE)[0]) for item in items])

    def total_of(pupil: int) -> int | None:
        [written] = [None] if total is None or (pupil, total) in exempt else read(pupil, [total])
        return written if isinstance(written, int) else None

    rows = [
        Row(key, f"{pupil.first_name} {pupil.last_name}", read(key, order), total_of(key))
        for pupil in pupils
        if (key := pupil.pk)
    ]
    return Sheet(questions, rows, total)
