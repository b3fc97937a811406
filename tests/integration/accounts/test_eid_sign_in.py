"""Signing in with an eID: the page, who gets in and where, and signing out again."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from accounts.acting import SESSION_KEY
from accounts.domain.people import rename_person
from accounts.models import EidLink
from accounts.roles import Role
from tests.conftest import PASSWORD, join
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
