"""Saving score cells: many at once, never over somebody else's newer value."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from results.models import HandIn, Score, TestPart
from results.queries.cells import Place, initials_of
from results.queries.entry import why_closed
from results.queries.exemptions import exempt_cells
from results.queries.past import Emptied, last_emptied
from results.queries.standing import handed_in_sentence
from results.scoring import EMPTY, Mark, read_mark
from schools.domain.pupils import lock_class
from schools.models import SchoolClass

IS_EXEMPT = "Vrijgesteld voor dit leergebied."


class Typed(NamedTuple):
    """What somebody typed in a cell that was at `version` (0: empty) when they saw it."""

    place: Place
    text: str
    version: int


@dataclass(frozen=True)
class Stored:
    """What stands in a cell now, since whom and when; an empty cell has version 0, and None for
    both when nobody ever filled it."""

    mark: Mark = EMPTY
    version: int = 0
    by: str | None = None
    at: datetime | None = None
    initials: str = ""


@dataclass
class Saved:
    """What became of the typed cells."""

    versions: dict[Place, int] = field(default_factory=dict)  # written; 0 for emptied
    equal: dict[Place, int] = field(default_factory=dict)  # already held what was typed
    refused: dict[Place, str] = field(default_factory=dict)
    conflicts: dict[Place, Stored] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        return not (self.refused or self.conflicts)


def save_scores(*, school_class: SchoolClass, part: TestPart, cells: Iterable[Typed], by) -> Saved:
    """Writes every typed cell that is valid and that nobody changed since it was seen.

    The others come back with the reason (`refused`) or with what stands there now
    (`conflicts`); they never stop the rest. Emptying a cell removes its row; the history
    keeps the old one. The number of queries does not depend on the number of cells, and
    repeating a call writes nothing. Raises Refused when the part is not open or handed in, or
    the school has not ordered.
    """
    refuse_when_closed(school_class, part)
    saved = Saved()
    with acting_as(by), transaction.atomic():
        # Writers of one class wait for each other, and for who removes a pupil of it.
        lock_class(school_class)
        _refuse_when_handed_in(school_class, part)
        marks, stored = _read(school_class, part, cells, saved)
        writes, removals = [], []
        for place, (mark, version) in sorted(marks.items()):
            now = stored.get(place, (EMPTY, 0))
            if mark == now[0]:
                saved.equal[place] = now[1]
            elif version != now[1]:
                saved.conflicts[place] = Stored(*now)
            elif mark.is_empty:
                removals.append((place, version))
            else:
                writes.append((place, mark, version))
        saved.versions |= _upsert(writes, by) | _remove(removals)
        _settle(saved, writes, removals)
    return saved


def refuse_when_closed(school_class: SchoolClass, part: TestPart) -> None:
    if why := why_closed(school_class, part):
        raise Refused(why)


def _refuse_when_handed_in(school_class: SchoolClass, part: TestPart) -> None:
    handed_in = HandIn.objects.filter(school_class=school_class, part=part)
    if found := handed_in.select_related("handed_in_by").first():
        raise Refused(handed_in_sentence(str(found.handed_in_by or ""), found.handed_in_at))


# For each typed cell: whether the pupil is of the class, the item's maximum in the part, and
# what stands there now.
TYPED = """
    SELECT w.pupil, w.item, p.id IS NOT NULL, i.maximum, s.points, s.code, s.version
    FROM unnest(%s::bigint[], %s::bigint[]) AS w(pupil, item)
    LEFT JOIN schools_pupil p ON p.id = w.pupil AND p.school_class_id = %s
    LEFT JOIN results_item i ON i.id = w.item AND i.part_id = %s
    LEFT JOIN results_score s ON s.pupil_id = p.id AND s.item_id = i.id
