"""The class report: asked for on the page Rapporten, made by a worker, fetched by its owner alone."""

import re
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import Membership
from accounts.roles import Role
from ovsgtoets.kernel.jobs import run
from ovsgtoets.kernel.models import Job, JobState
from schools.models import ClassAssignment
from tests.conftest import join
from tests.integration.results.pages import sentences_of, table_of
from tests.integration.results.year_of_results import LONG, make_year
from tests.pdf_structure import faults_of, texts_of


def page_of(school_class) -> str:
    return reverse("results:class", args=[school_class.pk])


@pytest.fixture
def points(cast):
    return make_year(cast)


@pytest.fixture
def report(as_person, cast, points):
    """`report(person, class)` asks for the report as that person and returns the job, done."""

    def ask(person, school_class) -> Job:
        response = as_person(person).post(page_of(school_class) + "rapport/")
        job = Job.objects.latest("pk")
        assert response.url == reverse("jobs:progress", args=[job.pk])
        run(job.pk)
        job.refresh_from_db()
        return job

    return ask


@pytest.fixture
def finished(as_person, cast, points):
    """The same without the work: a job that is done, with a small file."""

    def ask(person, school_class) -> Job:
        as_person(person).post(page_of(school_class) + "rapport/")
        job = Job.objects.latest("pk")
        job.file.save("klein.pdf", ContentFile(b"%PDF-"), save=False)
        job.state, job.filename = JobState.DONE, "klein.pdf"
        job.save()
        return job

    return ask


def content_of(client, job: Job) -> bytes:
    response = client.get(reverse("jobs:file", args=[job.pk]))
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def words_of(content: bytes) -> str:
    pages = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return " ".join(pages.replace("\u00a0", " ").split())


class TestTheFile:
    def test_says_and_shows_what_the_page_does(self, client, cast, report):
        content = content_of(client, report(cast.teacher, cast.class_a))
        words = words_of(content)
        page = client.get(page_of(cast.class_a))
        (said,) = sentences_of(page)
        assert said in words
        assert texts_of(content, "Figure")[0].startswith(said)
        for row in table_of(page, "Gemiddelden met hun zekerheid")[1:]:
            name, mean, low, high, everybody, pupils, stands = row
            assert f"{name} {mean} % {low}–{high} {everybody} %" in words
            assert f"{pupils} {stands}" in words
        assert set(" ".join(LONG).split()) <= set(words.split())
        assert faults_of(content) == []
        assert "De Linde – instellingsnummer 146001" in words
        assert "Klasrapport 6A OVSG-toets 2027. Gemaakt op" in words
        assert "bladzijde 1 van" in words

    def test_without_names_nor_single_results_for_who_may_not_see_them(
        self, client, cast, as_person, points, report
    ):
        as_person(cast.admin).post(reverse("results:release"), {"editie": 2027})
        job = report(cast.duo, cast.class_b)  # three pupils: too few to show
        assert (job.state, bool(job.file)) == (JobState.FAILED, False)
        assert job.error == "Er zijn nog geen cijfers die je mag zien van klas 6B."
        words = words_of(content_of(client, report(cast.duo, cast.class_a)))
        assert "Per leerling" in words


class TestAsking:
    def test_the_page_has_a_button_for_each_class_in_sight(self, as_person, cast, points):
        html = as_person(cast.teacher).get(reverse("results:reports")).content.decode()
        assert f'action="{page_of(cast.class_a)}rapport/"' in html
        assert f'action="{page_of(cast.class_b)}rapport/"' not in html

    def test_a_second_click_gives_the_same_job(self, as_person, cast, points):
        client = as_person(cast.teacher)
        first = client.post(page_of(cast.class_a) + "rapport/")
        assert client.post(page_of(cast.class_a) + "rapport/").url == first.url
        assert Job.objects.count() == 1

    def test_without_points_there_is_no_report(self, cast, as_person, battery):
        as_person(cast.teacher).post(page_of(cast.class_a) + "rapport/")
        job = Job.objects.get()
        run(job.pk)
        job.refresh_from_db()
        assert (job.state, bool(job.file)) == (JobState.FAILED, False)
        assert job.error == "Er zijn nog geen punten van klas 6A, dus nog geen rapport."

    @pytest.mark.parametrize(
        ("who", "status"),
        [("secretary", 403), ("teacher_b", 403), ("outsider", 404), ("other_teacher", 404)],
    )
    def test_who_may_not_see_the_class_gets_no_report(self, as_person, cast, points, who, status):
        client = as_person(getattr(cast, who))
        assert client.post(page_of(cast.class_a) + "rapport/").status_code == status
        assert not Job.objects.exists()

    def test_reading_the_address_asks_for_nothing(self, as_person, cast, points):
        assert as_person(cast.teacher).get(page_of(cast.class_a) + "rapport/").status_code == 405


