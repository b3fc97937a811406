"""Questions about people and their links."""

from django.db.models import Prefetch, QuerySet

from accounts.models import Membership, User
from ovsgtoets.kernel.clock import school_year_of, today


def person_of_school(*, institution_number: int, email: str) -> Membership | None:
    """The membership of the person with this address in the school with this number; None when
    they don't belong together today."""
    return (
        Membership.objects.active()
        .filter(
            user__in=User.objects.with_email(email), school__institution_number=institution_number
        )
        .select_related("user", "school")
        .order_by("pk")
        .first()
    )


def memberships_with_classes(user: User, school=None) -> list[Membership]:
    """What the person is today, in this school or in all; each with the `assignments` to classes
    of this school year at hand. Two queries."""
    assignments = Membership._meta.get_field("assignments").related_model.objects
    this_year = assignments.select_related("school_class").filter(
        school_class__edition__year=school_year_of(today())
    )
    memberships = Membership.objects.active().filter(user=user)
    return list(
        (memberships.for_school(school) if school else memberships)
        .select_related("school")
        .prefetch_related(Prefetch("assignments", this_year.order_by("school_class__name")))
        .order_by("school__name", "school_id", "pk")
    )


def classes_of(memberships: list[Membership]) -> list[str]:
    """The names of the classes that these memberships stand before."""
    return sorted({str(a.school_class) for m in memberships for a in m.assignments.all()})


def with_eid_links(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    """The same with the people's eID at hand: `membership.user.eid_status` asks nothing more."""
    return memberships.select_related("user__eid_link")