"""


def _read(
    school_class: SchoolClass, part: TestPart, cells: Iterable[Typed], saved: Saved
) -> tuple[dict[Place, tuple[Mark, int]], dict[Place, tuple[Mark, int]]]:
    """What was typed in each cell that can be read, and what stands in them now.
    Two queries."""
    exempt = exempt_cells(school_class, part)
    typed = {place: (text, version) for place, text, version in cells}
    columns = [_array(place.pupil for place in typed), _array(place.item for place in typed)]
    with connection.cursor() as cursor:
        cursor.execute(TYPED, [*columns, school_class.pk, part.pk])
        rows = cursor.fetchall()
    marks, stored = {}, {}
    for pupil, item, in_class, maximum, points, code, version in rows:
        place = Place(pupil, item)
        if not in_class:
            saved.refused[place] = "Deze leerling zit niet meer in de klas."
        elif maximum is None:
            saved.refused[place] = "Deze vraag hoort niet bij dit toetsonderdeel."
        elif place in exempt:
            saved.refused[place] = IS_EXEMPT
        else:
            try:
                marks[place] = read_mark(typed[place][0], maximum), typed[place][1]
            except Refused as refusal:
                saved.refused[place] = refusal.sentence
            if version:
                stored[place] = Mark(points, code), version
    return marks, stored


# A cell that was emptied and filled again goes on counting where it was, so that a version
# never means two things.
UPSERT = """
    INSERT INTO results_score AS s
           (pupil_id, item_id, points, code, version, entered_by_id, entered_at)
    SELECT w.pupil, w.item, w.points, w.code,
           1 + CASE WHEN w.version > 0 THEN w.version
               ELSE coalesce((SELECT max(e.version) FROM results_scoreevent e
                              WHERE e.pupil_id = w.pupil AND e.item_id = w.item), 0) END,
           %s, statement_timestamp()
    FROM unnest(%s::bigint[], %s::bigint[], %s::numeric[], %s::text[], %s::int[])
         AS w(pupil, item, points, code, version)
    ORDER BY w.pupil, w.item
    ON CONFLICT (pupil_id, item_id) DO UPDATE
        SET points = excluded.points, code = excluded.code, version = excluded.version,
            entered_by_id = excluded.entered_by_id, entered_at = excluded.entered_at,
            change = excluded.change
        WHERE s.version = excluded.version - 1
    RETURNING pupil_id, item_id, version
"""


def _array(values: Iterable) -> str:
    """Numbers and codes as PostgreSQL reads an array: the driver takes ten times as long."""
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"


def _upsert(writes: list[tuple[Place, Mark, int]], by) -> dict[Place, int]:
    if not writes:
        return {}
    columns = [
        _array(place.pupil for place, _, _ in writes),
        _array(place.item for place, _, _ in writes),
        _array(mark.points for _, mark, _ in writes),
        _array(mark.code for _, mark, _ in writes),
        _array(version for _, _, version in writes),
    ]
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [by.pk, *columns])
        return {Place(pupil, item): version for pupil, item, version in cursor.fetchall()}


REMOVE = """
    DELETE FROM results_score s
    USING unnest(%s::bigint[], %s::bigint[], %s::int[]) AS w(pupil, item, version)
    WHERE s.pupil_id = w.pupil AND s.item_id = w.item AND s.version = w.version
    RETURNING s.pupil_id, s.item_id
"""


def _remove(removals: list[tuple[Place, int]]) -> dict[Place, int]:
    if not removals:
        return {}
    columns = [
        _array(place.pupil for place, _ in removals),
        _array(place.item for place, _ in removals),
        _array(version for _, version in removals),
    ]
    with connection.cursor() as cursor:
        cursor.execute(REMOVE, columns)
        return {Place(pupil, item): 0 for pupil, item in cursor.fetchall()}


def _settle(saved: Saved, writes: list, removals: list) -> None:
    """Adds who and when to the conflicts, and counts what the database turned down as one."""
    asked = [place for place, *_ in writes] + [place for place, *_ in removals]
    missed = [place for place in asked if place not in saved.versions]
    places = {*saved.conflicts, *missed}
    if not places:
        return
    rows = Score.objects.select_related("entered_by").filter(
        pupil__in={place.pupil for place in places}, item__in={place.item for place in places}
    )
    found = {Place(row.pupil_id, row.item_id): row for row in rows}
    gone = places - found.keys()
    emptied = last_emptied(gone) if gone else {}
    for place in sorted(places):
        row = found.get(place)
        saved.conflicts[place] = _stored(row) if row else _emptied(emptied.get(place))


def _emptied(last: Emptied | None) -> Stored:
    return Stored(by=last.by or None, at=last.at, initials=last.initials) if last else Stored()


def _stored(row: Score) -> Stored:
    by = row.entered_by
    mark = Mark(row.points, row.code)
    return Stored(mark, row.version, str(by or ""), row.entered_at, initials_of(by))
