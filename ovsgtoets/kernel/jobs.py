"""Background work with progress: asked for in a view, done by a worker, shown on a page.

A kind of job is a function `work(progress, *, owner, school, **arguments) -> (filename, bytes)`
that an app registers with `@job_kind`, with the question who may have its file. Running it
twice must give the same file. A kind that comes in parts (`job_parts`) is made by several workers
at once; its `work` then gets `parts`, the files of all parts in their order.
"""

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from ovsgtoets.kernel import job_files, job_parts
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.job_mails import queue_ended
from ovsgtoets.kernel.job_parts import InParts, Overtaken
from ovsgtoets.kernel.job_parts import Progress as Progress
from ovsgtoets.kernel.models import Job, JobState
from ovsgtoets.kernel.outbox import nudge

log = logging.getLogger(__name__)

Work = Callable[..., tuple[str, bytes]]
MayHave = Callable[..., bool]
AskedOn = Callable[..., str]

SILENT_AFTER = timedelta(minutes=5)
QUEUED_TOO_LONG = timedelta(seconds=30)
MOST_ATTEMPTS = 3
NO_LONGER = "Je mag dit niet meer bekijken. Vraag het na bij de schoolbeheerder."
WENT_WRONG = (
    "Er ging iets mis bij het maken. Vraag het opnieuw; lukt het dan nog niet, mail de helpdesk."
)
GAVE_UP = "Dit lukte na drie pogingen niet. Vraag het later opnieuw, of mail de helpdesk."


@dataclass(frozen=True)
class Deed:
    """What a job does besides making a file, said while it works, once it is done, and when it was
    stopped half-way."""

    running: str
    done: str
    cancelled: str


@dataclass(frozen=True)
class _Kind:
    work: Work
    may_have: MayHave
    asked_on: AskedOn
    unit: str
    parts: InParts | None
    deed: Deed | None


_KINDS: dict[str, _Kind] = {}


def job_kind(
    name: str,
    *,
    may_have: MayHave,
    asked_on: AskedOn,
    unit: str = "",
    parts: InParts | None = None,
    deed: Deed | None = None,
) -> Callable[[Work], Work]:
    """Registers the decorated function as the work of jobs of kind `name`.

    `may_have(owner=, school=, **arguments)` says whether the owner may have the file today;
    `asked_on(**arguments)` is the address of the page where it was asked for. `unit`: what its
    progress counts, for people (`leerlingen`). `deed`: for work whose file is not what it is about.
    """

    def register(work: Work) -> Work:
        _KINDS[name] = _Kind(work, may_have, asked_on, unit, parts, deed)
        return work

    return register


def may_have(job: Job) -> bool:
    """Whether the owner of the job may (still) see it and have its file."""
    kind = _KINDS.get(job.kind)
    return kind is not None and kind.may_have(owner=job.owner, school=job.school, **job.arguments)


def asked_on(job: Job) -> str:
    """The address of the page where the job was asked for: the way back."""
    return _KINDS[job.kind].asked_on(**job.arguments)


def deed_of(job: Job) -> Deed | None:
    return _KINDS[job.kind].deed


def ask_for(*, kind: str, title: str, owner, school, **arguments) -> Job:
    """Writes the job and has a worker start it; asking again while it is open gives the same job."""
    with transaction.atomic():
        # A double click waits here. (`owner` may be the request's lazy user; the row is not.)
        owner = get_user_model().objects.select_for_update().get(pk=owner.pk)
        wanted = {"kind": kind, "arguments": arguments, "owner": owner, "school": school}
        job = Job.objects.filter(
            **wanted, state__in=[JobState.QUEUED, JobState.RUNNING]
        ).first() or Job.objects.create(**wanted, title=title, unit=_KINDS[kind].unit)
        nudge("job_queued", job_id=job.pk)
    return job


