"""A journey to the provider of eID belongs to one browser, and is used once."""

import time

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.test import Client, RequestFactory

from accounts.eid.backend import EidReturn
from tests.fakes.openid_provider import FakeProvider
from tests.integration.accounts.eid_stories import CALLBACK, asked, leave_to_sign_in, who


def while_the_provider_thinks(provider: FakeProvider, happens):
    """Something else happens in the same browser, between the two of them."""
    ordinary = provider.token

    def token(form):
        happens()
        return ordinary(form)

    provider.token = token


@pytest.mark.django_db(transaction=True)
def test_no_silent_switch_when_somebody_signs_in_while_the_provider_thinks(
    client, cast, cis, provider
):
    """Fault 5, at its narrowest: the session is read again after the talk with the provider."""
    back = provider.sign_in(leave_to_sign_in(client))

    def bo_signs_in():
        session = client.session
        session["_auth_user_id"] = str(cast.secretary.pk)
        session.save()
        connection.close()

    while_the_provider_thinks(provider, bo_signs_in)
    assert client.get(CALLBACK, back).status_code == 409
    assert who(client) == str(cast.secretary.pk)


def test_a_password_form_never_becomes_somebody_elses_sign_in(client, cast, cis, provider):
    """Fault 6: the backend answers to its own marker alone, whatever the address says."""
    back = provider.sign_in(leave_to_sign_in(client))
    address = f"/aanmelden/?code={back['code']}&state={back['state']}"
    for data in (
        {"login": "bo@demo.example", "password": "fout wachtwoord"},
        {"login": "", "password": ""},
        {"login": "x@demo.example", "password": "x", "eid_return": "1", "nonce": "x"},
    ):
        Client().post(address, data)
        assert client.post(address, data).status_code == 422
    assert who(client) is None
    assert "token" not in provider.calls


@pytest.mark.parametrize(
    "credentials",
    [
        {"nonce": "n", "code_verifier": "v"},
        {"eid_return": "text"},
        {"eid_return": {"code": "c", "nonce": "n"}},
        {"eid_return": EidReturn("code", "", "verifier", "http://localhost:8000/")},
        {},
    ],
)
def test_the_backend_answers_only_to_its_marker_with_a_nonce(cast, cis, provider, credentials):
    """Fault 6."""
    request = RequestFactory().get("/aanmelden/?code=c&state=s")
    assert authenticate(request, **credentials) is None
    assert provider.calls == []


def test_a_state_is_used_once(client, cis, provider):
    back = provider.sign_in(leave_to_sign_in(client))
    assert client.get(CALLBACK, back).status_code == 302
    client.post("/uitloggen/")
    assert client.get(CALLBACK, back).status_code == 400


def test_a_state_is_used_once_also_when_the_first_time_failed(client, cis, provider):
    back = provider.sign_in(leave_to_sign_in(client))
    provider.trouble["token"] = (500, b"")
    assert client.get(CALLBACK, back).status_code == 502
    provider.trouble.clear()
    assert client.get(CALLBACK, back).status_code == 400
    assert who(client) is None


def test_a_state_is_used_once_also_by_two_at_the_same_moment(client, cis, provider):
    """Both read the session before either took the state out of it."""
    back = provider.sign_in(leave_to_sign_in(client))
    session = dict(client.session.items())
    assert client.get(CALLBACK, back).status_code == 302
    client.post("/uitloggen/")
    again = client.session
    again.update(session)
    again.save()
    client.cookies["sessionid"] = again.session_key
    assert client.get(CALLBACK, back).status_code == 400
    assert who(client) is None


@pytest.mark.django_db(transaction=True)
def test_a_state_is_popped_before_the_provider_is_asked(client, cis, provider):
    back = provider.sign_in(leave_to_sign_in(client))
    seen = []

    def look():
        seen.append(client.session["eid_journeys"])
        connection.close()

    while_the_provider_thinks(provider, look)
    client.get(CALLBACK, back)
    assert seen == [{}]


def test_a_state_of_another_browser_is_unknown(client, cis, provider):
    """Login CSRF: an attacker's code in a victim's browser signs nobody in."""
    back = provider.sign_in(leave_to_sign_in(Client()))
    leave_to_sign_in(client)
    assert client.get(CALLBACK, back).status_code == 400
    assert who(client) is None
    assert "token" not in provider.calls


@pytest.mark.parametrize(
    "query", [{}, {"state": "x"}, {"code": "x"}, {"state": "", "code": ""}, {"state": "\x00"}]
)
def test_an_incomplete_return_is_a_page(client, cast, provider, query):
    answer = client.get(CALLBACK, query)
    assert answer.status_code == 400
    assert "Begin opnieuw" in answer.content.decode()


def test_a_return_without_a_code_is_a_page(client, cast, provider):
    state = asked(leave_to_sign_in(client))["state"]
    assert client.get(CALLBACK, {"state": state}).status_code == 400


def test_a_state_does_not_live_longer_than_a_quarter(client, cis, provider):
    back = provider.sign_in(leave_to_sign_in(client))
    session = client.session
    session["eid_journeys"][back["state"]]["began"] = time.time() - 15 * 60 - 1
    session.save()
    assert client.get(CALLBACK, back).status_code == 400
    assert who(client) is None


def test_two_tabs_may_be_under_way_but_not_without_end(client, cis, provider):
    first, *others = [provider.sign_in(leave_to_sign_in(client)) for _ in range(6)]
    assert len(client.session["eid_journeys"]) == 5
    assert client.get(CALLBACK, first).status_code == 400
    assert client.get(CALLBACK, others[2]).status_code == 302


def test_a_code_with_another_verifier_is_refused_by_pkce(client, cis, provider):
    back = provider.sign_in(leave_to_sign_in(client))
    session = client.session
    session["eid_journeys"][back["state"]]["verifier"] = (
        "another-verifier-of-at-least-43-characters-long"
    )
    session.save()
    assert client.get(CALLBACK, back).status_code == 502


def test_a_code_of_another_journey_of_the_same_browser_is_refused(client, cis, provider):
    one, other = (provider.sign_in(leave_to_sign_in(client)) for _ in range(2))
    mixed = {"state": one["state"], "code": other["code"]}
    assert client.get(CALLBACK, mixed).status_code == 502
    assert who(client) is None


def test_tries_are_limited(client, cast, provider):
    statuses = [client.post("/aanmelden/eid/").status_code for _ in range(31)]
    assert statuses == [200] * 30 + [429]
