"""The embedded PostgreSQL: shared by who needs it, gone with the last, and back after a crash."""

import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from tests import live

pytestmark = pytest.mark.processes

USE_IT = """
import signal, sys, time
from pathlib import Path
import psycopg
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job starts without it
from ovsgtoets.local.database import embedded_database_url
with psycopg.connect(embedded_database_url(Path(sys.argv[1])), autocommit=True) as database:
    database.execute("SELECT pg_advisory_lock(1)")
    database.execute("CREATE TABLE IF NOT EXISTS visit ()")
    database.execute("INSERT INTO visit DEFAULT VALUES")
    print("visits:", database.execute("SELECT count(*) FROM visit").fetchone()[0])
time.sleep(float(sys.argv[2]))
"""


@pytest.fixture
def folder():
    """Not in tmp_path: pytest closes that to all users but its own, also to root's PostgreSQL."""
    folder = Path(tempfile.mkdtemp(prefix="ovsgtoets-data-"))
    yield folder / "postgres"
    if server := server_of(folder / "postgres"):
        server.kill()
    shutil.rmtree(folder, ignore_errors=True)


def use(folder: Path, *, seconds: float = 0) -> live.Process:
    """A process that writes a row, and then uses the database for so long."""
    number = len(list(folder.parent.glob("log-*")))
    command = [sys.executable, "-c", USE_IT, str(folder), str(seconds)]
    return live.Process(command, folder.parent / f"log-{number}", PORTAL_ENV="local")


def server_of(folder: Path) -> psutil.Process | None:
    try:
        server = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
        return server if server.name() == "postgres" else None
    except (OSError, psutil.Error):
        return None


def leave(user: live.Process) -> None:
    user.popen.send_signal(signal.SIGINT)
    user.popen.wait(live.PATIENCE)


def test_two_may_start_it_at_once_and_the_last_one_stops_it(folder):
    first, second = use(folder, seconds=3 * live.PATIENCE), use(folder, seconds=3 * live.PATIENCE)
    for user in (first, second):
        live.wait_until(lambda user=user: user.says("visits: "))
    assert {first.output, second.output} == {"visits: 1\n", "visits: 2\n"}
    leave(first)
    assert server_of(folder), "the second still uses it"
    leave(second)
    assert server_of(folder) is None


def test_a_killed_user_does_not_keep_it_running_for_ever(folder):
    killed = use(folder, seconds=3 * live.PATIENCE)
    live.wait_until(lambda: killed.says("visits: 1"))
    killed.kill()
    assert server_of(folder)
    assert use(folder).popen.wait(live.PATIENCE) == 0
    assert server_of(folder) is None


def test_after_a_crash_it_starts_although_another_program_has_its_number(folder):
    user = use(folder, seconds=3 * live.PATIENCE)
    live.wait_until(lambda: user.says("visits: 1"))
    server_of(folder).send_signal(signal.SIGKILL)
    user.kill()
    pid_file = folder / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    again = use(folder)
    assert again.popen.wait(live.PATIENCE) == 0, again.output
    assert again.output == "visits: 2\n"


def test_it_listens_on_a_socket_of_its_own_only(folder):
    user = use(folder, seconds=3 * live.PATIENCE)
    live.wait_until(lambda: user.says("visits: 1"))
    assert [c for c in server_of(folder).net_connections("inet") if c.status == "LISTEN"] == []
    assert folder.stat().st_mode & 0o077 == 0
    leave(user)
