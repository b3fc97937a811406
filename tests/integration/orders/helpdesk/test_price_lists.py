"""Price lists: used once, fixed for ever; new prices are a new version that counts from a day."""

import threading
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from orders.models import OrderRevision, PriceList
from orders.queries import newest_price_list
from tests.integration.orders.stories import address, confirm_from, plain, shown

pytestmark = pytest.mark.django_db
LISTS = "/beheer/orders/pricelist/"
PRICES = {
    "counts_from": "2027-03-02", "copy_price": "5,10", "copies_per_free_bundle": "10",
    "bundle_price": "5,10", "delivery_price": "20,00", "minimum_copies": "10",
    "tier_1_copies": "25", "tier_1_price": "6,50", "tier_2_copies": "100", "tier_2_price": "13,50",
    "report_price": "", "vat_percentage": "0", "vat_exemption": "Vrijgesteld van btw",
}  # fmt: skip


def renew(client, price_list, **other):
    return client.post(f"{LISTS}{price_list.pk}/nieuwe-versie/", {**PRICES, **other})


@pytest.fixture
def helpdesk(cast, as_person):
    return as_person(cast.helpdesk)


@pytest.fixture
def used(story, price_list):
    story.confirmed()
    return price_list


def test_a_used_list_is_replaced_by_a_new_version_that_is_first_looked_at(used, helpdesk):
    page = f"{LISTS}{used.pk}/change/"
    read = helpdesk.get(page)
    assert 'name="copy_price"' not in read.content.decode()
    assert "Deze prijslijst is gebruikt en blijft zoals ze is." in plain(read)
    assert helpdesk.post(page, PRICES).status_code == 403
    assert helpdesk.post(f"{LISTS}{used.pk}/delete/").status_code == 403
    form = helpdesk.get(f"{LISTS}{used.pk}/nieuwe-versie/").content.decode()
    assert 'name="copy_price" value="4,70"' in form

    review = plain(renew(helpdesk, used))
    for said in (
        "Er is nog niets bewaard.",
        "Telt vanaf de eerste dag 2 maart 2027",
        "Prijs per exemplaar 4,70 EUR 5,10 EUR",
        "Levering per adres 13,50 EUR tot 25 exemplaren 6,50 EUR, tot 100 exemplaren 13,50 EUR, meer 20,00 EUR",
        "Exemplaren 40 × 4,70 EUR 188,00 EUR",
        "Totaal 201,50 EUR",
        "Exemplaren 40 × 5,10 EUR 204,00 EUR",
        "Levering levering tot 100 exemplaren 13,50 EUR",
        "Totaal 217,50 EUR",
    ):
        assert said in review
    assert "Minimum aantal" not in review
    assert PriceList.objects.count() == 1
    assert 'value="5,20"' in renew(helpdesk, used, copy_price="5,20", again="1").content.decode()

    for _ in range(2):  # a double click
        answer = renew(helpdesk, used, confirmed="1")
        assert answer.status_code == 302
    new = PriceList.objects.get(version=2)
    assert (new.tier_copies, new.tier_prices) == ([25, 100], [Decimal("6.50"), Decimal("13.50")])
    page = plain(helpdesk.get(answer.url))
    assert "Versie 2 bewaard. Ze telt vanaf 2 maart 2027." in page
    assert "Wat verschilt met versie 1" in page
    listed = plain(helpdesk.get(LISTS))
    assert "versie 2 telt nu 5,10 EUR" in listed
    assert "versie 1 vervangen, gebruikt 4,70 EUR" in listed
    used.refresh_from_db()
    assert used.copy_price == Decimal("4.70")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"counts_from": ""}, "Vul in vanaf welke dag deze prijzen tellen."),
        ({"counts_from": "2027-03-01"}, "Kies vandaag of een dag die nog komt."),
        ({"tier_1_price": ""}, "Vul de prijs in."),
        ({"tier_1_copies": ""}, "Vul in tot hoeveel exemplaren deze prijs geldt."),
        ({"tier_2_copies": "25"}, "Kies meer dan 25 exemplaren."),
        ({"vat_exemption": ""}, "Geef de reden van de vrijstelling van btw."),
    ],
)
def test_what_can_not_be_is_refused_beside_its_field_and_stays(used, helpdesk, typed, sentence):
    for step in ({}, {"confirmed": "1"}):  # at the look as well as at the end
        answer = renew(helpdesk, used, **typed, **step)

        assert answer.status_code == 422
        assert sentence in plain(answer)
        assert 'value="5,10"' in answer.content.decode()
    assert PriceList.objects.count() == 1


@pytest.mark.parametrize("wrong", ["", "-1", "abc", "4,705", "123456,00", "\x00", "9" * 500])
def test_a_price_that_is_none_stops_everything(used, helpdesk, wrong):
    assert renew(helpdesk, used, copy_price=wrong).status_code == 422
    assert PriceList.objects.count() == 1


def test_nothing_new_and_a_version_made_meanwhile_are_refused(used, helpdesk):
    same = {"copy_price": "4,70", "bundle_price": "4,70", "delivery_price": "13,50",
            "tier_1_copies": "", "tier_1_price": "", "tier_2_copies": "", "tier_2_price": ""}  # fmt: skip
    for step in ({}, {"confirmed": "1"}):
        assert "Er verandert niets" in plain(renew(helpdesk, used, **same, **step))
    renew(helpdesk, used, confirmed="1")

    late = renew(helpdesk, used, copy_price="6,00", confirmed="1")

    assert late.status_code == 422
    assert "Intussen maakte iemand versie 2." in plain(late)
    assert PriceList.objects.count() == 2
    second = PriceList.objects.get(version=2)
    helpdesk.post(f"{LISTS}{second.pk}/change/", {**PRICES, "counts_from": "2027-03-20"})
    early = renew(helpdesk, second, copy_price="6,00", counts_from="2027-03-19", confirmed="1")
    assert "Versie 2 telt vanaf 20 maart 2027." in plain(early)


