"""The names of pupils go on 1 September of the year after their school year; the class stays."""

from datetime import date

import pytest

from schools.domain.retention import NAMELESS, forget_names, names_end_on
from schools.models import Pupil, SchoolClass
from tests.conftest import make_edition


@pytest.fixture
def pupil_of_2025(cast):
    edition = make_edition(2025)
    school_class = SchoolClass.objects.create(school=cast.school, edition=edition, name="6A")
    return Pupil.objects.create(
        school_class=school_class, last_name="Janssens", first_name="Lotte", gender="V"
    )


def test_on_the_last_day_the_name_is_still_there(pupil_of_2025):
    assert names_end_on(2025) == date(2026, 8, 31)

    assert forget_names(on=date(2026, 8, 31)) == 0


def test_a_day_later_name_and_history_of_names_are_gone(pupil_of_2025):
    assert forget_names(on=date(2026, 9, 1)) == 1

    pupil_of_2025.refresh_from_db()
    assert (pupil_of_2025.last_name, pupil_of_2025.first_name) == (NAMELESS, "")
    assert pupil_of_2025.gender == "V"
    assert not Pupil.pgh_event_model.objects.filter(last_name="Janssens").exists()
    assert forget_names(on=date(2026, 9, 1)) == 0


def test_a_pupil_who_was_removed_is_forgotten_as_well(pupil_of_2025):
    pupil_of_2025.delete()
    assert Pupil.pgh_event_model.objects.filter(last_name="Janssens").exists()

    forget_names(on=date(2026, 9, 1))

    assert not Pupil.pgh_event_model.objects.filter(last_name="Janssens").exists()


def test_pupils_of_this_year_keep_their_name(cast):
    pupil = Pupil.objects.create(
        school_class=cast.class_a, last_name="Peeters", first_name="Tom", gender="M"
    )

    forget_names(on=date(2027, 3, 2))

    pupil.refresh_from_db()
    assert pupil.last_name == "Peeters"
