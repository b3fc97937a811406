"""The helpdesk changes an order after the deadline: with a reason, after seeing what it changes."""

import re
from datetime import date
from decimal import Decimal

import pytest
from post_office.models import Email

from orders.domain.drafts import reopen_order
from orders.models import Delivery, Order, OrderRevision, OrderStatus, PriceList
from schools.models import Participation, School
from tests.conftest import make_edition, make_school
from tests.integration.orders.stories import address, plain

pytestmark = pytest.mark.django_db
FIELDS = ("row", "site_name", "street", "house_number", "postal_code", "municipality", "teachers", "copies")  # fmt: skip


def page_of(school) -> str:
    return f"/beheer/orders/orderingschool/{school.pk}/bestelling/"


def typed(answer) -> dict:
    """The form as it stands on the page, as a browser would post it."""
    data = {}
    for tag in re.findall(r"<input\b[^>]*>", answer.content.decode()):
        attrs = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        is_box = attrs.get("type") == "checkbox"
        is_off = is_box and "checked" not in tag
        if "name" in attrs and attrs["name"] != "csrfmiddlewaretoken" and not is_off:
            data[attrs["name"]] = attrs.get("value", "on" if is_box else "")
    return data


@pytest.fixture
def late(story, cast, on) -> Order:
    """De Linde ordered 40 copies in March; now it is 10 April."""
    order = story.confirmed()
    on(date(2027, 4, 10))
    return order


def test_it_is_looked_at_and_then_confirmed_with_the_reason(late, cast, as_person):
    client = as_person(cast.helpdesk)
    mails = Email.objects.count()
    form = typed(client.get(page_of(cast.school)))
    assert (form["rows-0-site_name"], form["rows-0-copies"]) == ("De Linde", "40")
    molen = {f"rows-1-{name}": value for name, value in address(site_name="Molen", copies=5, teachers=0).items()}  # fmt: skip
    wanted = {**form, **molen, "rows-0-copies": "45", "tests_order_number": "B-1", "reason": "  Zes  leerlingen erbij  "}  # fmt: skip

    looked = client.post(page_of(cast.school), wanted)
    page = plain(looked)
    for said in (
        "Er is nog niets bewaard.",
        "krijgt de school een mail met de reden: Zes leerlingen erbij",
        "De Linde, aantal exemplaren 40 45",
        "Nieuw leveradres: Molen, Dorpsstraat 1, 9000 Gent",
        "Bestelnummer voor de toetsen geen B-1",
        "Prijs totaal 201,50 EUR 262,00 EUR",
        "45 × 4,70 EUR",
    ):
        assert said in page
    assert (OrderRevision.objects.count(), Email.objects.count()) == (1, mails)
    assert late.deliveries.count() == 1

    again = client.post(page_of(cast.school), {**typed(looked), "again": "1"})
    assert typed(again)["rows-0-copies"] == "45"
    for _ in range(2):  # a double click
        answer = client.post(page_of(cast.school), {**typed(looked), "confirmed": "1"})
        assert answer.status_code == 302
    assert OrderRevision.objects.count() == 2
    new = late.revisions.last()
    assert (new.reason, new.confirmed_by, new.total) == ("Zes leerlingen erbij", cast.helpdesk, Decimal("262.00"))  # fmt: skip
    assert list(late.deliveries.values_list("site_name", "copies")) == [
        ("De Linde", 45),
        ("Molen", 5),
    ]
    sent = Email.objects.order_by("pk")[mails:]
    assert {address for mail in sent for address in mail.to} == {"bo@demo.example", "school146001@demo.example"}  # fmt: skip
    assert all("Zes leerlingen erbij" in mail.message for mail in sent)
    page = plain(client.get(answer.url))
    assert "Versie 2 van de bestelling van De Linde (146001) bevestigd." in page
    assert "Reden van de helpdesk: Zes leerlingen erbij" in page
    events = Order.pgh_event_model.objects.filter(pgh_obj=late).order_by("-pgh_id")
    assert events.first().pgh_context.metadata["user"] == cast.helpdesk.pk


