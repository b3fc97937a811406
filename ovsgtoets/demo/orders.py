"""Orders: last year's of everybody at once, and this year's of one school as it would order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from orders.models import DeliveryRow, Order, OrderRevision, OrderStatus, RevisionRow
from orders.models.revision import amounts_of, amounts_of_row
from orders.pricing import OrderPrice, price_order
from ovsgtoets.demo.years import Year
from schools.models import Participation, School, Site

ADDRESS = ("street", "house_number", "postal_code", "municipality")


@dataclass(frozen=True)
class Delivery:
    site: Site
    copies: int
    teachers: int

    def as_row(self) -> dict:
        """The fields that a delivery address has, in an order and in its revisions."""
        return {
            "site_name": self.site.name,
            "copies": self.copies,
            "teachers": self.teachers,
            **{name: getattr(self.site, name) for name in ADDRESS},
        }


@dataclass(frozen=True)
class OrderPlan:
    """`school` confirmed these deliveries at `at`, through `by`."""

    school: School
    deliveries: Sequence[Delivery]
    by: User
    at: datetime
    extras: bool = False

    @property
    def consents(self) -> dict[str, bool]:
        wanted = self.extras and self.school.is_ovsg
        return {"advisers_may_see": wanted, "feedback_report": wanted}


def make_confirmed_orders(year: Year, plans: Sequence[OrderPlan]) -> None:
    """The orders with their confirmed version, and that the schools take part."""
    prices = [price_order(plan.deliveries, year.prices.prices) for plan in plans]
    orders = Order.objects.bulk_create(
        Order(
            school=plan.school, edition=year.edition, status=OrderStatus.CONFIRMED, **plan.consents
        )
        for plan in plans
    )
    revisions = OrderRevision.objects.bulk_create(
        _revision(order, plan, price, year)
        for order, plan, price in zip(orders, plans, prices, strict=True)
    )
    DeliveryRow.objects.bulk_create(
        DeliveryRow(order=order, **delivery.as_row())
        for order, plan in zip(orders, plans, strict=True)
        for delivery in plan.deliveries
    )
    RevisionRow.objects.bulk_create(
        row
        for revision, plan, price in zip(revisions, plans, prices, strict=True)
        for row in _revision_rows(revision, plan, price)
    )
    Participation.objects.bulk_create(
        Participation(
            school=plan.school, edition=year.edition, confirmed_at=plan.at, **plan.consents
        )
        for plan in plans
    )


def _revision(order: Order, plan: OrderPlan, price: OrderPrice, year: Year) -> OrderRevision:
    return OrderRevision(
        order=order,
        number=1,
        price_list=year.prices,
        confirmed_by=plan.by,
        confirmed_at=plan.at,
        **amounts_of(price),
        **plan.consents,
    )


def _revision_rows(
    revision: OrderRevision, plan: OrderPlan, price: OrderPrice
) -> Sequence[RevisionRow]:
    return [
        RevisionRow(revision=revision, **amounts_of_row(row), **delivery.as_row())
        for delivery, row in zip(plan.deliveries, price.rows, strict=True)
    ]


def make_draft_order(year: Year, school: School, deliveries: Sequence[Delivery]) -> Order:
    """An order that somebody began and did not confirm."""
    order = Order.objects.create(school=school, edition=year.edition)
    DeliveryRow.objects.bulk_create(
        DeliveryRow(order=order, **delivery.as_row()) for delivery in deliveries
    )
    return order
