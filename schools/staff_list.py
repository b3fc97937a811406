"""Who works in a school, as "Beheer gebruikers" shows it: read at once, frozen, never changed here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone

from accounts.models import LinkPurpose, Membership, PasswordLink
from accounts.roles import CLASS_ROLES, Role
from schools.models import ClassAssignment, Edition, School, SchoolClass
from schools.queries import classes_of_school

REMOVED_SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Colleague:
    """One role of one person. `state` and `word` are those of the tag `{% state %}`."""

    membership: Membership
    classes: tuple[SchoolClass, ...]
    state: str
    word: str
    last_seen: datetime | None

    @property
    def person(self):
        return self.membership.user

    @property
    def has_password(self) -> bool:
        return self.person.has_password


@dataclass(frozen=True)
class ClassStaff:
    school_class: SchoolClass
    colleagues: tuple[Colleague, ...]


@dataclass(frozen=True)
class RoleStaff:
    role: Role
    colleagues: tuple[Colleague, ...]


@dataclass(frozen=True)
class Staff:
    """Everybody: per class, the (duo-)leerkrachten without a class, per other role, and who was
    removed in the last thirty days and has no other role here."""

    classes: tuple[ClassStaff, ...]
    without_class: tuple[Colleague, ...]
    roles: tuple[RoleStaff, ...]
    removed: tuple[Membership, ...]

    @property
    def colleagues(self) -> tuple[Colleague, ...]:
        """Each once."""
        everybody = [
            *(c for group in self.classes for c in group.colleagues),
            *self.without_class,
            *(c for group in self.roles for c in group.colleagues),
        ]
        return tuple({c.membership.pk: c for c in everybody}.values())


def staff_of(school: School, edition: Edition | None) -> Staff:
    """The staff today, with the classes of this edition. Five queries, however many people."""
    classes = list(classes_of_school(school, edition))
    colleagues = _colleagues(school, edition)
    return Staff(
        classes=tuple(
            ClassStaff(school_class, tuple(c for c in colleagues if school_class in c.classes))
            for school_class in classes
        ),
        without_class=tuple(
            c for c in colleagues if c.membership.role in CLASS_ROLES and not c.classes
        ),
        roles=tuple(
            RoleStaff(role, tuple(c for c in colleagues if c.membership.role == role))
            for role in Role
            if role not in CLASS_ROLES
        ),
        removed=tuple(_removed(school)),
    )


def _colleagues(school: School, edition: Edition | None) -> list[Colleague]:
    memberships = (
        Membership.objects.active()
        .for_school(school)
        .select_related("user")
        .prefetch_related(_assignments(edition))
        .order_by("-role", "user__last_name", "user__first_name", "pk")  # leerkracht before duo
    )
    invited_until = dict(
        PasswordLink.objects.filter(
            school=school,
            purpose=LinkPurpose.INVITATION,
            used_at=None,
            user__memberships__school=school,
        )
        .order_by("expires_at")
        .values_list("user_id", "expires_at")
    )
    return [_colleague(m, invited_until.get(m.user_id)) for m in memberships]


def _assignments(edition: Edition | None) -> Prefetch:
    return Prefetch(
        "assignments",
        ClassAssignment.objects.filter(school_class__edition=edition)
        .select_related("school_class")
        .order_by("school_class__name"),
        to_attr="assignments_now",
    )


def _colleague(membership: Membership, invited_until: datetime | None) -> Colleague:
    seen = membership.user.last_login
    state, word = _state(membership, invited_until)
    return Colleague(
        membership=membership,
        classes=tuple(assignment.school_class for assignment in membership.assignments_now),
        state=state,
        word=word,
        # What somebody did before they worked here is not this school's business.
        last_seen=seen if seen and seen >= membership.created_at else None,
    )


def _state(membership: Membership, invited_until: datetime | None) -> tuple[str, str]:
    if membership.user.has_password:
        return "done", "actief"
    if invited_until and invited_until > timezone.now():
        return "waiting", "uitgenodigd"
    return "warning", "uitnodiging vervallen" if invited_until else "niet uitgenodigd"


def _removed(school: School):
    here_still = Membership.objects.active().filter(school=school, user=OuterRef("user"))
    return (
        Membership.objects.for_school(school)
        .filter(ended_at__gte=timezone.now() - REMOVED_SHOWN_FOR, user__is_active=True)
        .exclude(Exists(here_still))
        .select_related("user")
        .order_by("-ended_at")
    )