def cancel(job: Job) -> bool:
    """Stops the job, whoever is at it; False when it had ended already. May be repeated.

    Workers hear of it at their next step and then leave nothing behind.
    """
    open_jobs = Job.objects.filter(pk=job.pk, state__in=[JobState.QUEUED, JobState.RUNNING])
    return bool(open_jobs.update(state=JobState.CANCELLED, beat_at=timezone.now()))


def run(job_id: int) -> None:
    """Does the job if nobody else is doing it; a failure is kept on the row in plain Dutch.

    May be called any number of times and at once: one caller claims the job, the others return.
    """
    job = _claim(job_id)
    if job is None:
        return
    try:
        filename, content = _work(job)
    except Overtaken:
        _clear_if_cancelled(job)
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
            raise Overtaken

    if not may_have(job):
        raise Refused(NO_LONGER)
    kind = _KINDS[job.kind]
    given = {"owner": job.owner, "school": job.school, **job.arguments}
    if kind.parts:
        given["parts"] = job_parts.make_all(job, kind.parts, given)
    return kind.work(progress, **given)


def help_with(job_id: int) -> None:
    """Makes parts of the job beside the worker that runs it, as long as there are free ones."""
    running = Job.objects.filter(pk=job_id, state=JobState.RUNNING)
    job = running.select_related("owner", "school").first()
    kind = _KINDS.get(job.kind) if job else None
    if kind and kind.parts and may_have(job):
        given = {"owner": job.owner, "school": job.school, **job.arguments}
        job_parts.help_with(job, kind.parts, given)


def _clear_if_cancelled(job: Job) -> None:
    if Job.objects.filter(pk=job.pk, state=JobState.CANCELLED).exists():
        job.parts.all().delete()
        job_files.remove_all(job)


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
    if _finish(job, state=JobState.DONE, **fields):
        job_parts.clear(job)
        return
    job.file.delete(save=False)
    _clear_if_cancelled(job)


def _claim(job_id: int) -> Job | None:
    claimed = (
        Job.objects.filter(pk=job_id, attempts__lt=MOST_ATTEMPTS)
        .filter(Q(state=JobState.QUEUED) | _silent())
        .update(
            state=JobState.RUNNING,
            beat_at=timezone.now(),
            started_at=timezone.now(),
            attempts=F("attempts") + 1,
        )
    )
    return Job.objects.select_related("owner", "school").get(pk=job_id) if claimed else None


def _silent() -> Q:
    return Q(state=JobState.RUNNING, beat_at__lt=timezone.now() - SILENT_AFTER)


def _mine(job: Job):
    """The row while it is still this attempt's; another claim raises the number of attempts."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempts=job.attempts)


@transaction.atomic
def _finish(job: Job, **fields) -> bool:
    """Says how it ended; whoever waited long gets a mail, exactly when this is stored."""
    ended = bool(_mine(job).update(beat_at=timezone.now(), **fields))
    waited = (timezone.now() - job.created_at).total_seconds()
    if ended and waited >= settings.JOB_MAIL_AFTER:
        queue_ended(job, well=fields["state"] == JobState.DONE)
    return ended


def sweep() -> None:
    """Starts again what a killed worker or a dead broker left, and removes old files and rows."""
    for job in Job.objects.filter(_silent(), attempts__gte=MOST_ATTEMPTS).select_related("owner"):
        _finish(job, state=JobState.FAILED, error=GAVE_UP)
    waiting = Q(state=JobState.QUEUED, beat_at__lt=timezone.now() - QUEUED_TOO_LONG)
    lost = Job.objects.filter(waiting | _silent(), attempts__lt=MOST_ATTEMPTS)
    for job_id in lost.values_list("pk", flat=True):
        nudge("job_queued", job_id=job_id)
    kept_from = timezone.now() - timedelta(days=settings.JOB_KEPT_DAYS)
    for job in Job.objects.filter(created_at__lt=kept_from):
        job_files.remove_all(job)
        job.delete()
