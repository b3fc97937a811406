"""What makes a class a real one: somebody exempt, somebody voluntary, a part that was handed in."""

from accounts.models import User
from ovsgtoets.demo.classes import FilledClass
from results.domain.hand_in import hand_in, still_open
from results.models import Exemption, LearningArea, TestPart
from schools.models import Pupil, SchoolClass

VOLUNTARY = 5  # by place in the list
EXEMPT = {8: "Frans", 14: "Muzische vorming"}


def make_exceptions(filled: FilledClass) -> None:
    """One pupil of the class takes part voluntarily, two are exempt from a learning area."""
    Pupil.objects.filter(pk=filled.pupils[VOLUNTARY]).update(voluntary=True)
    areas = LearningArea.objects.filter(edition=filled.row.edition_id, name__in=EXEMPT.values())
    area_called = {area.name: area for area in areas}
    for place, name in EXEMPT.items():
        pupil = filled.pupils[place]
        Exemption.objects.create(pupil_id=pupil, learning_area=area_called[name])


def exempt_in(filled: FilledClass) -> dict[int, set[int]]:
    """Per place in the list the domains in which nothing is asked."""
    domains: dict[int, set[int]] = {}
    exempt = Exemption.objects.filter(pupil__school_class=filled.row)
    for pupil, domain in exempt.values_list("pupil", "learning_area__domains"):
        domains.setdefault(filled.pupils.index(pupil), set()).add(domain)
    return domains


def hand_in_as_it_is(*, school_class: SchoolClass, part: TestPart, by: User) -> None:
    """Hands in, knowing what is still open."""
    now = still_open(school_class, part)
    hand_in(
        school_class=school_class,
        part=part,
        known_missing=now.cells,
        known_differences=len(now.differences),
        by=by,
    )
