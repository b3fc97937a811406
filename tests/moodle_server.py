"""A Moodle for tests: a real HTTP server with the real one's habits, good and bad.

Observed on Moodle 4.5: errors come as HTTP 200 with an errorcode, functions without a result
answer `null`, creation is all or nothing, e-mail addresses are compared with their case when
looked up and without it when created, an enrolment that leaves a field out resets it, fields
beyond max_input_vars are silently dropped, an unknown field refuses the call, a function that is
not in the service is an accessexception, the same write twice at once a dmlwriteexception, group
members must be enrolled, and a wrong path redirects to an HTML page.

`python -m tests.moodle_server 8270 2027` runs one with the courses of 2027, to point MOODLE_URL
at; more years may follow.
"""

import json
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

TOKEN = "token-for-tests"
PATH = "/webservice/rest/server.php"
SERVICE_USER = {"id": 2, "username": "portaal", "idnumber": "", "email": "portaal@moodle.example"}
ACCOUNT = {"username", "firstname", "lastname", "email", "idnumber", "auth"}
INVALID = ("invalidparameter", "invalid_parameter_exception")
HTML = b"<!DOCTYPE html><html><body>Moodle</body></html>"


class Refusal(Exception):
    def __init__(self, errorcode: str, exception: str = "moodle_exception") -> None:
        super().__init__(errorcode)
        self.errorcode = errorcode
        self.exception = exception


