"""Looks whether the connection with Moodle is as it should be, point by point, in words."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from orders.models import AccessState, MoodleAccess
from orders.moodle.api import FUNCTIONS, Moodle, MoodleError
from orders.moodle.enrolments import courses_of
from orders.moodle.health import locked, sentence_of
from orders.moodle.sync import connect
from ovsgtoets.kernel.clock import school_year_of, today
from ovsgtoets.kernel.outbox import nudge
from schools.models import Edition

HURRIED = (3, 8)  # seconds: somebody waits for the page
MOST_VALUES = 890  # as many fields as the largest request that the portal may send

NOT_CONNECTED = "Het portaal is niet verbonden: MOODLE_URL en MOODLE_TOKEN zijn niet ingesteld."
BLIND = (
    "De gebruiker van het portaal vindt zichzelf niet in Moodle. Geef haar rol het recht"
    " moodle/user:viewalldetails."
)
TRUNCATED = (
    "Moodle liet een deel van een grote aanvraag vallen. Zet max_input_vars van PHP op minstens"
    " 5000."
)


@dataclass(frozen=True)
class Check:
    title: str
    sentence: str
    is_good: bool


def check_moodle() -> list[Check]:
    """Looks now, keeps what was found for the helpdesk's page, and has the sync try again at once
    when all is well. Changes nothing in Moodle; safe to repeat."""
    checks = list(_checks())
    with transaction.atomic():
        health = locked()
        health.checks = [asdict(check) for check in checks]
        health.checked_at = timezone.now()
        health.save(update_fields=["checks", "checked_at"])
        if all(check.is_good for check in checks):
            nudge("moodle_again")
    return checks


def _checks() -> Iterator[Check]:
    moodle = connect(timeouts=HURRIED)
    if moodle is None:
        yield Check("Verbinding", NOT_CONNECTED, is_good=False)
        return
    with closing(moodle):
        try:
            info = moodle.site_info()
        except MoodleError as error:
            yield Check("Verbinding", sentence_of(error), is_good=False)
            return
        yield Check("Verbinding", _connected(info), is_good=True)
        yield _functions(info)
        for title, look in (
            ("Gebruiker van het portaal", _service_user),
            ("Grote aanvragen", _large_requests),
            ("Cursussen", _courses),
        ):
            yield _looked(title, look, moodle, str(info.get("username") or ""))


def _looked(title: str, look: Callable, moodle: Moodle, username: str) -> Check:
    try:
        return Check(title, *look(moodle, username))
    except MoodleError as error:
        return Check(title, sentence_of(error), is_good=False)


def _connected(info: dict) -> str:
    release = str(info.get("release") or "").split(" ")[0]
    version = f" Moodle {release}." if release else ""
    return (
        f"Het portaal bereikt {info.get('sitename') or 'Moodle'}, en het token is geldig.{version}"
    )


def _functions(info: dict) -> Check:
    there = {str(function.get("name")) for function in info.get("functions") or []}
    missing = [name for name in FUNCTIONS if name not in there]
    if missing:
        sentence = f"Voeg in Moodle toe aan de dienst van het portaal: {', '.join(missing)}."
        return Check("Functies", sentence, is_good=False)
    return Check("Functies", f"Alle {len(FUNCTIONS)} functies zijn er.", is_good=True)


def _service_user(moodle: Moodle, username: str) -> tuple[str, bool]:
    found = moodle.get_users_by_field("username", [username])
    return (f"{username} vindt zichzelf in Moodle.", True) if len(found) == 1 else (BLIND, False)


def _large_requests(moodle: Moodle, username: str) -> tuple[str, bool]:
    """Nobody has the first names; the last one is there only if the request arrives whole."""
    values = [*(f"niemand-{number}" for number in range(MOST_VALUES - 1)), username]
    found = moodle.call("core_user_get_users_by_field", field="username", values=values)
    if found:
        return f"Een aanvraag van {MOST_VALUES} velden komt heel aan.", True
    if not moodle.get_users_by_field("username", [username]):
        return "Niet te zeggen zolang de gebruiker van het portaal zichzelf niet vindt.", False
    return TRUNCATED, False


def _courses(moodle: Moodle, username: str) -> tuple[str, bool]:
    wanted = MoodleAccess.objects.filter(desired=AccessState.ACTIVE).values("edition")
    editions = Edition.objects.filter(Q(pk__in=wanted) | Q(year=school_year_of(today()))).order_by(
        "year"
    )
    courses, missing = courses_of(moodle, editions)
    if missing:
        return f"Maak in Moodle een cursus met idnummer {', '.join(missing)}.", False
    years = ", ".join(str(edition.year) for edition in editions)
    if not courses:
        return "Er is nog geen editie die cursussen nodig heeft.", True
    return f"De cursussen van {years} bestaan.", True
