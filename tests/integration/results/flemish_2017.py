"""The edition whose figures are the published Flemish averages of 2017, entered as points.

    country = make_flemish_2017(cast)      # De Linde's 6A and eleven other schools, all in zone E
    country.published["Wiskunde", "getallen"] == "64,0"; country.totals["Wiskunde"] == "69,3"

Every class is spread symmetrically about the published averages, so class 6A of De Linde, the
school, all participants and the schools of the zone all come out at the published decimal. Each
domain is asked in two questions of one part, of 60 and 40 points.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from results.models import Domain, Item, LearningArea, TestPart
from schools.models import Pupil, School, SchoolClass
from tests.conftest import make_school
from tests.integration.results.many_points import enter_points
from tests.unit.results.test_flemish_averages import TOTALS, published

OFF = [Decimal(step) for step in ("-8", "-4", "-1.5", "1.5", "4", "8")]  # percent points
SCHOOLS = 11  # beside De Linde
ZONE = "E"
MAXIMA = (60, 40)


@dataclass(frozen=True)
class Flemish2017:
    """`published`: (area, domain) → the figure as it was published, `totals`: area → its total."""

    published: dict[tuple[str, str], str]
    totals: dict[str, str]
    school: School
    school_class: SchoolClass
    edition: object
    pupils: list[Pupil]


def make_flemish_2017(cast) -> Flemish2017:
    """In the cast's edition, with the points of all; nothing is computed yet."""
    rows = [(area, *row) for area, domains in published().items() for row in domains.items()]
    items = _battery(cast.edition, rows)
    classes = [cast.class_a, *_schools(cast)]
    School.objects.filter(classes__in=classes).update(ses_zone=ZONE)
    cast.school.refresh_from_db()
    pupils = Pupil.objects.bulk_create(
        Pupil(
            school_class=one, last_name=f"Leerling {place}", first_name="Noor",
            gender="VM"[place % 2],
        )
        for one in classes
        for place in range(len(OFF))
    )  # fmt: skip
    _enter(pupils, items)
    return Flemish2017(
        published={(area, domain): percent.replace(".", ",") for area, domain, percent in rows},
        totals=TOTALS,
        school=cast.school,
        school_class=cast.class_a,
        edition=cast.edition,
        pupils=[pupil for pupil in pupils if pupil.school_class_id == cast.class_a.pk],
    )


def _battery(edition, rows: list[tuple[str, str, str]]) -> list[tuple[Decimal, list[Item]]]:
    """(published percentage, the two items) per domain."""
    areas: dict[str, LearningArea] = {}
    made = []
    for place, (name, of_domain, percent) in enumerate(rows, 1):
        if name not in areas:
            areas[name] = LearningArea.objects.create(edition=edition, name=name, position=place)
        domain = Domain.objects.create(learning_area=areas[name], name=of_domain, position=place)
        part = TestPart.objects.create(
            edition=edition, name=f"{name} {of_domain}", mode="paper", position=place,
            opens_on=date(2026, 9, 1),
        )  # fmt: skip
        items = Item.objects.bulk_create(
            Item(part=part, domain=domain, label=str(n), maximum=most, page=n, position=n)
            for n, most in enumerate(MAXIMA, 1)
        )
        made.append((Decimal(percent), items))
    return made


def _schools(cast) -> list[SchoolClass]:
    schools = [make_school(150_000 + place, f"School {place}") for place in range(SCHOOLS)]
    return [
        SchoolClass.objects.create(school=school, edition=cast.edition, name="6A")
        for school in schools
    ]


def _enter(pupils: list[Pupil], items: list[tuple[Decimal, list[Item]]]) -> None:
    """A pupil's percentage times each maximum, in hundredths: exact, because percentages have
    one decimal and maxima add up to 100."""
    enter_points(
        (pupil, item, (average + OFF[place % len(OFF)]) * most / 100)
        for place, pupil in enumerate(pupils)
        for average, of_domain in items
        for item, most in zip(of_domain, MAXIMA, strict=True)
    )
