"""What was confirmed, afterwards: differences on the page, in the mail and in the PDF; the file
for the calendar."""

import io
from datetime import date, datetime

import pytest
from icalendar import Calendar
from post_office.models import STATUS, Email
from pypdf import PdfReader

from orders.choices import Choices
from orders.domain.drafts import reopen_order
from orders.domain.rows import add_row, change_row
from orders.models import OrderRevision, PriceList
from ovsgtoets.kernel import outbox
from tests.integration.orders.stories import address, confirm_from, lines_of, mailed, plain

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed(cast, story):
    """Confirmed, then with 45 copies, a second address, an order number and without the tick."""
    order = story.confirmed(choices=Choices(advisers_may_see=True))
    Email.objects.all().delete()
    reopen_order(order=order, by=cast.admin)
    order.refresh_from_db()
    change_row(
        row=order.rows.get(), values=address(copies=45), seen_version=order.version, by=cast.admin
    )
    add_row(order=order, values=address(site_name="Turnzaal", copies=5), by=cast.admin)
    story.confirm(order, by=cast.admin, choices=Choices(tests_order_number="BO-7"))
    return order


LINES = [
    "De Linde, aantal exemplaren: 40 → 45",
    "Nieuw leveradres: Turnzaal, Dorpsstraat 1, 9000 Gent: 5 exemplaren, 1 leerkracht, 37,00 EUR",
    "Inzage door de pedagogisch adviseurs: ja → nee",
    "Bestelnummer voor de toetsen: geen → BO-7",
    "Prijs exemplaren: 188,00 EUR → 235,00 EUR",
    "Prijs levering: 13,50 EUR → 27,00 EUR",
    "Prijs totaal: 201,50 EUR → 262,00 EUR",
]


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_pages_list_the_versions_with_their_difference(cast, changed, as_person):
    client = as_person(cast.secretary)

    page = plain(client.get("/bestelling/"))
    second = client.get("/bestelling/versie/2/")

    for line in LINES:
        # What, old and new are the cells of a row there.
        cells = line.replace(": geen", " geen").replace(" → ", " ").split(": ")
        assert cells[0] in page
        assert plain(cells[-1]) in page
    assert lines_of(second) == LINES
    assert lines_of(client.get("/bestelling/versie/1/")) == []
    assert "Bewerkt" not in page


def test_the_mail_tells_the_difference_and_brings_the_order(cast, changed, settings):
    assert mailed() == ["an@demo.example", "school146001@demo.example"]
    own, copy = (Email.objects.get(to=to) for to in mailed())
    for line in LINES:
        assert f"- {line}" in own.message.replace("\u00a0", " ")
        assert plain(line.split(" → ")[-1].split(": ")[-1]) in plain(own.html_message)
    assert "omdat je op" in own.message
    assert "Je krijgt deze kopie omdat An Peeters" in copy.message
    assert not own.attachments.exists(), "nothing is made or stored while somebody confirms"

    assert outbox.deliver_mail() == 2
    from pathlib import Path

    files = sorted(Path(settings.MAIL_FOLDER).glob("*.eml"))
    assert len(files) == 2
    for file in files:
        assert b'filename="bestelling-2027-146001-versie-2.pdf"' in file.read_bytes()


def test_an_unchanged_order_confirmed_again_says_that_nothing_changed(cast, story, as_person):
    order = story.confirmed()
    reopen_order(order=order, by=cast.secretary)
    story.confirm(order)

    assert "Niets gewijzigd." in plain(as_person(cast.secretary).get("/bestelling/"))
    assert "Wat er wijzigde" not in Email.objects.filter(to="bo@demo.example").last().message


def test_the_pdf_has_the_order_its_choices_and_the_difference(cast, changed, as_person):
    client = as_person(cast.secretary)

    answer = client.get("/bestelling/versie/2/pdf/")

    assert answer["Content-Type"] == "application/pdf"
    assert "bestelling-2027-146001-versie-2.pdf" in answer["Content-Disposition"]
    text = text_of(answer.content)
    for piece in (
        "Bestelling OVSG-toets 2027", "De Linde – instellingsnummer 146001", "Versie 2",
        "An Peeters", "Turnzaal", "45 × 4,70 EUR", "211,50", "262,00 EUR", "BO-7",
        "Wat er wijzigde", "201,50 EUR",
    ):  # fmt: skip
        assert piece in text, piece
    first = text_of(client.get("/bestelling/versie/1/pdf/").content)
    assert "Wat er wijzigde" not in first
    assert "Turnzaal" not in first
    assert client.get("/bestelling/versie/3/pdf/").status_code == 404


