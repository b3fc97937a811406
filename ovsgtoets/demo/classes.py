"""Classes with their pupils, many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

from ovsgtoets.demo.words import pupil_name
from schools.models import Edition, Pupil, School, SchoolClass, Site


@dataclass(frozen=True)
class ClassPlan:
    school: School
    edition: Edition
    name: str
    site: Site
    pupils: int


@dataclass(frozen=True)
class FilledClass:
    """A class as it was made, with the keys of its pupils in the order of the list."""

    row: SchoolClass
    pupils: tuple[int, ...]


def make_classes(plans: Sequence[ClassPlan], rng: Random) -> list[FilledClass]:
    """The planned classes with pupils, in the order of the plans."""
    rows = SchoolClass.objects.bulk_create(
        SchoolClass(school=plan.school, edition=plan.edition, name=plan.name, site=plan.site)
        for plan in plans
    )
    pupils = [
        pupil
        for plan, row in zip(plans, rows, strict=True)
        for pupil in _make_pupils(row, plan.pupils, rng)
    ]
    keys = iter(pupil.pk for pupil in Pupil.objects.bulk_create(pupils, batch_size=5000))
    return [
        FilledClass(row, tuple(islice(keys, plan.pupils)))
        for plan, row in zip(plans, rows, strict=True)
    ]


def _make_pupils(school_class: SchoolClass, count: int, rng: Random) -> list[Pupil]:
    names: set[tuple[str, str, str]] = set()
    while len(names) < count:
        names.add(pupil_name(rng))
    return [
        Pupil(school_class=school_class, first_name=first, last_name=last, gender=gender)
        for first, last, gender in sorted(names, key=lambda name: (name[1], name[0]))
    ]
