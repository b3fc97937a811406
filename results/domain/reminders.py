"""Reminding teachers of points that are missing, each at most once a day."""

from dataclasses import dataclass, field

from django.db import transaction

from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from results.mails import queue_reminder
from results.models import Reminder
from results.queries.enterers import work_per_teacher
from results.queries.entry import takes_part
from schools.models import Edition


@dataclass
class Reminded:
    """Whom it was about."""

    now: list = field(default_factory=list)
    already_today: list = field(default_factory=list)


@transaction.atomic
def remind_teachers(*, school, edition: Edition, by) -> Reminded:
    """Mails every teacher of the school who must still enter points, with the way to the first
    cell that is missing. Who was reminded today already gets no second mail, so pressing twice
    (or two people at once) mails once. Refuses when nobody has to enter anything today, as in a
    school that has not ordered.
    """
    work = work_per_teacher(school, edition) if takes_part(school, edition) else []
    if not work:
        raise Refused("Vandaag moet niemand nog punten ingeven.")
    reminded = Reminded()
    for one in work:
        if _is_first_today(school, one.teacher, by):
            queue_reminder(one, school=school, edition=edition, by=by)
            reminded.now.append(one.teacher)
        else:
            reminded.already_today.append(one.teacher)
    return reminded


def _is_first_today(school, teacher, by) -> bool:
    """Whether this wrote the teacher's row of today; who comes second waits, and finds it there."""
    _, created = Reminder.objects.get_or_create(
        school=school, teacher=teacher, day=today(), defaults={"sent_by": by}
    )
    return created
