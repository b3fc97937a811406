"""A job in parts, made by several workers at once.

The worker that runs the job plans the parts and calls for help; it and its helpers each take a
free part until none is left. A part that was made stays made: when a worker is killed, the next
one goes on where it was. A part of a worker that gives no sign of life is taken over.
"""

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Least
from django.utils import timezone

from ovsgtoets.kernel.models import Job, JobPart, JobState
from ovsgtoets.kernel.outbox import nudge

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
SILENT_AFTER = timedelta(seconds=45)  # a part steps forward every second or so
SUMMED = ("done", "total")
PAUSE = 0.1  # seconds between two looks at the parts that others still make


class Overtaken(Exception):
    """Another worker does this job now, or it was stopped or given up: this one leaves it."""


class _PartOvertaken(Exception):
    """Another worker took this part over: this one takes the next."""


@dataclass(frozen=True)
class InParts:
    """How a kind of job comes in parts. `split(owner=, school=, **arguments)` gives of each part
    its arguments and how much it counts for; `make(progress, *, owner, school, part, **arguments)`
    makes the file of one."""

    split: Callable[..., Sequence[tuple[dict, int]]]
    make: Callable[..., bytes]


def make_all(job: Job, kind: InParts, given: dict[str, Any]) -> list[bytes]:
    """The files of all parts in order, made here and by the helpers that were called."""
    _plan(job, kind.split(**given))
    while (part := _take(job)) or _others_are_busy(job):
        if not part:
            time.sleep(PAUSE)
            continue
        with suppress(_PartOvertaken):
            _make(part, kind, given)
    return [_read(part.file) for part in job.parts.order_by("number")]


def help_with(job: Job, kind: InParts, given: dict[str, Any]) -> None:
    """Makes parts until none is free. What goes wrong is left to the worker that runs the job."""
    while part := _take(job):
        try:
            _make(part, kind, given)
        except _PartOvertaken:
            continue
        except Overtaken:
            return
        except Exception as error:  # noqa: BLE001 — the part is free again, and that worker tells
            log.warning("part %s of job %s left (%s)", part.number, job.pk, type(error).__name__)
            _mine(part).update(state=JobState.QUEUED)
            return


def clear(job: Job) -> None:
    """Removes the parts with their files, when the job's own file is there."""
    for part in job.parts.exclude(file=""):
        default_storage.delete(part.file)
    job.parts.all().delete()


def _plan(job: Job, parts: Iterable[tuple[dict, int]]) -> None:
    """Writes the parts, unless an earlier attempt did; calls a helper for each but the first."""
    with transaction.atomic():
        Job.objects.select_for_update().get(pk=job.pk)
        if not job.parts.exists():
            JobPart.objects.bulk_create(
                JobPart(job=job, number=number, arguments=arguments, total=total)
                for number, (arguments, total) in enumerate(parts, 1)
            )
        for _ in range(min(job.parts.exclude(state=JobState.DONE).count() - 1, 3)):
            nudge("job_parts", job_id=job.pk)
    _show(job)


def _take(job: Job) -> JobPart | None:
    """Claims the first free part; None when there is none."""
    lost = Q(state=JobState.RUNNING, beat_at__lt=timezone.now() - SILENT_AFTER)
    with transaction.atomic():
        free = job.parts.filter(Q(state=JobState.QUEUED) | lost)
        part = free.select_for_update(skip_locked=True).order_by("number").first()
        if part:
            part.state, part.done = JobState.RUNNING, 0
            part.attempts += 1
            part.save()
    return part


def _others_are_busy(job: Job) -> bool:
    """Whether there is still something to wait for; raises when the job was stopped meanwhile."""
    _show(job)
    return job.parts.exclude(state=JobState.DONE).exists()


def _make(part: JobPart, kind: InParts, given: dict[str, Any]) -> None:
    def progress(done: int, total: int) -> None:
        if not _mine(part).update(done=Least(done, F("total")), beat_at=timezone.now()):
            raise _PartOvertaken
        _show(part.job)

    progress(0, part.total)
    content = kind.make(progress, part=part.arguments, **given)
    name = default_storage.save(f"jobs/{part.job_id}/{part.number}.part", ContentFile(content))
    if not _mine(part).update(file=name, state=JobState.DONE, done=F("total")):
        default_storage.delete(name)
        raise _PartOvertaken
    _show(part.job)


def _mine(part: JobPart):
    return JobPart.objects.filter(pk=part.pk, state=JobState.RUNNING, attempts=part.attempts)


def _show(job: Job) -> None:
    """Adds the parts up for who watches, and keeps the job alive. `job` may be known from before
    another attempt took it: that one counts the same parts."""
    sums = JobPart.objects.filter(job=job.pk).values("job")
    sum_of = {name: Subquery(sums.annotate(sum=Sum(name)).values("sum")) for name in SUMMED}
    changed = Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(
        **{name: Coalesce(total, 0) for name, total in sum_of.items()}, beat_at=timezone.now()
    )
    if not changed:
        raise Overtaken


def _read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()
