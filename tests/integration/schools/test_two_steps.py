"""The schoolbeheerder decides from when, and sees who is not ready."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import TwoStepRule
from accounts.roles import Role
from schools.models import School
from tests.conftest import join, make_person
from tests.second_steps import give_app

ADDRESS = "/gebruikers/tweestaps/"


def save(client, day):
    return client.post(ADDRESS, {"starts_on": day}, follow=True)


def day_of(school) -> date | None:
    return School.objects.get(pk=school.pk).two_step_from


def test_a_day_is_set_changed_and_taken_away(as_person, cast):
    client = as_person(cast.admin)
    page = save(client, "2027-03-14").content.decode()
    assert "Tweestapsverificatie is verplicht vanaf 14 maart 2027." in page
    assert 'value="2027-03-14"' in page
    assert day_of(cast.school) == date(2027, 3, 14)
    assert day_of(cast.other_school) is None
    assert "verplicht tweestapsverificatie niet" in save(client, "").content.decode()
    assert day_of(cast.school) is None


@pytest.mark.parametrize(
    "day", ["2027-03-01", "gisteren", "2027-02-30", "9" * 500, "\x00", "0000-00-00"]
)
def test_a_day_that_cannot_be_is_refused_and_stays(as_person, cast, day):
    answer = as_person(cast.admin).post(ADDRESS, {"starts_on": day})
    assert answer.status_code == 422
    assert "starts_on" in answer.context["form"].errors
    assert day_of(cast.school) is None


def test_who_is_not_ready_stands_first(as_person, cast):
    give_app(cast.admin)
    page = as_person(cast.admin).get(ADDRESS)
    people = [(p.name, p.is_ready) for p in page.context["people"]]
    assert len(people) == 7
    assert people[-1] == ("An Peeters", True)
    assert ("Cis Claes", False) in people
    assert "Hans Vos" not in page.content.decode()
    assert "6 personen hebben nog geen tweede stap of eID" in page.content.decode()


def test_somebody_with_two_roles_stands_there_once(as_person, cast):
    join(cast.teacher, cast.school, Role.PE_TEACHER)
    page = as_person(cast.admin).get(ADDRESS)
    mine = [p.roles for p in page.context["people"] if p.name == "Cis Claes"]
    assert mine == ["Leerkracht, Leerkracht LO"]


def test_the_rule_for_all_is_told(as_person, cast):
    TwoStepRule.objects.create(starts_on=date(2027, 9, 1))
    page = as_person(cast.admin).get(ADDRESS).content.decode()
    assert "De helpdesk verplicht dit voor alle scholen vanaf 1 september 2027." in page


def test_setting_today_leads_the_beheerder_to_setting_up_first(as_person, cast):
    client = as_person(cast.admin)
    answer = save(client, "2027-03-02")
    assert answer.redirect_chain[-1] == ("/tweestaps/", 302)


def test_thirty_people_cost_no_more_queries_than_seven(as_person, cast, django_assert_num_queries):
    client = as_person(cast.admin)
    with CaptureQueriesContext(connection) as few:
        client.get(ADDRESS)
    for n in range(23):
        join(make_person(f"p{n}@demo.example", "Pat", f"Nummer {n}"), cast.school, Role.SECRETARY)
    with django_assert_num_queries(len(few)):
        client.get(ADDRESS)


def test_the_change_is_in_the_history_with_who(as_person, cast):
    from django.apps import apps

    save(as_person(cast.admin), "2027-03-14")
    event = (
        apps.get_model("schools", "SchoolEvent")
        .objects.filter(pgh_obj=cast.school.pk, two_step_from=date(2027, 3, 14))
        .last()
    )
    assert event.pgh_context.metadata["user"] == cast.admin.pk
