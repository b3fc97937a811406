"""How the log is written: what went wrong and where in the code, never who or with which marks.

The text of an exception quotes what it choked on: the database the whole row, a mail server the
address. So the log has the kind of every exception and the lines it came through, and no text. An
address may hold the token of a link in a mail, with which its reader sets a password.
"""

import copy
import logging
import re
import traceback

TOLD_BY_CELERY = ("exc", "traceback", "args", "kwargs")
TOKEN = re.compile(r"(?<=/)[A-Za-z0-9_=-]{30,}")  # no word of an address is as long


def without_tokens(text: str) -> str:
    return TOKEN.sub("…", text)


class Discreet(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        record = copy.copy(record)
        record.exc_text = None  # as another handler may have written it out
        if isinstance(record.args, dict):
            told = {name: "" for name in TOLD_BY_CELERY if name in record.args}
            record.args = {**record.args, **told}
        return super().format(record).rstrip()

    def formatMessage(self, record: logging.LogRecord) -> str:
        return without_tokens(super().formatMessage(record))

    def formatException(self, ei) -> str:
        """The exception, and those that led to it: the last one first."""
        said, error = [], ei[1]
        while error is not None:
            lines = "".join(traceback.format_tb(error.__traceback__))
            said.append(f"{type(error).__qualname__}, through:\n{lines}".rstrip())
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\nafter ".join(said)
