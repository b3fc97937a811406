"""Whether the connection with Moodle works, kept for the helpdesk and said once in the log."""

import logging

from django.utils import timezone

from orders.models import MoodleHealth
from orders.moodle.api import MoodleError, SetupError

log = logging.getLogger(__name__)

SETUP_SENTENCES = {
    "invalidtoken": "Moodle kent het token van het portaal niet meer (invalidtoken).",
    "address": "MOODLE_URL is geen geldig webadres.",
}
SETUP_SENTENCE = "Moodle weigert het portaal ({code}). Kijk de instellingen in Moodle na."
PASSING_SENTENCE = (
    "Moodle antwoordt nu niet ({code}). Het portaal probeert het elke minuut opnieuw."
)
MISSING_COURSE = "De cursus met idnummer {idnumber} bestaat niet in Moodle."


def current_problem() -> MoodleHealth | None:
    """What stops or slows the sync now; None when all is well."""
    return MoodleHealth.objects.exclude(problem="").first()


def report(errors: list[MoodleError], missing: list[str], *, had_contact: bool) -> bool:
    """Keeps how a sync went: the errors on which it stopped or that made some people wait, and
    the idnumbers of courses that Moodle lacks. True when nothing stood in the way."""
    if errors:
        worst = next((e for e in errors if isinstance(e, SetupError)), errors[-1])
        _keep(_sentence(worst), needs_repair=isinstance(worst, SetupError))
    elif missing:
        _keep(MISSING_COURSE.format(idnumber=", ".join(missing)), needs_repair=True)
    elif had_contact or current_problem():
        _works()
    return not errors and not missing


def _sentence(error: MoodleError) -> str:
    if isinstance(error, SetupError):
        return SETUP_SENTENCES.get(error.code, SETUP_SENTENCE.format(code=error.code))
    return PASSING_SENTENCE.format(code=error.code)


def _keep(sentence: str, *, needs_repair: bool) -> None:
    """Keeps the problem, with the moment it began; the same one again is no news."""
    before = current_problem()
    if before and before.problem == sentence:
        return
    log.log(logging.ERROR if needs_repair else logging.WARNING, "Moodle: %s", sentence)
    MoodleHealth.objects.update_or_create(
        pk=1,
        defaults={
            "problem": sentence[:300],
            "needs_repair": needs_repair,
            "since": before.since if before else timezone.now(),
        },
    )


def _works() -> None:
    if current_problem():
        log.info("Moodle works again")
    MoodleHealth.objects.update_or_create(
        pk=1,
        defaults={
            "problem": "",
            "needs_repair": False,
            "since": None,
            "worked_at": timezone.now(),
        },
    )
