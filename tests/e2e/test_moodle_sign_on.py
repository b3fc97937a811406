"""Signing on to a Moodle on another host, in a browser that holds forms to `form-action`."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from accounts.idp.moodle import CALLBACK, connect_moodle
from tests.conftest import PASSWORD


class MoodlePage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Moodle</title><h1>Welkom in Moodle</h1>")

    def log_message(self, *arguments) -> None:
        """Says nothing."""


@pytest.fixture
def moodle_url(settings, live_server):
    """A page elsewhere, that the portal is told to be its Moodle."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), MoodlePage)
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    settings.MOODLE_URL, settings.SITE_URL = url, live_server.url
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": policy | {"form-action": ["'self'", url]}
    }  # as the settings do from the environment
    cache.clear()
    connect_moodle(url=url)
    yield url
    server.shutdown()
    server.server_close()


def sign_on_address(live_server, moodle_url: str) -> str:
    query = {
        "client_id": "moodle",
        "redirect_uri": f"{moodle_url}{CALLBACK}",
        "response_type": "code",
        "scope": "openid profile email",
        "state": "x",
    }
    return f"{live_server.url}/identity/o/authorize?{urlencode(query)}"


def sign_in_by_hand(page, person) -> None:
    page.get_by_label("E-mailadres").fill(person.email)
    page.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Aanmelden", exact=True).click()


# Of allauth, which asks Django for the scheme of an address without one.
@pytest.mark.filterwarnings("ignore:The default scheme will be changed")
def test_a_teacher_comes_back_to_moodle(page, live_server, moodle_url, cast, axe):
    page.goto(sign_on_address(live_server, moodle_url))
    sign_in_by_hand(page, cast.teacher)
    expect(page.get_by_role("heading", name="Welkom in Moodle")).to_be_visible()
    assert page.url.startswith(f"{moodle_url}{CALLBACK}?")

    page.goto(f"{live_server.url}/identity/o/logout?" + urlencode({"client_id": "moodle", "post_logout_redirect_uri": f"{moodle_url}/"}))  # fmt: skip
    axe(page)
    page.get_by_role("main").get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_role("heading", name="Welkom in Moodle")).to_be_visible()
    assert page.url == f"{moodle_url}/"


@pytest.mark.parametrize("width", [375, 1440])
def test_who_may_not_sees_why(new_page, live_server, moodle_url, cast, sign_in, axe, fits, width):
    page = new_page(width=width)
    sign_in(page, cast.secretary)
    page.goto(sign_on_address(live_server, moodle_url))
    expect(page.get_by_role("heading", name="Je hebt geen toegang tot Moodle")).to_be_visible()
    axe(page)
    fits(page)
    page.goto(sign_on_address(live_server, "https://evil.example"))
    expect(page.get_by_role("heading", name="Aanmelden bij Moodle lukt nu niet")).to_be_visible()
    axe(page)
