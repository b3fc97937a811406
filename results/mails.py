"""The mails of this app, each in its folder under `templates/results/mails/`."""

from django.conf import settings

from ovsgtoets.kernel.mail import queue_mail
from results.queries.enterers import Work
from results.queries.missing import address_of, first_missing
from schools.models import Edition


def queue_reminder(work: Work, *, school, edition: Edition, by) -> None:
    """Which parts of which classes still miss cells, and the way to the first of them. No pupil
    is named: mail travels far."""
    first = first_missing(one.key for one in work.waiting)
    rows = [
        (one, f"{settings.SITE_URL}{address_of(*one.key, first.get(one.key))}")
        for one in work.waiting
    ]
    queue_mail(
        "results/mails/points_reminder",
        to=work.teacher.email,
        context={
            "teacher": work.teacher,
            "school": school,
            "edition": edition,
            "by": by,
            "rows": rows,
            "link": rows[0][1],
            "link_text": "Ga naar de eerste lege cel",
        },
    )
