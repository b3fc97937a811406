"""A day as lists of other programs write it. Pure."""

from contextlib import suppress
from datetime import date, datetime

FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y", "%Y%m%d", "%d/%m/%y", "%d-%m-%y")


def read_day(text: str) -> date | None:
    """`31/8/2027`, `2027-08-31`, `31.08.2027`, `20270831` …, also with an hour behind it; None
    when it is something else."""
    day = text.strip().replace("T", " ").partition(" ")[0]
    for form in FORMS:
        with suppress(ValueError):
            return datetime.strptime(day, form).date()
    return None
