"""Making an order definitive: what every confirmation writes, the school's and the helpdesk's.

Who may confirm and when is asked before: in `confirm.py` and `confirm_for_school.py`.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.utils import timezone

from orders import unusual
from orders.choices import Choices, choices_of
from orders.domain.delivery import follow_addresses
from orders.domain.grouping import refuse_other_school
from orders.mails import queue_order_confirmed
from orders.models import DeliveryRow, Order, OrderRevision, PriceList, RevisionRow
from orders.models.revision import amounts_of, amounts_of_row
from orders.moodle.desired import refresh_school
from orders.pricing import OrderPrice, price_order
from orders.queries import ROW_FIELDS, questions_about
from orders.words import copies_in_words
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.outbox import nudge
from schools.models import Participation, School


@dataclass(frozen=True)
class RowProblem:
    """What one address forbids: `field` of the `position`th row, from 0. No `row_id`: a proposed
    row of an order that was not begun yet."""

    row_id: int | None
    position: int
    field: str
    sentence: str


class RowsRefused(Refused):
    """What the addresses of an order forbid, all of it; the sentence is that of the first."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        super().__init__(problems[0].sentence, field=problems[0].field)
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Priced:
    """The rows of an order at the prices in force, checked."""

    rows: Sequence[DeliveryRow]
    price: OrderPrice
    price_list: PriceList


def allowed(order: Order, choices: Choices) -> Choices:
    """Without what only schools of the OVSG net may choose, for the others."""
    if order.school.is_ovsg:
        return choices
    return Choices(tests_order_number=choices.tests_order_number)


def price_now(order: Order) -> Priced:
    """The rows of the locked order with their price. Refused below the minimum, with an address
    to which nothing goes, without a price list."""
    price_list = _price_list_in_force(order)
    rows = list(order.rows.all())
    if not rows:
        raise Refused("Er is nog geen leveradres. Kies Nieuw adres.")
    if problems := row_problems(order.school, rows, price_list):
        raise RowsRefused(problems)
    return Priced(rows, price_order(rows, price_list.prices), price_list)


def row_problems(
    school: School, rows: Sequence[DeliveryRow], prices: PriceList
) -> list[RowProblem]:
    """What these addresses forbid, all of it; below the minimum only when each is right by itself."""
    problems = [_problem_of(school, row, position) for position, row in enumerate(rows)]
    if found := [problem for problem in problems if problem]:
        return found
    copies = sum(row.copies for row in rows)
    minimum = 1 if school.is_special else prices.minimum_copies
    if not rows or copies >= minimum:
        return []
    sentence = f"Je dient minimaal {copies_in_words(minimum)} te bestellen. Nu staan er {copies}."
    return [RowProblem(rows[0].pk, 0, "copies", sentence)]


def refuse_unusual(order: Order, rows: Sequence[DeliveryRow], *, agreed: bool) -> None:
    """Unusual numbers are asked about; whoever says that they are right (`agreed`) goes on."""
    if not agreed and questions_about(order, rows):
        raise Refused(unusual.ASK, field="agreed_numbers")


def make_definitive(order: Order, priced: Priced, *, by, reason: str = "") -> OrderRevision:
    """Writes the revision, the parcels, the participation, access to Moodle and the mails of the
    locked order, and nudges the Moodle sync after the commit. `reason` is the helpdesk's."""
    before = order.revisions.select_related("price_list").last()
    revision = _write_revision(order, priced, before, by, reason)
    follow_addresses(revision)
    _take_part(revision)
    queue_order_confirmed(revision, before)
    nudge("order_confirmed")
    return revision


def _price_list_in_force(order: Order) -> PriceList:
    """The list that counts today, held until the commit so that its prices can't change."""
    if price_list := PriceList.objects.hold_in_force(order.edition):
        return price_list
    raise Refused(f"De prijzen van de {order.edition} zijn nog niet bekend.")


def _problem_of(school: School, row: DeliveryRow, position: int) -> RowProblem | None:
    try:
        refuse_other_school(school, row.site_name)
    except Refused as refusal:
        return RowProblem(row.pk, position, "site_name", refusal.sentence)
    if row.copies or row.teachers:
        return None
    sentence = f"Vul de aantallen in voor {row.site_name}, of verwijder dat leveradres."
    return RowProblem(row.pk, position, "copies", sentence)


def _write_revision(
    order: Order, priced: Priced, before: OrderRevision | None, by, reason: str
) -> OrderRevision:
    price = priced.price
    revision = OrderRevision.objects.create(
        order=order,
        number=before.number + 1 if before else 1,
        price_list=priced.price_list,
        confirmed_by=by,
        confirmed_at=timezone.now(),
        **asdict(choices_of(order)),
        reason=reason,
        report_price=priced.price_list.report_price if order.feedback_report else None,
        **amounts_of(price),
    )
    RevisionRow.objects.bulk_create(
        RevisionRow(
            revision=revision,
            **{name: getattr(row, name) for name in ROW_FIELDS},
            **amounts_of_row(cost),
        )
        for row, cost in zip(priced.rows, price.rows, strict=True)
    )
    return revision


def _take_part(revision: OrderRevision) -> None:
    """The school takes part in the edition, and its people get access to Moodle."""
    school, edition = revision.order.school, revision.order.edition
    Participation.objects.update_or_create(
        school=school,
        edition=edition,
        defaults={
            "confirmed_at": revision.confirmed_at,
            "advisers_may_see": revision.advisers_may_see,
            "feedback_report": revision.feedback_report,
        },
    )
    refresh_school(school=school)
