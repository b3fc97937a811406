"""What confirming refuses, and what it writes: all at once, or nothing."""

from decimal import Decimal

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from post_office.models import Email

from orders.domain.confirm import Choices, confirm_order
from orders.domain.drafts import reopen_order
from orders.domain.rows import add_row
from orders.domain.stale import Stale
from orders.models import MoodleAccess, Order, OrderRevision, OrderStatus, PriceList
from ovsgtoets.kernel.errors import Refused
from schools.models import Participation
from tests.conftest import make_school
from tests.integration.orders.stories import (
    TOTAL,
    address,
    confirm_from,
    lines_of,
    mailed,
    plain,
    shown,
)

pytestmark = pytest.mark.django_db


def nothing_happened(order: Order) -> bool:
    order.refresh_from_db()
    return (
        order.status == OrderStatus.DRAFT
        and not OrderRevision.objects.exists()
        and not Participation.objects.exists()
        and not MoodleAccess.objects.exists()
        and not Email.objects.exists()
    )


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([address(copies=9)], "Je dient minimaal 10 exemplaren te bestellen. Nu staan er 9."),
        (
            [address(copies=0, teachers=1)],
            "Je dient minimaal 10 exemplaren te bestellen. Nu staan er 0.",
        ),
        (
            [address(), address(site_name="Turnzaal", copies=0, teachers=0)],
            "Vul de aantallen in voor Turnzaal, of verwijder dat leveradres.",
        ),
    ],
)
def test_wrong_numbers_are_refused(cast, story, rows, sentence):
    order = story.started(cast.school, *rows)

    with pytest.raises(Refused) as refusal:
        story.confirm(order)

    assert refusal.value.sentence == sentence
    assert nothing_happened(order)


def test_an_order_without_addresses_is_refused(cast, story):
    order = Order.objects.create(school=cast.school, edition=cast.edition)

    with pytest.raises(Refused, match="Er is nog geen leveradres"):
        story.confirm(order)

    assert nothing_happened(order)


def test_ten_copies_over_two_addresses_are_enough(cast, story):
    story.confirmed(cast.school, address(copies=6), address(site_name="Turnzaal", copies=4))

    assert OrderRevision.objects.get().copies_total == Decimal("47.00")


@pytest.mark.parametrize(("copies", "works"), [(0, False), (1, True), (3, True)])
def test_special_primary_schools_may_order_fewer_but_not_none(cast, story, copies, works):
    school = make_school(146004, "De Zonnebloem", kind="special")
    order = story.started(school, address(copies=copies))

    if works:
        assert story.confirm(order).copies_total == copies * Decimal("4.70")
    else:
        with pytest.raises(Refused, match="minimaal 1 exemplaar"):
            story.confirm(order)


def test_both_obligatory_ticks_are_asked_at_every_confirmation(cast, story):
    order = story.confirmed()
    reopen_order(order=order, by=cast.secretary)

    for missing in ("agreed_direction", "agreed_privacy"):
        with pytest.raises(Refused) as refusal:
            story.confirm(order, **{missing: False})
        assert refusal.value.field == missing
    assert OrderRevision.objects.count() == 1


def test_without_a_price_list_nothing_can_be_ordered(cast, as_person):
    order = Order.objects.create(school=cast.school, edition=cast.edition)
    order.rows.create(**address())

    with pytest.raises(Refused, match="De prijzen van de OVSG-toets 2027 zijn nog niet bekend"):
        confirm_order(
            order=order, agreed_direction=True, agreed_privacy=True, seen_version=1,
            by=cast.secretary,
        )  # fmt: skip

    page = plain(as_person(cast.secretary).get("/bestelling/"))
    assert "De prijzen zijn nog niet bekend" in page
    assert "Bevestig de bestelling" not in page


def test_the_newest_price_list_counts_and_a_used_one_stays_as_it_was(cast, story, price_list):
    newer = PriceList.objects.create(
        edition=cast.edition, version=2, copy_price=5, bundle_price=5, delivery_price=10
    )

    story.confirmed()

    assert OrderRevision.objects.get().price_list == newer
    assert OrderRevision.objects.get().total == Decimal("210.00")
    price_list.copy_price = Decimal("1.00")
    price_list.save()  # not used: may still be mended
    newer.copy_price = Decimal("1.00")
    with pytest.raises(IntegrityError, match="used_price_list_is_final"), transaction.atomic():
        newer.save()


def test_the_database_keeps_what_was_confirmed(cast, story):
    story.confirmed()
    revision = OrderRevision.objects.get()
    row = revision.rows.get()

    for touch in (
        lambda: OrderRevision.objects.update(total=1),
        lambda: revision.rows.update(copies=1),
        row.delete,
        revision.delete,
    ):
        with pytest.raises(Exception, match=r"Cannot|protected"), transaction.atomic():
            touch()
    revision.refresh_from_db()
    assert revision.total == TOTAL


@pytest.mark.parametrize(
    ("numbers", "constraint"),
    [
        ({"copies": 0, "teachers": 0}, "revision_row_not_empty"),
        ({"total": Decimal("1.00")}, "revision_row_adds_up"),
    ],
)
def test_the_database_refuses_a_confirmed_row_that_makes_no_sense(cast, story, numbers, constraint):
    story.confirmed()
    values = {
        **address(), "copies_price": 188, "teachers_price": 0, "delivery_price": Decimal("13.50"),
        "total": TOTAL, **numbers,
    }  # fmt: skip

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        OrderRevision.objects.get().rows.create(**values)


# --- twice, stale, smuggled --------------------------------------------------------------------


