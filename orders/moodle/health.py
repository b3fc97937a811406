"""Whether the connection with Moodle works, kept for the helpdesk: said once in the log, and once
in a mail when somebody has to mend something."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from orders.models import MoodleHealth
from orders.moodle.api import MoodleError, SetupError
from ovsgtoets.kernel.mail import queue_mail

log = logging.getLogger(__name__)

TOO_LONG = timedelta(hours=2)  # an outage that lasts longer may not pass by itself
SETUP_SENTENCES = {
    "invalidtoken": "Moodle kent het token van het portaal niet meer (invalidtoken).",
    "address": "MOODLE_URL is geen geldig webadres.",
    "accessexception": (
        "De dienst van het portaal in Moodle mist een functie, of de gebruiker mag ze niet"
        " gebruiken (accessexception)."
    ),
    "blind": (
        "De gebruiker van het portaal mag in Moodle geen ID-nummers zien: het recht"
        " moodle/user:viewalldetails ontbreekt."
    ),
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
    the idnumbers of courses that Moodle lacks. True when nothing stood in the way.

    Mails the helpdesk once about a problem that somebody has to mend, and once when all works
    again.
    """
    if errors:
        worst = next((e for e in errors if isinstance(e, SetupError)), errors[-1])
        _keep(sentence_of(worst), needs_repair=isinstance(worst, SetupError))
    elif missing:
        _keep(MISSING_COURSE.format(idnumber=", ".join(missing)), needs_repair=True)
    elif had_contact or current_problem():
        _works()
    return not errors and not missing


def sentence_of(error: MoodleError) -> str:
    """The error in words for the helpdesk."""
    if isinstance(error, SetupError):
        return SETUP_SENTENCES.get(error.code, SETUP_SENTENCE.format(code=error.code))
    return PASSING_SENTENCE.format(code=error.code)


def locked() -> MoodleHealth:
    """The one row, held until the end of the transaction."""
    MoodleHealth.objects.get_or_create(pk=1)
    return MoodleHealth.objects.select_for_update().get(pk=1)


@transaction.atomic
def _keep(sentence: str, *, needs_repair: bool) -> None:
    """Keeps the problem, with the moment it began; the same one again is no news."""
    health = locked()
    if health.problem != sentence[:300]:
        log.log(logging.ERROR if needs_repair else logging.WARNING, "Moodle: %s", sentence)
        health.problem, health.needs_repair = sentence[:300], needs_repair
        health.since = health.since or timezone.now()
    lasts = timezone.now() - health.since > TOO_LONG
    if (needs_repair and health.alarm != health.problem) or (lasts and not health.alarm):
        health.alarm = health.problem
        _mail("moodle_stopped", health)
    health.save()


@transaction.atomic
def _works() -> None:
    health = locked()
    if health.problem:
        log.info("Moodle works again")
    if health.alarm:
        _mail("moodle_works", health)
    health.problem, health.needs_repair, health.since, health.alarm = "", False, None, ""
    health.worked_at = timezone.now()
    health.save()


def _mail(noun: str, health: MoodleHealth) -> None:
    page = reverse("admin:orders_moodlehealth_changelist")
    queue_mail(
        f"orders/mails/{noun}",
        to=settings.HELPDESK_EMAIL,
        context={
            "health": health,
            "link": f"{settings.SITE_URL}{page}",
            "link_text": "Bekijk de verbinding",
        },
    )
