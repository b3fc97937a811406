"""What the provider answers is believed only when all of it is right.

Each test is a guard of `accounts/eid/backend.py`: taken out, its test fails. Always: the page
in plain Dutch with the next step, nobody signed in, and the session as it was.
"""

import json
import time

import jwt
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from accounts.models import EidLink
from tests.fakes.openid_provider import CLIENT, ITSME, KEYS
from tests.integration.accounts.eid_stories import (
    CALLBACK,
    leave_to_link,
    leave_to_sign_in,
    linked,
    remembered,
    sign_in,
    who,
)

LEFT_OUT = None
AN_HOUR_AGO, IN_AN_HOUR = "an hour ago", "in an hour"


def moment(value):
    """The two names stand for moments, seen from when the test runs."""
    offset = {AN_HOUR_AGO: -3600, IN_AN_HOUR: 3600}.get(value)
    return int(time.time()) + offset if offset else value


def assert_refused(client: Client, provider, *, status: int = 502) -> None:
    """Nobody gets in with this answer, nor is anything linked with it."""
    back = provider.sign_in(leave_to_sign_in(client))
    before, key = remembered(client), client.session.session_key
    answer = client.get(CALLBACK, back)
    page = answer.content.decode()
    assert answer.status_code == status, page
    assert "e-mailadres en wachtwoord" in page or status != 502
    assert reverse("account_login") in page
    assert who(client) is None
    assert (remembered(client), client.session.session_key) == (before, key)


def test_the_librarys_defaults_are_changed(settings):
    """What the library ships: no time-out, HS256, no PKCE, creating users, a SessionRefresh."""
    assert settings.OIDC_TIMEOUT == (3, 10)
    assert settings.OIDC_RP_SIGN_ALGO == "RS256"
    assert settings.OIDC_RP_SCOPES == "openid profile vo"
    assert settings.OIDC_CREATE_USER is False
    assert not any("mozilla_django_oidc" in name for name in settings.MIDDLEWARE)
    for loose in ("OIDC_ALLOW_UNSECURED_JWT", "OIDC_VERIFY_SSL", "OIDC_VERIFY_KID"):
        assert not hasattr(settings, loose)  # off, on, on


def test_everything_right_gets_in(client, cis, provider):
    answer = sign_in(client, provider)
    assert (answer.status_code, answer.url) == (302, "/")
    assert who(client) == str(cis.pk)
    assert provider.calls == ["keys", "token", "keys", "userinfo"]


@pytest.mark.parametrize("value", ["another-client", ["another-client"], [], "", LEFT_OUT, 7])
def test_audience_guards_against_a_token_for_another_client(client, cis, provider, value):
    """Fault 1 of the library as shipped."""
    provider.claims["aud"] = value
    assert_refused(client, provider)


@pytest.mark.parametrize("value", ["https://elsewhere.example/op", "", LEFT_OUT, 7])
def test_issuer_guards_against_a_token_of_another_issuer(client, cis, provider, value):
    """Fault 1."""
    provider.claims["iss"] = value
    assert_refused(client, provider)


@pytest.mark.parametrize(
    "claims",
    [
        {"azp": "another-client"},
        {"azp": ""},
        {"aud": [CLIENT, "another-client"]},
        {"aud": [CLIENT, "another-client"], "azp": "another-client"},
    ],
)
def test_azp_guards_against_a_token_that_somebody_else_asked(client, cis, provider, claims):
    provider.claims.update(claims)
    assert_refused(client, provider)


def test_azp_of_ours_is_fine(client, cis, provider):
    provider.claims.update({"aud": [CLIENT, "another-client"], "azp": CLIENT})
    assert sign_in(client, provider).status_code == 302


@pytest.mark.parametrize("value", ["sub-of-somebody-else", "", LEFT_OUT, ["sub-of-cis"]])
def test_userinfo_sub_guards_against_userinfo_of_somebody_else(client, cast, cis, provider, value):
    """Fault 2: as shipped, userinfo wins."""
    linked(cast.secretary, provider, "sub-of-somebody-else")
    provider.userinfo["sub"] = value
    provider.userinfo.update({"given_name": "Bo", "family_name": "Maes"})
    assert_refused(client, provider)


