"""The same rows by plain SQL through psycopg, without Django: what the database itself costs."""

import os
from datetime import UTC, datetime

import psycopg

from results.domain.scores import Typed
from tests.bench.grid_class import Grid

SELECT = """
    SELECT pupil_id, item_id, points, code, version FROM results_score
    WHERE pupil_id = ANY(%s) AND item_id = ANY(%s)
"""
UPSERT = """
    INSERT INTO results_score AS s (pupil_id, item_id, points, version, entered_by_id, entered_at)
    SELECT pupil, item, 4, 1, %s, %s FROM unnest(%s::bigint[], %s::bigint[]) AS w(pupil, item)
    ON CONFLICT (pupil_id, item_id) DO UPDATE
        SET points = (s.points::int + 1) %% 10, version = s.version + 1,
            entered_by_id = excluded.entered_by_id, entered_at = excluded.entered_at
    RETURNING pupil_id, item_id, version
"""


def connect() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE_URL"])


def select(plain: psycopg.Connection, grid: Grid) -> None:
    with plain.transaction():
        rows = plain.execute(SELECT, [grid.pupils, grid.items]).fetchall()
    assert len(rows) == len(grid.places)


def upsert(plain: psycopg.Connection, grid: Grid, cells: list[Typed]) -> None:
    """One statement and its commit; the trigger writes the history of what was there."""
    pupils, items = [cell.place.pupil for cell in cells], [cell.place.item for cell in cells]
    with plain.transaction():
        now = datetime.now(UTC)
        rows = plain.execute(UPSERT, [grid.teacher.pk, now, pupils, items]).fetchall()
    assert len(rows) == len(cells)


EMPTY = (
    "SET LOCAL session_replication_role = replica",  # without the triggers
    "DELETE FROM results_scoreevent WHERE item_id = ANY(%(items)s)",
    "DELETE FROM results_score WHERE item_id = ANY(%(items)s)",
)


def empty(plain: psycopg.Connection, grid: Grid) -> None:
    """The grid is as if nobody had ever typed in it: its history is gone as well."""
    with plain.transaction():
        for statement in EMPTY:
            plain.execute(statement, {"items": grid.items})
