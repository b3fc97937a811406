"""The guide's chapter "Bestelling toetsen", walked by the secretary."""

from decimal import Decimal

import pytest
from post_office.models import Email

from orders.models import DeliveryRow, MoodleAccess, Order, OrderRevision
from schools.models import Participation, Pupil, SchoolKind
from tests.conftest import make_edition
from tests.integration.orders.stories import address, confirm_from, mailed, plain

pytestmark = pytest.mark.django_db


def test_the_secretary_orders_changes_and_confirms_again(cast, price_list, as_person):
    client = as_person(cast.secretary)

    page = client.get("/bestelling/")
    assert "Bestelling toetsen 2027" in plain(page)
    assert "De Linde, wijkschool" in plain(page)
    assert not Order.objects.exists(), "looking makes nothing"

    # The proposed rows: the second site goes, the first one gets its numbers.
    start = client.post("/bestelling/beginnen/", {"remove": "1"}, follow=True)
    assert "Leveradres De Linde, wijkschool verwijderd." in plain(start)
    row = DeliveryRow.objects.get()
    saved = client.post(
        f"/bestelling/adres/{row.pk}/",
        address(seen_version=row.order.version),
        follow=True,
    )
    assert "Leveradres De Linde aangepast." in plain(saved)
    assert "188,00 EUR 40 × 4,70 EUR" in plain(saved)
    assert "1 leerkracht gratis: 1 per begonnen 10 exemplaren" in plain(saved)
    assert "13,50 EUR levering aan 1 adres" in plain(saved)
    assert "Prijs totaal: 201,50 EUR" in plain(saved)

    done = confirm_from(client, saved, advisers_may_see="on", tests_order_number="BO-7")
    assert done.status_code == 302
    page = client.get("/bestelling/")
    text = plain(page)
    assert (
        "Bestelling bevestigd. Mail verstuurd naar bo@demo.example en school146001@demo.example."
        in text
    )
    assert "Je plaatste voor De Linde reeds een bestelling." in text
    assert "De pedagogisch adviseurs krijgen inzage in de puntenmodule." in text
    assert "Er is geen schoolfeedbackrapport besteld." in text
    assert "Bestelnummer voor de toetsen BO-7" in text
    assert "Bevestigd door Bo Maes" in text

    revision = OrderRevision.objects.get()
    assert (revision.number, revision.confirmed_by) == (1, cast.secretary)
    assert (revision.copies_total, revision.teachers_total) == (Decimal("188.00"), Decimal("0.00"))
    assert (revision.delivery_total, revision.total) == (Decimal("13.50"), Decimal("201.50"))
    stored = revision.rows.get()
    assert stored.teachers_reason == "1 leerkracht gratis: 1 per begonnen 10 exemplaren"
    taking_part = Participation.objects.get(school=cast.school, edition=cast.edition)
    assert taking_part.advisers_may_see
    assert not taking_part.feedback_report
    assert MoodleAccess.objects.filter(user=cast.teacher, desired="active").exists()
    assert not MoodleAccess.objects.filter(user=cast.secretary).exists()

    # Wijzig bestelling: what was confirmed stays in force until the next confirmation.
    changing = client.post("/bestelling/wijzigen/", follow=True)
    assert "Je wijzigt een bevestigde bestelling." in plain(changing)
    assert "(40 exemplaren, 201,50 EUR), blijft gelden tot je opnieuw bevestigt." in plain(changing)
    client.post("/bestelling/adres/nieuw/", address(site_name="Turnzaal", copies=5, teachers=2))
    assert Participation.objects.get().confirmed_at == revision.confirmed_at
    page = client.get("/bestelling/")
    assert 'name="agreed_direction"' in page.content.decode()
    assert page.context["draft"].form.initial["advisers_may_see"] is True
    assert "agreed_direction" not in page.context["draft"].form.initial

    assert confirm_from(client, page, feedback_report="on").status_code == 302
    second = OrderRevision.objects.get(number=2)
    assert second.total == Decimal("243.20")
    assert [row.total for row in second.rows.all()] == [Decimal("201.50"), Decimal("41.70")]
    taking_part.refresh_from_db()
    assert (taking_part.advisers_may_see, taking_part.feedback_report) == (False, True)
    assert Participation.objects.count() == 1
    assert mailed() == 2 * ["bo@demo.example"] + 2 * ["school146001@demo.example"]

    page = plain(client.get("/bestelling/"))
    assert "Versie 2 , deze geldt" in page
    first = plain(client.get("/bestelling/versie/1/"))
    assert "Deze versie is vervangen door een latere." in first
    assert "201,50 EUR" in first
    assert "Turnzaal" not in first


