"""The mails of this app, each in its folder under `templates/results/mails/`."""

from django.conf import settings
from django.urls import reverse

from ovsgtoets.kernel.mail import queue_mail
from results.models import Action
from results.queries.enterers import Work
from results.queries.entry import is_closed
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
            "closed": is_closed(edition),
            "by": by,
            "rows": rows,
            "link": rows[0][1],
            "link_text": "Ga naar de eerste lege cel",
        },
    )


def queue_action(action: Action, *, by) -> None:
    """To its owner: by when, and the way to it. What it is about stays in the portal: it may be
    about a pupil, and mail travels far."""
    finding = action.finding
    queue_mail(
        "results/mails/action",
        to=action.owner.email,
        context={
            "owner": action.owner,
            "action": action,
            "school": finding.school,
            "edition": finding.edition,
            "by": by,
            "link": f"{settings.SITE_URL}{reverse('results:finding', args=[finding.pk])}",
            "link_text": "Bekijk je actie",
        },
    )
