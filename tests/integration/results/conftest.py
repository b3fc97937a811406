import pytest
from django.test import Client
from django.utils import timezone

from schools.models import Participation, Pupil
from tests.battery import make_battery
from tests.integration.results.grids import Grid, Screen

NAMES = [("Aerts", "Jan", "M"), ("De Smet", "Lotte", "V"), ("Özdemir", "Élif", "X")]


@pytest.fixture
def battery(edition):
    return make_battery(edition)


@pytest.fixture
def ordered(cast):
    """Both schools have ordered."""
    for school in (cast.school, cast.other_school):
        Participation.objects.create(
            school=school, edition=cast.edition, confirmed_at=timezone.now()
        )


@pytest.fixture
def pupils(cast):
    """Three pupils in 6A, in the order of the page."""
    return [
        Pupil.objects.create(
            school_class=cast.class_a, last_name=last, first_name=first, gender=gender
        )
        for last, first, gender in NAMES
    ]


@pytest.fixture
def screen_of(cast, battery, ordered, pupils):
    """`screen_of(cast.teacher)`: the open grid of reading for 6A; also of another part or class."""

    def open_grid(person, part=None, school_class=None, of_pupils=None) -> Screen:
        client = Client()
        client.force_login(person)
        part = part or battery.reading
        return Screen(
            client,
            school_class or cast.class_a,
            part,
            list(part.items.all()),
            of_pupils or pupils,
        )

    return open_grid


@pytest.fixture
def grid(cast, battery, ordered, pupils):
    """The page of reading for 6A, as it is without its program."""
    return Grid(cast.class_a, battery.reading, battery.items_of(battery.reading), pupils)
