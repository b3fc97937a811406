"""The draft is kept as it is typed: by htmx and by the button, alone and with a colleague."""

from dataclasses import replace

import pytest
from django.test import Client

from orders.domain.rows import change_row, remove_row
from orders.models import Order, OrderRevision
from schools.models import Pupil
from tests.conftest import make_school
from tests.integration.orders.stories import address, confirm_from, lines_of, plain, shown

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
KEEP = "/bestelling/bewaren/"


def keep(client, page, **typed):
    """What htmx sends at a pause: the whole form, with what was typed."""
    return client.post(KEEP, {**shown(page), **typed}, headers=HTMX)


def seen_of(person):
    client = Client()
    client.force_login(person)
    return client, client.get("/bestelling/")


def row_of(order) -> tuple:
    row = order.rows.first()
    return row.site_name, row.teachers, row.copies


def test_typing_begins_the_order_and_keeps_numbers_name_and_choices(cast, price_list, as_person):
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")

    answer = keep(client, page, **{"rij-0-copies": "40", "rij-0-teachers": "1"})

    assert answer.status_code == 200
    order = Order.objects.get()
    assert row_of(order) == ("De Linde", 1, 40)
    text = plain(answer)
    for piece in (
        "188,00 EUR 40 × 4,70 EUR", "1 leerkracht gratis: 1 per begonnen 10 exemplaren",
        "levering aan 1 adres", "bewaard Prijs totaal:",
    ):  # fmt: skip
        assert piece in text
    html = answer.content.decode()
    assert "<form" not in html, "nobody's typing is interrupted"
    assert f'value="{order.rows.first().pk}"' in html
    assert f'name="seen_version" value="{order.version}"' in html

    page = client.get("/bestelling/")
    ticked = {"feedback_report": "on", "agreed_direction": "on", "tests_order_number": "BO-7"}
    keep(client, page, **{"rij-0-site_name": "Onthaal", **ticked})
    page = client.get("/bestelling/")
    order.refresh_from_db()
    assert row_of(order) == ("Onthaal", 1, 40)
    assert (order.feedback_report, order.tests_order_number) == (True, "BO-7")
    html = page.content.decode()
    assert 'value="BO-7"' in html
    assert html.count("checked") == 1, "the two obligatory ticks are asked at every confirmation"


def test_the_button_does_the_same_without_a_script(cast, price_list, as_person):
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")

    answer = client.post(KEEP, {**shown(page), "rij-1-copies": "25"}, follow=True)

    assert "Bewaard." in plain(answer)
    assert [row.copies for row in Order.objects.get().rows.all()] == [0, 25]
    wrong = client.post(KEEP, {**shown(answer), "rij-1-copies": "veel", "rij-0-copies": "12"})
    assert wrong.status_code == 422
    assert "Vul een getal van 0 tot 999 in." in plain(wrong)
    assert 'value="veel"' in wrong.content.decode()
    assert [row.copies for row in Order.objects.get().rows.all()] == [12, 25]
    assert client.get(KEEP).url == "/bestelling/"


def test_removing_an_address_keeps_what_was_typed_beside_it(cast, story, as_person):
    order = story.started(cast.school, address(), address(site_name="Kelder"))
    client = as_person(cast.secretary)
    typed = {**shown(client.get("/bestelling/")), "rij-0-copies": "41", "rij-1-copies": "9"}

    answer = client.post(f"/bestelling/adres/{order.rows.last().pk}/verwijderen/", typed)

    assert answer.status_code == 302
    assert [(row.site_name, row.copies) for row in order.rows.all()] == [("De Linde", 41)]


def test_nothing_typed_makes_nothing(cast, price_list, as_person):
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")

    assert keep(client, page).status_code == 200
    assert keep(client, page, **{"rij-0-copies": "x"}).status_code == 200
    assert not Order.objects.exists()


@pytest.mark.parametrize("value", ["", "-1", "1000", "9" * 5000, "4.5", "\0", "١٢x", "<script>"])
def test_what_is_no_number_gets_its_sentence_and_the_rest_is_kept(cast, story, as_person, value):
    order = story.started()
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")

    answer = keep(client, page, **{"rij-0-copies": value, "rij-0-teachers": "2"})

    assert "Vul een getal van 0 tot 999 in." in plain(answer)
    assert "nog niet alles bewaard" in plain(answer)
    assert row_of(order) == ("De Linde", 2, 40)


@pytest.mark.parametrize(
    "tampered",
    [
        {"rij-0-row_id": "x"}, {"rij-0-row_id": "9" * 40}, {"rij-0-row_id": ""},
        {"rij-0-was_copies": "x"}, {"seen_version": "-1"}, {"seen_version": "9" * 40},
        {"take": "99"}, {"take": "x"}, {"take": "9" * 50},
    ],
)  # fmt: skip
def test_a_tampered_page_breaks_nothing(cast, story, as_person, tampered):
    order = story.started()
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")

    assert keep(client, page, **tampered).status_code == 200
    assert client.post(KEEP, {**shown(page), **tampered}).status_code in (302, 409, 422)
    assert row_of(order) == ("De Linde", 1, 40)