@pytest.mark.parametrize(("price", "words"), [(75, "75,00 EUR"), (None, "nog niet bekend")])
def test_whoever_looks_at_a_version_reads_what_the_report_cost_then(
    cast, story, as_person, price_list, price, words
):
    PriceList.objects.filter(pk=price_list.pk).update(report_price=price)
    story.confirmed(choices=Choices(feedback_report=True))
    PriceList.objects.create(
        edition=cast.edition, version=2, copy_price=5, bundle_price=5, delivery_price=5, report_price=80
    )  # fmt: skip
    school = as_person(cast.secretary)
    pdf = text_of(school.get("/bestelling/versie/1/pdf/").content)
    page = plain(school.get("/bestelling/versie/1/"))
    helpdesk = plain(as_person(cast.helpdesk).get(f"/beheer/orders/orderingschool/{cast.school.pk}/change/"))  # fmt: skip

    assert f"ja, prijs {words}" in pdf
    assert f"schoolfeedbackrapport besteld: prijs {words}, apart gefactureerd" in page
    assert f"Schoolfeedbackrapport: ja, prijs {words}" in helpdesk


def test_a_pdf_that_can_not_be_made_holds_up_no_other_mail_and_comes_later(
    cast, changed, monkeypatch
):
    """The second mail goes; the first is tried again, and in the end goes without its file."""
    broken = Email.objects.get(to="an@demo.example")
    revision = OrderRevision.objects.get(number=2)
    Email.objects.filter(pk=broken.pk).update(
        context={"attach": {"kind": "order_pdf", "of": {"revision": 0}}}
    )

    assert outbox.deliver_mail() == 1
    broken.refresh_from_db()
    assert broken.status == STATUS.requeued
    Email.objects.filter(pk=broken.pk).update(
        context={"attach": {"kind": "order_pdf", "of": {"revision": revision.pk}}},
        scheduled_time=None,
    )
    assert outbox.deliver_mail() == 1

    Email.objects.filter(pk=broken.pk).update(
        status=STATUS.queued, context={"attach": {"kind": "order_pdf", "of": {"revision": 0}}},
        number_of_retries=outbox.MOST_TRIES_OF_FILE,
    )  # fmt: skip
    assert outbox.deliver_mail() == 1


def test_a_changed_price_list_between_look_and_click_shows_the_difference(cast, story, as_person):
    story.started()
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")
    PriceList.objects.create(
        edition=cast.edition, version=2, copy_price=5, bundle_price=5, delivery_price=10
    )

    answer = confirm_from(client, page)

    assert answer.status_code == 409
    assert lines_of(answer) == [
        "Prijs per exemplaar: 4,70 EUR → 5,00 EUR",
        "Levering per adres: 13,50 EUR → 10,00 EUR",
        "Prijs exemplaren: 188,00 EUR → 200,00 EUR",
        "Prijs levering: 13,50 EUR → 10,00 EUR",
        "Prijs totaal: 201,50 EUR → 210,00 EUR",
    ]


def test_a_price_list_mended_in_place_shows_the_new_total(cast, story, price_list, as_person):
    story.started()
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")
    PriceList.objects.filter(pk=price_list.pk).update(copy_price=5)

    answer = confirm_from(client, page)

    assert lines_of(answer) == ["Prijs totaal: 201,50 EUR → 213,50 EUR"]


def test_who_comes_second_sees_what_the_first_confirmed_otherwise(cast, story, client):
    order = story.started()
    client.force_login(cast.admin)
    page = client.get("/bestelling/")
    change_row(row=order.rows.get(), values=address(copies=45), seen_version=1, by=cast.secretary)
    story.confirm(order, by=cast.secretary, choices=Choices(tests_order_number="BO-7"))

    answer = confirm_from(client, page)

    assert answer.status_code == 409
    assert "Bo Maes bevestigde deze bestelling al op" in plain(answer)
    assert lines_of(answer) == [
        "De Linde, aantal exemplaren: 40 → 45",
        "Bestelnummer voor de toetsen: geen → BO-7",
        "Prijs exemplaren: 188,00 EUR → 211,50 EUR",
        "Prijs totaal: 201,50 EUR → 225,00 EUR",
    ]


def test_the_deadline_as_a_file_for_a_calendar(cast, price_list, as_person):
    client = as_person(cast.secretary)

    answer = client.get("/bestelling/agenda.ics")
    cast.edition.orders_close_on = date(2027, 4, 8)
    cast.edition.save()
    moved = client.get("/bestelling/agenda.ics")

    assert answer["Content-Type"].startswith("text/calendar")
    (event,), (later,) = (Calendar.from_ical(one.content).events for one in (answer, moved))
    assert event["DTSTART"].dt == date(2027, 4, 1)
    assert event["DTEND"].dt == date(2027, 4, 2), "a whole day; its end is the day after"
    title = "Bestelling OVSG-toets 2027: laatste dag om te bestellen of te wijzigen"
    assert str(event["SUMMARY"]) == title
    (alarm,) = event.walk("VALARM")
    begins = datetime(2027, 4, 1) + alarm["TRIGGER"].dt
    assert begins == datetime(2027, 3, 25, 9), "a week before, and not in the middle of the night"
    assert later["UID"] == event["UID"], "loaded again, it is the same event"
    assert later["DTSTART"].dt == date(2027, 4, 8)
    assert "agenda.ics" in client.get("/bestelling/").content.decode()
