"""Calls to a real Moodle over HTTP. The protocol only; what the calls mean is in `api`."""

from collections.abc import Iterator
from typing import Any

import requests

from orders.moodle.api import Moodle, PassingError, RecordError, SetupError

TIMEOUTS = (5, 60)  # connecting, reading
# PHP silently drops the fields beyond its max_input_vars (1000) and still answers success.
MOST_FIELDS = 900

PASSING = {"dbconnectionfailed", "dmlwriteexception", "sitemaintenance"}
SETUP = {
    "invalidtoken",
    "accessexception",
    "nopermissions",
    "wsusercannotassign",
    "requireloginerror",
}
BUSY = {408, 425, 429}
WRONG_ADDRESS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
)


class RestMoodle(Moodle):
    """Moodle at `url`, as the service user whom `token` belongs to."""

    def __init__(self, url: str, token: str, *, timeouts: tuple[float, float] = TIMEOUTS) -> None:
        self.endpoint = f"{url.rstrip('/')}/webservice/rest/server.php"
        self.token = token
        self.timeouts = timeouts
        self.session = requests.Session()

    def close(self) -> None:
        self.session.close()

    def call(self, function: str, **fields: Any) -> Any:
        form = {
            "wstoken": self.token,
            "wsfunction": function,
            "moodlewsrestformat": "json",
            **dict(php_fields(fields)),
        }
        if len(form) >= MOST_FIELDS:
            raise ValueError(f"{function}: {len(form)} fields, of which PHP would drop some.")
        try:
            # A redirect would turn the call into a GET of a page: a wrong host, never an answer.
            answer = self.session.post(
                self.endpoint, data=form, timeout=self.timeouts, allow_redirects=False
            )
        except WRONG_ADDRESS as error:
            raise SetupError("address", type(error).__name__) from None
        except requests.RequestException as error:
            raise PassingError("network", type(error).__name__) from None
        return _read(answer)


def php_fields(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """`{"users": [{"id": 2}]}` → `users[0][id]`, `2`; booleans are 0 or 1, None is left out."""
    if isinstance(value, dict | list | tuple):
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in pairs:
            yield from php_fields(item, f"{name}[{key}]" if name else str(key))
    elif isinstance(value, bool):
        yield name, str(int(value))
    elif value is not None:
        yield name, str(value)


def _read(answer: requests.Response) -> Any:
    """The answer's JSON. An error of Moodle's own comes with HTTP 200 as well."""
    status = answer.status_code
    if status >= 500 or status in BUSY:
        raise PassingError(f"http {status}")
    if status >= 300:
        raise SetupError(f"http {status}")
    try:
        content = answer.json()
    except requests.exceptions.JSONDecodeError:
        raise PassingError("no json") from None
    if isinstance(content, dict) and ("exception" in content or "errorcode" in content):
        code = str(content.get("errorcode") or "unknown")
        raise _kind_of(code)(code, str(content.get("message") or ""))
    return content


def _kind_of(code: str) -> type[PassingError | SetupError | RecordError]:
    if code in PASSING:
        return PassingError
    return SetupError if code in SETUP else RecordError
