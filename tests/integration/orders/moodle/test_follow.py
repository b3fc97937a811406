"""What changes in the portal reaches Moodle at once: every change nudges the sync."""

from datetime import date

import pytest

from accounts.domain.memberships import end_membership, give_role
from accounts.domain.people import change_email, lock_person, rename_person, unlock_person
from orders.moodle.sync import sync_moodle
from schools.domain.staff import change_role
from tests.integration.orders.moodle.stories import STAFF


@pytest.fixture
def nudged(monkeypatch):
    """The tasks that were sent to the broker."""
    sent = []
    monkeypatch.setattr(
        "ovsgtoets.kernel.outbox.current_app.send_task", lambda name, **kwargs: sent.append(name)
    )
    return sent


def role_of(person, school):
    return person.memberships.get(school=school, ended_at=None)


CHANGES = {
    "joins": lambda cast: give_role(
        user=cast.other_teacher, school=cast.school, role="teacher", by=cast.admin
    ),
    "leaves": lambda cast: end_membership(
        membership=role_of(cast.teacher, cast.school), by=cast.admin
    ),
    "is renamed": lambda cast: rename_person(
        user=cast.teacher, first_name="Cisse", last_name="Claes", by=cast.teacher
    ),
    "moves": lambda cast: change_email(
        user=cast.teacher, email="cisse@demo.example", by=cast.teacher
    ),
    "changes role": lambda cast: change_role(
        membership=role_of(cast.teacher, cast.school), edition=cast.edition, role="secretary",
        classes=[], by=cast.admin,
    ),
    "gets an end date": lambda cast: change_role(
        membership=role_of(cast.teacher, cast.school), edition=cast.edition, role="teacher",
        classes=[], ends_on=date(2027, 3, 9), by=cast.admin,
    ),
    "is locked": lambda cast: lock_person(user=cast.teacher, by=cast.helpdesk),
    "is unlocked": lambda cast: unlock_person(user=cast.teacher, by=cast.helpdesk),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_a_person_nudges_the_sync(
    cast, nudged, django_capture_on_commit_callbacks, change
):
    with django_capture_on_commit_callbacks(execute=True):
        CHANGES[change](cast)
    assert "orders.sync_moodle" in nudged


def test_a_name_that_the_helpdesk_mends_nudges_too(
    cast, nudged, as_person, django_capture_on_commit_callbacks
):
    form = {
        "email": cast.teacher.email, "first_name": "Cisse", "last_name": "Claes", "is_active": "on",
        "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0,
    }  # fmt: skip
    address = f"/beheer/accounts/user/{cast.teacher.pk}/change/"
    with django_capture_on_commit_callbacks(execute=True):
        assert as_person(cast.helpdesk).post(address, form).status_code == 302
    cast.teacher.refresh_from_db()
    assert cast.teacher.first_name == "Cisse"
    assert nudged == ["orders.sync_moodle"]


@pytest.mark.parametrize(
    ("change", "inside"),
    [
        ("joins", STAFF | {"Ine"}),
        ("leaves", STAFF - {"Cis"}),
        ("is renamed", STAFF - {"Cis"} | {"Cisse"}),
        ("changes role", STAFF - {"Cis"}),
        ("is locked", STAFF - {"Cis"}),
    ],
)
def test_and_the_sync_brings_it_to_moodle(cast, school, moodle, change, inside):
    sync_moodle()
    CHANGES[change](cast)
    sync_moodle()
    assert moodle.inside("ovsg-2027") == moodle.inside("ovsg-2027-digitaal") == inside


def test_after_an_end_date_the_access_ends_by_itself(cast, school, moodle, on):
    CHANGES["gets an end date"](cast)
    sync_moodle()
    on(date(2027, 3, 9))
    sync_moodle()
    assert moodle.inside("ovsg-2027") == STAFF
    on(date(2027, 3, 10))
    sync_moodle()
    assert moodle.inside("ovsg-2027") == STAFF - {"Cis"}
    assert moodle.account_of(cast.teacher)["suspended"] is True
