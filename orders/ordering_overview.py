"""Who ordered, began or did nothing in an edition, and whose order changed after it was printed."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Cast, Concat
from django.db.models.lookups import Exact

from orders.models import Order, OrderingSchool, OrderReminder, OrderRevision, OrderStatus
from orders.models.printing import PrintedRevision
from orders.models.revision import RevisionRow
from orders.print_lines import Parcel
from schools.models import Edition
from schools.queries import running_edition

APART = Value("\x1f")  # between the parts of an address


class Stage(TextChoices):
    """Where a school stands. What was confirmed stays in force while it is being changed."""

    NONE = "niet", "niet besteld"
    BEGUN = "begonnen", "enkel begonnen"
    CONFIRMED = "bevestigd", "bevestigd"
    CHANGING = "wijzigt", "wordt gewijzigd, niet opnieuw bevestigd"
    AFTER_PRINT = "na-druk", "gewijzigd na druk"


STAGES = {
    Stage.NONE: Q(order_id=None),
    Stage.BEGUN: Q(order_id__isnull=False, last_revision=None),
    Stage.CONFIRMED: Q(last_revision__isnull=False),
    Stage.CHANGING: Q(order_status=OrderStatus.CHANGING),
    Stage.AFTER_PRINT: Q(is_changed_after_print=True),
}


def edition_to_follow() -> Edition | None:
    """The running edition; while it is not made yet, the last one."""
    return running_edition() or Edition.objects.order_by("-year").first()


def schools_ordering(edition: Edition | None) -> QuerySet[OrderingSchool]:
    """Every school, registered or not, with what it last confirmed: `order_id`,
    `order_status`, `last_revision`, `copies`, `teachers`, `total`, `confirmed_at`,
    `is_changed_after_print`, `reminded_at`. One query, however many schools."""
    order = Order.objects.filter(school=OuterRef("pk"), edition=edition)
    last = OrderRevision.objects.filter(
        order__school=OuterRef("pk"), order__edition=edition
    ).order_by("-number")
    printed = last.filter(Exists(PrintedRevision.objects.filter(revision=OuterRef("pk"))))
    reminders = OrderReminder.objects.filter(school=OuterRef("pk"), edition=edition)
    return OrderingSchool.objects.annotate(
        order_id=Subquery(order.values("pk")[:1]),
        order_status=Subquery(order.values("status")[:1]),
        last_revision=Subquery(last.values("pk")[:1]),
        printed_revision=Subquery(printed.values("pk")[:1]),
        total=Subquery(last.values("total")[:1]),
        confirmed_at=Subquery(last.values("confirmed_at")[:1]),
        copies=_sum_of("copies"),
        teachers=_sum_of("teachers"),
        reminded_at=Subquery(reminders.order_by("-sent_at").values("sent_at")[:1]),
    ).annotate(is_changed_after_print=_changed_after_print())


def totals_of(schools: QuerySet[OrderingSchool]) -> dict:
    """What stands above the list: schools, of which confirmed, copies, teachers, euros."""
    return schools.order_by().aggregate(
        schools=Count("pk"),
        confirmed=Count("pk", filter=STAGES[Stage.CONFIRMED]),
        all_copies=Sum("copies", default=0),
        all_teachers=Sum("teachers", default=0),
        all_euros=Sum("total", default=0),
    )


def stage_of(school: OrderingSchool) -> Stage:
    """The most telling word for an annotated school."""
    if school.order_id is None:
        return Stage.NONE
    if school.last_revision is None:
        return Stage.BEGUN
    if school.order_status == OrderStatus.CHANGING:
        return Stage.CHANGING
    return Stage.AFTER_PRINT if school.is_changed_after_print else Stage.CONFIRMED


def _sum_of(name: str) -> Subquery:
    rows = RevisionRow.objects.filter(revision=OuterRef("last_revision")).order_by()
    return Subquery(rows.values("revision").annotate(sum=Sum(name)).values("sum"))


def _changed_after_print() -> Case:
    """Whether addresses or numbers differ from those last printed: ticks concern no printer."""
    return Case(
        When(printed_revision=None, then=False),
        When(last_revision=F("printed_revision"), then=False),
        default=~Exact(_parcels_of("last_revision"), _parcels_of("printed_revision")),
        output_field=BooleanField(),
    )


def _parcels_of(revision: str) -> ArraySubquery:
    """Each parcel of the revision as one text, sorted: what `print_lines.differs` compares."""
    parts = [part for name in Parcel._fields for part in (F(name), APART)]
    numbers = [Cast(Sum("copies"), CharField()), APART, Cast(Sum("teachers"), CharField())]
    rows = RevisionRow.objects.filter(revision=OuterRef(revision)).order_by()
    lines = rows.values(*Parcel._fields).annotate(line=Concat(*parts, *numbers))
    return ArraySubquery(lines.order_by("line").values("line"))
