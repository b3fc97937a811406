"""Background work with progress: asked for in a view, done by a worker, shown on a page.

A kind of job is a function `work(progress, **arguments) -> (filename, bytes)` that an app
registers with `@job_kind`. Running it twice must give the same file.
"""

import logging
from collections.abc import Callable
from datetime import timedelta

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ovsgtoets.kernel.models import Job, JobState
from ovsgtoets.kernel.outbox import nudge

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
Work = Callable[..., tuple[str, bytes]]

SILENT_AFTER = timedelta(minutes=5)
MOST_ATTEMPTS = 3
KEPT_FOR = timedelta(days=7)
_KINDS: dict[str, Work] = {}


def job_kind(name: str) -> Callable[[Work], Work]:
    """Registers the decorated function as the work of jobs of kind `name`."""

    def register(work: Work) -> Work:
        _KINDS[name] = work
        return work

    return register


def ask_for(*, kind: str, title: str, owner, school, **arguments) -> Job:
    """Writes the job and has a worker start it; asking again while it is open gives the same job."""
    wanted = {"kind": kind, "arguments": arguments, "owner": owner, "school": school}
    with transaction.atomic():
        type(owner).objects.select_for_update().get(pk=owner.pk)  # a double click waits here
        job = Job.objects.filter(
            **wanted, state__in=[JobState.QUEUED, JobState.RUNNING]
        ).first() or Job.objects.create(**wanted, title=title)
        nudge("job_queued", job_id=job.pk)
    return job


def run(job_id: int) -> None:
    """Does the job if nobody else is doing it; a failure is kept on the row in plain Dutch."""
    job = _claim(job_id)
    if job is None:
        return

    def progress(done: int, total: int) -> None:
        Job.objects.filter(pk=job_id).update(
            done=min(done, total), total=total, beat_at=timezone.now()
        )

    try:
        filename, content = _KINDS[job.kind](progress, **job.arguments)
    except Exception as error:
        log.exception("job %s (%s) failed", job_id, job.kind)
        _finish(job_id, state=JobState.FAILED, error=f"Er ging iets mis ({type(error).__name__}).")
        return
    job.file.save(f"{job_id}-{filename}", ContentFile(content), save=False)
    _finish(job_id, state=JobState.DONE, file=job.file.name, filename=filename)


def _claim(job_id: int) -> Job | None:
    claimed = (
        Job.objects.filter(pk=job_id)
        .filter(Q(state=JobState.QUEUED) | _silent())
        .update(state=JobState.RUNNING, beat_at=timezone.now(), attempts=_one_more())
    )
    return Job.objects.get(pk=job_id) if claimed else None


def _one_more():
    from django.db.models import F

    return F("attempts") + 1


def _silent() -> Q:
    return Q(state=JobState.RUNNING, beat_at__lt=timezone.now() - SILENT_AFTER)


def _finish(job_id: int, **fields) -> None:
    Job.objects.filter(pk=job_id).update(beat_at=timezone.now(), **fields)


def sweep() -> None:
    """Starts again what a killed worker or a dead broker left, and removes old files and rows."""
    waiting = Q(state=JobState.QUEUED, beat_at__lt=timezone.now() - timedelta(seconds=30))
    lost = Job.objects.filter(waiting | _silent())
    lost.filter(attempts__gte=MOST_ATTEMPTS).update(
        state=JobState.FAILED, error="Dit lukte na drie pogingen niet. Vraag het opnieuw."
    )
    for job_id in lost.filter(attempts__lt=MOST_ATTEMPTS).values_list("pk", flat=True):
        nudge("job_queued", job_id=job_id)
    for job in Job.objects.filter(created_at__lt=timezone.now() - KEPT_FOR):
        job.file.delete(save=False)
        job.delete()
