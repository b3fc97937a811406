"""After the evening: is everything there, exactly once, and how long did it take?"""

import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.db import connection
from django.db.models import Count
from django.utils import timezone
from post_office.models import STATUS, Email

from accounts.models import User
from orders.models import MoodleAccess, Order, OrderRevision, OrderStatus, PushState
from schools.models import Participation
from schools.queries import running_edition
from tests.bench.figures import Figure, of_seconds
from tests.bench.portal import Portal

now = timezone.now


def backend() -> int:
    """The number of the process in the database that answers this one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def wait_until_settled(schools: list[int], patience: float) -> float:
    """The seconds until no mail waits and everybody is in Moodle; at most `patience`."""
    begin = time.monotonic()
    while time.monotonic() - begin < patience and _unsettled(schools):
        time.sleep(0.2)
    return time.monotonic() - begin


def _unsettled(schools: list[int]) -> bool:
    waiting = MoodleAccess.objects.filter(school__in=schools, edition=running_edition())
    return (
        Email.objects.exclude(status=STATUS.sent).exists()
        or waiting.exclude(state=PushState.DONE).exists()
    )


def what_is_wrong(portal: Portal, var: Path, schools: dict[int, str], began: datetime) -> list[str]:
    """Sentences about every school of which something is not there exactly once."""
    edition = running_edition()
    here = {"school__in": list(schools)}
    people = User.objects.filter(email__in=schools.values())
    sent = Email.objects.filter(created__gte=began, status=STATUS.sent)
    files = Counter(address for address, _ in _mail_files(var))
    active = MoodleAccess.objects.filter(**here, edition=edition, pushed="active")
    confirmed = Order.objects.filter(**here, edition=edition, status=OrderStatus.CONFIRMED)
    revisions = OrderRevision.objects.filter(order__in=confirmed, confirmed_at__gte=began)
    in_moodle = _in_moodle(portal, edition.year)
    counts = {
        "orders that are confirmed": _per(confirmed, "school_id"),
        "new revisions": _per(revisions, "order__school_id"),
        "participations": _per(Participation.objects.filter(**here, edition=edition), "school_id"),
        "accesses to Moodle": _per(active.filter(user__in=people), "school_id"),
    }
    per_person = {
        "mails that were sent": Counter(address for mail in sent for address in mail.to),
        "mails as files": files,
        "accounts in every course of Moodle": Counter(
            {person.email: in_moodle[f"ovsg-{person.public_id.hex}"] for person in people}
        ),
    }
    return [
        *(line for what, count in counts.items() for line in _not_once(what, count, schools)),
        *(
            line
            for what, count in per_person.items()
            for line in _not_once(what, count, schools.values())
        ),
    ]


def _mail_files(var: Path) -> list[tuple[str, float]]:
    """To whom each mail went, and when."""
    files = (var / "mail").glob("*.eml")
    return [(file.stem.split("-", 3)[3], file.stat().st_mtime) for file in files]


def _per(rows, field: str) -> Counter:
    return Counter(dict(rows.values_list(field).annotate(Count("pk")).order_by()))


def _not_once(what: str, count: Counter, of: Iterable) -> list[str]:
    wrong = Counter(count[one] for one in of if count[one] != 1)
    return [f"{schools} schools have {number} {what}" for number, schools in wrong.items()]


def _in_moodle(portal: Portal, year: int) -> Counter:
    """idnumber → how many accounts have it and are let into all courses of the year."""
    inside = []
    for idnumber in (f"ovsg-{year}", f"ovsg-{year}-digitaal"):
        asked = {"field": "idnumber", "value": idnumber}
        [course] = portal.ask_moodle("core_course_get_courses_by_field", **asked)["courses"]
        active = {"options[0][name]": "onlyactive", "options[0][value]": "1"}
        enrolled = portal.ask_moodle(
            "core_enrol_get_enrolled_users", courseid=str(course["id"]), **active
        )
        inside.append(Counter(user["idnumber"] for user in enrolled))
    return inside[0] & inside[1]


def figures(var: Path, schools: dict[int, str], began: datetime) -> list[Figure]:
    """How long a mail and an access were on their way after the confirmation."""
    edition = running_edition()
    new = OrderRevision.objects.filter(
        order__school__in=list(schools), order__edition=edition, confirmed_at__gte=began
    )
    confirmed = dict(new.values_list("order__school_id", "confirmed_at"))
    by_address = {schools[school]: at.timestamp() for school, at in confirmed.items()}
    pushed = MoodleAccess.objects.filter(
        school__in=list(confirmed), edition=edition, pushed_at__gte=began
    )
    lines = {
        "from confirming to mail sent": [
            sent - by_address[address]
            for address, sent in _mail_files(var)
            if address in by_address
        ],
        "from confirming to access in Moodle": [
            (access.pushed_at - confirmed[access.school_id]).total_seconds() for access in pushed
        ],
    }
    return [of_seconds(name, seconds) for name, seconds in lines.items() if seconds]
