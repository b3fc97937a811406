"""Who sees which results: by the table of rights, and from the release on; never a small group."""

from decimal import Decimal

import pytest
from django.db.models import F
from django.db.models.functions import Abs

from accounts.acting import acting_of
from results.domain.release import release_results
from results.models import Release, Score
from results.queries.viewers import viewer_of
from schools.models import ClassAssignment, SchoolClass
from tests.integration.results.pages import count_queries, sentences_of, table_of, text_of
from tests.integration.results.scores import give_share, make_pupil
from tests.integration.results.year_of_results import make_year

NOT_YET = "Nog niet vrijgegeven"


def page_of(school_class) -> str:
    return f"/resultaten/klas/{school_class.pk}/"


@pytest.fixture
def year(cast):
    """6A has 28 pupils, 6B has 12; three of those made maths."""
    year = make_year(cast)
    for number in range(9):
        give_share(
            make_pupil(cast.class_b, f"Extra {number}"), _items(year), Decimal(number + 4) / 16
        )
    return year


@pytest.fixture
def small_class(cast, year):
    """6C has two pupils: too few to show to who knows neither."""
    school_class = SchoolClass.objects.create(school=cast.school, edition=cast.edition, name="6C")
    for name in ("Cools", "Claes"):
        give_share(make_pupil(school_class, name), _items(year), Decimal("0.5"))
    return school_class


def _items(year) -> list:
    return [item for part in year.battery.parts.values() for item in year.battery.items_of(part)]


MENDED = Abs(F("points") - Decimal("0.25"))  # a quarter of a point more or less in each cell


def release(cast):
    return release_results(school=cast.school, edition=cast.edition, by=cast.admin)


def test_of_a_year_without_an_own_class_none_is_promised(as_person, cast, year):
    said = "Je eigen klas kan je nu al bekijken."
    client = as_person(cast.duo)
    assert said in text_of(client.get("/resultaten/"))
    ClassAssignment.objects.filter(membership__user=cast.duo).delete()
    answer = text_of(client.get("/resultaten/"))
    assert (NOT_YET in answer, said in answer) == (True, False)


class TestTheTable:
    @pytest.mark.parametrize(
        ("who", "own", "named", "other", "others_named"),
        [
            ("admin", 200, True, 200, True),
            ("secretary", 403, False, 403, False),
            ("teacher", 200, True, 403, False),
            ("pe_teacher", 200, True, 200, True),
            ("care", 200, True, 200, True),
            ("duo", 200, True, 200, False),
        ],
    )
    def test_classes_and_names(self, as_person, cast, year, who, own, named, other, others_named):
        release(cast)
        client = as_person(getattr(cast, who))
        for of, pupils, status, names in (
            (cast.class_a, year.full, own, named),
            (cast.class_b, year.small, other, others_named),
        ):
            answer = client.get(page_of(of))
            assert answer.status_code == status
            assert (str(pupils[1]) in answer.content.decode()) is names
            pupil = client.get(f"/resultaten/leerling/{pupils[1].pk}/")
            expected = 200 if names else 403 if who == "secretary" else 404
            assert pupil.status_code == expected
            if status == 200:
                assert f"klas {of.name} (" in sentences_of(answer)[0]
                dots = "De leerlingen" in text_of(
                    client.get(f"{page_of(of)}?leergebied={year.maths.pk}")
                )
                assert dots is names

    def test_another_schools_things_do_not_exist(self, as_person, cast, year):
        client = as_person(cast.outsider)
        for path in (
            page_of(cast.class_a),
            f"/resultaten/leerling/{year.full[0].pk}/",
            f"/resultaten/vestigingsplaats/{cast.sites[0].pk}/",
            f"/resultaten/klas/{'9' * 40}/",
            f"/resultaten/?wie=class-{cast.class_a.pk}",
        ):
            assert client.get(path, follow=True).status_code == 404
        data = {"wie": f"class-{cast.class_a.pk}", "figuur": "overzicht"}
        assert client.post("/resultaten/vastzetten/", data).status_code == 404


