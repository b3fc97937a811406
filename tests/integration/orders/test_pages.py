"""Who may see the pages, what bad input does to them, and how many questions they ask."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orders.models import DeliveryRow, Order, OrderRevision
from tests.integration.orders.stories import address, confirm_from, plain

pytestmark = pytest.mark.django_db

POSTS = [
    ("orders:order_confirm", {}),
    ("orders:order_start", {}),
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


NUMBERS = "Vul een getal van 0 tot"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("site_name", "", "Vul de naam van de vestiging in."),
        ("site_name", "  ", "Vul de naam van de vestiging in."),
        ("site_name", "x" * 201, "200"),
        ("site_name", "a\0b", "Null"),
        ("street", "", "Vul de straat in."),
        ("house_number", "", "Vul het huisnummer in."),
        ("house_number", "9" * 21, "20"),
        ("postal_code", "", "Vul de postcode in."),
        ("postal_code", "900", "Een postcode heeft vier cijfers, bv. 9000."),
        ("postal_code", "0900", "Een postcode heeft vier cijfers, bv. 9000."),
        ("postal_code", "90000", "4"),
        ("municipality", "", "Vul de gemeente in."),
        ("copies", "", f"{NUMBERS} 999 in."),
        ("copies", "-1", f"{NUMBERS} 999 in."),
        ("copies", "1000", f"{NUMBERS} 999 in."),
        ("copies", "9" * 5000, f"{NUMBERS} 999 in."),
        ("copies", "veel", f"{NUMBERS} 999 in."),
        ("copies", "4.5", f"{NUMBERS} 999 in."),
        ("copies", "1e3", f"{NUMBERS} 999 in."),
        ("copies", "4\0", f"{NUMBERS} 999 in."),
        ("teachers", "-1", f"{NUMBERS} 99 in."),
        ("teachers", "100", f"{NUMBERS} 99 in."),
        ("teachers", "drie", f"{NUMBERS} 99 in."),
    ],
)
def test_bad_input_is_said_beside_the_field_and_kept(
    cast, story, as_person, field, value, sentence
):
    order = story.started()
    row = order.rows.get()
    client = as_person(cast.secretary)

    for path in ("nieuw", row.pk):
        answer = client.post(f"/bestelling/adres/{path}/", address(**{field: value}))

        assert answer.status_code == 422
        form = answer.context["form"]
        assert sentence in " ".join(form.errors[field])
        assert form[field].value() == value
        assert form["municipality"].value() in ("Gent", value)
    order.refresh_from_db()
    assert (order.version, order.rows.get().copies) == (1, 40)


def test_an_address_to_which_nothing_goes_is_refused(cast, story, as_person):
    answer = as_person(cast.secretary).post(
        "/bestelling/adres/nieuw/", address(copies=0, teachers=0)
    )

    assert answer.status_code == 422
    assert answer.context["form"].errors["copies"] == [
        "Vul het aantal exemplaren of leerkrachten in."
    ]


def test_empty_posts_are_refused_and_write_nothing(cast, price_list, as_person):
    client = as_person(cast.secretary)

    for path in ("bevestigen/", "adres/nieuw/"):
        assert client.post(f"/bestelling/{path}").status_code == 422
    for path in ("wijzigen/", "niet-wijzigen/"):
        assert client.post(f"/bestelling/{path}").status_code == 404
    assert not Order.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seen_version", ""),
        ("seen_version", "x"),
        ("seen_version", "9" * 40),
        ("seen_version", "0"),
        ("seen_total", ""),
        ("seen_total", "NaN"),
        ("seen_total", "1e400"),
        ("tests_order_number", "x" * 41),
        ("tests_order_number", "a\0b"),
        ("report_order_number", "R-1"),  # without the tick for the report
    ],
)
def test_a_tampered_confirmation_is_refused(cast, story, as_person, field, value):
    story.started()

    answer = confirm_from(as_person(cast.secretary), **{field: value})

    assert answer.status_code == 422
    assert "De bestelling is nog niet bevestigd" in plain(answer)
    assert not OrderRevision.objects.exists()


def test_forgotten_ticks_are_asked_for_and_the_rest_is_kept(cast, story, as_person):
    story.started()

    answer = confirm_from(
        as_person(cast.secretary), agreed_direction="", tests_order_number="BO-7",
        feedback_report="on",
    )  # fmt: skip

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        "agreed_direction": ["Vink aan dat de directie akkoord gaat."]
    }
    html = answer.content.decode()
    assert 'href="#id_agreed_direction"' in html
    assert 'value="BO-7"' in html
    assert html.count("checked") == 2


def test_too_few_copies_says_how_many_are_needed(cast, story, as_person):
    story.started(cast.school, address(copies=9))

    answer = confirm_from(as_person(cast.secretary), tests_order_number="BO-7")

    assert answer.status_code == 422
    assert "Je dient minimaal 10 exemplaren te bestellen. Nu staan er 9." in plain(answer)
    assert 'value="BO-7"' in answer.content.decode()


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
