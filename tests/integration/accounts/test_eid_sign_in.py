"""Signing in with an eID: the page, who gets in and where, and whose journey it is."""

import time

import pytest
from django.contrib.auth import authenticate
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.acting import SESSION_KEY
from accounts.domain.people import rename_person
from accounts.eid.backend import EidReturn
from accounts.models import EidLink
from accounts.roles import Role
from tests.conftest import PASSWORD, join
from tests.fakes.openid_provider import FakeProvider
from tests.integration.accounts.eid_stories import (
    CALLBACK,
    asked,
    leave_to_link,
    leave_to_sign_in,
    linked,
    remembered,
    sign_in,
    who,
)

WAYS = "Aanmelden met eID, itsme, beveiligingscode of token"


@pytest.fixture
def cis(cast, provider):
    linked(cast.teacher, provider)
    return cast.teacher


# --- the page ---
def test_the_sign_in_page_offers_it_beside_the_password(client, cast, provider):
    page = client.get("/aanmelden/").content.decode()
    assert WAYS in page
    assert reverse("accounts:eid_sign_in") in page
    assert "Wachtwoord vergeten?" in page


def test_without_a_provider_nothing_of_it_exists(client, cast, as_person):
    assert WAYS not in client.get("/aanmelden/").content.decode()
    assert client.post("/aanmelden/eid/").status_code == 404
    page = as_person(cast.teacher).get("/mijn-account/").content.decode()
    assert "Koppelen" not in page
    assert "eID" not in strip_tags(page)


def test_leaving_goes_by_a_page_that_needs_no_script(client, cast, provider):
    page = client.post("/aanmelden/eid/")
    address = page.context["address"]
    assert address.startswith(f"{provider.issuer}/v1/auth?")
    escaped = address.replace("&", "&amp;")
    assert f'http-equiv="refresh" content="0; url={escaped}"' in page.content.decode()
    assert asked(address)["scope"] == "openid profile vo"
    assert "no-store" in page["Cache-Control"]


def test_starting_takes_a_post_with_its_token(cast, provider):
    client = Client(enforce_csrf_checks=True)
    assert client.get("/aanmelden/eid/").url == "/aanmelden/"
    assert client.post("/aanmelden/eid/").status_code == 403


def test_a_provider_that_is_down_gives_a_notice_and_the_password_goes_on(client, cis, provider):
    provider.trouble["keys"] = (503, b"")
    answer = client.post("/aanmelden/eid/")
    assert answer.status_code == 502
    assert "Meld je aan met je e-mailadres en wachtwoord" in answer.content.decode()
    page = client.get("/aanmelden/").content.decode()
    assert "antwoordde daarnet niet" in page
    client.post("/aanmelden/", {"login": "cis@demo.example", "password": PASSWORD})
    assert who(client) == str(cis.pk)
    provider.trouble.clear()
    client.post("/uitloggen/")
    assert sign_in(client, provider).status_code == 302
    client.post("/uitloggen/")
    assert "antwoordde daarnet niet" not in client.get("/aanmelden/").content.decode()


def test_a_made_up_code_does_not_make_the_provider_seem_down(client, cis, provider):
    state = asked(leave_to_sign_in(client))["state"]
    assert client.get(CALLBACK, {"state": state, "code": "made-up"}).status_code == 502
    assert "antwoordde daarnet niet" not in client.get("/aanmelden/").content.decode()


# --- who gets in ---
def test_a_linked_eid_gets_in_under_another_session_key(client, cis, provider):
    back = provider.sign_in(leave_to_sign_in(client))
    key = client.session.session_key
    client.get(CALLBACK, back)
    assert who(client) == str(cis.pk)
    assert client.session.session_key != key
    assert client.get("/mijn-account/").status_code == 200
    assert EidLink.objects.get().last_used_at is not None


def test_login_stages_are_passed_with_an_authentication_record(client, cis, provider):
    """Fault 7: as shipped, allauth never hears of it."""
    sign_in(client, provider)
    assert [r["method"] for r in client.session["account_authentication_methods"]] == ["eid"]


def test_login_stages_may_hold_the_person_up(client, cis, provider, settings):
    """Fault 7: whatever stands between a password and the portal stands before an eID too."""
    settings.ACCOUNT_ADAPTER = "tests.integration.accounts.eid_adapter.StopsEverybody"
    answer = sign_in(client, provider)
    assert answer.url == "/wacht-even/"
    assert who(client) is None


def test_an_eid_that_nobody_linked_is_told_how(client, cast, provider):
    answer = sign_in(client, provider)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Zo koppel je je eID" in page
    assert "Kies bij eID voor Koppelen." in page
    assert who(client) is None


def test_look_up_is_by_issuer_and_sub_together(client, cast, provider):
    EidLink.objects.create(
        user=cast.teacher, issuer="https://elsewhere.example/op", subject="sub-of-cis",
        first_name="Cis", last_name="Claes",
    )  # fmt: skip
    assert sign_in(client, provider).status_code == 403
    assert who(client) is None


def test_a_problem_with_the_names_refuses_until_it_is_solved(client, cis, cast, provider):
    rename_person(user=cis, first_name="Ciske", last_name="Claes", by=cast.admin)
    answer = sign_in(client, provider)
    assert answer.status_code == 403
    assert "komen niet exact overeen" in answer.content.decode()
    assert who(client) is None
    rename_person(user=cis, first_name=" cis", last_name="CLAES", by=cast.admin)
    assert sign_in(client, provider).status_code == 302


def test_a_name_that_changed_on_the_eid_counts_from_the_next_time(client, cis, provider):
    assert sign_in(client, provider, family_name="Maes").status_code == 403
    assert EidLink.objects.get().last_name == "Maes"
    cis.refresh_from_db()
    assert cis.eid_status == "problem"


