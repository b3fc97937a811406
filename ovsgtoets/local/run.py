"""`make run`: database, demo data, then web, worker and beat under one supervisor.

Ctrl-C or SIGTERM stops all of it, the database last. When one of the three ends by itself,
the others are stopped too and the exit code says so: half a portal is no portal.
"""

import contextlib
import fcntl
import hashlib
import io
import os
import shlex
import signal
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from honcho import manager
from honcho.compat import ProcessManager
from honcho.printer import Printer

from ovsgtoets.local.database import embedded_database_url, release

manager.KILL_WAIT = 8  # seconds that a running task gets to finish
ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> int:
    os.environ.setdefault("PORTAL_ENV", "local")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ovsgtoets.settings")
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    port = os.environ.setdefault("PORT", "8000")
    refuse_taken_port(port)
    var = Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()
    var.mkdir(parents=True, exist_ok=True)
    os.environ["VAR_DIR"] = str(var)
    lock = refuse_second_run(var)
    embedded = None if os.environ.get("DATABASE_URL") else var / "postgres"
    try:
        if embedded:
            say("Starting the database")
            os.environ["DATABASE_URL"] = embedded_database_url(embedded)
        with_demo = prepare()
        return supervise(port, demo_accounts() if with_demo else "")
    except KeyboardInterrupt:
        return 0
    finally:
        if embedded:
            release(embedded)
            say("The database is stopped.")
        lock.close()


def refuse_taken_port(port: str) -> None:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", int(port)))
        except (ValueError, OverflowError):
            sys.exit(f"PORT={port} is not a port number.")
        except OSError as error:
            sys.exit(
                f"Port {port} is not free ({error.strerror}). Choose another: PORT=8001 make run"
            )


def refuse_second_run(var: Path):
    """Two workers of two runs would take each other's messages."""
    lock = (var / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"The portal already runs on {var}. Choose another: VAR_DIR=… make run")
    return lock


def prepare() -> bool:
    """Tables, static files and, in an empty database, demo data; says whether that is there."""
    import django
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    from schools.models import School

    say("Updating the tables")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    collect_static()
    if not School.objects.exists():
        say("Loading the demo data")
        call_command("demo", stdout=io.StringIO())
    with_demo = School.objects.filter(is_demo=True).exists()
    connections.close_all()
    return with_demo


def collect_static() -> None:
    """Collects and compresses the static files, which takes seconds: only when one changed."""
    from django.conf import settings
    from django.core.management import call_command

    found = hashlib.sha256(repr(sorted(static_files())).encode()).hexdigest()
    stamp = Path(settings.VAR_DIR) / "static-made-from"
    if settings.STATIC_ROOT.exists() and stamp.exists() and stamp.read_text() == found:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(found)


def static_files() -> Iterator[tuple[str, int, int]]:
    """Name, moment of change and size of every static file that there is."""
    from django.contrib.staticfiles.finders import get_finders

    for finder in get_finders():
        for name, storage in finder.list([]):
            about = os.stat(storage.path(name))
            yield name, about.st_mtime_ns, about.st_size


def demo_accounts() -> str:
    from ovsgtoets.demo.cast import ACCOUNTS, NEW_SCHOOL_EMAIL, PASSWORD, REGISTRATION_CODE

    lines = [f"  {account.email:<32}{account.what}" for account in ACCOUNTS]
    lines.append(f"  {NEW_SCHOOL_EMAIL:<32}registers with the code {REGISTRATION_CODE}")
    return "\n".join([f"Sign in with the password {PASSWORD} as", *lines])


def commands(port: str) -> dict[str, list[str]]:
    """The same three processes as in production (docker-compose.yml)."""
    celery = [sys.executable, "-m", "celery", "--app=ovsgtoets", "--quiet"]
    web = [
        "--bind=127.0.0.1:" + port,
        "--workers=3",
        "--threads=4",
        "--no-control-socket",
        "--log-level=warning",
    ]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return {
        "web": [sys.executable, "-m", "gunicorn", "ovsgtoets.wsgi", *web],
        "worker": [*celery, "worker", "--concurrency=2", "--loglevel=WARNING", *alone],
        "beat": [*celery, "beat", "--loglevel=WARNING"],
    }


class Stopper(ProcessManager):
    def terminate(self, pid: int) -> None:
        """Asks the process only, not its children: the worker lets its tasks finish."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)


class Supervisor(manager.Manager):
    """Honcho's, that also survives a signal in the moment before everything has started."""

    asked_to_stop = False

    def __init__(self, printer: Printer) -> None:
        super().__init__(printer)
        self._procmgr = Stopper()

    def terminate(self) -> None:
        self.asked_to_stop = True
        if super()._all_started():
            super().terminate()

    def _all_started(self) -> bool:
        started = super()._all_started()
        if started and self.asked_to_stop:
            super().terminate()
        return started

    def kill_leftovers(self) -> None:
        for process in self._processes.values():
            if "pid" in process:
                self._procmgr.kill(process["pid"])  # with its children, also those it left behind

    @property
    def stopped_by_signal(self) -> bool:
        return self.returncode in (130, 143)  # what Honcho makes of SIGINT and SIGTERM


def supervise(port: str, accounts: str) -> int:
    supervisor = Supervisor(Printer(sys.stdout, colour=sys.stdout.isatty()))
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    for name, command in commands(port).items():
        supervisor.add_process(name, "exec " + shlex.join(command), env=environment, cwd=str(ROOT))
    threading.Thread(target=announce, args=(port, accounts), daemon=True).start()
    try:
        supervisor.loop()
    finally:
        supervisor.kill_leftovers()  # for instance when the terminal went away
    if supervisor.stopped_by_signal:
        return 0
    say("One of the three ended by itself (see above), so everything was stopped.")
    return supervisor.returncode or 1


def announce(port: str, accounts: str) -> None:
    """Prints the address as soon as the portal answers there."""
    address = f"http://localhost:{port}/"
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/gezondheid/", timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            break
    say(f"\nThe portal is ready at {address}   (stop it with Ctrl-C)\n{accounts}\n")


def say(message: str) -> None:
    print(message, flush=True)


if __name__ == "__main__":
    sys.exit(main())
