"""Questions about entering points: who may enter which part for which class, and how far it is."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import connection
from django.db.models import Count, Q

from accounts.acting import Acting
from accounts.rights import Right
from accounts.roles import Role
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.formats import long_date
from results.models import Enterer, HandIn, Reopening, TestPart
from results.queries.asked import ASKED, asked_pupils
from results.queries.cells import Place
from results.queries.missing import address_of, first_missing
from schools.models import Edition, Participation, SchoolClass
from schools.queries import classes_of_school, own_classes_with, stands_before


def takes_part(school, edition: Edition | None) -> bool:
    """Whether the school has ordered the tests of the edition."""
    return Participation.objects.for_school(school).filter(edition=edition).exists()


def opens_on(part: TestPart, edition: Edition) -> date:
    """The first day on which points of the part may be entered."""
    return max(part.opens_on, edition.entry_opens_on)


def is_closed(edition: Edition) -> bool:
    """Whether the last day is over: then only what the helpdesk reopened takes points."""
    return today() > edition.entry_closes_on


def why_closed(school_class: SchoolClass, part: TestPart) -> str:
    """Why the class may enter no points of the part today; empty when it may."""
    return why_not_today(
        part,
        ordered=takes_part(school_class.school, part.edition),
        reopened=is_closed(part.edition)
        and Reopening.objects.filter(school_class=school_class, part=part).exists(),
    )


def why_not_today(part: TestPart, *, ordered: bool, reopened: bool) -> str:
    """The same, where it is known whether the school has ordered and the helpdesk reopened."""
    edition = part.edition
    if not ordered:
        return f"Je school heeft de {edition} nog niet besteld."
    if today() < opens_on(part, edition):
        return f"Punten ingeven kan vanaf {long_date(opens_on(part, edition))}."
    if is_closed(edition) and not reopened:
        return f"Punten ingeven kon tot en met {long_date(edition.entry_closes_on)}."
    return ""


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
    """Whether this person enters the points of this part for this class. One query at most."""
    if (school_class.school_id, school_class.edition_id) != (acting.school.pk, part.edition_id):
        return False
    if part.entered_by == Enterer.PE_TEACHER:
        return acting.may(Right.ENTER_POINTS_ALL_CLASSES)
    return stands_before(acting, school_class, Right.ENTER_POINTS_OWN_CLASS)


def may_rewind(acting: Acting, school_class: SchoolClass, part: TestPart) -> bool:
    """Whether this person, who enters the part, may put the class back: its own teacher does, or
    the PE teacher for their parts; a duo teacher asks them. One query at most."""
    if part.entered_by == Enterer.PE_TEACHER:
        return Role.PE_TEACHER in acting.roles
    if Role.DUO_TEACHER not in acting.roles:
        return True  # who enters it and is nobody's duo is its teacher
    as_teacher = [one.pk for one in acting.memberships if one.role == Role.TEACHER]
    return school_class.assignments.filter(membership__in=as_teacher).exists()


@dataclass(frozen=True)
class Progress:
    """How far a part is for a class; `pupils_done` have something in every cell."""

    school_class: SchoolClass
    part: TestPart
    pupils: int
    items: int
    pupils_done: int
    cells_filled: int
    cells_typed: int  # without the exempt ones
    handed_in_at: datetime | None = None
    is_reopened: bool = False  # by the helpdesk, after the last day
    first_missing: Place | None = None  # where to go on, if somebody asked for it

    @property
    def key(self) -> tuple[int, int]:
        return self.school_class.pk, self.part.pk

    @property
    def address(self) -> str:
        """Of the grid, at the cell where to go on."""
        return address_of(self.school_class.pk, self.part.pk, self.first_missing)

    @property
    def cells_missing(self) -> int:
        return self.cells - self.cells_filled

    @property
    def is_handed_in(self) -> bool:
        return self.handed_in_at is not None

    @property
    def is_settled(self) -> bool:
        """Nobody has to do anything for it any more."""
        return self.is_done or self.is_handed_in

    @property
    def waits(self) -> bool:
        """Whether somebody has to type here today."""
        return self.is_open and not self.is_handed_in and self.cells_missing > 0

    @property
    def cells(self) -> int:
        return self.pupils * self.items

    @property
    def is_done(self) -> bool:
        return 0 < self.cells == self.cells_filled

    @property
    def is_open(self) -> bool:
        last = self.is_reopened or not is_closed(self.part.edition)
        return last and self.opens_on <= today()

    @property
    def is_later(self) -> bool:
        """Whether there is nothing to do or to see yet."""
        return not self.cells_typed and today() < self.opens_on

    @property
    def opens_on(self) -> date:
        return opens_on(self.part, self.part.edition)


def progress_to_enter(acting: Acting, edition: Edition) -> list[Progress]:
    """How far every class and part is that this person enters, by class, in the year's order."""
    classes = classes_per_enterer(acting, edition)
    return _progress(edition, classes)


