"""Pupils' sheets, the schoolfeedbackrapport and the council's spreadsheet: what is in them, who may
have them, and the published table of 2017 in all of them."""

import io
import re
import zipfile
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from ovsgtoets.kernel.formats import number
from ovsgtoets.kernel.jobs import run
from ovsgtoets.kernel.models import Job, JobState
from results.domain.findings import Subject, pin_finding
from results.domain.pupil_groups import make_group
from results.domain.reference import refresh_reference
from results.domain.release import release_results
from results.models import Domain, Score
from schools.models import ClassAssignment, Participation, Pupil
from tests.battery import make_battery
from tests.integration.results.flemish_2017 import make_flemish_2017
from tests.integration.results.pages import (
    alternatives_of,
    plain,
    sentences_of,
    table_of,
    text_of,
)
from tests.integration.results.scores import give_share, make_pupil
from tests.integration.results.test_class_report import content_of, words_of
from tests.integration.results.year_of_results import LONG, make_year, make_year_before
from tests.pdf_structure import faults_of, kinds_of, texts_of

FULL_NAME = f"{LONG[1]} {LONG[0]}"


@pytest.fixture
def year(cast):
    return make_year(cast)


@pytest.fixture
def made(as_person):
    """`made(person, "results:pupil_sheet", pk, …)`: the job, done or failed, and who is signed in."""

    def make(person, name: str, *args, **data) -> Job:
        response = as_person(person).post(reverse(name, args=args), data)
        assert response.status_code == 302, response.status_code
        job = Job.objects.latest("pk")
        run(job.pk)
        job.refresh_from_db()
        return job

    return make


def ordered(cast, **fields) -> None:
    Participation.objects.update_or_create(
        school=cast.school, edition=cast.edition,
        defaults={"confirmed_at": "2027-03-01T12:00Z", **fields},
    )  # fmt: skip


def pages_of(content: bytes) -> list[str]:
    return [plain(page.extract_text()) for page in PdfReader(io.BytesIO(content)).pages]


class TestSheets:
    def test_a_class_is_one_pdf_with_a_page_each(self, client, cast, year, made):
        job = made(cast.teacher, "results:class_sheets", cast.class_a.pk)
        assert (job.state, job.done, job.total) == (JobState.DONE, 28, 28)
        content = content_of(client, job)
        pages = pages_of(content)
        assert len(pages) == 28
        names = list(Pupil.objects.filter(school_class=cast.class_a).order_by("last_name", "pk"))
        for page, pupil in zip(pages, names, strict=True):
            assert f"{pupil.full_name} Klas 6A." in page.replace(" - ", "-")
            assert f"Dag {pupil.first_name}," in page
        assert faults_of(content) == []
        assert kinds_of(content).count("H1") == 28

    def test_says_the_sentences_of_the_pupils_own_page(self, client, cast, year, made):
        pupil = year.full[1]
        content = content_of(client, made(cast.care, "results:pupil_sheet", pupil.pk))
        (page,) = pages_of(content)
        shown = text_of(client.get(reverse("results:pupil", args=[pupil.pk])))
        words = page.split("In woorden", 1)[1].split("Alle deelnemers:", 1)[0]
        said = [f"Noor haalt{one}".strip() for one in words.split("Noor haalt")[1:]]
        assert len(said) == 4  # the learning areas
        for sentence in said:
            assert sentence.removeprefix("Noor haalt") in shown
        assert texts_of(content, "Figure")[0] == said[0]

    def test_a_zip_has_a_file_each(self, client, cast, year, made):
        content = content_of(client, made(cast.admin, "results:school_sheets", 2027, vorm="zip"))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            assert len(set(names)) == len(names) == 31
            first = archive.read(next(name for name in names if "maria-magdalena" in name))
        assert FULL_NAME.split()[0] in words_of(first)
        assert len(pages_of(first)) == 1
        assert faults_of(first) == []

    def test_without_points_there_are_none(self, cast, battery, made):
        job = made(cast.teacher, "results:class_sheets", cast.class_a.pk)
        assert job.error == "Er zijn nog geen punten, dus nog geen leerlingfiches."

    def test_the_duo_has_those_of_the_own_class_alone(self, as_person, cast, year):
        client = as_person(cast.duo)
        assert (
            client.post(reverse("results:class_sheets", args=[cast.class_a.pk])).status_code == 302
        )
        other = reverse("results:pupil_sheet", args=[year.small[0].pk])
        assert client.post(other).status_code == 404
        assert client.post(reverse("results:school_sheets", args=[2027])).status_code == 403
        assert client.post("/resultaten/klas/999999/fiches/").status_code == 404

    def test_rights_are_asked_again_when_it_is_fetched(self, client, cast, year, made):
        job = made(cast.teacher, "results:pupil_sheet", year.full[0].pk)
        file = reverse("jobs:file", args=[job.pk])
        assert client.get(file).status_code == 200
        assert "Leerlingfiche" in client.get(reverse("results:reports")).content.decode()
        ClassAssignment.objects.filter(membership__user=cast.teacher).delete()
        assert client.get(file).status_code == 404
        assert "Leerlingfiche " not in client.get(reverse("results:reports")).content.decode()