def test_the_mail_has_the_guides_list(cast, story):
    story.confirmed()

    mail = Email.objects.get(to="bo@demo.example")

    assert mail.subject == "Bevestiging van de bestelling voor de OVSG-toets 2027"
    for text in (plain(mail.message), plain(mail.html_message)):
        assert "bevestiging van de bestelling voor de OVSG-toets 2027" in text
        for line in (
            "School De Linde (146001)",
            "Aantal leerkrachten 1",
            "Aantal leerlingen 40",
            "Prijs leerlingen ex. 188,00 EUR",
            "Prijs leerkrachten ex. 0,00 EUR",
            "Prijs levering 13,50 EUR",
            "Prijs totaal 201,50 EUR",
        ):
            assert line in text.replace(":", "")
        assert "1 april 2027" in text
    assert "/bestelling/" in mail.message


def test_the_page_says_what_the_guide_says_with_je(cast, price_list, as_person):
    text = plain(as_person(cast.admin).get("/bestelling/"))

    for sentence in (
        "Je dient minimaal 10 exemplaren (uitgezonderd buitengewoon basisonderwijs) te bestellen.",
        "Voor de leerkrachten worden er gratis exemplaren van de instructiebundels voorzien.",
        "Deze wordt automatisch berekend.",
        "Een bestelling annuleren kan niet.",
        "Bij problemen kan je de helpdesk contacteren: helpdesk.toets@ovsg.be of 02/300.70.25",
        "Vergeet niet op Bevestig de bestelling te klikken!",
        "Nieuw adres",
        "Pas leveradres/aantal exemplaren aan",
        "Verwijder leveradres",
        "naam vestiging straat huisnr postcode gemeente aantal leerkrachten aantal exemplaren"
        " prijs exemplaren prijs leerkrachten prijs levering prijs totaal",
        "Ik bevestig dat de directie akkoord gaat met deze bestelling.",
        "Ik heb kennis genomen van de OVSG privacyverklaring en ga hiermee akkoord",
        "Wij zijn akkoord om de pedagogisch adviseurs inzage te geven in de puntenmodule.",
        "Wij wensen een schoolfeedbackrapport te bestellen",
        "Voeg indien gewenst bestelnummer voor de toetsen in (facturatie juni)",
        "Voeg indien gewenst bestelnummer voor schoolfeedbackrapport in (facturatie najaar)",
    ):
        assert sentence in text


def test_a_school_that_may_order_fewer_reads_that(cast, price_list, as_person):
    cast.school.kind = SchoolKind.SPECIAL
    cast.school.save()

    text = plain(as_person(cast.admin).get("/bestelling/"))

    assert "Als school voor buitengewoon basisonderwijs kan je ook minder dan 10" in text
    assert "Je dient minimaal" not in text


def test_what_is_confirmed_leads_to_the_materials(cast, story, as_person):
    """The secretariat has no Moodle of its own, and did not confirm what it reads."""
    story.confirmed(cast.school)

    own = as_person(cast.admin).get("/bestelling/")
    of_secretary = as_person(cast.secretary).get("/bestelling/")

    assert "kan je de materialen van de toets raadplegen in Moodle" in plain(own)
    assert own.content.decode().count('href="/moodle/"') > 1
    assert "kunnen de leerkrachten de materialen van de toets raadplegen" in plain(of_secretary)
    assert 'href="/moodle/"' not in of_secretary.content.decode()
    assert "Wat bevestigd is" in plain(of_secretary)
    assert "Wat je bevestigde" not in plain(of_secretary)


def test_the_report_has_its_price_beside_its_tick(cast, price_list, as_person):
    client = as_person(cast.admin)
    text = plain(client.get("/bestelling/"))
    assert (
        "De prijs is nog niet bekend. Het rapport wordt apart gefactureerd in het najaar." in text
    )
    price_list.report_price = Decimal("85.00")
    price_list.save()

    for answer in (client.get("/bestelling/"), client.post("/bestelling/bevestigen/")):
        price = "85,00 EUR, apart gefactureerd in het najaar: niet in de prijs hieronder."
        assert price in plain(answer)
        assert 'aria-describedby="id_feedback_report_helptext"' in answer.content.decode()


