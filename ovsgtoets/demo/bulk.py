"""Filling one large table through COPY."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection
from psycopg import sql

CONSTRAINTS = """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = %s::regclass AND contype IN ('f', 'u') ORDER BY contype DESC, conname"""
INDEXES = """SELECT relname, pg_get_indexdef(indexrelid) FROM pg_index
    JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indrelid = %s::regclass AND NOT indisprimary
    AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)"""


def copy_rows(table: str, columns: Iterable[str], lines: Iterable[str]) -> None:
    """Writes `lines` (COPY's text format, one or more rows each) into `table`.

    In the caller's transaction. References and uniqueness are checked once, at the end;
    triggers do not fire, so the rows have no history and the caller vouches for their contents.
    """
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with connection.cursor() as cursor:
        with _bare(cursor, table), cursor.copy(statement) as copy:
            for line in lines:
                copy.write(line)
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


@contextmanager
def _bare(cursor, table: str) -> Iterator[None]:
    """The table without its triggers, foreign keys and indexes; afterwards it has them again."""
    name = sql.Identifier(table)
    cursor.execute(CONSTRAINTS, [table])
    constraints = cursor.fetchall()
    cursor.execute(INDEXES, [table])
    indexes = cursor.fetchall()

    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may be pending on a changed table
    cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(name))
    for constraint, _ in reversed(constraints):
        drop = sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}")
        cursor.execute(drop.format(name, sql.Identifier(constraint)))
    for index, _ in indexes:
        cursor.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(index)))
    yield
    for _, definition in indexes:
        cursor.execute(definition)
    for constraint, definition in constraints:
        add = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}")
        cursor.execute(add.format(name, sql.Identifier(constraint), sql.SQL(definition)))
    cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(name))
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
