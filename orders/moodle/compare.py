"""Every night: reads what Moodle really has, and mends what differs from what is desired.

Mending is pushing again: what differs goes back to waiting, and the sync does the rest.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from orders.models import MoodleAccess, MoodleComparison, PushState
from orders.moodle import health
from orders.moodle.accounts import REFUSED, in_batches
from orders.moodle.api import MOST_ENROLMENTS, Moodle, MoodleError, SetupError
from orders.moodle.desired import refresh_all
from orders.moodle.drift import Drift, Stray, find_drift
from orders.moodle.sync import connected, push_all
from orders.moodle.turn import one_at_a_time

log = logging.getLogger(__name__)

ONCE_PER = timedelta(hours=12)
MOST_SENTENCES = 1000
KEPT_FOR = timedelta(days=90)


def compare_moodle(*, anyway: bool = False) -> MoodleComparison | None:
    """Tries once more what Moodle refused, compares everything with Moodle, and mends it.

    Returns the report; None when there was one in the last hours (unless `anyway`), when another
    worker has the turn, or when Moodle could not be read. Safe to repeat and to kill.
    """
    recent = MoodleComparison.objects.filter(finished_at__gt=timezone.now() - ONCE_PER)
    if recent.exists() and not anyway:
        return None
    with one_at_a_time() as turn:
        if turn is None:
            return None
        with connected(turn) as moodle:
            return moodle and _compare(moodle)
    return None


def _compare(moodle: Moodle) -> MoodleComparison | None:
    comparison = MoodleComparison.objects.create()
    refresh_all()
    MoodleAccess.objects.filter(state=PushState.FAILED).update(state=PushState.WAITING)
    push_all(moodle)
    try:
        if not moodle.sees_everybody():
            raise SetupError("blind")
        drift = find_drift(moodle)
        unmended = _suspend(moodle, drift.strays)
    except MoodleError as error:
        health.report([error], [], had_contact=True)
        return None
    again = _push_again(drift)
    push_all(moodle)
    return _finish(comparison, drift, again, unmended)


def _push_again(drift: Drift) -> set[int]:
    """Puts back to waiting: somebody whose account differs, in every edition. Returns the rows."""
    again: set[int] = set()
    for difference in drift.differences:
        rows = MoodleAccess.objects.filter(user=difference.user, state=PushState.DONE)
        if difference.edition:
            rows = rows.filter(edition=difference.edition)
        again |= set(rows.values_list("pk", flat=True))
    MoodleAccess.objects.filter(pk__in=again).update(state=PushState.WAITING)
    return again


def _suspend(moodle: Moodle, strays: list[Stray]) -> dict[Stray, str]:
    """Closes the courses to accounts of ours that should not be there; answers whom not, and why."""
    refused: dict[Stray, str] = {}

    def call(batch: list[Stray]) -> None:
        moodle.enrol_users(
            [
                {
                    "roleid": settings.MOODLE_ROLE_ID,
                    "userid": stray.moodle_id,
                    "courseid": stray.course,
                    "suspend": True,
                }
                for stray in batch
            ]
        )

    def keep(stray: Stray, error: MoodleError) -> None:
        refused[stray] = REFUSED.format(code=error.code)

    in_batches(call, strays, MOST_ENROLMENTS, keep)
    return refused


def _finish(
    comparison: MoodleComparison, drift: Drift, again: set[int], refused: dict[Stray, str]
) -> MoodleComparison:
    """Writes what was mended, and what not: that is still waiting or was refused."""
    unfinished = MoodleAccess.objects.filter(pk__in=again).exclude(state=PushState.DONE)
    errors = {row.user_id: row.error or "wordt nog doorgegeven" for row in unfinished}
    mended = [s.sentence for s in drift.strays if s not in refused]
    unmended = [f"{stray.sentence} ({why})" for stray, why in refused.items()]
    for difference in drift.differences:
        sentence = f"{difference.user.full_name}: {difference.sentence}"
        if difference.user.pk in errors:
            unmended.append(f"{sentence} ({errors[difference.user.pk]})")
        else:
            mended.append(sentence)
    comparison.people = drift.people
    comparison.mended, comparison.unmended = mended[:MOST_SENTENCES], unmended[:MOST_SENTENCES]
    comparison.finished_at = timezone.now()
    comparison.save()
    MoodleComparison.objects.filter(started_at__lt=timezone.now() - KEPT_FOR).delete()
    log.info("Moodle compared: %s mended, %s not", len(mended), len(unmended))
    return comparison
