"""How cells were: the history of one cell, the moments of a class's part, and its cells at a moment.

A past value stands in the history with when it was entered; it was there until the next one
was entered, or until it was removed.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from results.models import TestPart
from results.queries.cells import Place
from results.scoring import EMPTY, Mark
from schools.models import SchoolClass

MOST_MOMENTS = 60


@dataclass(frozen=True)
class Was:
    """What somebody made of a cell, and when; an empty mark is that they emptied it."""

    mark: Mark
    by: str
    at: datetime


OF_CELL = """
    SELECT points, code, name, at, removed_at, removed_by FROM (
        SELECT e.pgh_id AS place, e.points, e.code, trim(concat(u.first_name, ' ', u.last_name)) AS name,
               e.entered_at AS at,
               CASE WHEN e.pgh_label = 'delete' THEN e.pgh_created_at END
                   AS removed_at,
               trim(concat(r.first_name, ' ', r.last_name)) AS removed_by
        FROM results_scoreevent e
        LEFT JOIN accounts_user u ON u.id = e.entered_by_id
        LEFT JOIN pghistory_context c ON c.id = e.pgh_context_id
        LEFT JOIN accounts_user r ON r.id = (c.metadata ->> 'user')::bigint
        WHERE e.pupil_id = %(pupil)s AND e.item_id = %(item)s
        UNION ALL
        SELECT NULL, s.points, s.code, trim(concat(u.first_name, ' ', u.last_name)), s.entered_at,
               NULL, ''
        FROM results_score s LEFT JOIN accounts_user u ON u.id = s.entered_by_id
        WHERE s.pupil_id = %(pupil)s AND s.item_id = %(item)s
    ) was ORDER BY place NULLS LAST
"""


def history_of(place: Place) -> list[Was]:
    """Everything that a cell has been, the newest first. One query.

    A row that only lost its person (an account that went) repeats its value: that is no change.
    """
    with connection.cursor() as cursor:
        cursor.execute(OF_CELL, {"pupil": place.pupil, "item": place.item})
        rows = cursor.fetchall()
    story: list[Was] = []
    for points, code, name, at, removed_at, removed_by in rows:
        was = Was(Mark(points, code), name, at)
        if not story or (story[-1].mark, story[-1].at) != (was.mark, was.at):
            story.append(was)
        if removed_at:
            story.append(Was(EMPTY, removed_by, removed_at))
    return story[::-1]


class Emptied(NamedTuple):
    """Who last made a cell empty, and when."""

    by: str
    initials: str
    at: datetime


LAST_EMPTIED = """
    SELECT DISTINCT ON (e.pupil_id, e.item_id) e.pupil_id, e.item_id,
           trim(concat(u.first_name, ' ', u.last_name)),
           upper(concat(left(u.first_name, 1), left(u.last_name, 1))), e.pgh_created_at
    FROM results_scoreevent e
    LEFT JOIN pghistory_context c ON c.id = e.pgh_context_id
    LEFT JOIN accounts_user u ON u.id = (c.metadata ->> 'user')::bigint
    WHERE e.pgh_label = 'delete' AND e.pupil_id = ANY(%s) AND e.item_id = ANY(%s)
    ORDER BY e.pupil_id, e.item_id, e.pgh_id DESC
"""


def last_emptied(places: Collection[Place]) -> dict[Place, Emptied]:
    """Of these cells, those that were ever emptied, and by whom the last time. One query."""
    with connection.cursor() as cursor:
        pupils, items = ([*{*column}] for column in zip(*places, strict=True))
        cursor.execute(LAST_EMPTIED, [pupils, items])
        return {Place(pupil, item): Emptied(*rest) for pupil, item, *rest in cursor.fetchall()}


# Every value that each cell of the class has had, with since and until when (NULL: still).
VALUES = """
    SELECT pupil_id, item_id, points, code, version, entered_by_id, entered_at,
           CASE WHEN label = 'delete' THEN removed_at
                ELSE lead(entered_at) OVER (PARTITION BY pupil_id, item_id ORDER BY place) END
               AS until, removed_by
    FROM (
        SELECT e.pupil_id, e.item_id, e.points, e.code, e.version, e.entered_by_id, e.entered_at,
               e.pgh_id AS place, e.pgh_label AS label, e.pgh_created_at AS removed_at,
               CASE WHEN e.pgh_label = 'delete' THEN (c.metadata ->> 'user')::bigint END
                   AS removed_by
        FROM results_scoreevent e
        LEFT JOIN pghistory_context c ON c.id = e.pgh_context_id
        WHERE e.pupil_id IN (SELECT id FROM schools_pupil WHERE school_class_id = %(class)s)
          AND e.item_id IN (SELECT id FROM results_item WHERE part_id = %(part)s)
        UNION ALL
        SELECT s.pupil_id, s.item_id, s.points, s.code, s.version, s.entered_by_id, s.entered_at,
               9223372036854775807, '', NULL, NULL
        FROM results_score s
        WHERE s.pupil_id IN (SELECT id FROM schools_pupil WHERE school_class_id = %(class)s)
          AND s.item_id IN (SELECT id FROM results_item WHERE part_id = %(part)s)
    ) every_value
"""
AT_MOMENT = f"""
    SELECT DISTINCT ON (pupil_id, item_id) pupil_id, item_id, points, code
    FROM ({VALUES}) v
    WHERE entered_at <= %(moment)s AND (until IS NULL OR until > %(moment)s)
    ORDER BY pupil_id, item_id, entered_at DESC, version DESC
"""  # noqa: S608 — no value in it


def cells_at(moment: datetime, *, school_class: SchoolClass, part: TestPart) -> dict[Place, Mark]:
    """What stood in every filled cell of the class at the moment. One query."""
    asked = {"class": school_class.pk, "part": part.pk, "moment": moment}
    with connection.cursor() as cursor:
        cursor.execute(AT_MOMENT, asked)
        return {
            Place(pupil, item): Mark(points, code)
            for pupil, item, points, code in cursor.fetchall()
        }


class Moment(NamedTuple):
    """Somebody wrote `cells` cells within the minute that began at `first`."""

    first: datetime
    by: str
    cells: int


MOMENTS = f"""
    SELECT min(at), trim(concat(u.first_name, ' ', u.last_name)), count(*)
    FROM (SELECT entered_at AS at, entered_by_id AS person FROM ({VALUES}) v
          UNION ALL
          SELECT until, removed_by FROM ({VALUES}) v WHERE removed_by IS NOT NULL) wrote
    LEFT JOIN accounts_user u ON u.id = wrote.person
    GROUP BY date_trunc('minute', at), u.id
    ORDER BY min(at) DESC
    LIMIT {MOST_MOMENTS}
"""  # noqa: S608 — no value in it


def moments_of(school_class: SchoolClass, part: TestPart) -> list[Moment]:
    """When points of the class were written, per person and minute, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(MOMENTS, {"class": school_class.pk, "part": part.pk})
        return [Moment(*row) for row in cursor.fetchall()]
