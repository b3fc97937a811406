"""Several syncs at once, and a worker that is really killed."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from orders.models import MoodleTurn
from orders.moodle.sync import sync_moodle
from orders.tasks import sync_moodle as task
from tests.integration.orders.moodle.stories import rows
from tests.live import database_url
from tests.moodle_server import TOKEN

STAFF = {"An", "Cis", "Dirk", "Els", "Fee", "Guy"}

pytestmark = pytest.mark.django_db(transaction=True)


def in_threads(work, number: int) -> None:
    def run():
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_many_syncs_at_once_do_the_work_once(cast, school, moodle):
    moodle.delay = 0.05
    in_threads(task, 6)
    assert rows() == dict.fromkeys(STAFF, ("active", "done"))
    assert moodle.inside("ovsg-2027") == moodle.inside("ovsg-2027-digitaal") == STAFF
    assert moodle.count("core_user_create_users") == 1
    assert moodle.count("enrol_manual_enrol_users") == 1


def test_a_worker_killed_while_moodle_works_leaves_nothing_behind(cast, school, moodle, tmp_path):
    moodle.delay = 0.4
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        env={
            **os.environ,
            "PORTAL_ENV": "test",
            "PORTAL_TODAY": "2027-03-02",
            "DATABASE_URL": database_url(),
            "VAR_DIR": str(tmp_path),
            "MOODLE_URL": moodle.url,
            "MOODLE_TOKEN": TOKEN,
        },
        cwd=django_settings.BASE_DIR,
    )
    until(lambda: moodle.count("core_user_create_users"), worker)
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    assert set(rows().values()) == {("active", "waiting")}
    assert not MoodleTurn.objects.get().until < timezone.now()
    a_minute_and_a_half_passes()

    moodle.delay = 0
    until(lambda: sync_moodle() or set(rows().values()) == {("active", "done")})
    assert moodle.inside("ovsg-2027") == moodle.inside("ovsg-2027-digitaal") == STAFF
    assert len(moodle.users) == 6


def a_minute_and_a_half_passes() -> None:
    MoodleTurn.objects.update(until=timezone.now())


WORKER = """
import django
django.setup()
from orders.moodle.sync import sync_moodle
sync_moodle()
"""


def until(happens, worker=None) -> None:
    for _ in range(300):
        if happens():
            return
        assert worker is None or worker.poll() is None, "the worker ended by itself"
        time.sleep(0.05)
    raise AssertionError("waited for nothing")
