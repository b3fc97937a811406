"""Background work with progress: asked for in a view, done by a worker, shown on a page.

A kind of job is a function `work(progress, *, owner, school, **arguments) -> (filename, bytes)`
that an app registers with `@job_kind`, with the question who may have its file. Running it
twice must give the same file.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from ovsgtoets.kernel import job_files
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.models import Job, JobState
from ovsgtoets.kernel.outbox import nudge

log = logging.getLogger(__name__)

Progress = Callable[[int, int], None]
Work = Callable[..., tuple[str, bytes]]
MayHave = Callable[..., bool]
AskedOn = Callable[..., str]

SILENT_AFTER = timedelta(minutes=5)
QUEUED_TOO_LONG = timedelta(seconds=30)
MOST_ATTEMPTS = 3
KEPT_FOR = timedelta(days=7)
WENT_WRONG = (
    "Er ging iets mis bij het maken. Vraag het opnieuw; lukt het dan nog niet, mail de helpdesk."
)
GAVE_UP = "Dit lukte na drie pogingen niet. Vraag het later opnieuw, of mail de helpdesk."


@dataclass(frozen=True)
class _Kind:
    work: Work
    may_have: MayHave
    asked_on: AskedOn


_KINDS: dict[str, _Kind] = {}


class _Overtaken(Exception):
    """Another worker does this job now, or the sweep gave it up: this one stops."""


def job_kind(name: str, *, may_have: MayHave, asked_on: AskedOn) -> Callable[[Work], Work]:
    """Registers the decorated function as the work of jobs of kind `name`.

    `may_have(owner=, school=, **arguments)` says whether the owner may have the file today;
    `asked_on(**arguments)` is the address of the page where it was asked for.
    """

    def register(work: Work) -> Work:
        _KINDS[name] = _Kind(work, may_have, asked_on)
        return work

    return register


def may_have(job: Job) -> bool:
    """Whether the owner of the job may (still) see it and have its file."""
    kind = _KINDS.get(job.kind)
    return kind is not None and kind.may_have(owner=job.owner, school=job.school, **job.arguments)


def asked_on(job: Job) -> str:
    """The address of the page where the job was asked for: the way back."""
    return _KINDS[job.kind].asked_on(**job.arguments)


def ask_for(*, kind: str, title: str, owner, school, **arguments) -> Job:
    """Writes the job and has a worker start it; asking again while it is open gives the same job."""
    with transaction.atomic():
        # A double click waits here. (`owner` may be the request's lazy user; the row is not.)
        owner = get_user_model().objects.select_for_update().get(pk=owner.pk)
        wanted = {"kind": kind, "arguments": arguments, "owner": owner, "school": school}
        job = Job.objects.filter(
            **wanted, state__in=[JobState.QUEUED, JobState.RUNNING]
        ).first() or Job.objects.create(**wanted, title=title)
        nudge("job_queued", job_id=job.pk)
    return job


def run(job_id: int) -> None:
    """Does the job if nobody else is doing it; a failure is kept on the row in plain Dutch.

    May be called any number of times and at once: one caller claims the job, the others return.
    """
    job = _claim(job_id)
    if job is None:
        return
    try:
        filename, content = _work(job)
    except _Overtaken:
        return
    except Refused as refusal:
        _finish(job, state=JobState.FAILED, error=refusal.sentence)
        return
    except Exception as error:  # noqa: BLE001 — whoever waits must hear of it, whatever it is
        log.error("job %s (%s) failed: %s", job_id, job.kind, _where(error))
        _finish(job, state=JobState.FAILED, error=WENT_WRONG)
        return
    _keep(job, filename, content)


def _work(job: Job) -> tuple[str, bytes]:
    def progress(done: int, total: int) -> None:
        fields = {"done": min(done, total), "total": total, "beat_at": timezone.now()}
        if not _mine(job).update(**fields):
            raise _Overtaken

    if not may_have(job):
        raise Refused("Je mag dit niet meer bekijken. Vraag het na bij de schoolbeheerder.")
    return _KINDS[job.kind].work(progress, owner=job.owner, school=job.school, **job.arguments)


def _where(error: Exception) -> str:
    """The error's name and the places it came through, without its text: that may name pupils."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}"


def _keep(job: Job, filename: str, content: bytes) -> None:
    """The file first, then the row that names it: a kill in between leaves only a stray file,
    which goes with the job's folder."""
    job.file.save(filename, ContentFile(content), save=False)
    fields = {"done": F("total"), "file": job.file.name, "filename": filename}
    if not _finish(job, state=JobState.DONE, **fields):
        job.file.delete(save=False)


def _claim(job_id: int) -> Job | None:
    claimed = (
        Job.objects.filter(pk=job_id, attempts__lt=MOST_ATTEMPTS)
        .filter(Q(state=JobState.QUEUED) | _silent())
        .update(state=JobState.RUNNING, beat_at=timezone.now(), attempts=F("attempts") + 1)
    )
    return Job.objects.select_related("owner", "school").get(pk=job_id) if claimed else None


def _silent() -> Q:
    return Q(state=JobState.RUNNING, beat_at__lt=timezone.now() - SILENT_AFTER)


def _mine(job: Job):
    """The row while it is still this attempt's; another claim raises the number of attempts."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)


def _finish(job: Job, **fields) -> bool:
    return bool(_mine(job).update(beat_at=timezone.now(), **fields))


def sweep() -> None:
    """Starts again what a killed worker or a dead broker left, and removes old files and rows."""
    waiting = Q(state=JobState.QUEUED, beat_at__lt=timezone.now() - QUEUED_TOO_LONG)
    lost = Job.objects.filter(waiting | _silent())
    lost.filter(attempts__gte=MOST_ATTEMPTS).update(state=JobState.FAILED, error=GAVE_UP)
    for job_id in lost.filter(attempts__lt=MOST_ATTEMPTS).values_list("pk", flat=True):
        nudge("job_queued", job_id=job_id)
    for job in Job.objects.filter(created_at__lt=timezone.now() - KEPT_FOR):
        job_files.remove_all(job)
        job.delete()
