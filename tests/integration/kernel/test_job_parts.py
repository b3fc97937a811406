"""Jobs in parts: made by several workers, gone on with after a kill, stopped; and the mail at the
end of a long one."""

import threading
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from post_office.models import Email

from ovsgtoets.kernel import jobs
from ovsgtoets.kernel.job_parts import InParts
from ovsgtoets.kernel.jobs import WENT_WRONG, ask_for, cancel, help_with, job_kind, run
from ovsgtoets.kernel.models import Job, JobPart, JobState


class Kind:
    """Three parts of two; counts what was made, and does what the test says meanwhile."""

    def __init__(self):
        self.made = []
        self.meanwhile = lambda part: None

    def split(self, *, owner, school, **arguments):
        return [({"from": number}, 2) for number in (1, 3, 5)]

    def make(self, progress, *, owner, school, part, **arguments):
        progress(1, 2)
        self.meanwhile(part)
        progress(2, 2)
        self.made.append(part["from"])
        return f"{part['from']} ".encode()

    def work(self, progress, *, owner, school, parts, **arguments):
        return "alles.txt", b"".join(parts)


@pytest.fixture
def kind(monkeypatch):
    kind = Kind()
    monkeypatch.setattr(jobs, "_KINDS", dict(jobs._KINDS))
    job_kind(
        "test",
        may_have=lambda **asked: True,
        asked_on=lambda **asked: "/",
        unit="leerlingen",
        parts=InParts(kind.split, kind.make),
    )(kind.work)
    return kind


@pytest.fixture
def job(cast, kind):
    return ask_for(kind="test", title="Fiches", owner=cast.teacher, school=cast.school)


def again(job: Job) -> Job:
    job.refresh_from_db()
    return job


def files_of(job: Job) -> list[str]:
    folder = f"jobs/{job.pk}"
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


class TestTogether:
    def test_one_worker_makes_all_parts_in_order(self, kind, job):
        run(job.pk)
        assert again(job).file.read() == b"1 3 5 "
        assert (job.state, job.done, job.total, job.unit) == (JobState.DONE, 6, 6, "leerlingen")
        assert files_of(job) == ["alles.txt"]
        assert not JobPart.objects.exists()

    def test_progress_counts_what_all_parts_together_have_done(self, kind, job):
        seen = []
        kind.meanwhile = lambda part: seen.append((again(job).done, job.total))
        run(job.pk)
        assert seen == [(1, 6), (3, 6), (5, 6)]

    @pytest.mark.django_db(transaction=True)
    def test_helpers_make_each_part_once_beside_the_worker_that_runs_it(self, kind, job):
        def with_help(part):
            if len(threads) == 2:
                return
            threads.append(threading.Thread(target=helped))
            threads[-1].start()
            together.wait(60)

        def helped():
            try:
                together.wait(60)
                help_with(job.pk)
            finally:
                connection.close()

        threads: list[threading.Thread] = []
        together = threading.Barrier(2)
        kind.meanwhile = with_help
        run(job.pk)
        for thread in threads:
            thread.join(10)
        assert sorted(kind.made) == [1, 3, 5]
        assert again(job).file.read() == b"1 3 5 "

    def test_a_helper_that_comes_too_late_does_nothing(self, kind, job):
        run(job.pk)
        help_with(job.pk)
        help_with(999_999)
        assert kind.made == [1, 3, 5]

    def test_each_part_but_the_first_calls_for_help(
        self, kind, job, monkeypatch, django_capture_on_commit_callbacks
    ):
        sent = []
        monkeypatch.setattr(
            "ovsgtoets.kernel.outbox.current_app.send_task",
            lambda task, kwargs: sent.append((task, kwargs)),
        )
        with django_capture_on_commit_callbacks(execute=True):
            run(job.pk)
        assert sent == [("kernel.help_with_job", {"job_id": job.pk})] * 2


class TestAfterAKill:
    def killed(self, part) -> None:
        raise SystemExit

    def test_the_next_worker_goes_on_and_makes_nothing_twice(self, kind, job):
        kind.meanwhile = lambda part: self.killed(part) if part["from"] == 3 else None
        with pytest.raises(SystemExit):
            run(job.pk)
        assert kind.made == [1]
        long_ago = timezone.now() - timedelta(minutes=6)
        Job.objects.update(beat_at=long_ago)
        JobPart.objects.update(beat_at=long_ago)
        kind.meanwhile = lambda part: None
        run(job.pk)
        assert kind.made == [1, 3, 5]
        assert again(job).file.read() == b"1 3 5 "
        assert (job.state, job.attempts, job.done) == (JobState.DONE, 2, 6)

    def test_a_part_that_a_helper_could_not_make_is_told_by_who_runs_the_job(self, kind, job):
        def fail(part):
            raise ValueError("Jan Janssens")

        Job.objects.update(state=JobState.RUNNING)
        jobs.job_parts._plan(job, kind.split(owner=None, school=None))
        kind.meanwhile = fail
        help_with(job.pk)
        assert set(JobPart.objects.values_list("state", flat=True)) == {JobState.QUEUED}
        Job.objects.update(state=JobState.QUEUED)
        run(job.pk)
        assert (again(job).state, job.error) == (JobState.FAILED, WENT_WRONG)

    def test_a_worker_whose_part_was_taken_over_goes_on_with_the_rest(self, kind, job):
        def overtaken(part):
            kind.meanwhile = lambda part: None
            JobPart.objects.filter(number=1).update(beat_at=timezone.now() - timedelta(minutes=1))
            help_with(job.pk)  # another worker takes all that is free, the first as well

        kind.meanwhile = overtaken
        run(job.pk)
        assert kind.made == [1, 3, 5]
        assert again(job).file.read() == b"1 3 5 "
        assert files_of(job) == ["alles.txt"]


