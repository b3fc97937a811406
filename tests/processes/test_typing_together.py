"""Twenty teachers type in one class on the real web server, which is killed and stopped meanwhile.

Until enough is acknowledged between the stops; with TYPING_SECONDS=60, at least for that long.
"""

import os
import random
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests
from django.apps import apps
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from accounts.roles import Role
from results.models import Domain, Item, LearningArea, Score, TestPart
from schools.models import Participation, Pupil
from tests import live
from tests.conftest import join, make_person

pytestmark = pytest.mark.processes
TEACHERS, PUPILS, ITEMS = 20, 8, 10
ENOUGH = 120  # cells acknowledged before, between and after the two stops of the server
SECONDS = float(os.environ.get("TYPING_SECONDS", "0"))


class Web:
    """The web server as in production, with two processes on this test's database."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, live.free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "ovsgtoets.wsgi", "--workers=2", "--threads=4"]
        self.process = live.Process(
            [*command, f"--bind=127.0.0.1:{self.port}", "--graceful-timeout=5"],
            self.folder / f"web-{time.monotonic_ns()}.log",
            PORTAL_ENV="test",
            PORTAL_TODAY="2027-03-02",
            DATABASE_URL=live.database_url(),
            VAR_DIR=str(self.folder),
        )
        live.wait_until(lambda: self.process.says("Booting worker"), what="the web")


@dataclass
class Wrote:
    """What somebody was told was saved, and what they had seen there before."""

    place: tuple[int, int]
    text: str
    version: int
    base: int
    base_text: str


@dataclass
class Teacher:
    """Types as the grid does: keeps what is not acknowledged, and sends it again."""

    number: int
    url: str
    key: str
    places: list
    wrote: list[Wrote] = field(default_factory=list)
    counted: Counter = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        self.rng = random.Random(self.number)
        self.session = requests.Session()
        self.session.cookies.set(settings.SESSION_COOKIE_NAME, self.key)
        self.seen: dict = {}
        self.cursor, self.token, self.typed = "", "", 0
        while not self.over.is_set():
            try:
                self.one_batch()
            except Exception as error:  # noqa: BLE001 — a thread's end must be seen
                self.troubles.append(repr(error))
                return
            time.sleep(self.rng.uniform(0.02, 0.1))

    def one_batch(self) -> None:
        waiting = {}
        for place in self.rng.sample(self.places, self.rng.randint(1, 6)):
            self.typed += 1
            hundredths = self.number * 500 + self.typed % 500  # who typed it can be told
            number = f"{hundredths // 100},{hundredths % 100:02}".rstrip("0").rstrip(",")
            text = "" if self.rng.random() < 0.15 else number
            waiting[place] = text
        while waiting:
            answer = self.send(waiting)
            if answer is None:
                return  # the time is over; what is left is in the queue, and nobody's
            self.take(answer, waiting)

    def send(self, waiting: dict) -> dict | None:
        """Until there is an answer, also while the server is away."""
        based = {place: self.seen.get(place, (0, "")) for place in waiting}
        cells = [[*place, text, based[place][0]] for place, text in waiting.items()]
        while not self.over.is_set():
            try:
                if not self.token:
                    self.hear(self.session.get(self.url, timeout=10).json())
                    continue
                answer = self.session.post(
                    self.url,
                    json={"cells": cells, "cursor": self.cursor},
                    headers={"X-CSRFToken": self.token},
                    timeout=10,
                )
            except requests.RequestException:
                self.counted["away"] += 1
                time.sleep(0.1)
                continue
            if answer.status_code == 200:
                return answer.json() | {"based": based}
            self.counted[answer.status_code] += 1
            self.token = ""
            time.sleep(0.1)
        return None

    def take(self, answer: dict, waiting: dict) -> None:
        assert not answer["refused"], answer["refused"]
        for pupil, item, version in answer["saved"]:
            place = (pupil, item)
            text, (base, base_text) = waiting.pop(place), answer["based"][place]
            self.wrote.append(Wrote(place, text, version, base, base_text))
            self.seen[place] = (version, text)
        for pupil, item, text, version, *_ in answer["conflicts"]:
            place = (pupil, item)
            self.counted["conflicts"] += 1
            self.seen[place] = (version, text)
            if self.rng.random() < 0.5:
                waiting.pop(place)  # theirs; else mine, on the version that was shown
        self.hear(answer)

    def hear(self, answer: dict) -> None:
        for pupil, item, text, version, _ in answer["changes"]:
            self.seen[pupil, item] = (version, text)
        self.cursor, self.token = answer["cursor"], answer["csrf"]


@pytest.fixture
def web(tmp_path, transactional_db):
    server = Web(tmp_path)
    yield server
    server.process.kill()


@pytest.fixture
def part(cast):
    area = LearningArea.objects.create(edition=cast.edition, name="Nederlands", position=1)
    domain = Domain.objects.create(learning_area=area, name="lezen", position=1)
    part = TestPart.objects.create(
        edition=cast.edition, name="Lezen", mode="paper", opens_on=cast.edition.entry_opens_on,
        position=1,
    )  # fmt: skip
    for number in range(1, ITEMS + 1):
        Item.objects.create(
            part=part, domain=domain, label=str(number), maximum="99.99", position=number
        )
    Participation.objects.create(
        school=cast.school, edition=cast.edition, confirmed_at=timezone.now()
    )
    Pupil.objects.bulk_create(
        Pupil(school_class=cast.class_a, last_name=f"Leerling{n}", first_name="Kim", gender="X")
        for n in range(PUPILS)
    )
    return part


def session_of(person) -> str:
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save()
    return store.session_key


def type_on(teachers: list[Teacher]) -> None:
    """Lets them type until enough more is acknowledged, and for a third of the time asked."""
    begin = time.monotonic()
    enough = sum(len(one.wrote) for one in teachers) + ENOUGH

    def typed() -> bool:
        assert not any(one.troubles for one in teachers), [one.troubles for one in teachers]
        done = sum(len(one.wrote) for one in teachers) >= enough
        return done and time.monotonic() - begin >= SECONDS / 3

    live.wait_until(typed, seconds=SECONDS + live.PATIENCE, what="typing")


def chains() -> dict:
    """Per cell every value it ever had, by version: (text, whether it was emptied after)."""
    found: dict = {}
    event = apps.get_model("results", "ScoreEvent")
    for row in event.objects.order_by("pgh_id"):
        found.setdefault((row.pupil_id, row.item_id), {})[row.version] = (
            f"{row.points.normalize():f}".replace(".", ","),
            row.pgh_label == "delete",
        )
    for row in Score.objects.all():
        found.setdefault((row.pupil_id, row.item_id), {})[row.version] = (
            f"{row.points.normalize():f}".replace(".", ","),
            False,
        )
    return found


def check_write(write, cell: dict) -> None:
    """`cell` has its version, on top of what the teacher had seen."""
    if write.text == "":
        # Emptied what it had seen, or found that somebody had emptied it since.
        emptied = [version for version, (_, empty) in cell.items() if empty]
        assert write.version == 0
        assert write.base == 0 or cell[write.base][0] == write.base_text, write
        assert write.base == 0 or max(emptied) >= write.base, write
        return
    assert cell[write.version][0] == write.text, write
    if write.base:
        assert write.version == write.base + 1, write
        assert cell[write.base][0] == write.base_text, write
    else:  # seen empty: never there before, or emptied just before it
        assert write.version == 1 or cell[write.version - 1][1], write


def type_while_the_server_dies(teachers: list[Teacher], web) -> None:
    threads = [threading.Thread(target=one.work, daemon=True) for one in teachers]
    for thread in threads:
        thread.start()
    type_on(teachers)
    web.process.kill()  # a power cut, in the middle of whatever it was doing
    web.start()
    type_on(teachers)
    web.process.stop()
    web.start()
    type_on(teachers)
    for one in teachers:
        one.over.set()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()


def test_no_acknowledged_cell_is_lost_and_none_is_overwritten_unseen(cast, part, web):
    url = f"{web.address}/punten/{cast.class_a.pk}/{part.pk}/cellen/"
    places = [
        (pupil.pk, item.pk)
        for pupil in cast.class_a.pupils.all()
        for item in part.items.filter(is_total=False)
    ]
    people = [
        join(make_person(f"t{n}@demo.example", f"T{n}", "Tik"), cast.school, Role.DUO_TEACHER, cast.class_a)
        for n in range(TEACHERS)
    ]  # fmt: skip
    teachers = [
        Teacher(number, url, session_of(person), places) for number, person in enumerate(people)
    ]
    type_while_the_server_dies(teachers, web)

    assert [trouble for one in teachers for trouble in one.troubles] == []
    wrote = [write for one in teachers for write in one.wrote]
    counted = sum((one.counted for one in teachers), Counter())
    assert counted["away"]
    assert counted["conflicts"]

    cells = chains()
    for write in wrote:
        check_write(write, cells.get(write.place, {}))
    for cell in cells.values():
        assert sorted(cell) == list(range(1, len(cell) + 1))  # no version twice, none left out
    # And what every screen shows in the end is what the database has.
    final = {
        place: (max(cell), cell[max(cell)][0]) for place, cell in cells.items() if not cell[max(cell)][1]
    }  # fmt: skip
    for one in teachers[:3]:
        one.hear(one.session.get(url, params={"since": one.cursor}, timeout=10).json())
        assert {place: seen for place, seen in one.seen.items() if seen[0]} == final
