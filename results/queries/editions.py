"""Which editions of a school there is something to see of."""

from django.db.models import Exists, OuterRef

from ovsgtoets.kernel.clock import school_year_of, today
from schools.models import Edition, SchoolClass
from schools.queries import running_edition


def editions_with_results(school) -> list[Edition]:
    """The running edition, and the earlier ones in which the school has classes, newest first."""
    running = running_edition()
    last_year = school_year_of(today())
    editions = Edition.objects.filter(year__lt=last_year).filter(
        Exists(SchoolClass.objects.for_school(school).filter(edition=OuterRef("pk")))
    )
    return ([running] if running else []) + list(editions)
