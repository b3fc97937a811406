"""Reminding many schools as background work; its file says what happened with each."""

from collections.abc import Sequence

from django.urls import reverse

from orders.domain.reminders import remind_school
from orders.models import OrderingSchool, OrderReminder
from orders.ordering_overview import schools_ordering
from ovsgtoets.kernel.formats import long_moment
from ovsgtoets.kernel.jobs import Deed, Progress, ask_for, job_kind
from ovsgtoets.kernel.models import Job
from ovsgtoets.kernel.spreadsheets import write_csv
from schools.models import Edition

HEADER = ["instellingsnummer", "school", "herinnering"]


def ask_for_reminders(
    *, edition: Edition, schools: Sequence[OrderingSchool], period: int, by
) -> Job:
    """Has a worker remind the schools; a second click while it runs gives the same job."""
    return ask_for(
        kind="order_reminders",
        title=f"Herinneringen: {edition}",
        owner=by,
        school=None,
        edition=edition.pk,
        schools=sorted(school.pk for school in schools),
        period=period,
    )


def _may_remind(*, owner, school, **arguments) -> bool:
    return owner.is_active and owner.is_staff and owner.has_perm("orders.add_orderreminder")


def _list(**arguments) -> str:
    return reverse("admin:orders_orderingschool_changelist")


@job_kind(
    "order_reminders",
    may_have=_may_remind,
    asked_on=_list,
    unit="scholen",
    deed=Deed(
        running="De herinneringen worden verstuurd.",
        done="De herinneringen zijn verstuurd. In het bestand staat wat elke school kreeg.",
        cancelled="Je hebt het versturen gestopt. Wat al verstuurd was, staat bij Herinneringen.",
    ),
)
def send_reminders(
    progress: Progress, *, owner, school, edition: int, schools: list[int], period: int
) -> tuple[str, bytes]:
    """One school after the other; begun again, it goes on with those that are left."""
    of = Edition.objects.get(pk=edition)
    asked = list(OrderingSchool.objects.filter(pk__in=schools))
    for number, one in enumerate(asked, start=1):
        remind_school(school=one, edition=of, period=period, by=owner)
        progress(number, len(asked))
    return f"herinneringen-{of.year}.csv", write_csv(HEADER, _outcomes(of, schools))


def _outcomes(edition: Edition, schools: list[int]) -> list[list]:
    last = {
        reminder.school_id: reminder
        for reminder in OrderReminder.objects.filter(edition=edition).order_by("sent_at")
    }
    return [
        [school.institution_number, school.name, _outcome(last.get(school.pk))]
        for school in schools_ordering(edition).filter(pk__in=schools)
    ]


def _outcome(reminder: OrderReminder | None) -> str:
    if reminder is None:
        return "geen"
    return f"op {long_moment(reminder.sent_at)} naar {reminder.sent_to}"
