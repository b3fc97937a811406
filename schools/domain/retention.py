"""How long the names of pupils stay (circular BaO/2005/03): until 31 August of the school year
after the edition. After that the figures stay, the names do not."""

from datetime import date

from django.db import transaction
from django.db.models import Q

from schools.models import Pupil, PupilImport

NAMELESS = "(naamloos)"


def names_end_on(year: int) -> date:
    """The last day on which pupils of the edition of `year` have a name."""
    return date(year + 1, 8, 31)


def forget_names(*, on: date) -> int:
    """Takes the names off all pupils whose time is over, from their history as well.

    Returns how many pupils it was. Points, gender and class stay, for the averages. May run
    twice: pupils who have no name any more are left alone.
    """
    last_year = on.year - 1 if on > names_end_on(on.year - 1) else on.year - 2
    over = Q(school_class__edition__year__lte=last_year)
    with transaction.atomic():
        forgotten = (
            Pupil.objects.filter(over)
            .exclude(last_name=NAMELESS)
            .update(last_name=NAMELESS, first_name="", number="")
        )
        # Also of pupils who were removed long ago: their class tells the year.
        Pupil.pgh_event_model.objects.filter(over).delete()
        PupilImport.objects.filter(edition__year__lte=last_year).delete()
    return forgotten
