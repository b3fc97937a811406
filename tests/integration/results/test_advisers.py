"""Pedagogisch adviseurs: released figures without names, of schools that consent, while they do."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from results.domain.release import release_results
from results.models import AdviserLook, Release
from results.queries.viewers import ADVISERS
from schools.models import Participation, School, SchoolClass, Site
from tests.battery import make_battery
from tests.conftest import make_edition, make_person
from tests.integration.results.pages import sentences_of, text_of
from tests.integration.results.scores import give_share, make_pupil
from tests.integration.results.year_of_results import make_year


@pytest.fixture
def adviser(db):
    user = make_person("adri@demo.example", "Adri", "Advies")
    user.groups.add(Group.objects.get(name=ADVISERS))
    return user


@pytest.fixture
def consent(cast):
    return Participation.objects.create(
        school=cast.school, edition=cast.edition, confirmed_at=timezone.now(), advisers_may_see=True
    )


def test_an_adviser_lands_on_the_schools_that_consented(as_person, cast, adviser, consent):
    Participation.objects.create(
        school=cast.other_school, edition=cast.edition, confirmed_at=timezone.now()
    )
    answer = as_person(adviser).get("/", follow=True)
    text = text_of(answer)
    assert "Scholen die je laten meekijken" in text
    assert "De Linde" in text
    assert "De Kastanje" not in text
    assert "gaf haar resultaten nog niet vrij" in text_of(
        as_person(adviser).get(f"/resultaten/advies/{consent.pk}/")
    )
    assert not AdviserLook.objects.exists()


def test_the_list_says_which_schools_released(as_person, cast, adviser, consent):
    client, waiting = as_person(adviser), "nog niet vrijgegeven"
    assert waiting in text_of(client.get("/resultaten/advies/"))
    make_year(cast)
    release_results(school=cast.school, edition=cast.edition, by=cast.admin)
    assert waiting not in text_of(client.get("/resultaten/advies/"))


def test_a_country_of_schools_comes_in_pages_and_can_be_looked_for(
    as_person, cast, adviser, consent, django_assert_max_num_queries
):
    towns = ("Aalst", "Bree", "Geel")
    schools = School.objects.bulk_create(
        School(
            institution_number=200_000 + number,
            name=f"Dorpsschool {number:03}",
            email=f"dorp{number}@demo.example",
            municipality=towns[number % 3],
        )
        for number in range(120)
    )
    Participation.objects.bulk_create(
        Participation(
            school=school, edition=cast.edition, confirmed_at=timezone.now(), advisers_may_see=True
        )
        for school in schools
    )
    client, path = as_person(adviser), "/resultaten/advies/"
    client.get(path)
    with django_assert_max_num_queries(12):
        first = client.get(path)
    assert "Pagina 1 van 3" in text_of(first)
    last = text_of(client.get(path, {"pagina": 3}))
    assert "Dorpsschool 119" in last
    assert "Dorpsschool 010" not in last
    for words, found, count in (
        ("geel dorps", "Dorpsschool 119", 40),
        ("200017", "Dorpsschool 017", 1),
        (" dorpsschool 017 ", "Dorpsschool 017", 1),
    ):
        page = client.get(path, {"zoek": words})
        assert found in text_of(page)
        assert page.context["page"].paginator.count == count
    page = client.get(path, {"zoek": "dorps", "pagina": 2, "editie": cast.edition.year})
    assert f"?zoek=dorps&amp;pagina=3&amp;editie={cast.edition.year}" in page.content.decode()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("100%", "Geen school die je"),
        ("\x00", "Null-tekens"),
        ("a" * 101, "niet meer dan 100 tekens"),
    ],
)
def test_nonsense_to_look_for_is_answered_and_kept(as_person, cast, adviser, consent, words, says):
    page = as_person(adviser).get("/resultaten/advies/", {"zoek": words})
    assert page.status_code == 200
    assert says in text_of(page)


def test_one_edition_at_a_time(as_person, cast, adviser, consent):
    before = make_edition(2026)
    Participation.objects.create(
        school=cast.other_school, edition=before, confirmed_at=timezone.now(), advisers_may_see=True
    )
    client, path = as_person(adviser), "/resultaten/advies/"
    assert "De Kastanje" not in text_of(client.get(path))
    assert "De Kastanje" in text_of(client.get(path, {"editie": 2026}))
    Release.objects.create(
        school=cast.other_school, edition=before, version=1, released_at=timezone.now()
    )
    assert "De Kastanje" in text_of(client.get(path))  # the newest with something to see
    assert client.get(path, {"editie": 2031}).status_code == 404


def test_figures_without_names_and_the_school_sees_who_looked(as_person, cast, adviser, consent):
    year = make_year(cast)
    assert "Nog niemand keek." in text_of(as_person(cast.care).get("/resultaten/"))
    release_results(school=cast.school, edition=cast.edition, by=cast.admin)
    client, path = as_person(adviser), f"/resultaten/advies/{consent.pk}/"
    for address in (path, f"{path}klas/{cast.class_a.pk}/", f"{path}?leergebied={year.maths.pk}"):
        page = client.get(address)
        assert page.status_code == 200
        html = page.content.decode()
        assert "Leerling 01" not in html
        assert "Zet vast" not in html
        assert "/resultaten/klas/" not in html
    assert "Dit cijfer steunt op minder dan 5" in text_of(
        client.get(f"{path}klas/{cast.class_b.pk}/")
    )
    assert client.get(f"{path}klas/{cast.other_class.pk}/").status_code == 404
    assert AdviserLook.objects.count() == 1  # once a day
    text = text_of(as_person(cast.care).get("/resultaten/"))
    assert "Ingekeken door een pedagogisch adviseur: Adri Advies op" in text


def test_the_school_reads_every_day_on_which_somebody_looked(as_person, cast, adviser, consent):
    battery = make_battery(cast.edition)
    give_share(make_pupil(cast.class_a, "Aa"), battery.items_of(battery.gym), Decimal(1))
    other = make_person("bea@demo.example", "Bea", "Bijkijker")
    for number in range(5):
        AdviserLook.objects.create(
            school=cast.school, edition=cast.edition, adviser=[adviser, other][number % 2],
            day=date(2027, 2, 10 + number), at=timezone.now(),
        )  # fmt: skip
    text = text_of(as_person(cast.care).get("/resultaten/"))
    assert "Alle 5 dagen waarop er gekeken werd" in text
    for day, who in ((10, "Adri Advies"), (11, "Bea Bijkijker"), (14, "Adri Advies")):
        assert f"{day} februari 2027: {who}" in text


def test_school_and_class_are_not_both_shown_where_the_rest_is_too_small(
    as_person, cast, adviser, consent
):
    """31 less 28 is 3: the school is shown, the class of 28 not."""
    make_year(cast)
    release_results(school=cast.school, edition=cast.edition, by=cast.admin)
    client, path = as_person(adviser), f"/resultaten/advies/{consent.pk}/"
    assert "gemiddelde van De Linde (31 leerlingen)" in sentences_of(client.get(path))[0]
    page = client.get(f"{path}klas/{cast.class_a.pk}/")
    assert sentences_of(page) == []
    assert "wie het naast de andere cijfers legt" in text_of(page)


def test_who_stands_before_a_class_here_too_sees_nothing_beside_it(as_person, cast, consent):
    make_year(cast)
    release_results(school=cast.school, edition=cast.edition, by=cast.admin)
    cast.teacher.groups.add(Group.objects.get(name=ADVISERS))
    page = as_person(cast.teacher).get(f"/resultaten/advies/{consent.pk}/")
    assert sentences_of(page) == []  # 31 less the own 28 is 3


def test_a_school_of_several_sites_has_a_page_for_each(as_person, cast, adviser, consent):
    make_year(cast)
    for of, site in zip((cast.class_a, cast.class_b), cast.sites, strict=False):
        SchoolClass.objects.filter(pk=of.pk).update(site=site)
    branch = cast.sites[0]
    release_results(school=cast.school, edition=cast.edition, by=cast.admin)
    client, path = as_person(adviser), f"/resultaten/advies/{consent.pk}/"
    of_site, of_class = f"{path}vestigingsplaats/{branch.pk}/", f"{path}klas/{cast.class_a.pk}/"
    overview = client.get(path)
    assert f'href="{of_site}"' in overview.content.decode()
    page = client.get(of_site)
    assert f"Resultaten van vestigingsplaats {branch.name}" in text_of(page)
    assert "Per vestigingsplaats" not in text_of(page)
    html = page.content.decode()
    assert f'href="{of_class}"' in html
    assert f"klas/{cast.class_b.pk}/" not in html
    assert sentences_of(page) == []  # the rest of the school is a class of three
    elsewhere = Site.objects.create(
        school=cast.other_school, sequence=9, name="Elders", street="Elders", house_number="1",
        postal_code="9000", municipality="Gent",
    )  # fmt: skip
    assert client.get(f"{path}vestigingsplaats/{elsewhere.pk}/").status_code == 404


def test_who_works_in_a_school_too_finds_the_pages_in_the_menu(as_person, cast, consent):
    link = 'href="/resultaten/advies/"'
    client = as_person(cast.care)
    assert link not in client.get("/").content.decode()
    cast.care.groups.add(Group.objects.get(name=ADVISERS))
    assert link in client.get("/").content.decode()
    page = client.get("/resultaten/advies/").content.decode()
    assert f'{link} aria-current="page"' in page
    assert 'href="/resultaten/" aria-current' not in page


def test_it_ends_at_once(as_person, cast, adviser, consent):
    make_year(cast, schools=2)
    release_results(school=cast.school, edition=cast.edition, by=cast.admin)
    client, path = as_person(adviser), f"/resultaten/advies/{consent.pk}/"
    assert client.get(path).status_code == 200
    Participation.objects.update(advisers_may_see=False)
    assert client.get(path).status_code == 404
    assert client.get(f"{path}klas/{cast.class_a.pk}/").status_code == 404
    assert "Nog geen scholen" in text_of(client.get("/resultaten/advies/"))
    Participation.objects.update(advisers_may_see=True)
    adviser.groups.clear()
    assert client.get(path).status_code == 403
    assert as_person(cast.helpdesk).get(path).status_code == 403
