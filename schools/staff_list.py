"""Who works in a school, as "Beheer gebruikers" shows it: read at once, frozen, never changed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.utils import timezone

from accounts.models import Membership
from accounts.roles import CLASS_ROLES, Role
from accounts.two_steps import with_second_step
from ovsgtoets.kernel.bounces import bounces_of
from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.formats import long_date
from schools.models import ClassAssignment, Edition, School, SchoolClass
from schools.queries import classes_of_school

REMOVED_SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Colleague:
    """One role of one person. `state` and `word` are those of the tag `{% state %}`; `detail`
    says since or until when. What the person did elsewhere before they came is not in it."""

    membership: Membership
    classes: tuple[SchoolClass, ...]
    state: str
    word: str
    detail: str
    mail_came_back: bool
    has_second_step: bool
    last_seen: datetime | None

    @property
    def person(self):
        return self.membership.user

    @property
    def came(self) -> bool:
        """Whether the person ever came to work in this school."""
        return self.membership.accepted_at is not None


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
    """The staff today, with the classes of this edition. Six queries, however many people."""
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
    """By role (leerkracht before duo-leerkracht) and by name, as the school knows it."""
    memberships = list(
        Membership.objects.active()
        .for_school(school)
        .select_related("user__eid_link")
        .prefetch_related(_assignments(edition))
    )
    memberships.sort(key=lambda m: (m.role == Role.DUO_TEACHER, *m.by_name, m.pk))
    return _as_colleagues(memberships)


def _as_colleagues(memberships: Sequence[Membership]) -> list[Colleague]:
    bounces = bounces_of(membership.shown_email for membership in memberships)
    stepped = with_second_step(membership.user_id for membership in memberships)
    return [_colleague(m, bounces.get(m.shown_email), m.user_id in stepped) for m in memberships]


def _assignments(edition: Edition | None) -> Prefetch:
    return Prefetch(
        "assignments",
        ClassAssignment.objects.filter(school_class__edition=edition)
        .select_related("school_class")
        .order_by("school_class__name"),
        to_attr="assignments_now",
    )


def roles_of(membership: Membership, edition: Edition | None) -> list[Membership]:
    """Every role of the same person in the school, in the guide's order, with `assignments_now`."""
    roles = (
        Membership.objects.for_school(membership.school)
        .filter(user=membership.user_id, ended_at=None)
        .prefetch_related(_assignments(edition))
    )
    return sorted(roles, key=lambda one: Role.values.index(one.role))


def one_colleague(membership: Membership) -> Colleague:
    """For the page of one person; without the classes."""
    (colleague,) = _as_colleagues([membership])
    return colleague


def _colleague(
    membership: Membership, bounced_at: datetime | None, has_second_step: bool
) -> Colleague:
    came, invited_at = membership.accepted_at, membership.invited_at
    # For who didn't come yet, what an address did before this invitation says nothing here.
    mail_came_back = bool(bounced_at) and bool(came or (invited_at and bounced_at >= invited_at))
    seen = membership.user.last_login
    state, word, detail = _state(membership, mail_came_back)
    return Colleague(
        membership=membership,
        classes=tuple(a.school_class for a in getattr(membership, "assignments_now", ())),
        state=state,
        word=word,
        detail=detail,
        mail_came_back=mail_came_back,
        has_second_step=bool(came) and has_second_step,
        last_seen=seen if came and seen and seen >= membership.created_at else None,
    )


def _state(membership: Membership, mail_came_back: bool) -> tuple[str, str, str]:
    sent = membership.invited_at and f"op {long_date(membership.invited_at)}"
    if mail_came_back:
        return "error", "mail kwam terug", "Klopt het e-mailadres?"
    if membership.accepted_at:
        return "done", "actief", ""
    if not sent:
        return "warning", "niet uitgenodigd", ""
    if membership.invitation_ends_at > timezone.now():
        return "waiting", "uitgenodigd", sent
    return "warning", "uitnodiging vervallen", f"verstuurd {sent}"


def _removed(school: School):
    """Who was removed, or whose time ran out, and has no other role here."""
    here_still = Membership.objects.active().filter(school=school, user=OuterRef("user"))
    since = timezone.now() - REMOVED_SHOWN_FOR
    ran_out = Q(ended_at=None, ends_on__lt=today(), ends_on__gte=today() - REMOVED_SHOWN_FOR)
    return (
        Membership.objects.for_school(school)
        .filter(Q(ended_at__gte=since) | ran_out, user__is_active=True)
        .exclude(Exists(here_still))
        .select_related("user")
        .order_by(F("ended_at").desc(nulls_first=True), "-pk")
    )
