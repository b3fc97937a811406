"""What leaves the portal beside its pages: headers, cookies, redirects, links in mails, and the log."""

import io
import logging
import logging.config
from datetime import timedelta
from http.cookies import Morsel

import pytest
from django.conf import settings
from django.db import IntegrityError
from django.test import Client, RequestFactory
from gunicorn.config import Config
from post_office.models import Email

from accounts.models import User
from accounts.tasks import answer_requests
from ovsgtoets.access_log import Logger
from tests.addresses import TABLE, make_things

NAME, POINTS = "Vandenzwaluwenberghe", "1,75"
ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "https:///evil.example", "\thttps://evil.example"]  # fmt: skip


@pytest.fixture
def things(cast, price_list):
    return make_things(cast)["own"]


def assert_is_guarded(answer, what: str) -> None:
    headers = answer.headers
    assert "no-store" in headers.get("Cache-Control", ""), what
    assert "default-src 'none'" in headers["Content-Security-Policy"], what
    assert "unsafe" not in headers["Content-Security-Policy"], what
    assert headers["X-Frame-Options"] == "DENY", what
    assert headers["X-Content-Type-Options"] == "nosniff", what
    assert headers["Referrer-Policy"] == "same-origin", what
    for cookie in answer.cookies.values():
        assert_is_closed(cookie, what)


def assert_is_closed(cookie: Morsel, what: str) -> None:
    """No script reads it, and no other site makes a browser send it along with a form."""
    assert cookie["httponly"] or not cookie.value, (what, cookie.key)
    assert cookie["samesite"] in ("Lax", "Strict"), (what, cookie.key)


def test_every_address_is_kept_by_no_browser_and_framed_by_nobody(cast, things):
    for who in ("nobody", "admin", "teacher", "outsider", "helpdesk"):
        for address in ["/beheer/", *(row.address(things) for row in TABLE)]:
            client = Client()
            if who != "nobody":
                client.force_login(getattr(cast, who))
            assert_is_guarded(client.get(address), f"{who} {address}")


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("get", "/bestaat-niet/", 404), ("get", "/leerlingen/", 403), ("post", "/resultaten/", 405),
     ("get", "/gebruikers/0/", 404), ("get", "/leerlingen", 301)],
)  # fmt: skip
def test_pages_that_refuse_are_guarded_too(cast, as_person, method, address, status):
    answer = getattr(as_person(cast.admin), method)(address)

    assert answer.status_code == status
    if status != 301:
        assert_is_guarded(answer, address)


def test_a_page_without_its_token_and_an_unreadable_one(cast, settings):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.admin)
    assert_is_guarded(client.post("/gebruikers/nieuw/"), "csrf")
    client = Client()
    client.force_login(cast.admin)
    answer = client.post("/gebruikers/nieuw/", b"x", content_type="multipart/form-data")
    assert answer.status_code == 400
    assert_is_guarded(answer, "400")


def test_what_the_portal_says_stands_in_no_cookie(cast, as_person):
    """The next person at this computer can't read it, nor does it stay when somebody signs out."""
    client = as_person(cast.teacher)

    answer = client.post("/leerlingen/", {"last_name": NAME, "first_name": "Lotte", "gender": "V"})

    assert answer.status_code == 302
    assert "messages" not in answer.cookies
    client.post("/uitloggen/")
    assert NAME not in client.get("/aanmelden/").content.decode()


# --- redirects and links ---
@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_nobody_is_sent_elsewhere(cast, client, elsewhere):
    for address in ("/aanmelden/", "/beheer/login/", "/uitloggen/", "/hijack/acquire/"):
        for data in ({}, {"login": cast.teacher.email, "password": "een goed wachtwoord"},
                     {"user_pk": cast.teacher.pk}):  # fmt: skip
            client.logout()
            if "user_pk" in data:
                client.force_login(cast.helpdesk)
            for answer in (
                client.post(address, data | {"next": elsewhere}, query_params={"next": elsewhere}),
                client.get(address, {"next": elsewhere}),
            ):
                assert_stays_here(answer, address)


def assert_stays_here(answer, what: str) -> None:
    location = answer.headers.get("Location", "/")
    assert location.startswith("/"), (what, location)
    assert location[1:2] not in ("/", "\\"), (what, location)


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_where_somebody_came_from_sends_nobody_elsewhere(db, client, elsewhere):
    from_there = {"referer": elsewhere, "hx-current-url": elsewhere}
    answer = client.post("/leerlingen/", headers=from_there)
    assert answer.headers["Location"] == "/aanmelden/?next=/"
    answer = client.post("/leerlingen/", headers={**from_there, "hx-request": "true"})
    assert answer.headers["HX-Redirect"] == "/aanmelden/?next=/"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:9999"])
