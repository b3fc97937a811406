"""Handing in a part of a class, knowing what is still open, and reopening it."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.history import acting_as
from results.domain.scores import refuse_when_closed
from results.models import HandIn, Reopening, TestPart
from results.plausibility.sheet import Row
from results.plausibility.totals import open_differences
from results.queries.cells import stored_scores
from results.queries.entry import is_closed
from results.queries.missing import Missing, count_of, missing_cells
from results.queries.sheets import sheet_of
from schools.domain.pupils import lock_class
from schools.models import SchoolClass

CHANGED = "Intussen is er iets gewijzigd. Kijk de lijst opnieuw na en dien dan in."


@dataclass(frozen=True)
class StillOpen:
    """What whoever hands in should know."""

    missing: list[Missing]
    differences: list[Row]
    pupils: int

    @property
    def cells(self) -> int:
        return count_of(self.missing)

    @property
    def is_nothing(self) -> bool:
        return not (self.missing or self.differences)


def still_open(school_class: SchoolClass, part: TestPart) -> StillOpen:
    """Which cells are missing, and where totals differ from the booklets'."""
    stored = stored_scores(school_class=school_class, part=part)
    sheet = sheet_of(school_class, part, stored)
    return StillOpen(
        missing_cells(school_class, part, stored), list(open_differences(sheet)), len(sheet.rows)
    )


@transaction.atomic
def hand_in(
    *, school_class: SchoolClass, part: TestPart, known_missing: int, known_differences: int, by
) -> HandIn:
    """From now on nobody writes in the part of this class, until it is reopened.

    Handing in what is incomplete is allowed to who was told: `known_…` are the numbers that they
    saw. Refuses when there is more or less open by now, when the part is not open today, and
    without pupils. Repeating it changes nothing.
    """
    refuse_when_closed(school_class, part)
    lock_class(school_class)
    already = HandIn.objects.filter(school_class=school_class, part=part).first()
    if already:
        return already
    now = still_open(school_class, part)
    if not now.pupils:
        raise Refused(f"In klas {school_class} staan nog geen leerlingen.")
    if (now.cells, len(now.differences)) != (known_missing, known_differences):
        raise Refused(CHANGED)
    with acting_as(by):
        Reopening.objects.filter(school_class=school_class, part=part).delete()
        return HandIn.objects.create(
            school_class=school_class,
            part=part,
            missing=now.cells,
            differences=len(now.differences),
            handed_in_by=by,
            handed_in_at=timezone.now(),
        )


@transaction.atomic
def reopen(*, school_class: SchoolClass, part: TestPart, by) -> bool:
    """Lets people write again; whether there was something to reopen. After the last day they are
    refused, and the helpdesk does it for them."""
    refuse_when_closed(school_class, part)
    lock_class(school_class)
    with acting_as(by):
        return _take_back(school_class, part)


@transaction.atomic
def reopen_for(*, school_class: SchoolClass, part: TestPart, by) -> Reopening | None:
    """The helpdesk does it: handed in or not, and after the last day until it is handed in again.
    Safe to repeat."""
    lock_class(school_class)
    with acting_as(by):
        _take_back(school_class, part)
        if not is_closed(part.edition):
            return None
        reopening, _ = Reopening.objects.get_or_create(
            school_class=school_class, part=part, defaults={"reopened_by": by}
        )
        return reopening


@transaction.atomic
def close_again(*, reopening: Reopening, by) -> None:
    """What the helpdesk reopened takes no more points, as before. Safe to repeat."""
    lock_class(reopening.school_class)
    with acting_as(by):
        Reopening.objects.filter(pk=reopening.pk).delete()


def _take_back(school_class: SchoolClass, part: TestPart) -> bool:
    removed, _ = HandIn.objects.filter(school_class=school_class, part=part).delete()
    return bool(removed)
