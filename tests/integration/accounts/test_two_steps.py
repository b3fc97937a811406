"""Enkel aanmelden met tweestapsverificatie: from a day, per school or for all, never a closed door."""

from datetime import date

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import TwoStepRule
from accounts.roles import Role
from ovsgtoets.kernel.models import Job
from results.queries.viewers import ADVISERS
from tests.conftest import join
from tests.second_steps import code_of, confirm, give_app, sign_in

NEEDED = "/tweestaps/"


@pytest.fixture(autouse=True)
def _fresh_cache(db):
    cache.clear()


@pytest.fixture
def strict(cast):
    """De Linde asks two steps from today on."""
    cast.school.two_step_from = date(2027, 3, 2)
    cast.school.save()
    return cast


def rule(day: date) -> TwoStepRule:
    return TwoStepRule.objects.create(starts_on=day)


# --- before the day ----------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2027, 3, 14), "Vanaf 14 maart 2027"), (date(2027, 3, 3), "nog 1 dag:")],
)
def test_the_start_page_counts_down(cast, day, words):
    cast.school.two_step_from = day
    cast.school.save()
    page = " ".join(sign_in(cast.teacher).get("/").content.decode().split())
    assert words.removesuffix(":") in page
    assert "Stel tweestapsverificatie in" in page
    if day.day == 14:
        assert "nog 12 dagen" in page
    assert "volstaat een wachtwoord" not in sign_in(cast.outsider).get("/").content.decode()


def test_who_is_ready_sees_no_countdown(cast):
    rule(date(2027, 3, 14))
    assert "nog 12 dagen" in sign_in(cast.teacher).get("/").content.decode()
    give_app(cast.teacher)
    client = sign_in(cast.teacher, code=code_of())
    assert "nog 12 dagen" not in client.get("/").content.decode()


def test_the_earliest_day_counts(cast):
    rule(date(2027, 3, 20))
    cast.school.two_step_from = date(2027, 3, 14)
    cast.school.save()
    assert "14 maart" in sign_in(cast.teacher).get("/").content.decode()
    assert "20 maart" in sign_in(cast.outsider).get("/").content.decode()


# --- from the day on ---------------------------------------------------------------------------
@pytest.mark.parametrize("address", ["/", "/punten/", "/leerlingen/", "/moodle/", "/resultaten/"])
def test_a_password_alone_leads_to_setting_up(strict, address):
    client = sign_in(strict.teacher)
    assert client.get(address).url == NEEDED
    page = client.get(NEEDED).content.decode()
    assert "In De Linde volstaat een wachtwoord alleen niet meer." in page
    assert "Stel een app in" in page
    assert "Voeg een sleutel toe" in page


def test_the_day_itself_counts_and_the_day_before_does_not(strict, on):
    client = sign_in(strict.teacher)
    on(date(2027, 3, 1))
    assert client.get("/").status_code == 200
    on(date(2027, 3, 2))
    assert client.get("/").url == NEEDED


def test_what_is_needed_to_set_up_stays_open(strict):
    client = sign_in(strict.teacher)
    for address in ("/mijn-account/", "/mijn-account/tweestaps/", "/mijn-account/bevestigen/",
                    "/mijn-account/wachtwoord/", "/privacy/", "/uitloggen/"):  # fmt: skip
        assert client.get(address).status_code == 200, address


def test_setting_up_opens_the_door_at_once(strict):
    client = sign_in(strict.teacher)
    confirm(client)
    address = "/mijn-account/tweestaps/app/"
    secret = client.get(address).context["form"].secret
    client.post(address, {"code": code_of(secret)})
    assert client.get("/").status_code == 200
    assert client.get(NEEDED).url == "/"


def test_afterwards_one_goes_on_to_the_page_one_came_for(strict):
    client = sign_in(strict.teacher)
    assert client.get("/punten/?editie=2027").url == NEEDED
    confirm(client)
    address = "/mijn-account/tweestaps/app/"
    secret = client.get(address).context["form"].secret
    client.post(address, {"code": code_of(secret)})
    page = client.get("/mijn-account/tweestaps/").content.decode()
    assert f'href="{NEEDED}">Ga verder</a>' in page
    assert client.get(NEEDED).url == "/punten/?editie=2027"
    assert "Ga verder" not in client.get("/mijn-account/tweestaps/").content.decode()
    assert client.get(NEEDED).url == "/"


def test_who_shows_a_step_that_was_there_goes_on_as_well(strict):
    client = sign_in(strict.teacher)
    give_app(strict.teacher)
    page = client.get("/punten/", follow=True).content.decode()
    assert f"next={NEEDED}" in page
    shown = client.post("/mijn-account/bevestigen/code/", {"code": code_of(), "next": NEEDED})
    assert shown.url == NEEDED
    assert client.get(NEEDED).url == "/punten/"


@pytest.mark.parametrize("page", ["https://elders.example/x", "//elders.example/", ""])
def test_nobody_is_sent_elsewhere(strict, page):
    client = sign_in(strict.teacher)
    client.post("/leerlingen/", {"first_name": "Jan"}, headers={"referer": page})
    confirm(client)
    address = "/mijn-account/tweestaps/app/"
    secret = client.get(address).context["form"].secret
    client.post(address, {"code": code_of(secret)})
    assert client.get(NEEDED).url == "/"


def test_who_signs_in_with_the_second_step_notices_nothing(strict):
    give_app(strict.teacher)
    assert sign_in(strict.teacher, code=code_of()).get("/").status_code == 200