def test_a_locked_account_stays_out_and_is_out_at_the_next_request(client, cis, provider):
    sign_in(client, provider)
    assert client.get("/mijn-account/").status_code == 200
    cis.is_active = False
    cis.save()
    assert client.get("/mijn-account/").status_code == 302
    assert sign_in(Client(), provider).status_code == 403


def test_a_new_password_ends_sessions_that_came_with_an_eid(client, cis, provider):
    sign_in(client, provider)
    cis.set_password("een ander wachtwoord")
    cis.save()
    assert client.get("/mijn-account/").status_code == 302


# --- where they land ---
@pytest.mark.parametrize("code", ["146001", 146001, " 146001 "])
def test_a_school_that_the_provider_names_is_where_they_begin(client, cis, cast, provider, code):
    join(cis, cast.other_school, Role.PE_TEACHER)
    sign_in(client, provider, vo_orgcode=code)
    assert client.session[SESSION_KEY] == cast.school.pk


@pytest.mark.parametrize(
    "code", ["999999", "", "146001; drop", None, ["146001"], {"a": 1}, "9" * 99]
)
def test_any_other_organisation_changes_nothing(client, cis, cast, provider, code):
    join(cis, cast.other_school, Role.PE_TEACHER)
    sign_in(client, provider, vo_orgcode=code)
    assert client.session[SESSION_KEY] == cast.other_school.pk


def test_a_school_where_they_do_not_work_is_not_opened(client, cis, cast, provider):
    sign_in(client, provider, vo_orgcode="146002")
    assert client.session[SESSION_KEY] == cast.school.pk


def test_next_leads_back_to_the_page_asked_for(client, cis, provider):
    address = leave_to_sign_in(client, next="/mijn-account/")
    assert client.get(CALLBACK, provider.sign_in(address)).url == "/mijn-account/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"]
)
def test_next_leads_nowhere_else(client, cis, provider, elsewhere):
    address = leave_to_sign_in(client, next=elsewhere)
    assert client.get(CALLBACK, provider.sign_in(address)).url == "/"


@pytest.mark.parametrize("host", ["evil.example", "localhost"])
def test_the_host_header_does_not_choose_where_the_code_goes(client, cast, provider, host):
    answer = client.post("/aanmelden/eid/", headers={"host": host})
    if answer.status_code == 200:
        assert asked(answer.context["address"])["redirect_uri"].startswith("http://localhost:8000/")
    else:
        assert answer.status_code == 400


# --- whose journey it is ---
def test_cancelling_leaves_the_signed_in_person_signed_in(as_person, cast, provider):
    """Fault 4: as shipped, they are logged out."""
    client = as_person(cast.teacher)
    state = asked(leave_to_link(client))["state"]
    before, key = remembered(client), client.session.session_key
    answer = client.get(CALLBACK, {"error": "access_denied", "state": state})
    assert answer.status_code == 200
    assert "Je hebt het geannuleerd" in answer.content.decode()
    assert who(client) == str(cast.teacher.pk)
    assert (remembered(client), client.session.session_key) == (before, key)
    assert client.get(CALLBACK, {"error": "access_denied", "state": state}).status_code == 400


@pytest.mark.parametrize("error", ["server_error", "invalid_scope", "x" * 5000, "<script>"])
def test_an_error_of_the_provider_is_a_page(client, cast, provider, error):
    state = asked(leave_to_sign_in(client))["state"]
    answer = client.get(CALLBACK, {"error": error, "state": state, "error_description": error})
    assert answer.status_code == 502
    assert error not in answer.content.decode()


def test_no_silent_switch_from_one_person_to_another(client, cast, cis, provider):
    """Fault 5: somebody signed in meanwhile in this browser, and stays who they are."""
    back = provider.sign_in(leave_to_sign_in(client))
    client.post("/aanmelden/", {"login": "bo@demo.example", "password": PASSWORD})
    before, key = remembered(client), client.session.session_key
    answer = client.get(CALLBACK, back)
    assert answer.status_code == 409
    assert "iemand anders aangemeld" in answer.content.decode()
    assert who(client) == str(cast.secretary.pk)
    assert (remembered(client), client.session.session_key) == (before, key)
    assert "token" not in provider.calls


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


# --- out again ---
def test_signing_out_of_a_session_with_eid_goes_on_to_the_provider(client, cis, provider):
    sign_in(client, provider)
    answer = client.post("/uitloggen/")
    assert answer.url == "/aanmelden/eid/afmelden/"
    assert who(client) is None
    address = client.get(answer.url).context["address"]
    assert address.startswith(f"{provider.issuer}/v1/logout?")
    assert asked(address)["post_logout_redirect_uri"] == "http://localhost:8000/aanmelden/"


def test_signing_out_of_a_session_with_a_password_does_not(client, cis, provider):
    client.post("/aanmelden/", {"login": "cis@demo.example", "password": PASSWORD})
    assert client.post("/uitloggen/").url == "/aanmelden/"


def test_two_people_sign_in_at_the_same_moment(cast, cis, provider):
    linked(cast.secretary, provider, "sub-of-bo")
    one, other = Client(), Client()
    backs = [provider.sign_in(leave_to_sign_in(c), s, **n) for c, s, n in (
        (one, "sub-of-cis", {}),
        (other, "sub-of-bo", {"given_name": "Bo", "family_name": "Maes"}),
    )]  # fmt: skip
    assert other.get(CALLBACK, backs[1]).status_code == 302
    assert one.get(CALLBACK, backs[0]).status_code == 302
    assert (who(one), who(other)) == (str(cis.pk), str(cast.secretary.pk))
