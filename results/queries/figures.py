"""Which editions of a school there is something to see of, and who belongs to its groups."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from ovsgtoets.kernel.clock import school_year_of, today
from results.models import Score
from schools.models import Edition, Pupil, SchoolClass
from schools.models.pupil import PupilQuerySet
from schools.queries import running_edition


def editions_with_results(school) -> list[Edition]:
    """The running edition, and the earlier ones in which the school has classes, newest first."""
    running = running_edition()
    last_year = school_year_of(today())
    editions = Edition.objects.filter(year__lt=last_year).filter(
        Exists(SchoolClass.objects.for_school(school).filter(edition=OuterRef("pk")))
    )
    return ([running] if running else []) + list(editions)


def counted(pupils: PupilQuerySet) -> QuerySet[Pupil]:
    """Who belongs to the group: who is there, and who left after there were points."""
    with_points = Exists(Score.objects.filter(pupil=OuterRef("pk")))
    return pupils.filter(Q(pk__in=pupils.present(today()).values("pk")) | with_points)
