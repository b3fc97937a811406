"""The makers of the test in the admin: how each question did, what teachers said, and who may look."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from ovsgtoets.kernel.jobs import run
from ovsgtoets.kernel.models import Job, JobState
from results.makers import MAKERS
from results.models import Feedback, Item, PartAnalysis, Score, TestPart
from schools.models import SchoolClass
from tests.battery import make_battery
from tests.conftest import make_edition, make_person
from tests.integration.results.year_of_results import make_year

pytestmark = pytest.mark.django_db
LIST = "/beheer/results/partanalysis/"


@pytest.fixture
def maker(cast):
    person = make_person("maker@demo.example", "Mo", "Maker", is_staff=True)
    person.groups.add(Group.objects.get(name=MAKERS))
    return person


def analyse(client, edition) -> Job:
    """Asks for the analysis as the page does, and has it made as a worker does."""
    answer = client.post(reverse("admin:results_part_analyses_compute", args=[edition.year]))
    job = Job.objects.latest("pk")
    assert answer.url == f"/taken/{job.pk}/"
    run(job.pk)
    job.refresh_from_db()
    return job


def rows_of(content: bytes) -> list[list]:
    sheet = load_workbook(BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows(values_only=True)]


def test_a_maker_has_the_questions_analysed_and_takes_them_along(cast, as_person, maker):
    year = make_year(cast)
    part = TestPart.objects.get(name="Wiskunde")
    reversed_item = part.items.questions().get(label="7")
    totals = {}
    for pupil, points in (
        Score.objects.filter(item__part=part)
        .exclude(item=reversed_item)
        .values_list("pupil", "points")
    ):
        totals[pupil] = totals.get(pupil, 0) + points
    middle = sorted(totals.values())[len(totals) // 2]
    strong = [pupil for pupil, total in totals.items() if total > middle]
    of_item = Score.objects.filter(item=reversed_item)
    of_item.update(points=2)
    of_item.filter(pupil__in=strong).update(points=0)
    client = as_person(maker)
    assert "nog niet geanalyseerd" in client.get(LIST).content.decode()

    job = analyse(client, cast.edition)

    assert (job.state, job.done, job.total) == (JobState.DONE, 5, 5)
    page = client.get(LIST).content.decode()
    assert "omgekeerde samenhang" in page
    assert "Wie op de rest van het onderdeel meer haalt, haalt hier net minder punten." in page
    address = reverse("admin:results_part_analysis", args=[part.pk])
    page = client.get(address).content.decode()
    pupils = len(year.full) + len(year.small) + 11 * 12
    assert f"{pupils} leerlingen uit 12 scholen maakten alle vragen." in page
    first_row = page[page.index("<tbody>") :][:200]
    assert f'id="vraag-{reversed_item.pk}"' in first_row
    in_order = client.get(f"{address}?volgorde=toets").content.decode()
    assert f'id="vraag-{reversed_item.pk}"' not in in_order[in_order.index("<tbody>") :][:200]

    with job.file.open("rb") as file:
        made = rows_of(file.read())
    fetched = client.get(reverse("admin:results_part_analyses_file", args=[2027, "xlsx"]))
    assert rows_of(fetched.content) == made
    header, *rows = made
    assert len(rows) == Item.objects.questions().count()
    row = dict(zip(header, next(r for r in rows if r[:2] == ["Wiskunde", "7"]), strict=True))
    assert row["leerlingen"] == row["leerlingen met alle vragen"] == pupils
    assert row["scholen"] == 12
    assert row["samenhang (rir)"].startswith("-0,")
    assert row["alfa zonder de vraag"] > row["alfa van het onderdeel"]
    assert row["aandacht"] == "omgekeerde samenhang"
    text = client.get(reverse("admin:results_part_analyses_file", args=[2027, "csv"]))
    assert text.content.decode("utf-8-sig").count("\r\n") == len(made)


def test_computed_again_it_follows_the_points_and_says_what_fell_out(cast, as_person, maker):
    make_year(cast)
    client = as_person(maker)
    analyse(client, cast.edition)
    part = TestPart.objects.get(name="Wiskunde")
    item = part.items.questions().first()
    Item.objects.filter(pk=item.pk).update(counts=False, annulled_because="drukfout")
    page = client.get(reverse("admin:results_part_analysis", args=[part.pk])).content.decode()
    assert "Telt intussen niet mee: drukfout." in page

    analyse(client, cast.edition)

    stored = PartAnalysis.objects.get(part=part)
    assert item.pk not in [row[0] for row in stored.questions]
    assert PartAnalysis.objects.count() == TestPart.objects.count()


def test_fewer_than_ten_schools_give_no_figure_anywhere(cast, as_person, maker):
    make_year(cast, schools=8)
    client = as_person(maker)
    job = analyse(client, cast.edition)

    part = TestPart.objects.get(name="Wiskunde")
    stored = PartAnalysis.objects.get(part=part)
    assert (stored.verdict, stored.schools, stored.alpha) == ("TOO_FEW", 9, None)
    assert all(row[4:] == [None, None, None] for row in stored.questions)
    for address in (LIST, reverse("admin:results_part_analysis", args=[part.pk])):
        page = client.get(address).content.decode()
        assert "daarvoor zijn punten van minstens 10 scholen nodig" in page
    with job.file.open("rb") as file:
        _, *rows = rows_of(file.read())
    assert {tuple(row[6:10]) for row in rows} == {(None,) * 4}


def test_without_points_the_work_says_so(cast, battery, as_person, maker):
    job = analyse(as_person(maker), cast.edition)
    assert (job.state, job.error) == (JobState.FAILED, "Er zijn nog geen punten in deze editie.")


# --- feedback ----------------------------------------------------------------------------------
def say(school_class, part, rating, text, by=None):
    Feedback.objects.create(
        school_class=school_class, part=part, rating=rating, text=text, given_by=by
    )


@pytest.fixture
def said(cast, battery):
    say(cast.class_a, battery.reading, 2, "Vraag 3 was <b>te lang</b>.", cast.teacher)
    say(cast.class_b, battery.reading, 5, "")
    say(cast.other_class, battery.reading, 4, "=1+1")
    return reverse("admin:results_makers_feedback", args=[2027])


def test_a_maker_reads_what_was_said_without_the_schools(cast, battery, as_person, maker, said):
    client = as_person(maker)
    page = client.get(said).content.decode()

    assert "Vraag 3 was &lt;b&gt;te lang&lt;/b&gt;." in page
    assert 'data-label="Klassen">3</td>' in page
    assert 'data-label="Gemiddeld (op 5)">3,7</td>' in page
    assert f"{battery.reading}: slecht: 0, zwak: 1, voldoende: 0, goed: 1, zeer goed: 1" in page
    assert "2 teksten, zonder de naam van de school" in page
    silent = page.split(f'<th scope="row">{battery.gym}</th>')[1].split("</tr>")[0]
    assert "Nog geen feedback" in silent
    asked = {"school": "ja"}
    for found in (page, client.get(said, asked).content.decode()):
        words = re.sub(r"<[^>]+>", " ", found)  # without the form's token, which may have 6A in it
        assert not any(name in words for name in ("De Linde", "De Kastanje", "Claes", "6A"))
    address = reverse("admin:results_makers_feedback_file", args=[2027, "xlsx"])
    header, *rows = rows_of(client.get(address, asked).content)
    assert "school" not in header
    assert sorted(row[1] for row in rows) == [2, 4, 5]
    assert "'=1+1" in [row[3] for row in rows]


def test_the_filter_picks_and_the_file_follows_it(cast, battery, as_person, maker, said):
    client = as_person(maker)
    asked = {"cijfer": "2", "zoek": "TE LANG", "onderdeel": battery.reading.pk}
    page = client.get(said, asked).content.decode()
    assert "1 tekst, zonder" in page
    assert "=1+1" not in page
    address = reverse("admin:results_makers_feedback_file", args=[2027, "csv"])
    assert client.get(address, asked).content.decode("utf-8-sig").count("\r\n") == 2
    assert "Geen teksten bij deze keuze." in client.get(said, {"cijfer": 1}).content.decode()
    for odd in ("\0", "x", "9" * 30, "-1"):
        page = client.get(said, dict.fromkeys(("onderdeel", "cijfer", "blad", "school"), odd) if odd != "\0" else {"zoek": "a"})  # fmt: skip
        assert page.status_code == 200


def test_the_helpdesk_may_ask_which_school_said_it(cast, as_person, said):
    client = as_person(cast.helpdesk)
    assert "De Linde" not in client.get(said).content.decode()
    assert "De Linde" in client.get(said, {"school": "ja"}).content.decode()
    address = reverse("admin:results_makers_feedback_file", args=[2027, "xlsx"])
    header, *rows = rows_of(client.get(address, {"school": "ja", "cijfer": "2"}).content)
    assert header[-3:] == ["instellingsnummer", "school", "klas"]
    assert [row[-3:] for row in rows] == [[146001, "De Linde", "6A"]]


def test_the_helpdesks_list_names_a_part_once_whatever_the_edition(cast, as_person, said):
    before = make_battery(make_edition(2026))
    say(cast.class_a, before.reading, 1, "Van vorig jaar.")
    client, path = as_person(cast.helpdesk), "/beheer/results/feedback/"
    page = client.get(path).content.decode()
    assert page.count("?onderdeel=Nederlands") == 1
    found = client.get(path, {"onderdeel": before.reading.name}).content.decode()
    assert "Van vorig jaar." in found
    assert "te lang" in found
    asked = {"onderdeel": before.reading.name, "part__edition__id__exact": before.edition.pk}
    found = client.get(path, asked).content.decode()
    assert "Van vorig jaar." in found
    assert "te lang" not in found


def test_the_pages_ask_as_much_of_one_class_as_of_thirty(
    cast, battery, as_person, maker, said, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = as_person(maker)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(said)
    for number in range(30):
        one = SchoolClass.objects.create(
            school=cast.school, edition=cast.edition, name=f"K{number}"
        )
        say(one, battery.reading, 3, "gewoon")
    with django_assert_num_queries(len(few)):
        client.get(said)


def test_the_teacher_changes_it_until_the_edition_closes(cast, battery, ordered, as_person, on):
    client = as_person(cast.teacher)
    address = reverse("results:feedback_edit", args=[cast.class_a.pk, battery.reading.pk])
    on(cast.edition.entry_closes_on)
    assert client.post(address, {"rating": "2", "text": "op tijd"}).status_code == 302
    page = client.get("/feedback/").content.decode()
    assert "Wijzigen kan tot en met 25 juni 2027." in page
    assert f'href="{address}">Wijzig<' in page

    on(cast.edition.entry_closes_on + timedelta(days=1))
    page = client.get("/feedback/").content.decode()
    assert "op tijd" in page
    assert "Feedback geven of wijzigen kon tot en met 25 juni 2027." in page
    assert "te doen" not in page
    assert "Wijzig<" not in page
    kept = client.get(address).content.decode()  # where "Lees" leads
    assert "op tijd" in kept
    assert "<textarea" not in kept
    late = client.post(address, {"rating": "5", "text": "te laat"})
    assert late.status_code == 422
    assert "Feedback geven kon tot en met 25 juni 2027." in late.content.decode()
    assert "te laat" in late.content.decode()
    assert Feedback.objects.get().text == "op tijd"


# --- rights ------------------------------------------------------------------------------------
def pages_of(cast, part) -> list[str]:
    return [
        LIST,
        reverse("admin:results_part_analyses", args=[2027]),
        reverse("admin:results_part_analyses_file", args=[2027, "xlsx"]),
        reverse("admin:results_part_analysis", args=[part.pk]),
        reverse("admin:results_makers_feedback", args=[2027]),
        reverse("admin:results_makers_feedback_file", args=[2027, "csv"]),
    ]


def test_only_makers_and_the_helpdesk_get_in(cast, maker):
    make_year(cast)
    part = TestPart.objects.get(name="Wiskunde")
    desk = Client()
    desk.force_login(cast.helpdesk)
    job = analyse(desk, cast.edition)
    trainee = make_person("stage@demo.example", "Stan", "Stage", is_staff=True)
    left = make_person("weg@demo.example", "Wim", "Weg")  # still in the group, no staff any more
    left.groups.add(Group.objects.get(name=MAKERS))
    expected = {maker: 200, cast.helpdesk: 200, trainee: 403, left: 403, cast.teacher: 403, cast.admin: 403}  # fmt: skip
    for person, status in expected.items():
        client = Client()
        client.force_login(person)
        for address in pages_of(cast, part):
            assert client.get(address).status_code == status, (person.email, address)
        answer = client.post(reverse("admin:results_part_analyses_compute", args=[2027]))
        assert answer.status_code == (302 if status == 200 else status)
        if person != cast.helpdesk:  # another's file
            assert client.get(f"/taken/{job.pk}/bestand/").status_code in (403, 404)
    assert Client().get(LIST).url == f"/beheer/login/?next={LIST}"


def test_who_leaves_the_group_loses_the_file_at_once(cast, as_person, maker):
    make_year(cast)
    client = as_person(maker)
    job = analyse(client, cast.edition)
    assert client.get(f"/taken/{job.pk}/").status_code == 200
    maker.groups.clear()
    assert client.get(f"/taken/{job.pk}/").status_code == 404


def test_a_maker_has_nothing_else_in_the_admin(cast, battery, as_person, maker):
    client = as_person(maker)
    home = client.get("/beheer/").content.decode()
    assert LIST in home
    assert "Wat wacht" not in home
    assert "zoeken" not in home
    for address in (
        "/beheer/zoeken/?q=Claes", "/beheer/results/feedback/", "/beheer/results/testpart/",
        "/beheer/schools/school/", "/beheer/accounts/user/", "/beheer/start/mail/",
        "/beheer/results/reference/", f"/beheer/results/testpart/editie/{cast.edition.year}/",
    ):  # fmt: skip
        assert client.get(address).status_code == 403, address
    for action in ("add/", "1/delete/"):
        assert client.post(f"{LIST}{action}", {"post": "yes"}).status_code in (403, 404)
    client.post("/hijack/acquire/", {"user_pk": cast.admin.pk})
    assert int(client.session["_auth_user_id"]) == maker.pk


def test_a_number_that_is_no_part_is_not_found(as_person, battery, maker):
    client = as_person(maker)
    for pk in (0, 2**31, 2**63, 9 * 10**29, battery.reading.pk):
        assert client.get(f"{LIST}onderdeel/{pk}/").status_code == 404
    for kind in ("pdf", "xls"):
        for name in ("part_analyses_file", "makers_feedback_file"):
            address = reverse(f"admin:results_{name}", args=[2027, kind])
            assert client.get(address).status_code == 404
    assert client.get(f"{LIST}editie/99999999/").status_code == 404
    assert (
        client.get(reverse("admin:results_part_analyses_compute", args=[2027])).status_code == 405
    )
