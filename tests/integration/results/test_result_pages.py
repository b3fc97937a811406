"""The pages of Resultaten: what stands on them, from overview to detail, and what they cost."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.acting import acting_of
from accounts.roles import Role
from results.domain.class_figures import refresh_class_figures
from results.domain.reference import refresh_reference
from results.domain.release import release_results
from results.models import Item
from results.steps import steps_of
from schools.models import ClassAssignment, School, SchoolClass
from tests.conftest import join, make_person
from tests.integration.results.flemish_2017 import make_flemish_2017
from tests.integration.results.pages import (
    alternatives_of,
    count_queries,
    sentences_of,
    table_of,
    text_of,
)
from tests.integration.results.scores import give, give_share, make_pupil
from tests.integration.results.year_of_results import make_year, make_year_before


def page_of(school_class) -> str:
    return reverse("results:class", args=[school_class.pk])


@pytest.fixture
def year(cast):
    return make_year(cast)


MEANS = "Gemiddelden met hun zekerheid"


class TestFromOverviewToDetail:
    def test_one_sentence_a_figure_which_is_the_text_of_its_chart_too(self, as_person, cast, year):
        client = as_person(cast.teacher)
        overview = client.get(page_of(cast.class_a))
        (said,) = sentences_of(overview)
        assert said == (
            "Voor Nederlands is het gemiddelde van klas 6A (28 leerlingen) hoger dan dat van alle "
            "deelnemers, voor Wiskunde is het lager, en voor Wetenschappen en techniek en Bewegen "
            "is het verschil niet te onderscheiden van toeval."
        )
        detail = client.get(f"{page_of(cast.class_a)}?leergebied={year.maths.pk}")
        said = sentences_of(detail)
        assert len(said) == 3  # domains, pupils, questions
        assert said[1].startswith("Van de 28 leerlingen van klas 6A zitten er voor Wiskunde ")
        assert "was voor klas 6A (28 leerlingen) het moeilijkst" in said[2]
        for sentence, alternative in zip(said, alternatives_of(detail), strict=True):
            assert alternative.startswith(sentence)
        html = detail.content.decode()
        assert html.count("Hoe lees ik dit?") == html.count("De cijfers in een tabel") == 3
        assert "style=" not in html.split("<main")[1]

    def test_the_table_has_the_numbers_of_the_sentence(self, as_person, cast, year):
        response = as_person(cast.teacher).get(page_of(cast.class_a))
        rows = {row[0]: row for row in table_of(response, MEANS)}
        _, mean, low, high, everybody, pupils, stands = rows["Wiskunde"]
        assert (pupils, stands) == ("28", "lager")
        assert f"Klas 6A haalt voor Wiskunde gemiddeld {mean} %." in text_of(response)
        assert f"gemiddelde van alle deelnemers ({everybody} %)" in text_of(response)
        low, high, everybody = (float(n.replace(",", ".")) for n in (low, high, everybody))
        assert low < float(mean.replace(",", ".")) < high < everybody

    def test_it_leads_to_the_area_that_differs(self, as_person, cast, year):
        html = as_person(cast.teacher).get(page_of(cast.class_a)).content.decode()
        dutch = year.battery.areas["Nederlands"].pk
        assert f'leergebied={dutch}">Bekijk Nederlands</a>' in html
        assert "een verschil dat groter is dan toeval" in html
        assert html.count("btn-primary") == 1

    def test_a_class_names_its_pupils_and_leads_to_each(self, as_person, cast, year):
        client = as_person(cast.teacher)
        rows = table_of(client.get(page_of(cast.class_a)), "Procent per leerling")
        assert [len(rows), rows[-1][0]] == [30, "Klas 6A"]
        pupil = year.full[0]
        page = client.get(f"/resultaten/leerling/{pupil.pk}/")
        (said,) = sentences_of(page)
        assert f"het resultaat van {pupil.full_name} " in said
        assert "gemiddelde van alle deelnemers" in said
        row = next(row for row in rows if row[0] == str(pupil))
        shown = {r[0]: r[1] for r in table_of(page, "Resultaat van")}
        assert row[1:] == [shown[name.removesuffix(" (%)")] for name in rows[0][1:]]

    def test_a_school_names_nobody(self, as_person, cast, year):
        text = as_person(cast.admin).get(f"/resultaten/?leergebied={year.maths.pk}")
        assert "Leerling 01" not in text_of(text)
        assert "Klas 6A" in text_of(as_person(cast.admin).get("/resultaten/"))

    def test_sites_have_their_own_page(self, as_person, cast, year):
        cast.class_a.site = cast.sites[1]
        cast.class_a.save()
        text = text_of(
            as_person(cast.care).get(f"/resultaten/vestigingsplaats/{cast.sites[1].pk}/")
        )
        assert "vestigingsplaats De Linde, wijkschool (28 leerlingen)" in text
        empty = as_person(cast.care).get(f"/resultaten/vestigingsplaats/{cast.sites[0].pk}/")
        assert "Nog geen resultaten" in text_of(empty)


class TestFilters:
    def test_boys_and_girls_and_comparable_schools(self, as_person, cast, year):
        client = as_person(cast.teacher)
        response = client.get(f"{page_of(cast.class_a)}?geslacht=V&naast=vergelijkbaar")
        text = text_of(response)
        assert "De meisjes van klas 6A halen voor Wiskunde" in text
        assert "(14 leerlingen)" in sentences_of(response)[0]
        said = text.split("Vergelijkbare scholen: voorlopig", 1)[1].split(".")[0]
        assert "% ingevoerd" not in said  # that is known of all participants, not of these
        assert "de middelste helft van de leerlingen van vergelijkbare scholen" in text
        assert "Zet vast" not in text  # what is pinned is about all pupils

    def test_questions_too_stand_beside_who_was_chosen(self, as_person, cast):
        year = make_year(cast, schools=21)
        School.objects.filter(name__in=[f"School {n}" for n in range(10)]).update(ses_zone="D")
        refresh_reference(edition=cast.edition)
        client, tables = as_person(cast.teacher), []
        for name, query in (("Alle deelnemers", ""), ("Vergelijkbare scholen", "vergelijkbaar")):
            page = client.get(f"{page_of(cast.class_a)}?leergebied={year.maths.pk}&naast={query}")
            tables.append(table_of(page, "Procent van de punten per vraag"))
            assert tables[-1][0][2] == f"{name} (%)"
            [said] = [one for one in sentences_of(page) if "het moeilijkst" in one]
            assert f"({name.lower()}: " in said
            assert name.split()[0].lower() in " ".join(alternatives_of(page)[-1:])
        assert [row[1] for row in tables[0]] == [row[1] for row in tables[1]]
        assert [row[2] for row in tables[0]] != [row[2] for row in tables[1]]

    def test_another_group_is_chosen_in_the_form(self, as_person, cast, year):
        client = as_person(cast.admin)
        answer = client.get(f"/resultaten/?wie=class-{cast.class_b.pk}&geslacht=M&editie=2027")
        assert answer.url == f"{page_of(cast.class_b)}?geslacht=M"

    @pytest.mark.parametrize(
        ("query", "sentence"),
        [
            ("geslacht=Z", "Deze keuze van leerlingen kennen we niet. Je ziet alle leerlingen."),
            ("naast=x", "Deze vergelijking kennen we niet. Je ziet alle deelnemers."),
            ("leergebied=abc", "Dit leergebied is er niet in deze editie. Je ziet het overzicht."),
            ("leergebied=" + "9" * 5000, "Dit leergebied is er niet in deze editie."),
            ("wie=iedereen", "Deze groep kennen we niet."),
            ("wie=class-0", "Deze groep kennen we niet."),
        ],
    )
    def test_what_is_not_understood_is_said(self, as_person, cast, battery, query, sentence):
        for path in ("/resultaten/", page_of(cast.class_a)):
            response = as_person(cast.admin).get(f"{path}?{query}")
            assert (response.status_code, sentence in text_of(response)) == (200, True)

    @pytest.mark.parametrize("year", ["2031", "x", "2027 ", "%00", "9" * 400])
    def test_another_year_is_not_found(self, as_person, cast, battery, year):
        assert as_person(cast.admin).get(f"/resultaten/?editie={year}").status_code == 404


class TestOverTheYears:
    @pytest.fixture
    def before(self, cast, year):
        return make_year_before(cast)

    def test_the_trend_of_the_school_compares_differences(self, as_person, cast, year, before):
        gym = year.battery.areas["Bewegen"]
        response = as_person(cast.admin).get(f"/resultaten/?leergebied={gym.pk}")
        said = next(one for one in sentences_of(response) if "zat in 2027" in one)
        assert "in 2026" in said
        rows = table_of(response, "Verschil met alle deelnemers van dat jaar")
        assert [row[0] for row in rows] == ["Jaar", "2026", "2027"]
        one_class = as_person(cast.admin).get(f"{page_of(cast.class_a)}?leergebied={gym.pk}")
        assert "Over de jaren" not in text_of(one_class)

    def test_an_earlier_edition_can_be_chosen(self, as_person, cast, before):
        client = as_person(cast.admin)
        assert "Wiskunde" in text_of(client.get("/resultaten/"))
        text = text_of(client.get("/resultaten/?editie=2026"))
        assert "Onze school haalt voor Bewegen gemiddeld" in text
        assert "Wiskunde" not in text

    def test_after_the_summer_last_years_result_is_still_there(self, as_person, cast, year, on):
        on(date(2027, 9, 3))
        assert "Wiskunde" in text_of(as_person(cast.admin).get("/resultaten/"))


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

    def test_domains_of_different_pupils_make_no_area(self, as_person, cast, battery):
        """Each domain has a figure; no pupil has them all, so the area has no pupils."""
        items = battery.items_of(battery.reading)
        spoken = [i for i in battery.items_of(battery.practical) if i.domain.name == "spreken"]
        for name, made in (("Aa", items), ("Bb", spoken)):
            give_share(make_pupil(cast.class_a, name), made, Decimal("0.5"))
        text = text_of(as_person(cast.teacher).get(page_of(cast.class_a)))
        assert "geen enkele leerling heeft van alle domeinen punten" in text
        assert "3 van de 3 domeinen" not in text

    def test_no_points_leads_who_enters_them_there(self, as_person, cast, battery):
        pupil = make_pupil(cast.class_a, "Aa")
        give(pupil, dict.fromkeys(battery.items_of(battery.reading), "A"))  # no figure either
        response = as_person(cast.teacher).get(page_of(cast.class_a))
        assert "Er zijn nog geen punten van klas 6A." in text_of(response)
        assert f'href="{reverse("results:points")}">Geef punten in' in response.content.decode()
        response = as_person(cast.admin).get("/resultaten/")
        assert "Er zijn nog geen punten van onze school." in text_of(response)
        page = as_person(cast.teacher).get(f"/resultaten/leerling/{pupil.pk}/")
        assert "Er zijn nog geen punten van deze leerling." in text_of(page)

    def test_an_area_waits_until_all_its_domains_have_points(self, as_person, cast, battery):
        give_share(make_pupil(cast.class_a, "Aa"), battery.items_of(battery.reading), Decimal(1))
        response = as_person(cast.teacher).get(page_of(cast.class_a))
        assert "Er zijn cijfers voor 2 van de 3 domeinen." in text_of(response)
        assert "Alle deelnemers: er zijn nog geen scholen met punten" in text_of(response)
        dutch = battery.areas["Nederlands"].pk
        rows = table_of(
            as_person(cast.teacher).get(f"{page_of(cast.class_a)}?leergebied={dutch}"), MEANS
        )
        assert [row[:2] for row in rows[1:]] == [
            ["lezen", "100,0"], ["taalbeschouwing", "100,0"], ["spreken", "–"],
        ]  # fmt: skip

    def test_an_exempt_pupil_is_marked_and_left_out_of_the_mean(self, as_person, cast, year):
        pupil = make_pupil(cast.class_a, "Vrij")
        give(pupil, {i: "V" if i.label == "1" else 2 for i in Item.objects.filter(part__name="Wiskunde", is_total=False)})  # fmt: skip
        response = as_person(cast.teacher).get(
            f"{page_of(cast.class_a)}?leergebied={year.maths.pk}"
        )
        rows = {row[0]: row for row in table_of(response, "Procent per leerling")}
        assert rows["Vrij Noor"] == ["Vrij Noor", "100,0*", "100,0", "100,0", "100,0*"]
        pupils = {row[0]: row[5] for row in table_of(response, MEANS)}
        assert (pupils["getallen"], pupils["meten"]) == ("28", "29")


class TestWhatItCosts:
    @pytest.mark.parametrize("url", ["school", "class", "area"])
    def test_as_many_queries_for_one_pupil_as_for_thirty(self, as_person, cast, battery, url):
        path = "/resultaten/" if url == "school" else page_of(cast.class_a)
        if url == "area":
            path += f"?leergebied={battery.areas['Nederlands'].pk}"
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
        refresh_class_figures(edition=cast.edition)
        assert count_queries(client, path) <= queries
        assert queries <= 40


def test_the_published_flemish_averages_stand_on_the_page(as_person, cast):
    """Points → domains → areas → page: the totals and domains of 2017 to the decimal."""
    flemish = make_flemish_2017(cast)
    refresh_reference(edition=cast.edition)
    client = as_person(cast.teacher)
    overview = client.get(page_of(cast.class_a))
    rows = table_of(overview, MEANS)[1:]
    assert {row[0]: (row[1], row[4]) for row in rows} == {
        area: (total, total) for area, total in flemish.totals.items()
    }
    shown = {}
    for area in cast.edition.learning_areas.all():
        page = client.get(f"{page_of(cast.class_a)}?leergebied={area.pk}")
        shown |= {(area.name, row[0]): row[1] for row in table_of(page, MEANS)[1:]}
    assert shown == flemish.published


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
    assert (step(cast.admin).url, step(cast.admin).link) == ("/resultaten/", "Bekijk de resultaten")
    own = "Er zijn punten van alle leerlingen (1)."
    later = "De resultaten van de school zie je zodra de schoolbeheerder ze vrijgeeft."
    for person in (cast.teacher, cast.duo):  # it leads to where something is
        assert step(person).detail == f"{own} {later}"
        assert (step(person).url, step(person).link) == (page_of(cast.class_a), "Bekijk klas 6A")
        assert "Nog niet vrijgegeven" not in text_of(as_person(person).get(step(person).url))
    SchoolClass.objects.create(school=cast.school, edition=cast.edition, name="6C")
    ClassAssignment.objects.create(membership=cast.duo.memberships.get(), school_class=cast.class_b)
    assert (step(cast.duo).url, step(cast.duo).link) == ("/resultaten/", "Bekijk je klassen")
    assert "Je klassen Klas 6A Klas 6B" in text_of(as_person(cast.duo).get("/resultaten/"))
    release_results(school=cast.school, edition=cast.edition, by=cast.admin)
    assert (step(cast.teacher).detail, step(cast.teacher).url) == (own, "/resultaten/")
    assert step(cast.secretary) is None
    assert steps_of(acting_of(cast.admin, None), None) == []


def test_a_person_of_two_schools_sees_the_school_they_act_in(as_person, cast, battery):
    both = make_person("beide@demo.example", "Bea", "Bots")
    join(both, cast.school, Role.CARE_COORDINATOR)
    join(both, cast.other_school, Role.CARE_COORDINATOR)
    client = as_person(both)
    assert "Resultaten van De Kastanje" in text_of(client.get("/resultaten/"))
    assert client.get(page_of(cast.class_a)).status_code == 404
