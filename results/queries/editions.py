"""Which editions of a school there is something to see of."""

from django.db.models import Exists, OuterRef, QuerySet

from ovsgtoets.kernel.clock import school_year_of, today
from schools.models import Edition, SchoolClass
from schools.queries import running_edition


def edition_before(school, edition: Edition) -> Edition | None:
    """The last earlier one in which the school has classes."""
    return _with_classes(school).filter(year__lt=edition.year).order_by("-year").first()


def editions_with_results(school) -> list[Edition]:
    """The running edition, and the earlier ones in which the school has classes, newest first."""
    running = running_edition()
    earlier = _with_classes(school).filter(year__lt=school_year_of(today()))
    return ([running] if running else []) + list(earlier)


def _with_classes(school) -> QuerySet[Edition]:
    classes = SchoolClass.objects.for_school(school).filter(edition=OuterRef("pk"))
    return Edition.objects.filter(Exists(classes))
