"""From rows to Moodle: everybody ends right, whatever breaks on the way, and nothing twice."""

from datetime import date

import pytest

from accounts.roles import Role
from orders.models import MoodleAccess, MoodleCall, MoodleHealth
from orders.moodle import accounts, sync
from orders.moodle.sync import sync_moodle
from tests.conftest import join, make_edition, make_person
from tests.integration.orders.moodle.stories import STAFF, end, rows, take_part

COURSES = ("ovsg-2027", "ovsg-2027-digitaal")
ACTIVE, SUSPENDED = ("active", "done"), ("suspended", "done")


def writes(moodle) -> list[str]:
    return [name for name, _ in moodle.calls if "get" not in name]


def problem() -> str:
    return MoodleHealth.objects.values_list("problem", flat=True).first() or ""


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


@pytest.mark.parametrize("function", ["core_user_create_users", "enrol_manual_enrol_users"])
def test_an_answer_that_is_lost_costs_nothing(cast, school, moodle, function):
    moodle.answers_lost.add(function)
    sync_moodle()
    assert set(rows().values()) == {("active", "waiting")}
    moodle.answers_lost.clear()
    sync_moodle()
    assert moodle.inside("ovsg-2027") == moodle.inside("ovsg-2027-digitaal") == STAFF
    assert rows() == dict.fromkeys(STAFF, ACTIVE)
    assert len(moodle.users) == 6


class KilledError(BaseException):
    pass


@pytest.mark.parametrize("step", ["enrol", "mark_done", "remember_accounts"])
def test_a_sync_that_is_killed_is_simply_repeated(cast, school, moodle, monkeypatch, step):
    def killed(*args):
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(sync, step, killed)
        with pytest.raises(KilledError):
            sync_moodle()
    assert len(moodle.users) == 6
    assert set(rows().values()) == {("active", "waiting")}
    sync_moodle()
    assert moodle.inside("ovsg-2027") == moodle.inside("ovsg-2027-digitaal") == STAFF
    assert rows() == dict.fromkeys(STAFF, ACTIVE)
    assert len(moodle.users) == 6
    assert moodle.count("core_user_create_users") == 1


def test_killed_after_enrolling_somebody_who_then_leaves(cast, school, moodle, monkeypatch):
    def killed(*args):
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(sync, "mark_done", killed)
        with pytest.raises(KilledError):
            sync_moodle()
    end(cast.teacher)
    sync_moodle()
    assert moodle.inside("ovsg-2027") == STAFF - {"Cis"}
    assert rows(user=cast.teacher) == {"Cis": SUSPENDED}


@pytest.mark.parametrize("mode", ["down", "html"])
def test_an_outage_passes_without_anybody_doing_anything(cast, school, moodle, mode):
    moodle.mode = mode
    sync_moodle()
    assert set(rows().values()) == {("active", "waiting")}
    health = MoodleHealth.objects.get()
    assert "elke minuut opnieuw" in health.problem
    assert (health.needs_repair, bool(health.since)) == (False, True)
    moodle.mode = "up"
    sync_moodle()
    assert rows() == dict.fromkeys(STAFF, ACTIVE)
    assert problem() == ""
    assert MoodleHealth.objects.get().worked_at


@pytest.mark.parametrize("code", ["sitemaintenance", "dmlwriteexception"])
def test_a_passing_error_passes(cast, school, moodle, code):
    moodle.errors["core_user_create_users"] = code
    sync_moodle()
    assert set(rows().values()) == {("active", "waiting")}
    moodle.errors.clear()
    sync_moodle()
    assert moodle.inside("ovsg-2027") == STAFF


def test_a_set_up_error_stops_everything_and_is_said_once(cast, school, moodle, settings, caplog):
    good, settings.MOODLE_TOKEN = settings.MOODLE_TOKEN, "verlopen"
    sync_moodle()
    since = MoodleHealth.objects.get().since
    sync_moodle()
    assert [r.levelname for r in caplog.records if "Moodle" in r.message] == ["ERROR"]
    health = MoodleHealth.objects.get()
    assert health.problem == "Moodle kent het token van het portaal niet meer (invalidtoken)."
    assert (health.needs_repair, health.since) == (True, since)
    assert set(rows().values()) == {("active", "waiting")}
    settings.MOODLE_TOKEN = good
    sync_moodle()
    assert problem() == ""
    assert rows() == dict.fromkeys(STAFF, ACTIVE)


