"""Saving score cells: many at once, never over somebody else's newer value."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from results.models import HandIn, Item, Score, TestPart
from results.queries.cells import Place, initials_of, stored_scores
from results.queries.entry import why_closed
from results.queries.hand_in import sentence_of
from results.scoring import EMPTY, Mark, read_mark
from schools.domain.pupils import lock_class
from schools.models import Pupil, SchoolClass


class Typed(NamedTuple):
    """What somebody typed in a cell that was at `version` (0: empty) when they saw it."""

    place: Place
    text: str
    version: int


@dataclass(frozen=True)
class Stored:
    """What stands in a cell now; `by` and `at` are None for a cell that is empty."""

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
        marks = _read(school_class, part, cells, saved)
        stored = stored_scores(school_class=school_class, part=part)
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
    if why := why_closed(school_class.school, part):
        raise Refused(why)


def _refuse_when_handed_in(school_class: SchoolClass, part: TestPart) -> None:
    if handed_in := HandIn.objects.filter(school_class=school_class, part=part).first():
        raise Refused(sentence_of(handed_in))


def _read(
    school_class: SchoolClass, part: TestPart, cells: Iterable[Typed], saved: Saved
) -> dict[Place, tuple[Mark, int]]:
    pupils = set(Pupil.objects.filter(school_class=school_class).values_list("pk", flat=True))
    maxima = dict(Item.objects.filter(part=part).values_list("pk", "maximum"))
    marks = {}
    for place, text, version in cells:
        if place.pupil not in pupils:
            saved.refused[place] = "Deze leerling zit niet meer in de klas."
        elif place.item not in maxima:
            saved.refused[place] = "Deze vraag hoort niet bij dit toetsonderdeel."
        else:
            try:
                marks[place] = read_mark(text, maxima[place.item]), version
            except Refused as refusal:
                saved.refused[place] = refusal.sentence
    return marks


# A cell that was emptied and filled again goes on counting where it was, so that a version
# never means two things.
UPSERT = """
    INSERT INTO results_score AS s
           (pupil_id, item_id, points, code, version, entered_by_id, entered_at)
    SELECT w.pupil, w.item, w.points, w.code,
           1 + CASE WHEN w.version > 0 THEN w.version
               ELSE coalesce((SELECT max(e.version) FROM results_scoreevent e
                              WHERE e.pupil_id = w.pupil AND e.item_id = w.item), 0) END,
           %s, %s
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


def _upsert(writes: list[tuple[Place, Mark, int]], by) -> dict[Place, int]:
    if not writes:
        return {}
    columns = [
        [place.pupil for place, _, _ in writes],
        [place.item for place, _, _ in writes],
        [mark.points for _, mark, _ in writes],
        [mark.code for _, mark, _ in writes],
        [version for _, _, version in writes],
    ]
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [by.pk, timezone.now(), *columns])
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
        [place.pupil for place, _ in removals],
        [place.item for place, _ in removals],
        [version for _, version in removals],
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
    for place in sorted(places):
        row = found.get(place)
        saved.conflicts[place] = _stored(row) if row else Stored()


def _stored(row: Score) -> Stored:
    by = row.entered_by
    mark = Mark(row.points, row.code)
    return Stored(mark, row.version, str(by or ""), row.entered_at, initials_of(by))