@pytest.mark.parametrize(
    ("moment", "version"),
    [
        (datetime(2027, 3, 9, 22, 59, 59, tzinfo=UTC), 1),  # 9 March, 23.59 in Belgium
        (datetime(2027, 3, 9, 23, 0, tzinfo=UTC), 2),  # 10 March, midnight
        (datetime(2027, 3, 28, 21, 59, tzinfo=UTC), 2),  # 28 March, 23.59, in summer time since that night
        (datetime(2027, 3, 28, 22, 0, tzinfo=UTC), 3),
    ],
)  # fmt: skip
def test_a_version_counts_from_midnight_in_belgium(
    cast, story, price_list, settings, monkeypatch, moment, version
):
    prices = {"edition": cast.edition, "copy_price": 5, "bundle_price": 5, "delivery_price": 10}
    PriceList.objects.create(**prices, version=2, counts_from=date(2027, 3, 10))
    PriceList.objects.create(**prices, version=3, counts_from=date(2027, 3, 29))
    order = story.started()
    settings.FIXED_TODAY = None
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    assert newest_price_list(cast.edition).version == version
    assert story.confirm(order).price_list.version == version
    assert OrderRevision.objects.get().total == {1: Decimal("201.50")}.get(version, Decimal(210))


def test_whoever_confirms_a_page_of_before_midnight_sees_the_new_price_first(
    cast, story, price_list, as_person, on
):
    PriceList.objects.create(
        edition=cast.edition, version=2, counts_from=date(2027, 3, 3),
        copy_price=5, bundle_price=5, delivery_price=10,
    )  # fmt: skip
    story.started()
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")
    assert shown(page)["seen_total"] == "201.50"
    on(date(2027, 3, 3))

    answer = confirm_from(client, page)

    assert answer.status_code == 409
    assert "210,00 EUR" in plain(answer)
    assert not OrderRevision.objects.exists()


def test_a_list_for_later_alone_leaves_ordering_closed(cast, as_person):
    PriceList.objects.create(
        edition=cast.edition, counts_from=date(2027, 3, 3),
        copy_price=5, bundle_price=5, delivery_price=10,
    )  # fmt: skip
    assert "De prijzen zijn nog niet bekend" in plain(as_person(cast.secretary).get("/bestelling/"))


def test_the_page_of_a_list_says_what_an_order_costs(helpdesk, price_list):
    page = f"{LISTS}{price_list.pk}/change/"

    assert "Totaal 201,50 EUR" in plain(helpdesk.get(page))
    assert "wijzig bij de editie" in plain(helpdesk.get(page))
    more = plain(helpdesk.get(page, {"copies": "11", "teachers": "3"}))
    assert "2 leerkrachten gratis: 1 per begonnen 10 exemplaren; 1 bijkomende bundel" in more
    assert "Totaal 69,90 EUR" in more
    for odd in ("", "x", "-1", "1000", "\x00", "9" * 400):
        answer = helpdesk.get(page, {"copies": odd, "teachers": "1"})
        assert (answer.status_code, "Vul een aantal" in plain(answer)) in {
            (200, True),
            (400, False),
        }


def test_the_first_list_of_an_edition_is_added_and_may_change_until_it_is_used(
    cast, story, helpdesk
):
    PriceList.objects.all().delete()
    first = {**PRICES, "edition": cast.edition.pk, "counts_from": ""}
    assert helpdesk.post(f"{LISTS}add/", first).status_code == 302
    price_list = PriceList.objects.get()
    page = f"{LISTS}{price_list.pk}/change/"
    assert 'name="tier_2_copies" value="100"' in helpdesk.get(page).content.decode()
    assert helpdesk.post(page, {**first, "tier_2_copies": "60"}).status_code == 302
    price_list.refresh_from_db()
    assert price_list.tier_copies == [25, 60]

    again = helpdesk.post(f"{LISTS}add/", first)
    assert "OVSG-toets 2027 heeft al een prijslijst." in plain(again)
    order = story.started(None, address(copies=61), address(site_name="Molen", copies=25))
    assert story.confirm(order).delivery_total == Decimal("26.50")
    assert helpdesk.post(page, first).status_code == 403


@pytest.mark.parametrize(
    "tiers", [([25], []), ([25, 25], [1, 1]), ([100, 25], [1, 1]), ([25], [-1]), ([0], [1])]
)
def test_the_database_keeps_tiers_in_order(price_list, tiers):
    with pytest.raises(IntegrityError), transaction.atomic():
        PriceList.objects.update(tier_copies=tiers[0], tier_prices=tiers[1])


def test_who_may_only_look_makes_no_version(cast, used, as_person):
    assert renew(as_person(cast.secretary), used).status_code == 403
    looker = cast.outsider
    looker.is_staff = True
    looker.save()
    assert renew(as_person(looker), used).status_code == 403
    assert as_person(cast.helpdesk).get(f"{LISTS}999999/nieuwe-versie/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_two_who_add_the_first_list_at_once_make_one(cast):
    start, answers = threading.Barrier(2), []

    def work():
        client = Client(raise_request_exception=False)
        client.force_login(cast.helpdesk)
        start.wait(60)
        data = {**PRICES, "edition": cast.edition.pk, "counts_from": ""}
        answers.append(client.post(f"{LISTS}add/", data).status_code)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert sorted(answers) == [200, 302]  # the second reads that there is a list
    assert PriceList.objects.count() == 1
