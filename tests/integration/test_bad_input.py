"""Every address of `tests/addresses.py`, given what no browser of a sane person sends.

Nothing may end in a 500, what is refused gets a 4xx, and a form that is refused comes back with
422 and with what was typed. The fields are read from the page itself, so that a new page and a
new field are tried without anybody writing them down here.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from html import escape, unescape
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.domain.links import hash_of
from accounts.models import PasswordLink
from schools.codes import hash_code
from schools.models import RegistrationCode
from tests.addresses import PEOPLE, TABLE, Row, in_rounds, make_things, names_in
from tests.conftest import make_school
from tests.forms_in import FoundForm, forms_in

LONG = "a" * 100_000
ODD = ["a\0b", LONG, "🙂‮<b>&'\"", "-7", str(2**63)]
ODDER = [*ODD, "0", "1e999", "NaN", str(2**31), "9" * 5000]  # for all fields at once
PARAMETERS = ["klas", "rol", "editie", "verwijderd", "was", "next", "q", "p", "copies", "teachers"]
NUMBERS = [0, 2**31, 2**63, 10**30]
WITHOUT_A_TOKEN = "idp:"  # of a protocol: another system calls them, no form of ours
IN_THE_BAR = {"/uitloggen/", "/school/", "/hijack/release/"}  # forms on every page
URLENCODED = "application/x-www-form-urlencoded"


@pytest.fixture
def things(cast, price_list):
    return make_things(cast)["own"]


def with_code(client: Client) -> None:
    """Brings the client into the registration of a school."""
    school = make_school(146003, "De Wilg")
    RegistrationCode.objects.create(
        school=school,
        code_hash=hash_code("WILG"),
        sent_to=school.email,
        expires_at=timezone.now() + timedelta(days=1),
    )
    client.post("/registratie/", {"email": school.email, "code": "WILG"})


def with_step_1(client: Client) -> None:
    with_code(client)
    names = {"first_name": "Nora", "last_name": "Bos", "email": "nora@demo.example"}
    client.post("/registratie/stap-1/", {**names, "number_of_classes": "1", "confirmed": "1"})


def with_link(client: Client, cast) -> None:
    PasswordLink.objects.create(
        user=cast.teacher,
        purpose="reset",
        token_hash=hash_of("token"),
        expires_at=timezone.now() + timedelta(days=1),
    )
    client.get("/wachtwoord/token/")


# How a stranger gets as far as this page.
WAYS_IN: dict[str, Callable] = {
    "schools:registration_school": lambda client, cast: with_code(client),
    "schools:registration_password": lambda client, cast: with_step_1(client),
    "accounts:password": with_link,
    "accounts:link_renew": with_link,
}


class Visitor:
    """Who may use the address of `row`; every request is undone, and none may end in a 500."""

    def __init__(self, row: Row, cast, things: dict) -> None:
        self.row, self.things = row, things
        self.client = Client(raise_request_exception=False)
        if row.name in WAYS_IN:
            WAYS_IN[row.name](self.client, cast)
        elif (who := self.somebody()) != "nobody":
            self.client.force_login(getattr(cast, who))
        self.address = row.address(things)

    def somebody(self) -> str:
        """Whoever gets the page; else whoever gets an answer that is no refusal."""
        statuses = self.row.statuses
        welcome = [who for who in PEOPLE if statuses[who] == 200]
        others = [who for who in PEOPLE[1:] if statuses[who] not in (403, 404)]
        return (welcome + others + PEOPLE[1:])[0]

    @property
    def is_refused(self) -> bool:
        """Whether nobody of the cast gets more than a refusal."""
        return {status for who, status in self.row.statuses.items() if who != "nobody"} == {403}

    def ask(self, what: str, method: str, *args, **options):
        cookies = self.client.cookies.copy()
        with transaction.atomic():
            answer = getattr(self.client, method)(*args, **options)
            if answer.status_code >= 500:
                error = answer.exc_info[1] if getattr(answer, "exc_info", None) else ""
                pytest.fail(f"{method} {args[0]} {what[:90]}: {answer.status_code} {error!r}")
            connection.check_constraints()
            transaction.set_rollback(True)
        self.client.cookies = cookies
        return answer

    def send(self, what: str, body: bytes, kind: str, address: str = ""):
        """A POST of exactly these bytes."""
        address = address or self.address
        return self.ask(what, "generic", "POST", address, body, content_type=kind)


@pytest.mark.parametrize("rows", in_rounds(TABLE, 30), ids=names_in)
def test_what_no_browser_sends(cast, things, rows):
    """Few tests for the table, since every request is undone: what fails is told per row."""
    failed, tried = {}, set()
    for row in rows:
        with transaction.atomic():
            try:
                try_everything(Visitor(row, cast, things), tried)
            except (pytest.fail.Exception, AssertionError) as failure:
                failed[row.name] = str(failure)[:300]
            transaction.set_rollback(True)

    assert failed == {}


def try_everything(visitor: Visitor, tried: set) -> None:
    """`tried`: the forms that stood on an earlier page too."""
    try_queries(visitor)
    try_numbers(visitor)
    try_bodies(visitor)
    try_methods(visitor)
    for form in forms_of(visitor):
        address = urlsplit(form.action or visitor.address).path
        if (address, *form.values) not in tried:
            tried.add((address, *form.values))
            try_form(visitor, form, address)


def try_queries(visitor: Visitor) -> None:
    for odd in ("a\0b", LONG[:4000], str(2**63), "🙂"):
        query = urlencode(dict.fromkeys(PARAMETERS, odd))
        visitor.ask(query, "get", f"{visitor.address}?{query}")
    visitor.ask("", "get", f"{visitor.address}?klas=%FF&%FE=%00&;&=&&klas[]=1&%")


def try_numbers(visitor: Visitor) -> None:
    """A thing with this number never existed."""
    if not visitor.row.of:
        return
    known = visitor.row.of(visitor.things)
    for name in known:
        for number in NUMBERS:
            try:
                address = reverse(visitor.row.name, kwargs={**known, name: number})
            except NoReverseMatch:
                continue
            answer = visitor.ask("", visitor.row.method, address)
            expected = (404, 403) if visitor.is_refused else (404,)
            assert answer.status_code in expected or not isinstance(known[name], int), address


def try_bodies(visitor: Visitor) -> None:
    bodies = [
        (b"", URLENCODED),
        (b"\xff\xfe=\xff&a=\x80%FF", URLENCODED),
        (b"a=b", f"{URLENCODED}; charset=utf-16"),
        (b"a=b", f"{URLENCODED}; charset=nothing"),
        (b'{"a": [1, {}]}', "application/json"),
        (b"\0\1\2", "multipart/form-data; boundary=x"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\n", "multipart/form-data"),
        (b"<a/>", "text/xml"),
        (b"a", "nonsense"),
        (b"a=b&" * 25_000, URLENCODED),
    ]
    for body, kind in bodies:
        if visitor.send(kind, body, kind).status_code == 405:
            break
    for extra in ({"HTTP_HX_REQUEST": "true"}, {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}):
        visitor.ask(str(extra), visitor.row.method, visitor.address, **extra)


def try_methods(visitor: Visitor) -> None:
    for method in ("head", "options", "put", "patch", "delete", "trace"):
        visitor.ask("", method, visitor.address)


def forms_of(visitor: Visitor) -> list[FoundForm]:
    """The forms that write on the page; for an address that only takes writes, its own fields."""
    if visitor.row.method == "post":
        values = {name: [str(value)] for name, value in visitor.row.data(visitor.things).items()}
        return [FoundForm(visitor.address, "post", values or {"anything": [""]})]
    answer = visitor.ask("", "get", visitor.address)
    if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
        return []
    found = [form for form in forms_in(answer.content.decode()) if form.method == "post"]
    return [
        form for form in found if form.action not in IN_THE_BAR or form.action == visitor.address
    ]


def try_form(visitor: Visitor, form: FoundForm, address: str) -> None:
    for what, values in mutations(form):
        answer = visitor.send(what, urlencode(values, doseq=True).encode(), URLENCODED, address)
        assert answer.status_code < 400 or answer.status_code in (
            400,
            403,
            404,
            409,
            410,
            422,
            429,
        ), what
        if answer.status_code == 422 and "=" in what:
            name, _, odd = what.partition("=")
            if name in form.typed and "\0" not in odd:
                assert escape(odd) in answer.content.decode() or odd in unescape(
                    answer.content.decode()
                ), f"{address}: {what[:90]} is lost"


def mutations(form: FoundForm) -> Iterator[tuple[str, dict]]:
    """The form with one field made odd, or missing, or there twice, or not even text."""
    names = [name for name in form.values if name != "csrfmiddlewaretoken"]
    yield "nothing", {}
    yield "everything empty", dict.fromkeys(names, "")
    for name, value in form.buttons.items():
        yield f"button {name}", {name: value}
        yield f"button {name} {value}", {**form.values, name: value}
        yield f"button {name} odd", {**dict.fromkeys(names, "a\0b"), name: LONG[:5000]}
    for odd in ODDER:
        yield "all", dict.fromkeys(names, odd)
    for name in some(names):
        for odd in ODD:
            yield f"{name}={odd}", {**form.values, name: [odd]}
        yield f"without {name}", {**form.values, name: []}
        yield f"{name} twice", {**form.values, name: ["1", "a\0b", *form.values[name]]}
        yield f"{name} no text", {**form.values, name: [b"\xff\xfe\x80"]}
        yield f"{name} a list", {**form.values, f"{name}[]": ["x"], f"{name}[0]": ["x"]}


def some(names: list[str]) -> list[str]:
    """All of them, or of a long row of alike ones the first and the last few."""
    return names if len(names) <= 14 else [*names[:8], *names[-6:]]


def test_without_its_token_a_form_gets_a_page_that_says_so(cast, things):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.admin)

    for row in [row for row in TABLE if not row.name.startswith(WITHOUT_A_TOKEN)]:
        answer = client.post(row.address(things), row.data(things))

        assert answer.status_code == 403, row.name
        assert "Deze pagina stond te lang open" in answer.content.decode(), row.name
