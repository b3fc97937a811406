"""Two people at the same time, in real transactions."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections
from post_office.models import Email

from orders.choices import Choices
from orders.domain.advisers import withdraw_advisers
from orders.domain.confirm import confirm_order
from orders.domain.drafts import reopen_order, start_order
from orders.domain.keep import TypedRow, keep_typed
from orders.domain.rows import add_row, change_row, remove_row
from orders.models import Order, OrderRevision, PriceList
from ovsgtoets.kernel.errors import Refused
from schools.models import Participation
from tests.integration.orders.stories import address, confirm_from, lines_of, mailed, plain

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*writes) -> list:
    """Runs each write in a thread of its own, started together; results or refusals."""
    barrier = Barrier(len(writes))

    def run(write):
        try:
            barrier.wait(timeout=60)
            return write()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(writes)) as pool:
        return list(pool.map(run, writes))


def confirming(order, by):
    return lambda: confirm_order(
        order=order, agreed_direction=True, agreed_privacy=True, seen_version=order.version, by=by
    )


def test_two_people_who_confirm_at_once_make_one_revision(cast, story):
    order = story.started()

    results = at_once(confirming(order, cast.admin), confirming(order, cast.secretary))

    refusals = [result for result in results if isinstance(result, Refused)]
    assert len(refusals) == 1
    assert "bevestigde deze bestelling al op" in refusals[0].sentence
    assert OrderRevision.objects.count() == 1
    assert Participation.objects.count() == 1
    assert mailed() == sorted(
        [OrderRevision.objects.get().confirmed_by.email, "school146001@demo.example"]
    )


def test_one_person_who_clicks_five_times_at_once_makes_one_revision(cast, story):
    order = story.started()

    results = at_once(*[confirming(order, cast.secretary)] * 5)

    assert len({result.pk for result in results}) == 1
    assert OrderRevision.objects.count() == 1
    assert mailed() == ["bo@demo.example", "school146001@demo.example"]


def test_two_people_who_begin_at_once_make_one_order(cast, price_list):
    def begin(by):
        return lambda: start_order(school=cast.school, edition=cast.edition, by=by)

    orders = at_once(begin(cast.admin), begin(cast.secretary), begin(cast.admin))

    assert len({order.pk for order in orders}) == 1
    assert Order.objects.get().rows.count() == 2


def test_adding_while_somebody_confirms_is_in_the_order_or_refused(cast, story):
    order = story.started()

    added, confirmed = at_once(
        lambda: add_row(order=order, values=address(site_name="Turnzaal"), by=cast.admin),
        confirming(order, cast.secretary),
    )

    if isinstance(confirmed, Refused):
        assert "An Peeters wijzigde intussen de bestelling." in confirmed.sentence
        assert not OrderRevision.objects.exists()
    else:
        assert isinstance(added, Refused)
        assert [row.site_name for row in confirmed.rows.all()] == ["De Linde"]


def test_a_price_list_that_is_changed_while_somebody_confirms_matches_the_revision(
    cast, story, price_list
):
    order = story.started()

    def cheaper():
        try:
            PriceList.objects.filter(pk=price_list.pk).update(copy_price=1)
        except Exception as error:  # noqa: BLE001 — the trigger refuses
            return error

    at_once(confirming(order, cast.secretary), cheaper)

    revision = OrderRevision.objects.get()
    price_list.refresh_from_db()
    assert revision.copies_total == 40 * price_list.copy_price


def test_a_stale_page_says_who_changed_what_and_asks_again(cast, story, client):
    order = story.started(
        cast.school, address(), address(site_name="Turnzaal"), address(site_name="Kelder")
    )
    client.force_login(cast.secretary)
    page = client.get("/bestelling/")
    first, _, cellar = order.rows.all()
    change_row(row=first, values=address(copies=25), seen_version=1, by=cast.admin)
    remove_row(row=cellar, by=cast.admin)
    add_row(order=order, values=address(site_name="Poort", copies=1, teachers=2), by=cast.admin)

    answer = confirm_from(client, page, tests_order_number="BO-7")

    assert answer.status_code == 409
    assert lines_of(answer) == [
        "De Linde, aantal exemplaren: 40 → 25",
        "Verwijderd leveradres: Kelder, Dorpsstraat 1, 9000 Gent (40 exemplaren, 1 leerkracht)",
        "Nieuw leveradres: Poort, Dorpsstraat 1, 9000 Gent: 1 exemplaar, 2 leerkrachten, 22,90 EUR",
        "Prijs exemplaren: 564,00 EUR → 310,20 EUR",
        "Prijs leerkrachten: 0,00 EUR → 4,70 EUR",
        "Prijs totaal: 604,50 EUR → 355,40 EUR",
    ]
    assert "De Linde, aantal exemplaren 40 25" in plain(answer)
    assert not OrderRevision.objects.exists()
    html = answer.content.decode()
    assert 'value="BO-7"' in html
    assert "checked" not in html, "what the ticks were for has changed"
    assert "Voor Poort bestel je 2 instructiebundels" in plain(answer)
    assert confirm_from(client, answer, agreed_numbers="on").status_code == 302


def test_changing_the_same_address_twice_shows_the_second_person_the_first_change(
    cast, story, client
):
    order = story.started()
    row = order.rows.get()
    client.force_login(cast.secretary)
    change_row(row=row, values=address(copies=25), seen_version=1, by=cast.admin)

    answer = client.post(f"/bestelling/adres/{row.pk}/", address(copies=30, seen_version=1))

    assert answer.status_code == 409
    assert "An Peeters wijzigde intussen de bestelling." in plain(answer)
    assert "De Linde, aantal exemplaren: 40 → 25" in lines_of(answer)
    assert 'value="30"' in answer.content.decode()
    assert order.rows.get().copies == 25
    again = client.post(f"/bestelling/adres/{row.pk}/", address(copies=30, seen_version=2))
    assert again.status_code == 302
    assert order.rows.get().copies == 30


def test_when_writing_fails_half_way_nothing_is_written(cast, story):
    """The participation can't be written: no revision, no mail, and the order is as it was."""
    order = story.started()
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE schools_participation ADD CONSTRAINT broken CHECK (false) NOT VALID"
        )
    try:
        with pytest.raises(Exception, match="broken"):
            confirming(order, cast.secretary)()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE schools_participation DROP CONSTRAINT broken")

    order.refresh_from_db()
    assert (order.status, order.version) == ("draft", 1)
    assert not OrderRevision.objects.exists()
    assert not Email.objects.exists()
    confirming(order, cast.secretary)()
    assert OrderRevision.objects.count() == 1


