"""Moodle, worker, broker and mail server fail in the middle: everything ends right, once."""

import pytest
from celery import current_app
from django.utils import timezone

from accounts.models import Membership, User
from orders.models import (
    MoodleAccess,
    MoodleTurn,
    PushState,
)
from schools.models import Participation, School
from tests import live
from tests.moodle_server import TOKEN, FakeMoodle

pytestmark = pytest.mark.processes

PEOPLE, SCHOOLS = 1000, 100


@pytest.fixture
def moodle():
    server = FakeMoodle().start()
    server.add_course("ovsg-2027")
    server.add_course("ovsg-2027-digitaal")
    yield server
    server.stop()


def reaching(moodle: FakeMoodle) -> dict[str, str]:
    return {"MOODLE_URL": moodle.url, "MOODLE_TOKEN": TOKEN}


def sweep() -> None:
    """What beat sends every half minute or minute."""
    current_app.send_task("kernel.deliver_mail")
    current_app.send_task("orders.sync_moodle")


def states() -> set[str]:
    return set(MoodleAccess.objects.values_list("state", flat=True))


def fill(edition) -> None:
    """A thousand teachers in a hundred schools that all ordered."""
    schools = School.objects.bulk_create(
        School(
            institution_number=200_000 + n, name=f"School {n}", street="Kerkstraat",
            house_number="1", postal_code="9000", municipality="Gent",
        )
        for n in range(SCHOOLS)
    )  # fmt: skip
    Participation.objects.bulk_create(
        Participation(school=school, edition=edition, confirmed_at=timezone.now())
        for school in schools
    )
    people = User.objects.bulk_create(
        User(email=f"p{n}@demo.example", first_name=f"P{n}", last_name="Soon", password="!")
        for n in range(PEOPLE)
    )
    Membership.objects.bulk_create(
        Membership(user=person, school=schools[n % SCHOOLS], role="teacher")
        for n, person in enumerate(people)
    )


def test_a_thousand_people_are_brought_in_although_a_worker_is_killed_halfway(
    brokers, start_worker, moodle, edition
):
    fill(edition)
    brokers("")
    worker = start_worker(**reaching(moodle))
    moodle.delay = 0.1
    sweep()
    live.wait_until(lambda: moodle.count("core_user_create_users") == 4, what="four batches")
    worker.kill()
    assert 0 < MoodleAccess.objects.filter(state=PushState.DONE).count() < PEOPLE
    moodle.delay = 0
    MoodleTurn.objects.update(until=timezone.now())  # a minute and a half passes

    start_worker(**reaching(moodle))
    sweep()
    live.wait_until(lambda: states() == {"done"}, what="everybody")
    everybody = {f"P{n}" for n in range(PEOPLE)}
    for course in moodle.courses:
        assert moodle.inside(course) == everybody
        assert moodle.in_group(course, 200_007) == {f"P{n}" for n in range(7, PEOPLE, SCHOOLS)}
    assert len(moodle.users) == len(everybody), "nobody has two accounts"
    assert len(moodle.groups) == 2 * SCHOOLS
    assert {row.moodle_user_id for row in MoodleAccess.objects.all()} == set(moodle.users)
    assert (
        max(len(f["users"]) for name, f in moodle.calls if name == "core_user_create_users") <= 100
    )
    assert max(moodle.field_counts) < 900
