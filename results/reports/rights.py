"""Who may have which report today: asked when it is asked for, made and fetched."""

from accounts.acting import Acting, acting_of
from results.queries.viewers import (
    groups_in_sight,
    may_see_names,
    may_view,
    sees_school,
)
from schools.models import Edition, Participation, School, SchoolClass
from schools.queries import classes_with_named_pupils


def acting_in(owner, school: School) -> Acting | None:
    """How `owner` acts in this very school; None when they no longer belong to it."""
    acting = acting_of(owner, school.pk)
    return acting if acting is not None and acting.school == school else None


def may_have_of_class(*, owner, school, school_class: int, with_names: bool) -> bool:
    """A report of one class, with the pupils' names or without."""
    acting = acting_in(owner, school)
    wanted = SchoolClass.objects.for_school(school).filter(pk=school_class).first()
    if acting is None or wanted is None:
        return False
    return may_view(acting, wanted) and (not with_names or may_see_names(acting, wanted))


def may_have_of_group(*, owner, school, edition: int, group: int) -> bool:
    """A report of a leerlingengroep: for who may see each of its pupils by name."""
    acting = acting_in(owner, school)
    of = Edition.objects.filter(pk=edition).first()
    if acting is None or of is None:
        return False
    return groups_in_sight(acting, of).filter(pk=group).exists()


def may_have_sheets(
    *, owner, school, edition: int, classes: list[int], pupil: int | None, as_zip: bool
) -> bool:
    """Sheets name their pupil: every class must be one whose pupils this person sees by name."""
    acting = acting_in(owner, school)
    of = Edition.objects.filter(pk=edition).first()
    if acting is None or of is None or not classes:
        return False
    named = classes_with_named_pupils(acting, of).filter(pk__in=classes)
    return named.count() == len(set(classes))


def may_have_school_report(*, owner, school, edition: int) -> bool:
    """The schoolfeedbackrapport: for who sees figures of the school, where it was ordered."""
    acting = acting_in(owner, school)
    of = Edition.objects.filter(pk=edition).first()
    if acting is None or of is None:
        return False
    return is_ordered(school, of) and sees_school(acting, of)


def is_ordered(school: School, edition: Edition) -> bool:
    """Whether the school ordered the schoolfeedbackrapport of that edition."""
    orders = Participation.objects.for_school(school)
    return orders.filter(edition=edition, feedback_report=True).exists()