def test_two_people_who_reopen_at_once_reopen_once(cast, story):
    order = story.confirmed()

    at_once(
        lambda: reopen_order(order=order, by=cast.admin),
        lambda: reopen_order(order=order, by=cast.secretary),
    )

    order.refresh_from_db()
    assert (order.status, order.version) == ("changing", 3)


def test_two_people_who_take_back_the_inzage_at_once_take_it_back_once(cast, story):
    order = story.confirmed(choices=Choices(advisers_may_see=True))
    Email.objects.all().delete()

    results = at_once(
        lambda: withdraw_advisers(order=order, by=cast.admin),
        lambda: withdraw_advisers(order=order, by=cast.secretary),
    )

    assert results[0] == results[1]
    assert len(mailed()) == 2
    assert Participation.objects.get().advisers_may_see is False


def test_taking_back_while_somebody_confirms_is_never_lost(cast, story):
    """Whoever is first: nobody confirms the tick from a page shown before it was taken back."""
    order = story.confirmed(choices=Choices(advisers_may_see=True))
    reopen_order(order=order, by=cast.secretary)
    order.refresh_from_db()

    _, confirmed = at_once(
        lambda: withdraw_advisers(order=order, by=cast.admin),
        confirming(order, cast.secretary),
    )

    last = order.revisions.last()
    if isinstance(confirmed, Refused):
        assert "An Peeters wijzigde intussen de bestelling." in confirmed.sentence
    assert last.lets_advisers_see is False
    assert Participation.objects.get().advisers_may_see is False


def test_typing_in_one_row_at_once_keeps_the_first_and_tells_the_second(cast, story):
    order = story.started()
    row = order.rows.get()
    shown = {"site_name": "De Linde", "teachers": 1, "copies": 40}

    def typing(copies: int, by):
        typed = TypedRow(row_id=row.pk, wanted={**shown, "copies": copies}, shown=shown)
        return lambda: keep_typed(order=order, rows=[typed], choices={}, by=by)

    kept = at_once(typing(45, cast.admin), typing(44, cast.secretary))

    row.refresh_from_db()
    told = [one.problems[row.pk]["copies"] for one in kept if one.problems]
    assert len(told) == 1
    assert f"vulde hier intussen {row.copies} in" in told[0]
    order.refresh_from_db()
    assert order.version == 2
