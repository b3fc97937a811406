"""`make run` on a machine with nothing but Python: comes up, is walked through, stops cleanly."""

import re
import shutil
import signal
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests import live

pytestmark = pytest.mark.processes


class Portal(live.Process):
    """The supervisor, with an embedded PostgreSQL and its files under `var`."""

    def __init__(self, var: Path, port: int) -> None:
        var.mkdir(parents=True, exist_ok=True)
        self.address = f"http://127.0.0.1:{port}"
        super().__init__(
            [sys.executable, "-m", "ovsgtoets.local.run"],
            var / f"run-{time.monotonic_ns()}.log",
            PORTAL_ENV="local",
            VAR_DIR=str(var),
            PORT=str(port),
            DATABASE_URL="",
        )

    def wait_until_ready(self) -> None:
        live.wait_until(lambda: self.says("ready at"), seconds=3 * live.PATIENCE, what="the portal")

    def page(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(self.address + path, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


@pytest.fixture
def run():
    """`run(port)` starts the portal; its folder has a path too long for a socket.

    Not in tmp_path: pytest closes that to all users but its own, also to root's PostgreSQL.
    """
    folder = Path(tempfile.mkdtemp(prefix="ovsgtoets-run-"))
    var = folder / ("a-long-folder-name-" * 5) / "var"
    portals = []

    def start(port: int) -> Portal:
        portals.append(Portal(var, port))
        return portals[-1]

    yield start
    for portal in portals:
        portal.kill()
    for process in processes_on(var):
        process.kill()
    shutil.rmtree(folder, ignore_errors=True)


def nothing_is_left(var: Path) -> None:
    def ended() -> bool:
        return not processes_on(var)

    try:
        live.wait_until(ended)
    except AssertionError:
        raise AssertionError(f"still running: {processes_on(var)}") from None


def processes_on(var: Path) -> list[psutil.Process]:
    """Every process that was started for this folder, the database's included."""
    found = []
    for process in psutil.process_iter():
        try:
            if str(var) in " ".join([*process.cmdline(), process.environ().get("VAR_DIR", "")]):
                found.append(process)
        except psutil.Error:
            continue
    return found


def test_it_comes_up_stops_cleanly_keeps_its_data_and_does_not_run_in_part(run):
    port = live.free_port()
    first = run(port)
    first.wait_until_ready()
    var = first.log.parent
    assert "schoolbeheerder@demo.example" in first.output
    assert "DEMO-REGISTRATIE-1" in first.output
    assert first.page("/gezondheid/") == (200, "in orde")
    status, sign_in = first.page("/aanmelden/")
    assert status == 200
    assert "Aanmelden" in sign_in
    style = re.search(r'href="(/static/css/portal\.[0-9a-f]+\.css)"', sign_in)
    assert first.page(style[1])[0] == 200
    assert any("postgres" in process.name() for process in processes_on(var))

    first.popen.send_signal(signal.SIGINT)
    assert first.popen.wait(live.PATIENCE) == 0, first.output
    nothing_is_left(var)

    collected = (var / "static" / "staticfiles.json").stat().st_mtime_ns
    second = run(port)
    second.wait_until_ready()
    assert "Loading the demo data" not in second.output
    assert (var / "static" / "staticfiles.json").stat().st_mtime_ns == collected
    assert second.page("/gezondheid/") == (200, "in orde")
    assert second.stop() == 0
    nothing_is_left(var)

    when_one_part_dies_all_stop_and_say_so(run(port))


def when_one_part_dies_all_stop_and_say_so(portal: Portal) -> None:
    """The end of the story above: its folder has everything, so it starts in a few seconds."""
    portal.wait_until_ready()
    beat = next(p for p in processes_on(portal.log.parent) if "beat" in p.cmdline())
    beat.kill()
    assert portal.popen.wait(live.PATIENCE) != 0
    assert "beat stopped" in portal.output
    assert "everything was stopped" in portal.output
    nothing_is_left(portal.log.parent)


def test_a_taken_port_is_named(run):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        portal = run(port)
        assert portal.popen.wait(live.PATIENCE) == 1
    assert f"Port {port} is not free" in portal.output
    assert "PORT=" in portal.output