def test_who_has_a_step_but_did_not_show_it_shows_it_now(strict):
    client = sign_in(strict.teacher)  # before the app was added in another browser
    give_app(strict.teacher)
    page = client.get("/", follow=True).content.decode()
    assert "Toon ook je tweede stap" in page
    client.post("/mijn-account/bevestigen/code/", {"code": code_of(), "next": "/"})
    assert client.get("/").status_code == 200


def test_confirming_with_the_password_is_no_second_step(strict):
    client = sign_in(strict.teacher)
    confirm(client)
    assert client.get("/").url == NEEDED


def test_records_of_another_person_count_for_nothing(strict):
    client = sign_in(strict.teacher)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
    session["account_authentication_methods_user"] = str(strict.secretary.pk)
    session.save()
    assert client.get("/").url == NEEDED


def test_an_eid_is_two_steps(strict):
    client = sign_in(strict.teacher)
    session = client.session
    session["account_authentication_methods"] = [{"method": "eid", "at": 0}]
    session.save()
    assert client.get("/").status_code == 200


def test_writing_is_closed_too_and_says_so(strict):
    client = sign_in(strict.admin)
    answer = client.post("/gebruikers/school/", {"email": "x@demo.example"}, follow=True)
    assert answer.redirect_chain == [(NEEDED, 302)]
    assert "is niet bewaard" in answer.content.decode()
    htmx = client.get("/bestelling/", headers={"HX-Request": "true"})
    assert (htmx.status_code, htmx["HX-Redirect"]) == (401, NEEDED)


def test_another_school_of_the_same_person_may_ask_less(strict):
    join(strict.teacher, strict.other_school, Role.TEACHER)
    client = sign_in(strict.teacher)
    client.post("/school/", {"school": strict.other_school.pk})
    assert client.get("/").status_code == 200
    client.post("/school/", {"school": strict.school.pk})
    assert client.get("/").url == NEEDED


def test_a_file_of_a_stricter_school_asks_that_schools_steps(strict):
    """Also while somebody works in another school, which asks less."""
    join(strict.teacher, strict.other_school, Role.TEACHER)
    arguments = {"school_class": strict.class_a.pk, "with_names": True}
    job = Job.objects.create(
        kind="class_report", owner=strict.teacher, school=strict.school, arguments=arguments
    )
    client = sign_in(strict.teacher)
    client.post("/school/", {"school": strict.other_school.pk})
    for address in (f"/taken/{job.pk}/", f"/taken/{job.pk}/bestand/"):
        assert client.get(address).url == NEEDED
    page = client.get(NEEDED).content.decode()
    assert "In De Linde volstaat een wachtwoord alleen niet meer." in page
    give_app(strict.teacher)
    client = sign_in(strict.teacher, code=code_of())
    assert client.get(f"/taken/{job.pk}/").status_code == 200


def test_the_helpdesk_looking_along_is_not_asked_for_the_persons_step(strict):
    helpdesk = Client()
    helpdesk.force_login(strict.helpdesk)
    helpdesk.post("/hijack/acquire/", {"user_pk": strict.teacher.pk})
    assert helpdesk.get("/").status_code == 200


# --- for everybody, by the helpdesk ------------------------------------------------------------
def test_the_rule_for_all_reaches_every_school_and_the_admin(cast):
    rule(date(2027, 3, 2))
    for person in (cast.teacher, cast.outsider):
        assert sign_in(person).get("/").url == NEEDED
    helpdesk = sign_in(cast.helpdesk)
    assert helpdesk.get("/beheer/").url == NEEDED
    assert "Voor de helpdesk volstaat" in helpdesk.get(NEEDED).content.decode()
    give_app(cast.helpdesk)
    helpdesk = sign_in(cast.helpdesk, code=code_of())
    assert helpdesk.get("/beheer/").status_code == 200
    helpdesk.post("/hijack/acquire/", {"user_pk": cast.teacher.pk})
    helpdesk.post("/hijack/release/")
    assert helpdesk.get("/beheer/").status_code == 200  # no second time


def test_the_helpdesk_with_a_password_alone_looks_along_with_nobody(cast):
    """Else the admin's door would be shut, and this window beside it open to every school."""
    rule(date(2027, 3, 2))
    helpdesk = sign_in(cast.helpdesk)
    assert helpdesk.post("/hijack/acquire/", {"user_pk": cast.admin.pk}).url == NEEDED
    assert helpdesk.get("/gebruikers/").status_code == 403


def test_an_adviser_is_asked_too(cast):
    cast.outsider.memberships.all().delete()
    cast.outsider.groups.add(Group.objects.get(name=ADVISERS))
    client = sign_in(cast.outsider)
    assert client.get("/resultaten/advies/").status_code == 200
    rule(date(2027, 3, 2))
    assert client.get("/resultaten/advies/").url == NEEDED
    assert "Voor jouw account volstaat een wachtwoord" in client.get(NEEDED).content.decode()


def test_the_helpdesk_sets_the_day_once_for_all(as_person, cast):
    client = as_person(cast.helpdesk)
    client.post("/beheer/accounts/twosteprule/add/", {"starts_on": "14/03/2027"})
    made = TwoStepRule.objects.get()
    assert made.starts_on == date(2027, 3, 14)
    assert client.get("/beheer/accounts/twosteprule/add/").status_code == 403
    client.post(f"/beheer/accounts/twosteprule/{made.pk}/change/", {"starts_on": ""})
    assert TwoStepRule.objects.get().starts_on is None
    assert as_person(cast.admin).get("/beheer/accounts/twosteprule/").status_code == 403


def test_a_page_costs_no_more_queries_with_the_rule(cast):
    client = sign_in(cast.teacher)
    client.get("/mijn-account/")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/leerlingen/")
        return len(queries)

    before = cost()
    rule(date(2028, 1, 1))
    assert cost() == before