class TestProgress:
    @pytest.fixture
    def job(self, as_person, cast, points):
        as_person(cast.teacher).post(page_of(cast.class_a) + "rapport/")
        return Job.objects.get()

    def look(self, client, job, **headers):
        return client.get(reverse("jobs:progress", args=[job.pk]), headers=headers)

    def test_waiting_then_busy_then_done(self, client, job, cast):
        html = self.look(client, job).content.decode()
        assert "<h1>Klasrapport 6A, OVSG-toets 2027</h1>" in html
        assert f'<a href="{page_of(cast.class_a)}">Terug</a>' in html
        assert "staat klaar om gemaakt te worden" in html
        assert 'http-equiv="refresh"' in html
        assert 'hx-trigger="every 1s"' in html
        Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, done=1, total=3)
        html = self.look(client, job).content.decode()
        assert '<progress id="job-bar" max="100" value="33">' in html
        Job.objects.filter(pk=job.pk).update(state=JobState.QUEUED)
        run(job.pk)
        html = self.look(client, job).content.decode()
        assert "Je bestand is klaar." in html
        assert "Download klasrapport-6a-2027.pdf" in html
        assert "hx-trigger" not in html
        assert "http-equiv" not in html

    def test_htmx_gets_the_part_and_a_new_sentence_only_when_it_changed(self, client, job):
        url = reverse("jobs:progress", args=[job.pk])
        same = client.get(f"{url}?was=queued", headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in same
        assert "hx-swap-oob" not in same
        run(job.pk)
        done = client.get(f"{url}?was=queued", headers={"HX-Request": "true"}).content.decode()
        assert 'hx-swap-oob="innerHTML"' in done
        assert "Je bestand is klaar." in done
        assert reverse("jobs:file", args=[job.pk]) in done

    def test_a_failure_is_told(self, client, job):
        Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, error="Dit lukte niet.")
        html = self.look(client, job).content.decode()
        assert "Dit lukte niet." in html
        assert "mislukt" in html
        assert "hx-trigger" not in html

    def test_the_file_waits_until_it_is_done(self, client, job):
        assert client.get(reverse("jobs:file", args=[job.pk])).status_code == 404


class TestWhoMayFetch:
    def statuses(self, client, job) -> set[int]:
        return {client.get(reverse(f"jobs:{n}", args=[job.pk])).status_code for n in ("progress", "file")}  # fmt: skip

    def test_the_owner(self, client, cast, report):
        job = report(cast.teacher, cast.class_a)
        response = client.get(reverse("jobs:file", args=[job.pk]))
        assert response["Content-Disposition"] == 'attachment; filename="klasrapport-6a-2027.pdf"'
        assert response["Content-Type"] == "application/pdf"
        assert "no-store" in response["Cache-Control"]
        assert b"".join(response.streaming_content).startswith(b"%PDF-1.7")

    @pytest.mark.parametrize("who", ["admin", "duo", "secretary", "outsider", "helpdesk"])
    def test_nobody_else_even_with_the_right(self, as_person, cast, finished, who):
        job = finished(cast.teacher, cast.class_a)
        assert self.statuses(as_person(getattr(cast, who)), job) == {404}

    def test_not_who_left_the_school(self, client, cast, finished):
        job = finished(cast.teacher, cast.class_a)
        Membership.objects.filter(user=cast.teacher).update(ended_at=timezone.now())
        assert self.statuses(client, job) == {404}

    def test_not_who_left_the_class(self, client, cast, finished):
        job = finished(cast.teacher, cast.class_a)
        ClassAssignment.objects.all().delete()
        assert self.statuses(client, job) == {404}

    def test_not_a_file_with_names_for_who_may_see_only_the_class(self, client, cast, finished):
        job = finished(cast.duo, cast.class_a)
        assert self.statuses(client, job) == {200}
        ClassAssignment.objects.filter(membership__user=cast.duo).delete()
        assert client.get(page_of(cast.class_a)).status_code == 200
        assert self.statuses(client, job) == {404}

    def test_also_when_acting_in_the_other_school(self, client, cast, finished):
        job = finished(cast.teacher, cast.class_a)
        join(cast.teacher, cast.other_school, Role.SECRETARY)
        client.post(reverse("accounts:switch"), {"school": cast.other_school.pk})
        assert self.statuses(client, job) == {200}

    def test_the_right_is_asked_again_when_it_is_made(self, as_person, cast, points):
        as_person(cast.duo).post(page_of(cast.class_a) + "rapport/")
        ClassAssignment.objects.filter(membership__user=cast.duo).delete()
        job = Job.objects.get()
        run(job.pk)
        job.refresh_from_db()
        assert (job.state, bool(job.file)) == (JobState.FAILED, False)

    def test_a_file_that_is_gone_from_disk_is_not_found(self, client, cast, finished):
        job = finished(cast.teacher, cast.class_a)
        job.file.storage.delete(job.file.name)
        assert client.get(reverse("jobs:file", args=[job.pk])).status_code == 404

    @pytest.mark.parametrize("pk", ["0", "999999", "9" * 30])
    def test_a_job_that_never_was(self, as_person, cast, pk):
        client = as_person(cast.teacher)
        assert client.get(f"/taken/{pk}/").status_code == 404
        assert client.get(f"/taken/{pk}/bestand/").status_code == 404

    def test_nobody_is_sent_to_sign_in(self, client, cast, finished):
        job = finished(cast.teacher, cast.class_a)
        client.logout()
        response = client.get(reverse("jobs:file", args=[job.pk]))
        assert response.status_code == 302
        assert re.search("aanmelden", response.url)
