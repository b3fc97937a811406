"""Where a person is signed in, signing out elsewhere, and what ends a session at once."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from accounts.sessions import sessions_of, tidy_sessions
from tests.conftest import PASSWORD
from tests.second_steps import sign_in

ADDRESS = "/mijn-account/toestellen/"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1"


@pytest.fixture(autouse=True)
def _fresh_cache(db):
    cache.clear()


def browser(person, agent: str = WINDOWS) -> Client:
    return sign_in(person, Client(headers={"User-Agent": agent}))


def is_open(client: Client) -> bool:
    return client.get("/mijn-account/").status_code == 200


def pks(person, client) -> dict:
    found = sessions_of(person, this=client.session.session_key)
    return {one.device: one.pk for one in found}


def test_the_page_names_each_device_and_this_browser(cast):
    here, phone = browser(cast.teacher), browser(cast.teacher, IPHONE)
    browser(cast.secretary, "Mozilla/5.0 (Macintosh) Firefox/140.0")
    page = here.get(ADDRESS).content.decode()
    assert "Chrome op Windows" in page
    assert "Safari op een iPhone" in page
    assert "Firefox" not in page
    assert page.index("Chrome op Windows") < page.index("deze browser") < page.index("Safari op")
    assert page.count("deze browser") == 1
    assert "Aangemeld op" in page
    assert is_open(phone)


def test_one_device_is_signed_out_elsewhere(cast):
    here, phone, tablet = (
        browser(cast.teacher),
        browser(cast.teacher, IPHONE),
        browser(cast.teacher, "iPad Safari"),
    )
    answer = here.post(
        ADDRESS, {"session": pks(cast.teacher, here)["Safari op een iPhone"]}, follow=True
    )
    assert "Die browser is uitgelogd." in answer.content.decode()
    assert (is_open(here), is_open(phone), is_open(tablet)) == (True, False, True)


def test_all_others_are_signed_out_at_once(cast):
    here, *others = (browser(cast.teacher) for _ in range(3))
    stranger = browser(cast.secretary)
    assert "overal elders uitgelogd" in here.post(ADDRESS, follow=True).content.decode()
    assert is_open(here)
    assert is_open(stranger)
    assert not any(map(is_open, others))
    assert "nergens anders" in here.post(ADDRESS, follow=True).content.decode()


def test_nobody_signs_somebody_else_out_or_this_browser(cast):
    here, other = browser(cast.teacher), browser(cast.secretary)
    for pk in (
        pks(cast.secretary, other)["Chrome op Windows"],
        pks(cast.teacher, here)["Chrome op Windows"],
        "x", "-1", "9" * 40, "\x00",
    ):  # fmt: skip
        assert here.post(ADDRESS, {"session": pk}).status_code == 302
    assert is_open(here)
    assert is_open(other)


def test_ten_devices_cost_no_more_queries_than_two(cast, django_assert_num_queries):
    here, _ = browser(cast.teacher), browser(cast.teacher)
    here.get(ADDRESS)
    with CaptureQueriesContext(connection) as queries:
        here.get(ADDRESS)
    two = len(queries)
    for _ in range(8):
        browser(cast.teacher)
    with django_assert_num_queries(two):
        here.get(ADDRESS)


def test_last_seen_is_written_once_in_five_minutes(cast):
    client = browser(cast.teacher)
    session = client.session
    before = sessions_of(cast.teacher, this=None)[0].last_seen
    client.get("/mijn-account/")
    assert sessions_of(cast.teacher, this=None)[0].last_seen == before
    session["seen_at"] -= 301
    session.save()
    client.get("/mijn-account/")
    assert sessions_of(cast.teacher, this=None)[0].last_seen > before


def test_sessions_that_ended_by_themselves_are_forgotten(cast):
    from allauth.usersessions.models import UserSession

    here, gone = browser(cast.teacher), browser(cast.teacher)
    gone.session.delete()
    tidy_sessions()
    assert [row.session_key for row in UserSession.objects.all()] == [here.session.session_key]


# --- the next request, in every session --------------------------------------------------------
def test_a_new_password_ends_the_other_sessions_and_keeps_this_one_in_the_list(cast):
    here, there = browser(cast.teacher), browser(cast.teacher, IPHONE)
    new = "kasteel van zand en zee"
    here.post("/mijn-account/wachtwoord/", {"current": PASSWORD, "password": new, "confirm": new})
    assert is_open(here)
    assert not is_open(there)
    cast.teacher.refresh_from_db()
    found = sessions_of(cast.teacher, this=here.session.session_key)
    assert [(one.device, one.is_this) for one in found] == [("Chrome op Windows", True)]


def test_another_role_counts_in_every_session_at_once(cast):
    browsers = [browser(cast.secretary), browser(cast.secretary, IPHONE)]
    assert [b.get("/bestelling/").status_code for b in browsers] == [200, 200]
    cast.secretary.memberships.update(role=Role.CARE_COORDINATOR)
    assert [b.get("/bestelling/").status_code for b in browsers] == [403, 403]


def test_a_lock_counts_in_every_session_at_once(cast):
    from accounts.domain.people import lock_person

    browsers = [browser(cast.teacher), browser(cast.teacher, IPHONE)]
    lock_person(user=cast.teacher, by=cast.helpdesk)
    assert not any(map(is_open, browsers))
