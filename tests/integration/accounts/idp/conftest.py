"""A Moodle that signs people on, made with authlib: an OpenID client that is not our own code,
which knows of the portal only what its configuration says, over real HTTP."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session
from django.core.cache import cache
from joserfc import jwt
from joserfc.jwk import KeySet

from accounts.idp.moodle import connect_moodle
from tests.conftest import PASSWORD

MOODLE = "https://moodle.example.be"
CALLBACK = f"{MOODLE}/admin/oauth2callback.php"
CONFIGURATION = "/.well-known/openid-configuration"


class Browser(requests.Session):
    """Goes from page to page within the portal, as a person does, and stops where it would leave."""

    def __init__(self, portal: str) -> None:
        super().__init__()
        self.portal = portal

    def walk(self, url: str, method: str = "get", **given) -> requests.Response:
        answer = self.request(method, url, allow_redirects=False, **given)
        while answer.is_redirect:
            url = requests.compat.urljoin(answer.url, answer.headers["Location"])
            if not url.startswith(f"{self.portal}/"):
                break
            answer = self.get(url, allow_redirects=False)
        return answer

    def send_form(self, page: requests.Response, **data) -> requests.Response:
        """The form of the page, with what its hidden fields say."""
        hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
        form = {name: value.replace("&amp;", "&") for name, value in hidden} | data
        headers = {"Referer": page.url}
        return self.walk(urlsplit(page.url)._replace(query="").geturl(), "post", data=form, headers=headers)  # fmt: skip

    def sign_in(self, page: requests.Response, person) -> requests.Response:
        assert "<h1>Aanmelden</h1>" in page.text
        return self.send_form(page, login=person.email, password=PASSWORD)


class Moodle:
    """The relying party: one client and secret, any number of people."""

    def __init__(self, portal: str, secret: str, client_id: str = "moodle") -> None:
        self.portal = portal
        self.secret, self.client_id = secret, client_id
        self.says = requests.get(f"{portal}{CONFIGURATION}", timeout=60).json()
        self.browser = Browser(portal)
        self.browsers: dict[int, Browser] = {}
        self.open: list[requests.Session] = [self.browser]

    def browser_of(self, person) -> Browser:
        """The first person has `self.browser`, each other one their own."""
        if person.pk not in self.browsers:
            self.browsers[person.pk] = Browser(self.portal) if self.browsers else self.browser
            self.open.append(self.browsers[person.pk])
        return self.browsers[person.pk]

    def close(self) -> None:
        """A connection that stays open keeps the test's database open too."""
        for session in self.open:
            session.close()

    def session(self, token=None, **options) -> OAuth2Session:
        session = OAuth2Session(
            self.client_id,
            self.secret,
            scope="openid profile email",
            redirect_uri=CALLBACK,
            token_endpoint_auth_method="client_secret_post",
            token=token,
            **options,
        )
        self.open.append(session)
        return session

    def begin(self, session: OAuth2Session | None = None, **extra) -> str:
        """The address to which Moodle sends the browser."""
        session = session or self.session()
        url, _ = session.create_authorization_url(self.says["authorization_endpoint"], **extra)
        return url

    def arrive(self, person, **extra) -> str:
        """`person` presses "OVSG-toets" in Moodle and signs in: the address they come back to."""
        browser = self.browser_of(person)
        answer = browser.walk(self.begin(**extra))
        if not answer.is_redirect:
            answer = browser.sign_in(answer, person)
        assert answer.is_redirect, answer.text
        return answer.headers["Location"]

    def code(self, person, **extra) -> str:
        back = self.arrive(person, **extra)
        assert back.startswith(f"{CALLBACK}?")
        return parse_qs(urlsplit(back).query)["code"][0]

    def redeem(self, code: str, /, **extra) -> requests.Response:
        """What the token endpoint says to this code."""
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK}
        return self.post("token_endpoint", **asked | extra)

    def post(self, endpoint: str, **data) -> requests.Response:
        data = {"client_id": self.client_id, "client_secret": self.secret} | data
        return requests.post(self.says[endpoint], data=data, timeout=60)

    def sign_on(self, person, **extra) -> dict:
        """The whole way: the tokens of `person`."""
        token = self.redeem(self.code(person, **extra))
        assert token.status_code == 200, token.text
        return token.json()

    def ask(self, token: dict) -> requests.Response:
        """What userinfo says for these tokens."""
        headers = {"Authorization": f"Bearer {token['access_token']}"}
        return requests.get(self.says["userinfo_endpoint"], headers=headers, timeout=60)

    def read(self, token: dict, **expected) -> dict:
        """The claims of the ID token, its signature checked with the portal's public keys."""
        keys = KeySet.import_key_set(requests.get(self.says["jwks_uri"], timeout=60).json())
        read = jwt.decode(token["id_token"], keys, algorithms=["RS256"])
        must = {"iss": self.says["issuer"], "aud": self.client_id, **expected}
        rules = {name: {"essential": True, "value": value} for name, value in must.items()}
        jwt.JWTClaimsRegistry(exp={"essential": True}, **rules).validate(read.claims)
        return read.claims


@pytest.fixture
def portal(transactional_db, live_server, settings) -> str:
    """The portal's address; limits and codes of an earlier test are forgotten."""
    settings.SITE_URL = live_server.url
    settings.MOODLE_URL = MOODLE
    cache.clear()
    return live_server.url


@pytest.fixture
def moodle(portal) -> Moodle:
    moodle = Moodle(portal, connect_moodle(url=MOODLE))
    yield moodle
    moodle.close()
