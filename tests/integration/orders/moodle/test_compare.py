"""Every night: whatever somebody changed in Moodle is put right, of our people and courses only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from orders.models import MoodleAccess, MoodleComparison, MoodleHealth, MoodleTurn
from orders.moodle import accounts
from orders.moodle.compare import compare_moodle
from orders.moodle.sync import sync_moodle
from orders.moodle.turn import Turn
from orders.tasks import compare_moodle as task
from schools.models import Edition
from tests.conftest import make_edition
from tests.integration.orders.moodle.stories import STAFF, end, rows, take_part

COURSES = ("ovsg-2027", "ovsg-2027-digitaal")


@pytest.fixture
def in_moodle(cast, school, moodle):
    sync_moodle()
    return moodle


def everything_is_right(moodle, staff=STAFF) -> None:
    for course in COURSES:
        assert moodle.inside(course) == staff
        assert moodle.in_group(course, 146001) == STAFF
    again = compare_moodle(anyway=True)
    assert (again.mended, again.unmended) == ([], [])


def test_nothing_to_mend_writes_nothing(in_moodle):
    in_moodle.calls.clear()
    report = compare_moodle()
    assert (report.people, report.mended, report.unmended) == (6, [], [])
    assert [name for name, _ in in_moodle.calls if "_get_" not in name] == []
    assert len(in_moodle.calls) == 11


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"suspended": True}, "naam, e-mailadres of blokkering was in Moodle veranderd"),
        ({"firstname": "Kees"}, "naam, e-mailadres of blokkering was in Moodle veranderd"),
        ({"email": "elders@demo.example"}, "naam, e-mailadres of blokkering was in Moodle veranderd"),
    ],
)  # fmt: skip
def test_a_changed_account_is_put_back(cast, in_moodle, change, sentence):
    in_moodle.change(in_moodle.account_of(cast.teacher)["id"], **change)
    assert compare_moodle().mended == [f"Cis Claes: {sentence}"]
    account = in_moodle.account_of(cast.teacher)
    assert (account["firstname"], account["email"], account["suspended"]) == (
        "Cis", "cis@demo.example", False,
    )  # fmt: skip
    everything_is_right(in_moodle)


def test_a_deleted_account_is_made_again_with_everything(cast, in_moodle):
    old = in_moodle.account_of(cast.teacher)["id"]
    in_moodle.delete_user(old)
    assert compare_moodle().mended == ["Cis Claes: het account bestond niet meer in Moodle"]
    new = in_moodle.account_of(cast.teacher)["id"]
    assert new != old
    assert MoodleAccess.objects.get(user=cast.teacher).moodle_user_id == new
    everything_is_right(in_moodle)


def test_enrolments_roles_and_groups_are_put_back(cast, in_moodle):
    cis, dirk = in_moodle.account_of(cast.teacher)["id"], in_moodle.account_of(cast.teacher_b)["id"]
    els = in_moodle.account_of(cast.pe_teacher)["id"]
    course = in_moodle.courses["ovsg-2027"]
    in_moodle.enrolments[cis, course]["suspend"] = True
    del in_moodle.enrolments[dirk, course]
    in_moodle.enrolments[els, course]["roles"] = {5}
    for group in in_moodle.groups.values():
        group["members"].discard(in_moodle.account_of(cast.care)["id"])
    assert sorted(compare_moodle().mended) == [
        "Cis Claes: had geen toegang meer tot ovsg-2027",
        "Dirk Aerts: had geen toegang meer tot ovsg-2027",
        "Els Goos: had niet de juiste rol in ovsg-2027",
        "Fee Smet: zat in ovsg-2027 niet in de groep van De Linde",
        "Fee Smet: zat in ovsg-2027-digitaal niet in de groep van De Linde",
    ]
    assert 4 in in_moodle.enrolments[els, course]["roles"]
    everything_is_right(in_moodle)


def test_who_was_let_in_again_by_hand_is_closed_off(cast, in_moodle):
    end(cast.teacher)
    sync_moodle()
    cis = in_moodle.account_of(cast.teacher)["id"]
    in_moodle.change(cis, suspended=False)
    in_moodle.enrol(cis, "ovsg-2027")
    assert compare_moodle().mended == [
        "Cis Claes: het account stond nog open zonder toegang",
        "Cis Claes: had nog toegang tot ovsg-2027",
    ]
    assert in_moodle.users[cis]["suspended"] is True
    everything_is_right(in_moodle, STAFF - {"Cis"})


def test_an_account_of_ours_without_any_row_loses_the_course_alone(cast, in_moodle):
    idnumber = f"ovsg-{User.objects.get(pk=cast.secretary.pk).public_id.hex}"
    forgotten = in_moodle.add_user(idnumber=idnumber, firstname="Vergeten")
    in_moodle.enrol(forgotten, "ovsg-2027")
    assert compare_moodle().mended == [f"{idnumber}: had nog toegang tot ovsg-2027"]
    assert "Vergeten" not in in_moodle.inside("ovsg-2027")
    assert in_moodle.users[forgotten]["suspended"] is False
    everything_is_right(in_moodle)


def test_other_peoples_accounts_and_courses_are_never_touched(in_moodle):
    in_moodle.add_course("turnen")
    lecturer = in_moodle.add_user(firstname="Lector", idnumber="12345")
    manager = in_moodle.add_user(firstname="Beheer", idnumber="ovsg-beheer")
    for number in (lecturer, manager):
        in_moodle.enrol(number, "ovsg-2027")
        in_moodle.enrol(number, "turnen")
    cis = next(number for number, user in in_moodle.users.items() if user["firstname"] == "Cis")
    in_moodle.enrol(cis, "turnen")
    report = compare_moodle()
    assert (report.mended, report.unmended) == ([], [])
    assert in_moodle.inside("ovsg-2027") == STAFF | {"Lector", "Beheer"}
    assert in_moodle.inside("turnen") == {"Lector", "Beheer", "Cis"}


def test_what_was_refused_is_tried_again_every_night(cast, school, moodle):
    stranger = moodle.add_user(email="cis@demo.example")
    sync_moodle()
    assert rows(user=cast.teacher) == {"Cis": ("active", "failed")}
    compare_moodle()
    assert rows(user=cast.teacher) == {"Cis": ("active", "failed")}
    moodle.change(stranger, email="anders@demo.example")
    compare_moodle(anyway=True)
    assert rows() == dict.fromkeys(STAFF, ("active", "done"))
    assert MoodleAccess.objects.get(user=cast.teacher).error == ""
    everything_is_right(moodle)


def test_what_cannot_be_mended_is_said(cast, in_moodle):
    in_moodle.change(in_moodle.account_of(cast.teacher)["id"], email="weg@demo.example")
    in_moodle.add_user(email="cis@demo.example")
    report = compare_moodle()
    assert report.mended == []
    assert report.unmended == [
        "Cis Claes: naam, e-mailadres of blokkering was in Moodle veranderd (Het e-mailadres"
        " cis@demo.example hoort in Moodle al bij een ander account.)"
    ]


def test_hidden_idnumbers_stop_the_comparison_and_touch_nobody(in_moodle):
    before = {number: dict(user) for number, user in in_moodle.users.items()}
    in_moodle.may_view_details = False
    assert compare_moodle() is None
    assert "moodle/user:viewalldetails" in MoodleHealth.objects.get().problem
    assert in_moodle.users == before
    assert set(rows().values()) == {("active", "done")}


def test_hidden_idnumbers_never_make_a_known_person_a_stranger(cast, in_moodle):
    in_moodle.may_view_details = False
    cast.teacher.first_name = "Cisse"
    cast.teacher.save()
    sync_moodle()
    assert rows(user=cast.teacher) == {"Cisse": ("active", "waiting")}
    assert "moodle/user:viewalldetails" in MoodleHealth.objects.get().problem
    in_moodle.may_view_details = True
    sync_moodle()
    assert in_moodle.account_of(cast.teacher)["firstname"] == "Cisse"


def test_once_a_night_and_again_an_hour_later_when_moodle_was_away(in_moodle):
    in_moodle.mode = "down"
    task()
    assert MoodleComparison.objects.get().finished_at is None
    in_moodle.mode = "up"
    task()
    task()
    assert MoodleComparison.objects.exclude(finished_at=None).count() == 1
    MoodleComparison.objects.update(finished_at=timezone.now() - timedelta(hours=20))
    task()
    assert MoodleComparison.objects.count() == 3


def test_two_at_once_take_turns_and_a_silent_worker_loses_it(in_moodle):
    in_moodle.calls.clear()
    other = Turn()
    assert other.take()
    assert compare_moodle() is None
    sync_moodle()
    assert in_moodle.calls == []
    MoodleTurn.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert compare_moodle()
    assert not MoodleTurn.objects.exists()


def test_who_lost_the_turn_stops_before_the_next_call(cast, school, moodle, monkeypatch):
    in_batches = accounts.in_batches

    def taken_over(call, items, size, refused):
        in_batches(call, items, size, refused)
        MoodleTurn.objects.update(holder="00000000-0000-0000-0000-000000000001")

    monkeypatch.setattr(accounts, "in_batches", taken_over)
    sync_moodle()
    assert moodle.count("core_user_create_users") == 1
    assert moodle.count("enrol_manual_enrol_users") == 0
    assert set(rows().values()) == {("active", "waiting")}
    assert MoodleTurn.objects.count() == 1, "the other's turn is left alone"


def test_a_course_that_is_gone_holds_up_nothing_else(cast, in_moodle):
    take_part(cast.school, make_edition(2026))
    in_moodle.change(in_moodle.account_of(cast.teacher)["id"], suspended=True)
    assert len(compare_moodle().mended) == 1
    assert in_moodle.inside("ovsg-2027") == STAFF
    assert Edition.objects.count() == 2


def test_the_stand_in_can_be_compared_with_too(cast, school):
    sync_moodle()
    report = compare_moodle()
    assert (report.people, report.mended, report.unmended) == (6, [], [])
