"""Bad input gets a sentence beside the field, keeps what was typed, and writes nothing."""

import re

import pytest

from orders.models import Order, OrderRevision
from tests.integration.orders.stories import address, confirm_from, plain

pytestmark = pytest.mark.django_db


def beside(answer, field: str) -> str:
    """The sentence beside a field of the table; its summary links to it."""
    html = answer.content.decode()
    pattern = rf'<span id="{field}-fout"[^>]*>(?:<span class="error">.*?<span>(.*?)</span>)?'
    sentence = plain(re.search(pattern, html, re.DOTALL)[1] or "").strip()
    assert bool(sentence) == (f'<a href="#{field}">' in html)
    return sentence


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
    assert answer.context["draft"].form.errors == {
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
    sentence = "Je dient minimaal 10 exemplaren te bestellen. Nu staan er 9."
    assert beside(answer, "rij-0-copies") == sentence
    html = answer.content.decode()
    assert 'value="BO-7"' in html
    assert html.count("checked") == 2, "the ticks stay"
    assert "nog niet alles bewaard" not in html


def test_rows_that_cannot_be_confirmed_say_so_beside_their_field(cast, price_list, as_person):
    """Also in an order that nobody began: refusing takes its beginning back."""
    client = as_person(cast.secretary)

    answer = confirm_from(client)

    assert answer.status_code == 422
    assert "Vul de aantallen in voor De Linde, wijkschool, of" in beside(answer, "rij-1-copies")
    assert not Order.objects.exists()
    answer = confirm_from(client, answer, **{"rij-0-copies": "0", "rij-0-teachers": "0"})
    answer = confirm_from(client, answer)
    for row in (0, 1):  # all of them at once
        assert "Vul de aantallen in voor De Linde" in beside(answer, f"rij-{row}-copies")
    answer = confirm_from(client, answer, **{"rij-0-copies": "4", "rij-1-copies": "3"})
    answer = confirm_from(client, answer)
    assert beside(answer, "rij-0-copies").endswith("Nu staan er 7.")
    assert not beside(answer, "rij-1-copies")


def test_all_that_is_wrong_stands_in_one_summary_with_a_link_each(cast, story, as_person):
    story.started()
    client = as_person(cast.secretary)

    answer = confirm_from(client, agreed_privacy="", **{"rij-0-copies": "veel"})

    html = answer.content.decode()
    assert html.count('class="error-summary"') == 1
    for link in ("#rij-0-copies", "#id_agreed_privacy"):
        assert html.count(f'<a href="{link}">') == 1
    assert "De Linde: Vul een getal van 0 tot 999 in." in plain(answer)
    assert 'value="veel"' in html