def with_first_missing(all_progress: list[Progress]) -> list[Progress]:
    """The same, with for each part that waits the first cell that is missing. One query."""
    first = first_missing(p.key for p in all_progress if p.waits and p.cells_filled)
    return [replace(p, first_missing=first.get(p.key)) for p in all_progress]


def progress_of_school(school, edition: Edition) -> list[Progress]:
    """How far every class and part of the school is."""
    everything = list(classes_of_school(school, edition))
    return _progress(edition, dict.fromkeys(Enterer.values, everything))


def progress_of(school_class: SchoolClass, part: TestPart) -> Progress:
    """How far the class is with the part."""
    of_class = _progress(part.edition, {part.entered_by: [school_class]})
    return next(progress for progress in of_class if progress.part == part)


def _progress(edition: Edition, classes: dict[str, list[SchoolClass]]) -> list[Progress]:
    parts = list(
        TestPart.objects.filter(edition=edition, entered_by__in=classes)
        .annotate(items_count=Count("items", filter=Q(items__is_total=False, items__counts=True)))
        .select_related("edition")
        .order_by("opens_on", "position")
    )
    all_classes = sorted({c for some in classes.values() for c in some}, key=lambda c: c.name)
    asked = asked_pupils(all_classes)
    pupils = dict(asked.values_list("school_class").annotate(size=Count("pk")).order_by())
    filled = _filled(all_classes, parts)
    handed_in = {
        (school_class, part): at
        for school_class, part, at in HandIn.objects.filter(
            school_class__in=all_classes
        ).values_list("school_class", "part", "handed_in_at")
    }
    reopened = set(
        Reopening.objects.filter(school_class__in=all_classes).values_list("school_class", "part")
    )
    return [
        Progress(
            c, p, pupils.get(c.pk, 0), p.items_count, *filled.get((c.pk, p.pk), (0, 0, 0)),
            handed_in.get((c.pk, p.pk)), (c.pk, p.pk) in reopened,
        )
        for c in all_classes
        for p in parts
        if c in classes[p.entered_by]
    ]  # fmt: skip


# A total alone fills a pupil's whole row where it is a result: then it has a domain. An exempt cell
# is as good as filled.
FILLED = f"""
    WITH pupil AS (
        SELECT p.id, p.school_class_id FROM schools_pupil p
        WHERE p.school_class_id = ANY(%(classes)s) AND {ASKED}
    ), cell AS (
        SELECT s.pupil_id, s.item_id, true AS typed
        FROM results_score s JOIN pupil ON pupil.id = s.pupil_id
        UNION ALL
        SELECT e.pupil_id, i.id, false FROM results_exemption e JOIN pupil ON pupil.id = e.pupil_id
        JOIN results_domain d ON d.learning_area_id = e.learning_area_id
        JOIN results_item i ON i.domain_id = d.id AND NOT i.is_total
        WHERE NOT EXISTS
            (SELECT 1 FROM results_score s WHERE s.pupil_id = e.pupil_id AND s.item_id = i.id)
    )
    SELECT school_class_id, part_id, count(*) FILTER (WHERE cells = items), sum(cells), sum(typed)
    FROM (SELECT p.school_class_id, i.part_id, cell.pupil_id, part.items,
                 count(*) FILTER (WHERE cell.typed) AS typed,
                 CASE WHEN bool_and(i.is_total) AND count(i.domain_id) > 0 THEN part.items
                      ELSE count(*) FILTER (WHERE NOT i.is_total) END AS cells
          FROM cell
          JOIN pupil p ON p.id = cell.pupil_id
          JOIN results_item i ON i.id = cell.item_id AND i.counts
          JOIN (SELECT part_id, count(*) AS items FROM results_item
                WHERE part_id = ANY(%(parts)s) AND counts AND NOT is_total
                GROUP BY part_id) part ON part.part_id = i.part_id
          GROUP BY p.school_class_id, i.part_id, cell.pupil_id, part.items) row
    GROUP BY school_class_id, part_id
"""  # noqa: S608 — of our own pieces


def _filled(
    classes: Iterable[SchoolClass], parts: Iterable[TestPart]
) -> dict[tuple[int, int], tuple[int, int, int]]:
    """(class, part) → (pupils with every cell filled, cells filled, cells typed)."""
    with connection.cursor() as cursor:
        wanted = {
            "classes": [c.pk for c in classes],
            "parts": [p.pk for p in parts],
            "today": today(),
        }
        cursor.execute(FILLED, wanted)
        return {
            (c, p): (pupils, int(cells), int(typed))
            for c, p, pupils, cells, typed in cursor.fetchall()
        }
