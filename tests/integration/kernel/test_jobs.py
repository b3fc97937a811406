"""Background work: done once, started again after a kill, and cleared away."""

import threading
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from ovsgtoets.celery import app as celery_app
from ovsgtoets.kernel import jobs
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.jobs import GAVE_UP, WENT_WRONG, ask_for, job_kind, run, sweep
from ovsgtoets.kernel.models import Job, JobState
from ovsgtoets.kernel.tasks import run_job, sweep_jobs


class Kind:
    """A kind of job for one test: counts its runs and does what the test says meanwhile."""

    def __init__(self):
        self.runs = []
        self.allowed = True
        self.meanwhile = lambda progress: None
        self.at_the_end = lambda: None

    def work(self, progress, *, owner, school, **arguments):
        self.runs.append((owner, school, arguments))
        progress(1, 4)
        self.meanwhile(progress)
        progress(4, 4)
        self.at_the_end()
        return "lijst.txt", b"inhoud"


@pytest.fixture
def kind(monkeypatch):
    kind = Kind()
    monkeypatch.setattr(jobs, "_KINDS", dict(jobs._KINDS))
    job_kind("test", may_have=lambda **asked: kind.allowed, asked_on=lambda **asked: "/")(kind.work)
    return kind


@pytest.fixture
def job(cast, kind):
    return ask(cast)


@pytest.fixture
def sent(monkeypatch, django_capture_on_commit_callbacks):
    """`sent(do)` does it, and returns for which jobs the broker was given a message."""

    def messages_of(do) -> list[int]:
        messages = []
        with monkeypatch.context() as patch:
            patch.setattr(
                celery_app, "send_task", lambda task, kwargs: messages.append((task, kwargs))
            )
            with django_capture_on_commit_callbacks(execute=True):
                do()
        assert {task for task, _ in messages} <= {"kernel.run_job"}
        return [kwargs["job_id"] for _, kwargs in messages]

    return messages_of


def ask(cast, **arguments) -> Job:
    arguments = arguments or {"number": 7}
    return ask_for(kind="test", title="Lijst", owner=cast.teacher, school=cast.school, **arguments)


def silent_since(job: Job, *, minutes: int, **fields) -> None:
    beat_at = timezone.now() - timedelta(minutes=minutes)
    Job.objects.filter(pk=job.pk).update(beat_at=beat_at, **fields)


def files_of(job: Job) -> list[str]:
    folder = f"jobs/{job.pk}"
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


class TestAsking:
    def test_writes_a_row_that_waits(self, cast, kind, sent):
        messages = sent(lambda: ask(cast))
        job = Job.objects.get()
        assert (job.state, job.arguments, job.owner, job.school) == (
            JobState.QUEUED,
            {"number": 7},
            cast.teacher,
            cast.school,
        )
        assert messages == [job.pk]

    def test_again_while_it_is_open_gives_the_same_job(self, cast, kind):
        assert ask(cast) == ask(cast)
        assert ask(cast, number=8) != ask(cast)
        assert Job.objects.count() == 2

    def test_again_when_it_is_done_makes_a_new_one(self, cast, job):
        run(job.pk)
        assert ask(cast) != job

    @pytest.mark.django_db(transaction=True)
    def test_a_double_click_makes_one_job(self, cast, kind):
        def click():
            start.wait()
            try:
                ask(cast)
            finally:
                connection.close()

        start = threading.Barrier(4)
        clicks = [threading.Thread(target=click) for _ in range(4)]
        for thread in clicks:
            thread.start()
        for thread in clicks:
            thread.join()
        assert Job.objects.count() == 1


