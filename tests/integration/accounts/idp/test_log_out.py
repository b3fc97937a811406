"""Logging out from Moodle's side: the portal asks, and leads back only to Moodle."""

import pytest
from allauth.idp.oidc.models import Token

# Of allauth, which asks Django for the scheme of an address without one.
pytestmark = pytest.mark.filterwarnings("ignore:The default scheme will be changed")

HOME = "https://moodle.example.be/"


@pytest.fixture
def token(moodle, cast) -> dict:
    return moodle.sign_on(cast.teacher)


def leave(moodle, **query):
    return moodle.browser.get(moodle.says["end_session_endpoint"], params=query, allow_redirects=False)  # fmt: skip


def is_signed_in(moodle) -> bool:
    return (
        moodle.browser.walk(f"{moodle.portal}/mijn-account/").url
        == f"{moodle.portal}/mijn-account/"
    )


def test_the_portal_asks_first(moodle, token):
    page = leave(moodle, id_token_hint=token["id_token"], post_logout_redirect_uri=HOME)
    assert page.status_code == 200
    assert "<h1>Wil je ook hier uitloggen?</h1>" in page.text
    assert is_signed_in(moodle)


def test_yes_ends_the_session_and_the_tokens_and_leads_back(moodle, token):
    page = leave(moodle, id_token_hint=token["id_token"], post_logout_redirect_uri=HOME, state="x&y")  # fmt: skip
    back = moodle.browser.send_form(page, action="logout")
    assert back.headers["Location"] == f"{HOME}?state=x%26y"
    assert not is_signed_in(moodle)
    assert not Token.objects.exists()
    assert moodle.ask(token).status_code == 401


def test_no_keeps_the_session_but_ends_the_tokens(moodle, token):
    page = leave(moodle, client_id="moodle", post_logout_redirect_uri=HOME)
    back = moodle.browser.send_form(page, action="stay")
    assert back.headers["Location"] == HOME
    assert is_signed_in(moodle)
    assert not Token.objects.exists()


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "https://moodle.example.be/elsewhere", "http://moodle.example.be/",
     "//evil.example/", "javascript:alert(1)", "http://[", "https://moodle.example.be:x/", "x\0"],
)  # fmt: skip
def test_it_leads_nowhere_else(moodle, token, elsewhere):
    answer = leave(moodle, client_id="moodle", post_logout_redirect_uri=elsewhere)
    assert answer.status_code == 400
    assert is_signed_in(moodle)


def test_without_a_client_it_leads_to_the_sign_in_page(moodle, token):
    page = leave(moodle, post_logout_redirect_uri="https://evil.example/")
    assert moodle.browser.send_form(page, action="logout").url == f"{moodle.portal}/aanmelden/"


def test_another_page_cannot_log_somebody_out(moodle, token):
    """Moodle may send a form; what that leads to is the question, never the deed."""
    url = moodle.says["end_session_endpoint"]
    asked = moodle.browser.post(url, data={"client_id": "moodle", "action": "logout"})
    assert "Wil je ook hier uitloggen?" in asked.text
    forged = moodle.browser.post(
        url, data={"client_id": "moodle", "action": "logout", "csrfmiddlewaretoken": "x" * 64}
    )
    assert forged.status_code == 403
    assert "Deze pagina stond te lang open" in forged.text
    assert is_signed_in(moodle)


def test_who_is_not_signed_in_goes_straight_back(moodle):
    back = leave(moodle, client_id="moodle", post_logout_redirect_uri=HOME)
    assert (back.status_code, back.headers["Location"]) == (302, HOME)
