"""Somebody signs on to Moodle with their account of the portal: what Moodle gets, step by step."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from authlib.common.security import generate_token

from accounts.domain.people import rename_person
from accounts.roles import Role
from tests.conftest import join
from tests.integration.accounts.idp.conftest import CALLBACK


def test_a_teacher_signs_in_here_and_is_back_in_moodle_with_a_code(moodle, cast):
    page = moodle.browser.walk(moodle.begin(state="toestand/1?x=y&z"))
    assert page.url.startswith(f"{moodle.portal}/aanmelden/?next=/identity/o/authorize")

    back = moodle.browser.sign_in(page, cast.teacher)

    assert back.status_code == 302
    query = parse_qs(urlsplit(back.headers["Location"]).query)
    assert back.headers["Location"].split("?")[0] == CALLBACK
    assert query["state"] == ["toestand/1?x=y&z"]
    assert set(query) == {"code", "state"}


def test_moodle_learns_who_it_is(moodle, cast):
    claims = moodle.ask(moodle.sign_on(cast.teacher)).json()

    assert claims == {
        "sub": str(cast.teacher.public_id),
        "name": "Cis Claes",
        "given_name": "Cis",
        "family_name": "Claes",
        "preferred_username": f"ovsg-{cast.teacher.public_id.hex}",
        "email": "cis@demo.example",
        "email_verified": True,
    }


def test_who_is_signed_in_already_goes_straight_through(moodle, cast):
    moodle.arrive(cast.teacher)
    assert moodle.browser.get(moodle.begin(), allow_redirects=False).headers["Location"].startswith(CALLBACK)  # fmt: skip


def test_the_id_token_holds_what_was_asked_and_is_signed(moodle, cast):
    nonce = generate_token(20)
    claims = moodle.read(moodle.sign_on(cast.teacher, nonce=nonce), nonce=nonce)
    assert claims["sub"] == str(cast.teacher.public_id)
    assert claims["iss"] == moodle.portal
    assert 0 < claims["exp"] - claims["iat"] <= 5 * 60
    assert str(cast.teacher.pk) != claims["sub"]


def test_authlib_does_the_whole_dance_with_pkce(moodle, cast, monkeypatch):
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    verifier = generate_token(48)
    session = moodle.session(code_challenge_method="S256")
    start = moodle.begin(session, code_verifier=verifier)
    back = moodle.browser.sign_in(moodle.browser.walk(start), cast.admin).headers["Location"]

    token = session.fetch_token(
        moodle.says["token_endpoint"], authorization_response=back, code_verifier=verifier
    )
    assert session.get(moodle.says["userinfo_endpoint"]).json()["given_name"] == "An"

    fresh = session.refresh_token(moodle.says["token_endpoint"])
    assert fresh["access_token"] != token["access_token"]
    assert session.get(moodle.says["userinfo_endpoint"]).json()["given_name"] == "An"

    session.revoke_token(moodle.says["revocation_endpoint"], token=fresh["refresh_token"])
    assert session.get(moodle.says["userinfo_endpoint"]).status_code == 401


@pytest.mark.parametrize("verifier", [None, "een-andere-sleutel-van-meer-dan-veertig-tekens-lang"])
def test_with_pkce_a_code_is_worth_nothing_without_its_verifier(moodle, cast, verifier):
    code = moodle.code(cast.teacher, code_verifier=generate_token(48), code_challenge="x" * 43, code_challenge_method="S256")  # fmt: skip
    extra = {"code_verifier": verifier} if verifier else {}
    answer = moodle.redeem(code, **extra)
    assert answer.status_code in (400, 401)
    assert "access_token" not in answer.text


def test_a_form_may_ask_as_well(moodle, cast):
    query = parse_qs(urlsplit(moodle.begin()).query)
    form = {name: values[0] for name, values in query.items()}
    page = moodle.browser.walk(moodle.says["authorization_endpoint"], "post", data=form)
    assert moodle.browser.sign_in(page, cast.teacher).headers["Location"].startswith(CALLBACK)


def test_asked_to_sign_in_again_somebody_signs_in_again(moodle, cast):
    moodle.arrive(cast.teacher)
    page = moodle.browser.walk(moodle.begin(prompt="login"))
    assert "<h1>Aanmelden</h1>" in page.text
    back = moodle.browser.sign_in(page, cast.admin).headers["Location"]
    token = moodle.redeem(parse_qs(urlsplit(back).query)["code"][0]).json()
    assert moodle.ask(token).json()["given_name"] == "An"


def test_asked_without_a_page_who_is_not_signed_in_is_sent_back(moodle, cast):
    back = moodle.browser.walk(moodle.begin(prompt="none")).headers["Location"]
    assert back.startswith(CALLBACK)
    assert parse_qs(urlsplit(back).query)["error"] == ["login_required"]


@pytest.mark.parametrize("who", ["admin", "teacher", "pe_teacher", "care", "duo", "outsider"])
def test_everybody_with_the_right_gets_through(moodle, cast, who):
    person = getattr(cast, who)
    claims = moodle.ask(moodle.sign_on(person)).json()
    assert claims["preferred_username"] == f"ovsg-{person.public_id.hex}"


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("secretary", "Met jouw rol kom je niet in de online toetsomgeving Moodle."),
        ("helpdesk", "je werkt op dit moment in geen enkele school."),
    ],
)
def test_the_others_see_why_not(moodle, cast, who, why):
    page = moodle.browser.sign_in(moodle.browser.walk(moodle.begin()), getattr(cast, who))
    assert page.status_code == 403
    assert "<h1>Je hebt geen toegang tot Moodle</h1>" in page.text
    assert why in page.text


def test_the_right_in_any_school_is_enough(moodle, cast):
    join(cast.secretary, cast.other_school, Role.TEACHER)
    assert moodle.ask(moodle.sign_on(cast.secretary)).json()["given_name"] == "Bo"


def test_two_people_at_two_browsers_are_two_people(moodle, cast):
    tokens = [moodle.sign_on(person) for person in (cast.admin, cast.teacher)]
    assert [moodle.ask(token).json()["given_name"] for token in tokens] == ["An", "Cis"]


def test_another_name_or_address_is_there_at_the_next_question(moodle, cast):
    token = moodle.sign_on(cast.teacher)
    rename_person(user=cast.teacher, first_name="Cisse", last_name="De Vos", by=cast.admin)
    type(cast.teacher).objects.filter(pk=cast.teacher.pk).update(email="cisse@demo.example")

    claims = moodle.ask(token).json()

    assert (claims["given_name"], claims["family_name"]) == ("Cisse", "De Vos")
    assert claims["email"] == "cisse@demo.example"
    assert claims["sub"] == str(cast.teacher.public_id)
    assert claims["preferred_username"] == f"ovsg-{cast.teacher.public_id.hex}"


def test_the_configuration_says_what_there_is_and_no_more(moodle):
    says = moodle.says
    assert says["issuer"] == moodle.portal
    assert all(url.startswith(moodle.portal) for name, url in says.items() if name.endswith(("_endpoint", "_uri")))  # fmt: skip
    assert not {"registration_endpoint", "device_authorization_endpoint"} & set(says)
    assert says["token_endpoint_auth_methods_supported"] == ["client_secret_post"]
    assert says["grant_types_supported"] == ["authorization_code", "refresh_token"]
    for address in ("identity/o/api/clients", "identity/o/api/device/code", "identity/o/device"):
        assert requests.get(f"{moodle.portal}/{address}", timeout=60).status_code == 404


def test_the_issuer_is_no_matter_of_the_host_that_was_asked(moodle):
    asked = requests.get(
        f"{moodle.portal}/.well-known/openid-configuration",
        headers={"Host": "127.0.0.1"},
        timeout=60,
    )
    assert asked.json() == moodle.says


def test_the_way_back_to_moodle_is_open_for_the_sign_in_form(moodle):
    """Chromium holds a form to `form-action` also where its answer leads on; a browser test walks it."""
    page = moodle.browser.walk(moodle.begin())
    policy = page.headers["Content-Security-Policy"]
    assert re.search(r"form-action 'self'", policy)