class FakeMoodle:
    """`url`, `users` and `enrolments` to look at; `mode`, `errors`, `delay` … to make trouble."""

    def __init__(self, port: int = 0) -> None:
        self.users: dict[int, dict] = {}
        self.courses: dict[str, int] = {}
        self.enrolments: dict[tuple[int, int], dict] = {}  # (user, course) → roles, suspend …
        self.groups: dict[int, dict] = {}  # with `members`
        self.not_in_service: set[str] = set()
        self._next = 2
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
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler_for(self))
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
        number = self._new_number()
        self.users[number] = {
            "id": number, "username": f"user{number}", "firstname": "X", "lastname": "Y",
            "email": f"user{number}@elders.example", "idnumber": "", "auth": "manual",
            "suspended": False, **fields,
        }  # fmt: skip
        return number

    def change(self, user: int, **fields) -> None:
        """Somebody changes the account by hand."""
        self.users[user].update(fields)

    def delete_user(self, user: int) -> None:
        self.core_user_delete_users([str(user)])

    def add_group(self, course: str, name: str, idnumber: str = "") -> int:
        """A group that somebody made by hand."""
        group = {"courseid": self.courses[course], "name": name, "idnumber": idnumber}
        return self.core_group_create_groups([{**group, "description": ""}])[0]["id"]

    def enrol(self, user: int, course: str) -> None:
        """Somebody lets this account into the course."""
        self.enrolments[user, self.courses[course]] = {"roles": {4}, "suspend": False}

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

    def in_group(self, course: str, institution_number: int) -> set[str]:
        """First names of who is in the school's group of the course."""
        [group] = [
            group
            for group in self.groups.values()
            if (group["courseid"], group["idnumber"])
            == (self.courses[course], f"ovsg-{institution_number}")
        ]
        return {self.users[number]["firstname"] for number in group["members"]}

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
            if function in self.not_in_service:
                raise Refusal("accessexception", "webservice_access_exception")
            with self._lock:
                if body in self._at_work and "_get_" not in function:
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

    def _new_number(self) -> int:
        self._next += 1
        return self._next

    # --- the functions ---
    def core_webservice_get_site_info(self) -> dict:
        names = [n for n in dir(self) if n.startswith(("core_", "enrol_"))]
        return {
            "sitename": "Fake",
            "release": "4.5.6",
            "username": SERVICE_USER["username"],
            "userid": SERVICE_USER["id"],
            "functions": [{"name": n} for n in names if n not in self.not_in_service],
        }

    def core_user_get_users_by_field(self, field: str, values: list[str]) -> list[dict]:
        if field in ("idnumber", "username") and not self.may_view_details:
            return []
        return [
            dict(user)
            for user in [SERVICE_USER, *self.users.values()]
            if str(user[field]) in values
        ]

    def core_user_create_users(self, users: list[dict]) -> list[dict]:
        new: list[dict] = []
        for user in users:
            if (
                set(user) != ACCOUNT
                or not user["firstname"].strip()
                or not user["lastname"].strip()
            ):
                raise Refusal(*INVALID)
            if not re.fullmatch(r"[a-z0-9\-._@]+", user["username"]):
                raise Refusal(*INVALID)
            if len(user["email"]) > 100:
                raise Refusal("dmlwriteexception", "dml_write_exception")
            for other in [*self.users.values(), *new]:
                if (
                    other["username"] == user["username"]
                    or other["email"].lower() == user["email"].lower()
                ):
                    raise Refusal(*INVALID)
            new.append({**user, "suspended": False})
        for user in new:
            user["id"] = self._new_number()
            self.users[user["id"]] = user
        return [{"id": user["id"], "username": user["username"]} for user in new]

    def core_user_update_users(self, users: list[dict]) -> dict:
        if any(not set(change) <= {"id", "suspended"} | ACCOUNT for change in users):
            raise Refusal(*INVALID)
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

    def core_user_get_users(self, criteria: list[dict]) -> dict:
        """Like SQL's LIKE, without regard to capitals."""
        [asked] = criteria
        pattern = re.escape(asked["value"]).replace("%", ".*")
        found = [
            dict(user)
            for user in self.users.values()
            if re.fullmatch(pattern, user[asked["key"]], re.IGNORECASE)
        ]
        return {"users": found, "warnings": []}

    def core_user_delete_users(self, userids: list[str]) -> None:
        for number in map(int, userids):
            if number not in self.users:
                raise Refusal(*INVALID)
            del self.users[number]
            self.enrolments = {k: e for k, e in self.enrolments.items() if k[0] != number}
            for group in self.groups.values():
                group["members"].discard(number)

    def core_course_get_courses_by_field(self, field: str, value: str) -> dict:
        assert field == "idnumber"
        found = [
            {"id": n, "idnumber": i, "fullname": i} for i, n in self.courses.items() if i == value
        ]
        return {"courses": found, "warnings": []}

    def enrol_manual_enrol_users(self, enrolments: list[dict]) -> None:
        known = {"roleid", "userid", "courseid", "timestart", "timeend", "suspend"}
        new = {}
        for enrolment in enrolments:
            if not {"roleid", "userid", "courseid"} <= set(enrolment) <= known:
                raise Refusal(*INVALID)
            key = (int(enrolment["userid"]), int(enrolment["courseid"]))
            if key[0] not in self.users or key[1] not in self.courses.values():
                raise Refusal("invaliduser")
            roles = self.enrolments.get(key, {}).get("roles", set()) | {int(enrolment["roleid"])}
            new[key] = {"roles": roles, "suspend": enrolment.get("suspend", "0") == "1"}
        self.enrolments.update(new)

    def core_enrol_get_enrolled_users(self, courseid: str, options: list[dict] = ()) -> list[dict]:
        said = {option["name"]: option["value"] for option in options}
        shown = said.get("userfields", "id,username,idnumber,email,roles,groups").split(",")
        course, first = int(courseid), int(said.get("limitfrom", 0))
        if course not in self.courses.values():
            raise Refusal("invalidrecord", "dml_missing_record_exception")
        found = [
            {
                **{k: v for k, v in self.users[user].items() if k in shown},
                "roles": [{"roleid": role, "shortname": "x"} for role in enrolment["roles"]],
                "groups": [
                    {"id": group["id"], "name": group["name"], "description": ""}
                    for group in self.groups.values()
                    if group["courseid"] == course and user in group["members"]
                ],
            }
            for (user, where), enrolment in sorted(self.enrolments.items())
            if where == course and not (said.get("onlyactive") == "1" and enrolment["suspend"])
        ]
        return found[first : first + (int(said.get("limitnumber", 0)) or len(found))]

    def core_group_get_course_groups(self, courseid: str) -> list[dict]:
        return [
            {k: v for k, v in group.items() if k != "members"}
            for group in self.groups.values()
            if group["courseid"] == int(courseid)
        ]

    def core_group_create_groups(self, groups: list[dict]) -> list[dict]:
        new: list[dict] = []
        for group in groups:
            if not {"courseid", "name", "description"} <= set(group):
                raise Refusal(*INVALID)
            group = {**group, "courseid": int(group["courseid"]), "members": set()}
            there = [g for g in [*self.groups.values(), *new] if g["courseid"] == group["courseid"]]
            if any(g["name"] == group["name"] for g in there):
                raise Refusal(*INVALID)
            if any(g["idnumber"] and g["idnumber"] == group["idnumber"] for g in there):
                raise Refusal("idnumbertaken")
            new.append(group)
        for group in new:
            group["id"] = self._new_number()
            self.groups[group["id"]] = group
        return [{k: v for k, v in group.items() if k != "members"} for group in new]

    def core_group_delete_groups(self, groupids: list[str]) -> None:
        for number in map(int, groupids):
            self.groups.pop(number)

    def core_group_add_group_members(self, members: list[dict]) -> None:
        pairs = [(int(m["groupid"]), int(m["userid"])) for m in members]
        for group, user in pairs:
            if group not in self.groups:
                raise Refusal(*INVALID)
            if (user, self.groups[group]["courseid"]) not in self.enrolments:
                raise Refusal("usernotincourse")
        for group, user in pairs:
            self.groups[group]["members"].add(user)

    def core_group_delete_group_members(self, members: list[dict]) -> None:
        for member in members:
            if int(member["groupid"]) not in self.groups:
                raise Refusal(*INVALID)
            self.groups[int(member["groupid"])]["members"].discard(int(member["userid"]))


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


if __name__ == "__main__":
    alone = FakeMoodle(port=int(sys.argv[1])).start()
    for year in sys.argv[2:] or ["2027"]:
        for idnumber in (f"ovsg-{year}", f"ovsg-{year}-digitaal"):
            alone.add_course(idnumber)
    threading.Event().wait()