@pytest.mark.parametrize("value", [1, AN_HOUR_AGO, LEFT_OUT, "soon"])
def test_exp_guards_against_an_old_token(client, cis, provider, value):
    """Fault 3: as shipped, a 500."""
    provider.claims["exp"] = moment(value)
    assert_refused(client, provider)


@pytest.mark.parametrize("value", [IN_AN_HOUR, LEFT_OUT, "now"])
def test_iat_guards_against_a_token_from_the_future(client, cis, provider, value):
    """Fault 3."""
    provider.claims["iat"] = moment(value)
    assert_refused(client, provider)


@pytest.mark.parametrize("value", ["another-nonce", "", LEFT_OUT])
def test_nonce_guards_against_a_token_of_another_sign_in(client, cis, provider, value):
    provider.claims["nonce"] = value
    assert_refused(client, provider)


def unsigned(claims: dict) -> str:
    return jwt.encode(claims, None, algorithm="none", headers={"kid": "first"})


def with_the_secret(claims: dict) -> str:
    return jwt.encode(claims, "secret-for-tests" * 4, algorithm="HS256", headers={"kid": "first"})


def with_rs512(claims: dict) -> str:
    return jwt.encode(claims, KEYS[0], algorithm="RS512", headers={"kid": "first"})


def by_a_stranger(claims: dict) -> str:
    return jwt.encode(claims, KEYS[2], algorithm="RS256", headers={"kid": "first"})


def changed_after_signing(claims: dict) -> str:
    header, _, signature = jwt.encode(
        claims | {"sub": "sub-of-nobody"}, KEYS[0], algorithm="RS256", headers={"kid": "first"}
    ).split(".")
    body = jwt.utils.base64url_encode(json.dumps(claims).encode()).decode()
    return f"{header}.{body}.{signature}"


@pytest.mark.parametrize(
    "sign",
    [unsigned, with_the_secret, with_rs512, by_a_stranger, changed_after_signing,
     lambda claims: "", lambda claims: "a.b.c", lambda claims: None, lambda claims: {"sub": 1}],
)  # fmt: skip
def test_signature_guards_against_whatever_is_not_rs256_with_its_key(client, cis, provider, sign):
    """Fault 3: as shipped, `alg: none` is a 500."""
    provider.sign = sign
    assert_refused(client, provider)


@pytest.mark.parametrize("kid", ["unknown", "", LEFT_OUT])
def test_kid_guards_against_a_key_that_is_not_published(client, cis, provider, kid):
    provider.header["kid"] = kid
    assert_refused(client, provider)


def test_a_rotated_key_works_at_once_and_the_old_one_no_more(client, cis, provider):
    provider.rotate()
    assert sign_in(client, provider).status_code == 302
    client.post("/uitloggen/")
    provider.signing_key, provider.kid = KEYS[0], "first"
    assert_refused(client, provider)


@pytest.mark.parametrize("value", ["urn:be:vlaanderen:authmech:unknown", "", LEFT_OUT, [ITSME]])
def test_acr_guards_against_a_means_that_was_not_asked_for(client, cis, provider, value):
    provider.claims["acr"] = value
    assert_refused(client, provider, status=403)


def test_acr_is_asked_for_and_not_needed_where_none_is_configured(client, cis, provider, settings):
    assert "acr_values=urn" in leave_to_sign_in(client)
    settings.ACM_ACR_VALUES = []
    assert "acr_values" not in leave_to_sign_in(client)
    provider.claims["acr"] = LEFT_OUT
    assert sign_in(client, provider).status_code == 302


@pytest.mark.parametrize(
    "sub",
    ["", "x" * 256, "sub\x00of", "sübject", "\ud800", 7, LEFT_OUT],
    ids=["empty", "long", "null", "umlaut", "surrogate", "number", "none"],
)
def test_sub_guards_against_what_no_subject_can_be(client, cis, provider, sub):
    provider.claims["sub"] = provider.userinfo["sub"] = sub
    assert_refused(client, provider)


