"""Signing on to Moodle asks what the strictest school asks that gives Moodle: one account there opens
what all of them give."""

from datetime import date

import pytest
from django.test import Client

from accounts.domain.memberships import end_membership
from accounts.roles import Role
from tests.conftest import join
from tests.integration.accounts.idp.conftest import CALLBACK
from tests.second_steps import code_of, give_app, sign_in

ASKED = {
    "client_id": "moodle",
    "redirect_uri": CALLBACK,
    "response_type": "code",
    "scope": "openid",
}
NEEDED = "/tweestaps/"


@pytest.fixture
def strict(cast):
    """De Linde asks two steps; Cis also teaches in De Kastanje, which does not."""
    cast.school.two_step_from = date(2027, 3, 2)
    cast.school.save()
    join(cast.teacher, cast.other_school, Role.TEACHER)
    return cast.school


def in_other_school(cast, person, **how) -> Client:
    client = sign_in(person, **how)
    client.post("/school/", {"school": cast.other_school.pk})
    assert client.get("/").status_code == 200
    return client


def way_on(client: Client) -> str:
    return client.get("/identity/o/authorize", ASKED)["Location"].split("?")[0]


def test_also_while_somebody_works_in_a_school_that_asks_less(moodle, cast, strict):
    client = in_other_school(cast, cast.teacher)

    assert way_on(client) == NEEDED

    page = client.get(NEEDED).content.decode()
    assert "In De Linde volstaat een wachtwoord alleen niet meer." in page
    give_app(cast.teacher)
    assert way_on(in_other_school(cast, cast.teacher, code=code_of())) == CALLBACK


def test_after_the_second_step_one_goes_on_to_moodle(moodle, cast, strict):
    client = in_other_school(cast, cast.teacher)
    give_app(cast.teacher)
    assert way_on(client) == NEEDED
    client.post("/mijn-account/bevestigen/code/", {"code": code_of(), "next": NEEDED})
    wanted = client.get(NEEDED)["Location"]
    assert client.get(wanted)["Location"].split("?")[0] == CALLBACK


def test_not_of_a_school_that_gives_no_moodle(moodle, cast, strict):
    """As a secretary, or no longer there, De Linde's rule is none of Moodle's business."""
    join(cast.secretary, cast.other_school, Role.TEACHER)
    assert way_on(in_other_school(cast, cast.secretary)) == CALLBACK

    end_membership(membership=cast.teacher.memberships.get(school=strict), by=cast.admin)
    assert way_on(in_other_school(cast, cast.teacher)) == CALLBACK


def test_from_the_day_on_and_not_before(moodle, cast, strict, on):
    client = in_other_school(cast, cast.teacher)
    on(date(2027, 3, 1))
    assert way_on(client) == CALLBACK
    on(date(2027, 3, 2))
    assert way_on(client) == NEEDED