def test_a_set_up_error_half_way_loses_nothing(cast, school, moodle):
    moodle.errors["enrol_manual_enrol_users"] = "wsusercannotassign"
    sync_moodle()
    assert set(rows().values()) == {("active", "waiting")}
    assert "wsusercannotassign" in problem()
    moodle.errors.clear()
    sync_moodle()
    assert moodle.inside("ovsg-2027") == STAFF
    assert moodle.count("core_user_create_users") == 1


def test_a_course_that_is_missing_makes_only_its_edition_wait(cast, school, moodle):
    take_part(school, make_edition(2026))
    sync_moodle()
    assert moodle.inside("ovsg-2027") == STAFF
    assert rows(edition=cast.edition) == dict.fromkeys(STAFF, ACTIVE)
    assert set(rows(edition__year=2026).values()) == {("active", "waiting")}
    assert problem() == (
        "De cursus met idnummer ovsg-2026, ovsg-2026-digitaal bestaat niet in Moodle."
    )
    moodle.calls.clear()
    sync_moodle()
    assert writes(moodle) == [], "nobody is pushed again and again meanwhile"
    moodle.add_course("ovsg-2026")
    moodle.add_course("ovsg-2026-digitaal")
    sync_moodle()
    assert moodle.inside("ovsg-2026") == moodle.inside("ovsg-2026-digitaal") == STAFF
    assert problem() == ""


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


def test_what_changes_while_it_is_pushed_is_pushed_again(cast, school, moodle, monkeypatch):
    enrol = sync.enrol

    def meanwhile(*args):
        enrol(*args)
        monkeypatch.setattr(sync, "enrol", enrol)
        end(cast.teacher)
        sync.refresh_all()

    monkeypatch.setattr(sync, "enrol", meanwhile)
    sync_moodle()
    assert moodle.inside("ovsg-2027") == STAFF - {"Cis"}
    assert rows(user=cast.teacher) == {"Cis": SUSPENDED}


def test_a_batch_that_keeps_failing_does_not_hold_up_the_others(cast, school, moodle, monkeypatch):
    monkeypatch.setattr(sync, "MOST_USERS", 1)
    create = moodle.core_user_create_users

    def create_all_but_cis(users):
        if users[0]["firstname"] == "Cis":
            from tests.moodle_server import Refusal

            raise Refusal("dmlwriteexception")
        return create(users)

    moodle.core_user_create_users = create_all_but_cis
    sync_moodle()
    assert moodle.inside("ovsg-2027") == STAFF - {"Cis"}
    assert rows(user=cast.teacher) == {"Cis": ("active", "waiting")}


def test_without_any_moodle_the_rows_wait(cast, school, settings):
    settings.MOODLE_STAND_IN, settings.MOODLE_URL = False, ""
    sync_moodle()
    assert rows() == dict.fromkeys(STAFF, ("active", "waiting"))
    assert not MoodleCall.objects.exists()


def test_the_stand_in_records_what_moodle_would_have_been_asked(cast, school):
    sync_moodle()
    assert rows() == dict.fromkeys(STAFF, ACTIVE)
    created = MoodleCall.objects.get(function="core_user_create_users")
    assert {user["email"] for user in created.fields["users"]} >= {"an@demo.example"}
    calls = MoodleCall.objects.count()
    sync_moodle()
    assert MoodleCall.objects.count() == calls
    cast.teacher.first_name = "Cisse"
    cast.teacher.save()
    sync_moodle()
    update = MoodleCall.objects.get(function="core_user_update_users")
    assert [user["firstname"] for user in update.fields["users"]] == ["Cisse"]
    end(cast.teacher)
    sync_moodle()
    update = MoodleCall.objects.filter(function="core_user_update_users").first()
    assert update.fields == {
        "users": [{"id": MoodleAccess.objects.get(user=cast.teacher).moodle_user_id,
                   "suspended": True}]
    }  # fmt: skip
    assert MoodleCall.objects.filter(function="core_user_create_users").count() == 1


def test_batches_fall_back_to_one_by_one_only_when_refused():
    calls, guilty = [], []

    def call(batch):
        calls.append(list(batch))
        if 3 in batch:
            raise accounts.RecordError("invaliduser")

    accounts.in_batches(call, [1, 2, 3, 4, 5], 2, lambda item, error: guilty.append(item))
    assert calls == [[1, 2], [3, 4], [3], [4], [5]]
    assert guilty == [3]
