"""The rest of the country: as many schools as asked for, with last year's classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from random import Random

from accounts.models import User
from ovsgtoets.demo.classes import ClassPlan, FilledClass, make_classes
from ovsgtoets.demo.people import make_admins
from ovsgtoets.demo.words import address, school_name
from schools.models import Edition, School, SchoolKind, Site, Umbrella

FIRST_NUMBER = 146_101
FEWEST_PUPILS = 3  # in a school
MOST_PUPILS = 25  # in a class
UMBRELLAS = ("ovsg", "kov", "go", "pov", "oko", "other")
SHARES = (44, 33, 15, 2, 4, 2)


@dataclass(frozen=True)
class Country:
    schools: list[School]
    sites: list[Site]
    admins: list[User]
    classes: list[FilledClass]
    classes_of: dict[int, list[FilledClass]]


def make_country(
    *, schools: int, pupils: int, edition: Edition, registered_at: datetime, rng: Random
) -> Country:
    """`schools` schools with `pupils` pupils among them, all registered and in `edition`."""
    made = School.objects.bulk_create(
        _school(FIRST_NUMBER + number, registered_at, rng) for number in range(schools)
    )
    sites = Site.objects.bulk_create(first_site(school) for school in made)
    admins = make_admins(made, rng)
    plans = [
        ClassPlan(school, edition, f"6{'ABCDEFGH'[place]}", site, size)
        for school, site, total in zip(made, sites, _shares(pupils, schools, rng), strict=True)
        for place, size in enumerate(_split(total))
    ]
    classes = make_classes(plans, rng)
    classes_of: dict[int, list[FilledClass]] = {}
    for filled in classes:
        classes_of.setdefault(filled.row.school_id, []).append(filled)
    return Country(made, sites, admins, classes, classes_of)


def _school(number: int, registered_at: datetime, rng: Random) -> School:
    umbrella = Umbrella(rng.choices(UMBRELLAS, weights=SHARES)[0])
    return School(
        institution_number=number,
        name=school_name(rng, umbrella),
        email=f"school{number}@demo.example",
        phone=f"0{rng.randint(10, 99)} {rng.randint(10, 99)} {rng.randint(10, 99)} 00",
        umbrella=umbrella,
        kind=SchoolKind.SPECIAL if rng.random() < 0.04 else SchoolKind.ORDINARY,
        registered_at=registered_at,
        is_demo=True,
        **ses(Decimal(str(round(min(3.9, max(0.1, rng.gauss(1.4, 0.7))), 2)))),
        **address(rng),
    )


def ses(percentage: Decimal) -> dict:
    """The two fields of a school: the percentage, and the zone it falls in."""
    zone = "ABCDEF"[min(5, int(percentage / Decimal("0.5")))]
    return {"ses_percentage": percentage, "ses_zone": zone}


def first_site(school: School) -> Site:
    return Site(
        school=school,
        sequence=1,
        name=school.name,
        street=school.street,
        house_number=school.house_number,
        postal_code=school.postal_code,
        municipality=school.municipality,
    )


def strength_of(school: School, rng: Random) -> float:
    """How much stronger or weaker this school's pupils are, in standard deviations."""
    return rng.gauss(0, 0.3) - 0.25 * (float(school.ses_percentage) - 1.4)


def _shares(total: int, among: int, rng: Random) -> list[int]:
    """`total` divided unevenly, everybody at least FEWEST_PUPILS; fits exactly."""
    weights = [rng.lognormvariate(0, 0.45) for _ in range(among)]
    free, weight = total - FEWEST_PUPILS * among, sum(weights)
    shares, passed, given = [], 0.0, 0
    for own in weights:
        passed += own
        upto = round(free * passed / weight)
        shares.append(FEWEST_PUPILS + upto - given)
        given = upto
    return shares


def _split(pupils: int) -> Sequence[int]:
    """Into as few classes as hold them, about equally large."""
    classes = -(-pupils // MOST_PUPILS)
    return [pupils // classes + (place < pupils % classes) for place in range(classes)]
