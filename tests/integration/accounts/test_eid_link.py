"""Koppelen and Ontkoppelen under Mijn account: the guide's texts, who may, what is left."""

import time

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from post_office.models import Email

from accounts.adapter import WRONG_PASSWORD as WRONG
from accounts.domain.eid import link_eid, unlink_eid
from accounts.domain.people import rename_person
from accounts.models import EidLink, Membership, User
from accounts.queries import with_eid_links
from tests.conftest import PASSWORD, join, make_person
from tests.integration.accounts.eid_stories import (
    DONE,
    KOPPELEN,
    NOT_YET,
    ONTKOPPELEN,
    identity,
    leave_to_link,
    link,
    linked,
    me,
    sign_in,
)

WITH = "Je kan met je eID, token of met itsme® aanmelden."


# --- the guide ---
def test_from_not_linked_to_linked_in_the_guides_words(as_person, cast, provider):
    client = as_person(cast.teacher)
    assert NOT_YET in me(client)
    assert f'href="{KOPPELEN}">Koppelen<' in me(client)
    answer = link(client, provider)
    assert answer.url == "/mijn-account/"
    page = me(client)
    assert DONE in page
    assert WITH in page
    assert NOT_YET not in page
    kept = EidLink.objects.get()
    assert (kept.user, kept.issuer, kept.subject) == (cast.teacher, provider.issuer, "sub-of-cis")
    assert sign_in(Client(), provider).status_code == 302


def test_other_names_give_a_problem_that_the_administrator_solves(as_person, cast, provider):
    client = as_person(cast.teacher)
    link(client, provider, given_name="Franciscus")
    page = me(client)
    assert "Er is een probleem met de eID-koppeling van je account." in page
    assert "Franciscus Claes" in page
    assert User.objects.get(pk=cast.teacher.pk).eid_status == "problem"
    assert sign_in(Client(), provider, given_name="Franciscus").status_code == 403
    rename_person(user=cast.teacher, first_name="Franciscus", last_name="Claes", by=cast.admin)
    assert User.objects.get(pk=cast.teacher.pk).eid_status == "linked"
    assert DONE in me(client)
    assert sign_in(Client(), provider, given_name="Franciscus").status_code == 302


def test_changing_ones_own_name_changes_the_status_at_once(as_person, cast, provider):
    linked(cast.teacher, provider)
    client = as_person(cast.teacher)
    data = {"first_name": "Ciske", "last_name": "Claes", "email": cast.teacher.email}
    client.post("/mijn-account/", data)
    assert "Er is een probleem" in me(client)


def test_the_three_statuses_for_the_administrator_cost_one_query(cast, provider):
    linked(cast.teacher, provider)
    linked(cast.secretary, provider, "sub-of-bo", first_name="Boudewijn")

    def statuses() -> dict:
        memberships = with_eid_links(Membership.objects.for_school(cast.school))
        with CaptureQueriesContext(connection) as queries:
            found = {m.user.first_name: m.user.eid_status for m in memberships}
        assert len(queries) == 1
        return found

    found = statuses()
    assert (found["Cis"], found["Bo"], found["An"]) == ("linked", "problem", "not_linked")
    for n in range(30):
        person = join(make_person(f"{n}@demo.example", "Jan", f"N{n}"), cast.school, "teacher")
        linked(person, provider, f"sub{n}")
    assert len(statuses()) > 5


def test_the_administrators_texts_are_the_guides(cast, provider):
    from django.template.loader import render_to_string

    linked(cast.teacher, provider)
    linked(cast.secretary, provider, "sub-of-bo", first_name="Boudewijn")

    def shown(person) -> str:
        return " ".join(render_to_string("accounts/_eid_status.html", {"person": person}).split())

    assert "Deze account is nog niet gekoppeld aan een eID." in shown(cast.admin)
    assert "Deze account is gekoppeld aan een eID." in shown(cast.teacher)
    assert (
        "Er is een probleem met de eID-koppeling van deze account. Controleer of de voornaam en "
        "achternaam van deze account exact overeenkomen met de gegevens op de gekoppelde "
        "identiteitskaart." in shown(cast.secretary)
    )


# --- who may ---
def test_linking_asks_for_the_password_first(as_person, cast, provider):
    client = as_person(cast.teacher)
    assert 'type="password"' in client.get(KOPPELEN).content.decode()
    for wrong in ("", "fout wachtwoord"):
        answer = client.post(KOPPELEN, {"current": wrong})
        assert answer.status_code == 422
        assert "address" not in answer.context
    assert WRONG in answer.content.decode()
    assert "eid_journeys" not in client.session


def test_unlinking_asks_for_the_password_first(as_person, cast, provider):
    linked(cast.teacher, provider)
    client = as_person(cast.teacher)
    assert 'type="password"' in client.get(ONTKOPPELEN).content.decode()
    for wrong in ("", "fout wachtwoord"):
        assert client.post(ONTKOPPELEN, {"current": wrong}).status_code == 422
    assert EidLink.objects.exists()


