"""What day it is in Belgium. Every rule with a date asks here, so that tests can say otherwise."""

from datetime import date

from django.conf import settings
from django.utils import timezone


def today() -> date:
    """Today's date in Belgian time, or settings.FIXED_TODAY where a test says so."""
    return settings.FIXED_TODAY or timezone.localdate()


def school_year_of(day: date) -> int:
    """The year in which the school year of `day` ends: 1 September 2026 → 2027."""
    return day.year + 1 if day.month >= 9 else day.year
