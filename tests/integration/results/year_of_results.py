"""A year with results to look at: De Linde's full 6A and a small 6B among eleven other schools.

year = make_year(cast)     # 6A: 28 pupils, 6B: 3; every cell filled; the references computed
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from results.domain.reference import refresh_reference
from results.models import Domain, Item, LearningArea, TestPart
from schools.models import Edition, Pupil, School, SchoolClass
from tests.battery import Battery, make_battery
from tests.conftest import make_edition, make_school
from tests.integration.results.many_points import enter_points
from tests.integration.results.scores import give_share, make_pupil

SCHOOLS, FULL, SMALL = 11, 28, 3
ZONE = "C"
LONG = ("Vandenbroucke-Van Cauwenberghe", "Maria-Magdalena Alexandra")
MATHS = {"getallen": 10, "meten": 8, "meetkunde": 6}


@dataclass(frozen=True)
class Year:
    battery: Battery
    maths: LearningArea
    full: list[Pupil]
    small: list[Pupil]


def make_year(cast, *, schools: int = SCHOOLS) -> Year:
    """The pupils of De Linde do a little worse in maths than the others, and better in the rest."""
    battery, random = make_battery(cast.edition), Random(6)
    maths = _maths(cast.edition)
    full, small = _pupils(cast.class_a, FULL), _pupils(cast.class_b, SMALL)
    others = [p for one in _others(cast.edition, schools) for p in _pupils(one, 12)]
    School.objects.update(ses_zone=ZONE)
    cast.school.refresh_from_db()
    items = list(Item.objects.filter(is_total=False).select_related("domain__learning_area"))
    for pupils, shift in ((full, -0.3), (small, -0.1), (others, 0.0)):
        enter_points(
            (pupil, item, points)
            for pupil in pupils
            for item, points in _marks(items, random, shift, maths)
        )
    refresh_reference(edition=cast.edition)
    return Year(battery, maths, full, small)


def make_year_before(cast) -> Edition:
    """A year earlier each school had a 6A of six, of which gym was entered."""
    before = make_edition(cast.edition.year - 1)
    battery = make_battery(before)
    for place, school in enumerate(School.objects.order_by("pk")):
        school_class = SchoolClass.objects.create(school=school, edition=before, name="6A")
        for number in range(6):
            share = Decimal(number + 8 - place % 4) / 16
            give_share(make_pupil(school_class, f"v{number}"), battery.items_of(battery.gym), share)
    refresh_reference(edition=before)
    return before


def _marks(items, random: Random, shift: float, maths: LearningArea):
    able = random.gauss(0.68, 0.15)
    for place, item in enumerate(items):
        harder = 0.25 * (place % 5) / 5
        own = shift if item.domain.learning_area_id == maths.pk else -shift / 4
        share = min(max(random.gauss(able + own - harder + 0.1, 0.2), 0), 1)
        step = Decimal("0.5")
        yield item, (Decimal(item.maximum) * Decimal(round(share, 2)) / step).quantize(1) * step


def _maths(edition) -> LearningArea:
    area = LearningArea.objects.create(edition=edition, name="Wiskunde", position=9)
    part = TestPart.objects.create(
        edition=edition, name="Wiskunde", mode="paper", position=9, opens_on=date(2026, 9, 1)
    )
    label = 0
    for place, (name, number) in enumerate(MATHS.items(), 1):
        domain = Domain.objects.create(learning_area=area, name=name, position=place)
        for _ in range(number):
            label += 1
            Item.objects.create(
                part=part, domain=domain, label=str(label), maximum=2, page=1, position=label
            )
    return area


def _pupils(school_class: SchoolClass, number: int) -> list[Pupil]:
    names = [LONG, *((f"Leerling {place:02d}", "Noor") for place in range(1, number))]
    return Pupil.objects.bulk_create(
        Pupil(school_class=school_class, last_name=last, first_name=first, gender="VM"[n % 2])
        for n, (last, first) in enumerate(names[:number])
    )


def _others(edition, number: int) -> list[SchoolClass]:
    schools = [make_school(150_000 + place, f"School {place}") for place in range(number)]
    return [SchoolClass.objects.create(school=one, edition=edition, name="6A") for one in schools]
