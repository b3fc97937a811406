"""The connection: one mail per problem, a page that says in words what to mend."""

from datetime import timedelta

import pytest
from django.utils import timezone
from post_office.models import Email

from orders.models import MoodleAccess, MoodleCall, MoodleHealth
from orders.moodle.compare import compare_moodle
from orders.moodle.sync import sync_moodle
from tests.integration.orders.moodle.stories import STAFF, rows

PAGE = "/beheer/orders/moodlehealth/"


def mails() -> list[tuple[str, str]]:
    return [(mail.to[0], mail.subject) for mail in Email.objects.order_by("pk")]


STOPPED = ("helpdesk.toets@ovsg.be", "De verbinding met Moodle vraagt aandacht")
WORKS = ("helpdesk.toets@ovsg.be", "De verbinding met Moodle werkt weer")


def sentences() -> dict[str, str]:
    return {check["title"]: check["sentence"] for check in MoodleHealth.objects.get().checks}


def test_a_set_up_error_is_mailed_once_and_its_end_too(cast, school, moodle, settings):
    good, settings.MOODLE_TOKEN = settings.MOODLE_TOKEN, "verlopen"
    for _ in range(3):
        sync_moodle()
    assert mails() == [STOPPED]
    text = Email.objects.get().message
    assert "Moodle kent het token van het portaal niet meer (invalidtoken)." in text
    assert f"http://localhost:8000{PAGE}" in text
    settings.MOODLE_TOKEN = good
    sync_moodle()
    sync_moodle()
    assert mails() == [STOPPED, WORKS]
    assert rows() == dict.fromkeys(STAFF, ("active", "done"))
    assert MoodleHealth.objects.get().alarm == ""


def test_a_hiccup_in_between_is_no_second_mail(cast, school, moodle):
    moodle.errors["*"] = "invalidtoken"
    sync_moodle()
    moodle.mode = "down"
    sync_moodle()
    moodle.mode = "up"
    sync_moodle()
    assert mails() == [STOPPED]


def test_another_problem_is_another_mail(cast, school, moodle):
    moodle.errors["*"] = "invalidtoken"
    sync_moodle()
    moodle.errors["*"] = "accessexception"
    sync_moodle()
    assert mails() == [STOPPED, STOPPED]


def test_an_outage_is_mailed_only_when_it_lasts(cast, school, moodle):
    moodle.mode = "down"
    sync_moodle()
    sync_moodle()
    assert mails() == []
    MoodleHealth.objects.update(since=timezone.now() - timedelta(hours=2, minutes=1))
    sync_moodle()
    sync_moodle()
    assert mails() == [STOPPED]
    assert "dit duurt al lang" in Email.objects.get().message
    moodle.mode = "up"
    sync_moodle()
    assert mails() == [STOPPED, WORKS]


def test_a_short_outage_ends_without_any_mail(cast, school, moodle):
    moodle.mode = "down"
    sync_moodle()
    moodle.mode = "up"
    sync_moodle()
    assert mails() == []


def test_the_home_page_names_the_problem_as_long_as_it_is_there(cast, school, moodle, as_person):
    moodle.errors["*"] = "invalidtoken"
    sync_moodle()
    page = as_person(cast.helpdesk).get("/beheer/").content.decode()
    assert "Moodle kent het token van het portaal niet meer (invalidtoken)." in page
    assert f'href="{PAGE}">Toon de storing</a>' in page
    moodle.errors.clear()
    sync_moodle()
    assert "storing" not in as_person(cast.helpdesk).get("/beheer/").content.decode()


def check(client) -> str:
    answer = client.post(f"{PAGE}controleren/", follow=True)
    assert answer.redirect_chain == [(PAGE, 302)]
    return answer.content.decode()


