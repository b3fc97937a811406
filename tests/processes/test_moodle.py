"""Moodle, worker, broker and mail server fail in the middle: everything ends right, once."""

from datetime import timedelta

import pytest
from celery import current_app
from django.utils import timezone
from post_office.models import STATUS, Email

from accounts.models import Membership, User
from orders.domain.confirm import confirm_order
from orders.models import (
    DeliveryRow,
    MoodleAccess,
    MoodleHealth,
    MoodleTurn,
    Order,
    PriceList,
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


def confirm(cast) -> None:
    PriceList.objects.create(
        edition=cast.edition, copy_price="4.70", bundle_price="4.70", delivery_price="13.50"
    )
    order = Order.objects.create(school=cast.school, edition=cast.edition)
    DeliveryRow.objects.create(
        order=order, site_name="De Linde", street="Dorpsstraat", house_number="1",
        postal_code="9000", municipality="Gent", teachers=1, copies=40,
    )  # fmt: skip
    confirm_order(
        order=order,
        agreed_direction=True,
        agreed_privacy=True,
        agreed_numbers=True,
        seen_version=order.version,
        by=cast.admin,
    )


def an_hour_passes() -> None:
    hour = timedelta(hours=1)
    for mail in Email.objects.filter(scheduled_time__isnull=False):
        Email.objects.filter(pk=mail.pk).update(scheduled_time=mail.scheduled_time - hour)
    for health in MoodleHealth.objects.filter(since__isnull=False):
        MoodleHealth.objects.update(since=health.since - hour)


def test_an_order_is_complete_after_an_hour_without_broker_mail_server_and_moodle(
    brokers, redis_url, start_worker, moodle, cast, sent_mails
):
    staff = {"An", "Cis", "Dirk", "Els", "Fee", "Guy"}
    nowhere = live.free_port()
    moodle.mode = "down"
    brokers(f"redis://127.0.0.1:{nowhere}/0")
    confirm(cast)

    brokers(redis_url)  # the broker is back; the mail server and Moodle are not
    worker = start_worker(
        redis_url=redis_url, MAIL_URL=f"smtp://127.0.0.1:{nowhere}", **reaching(moodle)
    )
    sweep()
    live.wait_until(
        lambda: (
            MoodleHealth.objects.exclude(problem="").exists()
            and set(Email.objects.values_list("status", flat=True)) == {STATUS.requeued}
        ),
        what="both failures",
    )
    worker.kill()
    assert states() == {"waiting"}
    assert (moodle.users, sent_mails()) == ({}, [])

    an_hour_passes()
    MoodleTurn.objects.update(until=timezone.now())
    moodle.mode = "up"
    worker = start_worker(redis_url=redis_url, **reaching(moodle))
    sweep()
    live.wait_until(lambda: states() == {"done"} and sent_mails(), what="mail and Moodle")
    calls = len(moodle.calls)
    done = worker.output.count("succeeded in")
    sweep()
    live.wait_until(lambda: worker.output.count("succeeded in") >= done + 2, what="a sweep")
    assert len(moodle.calls) == calls
    for course in moodle.courses:
        assert moodle.inside(course) == moodle.in_group(course, 146001) == staff
    assert len(moodle.users) == 6
    assert (
        len(sent_mails())
        == Email.objects.filter(status=STATUS.sent).count()
        == Email.objects.count()
    )
    assert not MoodleHealth.objects.exclude(problem="").exists()
