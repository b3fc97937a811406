"""Of whom points are asked: of the pupils of a class, but not of who left."""

from collections.abc import Iterable

from django.db.models import QuerySet

from ovsgtoets.kernel.clock import today
from schools.models import Pupil, SchoolClass

# The same in SQL, for a pupil `p`; and whether a question `i` is asked of that pupil, who may be
# exempt from its learning area.
ASKED = "(p.left_on IS NULL OR p.left_on > %(today)s)"
NOT_EXEMPT = """NOT EXISTS (
    SELECT 1 FROM results_exemption e JOIN results_domain d ON d.learning_area_id = e.learning_area_id
    WHERE e.pupil_id = p.id AND d.id = i.domain_id)"""


def asked_pupils(classes: Iterable[SchoolClass]) -> QuerySet[Pupil]:
    """The pupils of these classes of whom points are asked today, in the order of a list."""
    return Pupil.objects.present(today()).filter(school_class__in=classes)