@pytest.mark.parametrize("name", ["token", "userinfo", "keys"])
@pytest.mark.parametrize(
    "trouble",
    [
        "hang",
        (500, b"oops"),
        (503, b"<html>onderhoud</html>"),
        (400, b'{"error": "invalid_grant"}'),
        (401, b'{"error": "invalid_client"}'),
        (404, b""),
        (200, b""),
        (200, b"<html>welkom</html>"),
        (200, b"{"),
        (200, b"null"),
        (200, b"[]"),
        (200, b"7"),
        (200, b'"text"'),
        (200, b"{}"),
        (200, b'{"keys": null, "id_token": null, "access_token": null, "sub": null}'),
        (200, b'{"keys": [null], "id_token": [], "access_token": {}, "sub": {}}'),
        (200, b'{"keys": [{"kid": "first"}], "id_token": "a.b.c", "access_token": ""}'),
        (200, b"\xff\xfe\x00"),
    ],
)
def test_an_address_that_fails_is_a_page_and_not_an_error(client, cis, provider, name, trouble):
    """Fault 3: as shipped, an error of the token endpoint is a 500."""
    back = provider.sign_in(leave_to_sign_in(client))
    before = remembered(client)
    provider.trouble[name] = trouble
    answer = client.get(CALLBACK, back)
    assert answer.status_code == 502
    assert "geen bruikbaar antwoord" in answer.content.decode()
    assert remembered(client) == before
    assert who(client) is None


def test_a_provider_that_is_gone_does_not_hold_the_portal_up(client, cis, provider):
    back = provider.sign_in(leave_to_sign_in(client))
    provider.stop()
    start = time.monotonic()
    assert client.get(CALLBACK, back).status_code == 502
    assert time.monotonic() - start < 10


def test_a_bad_answer_links_nothing_and_leaves_the_session(as_person, cast, provider):
    client = as_person(cast.teacher)
    back = provider.sign_in(leave_to_link(client))
    before, key = remembered(client), client.session.session_key
    provider.claims["aud"] = "another-client"
    answer = client.get(CALLBACK, back)
    assert answer.status_code == 502
    assert reverse("accounts:me") in answer.content.decode()
    assert not EidLink.objects.exists()
    assert who(client) == str(cast.teacher.pk)
    assert (remembered(client), client.session.session_key) == (before, key)


def test_what_is_asked_and_how(client, cis, provider):
    """PKCE, the secret in the body, no scope too many, and a redirect address from the settings."""
    sign_in(client, provider)
    request = provider.token_requests[0]
    assert request["redirect_uri"] == "http://localhost:8000/aanmelden/eid/terug/"
    assert 43 <= len(request["code_verifier"]) <= 128
    address = client.post("/aanmelden/eid/").context
    assert address is None  # who is signed in already, goes nowhere


def test_the_log_says_what_was_wrong_and_not_whose(client, cis, provider, caplog):
    provider.claims["aud"] = "another-client"
    assert_refused(client, provider)
    said = caplog.text
    assert "InvalidAudienceError" in said
    for secret in ("sub-of-cis", "Claes", "secret-for-tests"):
        assert secret not in said


def test_names_that_no_database_takes_are_cleaned(client, cis, provider):
    assert sign_in(client, provider, given_name="\ud800Cis\x00").status_code == 302


@pytest.mark.parametrize("name", [LEFT_OUT, "", 7, ["Cis"], {"a": 1}])
def test_an_eid_without_a_name_is_a_problem_and_not_an_error(client, cis, provider, name):
    assert sign_in(client, provider, given_name=name).status_code == 403
    assert who(client) is None


def test_nobody_is_created_whatever_the_eid_says(client, cast, provider):
    """An equal name or address never links by itself."""
    people = get_user_model().objects.count()
    answer = sign_in(client, provider, sub="new", email=cast.teacher.email, vo_id="1")
    assert answer.status_code == 403
    assert "Deze eID is nog niet gekoppeld" in answer.content.decode()
    assert get_user_model().objects.count() == people
    assert not EidLink.objects.exists()
    assert who(client) is None