def test_a_recent_sign_in_counts_and_an_old_one_does_not(client, cast, provider):
    client.post("/aanmelden/", {"login": "cis@demo.example", "password": PASSWORD})
    assert 'type="password"' not in client.get(KOPPELEN).content.decode()
    assert "address" in client.post(KOPPELEN).context
    session = client.session
    session["account_authentication_methods"][0]["at"] = time.time() - 3600
    session.save()
    assert client.post(KOPPELEN).status_code == 422


def test_a_recent_sign_in_of_somebody_else_does_not_count(client, cast, provider):
    client.post("/aanmelden/", {"login": "bo@demo.example", "password": PASSWORD})
    session = client.session
    cis = Client()
    cis.force_login(cast.teacher)
    own = cis.session
    for key in ("account_authentication_methods", "account_authentication_methods_user"):
        own[key] = session[key]
    own.save()
    assert cis.post(KOPPELEN).status_code == 422


def test_the_password_is_remembered_for_the_next_minutes(as_person, cast, provider):
    client = as_person(cast.teacher)
    leave_to_link(client)
    assert "address" in client.post(KOPPELEN).context


def test_guessing_the_password_is_limited(as_person, cast, provider):
    client = as_person(cast.teacher)
    for _ in range(10):
        client.post(KOPPELEN, {"current": "fout"})
    answer = client.post(KOPPELEN, {"current": PASSWORD})
    assert answer.status_code == 422
    assert "te veel pogingen" in answer.content.decode()


def test_without_a_password_one_signs_in_again(client, cast, provider):
    linked(cast.teacher, provider)
    cast.teacher.set_unusable_password()
    cast.teacher.save()
    sign_in(client, provider)
    assert 'type="password"' not in client.get(ONTKOPPELEN).content.decode()
    session = client.session
    session["account_authentication_methods"][0]["at"] = 0
    session.save()
    assert "meld je opnieuw aan" in client.get(ONTKOPPELEN).content.decode()
    assert client.post(ONTKOPPELEN).status_code == 422
    assert EidLink.objects.exists()


def test_the_helpdesk_that_looks_along_can_neither_link_nor_unlink(as_person, cast, provider):
    client = as_person(cast.helpdesk)
    client.post("/hijack/acquire/", {"user_pk": cast.teacher.pk})
    assert client.get(KOPPELEN).status_code == 403
    assert client.post(KOPPELEN, {"current": PASSWORD}).status_code == 403
    linked(cast.teacher, provider)
    assert client.post(ONTKOPPELEN, {"current": PASSWORD}).status_code == 403
    assert EidLink.objects.exists()


@pytest.mark.parametrize("address", [KOPPELEN, ONTKOPPELEN])
def test_linking_and_unlinking_take_a_post_with_its_token(cast, provider, address):
    linked(cast.teacher, provider)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.teacher)
    assert client.post(address, {"current": PASSWORD}).status_code == 403
    assert EidLink.objects.exists()


@pytest.mark.parametrize("address", [KOPPELEN, ONTKOPPELEN])
def test_nobody_signs_in_first(client, cast, provider, address):
    assert client.get(address).url == f"/aanmelden/?next={address}"
    assert client.post(address, {"current": PASSWORD}).url.startswith("/aanmelden/")


def test_a_mail_goes_out_on_linking_and_on_unlinking(as_person, cast, provider):
    client = as_person(cast.teacher)
    link(client, provider)
    mail = Email.objects.get()
    assert mail.to == ["cis@demo.example"]
    assert mail.subject == "Je account voor de OVSG-toets is gekoppeld aan een eID"
    assert "sub-of-cis" not in mail.message
    answer = client.post(ONTKOPPELEN, {"current": PASSWORD}, follow=True)
    assert "niet meer aan je eID gekoppeld" in answer.content.decode()
    assert NOT_YET in answer.content.decode()
    assert Email.objects.latest("pk").subject.endswith("is niet meer gekoppeld aan een eID")
    client.post(ONTKOPPELEN, {"current": PASSWORD})
    assert Email.objects.count() == 2
    assert sign_in(Client(), provider).status_code == 403


def test_linking_and_unlinking_stand_in_the_history(cast, provider):
    link_eid(user=cast.teacher, identity=identity(provider), by=cast.teacher)
    unlink_eid(user=cast.teacher, by=cast.teacher)
    events = EidLink.pgh_event_models if hasattr(EidLink, "pgh_event_models") else None
    model = EidLink._meta.get_field("events").related_model if events is None else None
    rows = (model or next(iter(events.values()))).objects.order_by("pgh_id")
    assert [row.pgh_label for row in rows] == ["insert", "delete"]
    assert {row.pgh_context.metadata["user"] for row in rows} == {cast.teacher.pk}
