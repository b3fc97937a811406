"""There are points, nobody counts, and no page says that there are none."""

import pytest
from django.urls import reverse

from results.models import Exemption
from schools.models import Pupil
from tests.integration.results.pages import table_of, text_of
from tests.integration.results.year_of_results import make_year


@pytest.fixture
def year(cast):
    return make_year(cast)


def page_of(school_class) -> str:
    return reverse("results:class", args=[school_class.pk])


def test_because_all_are_exempt_from_a_learning_area(as_person, cast, year):
    Exemption.objects.bulk_create(
        Exemption(pupil=pupil, learning_area=year.maths) for pupil in year.full
    )
    client, page = as_person(cast.teacher), page_of(cast.class_a)
    reason = "28 leerlingen zijn vrijgesteld en tellen niet mee in het gemiddelde."
    for path in (page, f"{page}?leergebied={year.maths.pk}"):
        text = text_of(client.get(path))
        assert reason in text
        assert "geen punten" not in text
    assert f"Vrijgesteld voor Wiskunde: {year.full[1]}, {year.full[2]}, " in text
    rows = table_of(client.get(page), "Gemiddelden met hun zekerheid")
    assert [row[-1] for row in rows if row[0] == "Wiskunde"] == [reason]


def test_because_all_take_part_voluntarily(as_person, cast, year):
    Pupil.objects.filter(school_class=cast.class_b).update(voluntary=True)
    text = text_of(as_person(cast.admin).get(page_of(cast.class_b)))
    assert "3 leerlingen nemen vrijwillig deel en tellen niet mee in het gemiddelde." in text
    assert "Nog geen resultaten" not in text
    assert "Per leerling" in text
