"""The overview of a group leads to what there is to see, and says nothing twice."""

import re

import pytest
from django.urls import reverse

from results.models import Item, Score
from results.pages import WHOLE
from tests.integration.results.pages import table_of, text_of
from tests.integration.results.year_of_results import make_year


@pytest.fixture
def year(cast):
    return make_year(cast)


@pytest.fixture
def overview(as_person, cast, year):
    address = reverse("results:class", args=[cast.class_a.pk])
    return lambda: as_person(cast.teacher).get(address)


def forget(items) -> None:
    """The points for these questions, as if nobody had entered them."""
    Score.objects.filter(item__in=list(items.values_list("pk", flat=True))).delete()


def test_no_way_to_an_area_without_points_and_no_empty_column(overview, year):
    forget(Item.objects.exclude(domain__learning_area=year.maths))
    page = overview()
    assert "Bekijk Wiskunde</a>" in page.content.decode()
    assert table_of(page, "Procent per leerling")[0] == ["Leerling", "Wiskunde (%)"]
    assert page.content.decode().count(">geen cijfer</text>") == len(year.battery.areas)


def test_no_sentence_is_shown_twice(overview):
    shown = re.sub(r"<title>.*?</title>", "", overview().content.decode().split("<main")[1])
    said = re.findall(r"Klas 6A haalt voor .*? gemiddeld", shown)
    assert said
    assert len(said) == len(set(said))


def test_why_some_area_has_no_figure_yet_is_said_once_for_all(overview, year):
    assert WHOLE not in text_of(overview())
    forget(Item.objects.filter(domain__name="getallen"))
    first = year.battery.areas["Nederlands"].domains.order_by("position")[0]
    forget(Item.objects.filter(domain=first))
    text = text_of(overview())
    assert "Er zijn cijfers voor 2 van de 3 domeinen." in text
    assert text.count("Er zijn cijfers voor ") == 2
    assert text.count(WHOLE) == 1


def test_from_a_pupil_to_the_areas_one_after_the_other(as_person, cast, year):
    client = as_person(cast.teacher)
    page = f"/resultaten/leerling/{year.full[0].pk}/"
    first = re.search(
        r'class="btn btn-primary" href="([^"]+)">Bekijk ', client.get(page).content.decode()
    )
    assert first
    names = [area.name for area in cast.edition.learning_areas.order_by("position", "pk")]
    address = f"{page}?leergebied={year.battery.areas[names[0]].pk}"
    for name in names[1:]:
        after = re.search(
            rf'href="([^"]+)">Verder naar {name}<', client.get(address).content.decode()
        )
        address = after[1]
    assert "Verder naar" not in client.get(address).content.decode()
