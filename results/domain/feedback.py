"""What a class teacher thinks of a part, told to the makers of the test."""

from django.db import transaction

from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import long_date
from results.models import Feedback, TestPart
from results.queries.entry import is_closed, opens_on, takes_part
from schools.models import SchoolClass


@transaction.atomic
def give_feedback(
    *, school_class: SchoolClass, part: TestPart, rating: int, text: str, by
) -> Feedback:
    """Keeps the feedback of the class on the part; giving it again replaces it.

    Refuses before the part opens, after the last day of entering points, and of a school that has
    not ordered.
    """
    if reason := why_no_feedback(school_class, part):
        raise Refused(reason)
    feedback, _ = Feedback.objects.update_or_create(
        school_class=school_class,
        part=part,
        defaults={"rating": rating, "text": text, "given_by": by},
    )
    return feedback


def why_no_feedback(school_class: SchoolClass, part: TestPart) -> str:
    """Why feedback can't be given today; empty where it can."""
    if not takes_part(school_class.school, part.edition):
        return f"Je school heeft de {part.edition} nog niet besteld."
    opens = opens_on(part, part.edition)
    if today() < opens:
        return f"Feedback geven over dit onderdeel kan vanaf {long_date(opens)}."
    if is_closed(part.edition):
        return f"Feedback geven kon tot en met {long_date(part.edition.entry_closes_on)}."
    return ""