def test_a_new_school_starts_with_its_sites_and_the_pupils_and_classes_there(
    cast, price_list, as_person
):
    cast.class_b.site = cast.sites[1]
    cast.class_b.save()
    for name in ("Aa", "Bb", "Cc"):
        Pupil.objects.create(school_class=cast.class_b, last_name=name, first_name="An", gender="V")
    client = as_person(cast.secretary)

    lines = client.get("/bestelling/").context["draft"].lines

    # 6A is linked to no site, so it counts at the first.
    assert [(x.row.site_name, x.row.teachers, x.row.copies) for x in lines] == [
        ("De Linde", 1, 0),
        ("De Linde, wijkschool", 1, 3),
    ]
    client.post("/bestelling/beginnen/", {"edit": "0"})
    assert [
        (row.site_name, row.teachers, row.copies) for row in Order.objects.get().rows.all()
    ] == [("De Linde", 1, 0), ("De Linde, wijkschool", 1, 3)]


def test_a_returning_school_confirms_last_years_order_unchanged(cast, story, as_person):

    from orders.models import PriceList

    last_year = make_edition(2026)
    prices = PriceList.objects.create(
        edition=last_year, copy_price=4, bundle_price=4, delivery_price=10
    )
    order = Order.objects.create(school=cast.school, edition=last_year, status="confirmed")
    revision = OrderRevision.objects.create(
        order=order, number=1, price_list=prices, confirmed_by=cast.admin,
        confirmed_at="2026-02-01T10:00:00Z", advisers_may_see=True, feedback_report=False,
        copies_total=120, teachers_total=0, delivery_total=10, total=130,
    )  # fmt: skip
    revision.rows.create(
        **address(site_name="Oude poort", copies=30),
        copies_price=120, teachers_price=0, delivery_price=10, total=130,
    )  # fmt: skip
    client = as_person(cast.secretary)

    page = client.get("/bestelling/")
    assert "van je bestelling van 2025-2026" in plain(page)
    assert confirm_from(client, page).status_code == 302

    row = OrderRevision.objects.get(order__edition=cast.edition).rows.get()
    assert (row.site_name, row.copies, row.total) == ("Oude poort", 30, Decimal("154.50"))


def test_dropping_the_changes_brings_back_what_was_confirmed(cast, story, as_person):
    from orders.domain.confirm import Choices

    order = story.confirmed(
        cast.school,
        address(),
        address(site_name="Turnzaal", copies=10),
        choices=Choices(feedback_report=True, report_order_number="R-1"),
    )
    client = as_person(cast.secretary)
    client.post("/bestelling/wijzigen/")
    gone = order.rows.first()
    client.post(f"/bestelling/adres/{gone.pk}/verwijderen/")

    page = client.post("/bestelling/niet-wijzigen/", follow=True)

    assert "Wijzigingen verwijderd. De bevestigde bestelling geldt." in plain(page)
    order.refresh_from_db()
    assert order.status == "confirmed"
    assert [row.site_name for row in order.rows.all()] == ["De Linde", "Turnzaal"]
    assert (order.feedback_report, order.report_order_number) == (True, "R-1")
    assert order.revisions.count() == 1
    assert len(mailed()) == 2
    again = client.post("/bestelling/niet-wijzigen/")
    assert again.status_code == 422
    assert "Er zijn geen wijzigingen om te laten vallen." in plain(again)


def test_a_removed_address_comes_back_as_it_was(cast, story, as_person):
    order = story.started(cast.school, address(), address(site_name="Turnzaal", copies=12))
    row = order.rows.first()
    client = as_person(cast.secretary)

    page = client.post(f"/bestelling/adres/{row.pk}/verwijderen/", follow=True)
    assert "Leveradres De Linde verwijderd." in plain(page)
    assert "Zet terug" in plain(page)
    # A second click on the same button says the same, and does nothing.
    assert client.post(f"/bestelling/adres/{row.pk}/verwijderen/").status_code == 302
    for _ in range(2):
        client.post(f"/bestelling/adres/{row.pk}/terugzetten/")

    assert [(r.site_name, r.copies) for r in order.rows.all()] == [
        ("De Linde", 40),
        ("Turnzaal", 12),
    ]
    assert "Zet terug" not in plain(client.get(f"/bestelling/?verwijderd={row.pk}"))
