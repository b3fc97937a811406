"""Questions about what was handed in."""

from ovsgtoets.kernel.formats import long_moment
from results.models import HandIn, TestPart
from schools.models import SchoolClass


def handed_in_of(school_class: SchoolClass, part: TestPart) -> HandIn | None:
    """How the part of the class was handed in, if it was."""
    return (
        HandIn.objects.filter(school_class=school_class, part=part)
        .select_related("handed_in_by")
        .first()
    )


def sentence_of(handed_in: HandIn) -> str:
    """What somebody reads who would type in it."""
    by = handed_in.handed_in_by
    who = f" door {by.full_name}" if by else ""
    return (
        f"Deze klas is ingediend{who} op {long_moment(handed_in.handed_in_at)}. "
        "Heropen ze om nog iets te wijzigen."
    )
