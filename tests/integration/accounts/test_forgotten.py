"""Wachtwoord vergeten?: the request does the same for everybody; the worker finds out."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from post_office.models import Email

from accounts.models import ForgottenRequest
from accounts.tasks import answer_requests

KNOWN = ("146001", "cis@demo.example")


@pytest.fixture(autouse=True)
def _fresh_cache(db):
    cache.clear()


def ask(number, email):
    return Client().post("/wachtwoord-vergeten/", {"institution_number": number, "email": email})


def work_of(number, email) -> list[str]:
    """What the request asks of the database, in order, without the values."""
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert ask(number, email).status_code == 302
    return [re.sub(r"'[^']*'|\d+", "?", query["sql"]) for query in queries]


@pytest.mark.parametrize(
    ("number", "email"),
    [
        ("146002", "cis@demo.example"),
        ("146001", "niemand@demo.example"),
        ("999999", "niemand@demo.example"),
        ("146001", "bo@demo.example"),  # locked
    ],
)
def test_the_request_does_the_same_work_whether_it_is_somebody_or_not(cast, number, email):
    cast.secretary.is_active = False
    cast.secretary.save()
    known, unknown = work_of(*KNOWN), work_of(number, email)
    assert len(known) == len(unknown)
    assert not any("accounts_user" in sql or "schools_school" in sql for sql in known)
    assert [sql.split()[:3] for sql in known] == [sql.split()[:3] for sql in unknown]
    assert not Email.objects.exists()


def test_the_worker_answers_once_and_forgets_what_was_typed(cast):
    ask(*KNOWN)
    ask("146001", "niemand@demo.example")
    assert ForgottenRequest.objects.count() == 2
    answer_requests()
    answer_requests()
    assert [mail.to for mail in Email.objects.all()] == [["cis@demo.example"]]
    assert not ForgottenRequest.objects.exists()


def test_two_workers_send_one_mail(cast, transactional_db):
    from concurrent.futures import ThreadPoolExecutor

    ask(*KNOWN)

    def work():
        answer_requests()
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(work) for _ in range(2)]:
            done.result()
    assert Email.objects.count() == 1
