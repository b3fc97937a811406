"""What is filled and what is missing is asked in three places, each in a query of its own. They say the
same, whatever stands there: codes, a total alone, lapsed questions, exemptions, who left."""

from datetime import date
from itertools import product

import pytest

from results.models import Exemption, Item
from results.queries.entry import progress_of_school
from results.queries.missing import count_of, first_missing, missing_cells
from schools.models import Pupil, SchoolClass
from tests.integration.results.scores import give

pytestmark = pytest.mark.django_db

AREAS = [None, "Nederlands", "Wetenschappen en techniek", "Bewegen"]
BOTH = [False, True]


@pytest.fixture
def classes(cast, battery, ordered):
    """A class of one pupil for everything that can be filled in two questions and a total, by
    somebody who is exempt from an area or from none; and one who left."""
    items = [list(part.items.all()) for part in (battery.gym, battery.practical)]
    made = []
    for filled, area in product(product(BOTH, repeat=3), AREAS):
        school_class = SchoolClass.objects.create(
            school=cast.school, edition=cast.edition, name=f"k{len(made):02}"
        )
        pupil = Pupil.objects.create(
            school_class=school_class, last_name="Aa", first_name="Bo", gender="V"
        )
        for of_part in items:
            marks = zip(of_part, ("A", 1, 2), filled, strict=True)
            give(pupil, {item: mark for item, mark, is_filled in marks if is_filled})
        if area:
            Exemption.objects.create(pupil=pupil, learning_area=battery.areas[area])
        made.append(school_class)
    Pupil.objects.filter(school_class=made[0]).update(left_on=date(2027, 1, 1))
    return made


def test_three_questions_and_one_answer(cast, battery, classes):
    lapsing = [[], [0], [1], [0, 1]]
    # Of one domain, so that the total may be a result; and of two areas.
    for part, may_be_total, lapsed in product((battery.gym, battery.practical), BOTH, lapsing):
        part.may_be_total = may_be_total
        part.save()
        part.items.questions().update(counts=True, annulled_because="")
        gone = [battery.items_of(part)[place].pk for place in lapsed]
        Item.objects.filter(pk__in=gone).update(counts=False, annulled_because="Drukfout.")
        _compare(cast, part, classes)


def _compare(cast, part, classes) -> None:
    of_school = {one.key: one for one in progress_of_school(cast.school, cast.edition)}
    first = first_missing([(school_class.pk, part.pk) for school_class in classes])
    for school_class in classes:
        key = school_class.pk, part.pk
        missing = missing_cells(school_class, part)
        progress = of_school[key]
        assert progress.cells_missing == count_of(missing), key
        if progress.cells:
            assert progress.pupils_done == progress.pupils - len(missing), key
        place = (missing[0].pupil.pk, missing[0].items[0].pk) if missing else None
        assert first.get(key) == place, key
