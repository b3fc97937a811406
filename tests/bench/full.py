"""The figures of a country at its full size: every pupil has all questions of 25 parts of 40.

Five times the cells of the demo's country, in a database of its own that is gone afterwards.
"""

from pathlib import Path

import psycopg
from psycopg import sql

from tests.bench.country import copy_for_now
from tests.bench.figures import Outcome
from tests.bench.reference import YEAR, measured

PARTS, QUESTIONS = 25, 40
DATABASE = "bench_full"


def measure(var: Path) -> Outcome:
    with copy_for_now(var, DATABASE) as address:
        with psycopg.connect(address, autocommit=True) as connection:
            _fill(connection)
        return measured("full", address)


# The demo's own questions no longer count, and their points are gone.
EMPTY = """
    TRUNCATE results_score, results_scoreevent, results_handin, results_classfigures;
    UPDATE results_testpart SET may_be_total = false WHERE edition_id = {edition};
    UPDATE results_item SET counts = false, annulled_because = 'niet in deze meting'
    WHERE NOT is_total AND part_id IN (SELECT id FROM results_testpart
                                       WHERE edition_id = {edition});
"""
TESTS = """
    INSERT INTO results_testpart (edition_id, name, mode, entered_by, opens_on, may_be_total,
                                  position)
    SELECT {edition}, 'Deel ' || n, mode, entered_by, opens_on, false, 1000 + n
    FROM (SELECT * FROM results_testpart WHERE edition_id = {edition} LIMIT 1) like_this,
         generate_series(1, {parts}) n;
    INSERT INTO results_item (part_id, domain_id, label, maximum, position, is_total, counts,
                              annulled_because)
    SELECT part.id,
           domains.ids[1 + ((part.position - 1001) * {questions} + q - 1)
                           * cardinality(domains.ids) / ({parts} * {questions})],
           q, 1 + q % 3, q, false, true, ''
    FROM results_testpart part, generate_series(1, {questions}) q,
         (SELECT array_agg(d.id ORDER BY a.position, d.position) ids
          FROM results_domain d JOIN results_learningarea a ON a.id = d.learning_area_id
          WHERE a.edition_id = {edition}) domains
    WHERE part.edition_id = {edition} AND part.position > 1000;
"""
# As they come in: class by class, part by part. Somebody who is good at it is so everywhere; one
# cell in fifty has a code.
CELLS = """
    INSERT INTO results_score (pupil_id, item_id, points, code, version, entered_at)
    SELECT pupil.id, item.id,
           CASE WHEN chance.of_code >= 0.02
                THEN round(item.maximum * (chance.of_pupil + chance.of_cell) / 2) END,
           CASE WHEN chance.of_code < 0.02 THEN (ARRAY['A', 'N', 'X'])[1 + item.position % 3] END,
           1, now()
    FROM results_testpart part
    JOIN results_item item ON item.part_id = part.id AND NOT item.is_total
    CROSS JOIN schools_pupil pupil
    JOIN schools_schoolclass class ON class.id = pupil.school_class_id
    CROSS JOIN LATERAL (SELECT (hashint8(pupil.id) & 1023) / 1023.0 AS of_pupil,
                               random() AS of_cell, random() + 0 * item.id AS of_code) chance
    WHERE part.edition_id = {edition} AND part.position > 1000
      AND class.edition_id = {edition}
    ORDER BY part.position, class.id, pupil.id, item.position
"""


def _fill(connection: psycopg.Connection) -> None:
    """Without the triggers and without the indexes, which come back at the end: a quarter of
    the time, and the same rows."""
    [edition] = connection.execute(
        "SELECT id FROM schools_edition WHERE year = %s", [YEAR]
    ).fetchone()
    sizes = {"edition": edition, "parts": PARTS, "questions": QUESTIONS}
    for statements in (EMPTY, TESTS):
        connection.execute(_with(statements, sizes))
    connection.execute("SET session_replication_role = replica")
    indexes = _without_indexes(connection)
    connection.execute(_with(CELLS, sizes))
    for index in indexes:
        connection.execute(index)
    connection.execute("VACUUM (ANALYZE, FREEZE)")
    connection.execute("CHECKPOINT")


def _with(statements: str, sizes: dict[str, int]) -> sql.Composed:
    return sql.SQL(statements).format(**{name: sql.Literal(n) for name, n in sizes.items()})


def _without_indexes(connection: psycopg.Connection) -> list[str]:
    """Drops those of the cells, except that of their keys; how to make them anew."""
    connection.execute("ALTER TABLE results_score DROP CONSTRAINT score_once_per_cell")
    rows = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes"
        " WHERE tablename = 'results_score' AND indexname <> 'results_score_pkey'"
    ).fetchall()
    for name, _ in rows:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    once = "CREATE UNIQUE INDEX score_once_per_cell ON results_score (pupil_id, item_id)"
    return [once, *(definition for _, definition in rows)]
