"""The figures of the whole country, computed anew from its cells: how long, and how much memory;
and what is computed when one class saved.

In a process of its own (`python -m tests.bench.reference`), so that its memory is its own.
"""

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil

from tests.bench.figures import Figure, Outcome, timed

YEAR = 2026
SECONDS, MEGABYTES, ONE_CLASS = 60, 1000, 1000
TIMES = 20


def measure(var: Path) -> Outcome:
    return measured("reference", os.environ["DATABASE_URL"])


def measured(part: str, database: str) -> Outcome:
    """What this module finds in that database, under the name of the part."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.reference"],
        env={**os.environ, "DATABASE_URL": database},
        capture_output=True,
        text=True,
        timeout=600,
    )
    if done.returncode:
        return Outcome(errors=done.stderr.strip().splitlines()[-1:])
    found = json.loads(done.stdout)
    memory = found["python"] + found["database"]
    return Outcome(
        figures=[
            Figure(f"{part}: the country anew", found["seconds"], unit="s", budget=SECONDS),
            Figure(f"{part}: memory at its peak", memory, unit="MB", budget=MEGABYTES),
            Figure(f"{part}: everybody again, classes stored", found["again"], unit="s"),
            Figure(f"{part}: one class after a change", found["one_class"], budget=ONE_CLASS),
        ],
        notes=[
            f"{found['cells']:,} cells of {found['pupils']:,} pupils; of the memory "
            f"{found['python']:.0f} MB in Python, {found['database']:.0f} MB in the database "
            "(without its shared buffers); of the time anew it computed "
            f"{found['computed']:.1f} s, so the rest it waited"
        ],
    )


def main() -> None:
    import django

    django.setup()
    from django.db import connection

    from results.domain.class_figures import refresh_changed_classes
    from results.domain.reference import refresh_reference
    from results.models import ClassFigures, Score
    from schools.models import Edition, Pupil

    edition = Edition.objects.get(year=YEAR)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [backend] = cursor.fetchone()
    ClassFigures.objects.all().delete()
    watch = Watch(psutil.Process(backend))
    begin, computed = time.perf_counter(), watch.computed()
    refresh_reference(edition=edition)
    seconds, computed = time.perf_counter() - begin, watch.computed() - computed
    watch.stop()
    begin = time.perf_counter()
    refresh_reference(edition=edition)
    again = time.perf_counter() - begin
    cells = Score.objects.filter(item__part__edition=edition, points__isnull=False)
    one = cells.first()

    def change() -> tuple:
        cells.filter(pk=one.pk).update(points=0)
        return ()

    found = {
        "seconds": seconds,
        "computed": computed,
        "again": again,
        "one_class": 1000
        * statistics.median(timed(refresh_changed_classes, times=TIMES, prepare=change)),
        "python": watch.python / 1e6,
        "database": watch.database / 1e6,
        "cells": Score.objects.filter(item__part__edition=edition).count(),
        "pupils": Pupil.objects.filter(school_class__edition=edition).count(),
    }
    print(json.dumps(found))


class Watch(threading.Thread):
    """The most memory in bytes that this process had, and that its backend with its parallel
    workers had at once; looked at often. Pages that all of PostgreSQL shares are not counted."""

    EVERY = 0.02

    def __init__(self, backend: psutil.Process) -> None:
        super().__init__(daemon=True)
        self.own, self.backend, self.server = psutil.Process(), backend, backend.parent()
        self.python = self.database = 0
        self.ended = threading.Event()
        self.start()

    def run(self) -> None:
        while not self.ended.wait(self.EVERY):
            self.python = max(self.python, self.own.memory_info().rss)
            self.database = max(self.database, sum(map(_unshared, self._processes())))

    def computed(self) -> float:
        """Seconds of processor that this process and its backend had until now."""
        times = (self.own.cpu_times(), self.backend.cpu_times())
        return sum(of.user + of.system for of in times)

    def stop(self) -> None:
        self.ended.set()
        self.join()

    def _processes(self) -> list[psutil.Process]:
        helpers = f"for PID {self.backend.pid}"
        return [self.backend, *(p for p in self.server.children() if helpers in _title(p))]


def _unshared(process: psutil.Process) -> int:
    try:
        memory = process.memory_info()
    except psutil.Error:
        return 0  # a parallel worker that has just ended
    return memory.rss - getattr(memory, "shared", 0)


def _title(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


if __name__ == "__main__":
    main()
