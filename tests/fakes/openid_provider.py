"""A toegangsbeheer Vlaanderen for tests: a real HTTP server that signs with real keys.

It is strict about what it is asked (client, secret, redirect address, scopes, PKCE, a code used
once), and it misbehaves on request: every claim and header of the ID token can be changed, keys
rotate or are somebody else's, and each of its three addresses can hang, refuse or talk nonsense.
"""

import json
import threading
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT = "portal-for-tests"
SECRET = "secret-for-tests"
ITSME = "urn:be:vlaanderen:authmech:itsme"
SOFIE = {"given_name": "Cis", "family_name": "Claes"}


def new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


KEYS = [new_key() for _ in range(3)]  # making one takes a while; two to publish, one stranger's


class FakeProvider:
    """`claims`, `header`, `userinfo`: what to change, None to leave out. `trouble`: per address
    ("token", "userinfo", "keys") a pair (status, body), or "hang"."""

    def __init__(self) -> None:
        self.claims: dict = {}
        self.header: dict = {}
        self.userinfo: dict = {}
        self.trouble: dict[str, tuple[int, bytes] | str] = {}
        self.sign = self._sign_rs256
        self.signing_key = KEYS[0]
        self.published = {"first": KEYS[0]}
        self.kid = "first"
        self.calls: list[str] = []
        self.token_requests: list[dict] = []
        self._codes: dict[str, dict] = {}
        self._people: dict[str, dict] = {}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )
        self.let_go = threading.Event()

    def start(self) -> "FakeProvider":
        self._thread.start()
        return self

    def stop(self) -> None:
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/op"

    def rotate(self) -> None:
        self.signing_key, self.kid = KEYS[1], "second"
        self.published = {"second": KEYS[1]}

    def sign_in(self, address: str, sub: str = "sub-of-cis", **about) -> dict[str, str]:
        """Somebody signs in on the page at `address`; what their browser takes back."""
        asked = dict(parse_qsl(urlsplit(address).query))
        assert asked["client_id"] == CLIENT
        assert asked["response_type"] == "code"
        assert set(asked["scope"].split()) <= {"openid", "profile", "vo"}, "invalid_scope"
        assert asked["code_challenge_method"] == "S256"
        code = token_urlsafe(16)
        self._codes[code] = asked | {"sub": sub, "about": {**SOFIE, **about}}
        return {"code": code, "state": asked["state"]}

    # --- the three addresses ---
    def token(self, form: dict) -> tuple[int, dict]:
        self.token_requests.append(form)
        asked = self._codes.pop(form.get("code", ""), None)
        challenge = urlsafe_b64encode(sha256(form.get("code_verifier", "").encode()).digest())
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        if (
            asked is None
            or form.get("grant_type") != "authorization_code"
            or form.get("redirect_uri") != asked["redirect_uri"]
            or challenge.decode().rstrip("=") != asked["code_challenge"]
        ):
            return 400, {"error": "invalid_grant"}
        access = token_urlsafe(16)
        self._people[access] = {"sub": asked["sub"], **asked["about"]}
        return 200, {
            "access_token": access,
            "token_type": "Bearer",
            "id_token": self.sign(self._claims(asked)),
        }

    def user(self, access: str) -> tuple[int, dict]:
        if access not in self._people:
            return 401, {"error": "invalid_token"}
        return 200, _changed(self._people[access], self.userinfo)

    def keys(self) -> tuple[int, dict]:
        return 200, {"keys": [_public(key, kid) for kid, key in self.published.items()]}

    def _claims(self, asked: dict) -> dict:
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": asked["sub"],
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": asked.get("nonce"),
            "acr": asked.get("acr_values", "").split()[:1] and ITSME,
        }
        return _changed(claims, self.claims)

    def _sign_rs256(self, claims: dict) -> str:
        header = _changed({"kid": self.kid}, self.header)
        return jwt.encode(claims, self.signing_key, algorithm="RS256", headers=header)


def _changed(values: dict, changes: dict) -> dict:
    return {key: value for key, value in {**values, **changes}.items() if value is not None}


def _public(key, kid: str) -> dict:
    public = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return public | {"kid": kid, "alg": "RS256", "use": "sig"}


def _handler_for(provider: FakeProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self.answer("token", lambda: provider.token(form))

        def do_GET(self) -> None:
            access = self.headers.get("Authorization", "").removeprefix("Bearer ")
            if self.path == "/op/v1/keys":
                self.answer("keys", provider.keys)
            else:
                self.answer("userinfo", lambda: provider.user(access))

        def answer(self, name: str, ordinary) -> None:
            assert self.path == f"/op/v1/{name}", self.path
            provider.calls.append(name)
            trouble = provider.trouble.get(name)
            if trouble == "hang":
                provider.let_go.wait(20)
                self.close_connection = True
            elif trouble:
                self.say(*trouble)
            else:
                status, content = ordinary()
                self.say(status, json.dumps(content).encode())

        def say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args) -> None:
            pass

    return Handler
