"""The portal's real processes, as `make run` starts them, and a Moodle beside them."""

import json
import os
import shutil
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlencode

from ovsgtoets.local.run import commands
from tests import live
from tests.moodle_server import PATH, TOKEN

BAD_WORDS = ("ERROR", "CRITICAL", "WARNING", "Traceback")


class Portal:
    """`port` is the web server's; `errors()` are the lines of the logs that should not be there."""

    def __init__(self, port: int, moodle_url: str, processes: dict[str, live.Process]) -> None:
        self.port = port
        self.moodle_url = moodle_url
        self.processes = processes

    def errors(self) -> list[str]:
        return [
            f"{name}: {line}"
            for name, process in self.processes.items()
            for line in process.output.splitlines()
            if any(word in line for word in BAD_WORDS)
        ]

    def ask_moodle(self, function: str, **fields: str):
        asked = {"wstoken": TOKEN, "moodlewsrestformat": "json", "wsfunction": function, **fields}
        body = urlencode(asked).encode()
        with urllib.request.urlopen(self.moodle_url + PATH, body, timeout=60) as answer:
            return json.load(answer)


@contextmanager
def running(var: Path, *names: str) -> Iterator[Portal]:
    """Starts `names` of web, worker and beat with empty folders for mails and messages, and a
    Moodle; stops all of it at the end."""
    for folder in ("mail", "broker", "log"):
        shutil.rmtree(var / folder, ignore_errors=True)
    (var / "log").mkdir(parents=True)
    port, moodle_port = live.free_port(), live.free_port()
    moodle_url = f"http://127.0.0.1:{moodle_port}"
    moodle = [sys.executable, "-m", "tests.moodle_server", str(moodle_port), "2026", "2027"]
    wanted = {"moodle": moodle}
    wanted |= {name: command for name, command in commands(str(port)).items() if name in names}
    environment = {
        "DATABASE_URL": os.environ["DATABASE_URL"],
        "MOODLE_URL": moodle_url,
        "MOODLE_TOKEN": TOKEN,
        "TRUSTED_PROXY_COUNT": "1",
    }
    processes = {}
    with ExitStack() as stack:
        for name, command in wanted.items():
            log = var / "log" / f"{name}.log"
            processes[name] = live.Process(command, log, **environment)
            stack.callback(processes[name].stop)
        live.wait_until(lambda: _answers(port), what="the web server")
        yield Portal(port, moodle_url, processes)


def _answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/gezondheid/", timeout=5).close()
    except OSError:
        return False
    return True
