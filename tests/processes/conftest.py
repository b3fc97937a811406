"""Real processes on a real, committed database: what survives a kill and a dead broker."""

import socket
import threading
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from celery import current_app
from kombu import pools

from ovsgtoets.worker import celery_settings
from tests import live


@pytest.fixture
def brokers(tmp_path):
    """`brokers(redis_url)` makes this process publish there, `brokers("")` to files under
    tmp_path; a worker that is started with the same choice hears it."""
    conf = current_app.conf
    names = ("broker_url", "broker_transport", "broker_transport_options")
    before = {name: getattr(conf, name) for name in names}

    def publish_to(redis_url: str) -> None:
        chosen = celery_settings(redis_url, tmp_path)
        _use(**{name: chosen.get(f"CELERY_{name.upper()}") for name in names})

    yield publish_to
    _use(**before)


def _use(**broker) -> None:
    current_app.conf.update(broker_read_url=None, broker_write_url=None, **broker)
    pools.reset()
    current_app._pool = current_app.amqp._producer_pool = None  # Celery's own way after a fork


@pytest.fixture
def start_worker(tmp_path, transactional_db):
    """`start_worker(redis_url="")` starts a real worker; all are killed at the end."""
    workers = []

    def start(**choice) -> live.Process:
        workers.append(live.start_worker(tmp_path, **choice))
        return workers[-1]

    yield start
    for worker in workers:
        worker.kill()


@dataclass
class SilentMailServer:
    """Accepts a connection and then says nothing: who sends mail hangs in the middle of it."""

    listener: socket.socket
    called: threading.Event = field(default_factory=threading.Event)
    calls: list[socket.socket] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.listener.getsockname()[1]}"

    def answer(self) -> None:
        try:
            while True:
                self.calls.append(self.listener.accept()[0])
                self.called.set()
        except OSError:
            return  # the listener was closed: the test is over


@pytest.fixture
def silent_mail_server():
    server = SilentMailServer(socket.create_server(("127.0.0.1", 0)))
    thread = threading.Thread(target=server.answer, daemon=True)
    thread.start()
    yield server
    server.listener.shutdown(socket.SHUT_RDWR)
    server.listener.close()
    for call in server.calls:
        call.close()
    thread.join(5)


@pytest.fixture
def sent_mails(tmp_path):
    """The mails that really left, as files."""

    def files() -> list[Path]:
        return sorted((tmp_path / "mail").glob("*.eml"))

    return files
