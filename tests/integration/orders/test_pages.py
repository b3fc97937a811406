"""Who may see the pages, what old pages can still do, and how many questions they ask."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orders.models import DeliveryRow, Order
from tests.integration.orders.stories import address, plain

pytestmark = pytest.mark.django_db

POSTS = [
    ("orders:order_confirm", {}),
    ("orders:order_start", {}),
    ("orders:order_keep", {}),
    ("orders:advisers_withdraw", {}),
    ("orders:order_reopen", {}),
    ("orders:order_discard", {}),
    ("orders:address_add", {}),
    ("orders:address_edit", {"pk": 1}),
    ("orders:address_remove", {"pk": 1}),
    ("orders:address_restore", {"pk": 1}),
]
PAGES = [
    ("orders:order", {}),
    ("orders:address_add", {}),
    ("orders:address_edit", {"pk": 1}),
    ("orders:address_price", {}),
    ("orders:revision", {"number": 1}),
    ("orders:revision_pdf", {"number": 1}),
    ("orders:deadline_file", {}),
]


@pytest.mark.parametrize("who", ["teacher", "pe_teacher", "care", "duo"])
def test_who_may_not_order_sees_nothing_of_it(cast, story, as_person, who):
    story.confirmed()
    client = as_person(getattr(cast, who))

    for name, kwargs in PAGES:
        assert client.get(reverse(name, kwargs=kwargs)).status_code == 403, name
    for name, kwargs in POSTS:
        assert client.post(reverse(name, kwargs=kwargs)).status_code == 403, name


def test_another_schools_address_does_not_exist(cast, story, as_person):
    order = story.started(cast.school)
    pk = order.rows.get().pk
    story.started(cast.other_school)
    client = as_person(cast.outsider)

    assert client.get(f"/bestelling/adres/{pk}/").status_code == 404
    assert client.post(f"/bestelling/adres/{pk}/", address(copies=1)).status_code == 404
    assert client.post(f"/bestelling/adres/{pk}/verwijderen/").status_code == 404
    order.rows.get().delete()
    assert client.post(f"/bestelling/adres/{pk}/terugzetten/").status_code == 404
    assert client.get(f"/bestelling/?verwijderd={pk}").context["removed"] is None
    assert client.get("/bestelling/versie/1/").status_code == 404
    assert client.get("/bestelling/versie/1/pdf/").status_code == 404
    assert DeliveryRow.objects.filter(order__school=cast.other_school).count() == 1


@pytest.mark.parametrize("pk", ["0", "999999999", "9" * 30])
def test_an_address_that_never_was_does_not_exist(cast, story, as_person, pk):
    story.started()
    client = as_person(cast.secretary)

    for path in ("", "verwijderen/", "terugzetten/"):
        assert client.post(f"/bestelling/adres/{pk}/{path}", address()).status_code == 404
    assert client.get(f"/bestelling/versie/{pk}/").status_code == 404
    for value in (pk, "-1", "x", "\0", "²"):
        assert client.get("/bestelling/", {"verwijderd": value}).status_code == 200


def test_the_same_new_address_twice_is_added_once(cast, story, as_person):
    story.started()
    client = as_person(cast.secretary)

    for _ in range(2):
        answer = client.post("/bestelling/adres/nieuw/", address(site_name="Turnzaal"))
        assert answer.status_code == 302

    assert DeliveryRow.objects.filter(site_name="Turnzaal").count() == 1


def test_a_confirmed_order_is_not_changed_by_old_pages(cast, story, as_person):
    order = story.confirmed()
    row = order.rows.get()
    client = as_person(cast.secretary)

    assert client.get(f"/bestelling/adres/{row.pk}/").url == "/bestelling/"
    assert client.get("/bestelling/adres/nieuw/").url == "/bestelling/"
    for path in ("nieuw/", f"{row.pk}/", f"{row.pk}/verwijderen/", f"{row.pk}/terugzetten/"):
        answer = client.post(f"/bestelling/adres/{path}", address(copies=1, site_name="X"))
        assert answer.status_code == 422, path
        assert "Klik eerst op Wijzig bestelling" in plain(answer)
    assert order.rows.get().copies == 40


def test_an_order_has_at_most_fifty_addresses(cast, story, as_person):
    order = story.started(cast.school, *[address(site_name=f"Gebouw {n}") for n in range(50)])

    answer = as_person(cast.secretary).post("/bestelling/adres/nieuw/", address(site_name="X"))

    assert answer.status_code == 422
    assert "Een bestelling heeft ten hoogste 50 leveradressen." in plain(answer)
    assert order.rows.count() == 50


def test_the_price_of_an_address_follows_what_is_typed(cast, price_list, as_person):
    client = as_person(cast.secretary)

    def price(**numbers) -> str:
        answer = client.get("/bestelling/adres/prijs/", numbers)
        assert answer.status_code == 200
        return plain(answer)

    assert "Prijs totaal 22,90 EUR" in price(copies="1", teachers="2")
    for numbers in ({}, {"copies": "x", "teachers": "2"}, {"copies": "\0", "teachers": "9" * 99}):
        assert "Vul de aantallen in" in price(**numbers)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2026, 9, 1), "Bevestig de bestelling"),
        (date(2027, 4, 1), "Bevestig de bestelling"),
        (date(2027, 4, 2), "Bestellen kon tot en met 1 april 2027"),
    ],
)
def test_who_did_not_order_sees_whether_it_is_still_possible(
    cast, price_list, as_person, on, day, sentence
):
    on(day)

    page = as_person(cast.secretary).get("/bestelling/")

    assert page.status_code == 200
    assert sentence in plain(page)


def test_before_the_season_the_page_says_when_it_opens(cast, price_list, as_person):
    cast.edition.orders_open_on = date(2027, 3, 15)
    cast.edition.save()
    client = as_person(cast.secretary)

    assert "Bestellen kan vanaf 15 maart 2027" in plain(client.get("/bestelling/"))
    answer = client.post("/bestelling/adres/nieuw/", address())
    assert answer.status_code == 422
    assert not Order.objects.exists()


def test_without_an_edition_the_page_says_so_and_nothing_else_exists(cast, as_person, on):
    on(date(2027, 9, 1))
    client = as_person(cast.secretary)

    assert "De nieuwe editie staat nog niet klaar" in plain(client.get("/bestelling/"))
    assert client.get("/bestelling/adres/nieuw/").status_code == 404
    assert client.post("/bestelling/bevestigen/").status_code in (404, 422)


def count_queries(client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_as_many_questions_for_one_address_as_for_thirty(cast, story, as_person):
    client = as_person(cast.secretary)
    order = story.started()
    one = count_queries(client, "/bestelling/")
    for number in range(30):
        order.rows.create(**address(site_name=f"Gebouw {number}"))
    assert count_queries(client, "/bestelling/") == one

    story.confirm(order)
    many_rows = count_queries(client, "/bestelling/")
    other = as_person(cast.outsider)
    story.confirmed(cast.other_school, by=cast.outsider)
    assert count_queries(other, "/bestelling/") == many_rows
    assert many_rows <= 9


def test_confirming_asks_as_much_for_one_address_as_for_thirty(cast, story):
    def confirm(order) -> int:
        with CaptureQueriesContext(connection) as queries:
            story.confirm(order)
        return len(queries)

    one = confirm(story.started(cast.other_school))
    assert (
        confirm(story.started(cast.school, *[address(site_name=str(n)) for n in range(30)])) == one
    )