def test_each_field_says_of_which_address_it_is_and_the_errors_get_the_focus(late, cast, as_person):
    client = as_person(cast.helpdesk)
    page = client.get(page_of(cast.school))
    html = page.content.decode()
    for label in ("Straat, De Linde", "Verwijder, De Linde", "Aantal exemplaren, nieuw adres 1"):
        assert html.count(f'aria-label="{label}"') == 1, label
    assert "autofocus" not in html

    answer = client.post(page_of(cast.school), {**typed(page), "rows-0-copies": "x"}).content.decode()  # fmt: skip
    assert re.search(r'class="errornote" role="alert" tabindex="-1" autofocus', answer)
    assert 'aria-describedby="id_rows-0-copies_error"' in answer
    assert 'id="id_rows-0-copies_error"' in answer


def test_without_a_reason_or_a_change_nothing_happens(late, cast, as_person):
    client = as_person(cast.helpdesk)
    form = typed(client.get(page_of(cast.school)))

    answer = client.post(page_of(cast.school), {**form, "rows-0-copies": "45", "reason": " "})
    assert (answer.status_code, typed(answer)["rows-0-copies"]) == (422, "45")
    assert "Geef de reden. De school leest ze in haar mail." in plain(answer)
    answer = client.post(page_of(cast.school), {**form, "reason": "Zomaar"})
    assert (answer.status_code, "Er verandert niets aan de bestelling." in plain(answer)) == (
        422,
        True,
    )
    assert OrderRevision.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rows-0-copies": "9"}, "Je dient minimaal 10 exemplaren te bestellen."),
        ({"rows-0-copies": "x"}, "Vul een getal van 0 tot 999 in."),
        ({"rows-0-postal_code": "90"}, "Een postcode heeft vier cijfers"),
        ({"rows-0-DELETE": "on"}, "Een bestelling heeft minstens één leveradres."),
        ({"report_order_number": "B"}, "Vink ook het schoolfeedbackrapport aan"),
        ({"rows-0-site_name": "Voor 146002"}, "146002 is het instellingsnummer van De Kastanje"),
        ({"seen_version": ""}, "Laad de pagina opnieuw"),
        ({"rows-0-row": "x"}, ""),
        ({"rows-TOTAL_FORMS": "x"}, ""),
        ({"rows-TOTAL_FORMS": "9999"}, ""),
        ({"rows-0-street": "a\x00b"}, ""),
    ],
)
def test_what_can_not_be_is_refused_and_stays(late, cast, as_person, change, sentence):
    client = as_person(cast.helpdesk)
    form = typed(client.get(page_of(cast.school)))

    for step in ({}, {"confirmed": "1", "seen_total": "201.50"}):
        answer = client.post(page_of(cast.school), {**form, "reason": "Vraag", **change, **step})
        assert answer.status_code == 422, step
        assert sentence in plain(answer)
    assert OrderRevision.objects.count() == 1


def test_an_odd_number_is_asked_about_as_on_the_school_s_own_page(late, cast, as_person):
    """300 copies for a school that ordered 40 last year: a slip, or meant."""
    School.objects.filter(pk=cast.school.pk).update(registered_at="2026-01-01T00:00Z")
    earlier = OrderRevision.objects.get()
    Order.objects.filter(pk=late.pk).update(edition=make_edition(2026))
    client = as_person(cast.helpdesk)
    form = {**typed(client.get(page_of(cast.school))), "reason": "Telefoon"}
    ordinary = client.post(page_of(cast.school), {**form, "rows-0-copies": "45"})
    assert "agreed_numbers" not in ordinary.content.decode()

    looked = client.post(page_of(cast.school), {**form, "rows-0-copies": "300"})
    assert "Je bestelt 300 exemplaren; vorig jaar 40. Klopt dat?" in plain(looked)
    assert "Ja, deze aantallen kloppen." in plain(looked)
    wanted = {**typed(looked), "confirmed": "1"}
    assert "agreed_numbers" not in wanted
    refused = client.post(page_of(cast.school), wanted)
    assert refused.status_code == 422
    assert "Vink aan dat de aantallen kloppen, of pas ze aan." in plain(refused)
    assert "Er is nog niets bewaard." in plain(refused)
    assert typed(refused) == typed(looked)
    assert 'class="errornote" role="alert" tabindex="-1" autofocus' in refused.content.decode()
    assert OrderRevision.objects.get() == earlier

    for _ in range(2):  # a double click
        answer = client.post(page_of(cast.school), {**typed(refused), "confirmed": "1", "agreed_numbers": "on"})  # fmt: skip
        assert answer.status_code == 302
    new = OrderRevision.objects.exclude(pk=earlier.pk).get()
    assert new.rows.get().copies == 300


