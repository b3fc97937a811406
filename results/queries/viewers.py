"""Who may see which results: the rights table and the own classes, asked for one class."""

from accounts.acting import Acting, acting_of
from schools.models import SchoolClass
from schools.queries import classes_to_view, classes_with_named_pupils


def may_view(acting: Acting, school_class: SchoolClass) -> bool:
    """Whether this person may see the results of the class."""
    return classes_to_view(acting, school_class.edition).filter(pk=school_class.pk).exists()


def may_see_names(acting: Acting, school_class: SchoolClass) -> bool:
    """Whether this person may see the results of the class's pupils by name."""
    named = classes_with_named_pupils(acting, school_class.edition)
    return named.filter(pk=school_class.pk).exists()


def may_have_class_report(*, owner, school, school_class: int, with_names: bool) -> bool:
    """Whether `owner` may today have a report of the class with this key, in this school."""
    acting = acting_of(owner, school.pk)
    wanted = SchoolClass.objects.for_school(school).filter(pk=school_class).first()
    if acting is None or acting.school != school or wanted is None:
        return False
    return may_view(acting, wanted) and (not with_names or may_see_names(acting, wanted))
