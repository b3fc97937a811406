"""An order is confirmed, and then something dies: neither the mail nor Moodle is lost."""

import time

import pytest
from celery import current_app
from post_office.models import STATUS, Email

from orders.domain.confirm import confirm_order
from orders.models import AccessState, DeliveryRow, MoodleAccess, Order, OrderRevision, PriceList
from tests import live

pytestmark = pytest.mark.processes


@pytest.fixture
def order(transactional_db, cast):
    PriceList.objects.create(
        edition=cast.edition, copy_price="4.70", bundle_price="4.70", delivery_price="13.50"
    )
    order = Order.objects.create(school=cast.school, edition=cast.edition)
    DeliveryRow.objects.create(
        order=order, site_name="De Linde", street="Dorpsstraat", house_number="1",
        postal_code="9000", municipality="Gent", teachers=1, copies=40,
    )  # fmt: skip
    return order


@pytest.fixture(params=["Redis", "files"])
def broker_url(request) -> str:
    """The same story over both brokers; "" is the one of files."""
    return request.getfixturevalue("redis_url") if request.param == "Redis" else ""


def confirm(order, cast) -> OrderRevision:
    return confirm_order(
        order=order,
        agreed_direction=True,
        agreed_privacy=True,
        agreed_numbers=True,
        seen_version=order.version,
        by=cast.admin,
    )


def sweep() -> None:
    """What beat sends every half minute or minute."""
    current_app.send_task("kernel.deliver_mail")
    current_app.send_task("orders.sync_moodle")


def mails() -> list[tuple[str, int]]:
    return [(mail.to[0], mail.status) for mail in Email.objects.order_by("pk")]


def both(cast, status: int) -> list[tuple[str, int]]:
    """The mail to who confirmed, and the copy to the school."""
    return [(cast.admin.email, status), (cast.school.email, status)]


def in_moodle(cast) -> set[str]:
    active = MoodleAccess.objects.filter(pushed=AccessState.ACTIVE, edition=cast.edition)
    return set(active.values_list("user__email", flat=True))


def everything_arrived(cast, sent_mails) -> bool:
    people = {cast.admin, cast.teacher, cast.teacher_b, cast.pe_teacher, cast.care, cast.duo}
    return (
        mails() == both(cast, STATUS.sent)
        and len(sent_mails()) == 2
        and in_moodle(cast) == {person.email for person in people}
    )


def nothing_comes_twice(worker, cast, sent_mails) -> None:
    done = worker.output.count("succeeded in")
    sweep()
    live.wait_until(lambda: worker.output.count("succeeded in") >= done + 2, what="a sweep")
    assert everything_arrived(cast, sent_mails)


def test_a_worker_killed_while_it_sends_the_mail_loses_nothing(
    brokers, broker_url, start_worker, silent_mail_server, order, cast, sent_mails
):
    brokers(broker_url)
    worker = start_worker(redis_url=broker_url, MAIL_URL=silent_mail_server.url)
    confirm(order, cast)
    assert silent_mail_server.called.wait(live.PATIENCE), worker.output
    worker.kill()
    assert mails() == both(cast, STATUS.queued)
    assert not sent_mails()

    worker = start_worker(redis_url=broker_url)
    sweep()
    live.wait_until(lambda: everything_arrived(cast, sent_mails), what="mail and Moodle")
    assert "201,50" in sent_mails()[0].read_text()
    nothing_comes_twice(worker, cast, sent_mails)


def test_an_order_confirmed_without_any_worker_waits_for_one(
    brokers, broker_url, start_worker, order, cast, sent_mails
):
    brokers(broker_url)
    confirm(order, cast)
    assert mails() == both(cast, STATUS.queued)
    assert in_moodle(cast) == set()
    worker = start_worker(redis_url=broker_url)
    live.wait_until(lambda: everything_arrived(cast, sent_mails), what="mail and Moodle")
    nothing_comes_twice(worker, cast, sent_mails)


@pytest.mark.parametrize("habit", ["refuses", "says nothing"])
def test_a_dead_broker_does_not_stop_the_confirmation(
    brokers, redis_url, silent_mail_server, start_worker, order, cast, sent_mails, habit
):
    silent = silent_mail_server.listener.getsockname()[1]
    port = live.free_port() if habit == "refuses" else silent
    brokers(f"redis://127.0.0.1:{port}/0")
    begin = time.monotonic()
    revision = confirm(order, cast)
    assert time.monotonic() - begin < 10
    assert str(revision.total) == "201.50"
    order.refresh_from_db()
    assert order.get_status_display() == "bevestigd"
    assert mails() == both(cast, STATUS.queued)

    brokers(redis_url)
    worker = start_worker(redis_url=redis_url)
    sweep()
    live.wait_until(lambda: everything_arrived(cast, sent_mails), what="mail and Moodle")
    nothing_comes_twice(worker, cast, sent_mails)
