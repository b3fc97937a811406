"""An evening on which everything is down at once, and a worker dies: it all ends right, by itself.

Worker and beat run with the same settings the whole time, only beat's clock is faster
(`hurried`). What is down is a port where nobody listens; it comes back on the same port.
"""

import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from post_office.models import STATUS, Email

from orders.models import MoodleAccess, MoodleHealth, MoodleTurn, OrderRevision
from schools.models import Participation
from tests import live
from tests.fakes.gate import Gate
from tests.fakes.smtp_server import MailServer
from tests.integration.orders.stories import Story, confirm_from, plain
from tests.moodle_server import TOKEN, FakeMoodle

pytestmark = pytest.mark.processes

STAFF = {"An", "Cis", "Dirk", "Els", "Fee", "Guy"}
SWEEPS = ("kernel.deliver_mail", "orders.sync_moodle")


@pytest.fixture
def broker(redis_url):
    """A Redis that is down until `broker.open()`; `broker.url` is its address."""
    address = urlsplit(redis_url)
    gate = Gate((address.hostname, address.port))
    gate.url = f"redis://127.0.0.1:{gate.port}{address.path}"
    yield gate
    gate.close()


@pytest.fixture
def come_up():
    """`come_up(server)` starts a server, which is stopped at the end."""
    servers = []

    def start(server):
        servers.append(server.start())
        return server

    yield start
    for server in servers:
        server.stop()


@pytest.fixture
def start(tmp_path, transactional_db):
    """`start(live.launch_worker, **environment)`: a process that is killed at the end."""
    processes = []

    def launch(kind, **environment) -> live.Process:
        processes.append(kind(tmp_path, **environment))
        return processes[-1]

    yield launch
    for process in processes:
        process.kill()


def states() -> set[str]:
    return set(MoodleAccess.objects.values_list("state", flat=True))


def mail_states() -> set[int]:
    return set(Email.objects.values_list("status", flat=True))


def an_hour_passes() -> None:
    """For what counts in minutes: when a mail is tried again, and how long a dead worker's turn
    lasts."""
    hour = timedelta(hours=1)
    for mail in Email.objects.filter(scheduled_time__isnull=False):
        Email.objects.filter(pk=mail.pk).update(scheduled_time=mail.scheduled_time - hour)
    for turn in MoodleTurn.objects.all():
        MoodleTurn.objects.update(until=turn.until - hour)


def sweeps_done(worker: live.Process) -> list[int]:
    return [worker.output.count(f"{task}[") for task in SWEEPS]


def surroundings(broker, mail_port: int, moodle_port: int) -> dict[str, str]:
    """Settings of a worker whose broker, mail server and Moodle are ours."""
    return {
        "DJANGO_SETTINGS_MODULE": "tests.processes.hurried",
        "redis_url": broker.url,
        "MAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "MOODLE_URL": f"http://127.0.0.1:{moodle_port}",
        "MOODLE_TOKEN": TOKEN,
    }


def everything_arrived_once(moodle: FakeMoodle, mail_server: MailServer, cast) -> None:
    for course in moodle.courses:
        assert moodle.inside(course) == moodle.in_group(course, 146001) == STAFF
    assert len(moodle.users) == len(STAFF), "nobody has two accounts"
    assert sorted(mail["X-Envelope-To"] for mail in mail_server.mails) == sorted(
        address for mail in Email.objects.all() for address in mail.to
    )
    [mine] = [m for m in mail_server.mails if m["X-Envelope-To"] == cast.admin.email]
    assert "201,50" in mine.get_body(("plain",)).get_content()
    assert OrderRevision.objects.count() == Participation.objects.count() == 1
    assert not MoodleHealth.objects.exclude(problem="").exists()


def test_an_order_is_complete_after_an_evening_without_broker_mail_server_and_moodle(
    brokers, broker, come_up, start, cast, as_person, price_list
):
    moodle_port, mail_port = live.free_port(), live.free_port()
    everything = surroundings(broker, mail_port, moodle_port)
    start(live.launch_beat, **everything)
    worker = start(live.launch_worker, **everything)
    brokers(broker.url)
    Story(cast).started()

    begin = time.monotonic()
    answer = confirm_from(as_person(cast.admin))
    assert time.monotonic() - begin < 10, "nobody waits for a broker that is down"
    page = plain(as_person(cast.admin).get(answer.url))
    assert all(said in page for said in ("Bestelling bevestigd", "201,50 EUR"))
    assert (mail_states(), states()) == ({STATUS.queued}, {"waiting"})

    broker.open()
    live.wait_until(
        lambda: (
            mail_states() == {STATUS.requeued} and MoodleHealth.objects.exclude(problem="").exists()
        ),
        what="both failures",
    )
    assert states() == {"waiting"}

    moodle = FakeMoodle(moodle_port)
    for course in ("ovsg-2027", "ovsg-2027-digitaal"):
        moodle.add_course(course)
    moodle.delay = 0.4
    come_up(moodle)
    live.wait_until(lambda: moodle.users, what="accounts in Moodle")
    worker.kill()
    assert states() == {"waiting"}, "killed before anything was marked as done"
    moodle.delay = 0
    an_hour_passes()
    mail_server = come_up(MailServer(mail_port))

    worker = start(live.launch_worker, **everything)  # as Docker starts it again
    live.wait_until(
        lambda: states() == {"done"} and mail_states() == {STATUS.sent}, what="mail and Moodle"
    )
    before, calls = sweeps_done(worker), len(moodle.calls)
    live.wait_until(
        lambda: all(n >= b + 4 for n, b in zip(sweeps_done(worker), before, strict=True)),
        what="two more sweeps of each",
    )

    assert len(moodle.calls) == calls, "Moodle hears nothing twice"
    everything_arrived_once(moodle, mail_server, cast)
