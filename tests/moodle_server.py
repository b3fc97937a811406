"""A Moodle for tests: a real HTTP server with the real one's habits, good and bad.

Observed on Moodle 4.5: errors come as HTTP 200 with an errorcode, functions without a result
answer `null`, creation is all or nothing, e-mail addresses are compared with their case when
looked up and without it when created, an enrolment that leaves a field out resets it, fields
beyond max_input_vars are silently dropped, and a wrong path redirects to an HTML page.
"""

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

TOKEN = "token-for-tests"
PATH = "/webservice/rest/server.php"
HTML = b"<!DOCTYPE html><html><body>Moodle</body></html>"


class Refusal(Exception):
    def __init__(self, errorcode: str, exception: str = "moodle_exception") -> None:
        super().__init__(errorcode)
        self.errorcode = errorcode
        self.exception = exception


class FakeMoodle:
    """`url`, `users` and `enrolments` to look at; `mode`, `errors`, `delay` … to make trouble."""

    def __init__(self) -> None:
        self.users: dict[int, dict] = {}
        self.courses: dict[str, int] = {}
        self.enrolments: dict[tuple[int, int], dict] = {}
        self.calls: list[tuple[str, dict]] = []
        self.field_counts: list[int] = []
        self.max_input_vars = 1000
        self.mode = "up"  # up, down (503), html (200), redirect, forbidden
        self.errors: dict[str, str] = {}  # function, or * → errorcode
        self.answers_lost: set[str] = set()  # done, but the connection breaks before the answer
        self.may_view_details = True
        self.delay = 0.0
        self._at_work: set[bytes] = set()
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    # --- for the tests ---
    def start(self) -> "FakeMoodle":
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def add_course(self, idnumber: str) -> int:
        self.courses[idnumber] = 10 + len(self.courses)
        return self.courses[idnumber]

    def add_user(self, **fields) -> int:
        """An account that somebody else made."""
        number = 3 + len(self.users)
        self.users[number] = {
            "id": number, "username": f"user{number}", "firstname": "X", "lastname": "Y",
            "email": f"user{number}@elders.example", "idnumber": "", "auth": "manual",
            "suspended": False, **fields,
        }  # fmt: skip
        return number

    def account_of(self, user) -> dict | None:
        found = [u for u in self.users.values() if u["idnumber"] == f"ovsg-{user.public_id.hex}"]
        assert len(found) < 2
        return found[0] if found else None

    def inside(self, course: str) -> set[str]:
        """First names of who can enter the course."""
        number = self.courses[course]
        return {
            self.users[user]["firstname"]
            for (user, where), enrolment in self.enrolments.items()
            if where == number and not enrolment["suspend"] and not self.users[user]["suspended"]
        }

    def count(self, function: str) -> int:
        return sum(1 for name, _ in self.calls if name == function)

    # --- what arrives ---
    def answer(self, body: bytes) -> tuple[str, object]:
        """The function's name and what it answers."""
        pairs = parse_qsl(body.decode(), keep_blank_values=True)
        self.field_counts.append(len(pairs))
        form = dict(pairs[: self.max_input_vars])
        function = form.pop("wsfunction", "")
        try:
            if form.pop("wstoken", None) != TOKEN:
                raise Refusal("invalidtoken")
            if form.pop("moodlewsrestformat", "") != "json":
                raise Refusal("invalidparameter")
            for key in (function, "*"):
                if key in self.errors:
                    raise Refusal(self.errors[key])
            if not hasattr(self, function) or "_" not in function:
                raise Refusal("invalidrecord", "dml_missing_record_exception")
            with self._lock:
                if body in self._at_work:
                    raise Refusal("dmlwriteexception", "dml_write_exception")
                self._at_work.add(body)
            try:
                time.sleep(self.delay)
                with self._lock:
                    fields = _nested(form)
                    self.calls.append((function, fields))
                    return function, getattr(self, function)(**fields)
            finally:
                self._at_work.discard(body)
        except Refusal as refusal:
            return function, {
                "exception": refusal.exception,
                "errorcode": refusal.errorcode,
                "message": f"Error: {refusal.errorcode}",
            }

    # --- the functions ---
    def core_webservice_get_site_info(self) -> dict:
        return {"sitename": "Fake", "release": "4.5.6", "userid": 2, "functions": []}

    def core_user_get_users_by_field(self, field: str, values: list[str]) -> list[dict]:
        if field in ("idnumber", "username") and not self.may_view_details:
            return []
        return [dict(user) for user in self.users.values() if str(user[field]) in values]

    def core_user_create_users(self, users: list[dict]) -> list[dict]:
        new: list[dict] = []
        for user in users:
            wanted = {"auth", "username", "firstname", "lastname", "email", "idnumber"}
            if not wanted <= set(user) or not user["firstname"].strip() or "lang" in user:
                raise Refusal("invalidparameter", "invalid_parameter_exception")
            if not re.fullmatch(r"[a-z0-9\-._@]+", user["username"]):
                raise Refusal("invalidparameter", "invalid_parameter_exception")
            for other in [*self.users.values(), *new]:
                if (
                    other["username"] == user["username"]
                    or other["email"].lower() == user["email"].lower()
                ):
                    raise Refusal("invalidparameter", "invalid_parameter_exception")
            new.append({**user, "suspended": False})
        for user in new:
            user["id"] = 3 + len(self.users)
            self.users[user["id"]] = user
        return [{"id": user["id"], "username": user["username"]} for user in new]

    def core_user_update_users(self, users: list[dict]) -> dict:
        warnings = []
        for change in users:
            number = int(change["id"])
            email = change.get("email", "").lower()
            if number not in self.users:
                warnings.append((number, "invaliduserid"))
            elif any(
                email == other["email"].lower() for n, other in self.users.items() if n != number
            ):
                warnings.append((number, "useremailduplicate"))
            else:
                if "suspended" in change:
                    change["suspended"] = change["suspended"] == "1"
                self.users[number].update({**change, "id": number})
        return {
            "warnings": [
                {"item": "user", "itemid": number, "warningcode": code, "message": code}
                for number, code in warnings
            ]
        }

    def core_course_get_courses_by_field(self, field: str, value: str) -> dict:
        assert field == "idnumber"
        found = [
            {"id": n, "idnumber": i, "fullname": i} for i, n in self.courses.items() if i == value
        ]
        return {"courses": found, "warnings": []}

    def enrol_manual_enrol_users(self, enrolments: list[dict]) -> None:
        new = {}
        for enrolment in enrolments:
            if not {"roleid", "userid", "courseid"} <= set(enrolment):
                raise Refusal("invalidparameter", "invalid_parameter_exception")
            key = (int(enrolment["userid"]), int(enrolment["courseid"]))
            if key[0] not in self.users or key[1] not in self.courses.values():
                raise Refusal("invaliduser")
            roles = self.enrolments.get(key, {}).get("roles", set()) | {int(enrolment["roleid"])}
            new[key] = {"roles": roles, "suspend": enrolment.get("suspend", "0") == "1"}
        self.enrolments.update(new)


