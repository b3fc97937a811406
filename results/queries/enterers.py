"""Who has points to enter: what a reminder goes by."""

from dataclasses import dataclass, field

from accounts.models import Membership, User
from accounts.rights import Right, roles_with
from results.models import Enterer
from results.queries.entry import Progress, progress_of_school
from schools.models import Edition


@dataclass
class Work:
    """What waits for one teacher of the school."""

    teacher: User
    waiting: list[Progress] = field(default_factory=list)

    def add(self, more: list[Progress]) -> None:
        """Once, also for who has two roles before one class."""
        self.waiting += [progress for progress in more if progress not in self.waiting]

    @property
    def cells_missing(self) -> int:
        return sum(progress.cells_missing for progress in self.waiting)


def work_per_teacher(school, edition: Edition) -> list[Work]:
    """Who must still type what today, by name; who was invited and never came is left out."""
    waiting = [progress for progress in progress_of_school(school, edition) if progress.waits]
    per_class: dict[int, list[Progress]] = {}
    for progress in waiting:
        if progress.part.entered_by == Enterer.CLASS_TEACHER:
            per_class.setdefault(progress.school_class.pk, []).append(progress)
    gym = [p for p in waiting if p.part.entered_by == Enterer.PE_TEACHER]
    work: dict[int, Work] = {}
    for membership in _memberships(school):
        own = work.setdefault(membership.user_id, Work(membership.user))
        if membership.role in roles_with(Right.ENTER_POINTS_ALL_CLASSES):
            own.add(gym)
        for assignment in membership.assignments.all():
            own.add(per_class.get(assignment.school_class_id, []))
    return [one for one in work.values() if one.waiting]


def _memberships(school):
    roles = roles_with(Right.ENTER_POINTS_ALL_CLASSES) | roles_with(Right.ENTER_POINTS_OWN_CLASS)
    return (
        Membership.objects.active()
        .filter(school=school, role__in=roles, accepted_at__isnull=False)
        .select_related("user")
        .prefetch_related("assignments")
        .order_by("user__last_name", "user__first_name", "pk")
    )
