"""Questions about entering points: who may enter which part for which class, and how far it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Count

from accounts.acting import Acting
from accounts.rights import Right
from ovsgtoets.kernel.clock import today
from results.models import Enterer, TestPart
from schools.models import Edition, Participation, Pupil, SchoolClass
from schools.queries import classes_of_school, own_classes_with


def takes_part(school, edition: Edition | None) -> bool:
    """Whether the school has ordered the tests of the edition."""
    return Participation.objects.for_school(school).filter(edition=edition).exists()


def opens_on(part: TestPart, edition: Edition) -> date:
    """The first day on which points of the part may be entered."""
    return max(part.opens_on, edition.entry_opens_on)


def is_open(part: TestPart, edition: Edition) -> bool:
    """Whether points of the part may be entered today."""
    return opens_on(part, edition) <= today() <= edition.entry_closes_on


def classes_per_enterer(acting: Acting, edition: Edition | None) -> dict[str, list[SchoolClass]]:
    """For which classes this person enters what class teachers enter, and what the PE teacher does."""
    classes = {}
    if acting.may(Right.ENTER_POINTS_OWN_CLASS):
        own = own_classes_with(acting, edition, Right.ENTER_POINTS_OWN_CLASS)
        classes[Enterer.CLASS_TEACHER] = list(own)
    if acting.may(Right.ENTER_POINTS_ALL_CLASSES):
        classes[Enterer.PE_TEACHER] = list(classes_of_school(acting.school, edition))
    return classes


def may_enter(acting: Acting, school_class: SchoolClass, part: TestPart) -> bool:
    """Whether this person enters the points of this part for this class."""
    return school_class in classes_per_enterer(acting, part.edition).get(part.entered_by, [])


@dataclass(frozen=True)
class Progress:
    """How far a part is for a class; `pupils_done` have something in every cell."""

    school_class: SchoolClass
    part: TestPart
    pupils: int
    items: int
    pupils_done: int
    cells_filled: int

    @property
    def cells(self) -> int:
        return self.pupils * self.items

    @property
    def is_done(self) -> bool:
        return 0 < self.cells == self.cells_filled

    @property
    def is_open(self) -> bool:
        return is_open(self.part, self.part.edition)

    @property
    def is_later(self) -> bool:
        """Whether there is nothing to do or to see yet."""
        return not self.cells_filled and today() < self.opens_on

    @property
    def opens_on(self) -> date:
        return opens_on(self.part, self.part.edition)


def progress_to_enter(acting: Acting, edition: Edition) -> list[Progress]:
    """How far every class and part is that this person enters, by class, in the year's order."""
    classes = classes_per_enterer(acting, edition)
    return _progress(edition, classes)


def progress_of_school(school, edition: Edition) -> list[Progress]:
    """How far every class and part of the school is."""
    everything = list(classes_of_school(school, edition))
    return _progress(edition, dict.fromkeys(Enterer.values, everything))


def _progress(edition: Edition, classes: dict[str, list[SchoolClass]]) -> list[Progress]:
    parts = list(
        TestPart.objects.filter(edition=edition, entered_by__in=classes)
        .annotate(items_count=Count("items"))
        .select_related("edition")
        .order_by("opens_on", "position")
    )
    all_classes = sorted({c for some in classes.values() for c in some}, key=lambda c: c.name)
    asked = Pupil.objects.present(today()).filter(school_class__in=all_classes)
    pupils = dict(asked.values_list("school_class").annotate(size=Count("pk")).order_by())
    filled = _filled(all_classes, parts)
    return [
        Progress(
            c, p, pupils.get(c.pk, 0), p.items_count, *filled.get((c.pk, p.pk), (0, 0))
        )
        for c in all_classes
        for p in parts
        if c in classes[p.entered_by]
    ]  # fmt: skip


# Of whom points are asked: not of who left. An exempt cell is as good as filled.
FILLED = """
    WITH asked AS (
        SELECT id, school_class_id FROM schools_pupil
        WHERE school_class_id = ANY(%(classes)s) AND (left_on IS NULL OR left_on > %(today)s)
    ), cell AS (
        SELECT s.pupil_id, s.item_id FROM results_score s JOIN asked ON asked.id = s.pupil_id
        UNION
        SELECT e.pupil_id, i.id FROM results_exemption e JOIN asked ON asked.id = e.pupil_id
        JOIN results_domain d ON d.learning_area_id = e.learning_area_id
        JOIN results_item i ON i.domain_id = d.id
    )
    SELECT school_class_id, part_id,
           count(*) FILTER (WHERE cells = (SELECT count(*) FROM results_item i
                                           WHERE i.part_id = row.part_id)),
           sum(cells)
    FROM (SELECT p.school_class_id, i.part_id, s.pupil_id, count(*) AS cells
          FROM cell s
          JOIN asked p ON p.id = s.pupil_id
          JOIN results_item i ON i.id = s.item_id
          WHERE i.part_id = ANY(%(parts)s)
          GROUP BY p.school_class_id, i.part_id, s.pupil_id) row
    GROUP BY school_class_id, part_id
"""


def _filled(
    classes: Iterable[SchoolClass], parts: Iterable[TestPart]
) -> dict[tuple[int, int], tuple[int, int]]:
    """(class, part) → (pupils with every cell filled, cells filled)."""
    with connection.cursor() as cursor:
        wanted = {
            "classes": [c.pk for c in classes],
            "parts": [p.pk for p in parts],
            "today": today(),
        }
        cursor.execute(FILLED, wanted)
        return {(c, p): (pupils, int(cells)) for c, p, pupils, cells in cursor.fetchall()}