class TestBeforeTheRelease:
    def test_a_teacher_sees_only_the_own_class(self, as_person, cast, year):
        client = as_person(cast.teacher)
        page = client.get("/resultaten/")
        assert NOT_YET in text_of(page)
        assert "Gemiddelden" not in page.content.decode()
        step = f'<a class="btn btn-primary" href="{page_of(cast.class_a)}">Bekijk klas 6A</a>'
        assert step in page.content.decode()
        assert page_of(cast.class_b) not in page.content.decode()
        assert "28 leerlingen" in sentences_of(client.get(page_of(cast.class_a)))[0]
        assert NOT_YET in text_of(client.get(f"/resultaten/vestigingsplaats/{cast.sites[0].pk}/"))

    def test_a_duo_waits_for_the_other_classes_and_who_sees_all_names_does_not(
        self, as_person, cast, year
    ):
        assert NOT_YET in text_of(as_person(cast.duo).get(page_of(cast.class_b)))
        for who in (cast.admin, cast.pe_teacher, cast.care):
            assert NOT_YET not in text_of(as_person(who).get(page_of(cast.class_b)))

    def test_in_a_school_of_one_class_there_is_nothing_to_wait_for(self, as_person, cast, battery):
        cast.class_b.delete()
        give_share(make_pupil(cast.class_a, "Aa"), battery.items_of(battery.gym), Decimal(1))
        text = text_of(as_person(cast.teacher).get("/resultaten/"))
        assert NOT_YET not in text
        assert "Onze school haalt voor Bewegen gemiddeld 100,0 %" in text


class TestReleasing:
    def test_the_schoolbeheerder_releases_and_others_see_that_version(self, as_person, cast, year):
        client = as_person(cast.admin)
        assert "Geef de resultaten vrij" in text_of(client.get("/resultaten/vrijgeven/"))
        answer = client.post("/resultaten/vrijgeven/?editie=2027", follow=True)
        assert "Versie 1 van de resultaten van OVSG-toets 2027 is vrijgegeven." in text_of(answer)
        before = sentences_of(as_person(cast.duo).get(page_of(cast.class_b)))
        assert "klas 6B (12 leerlingen)" in before[0]

        Score.objects.filter(pupil=year.small[0], item__part__name="Nederlands lezen").update(
            points=MENDED
        )
        assert sentences_of(as_person(cast.duo).get(page_of(cast.class_b))) == before
        table = table_of(as_person(cast.duo).get(page_of(cast.class_b)), "Gemiddelden")
        live = table_of(as_person(cast.admin).get(page_of(cast.class_b)), "Gemiddelden")
        assert table[1][1] != live[1][1]  # Nederlands
        text = text_of(as_person(cast.admin).get("/resultaten/vrijgeven/"))
        assert "Klas 6B, Nederlands lezen: 6 cellen" in text

        as_person(cast.admin).post("/resultaten/vrijgeven/?editie=2027")
        second = Release.objects.first()
        assert (second.version, second.changes) == (2, [["6B", "Nederlands lezen", 6]])
        now = table_of(as_person(cast.duo).get(page_of(cast.class_b)), "Gemiddelden")
        assert now[1][1] == live[1][1]

    def test_pressing_twice_makes_one_version(self, as_person, cast, year):
        client = as_person(cast.admin)
        client.post("/resultaten/vrijgeven/")
        answer = client.post("/resultaten/vrijgeven/", follow=True)
        assert "Er is niets gewijzigd sinds versie 1." in answer.content.decode()
        assert Release.objects.count() == 1

    def test_what_would_show_whose_it_is_waits(self, as_person, cast, year):
        """One pupil more in 6B is not released, and not said to be; with a change in 6A it is 6A."""
        client = as_person(cast.admin)
        client.post("/resultaten/vrijgeven/")
        give_share(make_pupil(cast.class_b, "Laatkomer"), _items(year), Decimal(1))
        assert "Klas 6B, Nederlands lezen: 6 cellen" in text_of(
            client.get("/resultaten/vrijgeven/")
        )
        answer = client.post("/resultaten/vrijgeven/", follow=True)
        assert "gaat over zo weinig leerlingen dat collega’s" in text_of(answer)
        assert Release.objects.count() == 1
        Score.objects.filter(pupil=year.full[0], item__part__name="Nederlands lezen").update(
            points=MENDED
        )
        client.post("/resultaten/vrijgeven/")
        assert Release.objects.first().changes == [["6A", "Nederlands lezen", 6]]
        sentence = sentences_of(as_person(cast.duo).get(page_of(cast.class_b)))[0]
        assert "klas 6B (12 leerlingen)" in sentence

    def test_without_points_there_is_nothing_to_release(self, as_person, cast, battery):
        answer = as_person(cast.admin).post("/resultaten/vrijgeven/", follow=True)
        assert "Er zijn nog geen punten om vrij te geven." in answer.content.decode()
        assert not Release.objects.exists()


