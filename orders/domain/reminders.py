"""Reminding schools that have not ordered, at most once in a period that the helpdesk chooses."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from orders.domain.deadline import Season, season_of
from orders.models import OrderingSchool, OrderReminder
from orders.ordering_overview import schools_ordering
from orders.queries import newest_price_list
from orders.reminder_mail import queue_reminder
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import long_date, long_moment
from schools.models import Edition, School

PERIODS = (7, 14, 30)  # days; a school is not reminded twice in the chosen one


@dataclass
class ReminderPlan:
    """Who would get a mail now, and who would not, with the reason."""

    ready: list[OrderingSchool] = field(default_factory=list)
    left_out: list[tuple[OrderingSchool, str]] = field(default_factory=list)


def plan_reminders(
    *, edition: Edition, schools: Iterable[OrderingSchool], period: int
) -> ReminderPlan:
    """What sending would do with these schools (rows of `schools_ordering`); writes nothing.
    Refused while schools can't order."""
    _refuse_unless_schools_can_order(edition)
    plan = ReminderPlan()
    for school in schools:
        if reason := _why_not(school, period):
            plan.left_out.append((school, reason))
        else:
            plan.ready.append(school)
    return plan


def remind_school(*, school: School, edition: Edition, period: int, by) -> OrderReminder | None:
    """Mails the school that it has not ordered yet (or not even registered), and notes that; None
    when it need not or can't be reminded (any more).

    The school is locked, so two people at once, a double click, or a killed job that begins
    again send one mail. Refused while schools can't order.
    """
    _refuse_unless_schools_can_order(edition)
    with transaction.atomic():
        School.objects.select_for_update(no_key=True).get(pk=school.pk)
        now = schools_ordering(edition).filter(pk=school.pk).first()
        if now is None or _why_not(now, period):
            return None
        reminder = OrderReminder.objects.create(
            school=now,
            edition=edition,
            sent_to=now.email,
            sent_by=by,
            sent_at=timezone.now(),
        )
        queue_reminder(school=now, edition=edition)
        return reminder


def _why_not(school: OrderingSchool, period: int) -> str:
    """Why an annotated school gets no mail, in a sentence; empty when it does."""
    if school.last_revision is not None:
        return f"bevestigde al op {long_date(school.confirmed_at)}"
    if school.reminded_at and school.reminded_at > timezone.now() - timedelta(days=period):
        return f"kreeg al een herinnering op {long_moment(school.reminded_at)}"
    return school.email_problem


def _refuse_unless_schools_can_order(edition: Edition) -> None:
    season = season_of(edition)
    if season is Season.BEFORE:
        raise Refused(f"Bestellen kan pas vanaf {long_date(edition.orders_open_on)}.")
    if season is Season.AFTER:
        raise Refused(
            f"Bestellen kon tot en met {long_date(edition.orders_close_on)}: "
            "scholen kunnen zelf niet meer bestellen."
        )
    if newest_price_list(edition) is None:
        raise Refused(f"Scholen kunnen nog niet bestellen: de {edition} heeft nog geen prijzen.")
