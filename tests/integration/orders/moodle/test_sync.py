"""From rows to Moodle: who gets in, changes, leaves and comes back."""

from datetime import date

from accounts.roles import Role
from orders.models import MoodleAccess
from orders.moodle.sync import sync_moodle
from tests.conftest import join, make_edition, make_person
from tests.integration.orders.moodle.stories import (
    ACTIVE,
    COURSES,
    STAFF,
    SUSPENDED,
    end,
    rows,
    take_part,
    writes,
)


def test_a_school_of_six_is_in_both_courses(cast, school, moodle):
    sync_moodle()
    for course in COURSES:
        assert moodle.inside(course) == moodle.in_group(course, 146001) == STAFF
    assert rows() == dict.fromkeys(STAFF, ACTIVE)
    an = moodle.account_of(cast.admin)
    assert an["username"] == an["idnumber"] == f"ovsg-{cast.admin.public_id.hex}"
    assert (an["firstname"], an["lastname"], an["email"], an["auth"]) == (
        "An", "Peeters", "an@demo.example", "oauth2",
    )  # fmt: skip
    row = MoodleAccess.objects.get(user=cast.admin)
    assert (row.moodle_user_id, row.pushed) == (an["id"], "active")
    assert row.pushed_at
    assert len(moodle.users) == 6
    assert {e["roles"] == {4} for e in moodle.enrolments.values()} == {True}


def test_who_has_no_right_or_no_order_gets_nothing(cast, school, moodle):
    sync_moodle()
    assert moodle.account_of(cast.secretary) is None
    assert moodle.account_of(cast.outsider) is None
    assert moodle.account_of(cast.helpdesk) is None


def test_a_school_costs_ten_calls_and_repeating_none(cast, school, moodle):
    sync_moodle()
    assert [name for name, _ in moodle.calls] == [
        "core_course_get_courses_by_field",
        "core_course_get_courses_by_field",
        "core_user_get_users_by_field",
        "core_user_get_users_by_field",
        "core_user_create_users",
        "enrol_manual_enrol_users",
        "core_group_get_course_groups",
        "core_group_get_course_groups",
        "core_group_create_groups",
        "core_group_add_group_members",
    ]
    moodle.calls.clear()
    sync_moodle()
    sync_moodle()
    assert moodle.calls == []


def test_a_taken_address_stops_only_its_person(cast, school, moodle):
    stranger = moodle.add_user(email="cis@demo.example", firstname="Iemand")
    sync_moodle()
    assert moodle.inside("ovsg-2027") == STAFF - {"Cis"}
    row = MoodleAccess.objects.get(user=cast.teacher)
    assert (row.state, row.pushed) == ("failed", "")
    assert row.error == (
        "Het e-mailadres cis@demo.example hoort in Moodle al bij een ander account."
    )
    assert moodle.users[stranger]["firstname"] == "Iemand", "never taken over"
    assert moodle.users[stranger]["idnumber"] == ""
    moodle.calls.clear()
    sync_moodle()
    assert moodle.calls == [], "waits for somebody to mend it"


def test_a_taken_address_in_capitals_stops_only_its_person(cast, school, moodle):
    moodle.add_user(email="Cis@Demo.example")
    sync_moodle()
    assert moodle.inside("ovsg-2027") == STAFF - {"Cis"}
    assert rows(user=cast.teacher) == {"Cis": ("active", "failed")}
    assert MoodleAccess.objects.get(user=cast.teacher).error == (
        "Moodle aanvaardt het e-mailadres cis@demo.example niet (invalidparameter). Meestal hoort"
        " het er al bij een ander account, met andere hoofdletters geschreven."
    )


def test_mending_the_address_brings_the_person_in(cast, school, moodle):
    moodle.add_user(email="cis@demo.example")
    sync_moodle()
    cast.teacher.email = "cis.claes@demo.example"
    cast.teacher.save()
    sync_moodle()
    assert moodle.inside("ovsg-2027") == STAFF
    assert rows(user=cast.teacher) == {"Cis": ACTIVE}
    assert MoodleAccess.objects.get(user=cast.teacher).error == ""


def test_an_address_too_long_for_moodle_stops_only_its_person(cast, school, moodle):
    cast.teacher.email = f"{'c' * 100}@demo.example"
    cast.teacher.save()
    sync_moodle()
    assert moodle.inside("ovsg-2027") == STAFF - {"Cis"}
    assert "te lang" in MoodleAccess.objects.get(user=cast.teacher).error


def test_two_accounts_with_our_number_are_left_alone(cast, school, moodle):
    idnumber = f"ovsg-{cast.teacher.public_id.hex}"
    moodle.add_user(idnumber=idnumber)
    moodle.add_user(idnumber=idnumber)
    sync_moodle()
    assert moodle.inside("ovsg-2027") == STAFF - {"Cis"}
    assert "twee accounts" in MoodleAccess.objects.get(user=cast.teacher).error


