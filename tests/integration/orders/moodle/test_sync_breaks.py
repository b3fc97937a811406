"""Whatever breaks on the way to Moodle, everybody ends right, and nothing twice."""

import pytest

from orders.models import MoodleAccess, MoodleCall, MoodleHealth
from orders.moodle import accounts, sync
from orders.moodle.sync import sync_moodle
from tests.conftest import make_edition
from tests.integration.orders.moodle.stories import (
    ACTIVE,
    STAFF,
    SUSPENDED,
    end,
    problem,
    rows,
    take_part,
    writes,
)


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
