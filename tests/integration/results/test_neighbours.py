"""From one pupil to the next: in the order and the filter of the list that was looked at, and only
pupils whom this person sees by name."""

import re
from datetime import date
from html import unescape

import pytest

from results.domain.pupil_groups import make_group
from schools.models import Pupil
from tests.integration.results.pages import text_of
from tests.integration.results.scores import make_pupil
from tests.integration.results.year_of_results import make_year


@pytest.fixture
def year(cast):
    return make_year(cast)


def hrefs_of(response, pattern: str) -> list[str]:
    return [unescape(one) for one in re.findall(pattern, response.content.decode())]


def listed(response) -> list[str]:
    return hrefs_of(response, r'<th scope="row"><a href="([^"]+)"')


def walked(client, address: str) -> list[str]:
    """The addresses from here on by `volgende`, until there is none."""
    found = [address]
    while after := hrefs_of(client.get(found[-1]), r'rel="next"[^>]* href="([^"]+)"'):
        found += after
    return found


def test_the_whole_list_in_its_own_order_and_back(as_person, cast, year):
    client = as_person(cast.teacher)
    page = client.get(f"/resultaten/klas/{cast.class_a.pk}/?leergebied={year.maths.pk}")
    in_order = listed(page)
    assert len(in_order) == 28
    assert all(f"leergebied={year.maths.pk}" in one for one in in_order)
    assert walked(client, in_order[0]) == in_order
    last = client.get(in_order[-1])
    assert "leerling 28 van 28" in text_of(last)
    assert hrefs_of(last, r'rel="prev"[^>]* href="([^"]+)"') == [in_order[-2]]
    assert hrefs_of(client.get(in_order[0]), r'rel="prev"[^>]* href="([^"]+)"') == []


def test_only_the_girls_where_the_girls_were_looked_at(as_person, cast, year):
    client, path = as_person(cast.care), f"/resultaten/klas/{cast.class_a.pk}/"
    girls = listed(client.get(f"{path}?geslacht=V&naast=vergelijkbaar"))
    assert walked(client, girls[0]) == girls
    keys = [int(re.search(r"leerling/(\d+)/", one)[1]) for one in girls]
    found = Pupil.objects.filter(pk__in=keys, gender="V", school_class=cast.class_a)
    assert found.count() == len(keys) == 14
    page = client.get(girls[3])
    assert "leerling 4 van 14" in text_of(page)
    [back] = hrefs_of(page, r'<p class="back"><a href="([^"]+)"')
    assert listed(client.get(back)) == girls
    # What is typed in the form of the page keeps the list as well.
    assert '<input type="hidden" name="geslacht" value="V">' in page.content.decode()


def test_within_a_leerlingengroep_over_two_classes(as_person, cast, year):
    group = make_group(
        school=cast.school, edition=cast.edition, name="Taalklas",
        pupils=[*year.full[:2], year.small[2]], by=cast.care,
    )  # fmt: skip
    client = as_person(cast.care)
    in_order = listed(client.get(f"/resultaten/groep/{group.pk}/"))
    assert walked(client, in_order[0]) == in_order
    assert len(in_order) == 3
    text = text_of(client.get(in_order[2]))
    assert "leerling 3 van 3 in Taalklas" in text
    assert "Terug naar Taalklas" in text
    # Who does not see all of them by name has the own class, whatever the address says.
    mine = in_order[0] if f"/{year.full[0].pk}/" in in_order[0] else in_order[1]
    text = text_of(as_person(cast.teacher).get(mine))
    assert "van 28" in text
    assert "Taalklas" not in text


@pytest.mark.parametrize("query", ["groep=0", "groep=abc", "groep=99999999999999999", "geslacht=M"])
def test_a_list_that_the_pupil_is_not_in_is_the_class(as_person, cast, year, query):
    girl = year.full[2]
    page = as_person(cast.teacher).get(f"/resultaten/leerling/{girl.pk}/?{query}")
    assert "leerling 2 van 28" in text_of(page)


def test_who_left_without_points_is_in_no_list_but_leads_back(as_person, cast, battery):
    pupil = make_pupil(cast.class_a, "Weg")
    Pupil.objects.filter(pk=pupil.pk).update(left_on=date(2026, 10, 1))
    page = as_person(cast.teacher).get(f"/resultaten/leerling/{pupil.pk}/")
    assert "Er zijn nog geen punten van deze leerling." in text_of(page)
    assert f'<a href="/resultaten/klas/{cast.class_a.pk}/">' in page.content.decode()
    assert "leerling 0" not in text_of(page)
