"""The guard in front of every page: signed out, without the right, in another school, too late."""

from datetime import date

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from accounts.acting import SESSION_KEY
from accounts.guards import SchoolView
from accounts.rights import Right
from accounts.roles import Role
from ovsgtoets import urls
from tests.conftest import join, make_school


class Orders(SchoolView):
    """Stands for any page of a school that reads and writes."""

    rights = (Right.ORDER_TESTS,)

    def get(self, request):
        return HttpResponse(request.school.name)

    post = get


urlpatterns = [path("proef/", Orders.as_view()), path("", include("ovsgtoets.urls"))]
handler403, handler404 = urls.handler403, urls.handler404

pytestmark = pytest.mark.urls(__name__)
HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/bestelling/?a=1"}


def test_who_has_the_right_gets_in_and_others_do_not(as_person, cast):
    for role, person in cast.by_role.items():
        allowed = role in (Role.SCHOOL_ADMIN, Role.SECRETARY)
        for method in ("get", "post", "head"):
            answer = getattr(as_person(person), method)("/proef/")
            assert answer.status_code == (200 if allowed else 403), (role, method)


def test_the_school_is_ones_own(as_person, cast):
    assert as_person(cast.admin).get("/proef/").content == b"De Linde"
    assert as_person(cast.outsider).get("/proef/").content == b"De Kastanje"


def test_the_helpdesk_has_no_school_and_so_no_page_of_one(as_person, cast):
    assert as_person(cast.helpdesk).get("/proef/").status_code == 403


def test_signed_out_leads_to_signing_in_and_back(client, db):
    assert client.get("/proef/?x=1").url == "/aanmelden/?next=/proef/%3Fx%3D1"
    assert client.head("/proef/").url == "/aanmelden/?next=/proef/"
    assert client.options("/proef/").status_code == 302


@pytest.mark.parametrize(
    ("referer", "back"),
    [
        ("http://testserver/bestelling/?a=1", "/bestelling/%3Fa%3D1"),
        ("https://evil.example/x", "/"),
        ("", "/"),
        ("http://[half", "/"),
        ("http://testserver//evil.example/", "/"),
    ],
)
def test_a_write_when_signed_out_leads_back_to_the_page_it_came_from(client, db, referer, back):
    answer = client.post("/proef/", headers={"Referer": referer})
    assert answer.url == f"/aanmelden/?next={back}"
    page = client.get(answer.url).content.decode()
    assert "Je was niet meer aangemeld. Wat je net stuurde, is niet bewaard." in page


