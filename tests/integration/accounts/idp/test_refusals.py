"""What the provider refuses: other addresses, used codes, wrong secrets, and who lost the right."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from allauth.idp.oidc.models import Client, Token
from django.core.cache import cache
from django.utils import timezone

from accounts.domain.memberships import end_membership
from accounts.domain.people import lock_person, unlock_person
from accounts.idp.moodle import connect_moodle
from accounts.models import Membership
from tests.integration.accounts.idp.conftest import CALLBACK, MOODLE, Moodle


# --- where people are sent ---
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/admin/oauth2callback.php",
        "https://moodle.example.be.evil.example/admin/oauth2callback.php",
        "https://moodle.example.be@evil.example/admin/oauth2callback.php",
        "https://evil@moodle.example.be/admin/oauth2callback.php",
        "http://moodle.example.be/admin/oauth2callback.php",
        "https://moodle.example.be:8443/admin/oauth2callback.php",
        "https://moodle.example.be:abc/admin/oauth2callback.php",
        "https://moodle.example.be/admin/../evil.php",
        "https://moodle.example.be/admin/oauth2callback.php/",
        "https://moodle.example.be/admin/oauth2callback.php?wantsurl=//evil.example",
        "https://moodle.example.be/admin/oauth2callback.php#x",
        "https://*.example.be/admin/oauth2callback.php",
        "//evil.example/",
        "javascript:alert(1)",
        "http://[",
        "https://moodle.example.be/admin/oauth2callback.php\0",
        "",
    ],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_nobody_is_sent_to_another_address(moodle, cast, client, elsewhere, signed_in):
    if signed_in:
        client.force_login(cast.teacher)
    query = {"client_id": "moodle", "response_type": "code", "scope": "openid"}
    answer = client.get("/identity/o/authorize", query | {"redirect_uri": elsewhere})
    assert answer.status_code == 400
    assert "Aanmelden bij Moodle lukt nu niet" in answer.content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"client_id": "other"},
        {"client_id": "moodle\0"},
        {"client_id": ""},
        {"resource": "http://["},
        {"resource": "no address"},
        {"state": "\0"},
        {"claims": "{"},
        {"claims": "5"},
    ],
)
def test_what_nobody_can_read_is_refused_on_a_page(moodle, cast, as_person, change):
    answer = as_person(cast.teacher).get("/identity/o/authorize", asked(**change))
    assert answer.status_code == 400
    assert "<h1>" in answer.content.decode()


def asked(**change) -> dict:
    query = {
        "client_id": "moodle",
        "redirect_uri": CALLBACK,
        "response_type": "code",
        "scope": "openid profile email",
    }
    return query | change


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"scope": "openid profile email rrn"}, "invalid_scope"),
        ({"response_type": "token"}, "unauthorized_client"),
        ({"response_type": "id_token"}, "unauthorized_client"),
        ({"response_type": "x"}, "unsupported_response_type"),
        ({"code_challenge": "x" * 43, "code_challenge_method": "S512"}, "invalid_request"),
        ({"prompt": "none login"}, None),
        ({"id_token_hint": "no.token.this"}, None),
    ],
)
def test_moodle_hears_what_is_wrong(moodle, cast, as_person, change, error):
    answer = as_person(cast.teacher).get("/identity/o/authorize", asked(**change))
    assert answer.status_code == 302
    assert error is None or parse_qs(urlsplit(answer["Location"]).query).get("error") == [error]
    assert answer["Location"].startswith((CALLBACK, "/aanmelden/"))


def test_next_leads_nowhere_but_to_the_provider(moodle, cast):
    page = moodle.browser.walk(f"{moodle.portal}/aanmelden/?{urlencode({'next': CALLBACK})}")
    answer = moodle.browser.sign_in(page, cast.teacher)
    assert answer.url == f"{moodle.portal}/"


def test_who_asks_too_often_waits(moodle, cast, as_person):
    client = as_person(cast.teacher)
    statuses = [client.get("/identity/o/authorize", asked()).status_code for _ in range(31)]
    assert statuses == [302] * 30 + [429]


# --- codes ---
def test_a_code_works_once(moodle, cast):
    code = moodle.code(cast.teacher)
    assert moodle.redeem(code).status_code == 200
    again = moodle.redeem(code)
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")


def test_a_code_works_once_also_when_it_comes_eight_times_at_the_same_moment(moodle, cast):
    code = moodle.code(cast.teacher)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: moodle.redeem(code).status_code, range(8)))
    assert sorted(answers) == [200] + [400] * 7
    assert Token.objects.filter(type=Token.Type.ACCESS_TOKEN).count() == 1


def test_a_code_runs_out(moodle, cast, settings):
    settings.IDP_OIDC_AUTHORIZATION_CODE_EXPIRES_IN = 0
    answer = moodle.redeem(moodle.code(cast.teacher))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def test_codes_live_a_minute_in_the_cache_that_all_processes_share(moodle, cast, settings):
    code = moodle.code(cast.teacher)
    kept = cache.get(f"allauth.idp.oidc.authorization_code[moodle:{code}]")
    assert kept["sub"] == str(cast.teacher.public_id)
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")


@pytest.mark.parametrize(
    "change",
    [
        {"redirect_uri": f"{MOODLE}/"},
        {"code": "guessed"},
        {"code": "x\0"},
        {"grant_type": "password", "username": "cis@demo.example", "password": "x"},
        {"grant_type": "client_credentials"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "x"},
        {"grant_type": ""},
        {"resource": "http://["},
    ],
)
def test_a_code_with_anything_else_wrong_gives_nothing(moodle, cast, change):
    answer = moodle.redeem(moodle.code(cast.teacher), **change)
    assert answer.status_code in (400, 401)
    assert answer.json()["error"]
    assert not Token.objects.exists()


# --- secrets ---
@pytest.mark.parametrize("secret", ["wrong", "", "x\0"])
def test_a_wrong_secret_gives_nothing(moodle, cast, secret):
    answer = moodle.redeem(moodle.code(cast.teacher), client_secret=secret)
    assert answer.status_code in (400, 401)
    assert not Token.objects.exists()


def test_who_guesses_the_secret_is_stopped_and_the_right_one_then_waits(moodle, cast):
    statuses = [moodle.post("revocation_endpoint", token="x", client_secret=f"{n}").status_code for n in range(21)]  # fmt: skip
    assert statuses == [401] * 20 + [429]
    assert moodle.redeem(moodle.code(cast.teacher)).status_code == 429


def test_signing_on_right_is_never_limited_by_sender(moodle):
    statuses = {moodle.post("revocation_endpoint", token="x").status_code for _ in range(40)}
    assert statuses == {200}


# --- other clients ---
@pytest.fixture
def stranger(moodle) -> Moodle:
    """Another client, which signs people on as well."""
    connect_moodle(url=MOODLE)
    other = Client.objects.get()
    other.pk = "stranger"
    other.set_secret("geheim van een ander")
    other.save(force_insert=True)
    return Moodle(moodle.portal, "geheim van een ander", "stranger")


def test_a_code_or_refresh_token_is_of_one_client(moodle, stranger, cast):
    assert stranger.redeem(moodle.code(cast.teacher)).json()["error"] == "invalid_grant"
    token = moodle.sign_on(cast.teacher)
    answer = stranger.post("token_endpoint", grant_type="refresh_token", refresh_token=token["refresh_token"])  # fmt: skip
    assert answer.json()["error"] == "invalid_grant"


def test_a_client_revokes_no_token_of_another(moodle, stranger, cast):
    token = moodle.sign_on(cast.teacher)
    for kind in ("access_token", "refresh_token"):
        assert stranger.post("revocation_endpoint", token=token[kind]).status_code == 200
    assert moodle.ask(token).status_code == 200
    assert Token.objects.count() == 2


def test_a_client_of_somebody_else_gets_no_page_of_consent(moodle, stranger, cast, as_person):
    Client.objects.filter(pk="stranger").update(skip_consent=False)
    answer = as_person(cast.teacher).get("/identity/o/authorize", asked(client_id="stranger"))
    assert answer.status_code == 400


# --- tokens ---
def refresh(moodle, token, **extra):
    return moodle.post("token_endpoint", grant_type="refresh_token", refresh_token=token["refresh_token"], **extra)  # fmt: skip


def test_a_refresh_token_works_once_and_gives_no_wider_scope(moodle, cast):
    code = moodle.code(cast.teacher, scope="openid")
    token = moodle.redeem(code).json()
    assert set(moodle.ask(token).json()) == {"sub"}
    assert refresh(moodle, token, scope="openid profile email").json()["error"] == "invalid_scope"

    fresh = refresh(moodle, token).json()

    assert set(moodle.ask(fresh).json()) == {"sub"}
    assert fresh["refresh_expires_in"] <= 12 * 60 * 60
    assert refresh(moodle, token).json()["error"] == "invalid_grant"


def test_a_refresh_token_works_once_also_at_the_same_moment(moodle, cast):
    token = moodle.sign_on(cast.teacher)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: refresh(moodle, token).status_code, range(4)))
    assert sorted(answers) == [200, 400, 400, 400]


def test_tokens_run_out_and_are_then_forgotten(moodle, cast):
    from accounts.tasks import tidy

    token, kept = moodle.sign_on(cast.teacher), moodle.sign_on(cast.admin)
    assert not Token.objects.filter(expires_at=None).exists()
    Token.objects.filter(user=cast.teacher).update(expires_at=timezone.now() - timedelta(1))
    assert moodle.ask(token).status_code == 401
    assert refresh(moodle, token).json()["error"] == "invalid_grant"

    tidy()

    assert set(Token.objects.values_list("user", flat=True)) == {cast.admin.pk}
    assert moodle.ask(kept).status_code == 200


def test_revoking_the_access_token_leaves_the_other(moodle, cast):
    token, others = moodle.sign_on(cast.teacher), moodle.sign_on(cast.admin)
    moodle.post("revocation_endpoint", token=token["access_token"], token_type_hint="refresh_token")
    assert moodle.ask(token).status_code == 401
    assert refresh(moodle, token).status_code == 200
    assert moodle.ask(others).status_code == 200


def test_revoking_the_refresh_token_ends_all_of_that_person_alone(moodle, cast):
    token, others = moodle.sign_on(cast.teacher), moodle.sign_on(cast.admin)
    moodle.post("revocation_endpoint", token=token["refresh_token"])
    assert moodle.ask(token).status_code == 401
    assert refresh(moodle, token).status_code == 400
    assert moodle.ask(others).status_code == 200


@pytest.mark.parametrize("value", ["", "Bearer", "Bearer x", "Bearer ey.a.b", "Basic eDp5", "x"])
def test_userinfo_wants_a_token(moodle, value):
    url = moodle.says["userinfo_endpoint"]
    answer = requests.get(url, headers={"Authorization": value}, timeout=60)
    assert answer.status_code == 401


def test_a_token_in_an_address_counts_for_nothing(moodle, cast):
    token = moodle.sign_on(cast.teacher)["access_token"]
    url = f"{moodle.says['userinfo_endpoint']}?access_token={token}"
    assert requests.get(url, timeout=60).status_code == 401


def test_neither_an_id_token_nor_a_refresh_token_opens_userinfo(moodle, cast):
    token = moodle.sign_on(cast.teacher)
    for kind in ("id_token", "refresh_token"):
        assert moodle.ask({"access_token": token[kind]}).status_code == 401


# --- who may not, any more ---
def lose_role(cast):
    end_membership(membership=cast.teacher.memberships.get(), by=cast.admin)


def become_secretary(cast):
    Membership.objects.filter(user=cast.teacher).update(role="secretary")


def run_out(cast):
    Membership.objects.filter(user=cast.teacher).update(ends_on="2027-03-01")


def be_locked(cast):
    lock_person(user=cast.teacher, by=cast.admin)


LOSSES = [lose_role, become_secretary, run_out, be_locked]


@pytest.mark.parametrize("happens", LOSSES)
def test_between_the_code_and_the_token(moodle, cast, happens):
    code = moodle.code(cast.teacher)
    happens(cast)
    assert moodle.redeem(code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("happens", LOSSES)
def test_between_the_token_and_userinfo(moodle, cast, happens):
    token = moodle.sign_on(cast.teacher)
    happens(cast)
    answer = moodle.ask(token)
    assert answer.status_code == 401
    assert "invalid_token" in answer.headers["WWW-Authenticate"]
    assert "Cis" not in answer.text


@pytest.mark.parametrize("happens", LOSSES)
@pytest.mark.parametrize("scope", [{}, {"scope": "profile"}])
def test_a_refresh_token_gives_nothing_either(moodle, cast, happens, scope):
    token = moodle.sign_on(cast.teacher)
    happens(cast)
    assert refresh(moodle, token, **scope).json()["error"] == "invalid_grant"
    assert Token.objects.filter(type=Token.Type.ACCESS_TOKEN).count() == 1


@pytest.mark.parametrize("happens", LOSSES[:3])
def test_at_the_next_sign_on_somebody_sees_why_not(moodle, cast, happens):
    moodle.arrive(cast.teacher)
    happens(cast)
    page = moodle.browser.walk(moodle.begin())
    assert page.status_code == 403
    assert "Je hebt geen toegang tot Moodle" in page.text


def test_a_locked_person_is_asked_to_sign_in_and_cannot(moodle, cast):
    moodle.arrive(cast.teacher)
    be_locked(cast)
    page = moodle.browser.walk(moodle.begin())
    assert moodle.browser.sign_in(page, cast.teacher).status_code == 422
    unlock_person(user=cast.teacher, by=cast.admin)
    assert moodle.browser.sign_in(page, cast.teacher).headers["Location"].startswith(CALLBACK)


def test_who_looks_along_does_not_get_into_moodle_as_somebody_else(moodle, cast, as_person):
    client = as_person(cast.helpdesk)
    client.post("/hijack/acquire/", {"user_pk": cast.teacher.pk})
    answer = client.get("/identity/o/authorize", asked())
    assert answer.status_code == 403
    assert "Je kijkt mee als Cis Claes" in answer.content.decode()
    assert client.get("/identity/o/authorize", asked(prompt="none")).status_code == 403