def test_another_schools_row_is_not_touched(cast, story, as_person):
    theirs = story.started(cast.other_school).rows.get()
    story.started()
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")

    keep(client, page, **{"rij-0-row_id": str(theirs.pk), "rij-0-copies": "1"})

    theirs.refresh_from_db()
    assert theirs.copies == 40


# --- two people ---------------------------------------------------------------------------------


def test_two_people_in_two_fields_keep_both(cast, story):
    order = story.started()
    (an, an_sees), (bo, bo_sees) = seen_of(cast.admin), seen_of(cast.secretary)
    keep(an, an_sees, **{"rij-0-copies": "45"})

    answer = keep(bo, bo_sees, **{"rij-0-teachers": "3"})

    assert row_of(order) == ("De Linde", 3, 45)
    assert answer["HX-Retarget"] == "#bestelling"
    assert lines_of(answer)[0] == "De Linde, aantal exemplaren: 40 → 45"
    assert 'value="45"' in answer.content.decode()


def test_two_people_in_one_field_the_second_reads_what_the_first_typed(cast, story):
    order = story.started()
    (an, an_sees), (bo, bo_sees) = seen_of(cast.admin), seen_of(cast.secretary)
    keep(an, an_sees, **{"rij-0-copies": "45"})

    answer = keep(bo, bo_sees, **{"rij-0-copies": "44"})

    assert row_of(order) == ("De Linde", 1, 45)
    assert "An Peeters vulde hier intussen 45 in; jij typte 44." in plain(answer)
    assert keep(bo, bo.get("/bestelling/"), **{"rij-0-copies": "44"}).status_code == 200
    assert row_of(order) == ("De Linde", 1, 44)


def test_a_tick_of_a_colleague_is_not_taken_away_by_typing_numbers(cast, story):
    order = story.started()
    (an, an_sees), (bo, bo_sees) = seen_of(cast.admin), seen_of(cast.secretary)
    keep(an, an_sees, feedback_report="on")

    answer = keep(bo, bo_sees, **{"rij-0-copies": "45"})

    order.refresh_from_db()
    assert order.feedback_report is True
    assert lines_of(answer) == ["Schoolfeedbackrapport: nee → ja"]


def test_who_confirms_without_having_seen_a_colleagues_tick_sees_it_first(cast, story):
    story.started()
    (an, an_sees), (bo, bo_sees) = seen_of(cast.admin), seen_of(cast.secretary)
    keep(an, an_sees, feedback_report="on")

    answer = confirm_from(bo, bo_sees)

    assert answer.status_code == 409
    assert lines_of(answer) == ["Schoolfeedbackrapport: nee → ja"]
    assert not OrderRevision.objects.exists()


def test_two_people_who_both_begin_make_one_order_and_the_second_sees_it(cast, price_list):
    (an, an_sees), (bo, bo_sees) = seen_of(cast.admin), seen_of(cast.secretary)
    keep(an, an_sees, **{"rij-0-copies": "45"})

    answer = keep(bo, bo_sees, **{"rij-0-copies": "44"})

    assert row_of(Order.objects.get())[2] == 45
    assert answer["HX-Retarget"] == "#bestelling"
    assert 'value="45"' in answer.content.decode()


def test_typing_in_a_row_that_a_colleague_removed_says_so(cast, story):
    order = story.started(cast.school, address(), address(site_name="Kelder"))
    bo, bo_sees = seen_of(cast.secretary)
    remove_row(row=order.rows.last(), by=cast.admin)

    answer = keep(bo, bo_sees, **{"rij-1-copies": "12"})

    assert any(line.startswith("Verwijderd leveradres: Kelder") for line in lines_of(answer))
    assert [row.copies for row in order.rows.all()] == [40]


def test_typing_on_a_page_that_a_colleague_confirmed_changes_nothing(cast, story):
    order = story.started()
    bo, bo_sees = seen_of(cast.secretary)
    story.confirm(order, by=cast.admin)

    answer = keep(bo, bo_sees, **{"rij-0-copies": "12"})

    assert answer["HX-Refresh"] == "true"
    assert row_of(order) == ("De Linde", 1, 40)
    assert "Klik eerst op Wijzig bestelling" in plain(bo.get("/bestelling/"))


# --- confirming what was just typed ---------------------------------------------------------------