class TestStopping:
    def test_before_it_began(self, kind, job):
        assert cancel(job)
        run(job.pk)
        assert again(job).state == JobState.CANCELLED
        assert kind.made == []

    def test_half_way_leaves_nothing_behind(self, kind, job):
        kind.meanwhile = lambda part: cancel(job) if part["from"] == 3 else None
        run(job.pk)
        assert (again(job).state, bool(job.file)) == (JobState.CANCELLED, False)
        assert kind.made == [1]
        assert files_of(job) == []
        assert not JobPart.objects.exists()

    def test_a_helper_stops_too(self, kind, job):
        Job.objects.update(state=JobState.RUNNING)
        jobs.job_parts._plan(job, kind.split(owner=None, school=None))
        kind.meanwhile = lambda part: cancel(job)
        help_with(job.pk)
        assert kind.made == []

    def test_what_has_ended_stays_as_it_ended(self, kind, job):
        run(job.pk)
        assert not cancel(job)
        assert again(job).state == JobState.DONE
        assert job.file.read() == b"1 3 5 "

    def test_it_can_be_asked_again(self, cast, kind, job):
        cancel(job)
        fresh = ask_for(kind="test", title="Fiches", owner=cast.teacher, school=cast.school)
        assert fresh != job
        run(fresh.pk)
        assert again(fresh).state == JobState.DONE

    def test_on_the_page(self, as_person, cast, kind, job):
        client = as_person(cast.teacher)
        page = f"/taken/{job.pk}/"
        Job.objects.update(state=JobState.RUNNING, done=2, total=6)
        html = client.get(page).content.decode()
        assert "2 van de 6 leerlingen klaar" in html
        assert f'action="{page}stop/"' in html
        assert client.get(f"{page}stop/").status_code == 405
        html = client.post(f"{page}stop/", follow=True).content.decode()
        assert "Je hebt het maken gestopt. Er is geen bestand." in html
        assert "stop/" not in html
        assert client.get(f"{page}bestand/").status_code == 404


class TestTheMail:
    def waited(self, job, seconds: int) -> None:
        Job.objects.update(created_at=timezone.now() - timedelta(seconds=seconds))

    def test_who_waited_long_gets_a_link_and_nothing_else(self, cast, kind, job, settings):
        self.waited(job, 61)
        run(job.pk)
        mail = Email.objects.get()
        assert mail.to == [cast.teacher.email]
        assert mail.subject == "Je bestand is klaar"
        for text in (mail.message, mail.html_message):
            assert f"{settings.SITE_URL}/taken/{job.pk}/" in text
            assert "Fiches" not in text
            assert "De Linde" not in text

    def test_who_did_not_wait_gets_none(self, kind, job):
        self.waited(job, 50)
        run(job.pk)
        assert not Email.objects.exists()

    def test_a_failure_is_mailed_as_well_and_once(self, kind, job):
        def fail(part):
            raise ValueError

        self.waited(job, 61)
        kind.meanwhile = fail
        run(job.pk)
        run(job.pk)
        assert Email.objects.get().subject == "Je bestand kon niet gemaakt worden"

    def test_who_waited_for_what_was_given_up_hears_so_too(self, job):
        """After three workers that died at it: the sweep ends it, not a worker."""
        long_ago = timezone.now() - timedelta(minutes=20)
        Job.objects.update(
            state=JobState.RUNNING, attempts=3, created_at=long_ago, beat_at=long_ago
        )
        jobs.sweep()
        jobs.sweep()
        job.refresh_from_db()
        assert (job.state, job.error) == (JobState.FAILED, jobs.GAVE_UP)
        assert Email.objects.get().subject == "Je bestand kon niet gemaakt worden"

    def test_who_stopped_it_gets_none(self, kind, job):
        self.waited(job, 61)
        kind.meanwhile = lambda part: cancel(job)
        run(job.pk)
        assert not Email.objects.exists()


def test_how_long_files_are_kept_is_a_setting(kind, job, settings):
    run(job.pk)
    settings.JOB_KEPT_DAYS = 2
    Job.objects.update(created_at=timezone.now() - timedelta(days=1, hours=23))
    jobs.sweep()
    assert Job.objects.exists()
    Job.objects.update(created_at=timezone.now() - timedelta(days=2, hours=1))
    jobs.sweep()
    assert not Job.objects.exists()
    assert files_of(job) == []