class TestRunning:
    def test_keeps_the_file_and_says_done(self, cast, kind, job):
        run_job(job.pk)
        job.refresh_from_db()
        assert (job.state, job.done, job.total, job.percent) == (JobState.DONE, 4, 4, 100)
        assert job.filename == "lijst.txt"
        assert job.file.read() == b"inhoud"
        assert kind.runs == [(cast.teacher, cast.school, {"number": 7})]

    def test_progress_can_be_read_meanwhile(self, kind, job):
        seen = []
        kind.meanwhile = lambda progress: seen.append(Job.objects.get(pk=job.pk).percent)
        run(job.pk)
        assert seen == [25]

    def test_more_than_everything_is_everything(self, kind, job):
        kind.meanwhile = lambda progress: progress(9, 4)
        run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.done, job.total) == (JobState.DONE, 4, 4)

    def test_twice_does_it_once(self, kind, job):
        run(job.pk)
        run(job.pk)
        assert len(kind.runs) == 1

    def test_a_job_that_is_gone_is_no_trouble(self, db):
        run(999_999)

    @pytest.mark.django_db(transaction=True)
    def test_of_many_workers_one_claims_it(self, kind, job):
        def work():
            start.wait()
            try:
                run(job.pk)
            finally:
                connection.close()

        start = threading.Barrier(5)
        workers = [threading.Thread(target=work) for _ in range(5)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert len(kind.runs) == 1
        assert Job.objects.get(pk=job.pk).state == JobState.DONE

    def test_a_failure_is_told_in_dutch_without_its_details(self, kind, job, caplog):
        def fail(progress):
            raise ValueError("Jan Janssens had 3/10")

        kind.meanwhile = fail
        run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.error) == (JobState.FAILED, WENT_WRONG)
        assert f"job {job.pk} (test) failed: ValueError" in caplog.text
        assert "test_jobs.py" in caplog.text
        assert "Jan Janssens" not in caplog.text

    def test_a_refusal_is_told_as_it_is(self, kind, job):
        def refuse(progress):
            raise Refused("Er zijn nog geen punten.")

        kind.meanwhile = refuse
        run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.error) == (JobState.FAILED, "Er zijn nog geen punten.")

    def test_whoever_lost_the_right_meanwhile_gets_nothing(self, kind, job):
        kind.allowed = False
        run(job.pk)
        job.refresh_from_db()
        assert job.state == JobState.FAILED
        assert "niet meer bekijken" in job.error
        assert kind.runs == []
        assert files_of(job) == []

    def test_the_database_refuses_more_than_everything(self, job):
        with pytest.raises(IntegrityError, match="job_done_within_total"), transaction.atomic():
            Job.objects.filter(pk=job.pk).update(done=2, total=1)


class TestAfterAKill:
    def test_a_silent_job_is_started_again_and_finished(self, kind, job, sent):
        silent_since(job, minutes=6, state=JobState.RUNNING, attempts=1)
        assert sent(sweep_jobs) == [job.pk]
        run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.attempts) == (JobState.DONE, 2)

    def test_a_job_that_gives_signs_of_life_is_left_alone(self, kind, job, sent):
        silent_since(job, minutes=4, state=JobState.RUNNING, attempts=1)
        assert sent(sweep) == []
        run(job.pk)
        assert kind.runs == []

    def test_a_job_that_no_broker_took_is_started_again(self, job, sent):
        assert sent(sweep) == []
        silent_since(job, minutes=1)
        assert sent(sweep) == [job.pk]

    def test_after_three_attempts_it_is_given_up(self, kind, job, sent):
        silent_since(job, minutes=6, state=JobState.RUNNING, attempts=3)
        run(job.pk)
        assert kind.runs == []
        assert sent(sweep) == []
        job.refresh_from_db()
        assert (job.state, job.error) == (JobState.FAILED, GAVE_UP)

    def test_a_slow_worker_that_was_overtaken_changes_nothing(self, kind, job):
        def overtaken(progress):
            kind.meanwhile = lambda progress: None
            silent_since(job, minutes=6)
            run(job.pk)  # another worker takes it and finishes

        kind.meanwhile = overtaken
        run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.attempts, len(kind.runs)) == (JobState.DONE, 2, 2)
        assert files_of(job) == ["lijst.txt"]

    def test_a_worker_overtaken_at_the_very_end_leaves_no_second_file(self, kind, job):
        def overtaken():
            kind.at_the_end = lambda: None
            silent_since(job, minutes=6)
            run(job.pk)

        kind.at_the_end = overtaken
        run(job.pk)
        job.refresh_from_db()
        assert job.state == JobState.DONE
        assert files_of(job) == ["lijst.txt"]
        assert job.file.read() == b"inhoud"


class TestClearingAway:
    def old(self, job: Job) -> None:
        Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(days=8))

    def test_after_a_week_the_row_and_its_files_go(self, cast, kind, job):
        run(job.pk)
        default_storage.save(
            f"jobs/{job.pk}/half.pdf", ContentFile(b"half")
        )  # what a killed worker left
        fresh = ask(cast, number=9)
        run(fresh.pk)
        self.old(job)
        sweep()
        assert list(Job.objects.all()) == [fresh]
        assert not default_storage.exists(f"jobs/{job.pk}")
        assert files_of(fresh) == ["lijst.txt"]

    def test_a_job_without_a_file_goes_too(self, job):
        self.old(job)
        sweep()
        assert not Job.objects.exists()
