"""Exactly which cells are missing, per class, part and pupil.

Missing is a question that counts, is asked of the pupil (`queries/asked.py`) and has nothing in it,
not even a code. The total on the booklet
is no obligation; where a part may be entered as totals only (its total has a domain), a total
alone is enough for a pupil.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.urls import reverse

from ovsgtoets.kernel.clock import today
from results.models import Item, TestPart
from results.queries.asked import ASKED, NOT_EXEMPT, asked_pupils
from results.queries.cells import Place, stored_scores
from results.queries.exemptions import exempt_cells
from schools.models import Pupil, SchoolClass
from schools.pupil_notes import notes_on_pupils


@dataclass(frozen=True)
class Missing:
    """What a pupil lacks; `whole` when that is every question there is."""

    pupil: Pupil
    items: list[Item]
    whole: bool

    @property
    def first(self) -> str:
        """The cell's name in the page."""
        return f"c{self.pupil.pk}-{self.items[0].pk}"

    @property
    def in_words(self) -> str:
        if self.whole:
            return "alle vragen"
        labels = [item.label for item in self.items]
        return f"vraag {labels[0]}" if len(labels) == 1 else f"vragen {_listed(labels)}"


def _listed(labels: list[str]) -> str:
    return f"{', '.join(labels[:-1])} en {labels[-1]}"


def missing_cells(
    school_class: SchoolClass, part: TestPart, stored: Mapping[Place, object] | None = None
) -> list[Missing]:
    """The pupils who lack something, in the order of the page. Four queries at most."""
    if stored is None:
        stored = stored_scores(school_class=school_class, part=part)
    items = list(part.items.all())
    counting = [item for item in items if item.counts and not item.is_total]
    result = next((item for item in items if item.is_total and item.domain_id), None)
    exempt = exempt_cells(school_class, part)
    found = []
    for pupil in asked_pupils([school_class]):
        asked = [item for item in counting if (pupil.pk, item.pk) not in exempt]
        lacks = [item for item in asked if Place(pupil.pk, item.pk) not in stored]
        nothing = len(lacks) == len(asked)
        total_alone = nothing and result and Place(pupil.pk, result.pk) in stored
        if lacks and not total_alone:
            found.append(Missing(pupil, lacks, whole=len(lacks) == len(counting)))
    return found


def count_of(missing: Iterable[Missing]) -> int:
    return sum(len(one.items) for one in missing)


FIRST_MISSING = f"""
    SELECT DISTINCT ON (p.school_class_id, i.part_id)
           p.school_class_id, i.part_id, p.id, i.id
    FROM unnest(%(classes)s::bigint[], %(parts)s::bigint[]) AS w(class, part)
    JOIN schools_pupil p ON p.school_class_id = w.class
    JOIN results_item i ON i.part_id = w.part AND i.counts AND NOT i.is_total
    LEFT JOIN results_score s ON s.pupil_id = p.id AND s.item_id = i.id
    WHERE s.id IS NULL AND {ASKED} AND {NOT_EXEMPT} AND NOT EXISTS (
        SELECT 1 FROM results_item total
        JOIN results_score t ON t.item_id = total.id AND t.pupil_id = p.id
        WHERE total.part_id = w.part AND total.is_total AND total.domain_id IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM results_score other
                          JOIN results_item o ON o.id = other.item_id
                          WHERE other.pupil_id = p.id AND o.part_id = w.part
                            AND o.counts AND NOT o.is_total))
    ORDER BY p.school_class_id, i.part_id, p.last_name, p.first_name, p.id, i.position
"""  # noqa: S608 — of our own pieces


def first_missing(wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Place]:
    """(class, part) → the first cell that is missing there, of `wanted` pairs. One query."""
    wanted = list(wanted)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        classes, parts = (list(column) for column in zip(*wanted, strict=True))
        cursor.execute(FIRST_MISSING, {"classes": classes, "parts": parts, "today": today()})
        return {(c, part): Place(pupil, item) for c, part, pupil, item in cursor.fetchall()}


# Of whom points are asked in a part that their class handed in before they were in it.
CAME_LATER = f"""
    SELECT p.id, h.school_class_id, h.part_id
    FROM schools_pupil p JOIN results_handin h ON h.school_class_id = p.school_class_id
    WHERE h.school_class_id = ANY(%(classes)s) AND {ASKED}
      AND h.school_class_id IS DISTINCT FROM (
          SELECT CASE WHEN e.pgh_label <> 'delete' THEN e.school_class_id END
          FROM schools_pupilevent e
          WHERE e.pgh_obj_id = p.id AND e.pgh_created_at <= h.handed_in_at
          ORDER BY e.pgh_id DESC LIMIT 1)
    ORDER BY h.part_id
"""  # noqa: S608 — of our own pieces


@notes_on_pupils
def notes_on_who_came_later(classes: Iterable[SchoolClass]) -> dict[int, list[str]]:
    """Whom a class that handed in got since, and who still lacks something there. One query, and
    a few for every part to which that happened."""
    by_key = {school_class.pk: school_class for school_class in classes}
    late: dict[tuple[int, int], set[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(CAME_LATER, {"classes": list(by_key), "today": today()})
        for pupil, school_class, part in cursor.fetchall():
            late.setdefault((school_class, part), set()).add(pupil)
    parts = TestPart.objects.in_bulk({part for _, part in late})
    notes: dict[int, list[str]] = {}
    for (school_class, part), pupils in late.items():
        note = f"kwam pas na het indienen van {parts[part]}: heropen dat om punten in te geven"
        for one in missing_cells(by_key[school_class], parts[part]):
            if one.pupil.pk in pupils:
                notes.setdefault(one.pupil.pk, []).append(note)
    return notes


def address_of(school_class: int, part: int, place: Place | None) -> str:
    """The grid's address, at the cell."""
    page = reverse("results:points_grid", args=[school_class, part])
    return f"{page}#c{place.pupil}-{place.item}" if place else page
