"""A next step on the start page: what every app answers to "what now?" for a role."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """`state` is one of todo, busy, done, waiting, warning; `word` says it in Dutch.

    `position` orders the steps of all apps through the year: registration and staff 10–19,
    ordering 20–29, Moodle 30–39, pupils 40–49, points 50–59, results 60–69, feedback 70–79.
    """

    position: int
    title: str
    detail: str
    state: str
    word: str
    url: str
    link: str
    mine: bool = True  # False: this person follows it, others do it
