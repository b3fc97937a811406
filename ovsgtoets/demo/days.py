"""Days of the demo: half past ten on one, and believing that it is another."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

from django.conf import settings
from django.utils import timezone


def moment_on(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10, 30)))


@contextmanager
def believing(day: date) -> Iterator[None]:
    """Everything inside believes it is `day`: what was done in time stays so after the date."""
    before, settings.FIXED_TODAY = settings.FIXED_TODAY, day
    try:
        yield
    finally:
        settings.FIXED_TODAY = before
