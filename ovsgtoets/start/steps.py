"""Gathers the steps of all apps for the start page."""

from accounts.acting import Acting
from schools.queries import running_edition


def next_steps(acting: Acting) -> dict:
    """Template context of the start page: `edition` and `steps`, in the order of the year."""
    edition = running_edition()
    return {"edition": edition, "steps": []}
