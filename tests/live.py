"""What tests need to start real processes beside themselves: a worker, a Redis, a browser.

What is not on the machine skips the test with its reason, or fails it where REQUIRE_ALL is
set (`.ci/run` sets it).
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120  # seconds for what must happen: only a fault takes them, also on a slow machine
MAC_CHROME = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def missing(reason: str) -> None:
    """Ends the test: skipped, or failed where everything is required."""
    if os.environ.get("REQUIRE_ALL"):
        pytest.fail(f"{reason} (REQUIRE_ALL is set)")
    pytest.skip(reason)


def find_chromium() -> str | None:
    names = [os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"]
    return next(
        (path for name in [*names, MAC_CHROME] if name and (path := shutil.which(name))), None
    )


def free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return any_port.getsockname()[1]


def wait_until(
    happened: Callable[[], object], *, seconds: float = PATIENCE, what: str = "it"
) -> object:
    """What `happened` returns once that is true; fails after `seconds`."""
    end = time.monotonic() + seconds
    while not (result := happened()):
        assert time.monotonic() < end, f"{what} did not happen within {seconds} seconds"
        time.sleep(0.05)
    return result


def database_url() -> str:
    """The address of this test's own database, for another process."""
    values = connection.get_connection_params()
    login = quote(values.get("user") or "")
    if values.get("password"):
        login += ":" + quote(values["password"])
    host, port = values.get("host") or "", values.get("port") or ""
    if not host or host.startswith("/"):
        query = f"?host={quote(host)}" if host else ""
        return f"postgresql://{login}@/{values['dbname']}{query}"
    return f"postgresql://{login}@{host}:{port or 5432}/{values['dbname']}"


class Process:
    """A program in a process group of its own, with its output in a file."""

    def __init__(self, command: list[str], log: Path, **environment: str) -> None:
        self.log = log
        unset = ("PYTEST", "REDIS_URL", "MOODLE_")
        clean = {k: v for k, v in os.environ.items() if not k.startswith(unset)}
        with log.open("ab") as output:
            self.popen = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**clean, "PYTHONUNBUFFERED": "1", **environment},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def says(self, text: str) -> bool:
        assert self.popen.poll() is None, f"ended with {self.popen.returncode}:\n{self.output}"
        return text in self.output

    def kill(self) -> None:
        """At once and with all its children, like a power cut."""
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def stop(self, *, seconds: float = PATIENCE) -> int:
        """Asks it to stop, and returns its exit code."""
        self.popen.terminate()
        try:
            return self.popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise


def start_worker(var: Path, *, redis_url: str = "", **environment: str) -> Process:
    """A real Celery worker on this test's database, with its files under `var`, once it listens.

    It listens to the Redis, or without one to the broker of files under `var`.
    """
    worker = launch_worker(var, redis_url=redis_url, **environment)
    wait_until(lambda: worker.says(" ready."), what="the worker")
    return worker


def launch_worker(var: Path, **choice: str) -> Process:
    """The same, also where its broker does not answer yet."""
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return _celery(var, "worker", "--concurrency=1", "--loglevel=INFO", *alone, **choice)


def launch_beat(var: Path, **choice: str) -> Process:
    """The real clock of background work."""
    return _celery(var, "beat", "--loglevel=INFO", **choice)


def _celery(var: Path, what: str, *options: str, redis_url: str = "", **environment: str):
    command = [sys.executable, "-m", "celery", "--app=ovsgtoets", "--quiet", what, *options]
    return Process(
        command,
        var / f"{what}-{time.monotonic_ns()}.log",
        PORTAL_ENV="test",
        PORTAL_TODAY="2027-03-02",
        DATABASE_URL=database_url(),
        VAR_DIR=str(var),
        **({"REDIS_URL": redis_url} if redis_url else {}),
        **environment,
    )
