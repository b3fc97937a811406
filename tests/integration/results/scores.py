"""Pupils and points for stories about results."""

from decimal import Decimal

from django.utils import timezone

from results.models import Score, ScoreCode
from schools.models import Pupil


def make_pupil(school_class, last_name: str, first_name: str = "Noor") -> Pupil:
    return Pupil.objects.create(
        school_class=school_class, last_name=last_name, first_name=first_name, gender="V"
    )


def give(pupil: Pupil, marks: dict) -> None:
    """`marks`: item → points or a code."""
    Score.objects.bulk_create(
        Score(
            pupil=pupil,
            item=item,
            points=None if mark in ScoreCode.values else mark,
            code=mark if mark in ScoreCode.values else None,
            entered_at=timezone.now(),
        )
        for item, mark in marks.items()
    )


def give_share(pupil: Pupil, items, share) -> None:
    """The same share of the maximum of every item."""
    give(pupil, {item: Decimal(item.maximum) * share for item in items})
