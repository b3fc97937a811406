"""What somebody tries from outside: another host, a page elsewhere, a key known beforehand."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from post_office.models import Email

from accounts.tasks import answer_requests
from tests.conftest import PASSWORD
from tests.second_steps import code_of, confirm, give_app, is_in, sign_in

ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "javascript:alert(1)",
    "\t//evil.example",
    "http:evil.example",
]


@pytest.fixture(autouse=True)
def _fresh_cache(db):
    cache.clear()


# --- hosts -------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["/", "/aanmelden/", "/wachtwoord-vergeten/", "/mijn-account/"])
def test_another_host_gets_no_page(client, cast, address):
    assert client.get(address, headers={"Host": "evil.example"}).status_code == 400
    assert client.post(address, headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-Host": "evil.example"},
        {"X-Host": "evil.example"},
        {"X-Forwarded-Server": "evil.example"},
        {"Forwarded": "host=evil.example"},
        {"X-Original-URL": "http://evil.example/"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_header_moves_the_links_in_mails(client, cast, headers):
    data = {"institution_number": "146001", "email": "cis@demo.example"}
    client.post("/wachtwoord-vergeten/", data, headers=headers)
    me = {"first_name": "Cis", "last_name": "Claes", "email": "c@demo.example", "current": PASSWORD}
    client.force_login(cast.teacher)
    client.post("/mijn-account/", me, headers=headers)
    answer_requests()
    assert Email.objects.count() == 2
    for mail in Email.objects.all():
        assert f"{settings.SITE_URL}/" in mail.message
        assert "evil" not in mail.message + mail.html_message


def test_the_mails_name_the_portal_even_where_the_host_is_allowed(client, cast, settings):
    settings.ALLOWED_HOSTS = ["*"]
    data = {"institution_number": "146001", "email": "cis@demo.example"}
    client.post("/wachtwoord-vergeten/", data, headers={"Host": "evil.example"})
    answer_requests()
    mail = Email.objects.get()
    assert "evil" not in mail.message + mail.html_message


# --- pages elsewhere ---------------------------------------------------------------------------
@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_no_way_in_leads_out_of_the_portal(cast, elsewhere):
    give_app(cast.teacher)
    client = sign_in(cast.teacher, next=elsewhere)
    answer = client.post("/aanmelden/tweestaps/", {"code": code_of(), "next": elsewhere})
    assert is_in(client)
    assert answer.url == "/"
    assert "evil" not in confirm(client, then=elsewhere).url
    page = client.get("/mijn-account/bevestigen/", {"next": elsewhere}).content.decode()
    assert "href=" in page
    assert 'href="//evil' not in page
    assert 'href="https://evil' not in page


# --- sessions ----------------------------------------------------------------------------------
def test_a_key_known_before_signing_in_is_worthless_after_it(cast):
    give_app(cast.teacher)
    thief = Client()
    thief.get("/aanmelden/")
    thief.post("/aanmelden/", {"login": "x@demo.example", "password": "x"})
    session = thief.session
    session["planted"] = 1
    session.save()
    victim = Client()
    victim.cookies["sessionid"] = session.session_key
    sign_in(cast.teacher, victim)
    assert not is_in(thief)
    victim.post("/aanmelden/tweestaps/", {"code": code_of()})
    assert is_in(victim)
    thief.cookies["sessionid"] = session.session_key
    assert thief.get("/mijn-account/").status_code == 302


def test_half_way_in_is_worth_nothing_to_another_browser(cast):
    give_app(cast.teacher)
    sign_in(cast.teacher)
    other = Client()
    assert other.post("/aanmelden/tweestaps/", {"code": code_of()}).url == "/aanmelden/"
    assert not is_in(other)


# --- who exists --------------------------------------------------------------------------------
def test_a_second_step_is_only_asked_after_the_right_password(cast):
    """Else the page would tell who has an account, and who guards it how."""
    give_app(cast.teacher)
    answers = [
        Client().post("/aanmelden/", {"login": email, "password": "fout wachtwoord"})
        for email in ("cis@demo.example", "bo@demo.example", "niemand@demo.example")
    ]
    assert [a.status_code for a in answers] == [422] * 3
    assert len({tuple(a.context["form"].non_field_errors()) for a in answers}) == 1


# --- cookies -----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "spelled", [r'"aaaaaaaa\000aaaaaaaa"', r'"aaaaaaaa\351\240\200aaaa"', "a" * 5000, "../aaaaaaaa"]
)
def test_a_key_that_no_session_ever_had_is_nobody(db, spelled):
    r"""`\000` between quotes is a null byte, on which the database breaks."""
    for address in ("/aanmelden/", "/privacy/", "/gezondheid/"):
        assert Client().get(address, HTTP_COOKIE=f"sessionid={spelled}").status_code == 200
    assert Client().get("/", HTTP_COOKIE=f"sessionid={spelled}").url == "/aanmelden/?next=/"
