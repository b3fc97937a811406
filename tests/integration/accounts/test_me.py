"""Mijn account: own names, e-mail address and password."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from post_office.models import Email

from accounts.roles import Role
from tests.conftest import PASSWORD, join, make_school
from tests.integration.accounts.test_links import NEW


def data(**changes):
    return {"first_name": "Cis", "last_name": "Claes", "email": "cis@demo.example", **changes}


def change(client, current=PASSWORD, password=NEW, confirm=None):
    return client.post(
        "/mijn-account/wachtwoord/",
        {"current": current, "password": password, "confirm": confirm or password},
    )


def errors(answer) -> dict:
    return answer.context["form"].errors


def test_the_page_shows_what_the_guide_shows(as_person, cast):
    join(cast.teacher, cast.other_school, Role.PE_TEACHER)
    page = as_person(cast.teacher).get("/mijn-account/").content.decode()
    assert f"<h1>Mijn account: {cast.teacher.full_name} - Klas 6A</h1>" in page
    for label in ("Voornaam", "Naam", "e-mail", "Bewaar", "Nieuw wachtwoord"):
        assert f">{label}<" in page
    assert "Werd ingevoerd" in page
    assert "Leerkracht van klas 6A" in page
    assert "De Kastanje" in page


def test_who_manages_users_is_not_sent_to_somebody_else(as_person, cast):
    own, other = (
        as_person(who).get("/mijn-account/").content.decode() for who in (cast.admin, cast.teacher)
    )
    assert 'Pas het aan bij <a href="/gebruikers/">' in own
    assert "Je schoolbeheerder kan het aanpassen" in other


def test_classes_of_another_year_are_left_out(as_person, cast, on):
    on(date(2027, 9, 1))
    page = as_person(cast.teacher).get("/mijn-account/").content.decode()
    assert "<h1>Mijn account</h1>" in page
    assert "klas 6a" not in page.lower()  # not "6A": the form's token may have that in it


def test_new_names_are_saved_and_shown(as_person, cast):
    client = as_person(cast.teacher)
    answer = client.post(
        "/mijn-account/", data(first_name=" Ciska ", last_name="D'Hóndt"), follow=True
    )
    assert answer.redirect_chain == [("/mijn-account/", 302)]
    assert "Je gegevens zijn bewaard." in answer.content.decode()
    cast.teacher.refresh_from_db()
    assert cast.teacher.full_name == "Ciska D'Hóndt"
    assert not Email.objects.exists()


def test_a_new_address_needs_the_password(as_person, cast):
    client = as_person(cast.teacher)
    for current, sentence in [("", "Typ je wachtwoord"), ("fout", "niet je huidige")]:
        answer = client.post("/mijn-account/", data(email="c@demo.example", current=current))
        assert answer.status_code == 422
        assert sentence in errors(answer)["current"][0]
        assert 'value="c@demo.example"' in answer.content.decode()
    answer = client.post("/mijn-account/", data(email="C@demo.example", current=PASSWORD))
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"first_name": ""}, "first_name"),
        ({"last_name": "x" * 81}, "last_name"),
        ({"email": "geen adres"}, "email"),
        ({"email": "x" * 250 + "@demo.example"}, "email"),
        ({"first_name": "nul\x00"}, "first_name"),
    ],
)
def test_bad_input_is_refused_beside_its_field(as_person, cast, changes, field):
    answer = as_person(cast.teacher).post("/mijn-account/", data(**changes))
    assert answer.status_code == 422
    assert field in errors(answer)
    assert as_person(cast.teacher).post("/mijn-account/", {}).status_code == 422


def test_nobody_changes_somebody_else_or_their_own_rights(as_person, cast):
    as_person(cast.teacher).post(
        "/mijn-account/",
        data(pk=cast.outsider.pk, id=cast.outsider.pk, is_staff="on", is_superuser="1"),
    )
    cast.teacher.refresh_from_db()
    assert not cast.teacher.is_staff
    assert not cast.teacher.is_superuser


def test_a_new_password_ends_the_other_sessions_and_not_this_one(as_person, cast):
    elsewhere = Client()
    elsewhere.force_login(cast.teacher)
    client = as_person(cast.teacher)
    answer = change(client)
    assert answer.url == "/mijn-account/"
    assert "Je nieuwe wachtwoord is bewaard." in client.get(answer.url).content.decode()
    assert elsewhere.get("/mijn-account/").status_code == 302
    assert Email.objects.get().subject == "Je wachtwoord voor de OVSG-toets is gewijzigd"
    cast.teacher.refresh_from_db()
    assert cast.teacher.check_password(NEW)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"current": "fout"}, "current"),
        ({"current": ""}, "current"),
        ({"password": "kort"}, "password"),
        ({"confirm": "niet hetzelfde"}, "confirm"),
    ],
)
def test_a_refused_new_password_changes_nothing(as_person, cast, typed, field):
    answer = change(as_person(cast.teacher), **typed)
    assert answer.status_code == 422
    assert list(errors(answer)) == [field]
    cast.teacher.refresh_from_db()
    assert cast.teacher.check_password(PASSWORD)
    assert not Email.objects.exists()


def test_guessing_the_current_password_is_limited(as_person, cast):
    client = as_person(cast.teacher)
    answers = [change(client, current=f"gok {n}") for n in range(11)]
    assert "te veel pogingen" in errors(answers[-1])["current"][0]
    assert change(client).status_code == 422


def test_the_helpdesk_has_an_account_without_a_school(as_person, cast):
    page = as_person(cast.helpdesk).get("/mijn-account/")
    assert page.status_code == 200
    assert "Je werkt op dit moment in geen enkele school." in page.content.decode()


def test_thirty_schools_cost_no_more_queries_than_one(as_person, cast, django_assert_num_queries):
    client = as_person(cast.teacher)
    with CaptureQueriesContext(connection) as one:
        client.get("/mijn-account/")
    for n in range(29):
        join(cast.teacher, make_school(200_000 + n, f"School {n}"), Role.PE_TEACHER)
    with django_assert_num_queries(len(one)):
        client.get("/mijn-account/")
