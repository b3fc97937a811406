"""What the page for a new school year proposes: the people of now, the classes of the year before."""

from dataclasses import dataclass

from django.db.models import Prefetch

from accounts.models import Membership
from accounts.roles import CLASS_ROLES, Role
from schools.models import ClassAssignment, Edition, School, SchoolClass
from schools.queries import classes_of_school


@dataclass(frozen=True)
class Person:
    """Somebody with all their roles here, of which `class_names` were theirs the year before."""

    memberships: tuple[Membership, ...]
    class_names: tuple[str, ...]

    @property
    def pk(self) -> int:
        return self.memberships[0].user_id

    @property
    def name(self) -> str:
        return self.memberships[0].shown_name

    @property
    def roles(self) -> str:
        roles = ", ".join(membership.get_role_display() for membership in self.memberships)
        return f"{roles}, klas {', '.join(self.class_names)}" if self.class_names else roles


@dataclass(frozen=True)
class Proposal:
    """`classes` are those of `before` that the running year doesn't have, each with its
    `assignments_before`; `there` are the names that it has already."""

    before: Edition | None
    people: tuple[Person, ...]
    classes: tuple[SchoolClass, ...]
    there: tuple[str, ...]

    def teachers(self, role: Role) -> list[Membership]:
        return [m for person in self.people for m in person.memberships if m.role == role]


def year_before(school: School, edition: Edition) -> Edition | None:
    """The last edition before this one in which the school had classes."""
    return (
        Edition.objects.filter(year__lt=edition.year, classes__school=school)
        .order_by("-year")
        .first()
    )


def needs_new_year(school: School, edition: Edition) -> bool:
    """Whether the classes of this year are still to be made, while there were some before."""
    return (
        not classes_of_school(school, edition).exists() and year_before(school, edition) is not None
    )


def proposal_of(school: School, edition: Edition) -> Proposal:
    """Five queries, however many people and classes."""
    before = year_before(school, edition)
    there = tuple(classes_of_school(school, edition).values_list("name", flat=True))
    taken = {name.casefold() for name in there}
    old = [] if before is None else list(_classes(school, before))
    names: dict[int, list[str]] = {}
    for school_class in old:
        for assignment in school_class.assignments_before:
            names.setdefault(assignment.membership_id, []).append(school_class.name)
    return Proposal(
        before=before,
        people=tuple(_people(school, names)),
        classes=tuple(one for one in old if one.name.casefold() not in taken),
        there=there,
    )


def _classes(school: School, edition: Edition):
    return classes_of_school(school, edition).prefetch_related(
        Prefetch(
            "assignments", ClassAssignment.objects.order_by("pk"), to_attr="assignments_before"
        )
    )


def _people(school: School, names: dict[int, list[str]]) -> list[Person]:
    memberships = Membership.objects.active().for_school(school).select_related("user")
    by_user: dict[int, list[Membership]] = {}
    for membership in sorted(memberships, key=lambda m: (*m.by_name, m.pk)):
        by_user.setdefault(membership.user_id, []).append(membership)
    people = [
        Person(
            tuple(sorted(theirs, key=lambda m: Role.values.index(m.role))),
            tuple(sorted({name for m in theirs for name in names.get(m.pk, [])})),
        )
        for theirs in by_user.values()
    ]
    # Who stands before a class comes first, as the classes follow.
    return sorted(people, key=lambda one: not {m.role for m in one.memberships} & CLASS_ROLES)