class TestWhatAReleaseSays:
    def test_what_changed_is_told_to_who_sees_the_names_and_to_others_that_it_did(
        self, as_person, cast, year
    ):
        """Two versions less each other are by how much a pupil's points changed: where, is not
        said to who does not know the pupils."""
        release(cast)
        assert "Versie 1, door de school vrijgegeven op" in text_of(
            as_person(cast.duo).get(page_of(cast.class_b))
        )
        for pupil in (year.full[0], year.small[0]):
            Score.objects.filter(pupil=pupil, item__part__name="Nederlands lezen").update(
                points=MENDED
            )
        release(cast)
        client = as_person(cast.duo)  # stands before 6A
        for path in ("/resultaten/", page_of(cast.class_b)):
            text = text_of(client.get(path))
            assert "Versie 2, door de school vrijgegeven op" in text
            assert "Sinds versie 1 zijn er punten gewijzigd." in text
            assert "In je eigen klas: klas 6A, Nederlands lezen (6)." in text
            assert "klas 6B, Nederlands" not in text
        assert client.get("/resultaten/vrijgeven/").status_code == 403
        own = text_of(client.get(page_of(cast.class_a)))
        assert "Versie" not in own
        assert "De cijfers zijn zo sinds" in own
        assert "Versie" not in text_of(as_person(cast.care).get(page_of(cast.class_b)))
        whole = text_of(as_person(cast.admin).get("/resultaten/vrijgeven/"))
        assert "Klas 6B, Nederlands lezen: 6 cellen gewijzigd" in whole


class TestSmallGroups:
    def test_a_small_class_is_hidden_from_who_knows_nobody_in_it(
        self, as_person, cast, small_class
    ):
        release(cast)
        text = text_of(as_person(cast.duo).get(page_of(small_class)))
        assert "Dit cijfer steunt op minder dan 5 leerlingen. We tonen het niet." in text
        assert "50,0" not in text
        assert "50,0" in text_of(as_person(cast.care).get(page_of(small_class)))

    def test_a_filter_that_is_hidden_says_why(self, as_person, cast, small_class):
        release(cast)
        client = as_person(cast.duo)
        text = text_of(client.get(f"{page_of(cast.class_b)}?geslacht=M"))
        assert "We tonen het niet" in text or "We tonen dit cijfer niet" in text
        assert "Toon alle leerlingen" in text
        assert "te weinig leerlingen om te tonen" in text_of(client.get(page_of(cast.class_b)))

    def test_school_less_the_classes_that_are_shown_is_no_small_class(
        self, as_person, cast, small_class
    ):
        """What the duo can add up never leaves the two of 6C: not the school less 6A and 6B."""
        release(cast)
        client = as_person(cast.duo)
        shown = {
            name: bool(sentences_of(client.get(path)))
            for name, path in {
                "school": "/resultaten/",
                "6B": page_of(cast.class_b),
                "6C": page_of(small_class),
                "site": f"/resultaten/vestigingsplaats/{cast.sites[0].pk}/",
            }.items()
        }
        assert shown["6C"] is False
        assert not (shown["school"] and shown["6B"])


def test_what_a_viewer_may_see_costs_the_same_for_any_number_of_classes(as_person, cast, year):
    release(cast)
    path, client = page_of(cast.class_b), as_person(cast.duo)
    queries = count_queries(client, path)
    for number in range(8):
        SchoolClass.objects.create(school=cast.school, edition=cast.edition, name=f"7{number}")
    assert count_queries(client, path) == queries
    viewer = viewer_of(acting_of(cast.duo, cast.school.pk), cast.edition)
    assert (viewer.known, viewer.version) == ({cast.class_a.pk}, 1)
