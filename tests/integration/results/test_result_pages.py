"""The pages of Resultaten: what stands on them, who sees what, and what they cost."""

import re
from datetime import date
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.acting import acting_of
from accounts.roles import Role
from results.domain.reference import refresh_reference
from results.models import Domain, Item, LearningArea, TestPart
from results.steps import steps_of
from schools.models import Edition, SchoolClass
from tests.battery import make_battery
from tests.conftest import join, make_person
from tests.integration.results.scores import give, give_share, make_pupil
from tests.unit.results.test_flemish_averages import TOTALS, published


def text_of(response) -> str:
    """What a reader sees of the main part: without tags, spaces made single."""
    main = response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    words = unescape(re.sub(r"<[^>]+>", " ", main)).replace("\u00a0", " ")
    return re.sub(r"\s+([.,:])", r"\1", " ".join(words.split()))


def rows_of(response, table: int = 0) -> list[list[str]]:
    """The cells of the table with this number on the page."""
    html = response.content.decode().split("<table")[table + 1].split("</table>")[0]
    return [
        [unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr.*?</tr>", html, re.S)
    ]  # fmt: skip


def page_of(school_class) -> str:
    return reverse("results:class", args=[school_class.pk])


@pytest.fixture
def points(cast, battery):
    """Two pupils in 6A and one in 6B with all points, and a school of others beside them."""
    everything = [item for part in battery.parts.values() for item in battery.items_of(part)]
    for school_class, name, share in [
        (cast.class_a, "Aerts", "0.5"),
        (cast.class_a, "Bogaert", "0.8"),
        (cast.class_b, "Claes", "0.2"),
        (cast.other_class, "Daems", "1"),
        (cast.other_class, "Engels", "1"),
    ]:
        give_share(make_pupil(school_class, name), everything, Decimal(share))
    refresh_reference(edition=cast.edition)
    return battery


class TestTheSchool:
    def test_every_area_and_domain_beside_all_participants(self, as_person, cast, points):
        response = as_person(cast.admin).get("/resultaten/")
        rows = rows_of(response)
        assert rows[0] == [
            "Leergebied en domein",
            "Onze school (%)",
            "Alle deelnemers (%)",
            "Leerlingen, onze school",
            "Leerlingen, alle deelnemers",
        ]
        assert rows[1] == ["Nederlands", "50,0", "70,0", "3", "5"]
        assert rows[2] == ["lezen", "50,0", "70,0", "3", "5"]
        assert [row[0] for row in rows[1:]] == [
            *("Nederlands", "lezen", "taalbeschouwing", "spreken"),
            *("Wetenschappen en techniek", "onderzoeken"),
            *("Bewegen", "motoriek"),
        ]

    def test_one_sentence_and_the_same_numbers_in_the_chart(self, as_person, cast, points):
        response = as_person(cast.admin).get("/resultaten/")
        sentence = (
            "Onze school haalt gemiddeld 50,0 % voor Nederlands (alle deelnemers: 70,0 %), "
            "50,0 % voor Wetenschappen en techniek (alle deelnemers: 70,0 %) en "
            "50,0 % voor Bewegen (alle deelnemers: 70,0 %)."
        )
        html = unescape(response.content.decode()).replace("\u00a0", " ")
        assert f'<p class="lead">{sentence}</p>' in html
        svg = html.split("<svg xmlns")[1].split("</svg>")[0]
        assert f"<title>{sentence}</title>" in svg
        assert svg.count(">50,0 %</text>") == svg.count(">70,0 %</text>") == 3
        assert "style=" not in svg

    def test_the_reference_says_that_it_is_provisional_and_since_when(
        self, as_person, cast, points
    ):
        text = text_of(as_person(cast.admin).get("/resultaten/"))
        assert "Er zijn punten van alle 3 leerlingen." in text
        assert "alle deelnemers is voorlopig: 2 scholen, 5 leerlingen, berekend op" in text

    def test_under_five_pupils_there_is_no_reference(self, as_person, cast, battery):
        lezen = battery.items_of(battery.reading)[:3]
        for name in ("Aa", "Bb", "Cc", "Dd"):
            give_share(make_pupil(cast.class_a, name), lezen, Decimal("0.75"))
        refresh_reference(edition=cast.edition)
        response = as_person(cast.admin).get("/resultaten/")
        assert rows_of(response)[2] == ["lezen", "75,0", "–", "4", "–"]
        give_share(make_pupil(cast.other_class, "Ee"), lezen, Decimal("0.25"))
        refresh_reference(edition=cast.edition)
        response = as_person(cast.admin).get("/resultaten/")
        assert rows_of(response)[2] == ["lezen", "75,0", "65,0", "4", "5"]

    def test_no_pupil_is_named_and_the_classes_are_linked(self, as_person, cast, points):
        response = as_person(cast.admin).get("/resultaten/")
        text = text_of(response)
        assert "Aerts" not in text
        assert "Klas 6A 2 leerlingen" in text
        assert "Klas 6B 1 leerling" in text
        assert page_of(cast.class_b) in response.content.decode()

    def test_the_teacher_is_led_to_the_own_class_only(self, as_person, cast, points):
        html = as_person(cast.teacher).get("/resultaten/").content.decode()
        assert page_of(cast.class_a) in html
        assert page_of(cast.class_b) not in html

    def test_two_roles_before_one_class_count_its_pupils_once(self, as_person, cast, points):
        join(cast.teacher, cast.school, Role.DUO_TEACHER, cast.class_a)
        join(cast.teacher, cast.school, Role.CARE_COORDINATOR)
        assert "Klas 6A 2 leerlingen" in text_of(as_person(cast.teacher).get("/resultaten/"))


class TestEditions:
    @pytest.fixture
    def before(self, cast, points):
        before = Edition.objects.create(
            year=2026,
            orders_open_on=date(2025, 9, 1),
            orders_close_on=date(2026, 4, 1),
            entry_opens_on=date(2025, 9, 1),
            entry_closes_on=date(2026, 6, 25),
        )
        school_class = SchoolClass.objects.create(school=cast.school, edition=before, name="6A")
        battery = make_battery(before)
        for name in "vwxyz":
            pupil = make_pupil(school_class, name)
            give_share(pupil, battery.items_of(battery.gym), Decimal("0.44"))
        refresh_reference(edition=before)
        return before

    def test_an_earlier_edition_can_be_chosen(self, as_person, cast, before):
        client = as_person(cast.admin)
        assert "50,0 % voor Bewegen" in text_of(client.get("/resultaten/"))
        text = text_of(client.get("/resultaten/?editie=2026"))
        assert "44,0 % voor Bewegen" in text
        assert "voorlopig" not in text

    def test_a_school_without_classes_then_is_not_offered_it(self, as_person, cast, before):
        client = as_person(cast.outsider)
        assert "OVSG-toets 2026" not in text_of(client.get("/resultaten/"))
        assert client.get("/resultaten/?editie=2026").status_code == 404

    @pytest.mark.parametrize("year", ["2031", "x", "2027 ", "%00", "9" * 400])
    def test_another_year_is_not_found(self, as_person, cast, points, year):
        assert as_person(cast.admin).get(f"/resultaten/?editie={year}").status_code == 404

    def test_after_the_summer_last_years_result_is_still_there(self, as_person, cast, points, on):
        on(date(2027, 9, 3))
        text = text_of(as_person(cast.admin).get("/resultaten/"))
        assert "50,0 % voor Bewegen" in text
        assert "voorlopig" not in text


class TestAClass:
    def test_its_figures_and_its_pupils(self, as_person, cast, points):
        response = as_person(cast.teacher).get(page_of(cast.class_a))
        assert rows_of(response)[1] == ["Nederlands", "65,0", "70,0", "2", "5"]
        assert rows_of(response, 1) == [
            ["Leerling", "Nederlands", "Wetenschappen en techniek", "Bewegen"],
            ["Aerts Noor", "50,0", "50,0", "50,0"],
            ["Bogaert Noor", "80,0", "80,0", "80,0"],
            ["Klas 6A", "65,0", "65,0", "65,0"],
        ]
        assert rows_of(response, 2)[1] == ["Aerts Noor", "50,0", "50,0", "50,0", "50,0"]

    def test_an_exempt_pupil_is_marked_and_left_out_of_the_mean(self, as_person, cast, points):
        pupil = make_pupil(cast.class_a, "Vrij")
        one, two, three = points.items_of(points.reading)[:3]
        give(pupil, {one: 2, two: "V", three: 1})
        response = as_person(cast.teacher).get(page_of(cast.class_a))
        assert rows_of(response)[2] == ["lezen", "65,0", "70,0", "2", "5"]
        assert rows_of(response, 2)[3] == ["Vrij Noor", "100,0*", "–", "–", "–"]
        assert "* Het eigen resultaat van deze leerling telt voor dit deel niet mee" in text_of(
            response
        )

    def test_an_area_waits_until_all_its_domains_have_points(self, as_person, cast, battery):
        give_share(make_pupil(cast.class_a, "Aa"), battery.items_of(battery.reading), Decimal(1))
        response = as_person(cast.teacher).get(page_of(cast.class_a))
        assert rows_of(response)[1:4] == [
            ["Nederlands", "–", "–", "–", "–"],
            ["lezen", "100,0", "–", "1", "–"],
            ["taalbeschouwing", "100,0", "–", "1", "–"],
        ]
        assert "Er zijn punten voor 2 van de 5 domeinen." in text_of(response)

    @pytest.mark.parametrize(
        ("who", "own", "names_own", "other", "names_other"),
        [
            ("admin", 200, True, 200, True),
            ("secretary", 403, False, 403, False),
            ("teacher", 200, True, 403, False),
            ("pe_teacher", 200, True, 200, True),
            ("care", 200, True, 200, True),
            ("duo", 200, True, 200, False),
        ],
    )
    def test_who_sees_what(self, as_person, cast, points, who, own, names_own, other, names_other):
        client = as_person(getattr(cast, who))
        for school_class, status, names, pupil, mean in [
            (cast.class_a, own, names_own, "Aerts", "65,0"),
            (cast.class_b, other, names_other, "Claes", "20,0"),
        ]:
            response = client.get(page_of(school_class))
            assert response.status_code == status
            assert (pupil in response.content.decode()) is names
            if status == 200:
                assert rows_of(response)[1][:2] == ["Nederlands", mean]

    def test_the_secretary_sees_no_results(self, as_person, cast, points):
        assert as_person(cast.secretary).get("/resultaten/").status_code == 403

    @pytest.mark.parametrize("path", ["", "rapport/"])
    def test_another_schools_class_does_not_exist(self, as_person, cast, points, path):
        client = as_person(cast.outsider)
        ask = client.post if path else client.get
        assert ask(page_of(cast.class_a) + path).status_code == 404
        assert ask(f"/resultaten/klas/999999/{path}").status_code == 404
        assert ask(f"/resultaten/klas/{'9' * 40}/{path}").status_code == 404

    def test_nobody_is_sent_to_sign_in(self, client, cast, points):
        for url in ("/resultaten/", page_of(cast.class_a)):
            response = client.get(url)
            assert (response.status_code, "aanmelden" in response.url) == (302, True)


class TestNothingYet:
    def test_no_edition(self, as_person, cast, on):
        on(date(2028, 3, 1))
        SchoolClass.objects.all().delete()
        text = text_of(as_person(cast.admin).get("/resultaten/"))
        assert "De editie van dit schooljaar staat nog niet klaar" in text

    def test_no_tests(self, as_person, cast):
        text = text_of(as_person(cast.admin).get("/resultaten/"))
        assert "De toetsen van deze editie staan nog niet klaar." in text

    def test_no_pupils_leads_who_enters_them_there(self, as_person, cast, battery):
        response = as_person(cast.teacher).get(page_of(cast.class_a))
        assert "Er zijn nog geen leerlingen van klas 6A." in text_of(response)
        assert f'href="{reverse("schools:pupils")}">Geef leerlingen in' in response.content.decode()
        assert "Geef leerlingen in" not in text_of(as_person(cast.admin).get("/resultaten/"))

    def test_no_points_leads_who_enters_them_there(self, as_person, cast, battery):
        make_pupil(cast.class_a, "Aa")
        response = as_person(cast.teacher).get(page_of(cast.class_a))
        assert "Er zijn nog geen punten van klas 6A." in text_of(response)
        assert f'href="{reverse("results:points")}">Geef punten in' in response.content.decode()
        response = as_person(cast.admin).get("/resultaten/")
        assert "Er zijn nog geen punten van onze school." in text_of(response)
        assert "Geef punten in" not in text_of(response)

    def test_points_that_are_all_absences_are_no_figures(self, as_person, cast, battery):
        pupil = make_pupil(cast.class_a, "Aa")
        give(pupil, dict.fromkeys(battery.items_of(battery.reading), "A"))
        response = as_person(cast.teacher).get(page_of(cast.class_a))
        assert "Er zijn nog geen punten van klas 6A." in text_of(response)


class TestWhatItCosts:
    @pytest.mark.parametrize("url", ["school", "class"])
    def test_as_many_queries_for_one_pupil_as_for_thirty(self, as_person, cast, battery, url):
        path = "/resultaten/" if url == "school" else page_of(cast.class_a)
        client = as_person(cast.admin)
        everything = [item for part in battery.parts.values() for item in battery.items_of(part)]
        give_share(make_pupil(cast.class_a, "Een"), everything, Decimal("0.5"))
        refresh_reference(edition=cast.edition)
        queries = count_queries(client, path)
        for number in range(30):
            give_share(make_pupil(cast.class_a, f"L{number}"), everything, Decimal("0.5"))
        for number in range(10):
            SchoolClass.objects.create(
                school=cast.school, edition=cast.edition, name=f"6{number}", site=cast.sites[0]
            )
        assert count_queries(client, path) == queries
        assert queries <= 14


def count_queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_published_flemish_averages_stand_on_the_page(as_person, cast):
    """Points → domains → areas → page: the totals of 2017 to the decimal."""
    part = TestPart.objects.create(
        edition=cast.edition, name="Alles", mode="paper", opens_on=date(2026, 9, 1), position=1
    )
    pupils = [make_pupil(cast.class_a, f"Leerling {n}") for n in range(5)]
    spread = [Decimal("-8.4"), Decimal("-3.1"), Decimal(0), Decimal("3.1"), Decimal("8.4")]
    for place, (name, domains) in enumerate(published().items()):
        area = LearningArea.objects.create(edition=cast.edition, name=name, position=place)
        for order, (domain, percent) in enumerate(domains.items()):
            made = Domain.objects.create(learning_area=area, name=domain, position=order)
            items = [
                Item.objects.create(
                    part=part, domain=made, label=f"{place}.{order}.{n}", maximum=50, position=n
                )
                for n in range(2)
            ]
            for pupil, off in zip(pupils, spread, strict=True):
                mark = Decimal(percent) + off  # of 100: half of it in each item
                first = (mark / 2).quantize(Decimal("0.01"))
                give(pupil, {items[0]: first, items[1]: mark - first})
    refresh_reference(edition=cast.edition)
    rows = rows_of(as_person(cast.teacher).get(page_of(cast.class_a)))
    shown = {row[0]: row[1:3] for row in rows if row[0] in TOTALS}
    assert shown == {area: [total, total] for area, total in TOTALS.items()}
    domains = [
        [domain, percent.replace(".", ",")]
        for of_area in published().values()
        for domain, percent in of_area.items()
    ]
    assert [row[:2] for row in rows[1:] if row[0] not in TOTALS] == domains


def test_the_step_on_the_start_page(as_person, cast, battery):
    def step(user):
        steps = steps_of(acting_of(user, cast.school.pk), cast.edition)
        return next((s for s in steps if s.position == 60), None)

    pupil = make_pupil(cast.class_a, "Aa")
    make_pupil(cast.class_b, "Bb")
    assert (step(cast.admin).state, step(cast.admin).word) == ("waiting", "later")
    give(pupil, {battery.items_of(battery.gym)[0]: 5})
    assert step(cast.admin).state == "done"
    assert step(cast.admin).detail == "Er zijn al punten van 1 van de 2 leerlingen."
    assert step(cast.teacher).detail == "Er zijn punten van alle leerlingen (1)."
    assert step(cast.secretary) is None
    assert steps_of(acting_of(cast.admin, None), None) == []


def test_a_person_of_two_schools_sees_the_school_they_act_in(as_person, cast, points):
    both = make_person("beide@demo.example", "Bea", "Bots")
    join(both, cast.school, Role.CARE_COORDINATOR)
    join(both, cast.other_school, Role.CARE_COORDINATOR)
    client = as_person(both)
    assert "Resultaten van De Kastanje" in text_of(client.get("/resultaten/"))
    assert client.get(page_of(cast.class_a)).status_code == 404