class TestSchoolReport:
    def test_is_for_schools_that_ordered_it(self, as_person, cast, year):
        path = reverse("results:school_report", args=[2027])
        client = as_person(cast.admin)
        ordered(cast, feedback_report=False)
        assert client.post(path).status_code == 404
        html = client.get(reverse("results:reports")).content.decode()
        assert path not in html
        assert "Niet besteld voor OVSG-toets 2027" in html
        ordered(cast, feedback_report=True)
        assert path in client.get(reverse("results:reports")).content.decode()
        assert client.post(path).status_code == 302
        assert as_person(cast.teacher).post(path).status_code == 403  # not released yet

    def test_shows_a_teacher_nothing_that_the_page_hides_beside_the_own_class(
        self, client, cast, year, made
    ):
        """The school is 28 pupils of 6A, whom the teacher knows, and 3 of 6B."""
        ordered(cast, feedback_report=True)
        release_results(school=cast.school, edition=cast.edition, by=cast.admin)
        assert "voor jou" in made(cast.teacher, "results:school_report", 2027).error
        job = made(cast.care, "results:school_report", 2027)
        assert "onze school (31 leerlingen)" in words_of(content_of(client, job))

    def test_of_a_handful_of_pupils_there_is_none(self, cast, year, made):
        ordered(cast, feedback_report=True)
        Pupil.objects.filter(school_class=cast.class_a).update(voluntary=True)
        job = made(cast.admin, "results:school_report", 2027)
        assert job.error.startswith("Van minder dan 5 leerlingen zijn er cijfers.")

    def test_goes_from_overview_to_detail_to_the_five_steps(self, client, cast, year, made):
        ordered(cast, feedback_report=True)
        job = made(cast.admin, "results:school_report", 2027)
        content = content_of(client, job)
        words = words_of(content)
        order = [
            "In één oogopslag",
            "Alle cijfers",
            "Wat valt ons op bij",
            "Aan de slag in vijf stappen",
        ]
        order += [
            "1. Lezen",
            "2. Begrijpen",
            "3. Verklaren",
            "4. Doen",
            "Tegen wanneer",
            "5. Terugkijken",
        ]
        places = [words.index(one) for one in order]
        assert places == sorted(places)
        assert faults_of(content) == []
        assert job.filename == "schoolfeedbackrapport-146001-2027.pdf"

    def test_names_nobody_and_hides_the_small_class(self, client, cast, year, made):
        """Also for who may see every name: it is laid on the table of the team."""
        ordered(cast, feedback_report=True)
        words = words_of(content_of(client, made(cast.admin, "results:school_report", 2027)))
        assert "Leerling 0" not in words
        assert LONG[0] not in words
        small = words.split("Klas 6B", 1)[1].split("Onze eerste indruk")[0]
        assert re.match(r"( –){4} ", small), small[:80]

    def test_has_the_other_classes_only_for_who_may_see_them(self, client, cast, made):
        """A teacher has the figures of the school and of the own class, not of the class next door;
        what was pinned about few pupils is told to nobody here."""
        ordered(cast, feedback_report=True)
        battery = make_battery(cast.edition)
        for one in (cast.class_a, cast.class_b):
            for place in range(6):
                give_share(
                    make_pupil(one, f"{place}"), battery.items_of(battery.gym), Decimal(place) / 8
                )
        release_results(school=cast.school, edition=cast.edition, by=cast.admin)
        for subject, sentence, shared in (
            (Subject(cast.school, cast.edition), "Met namen.", "Zonder namen."),
            (Subject(cast.school, cast.edition, school_class=cast.class_b), "Van een paar.", ""),
        ):
            pin_finding(
                subject=subject, picture="overzicht", sentence=sentence, shared_sentence=shared,
                by=cast.admin,
            )  # fmt: skip
        for who, sees in ((cast.admin, True), (cast.duo, True), (cast.teacher, False)):
            words = words_of(content_of(client, made(who, "results:school_report", 2027)))
            assert ("Klas 6B 31,3 % (6)" in words) is sees
            assert ("Per klas" in words) is sees
            assert "Zonder namen." in words
            assert "Met namen." not in words
            assert "Van een paar." not in words

    def test_tells_the_trend_as_the_page_does(self, client, cast, year, made):
        ordered(cast, feedback_report=True)
        make_year_before(cast)
        content = content_of(client, made(cast.admin, "results:school_report", 2027))
        gym = year.battery.areas["Bewegen"]
        page = client.get(f"/resultaten/?leergebied={gym.pk}")
        [said] = [one for one in sentences_of(page) if "zat in 2027" in one]
        assert "in 2026" in said
        assert said in words_of(content)
        assert said in texts_of(content, "Figure")
        assert words_of(content).count("Over de jaren") == 1  # the other areas are new
        rows = table_of(page, "Verschil met alle deelnemers van dat jaar")
        assert [row[0] for row in rows] == ["Jaar", "2026", "2027"]
        for row in rows[1:]:
            assert " ".join(row) in words_of(content)
        assert faults_of(content) == []

    def test_compares_no_years_in_which_something_else_was_measured(self, client, cast, year, made):
        ordered(cast, feedback_report=True)
        before = make_year_before(cast)
        Domain.objects.filter(learning_area__edition=before, name="motoriek").update(name="spel")
        words = words_of(content_of(client, made(cast.admin, "results:school_report", 2027)))
        assert "Met 2026 is dat niet te vergelijken: toen werd iets anders gemeten." in words
        assert "in 2026" not in words

    def test_is_lost_with_the_order(self, client, cast, year, made):
        ordered(cast, feedback_report=True)
        job = made(cast.admin, "results:school_report", 2027)
        ordered(cast, feedback_report=False)
        assert client.get(reverse("jobs:file", args=[job.pk])).status_code == 404


