"""Questions about orders, prices and what was confirmed."""

from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Count, QuerySet, Sum

from orders.choices import Choices, choices_of
from orders.known import Beside, beside, known_at_sites, numbers_named
from orders.models import DeliveryRow, Order, OrderRevision, PriceList
from orders.models.revision import RevisionRow
from orders.unusual import questions
from schools.models import Edition, School

ADDRESS = ("site_name", "street", "house_number", "postal_code", "municipality")
QUANTITIES = ("teachers", "copies")
ROW_FIELDS = (*ADDRESS, *QUANTITIES)


def order_of(school: School, edition: Edition | None) -> Order | None:
    """The school's order for the edition; None when nobody began one."""
    return (
        Order.objects.for_school(school)
        .filter(edition=edition)
        .select_related("school", "edition")
        .first()
    )


def newest_price_list(edition: Edition) -> PriceList | None:
    """The prices that count today; None while the helpdesk has not made them, or for later."""
    return PriceList.objects.in_force(edition).first()


def revisions_of(order: Order) -> QuerySet[OrderRevision]:
    """What was confirmed, newest first, each with the numbers of its `copies` and `teachers`."""
    return with_quantities(OrderRevision.objects.filter(order=order)).order_by("-number")


def choices_in_force(order: Order) -> Choices:
    """The choices that count now: those last confirmed, without what was taken back since."""
    last = order.revisions.select_related("withdrawal").last()
    if last is None:
        return Choices()
    return replace(choices_of(last), advisers_may_see=last.lets_advisers_see)


def with_quantities(revisions: QuerySet[OrderRevision]) -> QuerySet[OrderRevision]:
    """`copies`, `teachers` and `addresses` of each revision, who confirmed it, and its prices."""
    with_names = revisions.select_related("confirmed_by", "withdrawal__withdrawn_by", "price_list")
    return with_names.annotate(
        copies=Sum("rows__copies"), teachers=Sum("rows__teachers"), addresses=Count("rows")
    )


def rows_of(order: Order | None, school: School, edition: Edition) -> list[DeliveryRow]:
    """The rows as they stand; those that are proposed as long as nobody began the order."""
    return list(order.rows.all()) if order else proposed_rows(school, edition)


def proposed_rows(school: School, edition: Edition) -> list[DeliveryRow]:
    """The rows that a new order begins with, not saved: those of the school's last confirmed
    order of an earlier edition, else its sites with the pupils and classes known there."""
    earlier = earlier_revision(school, edition)
    if earlier:
        return [copy_of(row) for row in earlier.rows.all()]
    return _rows_of_sites(school, edition)


def earlier_revision(school: School, edition: Edition) -> OrderRevision | None:
    """What the school last confirmed for an edition before this one."""
    return (
        OrderRevision.objects.for_school(school)
        .filter(order__edition__year__lt=edition.year)
        .select_related("order__edition")
        .order_by("-order__edition__year", "-number")
        .first()
    )


def beside_order(school: School, edition: Edition) -> Beside:
    """What the portal knows beside the school's order: its pupils, and last year's numbers."""
    return beside(school, edition, earlier_revision(school, edition))


def questions_about(order: Order, rows: Sequence[DeliveryRow]) -> tuple[str, ...]:
    """What to ask about the numbers before they are confirmed; usually nothing."""
    known = beside_order(order.school, order.edition)
    return questions(rows, pupils=known.pupils, last_year=known.last_year)


def other_school_in(name: str, school: School) -> School | None:
    """The other school whose instellingsnummer stands in the name of an address; usually None."""
    numbers = numbers_named(name) - {school.institution_number}
    if not numbers:
        return None
    return School.objects.filter(institution_number__in=numbers).first()


def copy_of(row: DeliveryRow | RevisionRow) -> DeliveryRow:
    """The same address and numbers as a row that is not saved yet."""
    return DeliveryRow(**{name: getattr(row, name) for name in ROW_FIELDS})


def _rows_of_sites(school: School, edition: Edition) -> list[DeliveryRow]:
    return [
        DeliveryRow(
            site_name=site.name,
            **{name: getattr(site, name) for name in ADDRESS[1:]},
            teachers=known.bundles,
            copies=known.pupils,
        )
        for site, known in known_at_sites(school, edition).items()
    ]


def removed_row(order: Order, row_id: int) -> DeliveryRow | None:
    """The row with this id as it was when it was removed from the order; None if it never was."""
    events = DeliveryRow.pgh_event_model.objects
    event = events.filter(order=order, pgh_obj=row_id, pgh_label="delete").last()
    if event is None:
        return None
    values = {name: getattr(event, name) for name in ROW_FIELDS}
    return DeliveryRow(pk=row_id, order=order, **values)