def test_a_good_connection_is_said_point_by_point(cast, school, moodle, as_person):
    client = as_person(cast.helpdesk)
    assert "Nog niet nagekeken." in client.get(PAGE).content.decode()
    page = check(client)
    assert "De verbinding is nagekeken. Alles is in orde." in page
    assert "te herstellen" not in page
    assert sentences() == {
        "Verbinding": "Het portaal bereikt Fake, en het token is geldig. Moodle 4.5.6.",
        "Functies": "Alle 11 functies zijn er.",
        "Gebruiker van het portaal": "portaal vindt zichzelf in Moodle.",
        "Grote aanvragen": "Een aanvraag van 890 velden komt heel aan.",
        "Cursussen": "De cursussen van 2027 bestaan.",
    }
    assert [name for name, _ in moodle.calls if "_get_" not in name] == []


def test_each_thing_to_mend_is_named(cast, school, moodle, as_person):
    moodle.not_in_service.add("core_group_create_groups")
    moodle.max_input_vars = 500
    moodle.courses.pop("ovsg-2027-digitaal")
    page = check(as_person(cast.helpdesk))
    assert "Er is iets te herstellen." in page
    assert sentences() | {"Verbinding": ""} == {
        "Verbinding": "",
        "Functies": "Voeg in Moodle toe aan de dienst van het portaal: core_group_create_groups.",
        "Gebruiker van het portaal": "portaal vindt zichzelf in Moodle.",
        "Grote aanvragen": "Moodle liet een deel van een grote aanvraag vallen. Zet max_input_vars"
        " van PHP op minstens 5000.",
        "Cursussen": "Maak in Moodle een cursus met idnummer ovsg-2027-digitaal.",
    }


def test_a_missing_capability_is_named(cast, school, moodle, as_person):
    moodle.may_view_details = False
    check(as_person(cast.helpdesk))
    assert "moodle/user:viewalldetails" in sentences()["Gebruiker van het portaal"]


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ({"mode": "down"}, "Moodle antwoordt nu niet (http 503)."),
        ({"mode": "redirect"}, "Moodle weigert het portaal (http 303)."),
        ({"errors": {"*": "invalidtoken"}}, "Moodle kent het token van het portaal niet meer"),
    ],
)
def test_no_contact_is_said_and_nothing_else(cast, school, moodle, as_person, trouble, sentence):
    for name, value in trouble.items():
        setattr(moodle, name, value)
    assert sentence in check(as_person(cast.helpdesk))
    assert list(sentences()) == ["Verbinding"]


def test_without_any_moodle_the_check_says_so(cast, as_person, settings):
    settings.MOODLE_STAND_IN, settings.MOODLE_URL = False, ""
    assert "MOODLE_URL en MOODLE_TOKEN zijn niet ingesteld" in check(as_person(cast.helpdesk))


def test_the_stand_in_is_always_in_order(cast, school, as_person):
    assert "Alles is in orde." in check(as_person(cast.helpdesk))
    assert not MoodleCall.objects.filter(function__contains="create").exists()


def test_only_the_helpdesk_may_look_and_only_by_the_button(cast, moodle, as_person):
    client = as_person(cast.admin)
    for address in (PAGE, f"{PAGE}controleren/", f"{PAGE}vergelijken/"):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    client = as_person(cast.helpdesk)
    assert client.get(f"{PAGE}controleren/").status_code == 405
    assert client.get(f"{PAGE}vergelijken/").status_code == 405
    assert moodle.calls == []


def test_a_comparison_can_be_asked_and_is_shown(
    cast, school, moodle, as_person, django_capture_on_commit_callbacks
):
    sync_moodle()
    moodle.change(moodle.account_of(cast.teacher)["id"], suspended=True)
    report = compare_moodle(anyway=True)
    client = as_person(cast.helpdesk)
    page = client.get(PAGE).content.decode()
    assert "6 personen vergeleken, 1 keer iets hersteld, 0 keer nog niet." in page
    shown = client.get(f"/beheer/orders/moodlecomparison/{report.pk}/change/").content.decode()
    assert "<li>Cis Claes: naam, e-mailadres of blokkering was in Moodle veranderd</li>" in shown
    assert client.get("/beheer/orders/moodlecomparison/").status_code == 200
    with django_capture_on_commit_callbacks() as asked:
        answer = client.post(f"{PAGE}vergelijken/", follow=True)
    assert "De vergelijking met Moodle is gevraagd." in answer.content.decode()
    assert len(asked) == 1
    assert MoodleAccess.objects.count() == 6
