import pytest
from django.utils import timezone

from schools.models import Participation, Pupil
from tests.battery import make_battery

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
