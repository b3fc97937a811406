"""Putting the points of a class for a part back to how they were at a moment."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from ovsgtoets.kernel.errors import Refused
from results.domain.scores import Saved, Typed, save_scores
from results.models import TestPart
from results.queries.cells import Cursor, Place, cursor_now, stored_scores
from results.queries.exemptions import exempt_cells
from results.queries.past import cells_at
from results.scoring import EMPTY, Mark
from schools.domain.pupils import lock_class
from schools.models import SchoolClass

CHANGED = "Intussen is er iets gewijzigd. Kijk opnieuw na wat er verandert."


@dataclass(frozen=True)
class Difference:
    """A cell that would become `then` again; it is at `version` now."""

    place: Place
    now: Mark
    then: Mark
    version: int


def differences_with(
    moment: datetime, *, school_class: SchoolClass, part: TestPart
) -> list[Difference]:
    """Every cell that is not as it was, of those in which may be written: who is exempt by now
    keeps what stands there. Three queries."""
    then = cells_at(moment, school_class=school_class, part=part)
    now = stored_scores(school_class=school_class, part=part)
    exempt = exempt_cells(school_class, part)
    found = []
    for place in sorted((then.keys() | now.keys()) - exempt):
        mark, version = now.get(place, (EMPTY, 0))
        before = then.get(place, EMPTY)
        if mark != before:
            found.append(Difference(place, mark, before, version))
    return found


@transaction.atomic
def rewind(
    *, school_class: SchoolClass, part: TestPart, moment: datetime, seen: Cursor, by
) -> Saved:
    """Makes every cell what it was at the moment, in the name of `by`; the history keeps both.

    Refuses when anything was written since `by` looked (`seen`), and for all that saving
    refuses. Repeating it changes nothing.
    """
    lock_class(school_class)
    if cursor_now(school_class=school_class, part=part) != seen:
        raise Refused(CHANGED)
    cells = [
        Typed(difference.place, str(difference.then), difference.version)
        for difference in differences_with(moment, school_class=school_class, part=part)
    ]
    return save_scores(school_class=school_class, part=part, cells=cells, by=by)
