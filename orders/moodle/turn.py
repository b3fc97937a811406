"""Whose turn it is to talk to Moodle: one worker at a time in the whole portal.

A turn is a row with an end, not a lock of a database session: it also ends when the worker's
machine disappears without a word, and it survives a connection pooler. Every call to Moodle first
lengthens it, so that who overslept notices before doing anything.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from orders.models import MoodleTurn
from orders.moodle.api import Moodle

SECONDS = 90  # longer than one call may take: 5 to connect and 60 to answer

TAKE = """
    INSERT INTO orders_moodleturn AS turn (id, holder, until)
    VALUES (1, %(holder)s, clock_timestamp() + make_interval(secs => %(seconds)s))
    ON CONFLICT (id) DO UPDATE SET holder = EXCLUDED.holder, until = EXCLUDED.until
    WHERE turn.until <= clock_timestamp()
"""
KEEP = """
    UPDATE orders_moodleturn SET until = clock_timestamp() + make_interval(secs => %(seconds)s)
    WHERE holder = %(holder)s
"""


class TurnLost(Exception):
    """Another worker took over, because this one was silent for too long."""


class Turn:
    """A turn that is ours until `give_back`, or until we are silent for SECONDS."""

    def __init__(self) -> None:
        self.holder = uuid.uuid4()

    def take(self) -> bool:
        """Whether nobody else has it."""
        return self._run(TAKE)

    def keep(self) -> None:
        """Lengthens it; raises TurnLost when it is somebody else's by now."""
        if not self._run(KEEP):
            raise TurnLost

    def give_back(self) -> None:
        MoodleTurn.objects.filter(holder=self.holder).delete()

    def _run(self, statement: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(statement, {"holder": self.holder, "seconds": SECONDS})
            return cursor.rowcount == 1


@contextmanager
def one_at_a_time() -> Iterator[Turn | None]:
    """The turn, or None when somebody else has it. A killed worker keeps it for SECONDS at most."""
    turn = Turn()
    if not turn.take():
        yield None
        return
    try:
        yield turn
    finally:
        turn.give_back()


class InTurn(Moodle):
    """The same Moodle, for whoever has the turn: every call lengthens it."""

    def __init__(self, moodle: Moodle, turn: Turn) -> None:
        self.moodle = moodle
        self.turn = turn

    def call(self, function: str, **fields: Any) -> Any:
        self.turn.keep()
        return self.moodle.call(function, **fields)

    def close(self) -> None:
        self.moodle.close()
