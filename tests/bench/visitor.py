"""Somebody with a browser, as far as the server can tell: cookies, CSRF, redirects, keep-alive."""

import http.client
from dataclasses import dataclass
from http.cookies import SimpleCookie
from time import perf_counter
from urllib.parse import urlencode, urlsplit

from ovsgtoets.demo.cast import PASSWORD
from tests.forms_in import FoundForm, forms_in


class Unexpected(Exception):
    """The server answered something else than a visitor may expect."""


@dataclass(frozen=True)
class Answer:
    status: int
    location: str
    body: bytes
    encoding: str
    seconds: float

    @property
    def html(self) -> str:
        return self.body.decode()


class Visitor:
    """One connection and one jar of cookies. `address` is where the proxy says they come from:
    the limits on signing in count per address, and a country does not come from one."""

    def __init__(self, port: int, address: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = {"Host": "localhost", "X-Forwarded-For": address, "Accept": "text/html"}
        self.cookies: dict[str, str] = {}

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *error) -> None:
        self.connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        return self._expect(self._ask("GET", path, None, headers), path, 200)

    def send(self, form: FoundForm, page: str) -> Answer:
        """What the form's button does; the answer is the redirect itself."""
        path = form.action or page
        body = urlencode(form.values, doseq=True).encode()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": "http://localhost",
        }
        return self._expect(self._ask("POST", path, body, headers), path, 302)

    def sign_in(self, email: str) -> tuple[Answer, Answer]:
        """Opens the sign-in page and sends it; both answers."""
        page = self.get("/aanmelden/")
        [form] = [form for form in forms_in(page.html) if "password" in form.values]
        form.values |= {"login": [email], "password": [PASSWORD]}
        return page, self.send(form, "/aanmelden/")

    def _expect(self, answer: Answer, path: str, status: int) -> Answer:
        if answer.status != status:
            raise Unexpected(f"{path}: {answer.status} instead of {status}")
        return answer

    def _ask(self, method: str, path: str, body: bytes | None, more: dict) -> Answer:
        headers = {**self.headers, **more}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={v}" for name, v in self.cookies.items())
        begin = perf_counter()
        try:
            answer = self._once(method, path, body, headers)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            if method != "GET":
                raise
            self.connection.close()  # the server was tired of waiting, as browsers know
            answer = self._once(method, path, body, headers)
        content = answer.read()
        seconds = perf_counter() - begin
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return Answer(
            answer.status,
            urlsplit(answer.headers.get("Location", "")).path,
            content,
            answer.headers.get("Content-Encoding", ""),
            seconds,
        )

    def _once(self, method: str, path: str, body: bytes | None, headers: dict):
        self.connection.request(method, path, body, headers)
        return self.connection.getresponse()