@pytest.mark.parametrize("method", ["get", "post"])
def test_htmx_when_signed_out_moves_the_whole_page(client, db, method):
    answer = getattr(client, method)("/proef/", headers=HTMX)
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/aanmelden/?next=/bestelling/%3Fa%3D1"
    answer = client.get("/proef/", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == "/aanmelden/?next=/"


def test_htmx_from_elsewhere_leads_to_the_start(client, db):
    for page in ("https://evil.example/x", "http://testserver.evil.example/", "http://[half"):
        answer = client.get("/proef/", headers={**HTMX, "HX-Current-URL": page})
        assert answer["HX-Redirect"] == "/aanmelden/?next=/"


def test_a_locked_person_is_out_on_the_next_request_in_every_session(cast):
    browsers = [Client(), Client()]
    for browser in browsers:
        browser.force_login(cast.admin)
        assert browser.get("/proef/").status_code == 200
    cast.admin.is_active = False
    cast.admin.save()
    for browser in browsers:
        assert browser.get("/proef/").status_code == 302
        assert browser.post("/proef/").status_code == 302


def test_a_role_that_is_taken_away_is_gone_on_the_next_request(as_person, cast):
    client = as_person(cast.secretary)
    assert client.get("/proef/").status_code == 200
    membership = cast.secretary.memberships.get()
    membership.role = Role.CARE_COORDINATOR
    membership.save()
    assert client.get("/proef/").status_code == 403
    membership.role, membership.ended_at = Role.SECRETARY, membership.created_at
    membership.save()
    assert client.get("/proef/").status_code == 403
    assert client.get("/").status_code == 403


def test_a_deputy_works_up_to_and_including_the_last_day(as_person, cast, on):
    cast.secretary.memberships.update(ends_on=date(2027, 3, 2))
    client = as_person(cast.secretary)
    assert client.get("/proef/").status_code == 200
    on(date(2027, 3, 3))
    assert client.get("/proef/").status_code == 403


def test_pages_of_signed_in_people_are_kept_by_no_browser(as_person, cast):
    for address in ("/proef/", "/", "/mijn-account/"):
        assert "no-store" in as_person(cast.admin).get(address)["Cache-Control"]


# --- several schools ---------------------------------------------------------------------------
@pytest.fixture
def of_two(cast):
    """The secretary of De Linde works in De Kastanje too, which comes first by name."""
    return join(cast.secretary, cast.other_school, Role.SECRETARY)


def switch(client, school, **kwargs):
    return client.post("/school/", {"school": getattr(school, "pk", school)}, **kwargs)


def test_switching_between_own_schools(as_person, cast, of_two):
    client = as_person(of_two)
    assert client.get("/proef/").content == b"De Kastanje"
    answer = switch(client, cast.school, follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "Je werkt nu in De Linde." in answer.content.decode()
    assert client.get("/proef/").content == b"De Linde"
    switch(client, cast.other_school)
    assert client.get("/proef/").content == b"De Kastanje"


def test_no_other_school_can_be_chosen(as_person, cast, of_two):
    third = make_school(146099, "De Beuk")
    for wrong in (third, 0, -1, 10**30, "x", "", "1\x00", [1, 2]):
        assert switch(as_person(of_two), wrong).status_code == 404
    client = as_person(of_two)
    assert client.post("/school/").status_code == 404
    assert client.get("/school/").status_code == 405
    assert client.get("/proef/").content == b"De Kastanje"
    assert switch(as_person(cast.helpdesk), cast.school).status_code == 404
    assert switch(Client(), cast.school).url == "/aanmelden/?next=/"


def test_the_roles_of_one_school_give_nothing_in_another(as_person, cast):
    join(cast.teacher, cast.other_school, Role.SECRETARY)
    client = as_person(cast.teacher)
    assert client.get("/proef/").status_code == 200
    switch(client, cast.school)
    assert client.get("/proef/").status_code == 403


def test_a_form_of_the_former_school_in_another_tab_is_not_taken(cast, of_two):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(of_two)
    page = browser.get("/mijn-account/")
    old = page.context["csrf_token"]
    sent = {"school": cast.school.pk, "csrfmiddlewaretoken": old}
    assert browser.post("/proef/", {"csrfmiddlewaretoken": old}).content == b"De Kastanje"
    assert browser.post("/school/", sent).status_code == 302
    assert browser.post("/proef/", {"csrfmiddlewaretoken": old}).status_code == 403
    new = browser.get("/mijn-account/").context["csrf_token"]
    assert browser.post("/proef/", {"csrfmiddlewaretoken": new}).content == b"De Linde"


def test_losing_the_chosen_school_never_writes_into_another(as_person, cast, of_two):
    client = as_person(of_two)
    switch(client, cast.school)
    of_two.memberships.filter(school=cast.school).update(ends_on="2027-03-01")
    assert client.post("/proef/").status_code == 403
    answer = client.get("/", follow=True)
    assert "Je werkt nu in De Kastanje." in answer.content.decode()
    assert client.session[SESSION_KEY] == cast.other_school.pk
    assert client.post("/proef/").content == b"De Kastanje"


# --- cost, CSRF --------------------------------------------------------------------------------
def test_acting_costs_one_query_however_many_schools(as_person, cast):
    client = as_person(cast.secretary)

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/proef/").status_code == 200
        return [q["sql"].split(" FROM ")[-1].split()[0].strip('"') for q in queries]

    assert cost() == ["django_session", "accounts_user", "accounts_membership"]
    for n in range(29):
        join(cast.secretary, make_school(200_000 + n, f"School {n}"), Role.SECRETARY)
    assert cost() == ["django_session", "accounts_user", "accounts_membership"]


@pytest.mark.parametrize(
    "address",
    ["/aanmelden/", "/uitloggen/", "/wachtwoord-vergeten/", "/wachtwoord/",
     "/wachtwoord/nieuwe-link/", "/mijn-account/", "/mijn-account/wachtwoord/", "/school/",
     "/hijack/acquire/", "/hijack/release/",
     "/aanmelden/tweestaps/", "/mijn-account/bevestigen/", "/mijn-account/bevestigen/code/",
     "/mijn-account/bevestigen/sleutel/", "/mijn-account/tweestaps/app/",
     "/mijn-account/tweestaps/app/verwijderen/", "/mijn-account/tweestaps/sleutel/",
     "/mijn-account/tweestaps/sleutel/1/", "/mijn-account/tweestaps/sleutel/1/verwijderen/",
     "/mijn-account/tweestaps/herstelcodes/nieuw/", "/mijn-account/toestellen/",
     "/mijn-account/e-mail/", "/mijn-account/e-mail/intrekken/", "/gebruikers/tweestaps/"],
)  # fmt: skip
def test_every_form_refuses_a_post_without_its_token(cast, address):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.helpdesk)
    answer = browser.post(address, {"user_pk": cast.teacher.pk})
    assert answer.status_code == 403
    assert "Deze pagina stond te lang open" in answer.content.decode()
    assert browser.session["_auth_user_id"] == str(cast.helpdesk.pk)
