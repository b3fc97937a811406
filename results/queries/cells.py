"""What stands in the cells of a class for a part, and what is new there since a moment.

A cursor is `CHANGE.EMPTIED`: the highest number of a write and of an emptying that was seen.
Writers of one class take turns (the class's row is locked until they commit), so a number
that becomes visible later is always higher.
"""

import re
from functools import partial
from typing import NamedTuple

from ovsgtoets.kernel.prepared import ask
from results.models import TestPart
from results.scoring import Mark, mark_of
from schools.models import SchoolClass

CURSOR = re.compile(r"([0-9]{1,18})\.([0-9]{1,18})")


class Place(NamedTuple):
    """Which cell: a pupil and an item, by their ids."""

    pupil: int
    item: int


_place = partial(tuple.__new__, Place)  # of a thousand cells at once: a third of the time


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


# The cells `{0}` (scores, or their history) of a class and a part. As arrays, PostgreSQL finds a
# thousand of them in one walk through the index; as joins, it looks each up.
OF_CLASS_AND_PART = """
    {0}.pupil_id = ANY(ARRAY(SELECT id FROM schools_pupil WHERE school_class_id = %(class)s))
    AND {0}.item_id = ANY(ARRAY(SELECT id FROM results_item WHERE part_id = %(part)s))
"""
SCORES, EVENTS = OF_CLASS_AND_PART.format("s"), OF_CLASS_AND_PART.format("e")


def _of(school_class: SchoolClass, part: TestPart) -> dict[str, int]:
    return {"class": school_class.pk, "part": part.pk}


STORED = f"""
    SELECT s.pupil_id, s.item_id, s.points, s.code, s.version FROM results_score s WHERE {SCORES}
"""  # noqa: S608 — of our own pieces


def stored_scores(*, school_class: SchoolClass, part: TestPart) -> dict[Place, tuple[Mark, int]]:
    """What stands in every filled cell of the class for the part: (mark, version). One query."""
    return {
        _place((pupil, item)): (mark_of(points, code), version)
        for pupil, item, points, code, version in ask(STORED, _of(school_class, part))
    }


STORED_AND_SEEN = f"""
    SELECT s.pupil_id, s.item_id, s.points, s.code, s.version, s.change
    FROM results_score s WHERE {SCORES}
    UNION ALL
    SELECT NULL, NULL, NULL, NULL, NULL, coalesce(max(e.pgh_id), 0)
    FROM results_scoreevent e WHERE {EVENTS} AND e.pgh_label = 'delete'
"""  # noqa: S608 — of our own pieces


def scores_and_cursor(
    *, school_class: SchoolClass, part: TestPart
) -> tuple[dict[Place, tuple[Mark, int]], Cursor]:
    """What stands in every filled cell, and the cursor of who has seen that. One query."""
    rows = ask(STORED_AND_SEEN, _of(school_class, part))
    stored = {
        _place((pupil, item)): (mark_of(points, code), version)
        for pupil, item, points, code, version, _ in rows
        if pupil is not None
    }
    [emptied] = [row[-1] for row in rows if row[0] is None]
    return stored, Cursor(max([row[-1] for row in rows if row[0] is not None], default=0), emptied)


CURSOR_NOW = f"""
    SELECT coalesce((SELECT max(s.change) FROM results_score s WHERE {SCORES}), 0),
           coalesce((SELECT max(e.pgh_id) FROM results_scoreevent e
                     WHERE {EVENTS} AND e.pgh_label = 'delete'), 0)
"""  # noqa: S608 — of our own pieces


def cursor_now(*, school_class: SchoolClass, part: TestPart) -> Cursor:
    """The same without the cells."""
    [now] = ask(CURSOR_NOW, _of(school_class, part))
    return Cursor(*now)


CHANGED = f"""
    SELECT s.pupil_id, s.item_id, s.points, s.code, s.version, s.change, 0,
           left(u.first_name, 1) || left(u.last_name, 1)
    FROM results_score s
    LEFT JOIN accounts_user u ON u.id = s.entered_by_id
    WHERE {SCORES} AND s.change > %(change)s
    UNION ALL
    SELECT e.pupil_id, e.item_id, NULL, NULL, 0, 0, max(e.pgh_id),
           (array_agg(left(u.first_name, 1) || left(u.last_name, 1) ORDER BY e.pgh_id DESC))[1]
    FROM results_scoreevent e
    LEFT JOIN pghistory_context c ON c.id = e.pgh_context_id
    LEFT JOIN accounts_user u ON u.id = (c.metadata ->> 'user')::bigint
    WHERE {EVENTS} AND e.pgh_label = 'delete' AND e.pgh_id > %(emptied)s
      AND NOT EXISTS (SELECT 1 FROM results_score s
                      WHERE s.pupil_id = e.pupil_id AND s.item_id = e.item_id)
    GROUP BY e.pupil_id, e.item_id
"""  # noqa: S608 — of our own pieces


def changes_since(
    since: Cursor, *, school_class: SchoolClass, part: TestPart
) -> tuple[list[Change], Cursor]:
    """Every cell that was written or emptied after `since`, as it is now, and the new cursor."""
    rows = ask(CHANGED, _of(school_class, part) | since._asdict())
    changes = [
        Change(_place((pupil, item)), mark_of(points, code), version, (initials or "").upper())
        for pupil, item, points, code, version, _, _, initials in rows
    ]
    last = Cursor(
        max((row[5] for row in rows), default=0), max((row[6] for row in rows), default=0)
    )
    return changes, Cursor(max(since.change, last.change), max(since.emptied, last.emptied))