class TestCouncil:
    def book(self, client, job):
        return load_workbook(io.BytesIO(content_of(client, job)))

    def test_has_real_numbers_and_the_sentences(self, client, cast, year, made):
        book = self.book(client, made(cast.teacher, "results:class_council", cast.class_a.pk))
        assert book.sheetnames == ["Overzicht", "Leerlingen", "In woorden"]
        rows = {(row[0].value, row[1].value or ""): row for row in book["Overzicht"].rows}
        maths = rows["Wiskunde", ""]
        assert isinstance(maths[2].value, float)
        assert maths[2].number_format == "0.0"
        page = text_of(client.get(reverse("results:class", args=[cast.class_a.pk])))
        assert plain(maths[9].value) in page
        assert f"gemiddeld {number(maths[2].value, 1)} %" in plain(maths[9].value)
        pupils = list(book["Leerlingen"].iter_rows(min_row=3, values_only=True))
        assert len(pupils) == 32  # with the mean, an empty line and two that explain it
        assert pupils[0][0] == f"{LONG[0]} {LONG[1]}" or pupils[27][0] == f"{LONG[0]} {LONG[1]}"
        assert book["In woorden"].max_row == 1 + 28 * 4

    def test_is_made_for_the_table_and_the_screen(self, client, cast, year, made):
        """Heads stay in sight and come on each page; no sentence runs out of its row."""
        book = self.book(client, made(cast.teacher, "results:class_council", cast.class_a.pk))
        for sheet in book:
            head = int(sheet.print_title_rows.split(":$")[1])
            assert int(re.sub(r"\D", "", sheet.freeze_panes)) == head + 1
            assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
            fonts = {c.font.name for row in sheet.rows for c in row if c.value is not None}
            assert fonts == {"Calibri"}
        longest = max(book["In woorden"]["G"][1:], key=lambda cell: len(cell.value))
        lines = book["In woorden"].row_dimensions[longest.row].height / 15
        assert lines * book["In woorden"].column_dimensions["G"].width >= len(longest.value)
        assert "B1:" in str(book["Leerlingen"].merged_cells.sorted()[0])

    def test_a_name_that_looks_like_a_formula_stays_text(self, client, cast, year, made):
        Pupil.objects.filter(pk=year.full[3].pk).update(last_name='=HYPERLINK("x")')
        book = self.book(client, made(cast.teacher, "results:class_council", cast.class_a.pk))
        found = [c for s in book for row in s.rows for c in row if "=HYPERLINK" in str(c.value)]
        assert found
        assert {cell.data_type for cell in found} == {"s"}
        assert all(cell.quotePrefix for cell in found)

    def test_says_who_does_not_count_and_why(self, client, cast, year, made):
        """A star beside the number, the reason in the last column; and the sentence of the page."""
        voluntary, exempt, absent = year.full[3:6]
        Pupil.objects.filter(pk=voluntary.pk).update(voluntary=True)
        year.maths.exemptions.create(pupil=exempt)
        numbers = Domain.objects.get(name="getallen", learning_area=year.maths)
        Score.objects.filter(pupil=absent, item__domain=numbers).update(points=None, code="A")
        book = self.book(client, made(cast.teacher, "results:class_council", cast.class_a.pk))
        names = [cell.value for cell in book["Leerlingen"][2]]
        rows = {row[0].value: row for row in book["Leerlingen"].iter_rows(min_row=3)}
        maths = names.index("getallen (%)")
        why = {str(one): rows[str(one)][-1].value for one in (voluntary, exempt, absent)}
        assert why == {
            str(voluntary): "neemt vrijwillig deel", str(exempt): "vrijgesteld voor Wiskunde",
            str(absent): None,
        }  # fmt: skip
        assert [rows[str(one)][maths].number_format for one in (voluntary, exempt, year.full[7])] == [
            '0.0"*"', '0.0"*"', "0.0",
        ]  # fmt: skip
        assert rows[str(absent)][maths].value is None
        overview = {(r[0].value, r[1].value or ""): r for r in book["Overzicht"].rows}
        said = plain(overview["Wiskunde", "getallen"][9].value)
        out = "1 neemt vrijwillig deel, 1 is vrijgesteld en 1 heeft geen punten."
        assert said.endswith(f"3 leerlingen tellen niet mee in het gemiddelde: {out}")
        page = client.get(f"/resultaten/klas/{cast.class_a.pk}/?leergebied={year.maths.pk}")
        assert said in text_of(page)
        assert said in alternatives_of(page)[0]
        report = made(cast.teacher, "results:class_report", cast.class_a.pk)
        assert said in words_of(content_of(client, report))
        # Of who has no figure for the whole area, the domains that there are.
        words = {(r[0], r[1]): r[6] for r in book["In woorden"].values}
        assert (str(absent), "Wiskunde") not in words
        assert "haalt voor meten" in words[str(absent), "Wiskunde, meten"]

    def test_has_the_numbers_of_the_page_and_no_more_decimals(self, client, cast, year, made):
        """The mean of 28 to nine decimals would tell what one of them has, once there are 29."""
        book = self.book(client, made(cast.teacher, "results:class_council", cast.class_a.pk))
        numbers = [
            c.value for s in book for row in s.rows for c in row if isinstance(c.value, float)
        ]
        assert len(numbers) > 400
        assert all(round(value, 1) == value for value in numbers)

    def test_of_a_leerlingengroep(self, client, cast, year, made):
        group = make_group(
            school=cast.school, edition=cast.edition, name="Leesklas",
            pupils=year.full[:6], by=cast.teacher,
        )  # fmt: skip
        book = self.book(client, made(cast.teacher, "results:group_council", group.pk))
        assert "Leesklas, OVSG-toets 2027" in book["Overzicht"]["A1"].value
        assert [row[0] for row in book["Leerlingen"].values][8] == "Gemiddelde"


def test_the_table_of_2017_in_pdf_and_spreadsheet(client, cast, made):
    """Points → domains → areas → class report, school report, spreadsheet: to the decimal."""
    country = make_flemish_2017(cast)
    refresh_reference(edition=cast.edition)
    ordered(cast, feedback_report=True)
    report = words_of(
        content_of(client, made(cast.teacher, "results:class_report", cast.class_a.pk))
    )
    school = words_of(content_of(client, made(cast.admin, "results:school_report", 2027)))
    job = made(cast.teacher, "results:class_council", cast.class_a.pk)
    sheet = load_workbook(io.BytesIO(content_of(client, job)))["Overzicht"]
    cells = {(row[0], row[1] or ""): row for row in sheet.iter_rows(values_only=True)}
    expected = {(area, ""): total for area, total in country.totals.items()} | country.published
    for (area, domain), figure in expected.items():
        row = rf"{domain or area} {figure} % \d[\d,]*–\d[\d,]* {figure} % {figure} %"
        assert re.search(row, report), (area, domain)
        assert re.search(row, school), (area, domain)
        own, everybody, comparable = (cells[area, domain][place] for place in (2, 5, 6))
        assert {number(one, 1) for one in (own, everybody, comparable)} == {figure}
