"""What stands in the cells of a class for a part, and what is new there since a moment.

A cursor is `CHANGE.EMPTIED`: the highest number of a write and of an emptying that was seen.
Writers of one class take turns (the class's row is locked until they commit), so a number
that becomes visible later is always higher.
"""

import re
from typing import NamedTuple

from django.db import connection

from results.models import TestPart
from results.scoring import Mark
from schools.models import SchoolClass

CURSOR = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})")


class Place(NamedTuple):
    """Which cell: a pupil and an item, by their ids."""

    pupil: int
    item: int


def initials_of(person) -> str:
    """`JP` of Jan Peeters; nobody's are empty."""
    return f"{person.first_name[:1]}{person.last_name[:1]}".upper() if person else ""


class Cursor(NamedTuple):
    """Up to where somebody has seen the cells of one class and part."""

    change: int = 0
    emptied: int = 0

    def __str__(self) -> str:
        return f"{self.change}.{self.emptied}"


START = Cursor()  # has seen nothing


def read_cursor(text: str) -> Cursor:
    """What can't be read has seen nothing, and gets everything."""
    match = CURSOR.fullmatch(text)
    return Cursor(int(match[1]), int(match[2])) if match else START


class Change(NamedTuple):
    """A cell as it is since somebody (`initials`) wrote it; version 0 when it was emptied."""

    place: Place
    mark: Mark
    version: int
    initials: str


STORED = """
    SELECT s.pupil_id, s.item_id, s.points, s.code, s.version
    FROM results_score s
    JOIN schools_pupil p ON p.id = s.pupil_id
    JOIN results_item i ON i.id = s.item_id
    WHERE p.school_class_id = %s AND i.part_id = %s
"""


def stored_scores(*, school_class: SchoolClass, part: TestPart) -> dict[Place, tuple[Mark, int]]:
    """What stands in every filled cell of the class for the part: (mark, version). One query."""
    with connection.cursor() as cursor:
        cursor.execute(STORED, [school_class.pk, part.pk])
        return {
            Place(pupil, item): (Mark(points, code), version)
            for pupil, item, points, code, version in cursor.fetchall()
        }


CURSOR_NOW = """
    SELECT coalesce((SELECT max(s.change) FROM results_score s
                     JOIN schools_pupil p ON p.id = s.pupil_id
                     JOIN results_item i ON i.id = s.item_id
                     WHERE p.school_class_id = %(class)s AND i.part_id = %(part)s), 0),
           coalesce((SELECT max(e.pgh_id) FROM results_scoreevent e
                     JOIN schools_pupil p ON p.id = e.pupil_id
                     JOIN results_item i ON i.id = e.item_id
                     WHERE p.school_class_id = %(class)s AND i.part_id = %(part)s
                       AND e.pgh_label = 'delete'), 0)
"""


def cursor_now(*, school_class: SchoolClass, part: TestPart) -> Cursor:
    """To be asked before reading the cells: what comes between is then seen twice, never missed."""
    with connection.cursor() as cursor:
        cursor.execute(CURSOR_NOW, {"class": school_class.pk, "part": part.pk})
        return Cursor(*cursor.fetchone())


CHANGED = """
    SELECT s.pupil_id, s.item_id, s.points, s.code, s.version, s.change, 0,
           left(u.first_name, 1) || left(u.last_name, 1)
    FROM results_score s
    JOIN schools_pupil p ON p.id = s.pupil_id
    JOIN results_item i ON i.id = s.item_id
    LEFT JOIN accounts_user u ON u.id = s.entered_by_id
    WHERE p.school_class_id = %(class)s AND i.part_id = %(part)s AND s.change > %(change)s
    UNION ALL
    SELECT e.pupil_id, e.item_id, NULL, NULL, 0, 0, max(e.pgh_id),
           (array_agg(left(u.first_name, 1) || left(u.last_name, 1) ORDER BY e.pgh_id DESC))[1]
    FROM results_scoreevent e
    JOIN schools_pupil p ON p.id = e.pupil_id
    JOIN results_item i ON i.id = e.item_id
    LEFT JOIN pghistory_context c ON c.id = e.pgh_context_id
    LEFT JOIN accounts_user u ON u.id = (c.metadata ->> 'user')::bigint
    WHERE p.school_class_id = %(class)s AND i.part_id = %(part)s
      AND e.pgh_label = 'delete' AND e.pgh_id > %(emptied)s
      AND NOT EXISTS (SELECT 1 FROM results_score s
                      WHERE s.pupil_id = e.pupil_id AND s.item_id = e.item_id)
    GROUP BY e.pupil_id, e.item_id
"""


def changes_since(
    since: Cursor, *, school_class: SchoolClass, part: TestPart
) -> tuple[list[Change], Cursor]:
    """Every cell that was written or emptied after `since`, as it is now, and the new cursor."""
    seen = {"class": school_class.pk, "part": part.pk, **since._asdict()}
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, seen)
        rows = cursor.fetchall()
    changes = [
        Change(Place(pupil, item), Mark(points, code), version, (initials or "").upper())
        for pupil, item, points, code, version, _, _, initials in rows
    ]
    last = Cursor(
        max((row[5] for row in rows), default=0), max((row[6] for row in rows), default=0)
    )
    return changes, Cursor(max(since.change, last.change), max(since.emptied, last.emptied))
