"""The class report: asked for on the class's page, made by a worker, fetched by its owner alone."""

import re
from decimal import Decimal
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
from results.domain.reference import refresh_reference
from schools.models import ClassAssignment
from tests.conftest import join
from tests.integration.results.scores import give_share, make_pupil
from tests.integration.results.test_result_pages import page_of, rows_of

LONG_NAME = "Van den Broecke Vandenberghe van Liefkensrode Marie Antoinette Anaïs"


@pytest.fixture
def points(cast, battery):
    everything = [item for part in battery.parts.values() for item in battery.items_of(part)]
    for name, first_name, share in [
        ("Żółtowski", "Łukasz", "0.31"),
        ("Aerts", "Zoë", "0.87"),
        ("Van den Broecke Vandenberghe van Liefkensrode", "Marie Antoinette Anaïs", "0.5"),
    ]:
        give_share(make_pupil(cast.class_a, name, first_name), everything, Decimal(share))
    for number in range(3):
        pupil = make_pupil(cast.class_b, f"Beke {number}")
        give_share(pupil, everything, Decimal("0.25"))
    refresh_reference(edition=cast.edition)
    return battery


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


def pdf_of(client, job: Job) -> PdfReader:
    response = client.get(reverse("jobs:file", args=[job.pk]))
    assert response.status_code == 200
    return PdfReader(BytesIO(b"".join(response.streaming_content)))


def words_of(reader: PdfReader) -> str:
    pages = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(pages.replace("\u00a0", " ").split())


def elements_of(reader: PdfReader) -> list:
    """Every element of the structure tree, depth first."""
    found = []

    def walk(element):
        element = element.get_object() if hasattr(element, "get_object") else element
        if isinstance(element, list):
            for child in element:
                walk(child)
        elif isinstance(element, dict):
            if element.get("/S"):
                found.append(element)
            walk(element.get("/K", []))

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


class TestTheFile:
    def test_holds_the_figures_as_they_stand_on_the_page(self, client, cast, report):
        reader = pdf_of(client, report(cast.teacher, cast.class_a))
        words = words_of(reader)
        page = client.get(page_of(cast.class_a))
        for table in range(5):
            for row in rows_of(page, table)[1:]:
                if row[0] != LONG_NAME:  # stands on two lines, with its figures in between
                    assert " ".join(row) in words
        assert "Żółtowski Łukasz 31,0 31,0 31,0" in words
        assert "Aerts Zoë 87,0 87,0 87,0" in words
        assert set(LONG_NAME.split()) <= set(words.split())

    def test_says_whose_it_is_and_when_it_was_made(self, client, cast, report):
        words = words_of(pdf_of(client, report(cast.teacher, cast.class_a)))
        assert "De Linde – instellingsnummer 146001" in words
        assert "Klasrapport 6A OVSG-toets 2027. Gemaakt op" in words
        assert "voorlopig: 1 school, 6 leerlingen, berekend op" in words
        assert "bladzijde 1 van" in words

    def test_can_be_read_by_a_screen_reader(self, client, cast, report):
        reader = pdf_of(client, report(cast.teacher, cast.class_a))
        root = reader.trailer["/Root"]
        assert (root["/Lang"], root["/MarkInfo"]["/Marked"]) == ("nl-BE", True)
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert reader.metadata.title == "Klasrapport 6A – De Linde – OVSG-toets 2027"
        assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
        elements = elements_of(reader)
        kinds = [element["/S"] for element in elements]
        assert kinds.count("/H1") == 1
        assert "/Table" in kinds
        assert "/TH" in kinds
        (figure,) = [element for element in elements if element["/S"] == "/Figure"]
        assert (
            figure["/Alt"]
            .replace("\u00a0", " ")
            .startswith(
                "Klas 6A haalt gemiddeld 56,0 % voor Nederlands (alle deelnemers: 40,5 %), "
            )
        )

    def test_all_letters_are_our_own_and_in_the_file(self, client, cast, report):
        reader = pdf_of(client, report(cast.teacher, cast.class_a))
        fonts = [
            font.get_object()
            for page in reader.pages
            for font in page["/Resources"]["/Font"].values()
        ]
        for font in fonts:
            assert "Source-Sans-3" in font["/BaseFont"]
            (descendant,) = font["/DescendantFonts"]
            assert "/FontFile2" in descendant.get_object()["/FontDescriptor"]

    def test_without_names_for_who_may_not_see_them(self, client, cast, report):
        words = words_of(pdf_of(client, report(cast.duo, cast.class_b)))
        assert "Klas 6B haalt gemiddeld 25,0 % voor Nederlands" in words
        assert "Beke" not in words
        assert "Per leerling" not in words

    def test_with_names_for_the_duos_own_class(self, client, cast, report):
        assert "Aerts Zoë" in words_of(pdf_of(client, report(cast.duo, cast.class_a)))


class TestAsking:
    def test_the_button_stands_on_the_page(self, as_person, cast, points):
        html = as_person(cast.teacher).get(page_of(cast.class_a)).content.decode()
        assert "Maak klasrapport (PDF)" in html
        assert f'action="{page_of(cast.class_a)}rapport/"' in html

    def test_a_second_click_gives_the_same_job(self, as_person, cast, points):
        client = as_person(cast.teacher)
        first = client.post(page_of(cast.class_a) + "rapport/")
        assert client.post(page_of(cast.class_a) + "rapport/").url == first.url
        assert Job.objects.count() == 1

    def test_without_points_there_is_no_report(self, as_person, cast, battery):
        client = as_person(cast.teacher)
        response = client.post(page_of(cast.class_a) + "rapport/", follow=True)
        assert "Er zijn nog geen punten van klas 6A, dus nog geen rapport." in (
            response.content.decode()
        )
        assert not Job.objects.exists()

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