def test_numbers_typed_just_before_confirming_are_kept_and_priced_first(cast, story, as_person):
    order = story.started()
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")

    answer = confirm_from(client, page, **{"rij-0-copies": "41"})

    assert answer.status_code == 409
    assert "Je paste net nog iets aan." in plain(answer)
    assert "Prijs totaal: 206,20 EUR" in plain(answer)
    assert row_of(order) == ("De Linde", 1, 41)
    assert not OrderRevision.objects.exists()
    assert confirm_from(client, answer).status_code == 302


def test_forgotten_ticks_lose_nothing_of_what_was_typed(cast, story, as_person):
    order = story.started()
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")

    answer = client.post(
        "/bestelling/bevestigen/",
        {**shown(page), "rij-0-copies": "41", "tests_order_number": "BO-7"},
    )

    assert answer.status_code == 422
    order.refresh_from_db()
    assert (row_of(order)[2], order.tests_order_number) == (41, "BO-7")


# --- what is known ---------------------------------------------------------------------------------


def pupils(school_class, number: int) -> None:
    Pupil.objects.bulk_create(
        Pupil(school_class=school_class, last_name=f"L{n}", first_name="An", gender="V")
        for n in range(number)
    )


def test_the_numbers_known_at_a_site_stand_beside_it_and_are_taken_over(cast, story, as_person):
    for school_class, site in ((cast.class_a, cast.sites[0]), (cast.class_b, cast.sites[1])):
        school_class.site = site
        school_class.save()
    pupils(cast.class_a, 21)
    pupils(cast.class_b, 3)
    order = story.started(
        cast.school, address(copies=20), address(site_name="Gebouw van de buren", copies=2)
    )
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")

    text = plain(page)
    assert "21 leerlingen en 1 leerkracht gekend op deze vestigingsplaats." in text
    assert "3 leerlingen" not in text, "an address that is no site of the school"
    answer = client.post(KEEP, {**shown(page), "take": "0"}, follow=True)

    assert row_of(order) == ("De Linde", 1, 21)
    assert "Neem over" not in plain(answer)


def test_a_class_whose_pupils_are_still_to_come_offers_no_nought(cast, story, as_person):
    order = story.started(cast.school, address(copies=20))
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")

    known = "2 leerkrachten gekend op deze vestigingsplaats, nog geen leerlingen."
    assert known in plain(page)
    assert "Neem over" not in plain(page)
    client.post(KEEP, {**shown(page), "take": "0"})

    assert row_of(order) == ("De Linde", 1, 20)


def test_a_school_at_the_same_address_is_never_looked_at(cast, story, as_person):
    neighbour = make_school(146009, "De Linde", umbrella="go")
    pupils_there = type(cast.class_a).objects.create(
        school=neighbour, edition=cast.edition, name="6A"
    )
    pupils(pupils_there, 33)
    story.started()

    assert "33 leerlingen" not in plain(as_person(cast.secretary).get("/bestelling/"))


def test_unusual_numbers_get_a_question_and_a_tick_and_no_wall(cast, story, as_person):
    pupils(cast.class_a, 40)
    story.started(cast.school, address(copies=400))
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")
    question = "Je bestelt 400 exemplaren; we kennen 40 leerlingen. Klopt dat?"
    assert question in plain(page)

    answer = confirm_from(client, page)

    assert answer.status_code == 422
    assert "Vink aan dat de aantallen kloppen, of pas ze aan." in plain(answer)
    assert not OrderRevision.objects.exists()
    assert confirm_from(client, answer, agreed_numbers="on").status_code == 302
    assert OrderRevision.objects.get().rows.get().copies == 400


def test_the_question_follows_what_is_typed(cast, story, as_person):
    pupils(cast.class_a, 40)
    story.started()
    client = as_person(cast.secretary)
    page = client.get("/bestelling/")

    assert "Klopt dat?" not in plain(page)
    assert "Klopt dat?" in plain(keep(client, page, **{"rij-0-copies": "400"}))
    page = client.get("/bestelling/")
    assert "Klopt dat?" not in plain(keep(client, page, **{"rij-0-copies": "41"}))


def test_all_that_is_missing_is_said_at_once(cast, story, as_person):
    pupils(cast.class_a, 40)
    story.started(cast.school, address(copies=400))
    client = as_person(cast.secretary)

    answer = client.post("/bestelling/bevestigen/", shown(client.get("/bestelling/")))

    assert set(answer.context["draft"].form.errors) == {
        "agreed_direction", "agreed_privacy", "agreed_numbers",
    }  # fmt: skip


def test_too_few_copies_are_said_with_the_ticks_that_are_missing(cast, story, as_person):
    story.started(cast.school, address(copies=9))
    client = as_person(cast.secretary)

    answer = client.post("/bestelling/bevestigen/", shown(client.get("/bestelling/")))

    assert answer.status_code == 422
    for sentence in (
        "Vink aan dat de directie akkoord gaat.",
        "Je dient minimaal 10 exemplaren te bestellen. Nu staan er 9.",
    ):
        assert sentence in plain(answer)


