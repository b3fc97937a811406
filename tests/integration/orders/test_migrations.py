"""Orders of a portal that was in use before: migrated as they stood then, and looked at after."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from tests.integration.orders.stories import address

pytestmark = pytest.mark.django_db
BEFORE = [("orders", "0004_tiers_deliveries_printing_reminders")]
AFTER = [("orders", "0006_parcels_of_earlier_confirmations")]
MOLEN = address(site_name="Molen", street="Molenweg", copies=12)
MOMENT = timezone.make_aware(timezone.datetime(2027, 2, 1, 10))


def migrate(targets):
    """The tables and the models as they are after `targets`. All in the transaction of the test,
    which is rolled back: no other test sees these tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else no table may be altered
    return MigrationExecutor(connection).migrate(targets).apps


class Then:
    """What schools had confirmed, with the models of that time."""

    def __init__(self, apps) -> None:
        self.model = {
            name: apps.get_model(label)
            for name, label in {
                "Edition": "schools.Edition", "School": "schools.School", "Person": "accounts.User",
                "PriceList": "orders.PriceList", "Order": "orders.Order",
                "Revision": "orders.OrderRevision", "Delivery": "orders.Delivery",
            }.items()
        }  # fmt: skip
        self.person = self.model["Person"].objects.create(email="bo@demo.example", password="!")
        self.editions = {year: self._edition(year) for year in (2026, 2027)}

    def _edition(self, year: int):
        edition = self.model["Edition"].objects.create(
            year=year, orders_open_on=date(year - 1, 9, 1), orders_close_on=date(year, 4, 1),
            entry_opens_on=date(year - 1, 9, 1), entry_closes_on=date(year, 6, 25),
        )  # fmt: skip
        prices = self.model["PriceList"].objects.create(
            edition=edition, copy_price=4, bundle_price=4, delivery_price=10, report_price=75
        )
        return SimpleNamespace(row=edition, prices=prices)

    def order(self, number: int, year: int):
        school, _ = self.model["School"].objects.get_or_create(
            institution_number=number, name=f"School {number}",
            street="Weg", house_number="1", postal_code="9000", municipality="Gent",
        )  # fmt: skip
        return self.model["Order"].objects.create(school=school, edition=self.editions[year].row)

    def confirm(self, order, number: int, *rows: dict, report: bool = False):
        year = order.edition.year
        amounts = dict.fromkeys(("copies_price", "teachers_price", "delivery_price", "total"), 0)
        revision = self.model["Revision"].objects.create(
            order=order, number=number, price_list=self.editions[year].prices,
            confirmed_by=self.person, confirmed_at=MOMENT, advisers_may_see=False,
            feedback_report=report, copies_total=0, teachers_total=0, delivery_total=0, total=0,
        )  # fmt: skip
        for row in rows:
            revision.rows.create(**row, **amounts)
        return revision

    def parcel(self, order, **values):
        return self.model["Delivery"].objects.create(
            order=order, since=date(2027, 2, 20), **{**address(), **values}
        )


@pytest.fixture
def then():
    return Then(migrate(BEFORE))


def parcels_of(order, apps) -> list[tuple]:
    """Read with the models of after."""
    found = apps.get_model("orders.Delivery").objects.filter(order_id=order.pk).order_by("pk")
    return [(one.site_name, one.copies, one.teachers, one.status, one.since) for one in found]


def test_orders_confirmed_before_there_were_parcels_get_them(then):
    """Of the edition that was last ordered for, of the last version, and of nobody else."""
    of_last_year = then.order(146001, 2026)
    then.confirm(of_last_year, 1, address())
    changed = then.order(146001, 2027)
    then.confirm(changed, 1, address())
    then.confirm(changed, 2, address(copies=45), MOLEN, {**MOLEN, "copies": 3})
    followed = then.order(146002, 2027)
    then.confirm(followed, 1, address())
    then.parcel(followed, copies=40, status="packed")
    draft = then.order(146003, 2027)

    now = migrate(AFTER)

    confirmed_on = date(2027, 2, 1)
    assert parcels_of(changed, now) == [
        ("De Linde", 45, 1, "ordered", confirmed_on),
        ("Molen", 15, 2, "ordered", confirmed_on),
    ]
    assert parcels_of(followed, now) == [("De Linde", 40, 1, "packed", date(2027, 2, 20))]
    assert parcels_of(of_last_year, now) == parcels_of(draft, now) == []


def test_the_price_of_the_report_stays_unknown_in_what_was_confirmed_before(then):
    """Nobody writes in a confirmed version, no migration either; from now on it is stored."""
    before = then.confirm(then.order(146001, 2027), 1, address(), report=True)

    now = migrate(AFTER)

    revisions = now.get_model("orders.OrderRevision").objects
    assert revisions.get(pk=before.pk).report_price is None
    without = {
        name: getattr(before, name)
        for name in ("order_id", "price_list_id", "confirmed_by_id", "confirmed_at",
                     "advisers_may_see", "copies_total", "teachers_total", "delivery_total", "total")
    }  # fmt: skip
    revisions.create(**without, number=2, feedback_report=True, report_price=75)
    with pytest.raises(IntegrityError, match="order_revision_report_has_price"), transaction.atomic():  # fmt: skip
        revisions.create(**without, number=3, feedback_report=False, report_price=75)