def _nested(form: dict[str, str]) -> dict:
    """PHP's reading of `users[0][id]=2`: lists where the keys are 0, 1, 2 …"""
    tree: dict = {}
    for name, value in form.items():
        *path, last = re.findall(r"[^\[\]]+", name)
        place = tree
        for key in path:
            place = place.setdefault(key, {})
        place[last] = value
    return _listed(tree)


def _listed(tree):
    if not isinstance(tree, dict):
        return tree
    if tree and list(tree) == [str(n) for n in range(len(tree))]:
        return [_listed(value) for value in tree.values()]
    return {key: _listed(value) for key, value in tree.items()}


def _handler_for(moodle: FakeMoodle) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if moodle.mode == "down":
                return self.say(503, HTML)
            if moodle.mode == "html":
                return self.say(200, HTML)
            if moodle.mode == "forbidden":
                return self.say(403, HTML)
            if moodle.mode == "redirect" or self.path != PATH:
                return self.say(303, HTML, Location=f"{moodle.url}/login/index.php")
            function, content = moodle.answer(body)
            if function in moodle.answers_lost:
                self.close_connection = True
                return self.connection.close()
            return self.say(200, json.dumps(content).encode(), "application/json")

        def do_GET(self) -> None:
            raise AssertionError("a redirect was followed")

        def say(self, status: int, body: bytes, kind: str = "text/html", **headers) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args) -> None:
            pass

    return Handler
