"""Brings Moodle to what the rows of MoodleAccess desire.

The work goes by person, not by school: Moodle has one account and one enrolment per course for
somebody who works in two schools, so both schools' rows are looked at together. One sync runs at
a time in the whole portal; it is repeatable at any moment, and a killed one is simply repeated.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from orders.models import AccessState, MoodleAccess, PushState
from orders.moodle import accounts, health
from orders.moodle.api import MOST_USERS, Moodle, MoodleError, PassingError, RecordError
from orders.moodle.client import RestMoodle
from orders.moodle.desired import refresh_all
from orders.moodle.enrolments import Courses, enrol, find_courses
from orders.moodle.groups import Groups, put_in_groups
from orders.moodle.people import (
    Person,
    mark_done,
    mark_failed,
    people_waiting,
    remember_accounts,
)
from orders.moodle.stand_in import StandIn
from orders.moodle.turn import InTurn, Turn, TurnLost, one_at_a_time

log = logging.getLogger(__name__)

MOST_ROUNDS = 5
MOST_PASSING_ERRORS = 3


def connect(**how) -> Moodle | None:
    """The Moodle of the settings, else the stand-in, else None: nothing is pushed. `how` is for
    the client of a real one."""
    if settings.MOODLE_STAND_IN:
        return StandIn()
    if settings.MOODLE_URL:
        return RestMoodle(settings.MOODLE_URL, settings.MOODLE_TOKEN, **how)
    return None


@contextmanager
def connected(turn: Turn) -> Iterator[Moodle | None]:
    """The connection for whoever has the turn; None when there is no Moodle."""
    moodle = connect()
    if moodle is None:
        yield None
        return
    try:
        yield InTurn(moodle, turn)
    except TurnLost:
        log.warning("Moodle: another worker took over; this one stops")
    finally:
        moodle.close()


def sync_moodle() -> None:
    """Recomputes who should have access and tells Moodle every difference.

    Returns at once when another sync is running: that one looks, after it has given its turn
    back, whether anything came in meanwhile. People whom Moodle refuses are marked with the
    reason; every other error leaves the rows waiting for the next run, and the helpdesk sees it.
    """
    for _ in range(MOST_ROUNDS):
        in_order = False
        with one_at_a_time() as turn:
            if turn is None:
                return
            refresh_all()
            with connected(turn) as moodle:
                if moodle is None:
                    return
                in_order = push_all(moodle)
        refresh_all()
        if not in_order or not MoodleAccess.objects.filter(state=PushState.WAITING).exists():
            return


def push_all(moodle: Moodle) -> bool:
    """Pushes batch after batch until nobody waits; False when something stood in the way.

    For who has the turn.
    """
    errors: list[MoodleError] = []
    missing: list[str] = []
    passed_over: set[int] = set()
    groups = Groups(moodle)
    try:
        if health.current_problem():
            moodle.site_info()
        courses, missing = find_courses(moodle)
        while people := people_waiting(most=MOST_USERS, editions=courses, passed_over=passed_over):
            passed_over |= {person.user.pk for person in people}
            _push_or_note(moodle, people, courses, groups, errors)
    except MoodleError as error:
        errors.append(error)
    return health.report(errors, missing, had_contact=bool(passed_over))


def _push_or_note(
    moodle: Moodle,
    people: list[Person],
    courses: Courses,
    groups: Groups,
    errors: list[MoodleError],
) -> None:
    """Pushes a batch. One that fails for now waits; after a few, or a set-up error, all do."""
    try:
        push(moodle, people, courses, groups)
    except (PassingError, RecordError) as error:
        if len(errors) + 1 >= MOST_PASSING_ERRORS:
            raise
        errors.append(error)


def push(moodle: Moodle, people: list[Person], courses: Courses, groups: Groups) -> None:
    """Brings these people's accounts and enrolments to what is desired, and marks their rows.

    First the accounts of who comes, then everybody's enrolments and groups, and last the accounts
    of who has no access left anywhere. A sync that is killed in between has marked nothing as done.
    """
    accounts.bring_up_to_date(moodle, people)
    remember_accounts(people)
    enrol(moodle, people, courses)
    put_in_groups(groups, people, courses)
    accounts.suspend(moodle, [person for person in people if not person.entitled])
    mark_failed([person for person in people if person.error])
    mark_done(
        [
            row
            for person in people
            if not person.error
            for row in person.unfinished
            if row.edition_id in courses or row.desired == AccessState.SUSPENDED
        ]
    )
