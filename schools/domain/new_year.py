"""A new school year: who still works here, and the classes of the year before made anew."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import Membership, User
from accounts.roles import Role
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from schools.domain.classes import MAX_CLASSES, TOO_MANY_CLASSES, assign_to_class
from schools.domain.staff import remove_staff
from schools.models import Edition, School, SchoolClass
from schools.queries import classes_of_school


@dataclass(frozen=True)
class ClassPlan:
    """A class of the year before that is there again, and who will stand before it."""

    before: SchoolClass
    teachers: tuple[Membership, ...]


@dataclass(frozen=True)
class CarriedOver:
    """What was done; what was so already is not in it."""

    stopped: tuple[Membership, ...]
    made: tuple[SchoolClass, ...]
    without_teacher: tuple[SchoolClass, ...]


@transaction.atomic
def carry_over(
    *,
    school: School,
    edition: Edition,
    stopping: Collection[Membership],
    plans: Sequence[ClassPlan],
    by: User,
) -> CarriedOver:
    """Ends the roles of who stops, and makes the planned classes in `edition`, at the same site,
    with their teachers. Everything or nothing.

    Safe to repeat: a class that is there already stays as it is, so two people who do this at
    once make one set of classes. Who stops gets no class. Refuses what `remove_staff` refuses.
    """
    School.objects.select_for_update().get(pk=school.pk)
    stopped = tuple(membership for membership in stopping if _stop(membership, school, by))
    there = {one.name.casefold() for one in classes_of_school(school, edition)}
    missing = [plan for plan in plans if plan.before.name.casefold() not in there]
    if missing and len(there) + len(missing) > MAX_CLASSES:
        raise Refused(TOO_MANY_CLASSES)
    working = _working_of(plans, school)
    made, without = [], []
    for plan in missing:
        school_class = _make(plan.before, school, edition, by)
        teachers = [teacher for teacher in plan.teachers if teacher.pk in working]
        for teacher in teachers:
            assign_to_class(membership=teacher, school_class=school_class, by=by)
        made.append(school_class)
        if not any(teacher.role == Role.TEACHER for teacher in teachers):
            without.append(school_class)
    return CarriedOver(stopped, tuple(made), tuple(without))


def _working_of(plans: Sequence[ClassPlan], school: School) -> set[int]:
    """Who of the chosen teachers works here still."""
    chosen = [teacher.pk for plan in plans for teacher in plan.teachers]
    working = Membership.objects.active().for_school(school).filter(pk__in=chosen)
    return set(working.values_list("pk", flat=True))


def _stop(membership: Membership, school: School, by: User) -> bool:
    """Whether the role ended now."""
    if membership.school_id != school.pk:
        raise Refused("Deze persoon is van een andere school.")
    current = Membership.objects.select_for_update().get(pk=membership.pk)
    if current.ended_at:
        return False
    remove_staff(membership=current, by=by)
    return True


def _make(before: SchoolClass, school: School, edition: Edition, by: User) -> SchoolClass:
    if before.school_id != school.pk:
        raise Refused("Deze klas is van een andere school.")
    with acting_as(by):
        return SchoolClass.objects.create(
            school=school, edition=edition, name=before.name, site_id=before.site_id
        )
