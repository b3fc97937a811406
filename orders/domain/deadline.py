"""From when until when a school orders and changes: Belgian days, the last one included."""

from enum import Enum

from django.conf import settings

from ovsgtoets.kernel.clock import today
from ovsgtoets.kernel.errors import Refused
from ovsgtoets.kernel.formats import long_date
from schools.models import Edition


class Season(Enum):
    BEFORE = "before"
    OPEN = "open"
    AFTER = "after"


def season_of(edition: Edition) -> Season:
    """Where today falls for ordering in the edition."""
    day = today()
    if day < edition.orders_open_on:
        return Season.BEFORE
    return Season.OPEN if day <= edition.orders_close_on else Season.AFTER


def refuse_unless_open(edition: Edition) -> None:
    """Refuses before the first and after the last day, naming the helpdesk after it."""
    season = season_of(edition)
    if season is Season.BEFORE:
        raise Refused(f"Bestellen kan vanaf {long_date(edition.orders_open_on)}.")
    if season is Season.AFTER:
        raise Refused(
            f"Bestellen en wijzigen kon tot en met {long_date(edition.orders_close_on)}. "
            f"Contacteer de helpdesk: {settings.HELPDESK_EMAIL} of {settings.HELPDESK_PHONE}."
        )
