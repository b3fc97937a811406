"""A group per school in every course: who works where, whatever happens on the way."""

from orders.models import MoodleAccess
from orders.moodle.sync import sync_moodle
from tests.conftest import join
from tests.integration.orders.moodle.stories import STAFF, end, rows, take_part

COURSES = ("ovsg-2027", "ovsg-2027-digitaal")


def names(moodle) -> list[str]:
    return sorted({group["name"] for group in moodle.groups.values()})


def test_every_school_has_its_group_in_both_courses(cast, school, moodle):
    take_part(cast.other_school, cast.edition)
    sync_moodle()
    for course in COURSES:
        assert moodle.in_group(course, 146001) == STAFF
        assert moodle.in_group(course, 146002) == {"Hans", "Ine"}
    assert names(moodle) == ["De Kastanje (146002)", "De Linde (146001)"]
    assert len(moodle.groups) == 4


def test_who_works_in_two_schools_is_in_both_groups_until_leaving_one(cast, school, moodle):
    take_part(cast.other_school, cast.edition)
    join(cast.teacher, cast.other_school, "teacher")
    sync_moodle()
    for course in COURSES:
        assert "Cis" in moodle.in_group(course, 146001) & moodle.in_group(course, 146002)
    end(cast.teacher, school)
    sync_moodle()
    for course in COURSES:
        assert "Cis" not in moodle.in_group(course, 146001)
        assert "Cis" in moodle.in_group(course, 146002)
        assert "Cis" in moodle.inside(course)


def test_who_leaves_altogether_stays_in_the_group_suspended(cast, school, moodle):
    sync_moodle()
    end(cast.teacher)
    sync_moodle()
    assert "Cis" not in moodle.inside("ovsg-2027")
    assert "Cis" in moodle.in_group("ovsg-2027", 146001), "so that the results keep their place"


def test_a_newcomer_gets_into_the_group_that_is_there(cast, school, moodle):
    sync_moodle()
    join(cast.secretary, school, "teacher")
    sync_moodle()
    assert moodle.in_group("ovsg-2027", 146001) == STAFF | {"Bo"}
    assert len(moodle.groups) == 2


def test_a_group_with_that_name_of_somebody_else_is_left_alone(cast, school, moodle):
    by_hand = moodle.add_group("ovsg-2027", "De Linde (146001)")
    sync_moodle()
    assert moodle.groups[by_hand]["members"] == set()
    assert moodle.in_group("ovsg-2027", 146001) == STAFF
    assert "De Linde (146001) – OVSG-toets" in names(moodle)
    assert rows() == dict.fromkeys(STAFF, ("active", "done"))


def test_a_lost_answer_makes_no_second_group(cast, school, moodle):
    moodle.answers_lost.add("core_group_create_groups")
    sync_moodle()
    assert set(rows().values()) == {("active", "waiting")}
    moodle.answers_lost.clear()
    sync_moodle()
    assert len(moodle.groups) == 2
    assert moodle.in_group("ovsg-2027", 146001) == STAFF


def test_a_group_that_moodle_keeps_refusing_is_told_with_the_person(cast, school, moodle):
    moodle.errors["core_group_create_groups"] = "invalidparameter"
    sync_moodle()
    assert moodle.inside("ovsg-2027") == STAFF, "they are in nevertheless"
    errors = set(MoodleAccess.objects.values_list("state", "error"))
    assert errors == {("failed", "De groep van de school in Moodle lukt niet (invalidparameter).")}