def test_a_double_click_confirms_once_and_mails_once(cast, story, as_person):
    story.started()
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")

    answers = [confirm_from(client, page), confirm_from(client, page)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert OrderRevision.objects.count() == 1
    assert mailed() == ["bo@demo.example", "school146001@demo.example"]


def test_a_second_click_with_other_choices_is_not_taken_for_the_first(cast, story, as_person):
    story.started()
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")
    confirm_from(client, page)

    second = confirm_from(client, page, feedback_report="on")

    assert second.status_code == 409
    assert "Bo Maes bevestigde deze bestelling al op" in plain(second)
    assert not Participation.objects.get().feedback_report
    assert mailed() == ["bo@demo.example", "school146001@demo.example"]


def test_who_comes_second_sees_that_a_colleague_confirmed(cast, story, client):
    story.started()
    client.force_login(cast.admin)
    page = client.get("/bestelling/")
    story.confirm(Order.objects.get(), by=cast.secretary)

    answer = confirm_from(client, page)

    assert answer.status_code == 409
    assert "Bo Maes bevestigde deze bestelling al op" in plain(answer)
    assert "Je plaatste voor De Linde reeds een bestelling." in plain(answer)
    assert OrderRevision.objects.count() == 1


def test_new_prices_between_look_and_click_are_shown_first(cast, story, as_person):
    order = story.started()
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")
    PriceList.objects.create(
        edition=cast.edition, version=2, copy_price=5, bundle_price=5, delivery_price=10
    )

    answer = confirm_from(client, page, tests_order_number="BO-7")

    assert answer.status_code == 409
    assert "De prijs is intussen gewijzigd van 201,50 EUR naar 210,00 EUR." in plain(answer)
    assert 'value="BO-7"' in answer.content.decode()
    assert nothing_happened(order)
    assert confirm_from(client, answer).status_code == 302
    assert OrderRevision.objects.get().total == Decimal("210.00")


def test_another_price_of_the_report_between_look_and_click_is_shown_to_who_orders_one(
    cast, story, as_person, price_list
):
    def report_costs(euros: int, version: int) -> None:
        PriceList.objects.create(
            edition=cast.edition, version=version, report_price=euros, copy_price="4.70",
            bundle_price="4.70", delivery_price="13.50",
        )  # fmt: skip

    story.started()
    PriceList.objects.filter(pk=price_list.pk).update(report_price=75)
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")
    report_costs(80, version=2)
    assert confirm_from(client, page).status_code == 302, "without a report nothing changed"
    assert OrderRevision.objects.get().report_price is None

    client.post("/bestelling/wijzigen/")
    page = client.get("/bestelling/")
    report_costs(85, version=3)
    answer = confirm_from(client, page, feedback_report="on")

    assert answer.status_code == 409
    assert (
        "De prijs van het schoolfeedbackrapport is intussen gewijzigd van 80,00 EUR naar 85,00 EUR."
        in plain(answer)
    )
    assert lines_of(answer) == ["Prijs schoolfeedbackrapport: 80,00 EUR → 85,00 EUR"]
    assert OrderRevision.objects.count() == 1
    assert confirm_from(client, answer, feedback_report="on").status_code == 302
    assert OrderRevision.objects.last().report_price == Decimal("85.00")
    page = plain(client.get("/bestelling/"))
    assert (
        "schoolfeedbackrapport besteld: prijs 85,00 EUR, apart gefactureerd in het najaar." in page
    )


def test_only_ovsg_schools_can_choose_inzage_and_the_report(cast, story, as_person):
    story.started(cast.other_school)
    client = as_person(cast.outsider)

    page = client.get("/bestelling/")
    for label in ("pedagogisch adviseurs", "schoolfeedbackrapport"):
        assert label not in plain(page)
    confirm_from(
        client, page, advisers_may_see="on", feedback_report="on", report_order_number="R-1",
        tests_order_number="BO-7",
    )  # fmt: skip

    revision = OrderRevision.objects.get()
    assert (revision.advisers_may_see, revision.feedback_report) == (False, False)
    assert (revision.report_order_number, revision.tests_order_number) == ("", "BO-7")
    assert not Participation.objects.get().advisers_may_see
    order = Order.objects.get()
    reopen_order(order=order, by=cast.outsider)
    story.confirm(order, by=cast.outsider, choices=Choices(advisers_may_see=True))
    assert not Participation.objects.get().advisers_may_see


def test_the_stored_prices_are_those_that_were_shown(cast, story, as_person):
    story.started(cast.school, address(copies=11, teachers=3), address(site_name="B", copies=7))
    client = as_person(cast.secretary)
    before = client.get("/bestelling/")

    confirm_from(client, before)

    after = client.get("/bestelling/")
    assert before.context["draft"].sheet.total == after.context["sheet"].total
    for one, other in zip(
        before.context["draft"].sheet.lines, after.context["sheet"].lines, strict=True
    ):
        assert (one.copies, one.teachers, one.delivery) == (
            other.copies, other.teachers, other.delivery,
        )  # fmt: skip
    assert shown(before)["seen_total"] == str(OrderRevision.objects.get().total)


def test_an_order_that_does_not_exist_any_more_cannot_be_confirmed(cast, story):
    order = story.started()
    Order.objects.filter(pk=order.pk).delete()

    with pytest.raises(ObjectDoesNotExist):
        confirm_order(
            order=order, agreed_direction=True, agreed_privacy=True, seen_version=1,
            by=cast.secretary,
        )  # fmt: skip


def test_a_stale_seen_version_is_refused_also_without_a_page(cast, story):
    order = story.started()
    add_row(order=order, values=address(site_name="Turnzaal"), by=cast.admin)

    with pytest.raises(Stale, match="An Peeters wijzigde intussen de bestelling"):
        story.confirm(order, seen_version=1)