def test_what_changed_meanwhile_is_shown_first(late, cast, story, on, as_person):
    """The school confirmed another number, or the prices became others."""
    client = as_person(cast.helpdesk)
    on(date(2027, 3, 2))
    form = {**typed(client.get(page_of(cast.school))), "rows-0-copies": "45", "reason": "Telefoon"}
    looked = typed(client.post(page_of(cast.school), form))
    PriceList.objects.create(edition=cast.edition, version=2, copy_price=5, bundle_price=5, delivery_price=10)  # fmt: skip

    answer = client.post(page_of(cast.school), {**looked, "confirmed": "1"})
    assert answer.status_code == 422
    assert "De prijs is intussen 235,00 EUR; de pagina toonde 225,00 EUR." in plain(answer)
    reopen_order(order=late, by=cast.secretary)
    late.rows.update(copies=50)
    story.confirm(late)
    answer = client.post(page_of(cast.school), {**looked, "confirmed": "1"})

    assert answer.status_code == 422
    assert "Bo Maes wijzigde intussen de bestelling" in plain(answer)
    assert late.revisions.last().total == Decimal("260.00")


def test_another_price_of_the_report_is_shown_to_the_helpdesk_first(late, cast, as_person):
    client = as_person(cast.helpdesk)
    form = {**typed(client.get(page_of(cast.school))), "feedback_report": "on", "reason": "Mail"}
    looked = typed(client.post(page_of(cast.school), form))
    PriceList.objects.create(
        edition=cast.edition, version=2, copy_price="4.70", bundle_price="4.70",
        delivery_price="13.50", report_price=80,
    )  # fmt: skip

    answer = client.post(page_of(cast.school), {**looked, "confirmed": "1"})

    assert answer.status_code == 422
    sentence = "De prijs van het schoolfeedbackrapport is intussen 80,00 EUR; de pagina toonde nog niet bekend."  # fmt: skip
    assert sentence in plain(answer)
    again = typed(client.post(page_of(cast.school), {**form}))
    assert client.post(page_of(cast.school), {**again, "confirmed": "1"}).status_code == 302
    assert late.revisions.last().report_price == Decimal("80.00")


def test_changes_that_the_school_began_end_when_the_helpdesk_confirms(late, cast, on, as_person):
    on(date(2027, 3, 2))
    reopen_order(order=late, by=cast.secretary)
    late.rows.update(copies=99)
    client = as_person(cast.helpdesk)

    page = client.get(page_of(cast.school))
    assert "de school begon zelf wijzigingen die ze niet bevestigde" in plain(page)
    assert typed(page)["rows-0-copies"] == "40"
    looked = client.post(
        page_of(cast.school), {**typed(page), "rows-0-copies": "41", "reason": "Mail"}
    )
    client.post(page_of(cast.school), {**typed(looked), "confirmed": "1"})

    late.refresh_from_db()
    assert late.status == OrderStatus.CONFIRMED
    assert list(late.rows.values_list("copies", flat=True)) == [41]


def test_a_school_that_missed_the_deadline_is_ordered_for(cast, story, on, as_person):
    on(date(2027, 4, 10))
    client = as_person(cast.helpdesk)
    kov = make_school(146009, "De Es", umbrella="kov", registered_at="2027-01-01T00:00Z")
    form = typed(client.get(page_of(kov)))
    assert "advisers_may_see" not in form
    assert not Order.objects.filter(school=kov).exists()
    wanted = {**form, "rows-0-copies": "20", "rows-0-teachers": "1", "reason": "Vergeten",
              "advisers_may_see": "on"}  # fmt: skip

    looked = client.post(page_of(kov), wanted)
    assert "Bestel voor de school: De Es" in plain(looked)
    assert not Order.objects.filter(school=kov).exists()
    client.post(page_of(kov), {**typed(looked), "confirmed": "1"})

    assert OrderRevision.objects.get().total == Decimal("107.50")
    assert Participation.objects.get(school=kov).advisers_may_see is False
    assert Delivery.objects.get(order__school=kov).copies == 20


def test_nobody_else_changes_an_order_here(late, cast, as_person):
    looker = cast.outsider
    looker.is_staff = True
    looker.save()
    for person in (cast.admin, looker):
        client = as_person(person)
        assert client.get(page_of(cast.school)).status_code == 403
        assert client.post(page_of(cast.school), {"confirmed": "1"}).status_code == 403
    client = as_person(cast.helpdesk)
    assert client.get("/beheer/orders/orderingschool/999999/bestelling/").status_code == 404
