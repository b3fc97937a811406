"""Questions that the database plans once per connection instead of each time.

For what every open grid asks every few seconds: planning takes as long there as answering. Not for
writes: the history puts a statement of its own before those, and the database prepares one only.
"""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor


class _Cursor(ServerBindingCursor):
    def execute(self, query, params=None):
        return super().execute(query, params, prepare=True)


def ask(sql: str, params: Mapping[str, Any]) -> list[tuple]:
    """All rows of the answer. One query, counted as Django's own are."""
    connection.ensure_connection()
    wrap = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    with wrap(_Cursor(connection.connection)) as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
