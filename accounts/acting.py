"""As whom somebody acts: a person, in one school, with the rights of all their roles there."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery

from accounts.models import Membership, TwoStepRule, User
from accounts.rights import Right, rights_of
from accounts.roles import Role

SESSION_KEY = "acting_school"


@dataclass(frozen=True)
class Acting:
    """The person, the school they chose (or their only one), and what they may do there."""

    user: User
    school: Any
    memberships: tuple[Membership, ...]
    schools: tuple[Any, ...]
    moved: bool = False  # the school they chose is no longer theirs, so this is another
    two_steps_from: date | None = None  # the day of the school or of everybody, what comes first
    groups: frozenset[str] = frozenset()  # the helpdesk's groups that the person is in, by name

    @property
    def roles(self) -> tuple[Role, ...]:
        return tuple(Role(membership.role) for membership in self.memberships)

    @property
    def rights(self) -> frozenset[Right]:
        return rights_of(self.roles)

    def may(self, *rights: Right) -> bool:
        """Whether at least one of `rights` is given."""
        return not self.rights.isdisjoint(rights)


# Asked at every request, so it is put together once; sorting four rows here costs less than there.
_WITH_SCHOOL = Membership.objects.select_related("school").annotate(
    two_steps_for_all=Subquery(TwoStepRule.objects.values("starts_on")[:1]),
    groups_of_user=ArraySubquery(Group.objects.filter(user=OuterRef("user")).values("name")),
)


def acting_of(user: User, school_id: int | None) -> Acting | None:
    """How `user` acts: in the school with this id if they are active there, else in the first
    of their schools by name; None when they belong to no school. One query."""
    memberships = sorted(
        _WITH_SCHOOL.active().filter(user=user).order_by(),
        key=lambda one: (one.school.name, one.school_id, one.pk),
    )
    if not memberships:
        return None
    schools = {membership.school_id: membership.school for membership in memberships}
    school = schools.get(school_id) or memberships[0].school
    two_steps = (school.two_step_from, memberships[0].two_steps_for_all)
    return Acting(
        user=user,
        school=school,
        memberships=tuple(m for m in memberships if m.school_id == school.pk),
        schools=tuple(schools.values()),
        moved=school_id is not None and school.pk != school_id,
        two_steps_from=min(filter(None, two_steps), default=None),
        groups=frozenset(memberships[0].groups_of_user),
    )