def test_who_leaves_is_suspended_in_the_courses_and_as_account(cast, school, moodle):
    sync_moodle()
    end(cast.teacher)
    moodle.calls.clear()
    sync_moodle()
    assert moodle.inside("ovsg-2027") == moodle.inside("ovsg-2027-digitaal") == STAFF - {"Cis"}
    assert moodle.account_of(cast.teacher)["suspended"] is True
    number = moodle.account_of(cast.teacher)["id"]
    assert [e["suspend"] for (user, _), e in moodle.enrolments.items() if user == number] == [
        True,
        True,
    ], "suspended, not removed: the results stay visible"
    assert rows(user=cast.teacher) == {"Cis": SUSPENDED}
    assert writes(moodle) == ["enrol_manual_enrol_users", "core_user_update_users"]


def test_who_comes_back_gets_the_same_account_again(cast, school, moodle):
    sync_moodle()
    before = moodle.account_of(cast.teacher)["id"]
    end(cast.teacher)
    sync_moodle()
    join(cast.teacher, school, Role.DUO_TEACHER)
    sync_moodle()
    assert moodle.inside("ovsg-2027") == STAFF
    assert moodle.account_of(cast.teacher)["id"] == before
    assert moodle.account_of(cast.teacher)["suspended"] is False


def test_who_left_before_ever_being_pushed_gets_no_account(cast, school, moodle):
    moodle.mode = "down"
    sync_moodle()
    moodle.mode = "up"
    end(cast.teacher)
    sync_moodle()
    assert moodle.account_of(cast.teacher) is None
    assert rows(user=cast.teacher) == {"Cis": SUSPENDED}


def test_a_new_name_and_address_follow(cast, school, moodle):
    sync_moodle()
    cast.teacher.first_name, cast.teacher.email = "Cisse", "Cisse@Demo.example"
    cast.teacher.save()
    moodle.calls.clear()
    sync_moodle()
    account = moodle.account_of(cast.teacher)
    assert (account["firstname"], account["email"]) == ("Cisse", "cisse@demo.example")
    update = next(fields for name, fields in moodle.calls if name == "core_user_update_users")
    assert len(update["users"]) == 1


def test_a_new_address_that_is_taken_is_told_and_the_access_stays(cast, school, moodle):
    sync_moodle()
    moodle.add_user(email="Nieuw@demo.example")
    cast.teacher.email = "nieuw@demo.example"
    cast.teacher.save()
    sync_moodle()
    row = MoodleAccess.objects.get(user=cast.teacher)
    assert (row.state, row.error) == (
        "failed",
        "Het e-mailadres nieuw@demo.example hoort in Moodle al bij een ander account.",
    )
    assert moodle.inside("ovsg-2027") == STAFF


def test_a_second_school_keeps_the_access_open(cast, school, moodle):
    take_part(cast.other_school, cast.edition)
    join(cast.teacher, cast.other_school, Role.PE_TEACHER)
    sync_moodle()
    end(cast.teacher, school)
    sync_moodle()
    assert "Cis" in moodle.inside("ovsg-2027")
    assert rows(user=cast.teacher, school=school) == {"Cis": SUSPENDED}
    assert rows(user=cast.teacher, school=cast.other_school) == {"Cis": ACTIVE}
    end(cast.teacher)
    sync_moodle()
    assert "Cis" not in moodle.inside("ovsg-2027")
    assert moodle.account_of(cast.teacher)["suspended"] is True


def test_the_end_of_the_school_year_suspends_and_the_next_order_reopens(cast, school, moodle, on):
    sync_moodle()
    on(date(2027, 9, 1))
    sync_moodle()
    assert moodle.inside("ovsg-2027") == set()
    moodle.add_course("ovsg-2028")
    moodle.add_course("ovsg-2028-digitaal")
    take_part(school, make_edition(2028))
    sync_moodle()
    assert moodle.inside("ovsg-2028") == moodle.inside("ovsg-2027") == STAFF


def test_three_hundred_people_go_in_batches(cast, school, moodle):
    for number in range(300):
        join(make_person(f"p{number}@demo.example", f"P{number}", "Soon"), school, Role.TEACHER)
    moodle.add_user(email="P7@demo.example")
    sync_moodle()
    assert len(moodle.inside("ovsg-2027-digitaal")) == 305
    assert max(moodle.field_counts) < 900
    assert max(len(f["users"]) for n, f in moodle.calls if "create_users" in n) == 100
    assert max(len(f["enrolments"]) for n, f in moodle.calls if "enrol_" in n) == 200
    assert MoodleAccess.objects.filter(state="done").count() == 305
    assert MoodleAccess.objects.get(state="failed").user.first_name == "P7"