def test_links_in_mails_name_the_portal_whatever_host_was_asked(cast, client, settings, host):
    settings.SITE_URL = "https://toets.example"
    client.post(
        "/wachtwoord-vergeten/",
        {"institution_number": "146001", "email": cast.teacher.email},
        headers={"host": host, "x-forwarded-host": "evil.example"},
    )

    answer_requests()
    mail = Email.objects.get()
    assert "https://toets.example/wachtwoord/" in mail.message
    assert "evil" not in mail.message + mail.html_message
    assert host not in mail.message + mail.html_message


def test_another_host_gets_nothing(client, db):
    assert client.get("/aanmelden/", headers={"host": "evil.example"}).status_code == 400


# --- the log ---
@pytest.fixture
def log():
    """What stands in the log, written as in production."""
    logging.config.dictConfig(settings.LOGGING)
    written = io.StringIO()
    handlers = [
        handler
        for name in ("", "django", "post_office", "celery.app.trace")
        for handler in logging.getLogger(name).handlers
        if isinstance(handler, logging.StreamHandler)
    ]
    before = [handler.setStream(written) for handler in handlers]
    logging.getLogger().setLevel("DEBUG")
    yield written
    for handler, stream in zip(handlers, before, strict=True):
        if stream:
            handler.setStream(stream)
    logging.config.dictConfig(settings.LOGGING)


def test_a_walk_leaves_no_person_in_the_log(cast, things, log):
    for who in ("admin", "teacher", "outsider", "nobody"):
        client = Client()
        if who != "nobody":
            client.force_login(getattr(cast, who))
        for row in TABLE:
            client.get(row.address(things))
            client.post(row.address(things), {"last_name": NAME, "email": cast.teacher.email})
    client.post("/aanmelden/", {"login": cast.teacher.email, "password": "verkeerd geheim"})

    client.get("/bestaat-niet/")

    assert "Not Found" in log.getvalue()
    for personal in (NAME, "demo.example", "verkeerd geheim", "Janssens", "Peeters"):
        assert personal not in log.getvalue()


def test_an_error_is_logged_without_what_was_in_the_rows(cast, log, monkeypatch):
    """The database's messages quote the row; the log keeps where it went wrong."""

    def fail(*args, **kwargs):
        User.objects.create_user(cast.teacher.email, None, first_name=NAME, last_name=POINTS)

    monkeypatch.setattr("ovsgtoets.start.views.Privacy.get", fail)
    client = Client(raise_request_exception=False)

    assert client.get("/privacy/").status_code == 500

    assert "IntegrityError" in log.getvalue()
    assert "create_user" in log.getvalue()
    for personal in (NAME, POINTS, cast.teacher.email, "already exists"):
        assert personal not in log.getvalue()


def test_a_task_and_a_mail_that_fail_are_logged_without_persons(cast, log):
    try:
        raise IntegrityError(f"Key (email)=({cast.teacher.email}) already exists.") from KeyError(
            NAME
        )
    except IntegrityError as error:
        logging.getLogger("post_office").exception("Failed to send email")
        logging.getLogger("celery.app.trace").error(
            "Task %(name)s[%(id)s] %(description)s: %(exc)s\n%(traceback)s\n",
            {"name": "kernel.run_job", "id": "1", "description": "raised", "exc": repr(error),
             "traceback": f"… {error}"},
            exc_info=True,
        )  # fmt: skip

    said = log.getvalue()
    assert said.count("IntegrityError") >= 2
    assert "KeyError" in said
    assert "kernel.run_job" in said
    assert cast.teacher.email not in said
    assert NAME not in said


def test_an_address_that_is_refused_is_logged_without_its_token(cast, log):
    """Django writes the address of every answer from 400 on; a link in a mail has its token there."""
    token = "geheim-token_7f64decadf50x7f64decadf50x7f64"
    for address in (f"/wachtwoord/{token}/", f"/mijn-account/e-mail/{token}/"):
        assert Client().post(address).status_code == 405
        assert Client().get(f"/x{address}").status_code == 404

    assert "Method Not Allowed (POST): /wachtwoord/…/" in log.getvalue()
    assert "Not Found: /x/mijn-account/e-mail/…/" in log.getvalue()
    assert token not in log.getvalue()


def test_the_web_server_logs_no_token_and_no_question():
    class Answer:
        status, sent, headers = "302 Found", 0, []

    class Asked:
        headers = []

    token = "geheim-token-7f64decadf50x7f64decadf50x7f64"
    environ = RequestFactory().get(
        f"/wachtwoord/{token}/", {"q": NAME}, headers={"referer": f"https://toets.example/?q={NAME}"}
    ).environ  # fmt: skip
    environ |= {"RAW_URI": f"/wachtwoord/{token}/?q={NAME}"}
    atoms = Logger(Config()).atoms(Answer(), Asked(), environ, timedelta(seconds=1))
    line = Config().access_log_format % {**dict.fromkeys("hlutrsbfa", ""), **atoms}

    assert "/wachtwoord/…/" in line
    assert "302" in line
    assert token not in str(atoms)
    assert NAME not in str(atoms)
