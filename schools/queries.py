"""Questions about schools, editions, classes and pupils."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet

from accounts.acting import Acting
from accounts.rights import Right, roles_with
from accounts.roles import CLASS_ROLES
from ovsgtoets.kernel.clock import school_year_of, today
from schools.models import ClassAssignment, Edition, PupilImport, PupilImportChange, SchoolClass
from schools.models.school_class import SchoolClassQuerySet

MOST_IMPORTS = 20  # on the list of pupils


def running_edition() -> Edition | None:
    """The edition of today's school year; None when the helpdesk has not made it yet."""
    return Edition.objects.filter(year=school_year_of(today())).first()


def classes_of_school(school, edition: Edition | None) -> SchoolClassQuerySet:
    """The school's classes in the edition, by name."""
    return SchoolClass.objects.for_school(school).filter(edition=edition)


def classes_without_site(school, edition: Edition | None) -> list[str]:
    """The names of classes that are still to be linked, in a school with more than one site."""
    if school.sites.count() < 2:
        return []
    return [str(one) for one in classes_of_school(school, edition).filter(site=None)]


def own_classes(acting: Acting, edition: Edition | None) -> SchoolClassQuerySet:
    """The classes that this person stands before, as leerkracht or duo-leerkracht."""
    memberships = [m.pk for m in acting.memberships if m.role in CLASS_ROLES]
    return (
        classes_of_school(acting.school, edition)
        .filter(assignments__membership__in=memberships)
        .distinct()
    )


def own_classes_with(acting: Acting, edition: Edition | None, right: Right) -> SchoolClassQuerySet:
    """The classes that this person stands before in a role that gives `right`."""
    return (
        classes_of_school(acting.school, edition)
        .filter(assignments__membership__in=_before_classes(acting, right))
        .distinct()
    )


def stands_before(acting: Acting, school_class: SchoolClass, right: Right) -> bool:
    """Whether this person stands before this class of theirs in such a role. One query."""
    assigned = ClassAssignment.objects.filter(membership__in=_before_classes(acting, right))
    return assigned.filter(school_class=school_class).exists()


def _before_classes(acting: Acting, right: Right) -> list[int]:
    """The memberships of a role that stands before classes and gives `right`."""
    return [m.pk for m in acting.memberships if m.role in CLASS_ROLES & roles_with(right)]


def classes_with_named_pupils(acting: Acting, edition: Edition | None) -> SchoolClassQuerySet:
    """The classes whose pupils this person may see by name."""
    if acting.may(Right.VIEW_PUPILS_ALL_CLASSES):
        return classes_of_school(acting.school, edition)
    if acting.may(Right.VIEW_PUPILS_OWN_CLASS):
        return own_classes(acting, edition)
    return SchoolClass.objects.none()


def imports_of(classes: Iterable[SchoolClass]) -> QuerySet[PupilImport]:
    """The lists of pupils that brought something into one of these classes, newest first."""
    changes = PupilImportChange.objects.filter(of=OuterRef("pk"), school_class__in=list(classes))
    return PupilImport.objects.filter(Exists(changes))


def imports_to_undo(classes: Iterable[SchoolClass]) -> QuerySet[PupilImport]:
    """The last of those that were not undone, with who brought them in."""
    return imports_of(classes).filter(undone_at=None).select_related("by")[:MOST_IMPORTS]