def test_so_are_numbers_that_are_missing_in_what_is_proposed(cast, story, as_person):
    client = as_person(cast.secretary)

    answer = client.post("/bestelling/bevestigen/", shown(client.get("/bestelling/")))

    assert answer.status_code == 422
    assert not Order.objects.exists()
    for sentence in (
        "Vink aan dat de directie akkoord gaat.",
        "Vul de aantallen in voor De Linde, wijkschool, of verwijder dat leveradres.",
    ):
        assert sentence in plain(answer)


def test_an_address_whose_copies_are_forgotten_is_seen_and_asked_about(cast, story, as_person):
    """A site whose pupils are still to come is proposed with bundles and without copies."""
    story.started(cast.school, address(), address(site_name="Wijkschool", copies=0, teachers=2))
    client = as_person(cast.secretary)
    question = "Voor Wijkschool bestel je 2 instructiebundels voor leerkrachten en geen exemplaren."

    page = client.get("/bestelling/")
    answer = confirm_from(client, page)

    assert question in plain(page)
    assert plain(page).count("nog geen exemplaren ingevuld") == 1
    assert answer.status_code == 422
    assert confirm_from(client, answer, agreed_numbers="on").status_code == 302


def test_a_number_that_cannot_be_read_is_not_counted_as_too_few(cast, story, as_person):
    story.started(cast.school, address(copies=9))
    client = as_person(cast.secretary)

    answer = confirm_from(client, **{"rij-0-copies": "veertig"})

    assert answer.status_code == 422
    assert "Vul een getal van 0 tot 999 in." in plain(answer)
    assert "Nu staan er 9" not in plain(answer)


# --- one order per institution number ---------------------------------------------------------------


def test_a_row_for_another_school_is_refused_wherever_it_is_typed(cast, story, as_person):
    order = story.started()
    row = order.rows.get()
    client = as_person(cast.secretary)
    sentence = "146002 is het instellingsnummer van De Kastanje. Een bestelling wordt per"

    typed = keep(client, client.get("/bestelling/"), **{"rij-0-site_name": "De Linde en 146002"})
    assert sentence in plain(typed)
    for path in ("nieuw", row.pk):
        wrong = address(site_name="Vestiging 14600201", seen_version=order.version, copies=9)
        answer = client.post(f"/bestelling/adres/{path}/", wrong)
        assert answer.status_code == 422
        assert sentence in " ".join(answer.context["form"].errors["site_name"])
    order.rows.update(site_name="146002")  # from last year, before that school was known
    answer = confirm_from(client)
    assert answer.status_code == 422
    assert sentence in plain(answer)
    assert not OrderRevision.objects.exists()


def test_a_name_that_is_refused_stays_as_it_was_typed_and_blames_nobody(cast, story, as_person):
    order = story.started()
    client = as_person(cast.secretary)
    wrong = {"rij-0-site_name": "De Linde en 146002", "rij-0-copies": "41"}

    typed = keep(client, client.get("/bestelling/"), **wrong)

    assert "Intussen" not in plain(typed)
    assert "HX-Retarget" not in typed.headers, "nobody's typing is interrupted"
    assert "nog niet alles bewaard" in plain(typed)
    assert row_of(order)[0] == "De Linde"
    assert row_of(order)[2] == 41, "what was right is kept"

    answer = confirm_from(client, **wrong)

    assert answer.status_code == 422
    assert 'value="De Linde en 146002"' in answer.content.decode()
    assert "Intussen" not in plain(answer)
    assert not OrderRevision.objects.exists()


@pytest.mark.parametrize("name", ["De Kastanje", "De Linde 146001", "Gebouw 146999", "De Linde 2"])
def test_a_name_or_an_address_alone_tells_nothing(cast, story, as_person, name):
    """Schools share names and addresses; only the number of a school that exists tells."""
    order = story.started()
    client = as_person(cast.secretary)

    keep(client, client.get("/bestelling/"), **{"rij-0-site_name": name})

    assert row_of(order)[0] == name
    assert confirm_from(client).status_code == 302


def test_only_what_was_typed_counts_as_typed(cast, story):
    from orders.domain.keep import TypedRow, keep_typed

    order = story.started()
    row = order.rows.get()
    change_row(row=row, values=address(copies=45), seen_version=1, by=cast.admin)
    stale = {"site_name": "De Linde", "teachers": 1, "copies": 40}
    typed = TypedRow(row_id=row.pk, wanted=stale, shown=stale)

    kept = keep_typed(order=order, rows=[typed], choices={}, by=cast.secretary)
    assert (kept.rows_changed, row_of(order)[2]) == (False, 45)
    typed = replace(typed, wanted={**stale, "copies": 45})
    assert not keep_typed(order=order, rows=[typed], choices={}, by=cast.secretary).problems
