"""What a part may be, and what may still change in it once there are points of it: the rules and
their words. Pure.

An item with points keeps its name, maximum, domain and place in its part. Totals count all items
of their part together, and a class that handed in has seen them all: then every item of the part
stays as it is. What a mistake then needs is to annul the item (`domain.battery.annul_item`).
"""

from collections.abc import Iterable, Sized
from datetime import date
from decimal import Decimal

from ovsgtoets.kernel.clock import school_year_of
from ovsgtoets.kernel.formats import long_date
from results.models import TestPart
from results.models.battery_triggers import MOST
from results.queries.battery import PointsOf
from schools.models import Edition

ANNUL_INSTEAD = "Klopt de vraag niet, laat ze dan vervallen."
TOTALS = "Er zijn al totalen ingegeven voor dit onderdeel"
HANDED_IN = "Er zijn al klassen ingediend voor dit onderdeel"


def why_not_that_day(opens_on: date, edition: Edition) -> str:
    """Why a part of the edition can't open on that day; empty when it can."""
    if school_year_of(opens_on) != edition.year:
        return f"{long_date(opens_on)} valt buiten schooljaar {edition.school_year}."
    return ""


def why_no_sum(maxima: Iterable[Decimal]) -> str:
    """Why questions with these maxima can't be in one part: its total must fit in a cell."""
    if sum(maxima, Decimal(0)) > Decimal(MOST):
        return f"De maxima zijn samen hoger dan {MOST.replace('.', ',')}."
    return ""


def why_not_as_total(part: TestPart, domains: Sized) -> str:
    """Why a total alone is not enough for a part whose questions are of these domains."""
    if part.may_be_total and len(domains) > 1:
        return (
            "Enkel een totaal volstaat niet voor dit onderdeel: de vragen horen bij verschillende "
            "domeinen."
        )
    return ""


def why_items_stay(points: PointsOf) -> str:
    """Why no item may be added, removed, or get another maximum or domain; empty when it may."""
    if points.has_totals:
        return f"{TOTALS}: de vragen, maxima en domeinen blijven zoals ze zijn."
    if points.is_handed_in:
        return f"{HANDED_IN}: de vragen, maxima en domeinen blijven zoals ze zijn."
    return ""


def why_item_stays(item_id: int | None, points: PointsOf) -> str:
    """The same for one item; what has no number yet has no points."""
    if item_id in points.items:
        return f"Er zijn al punten voor deze vraag: ze blijft zoals ze is. {ANNUL_INSTEAD}"
    if reason := why_items_stay(points):
        return f"{reason} {ANNUL_INSTEAD}"
    return ""


def why_part_stays(points: PointsOf) -> str:
    """Why the edition and who enters the points may not change, nor the part disappear."""
    if points.is_empty:
        return ""
    return "Er zijn al punten voor dit onderdeel: de editie en wie de punten ingeeft, blijven."


def why_totals_stay(points: PointsOf) -> str:
    """Why a total that is a result can't become a mere control."""
    if points.has_totals:
        return f"{TOTALS}: ze blijven een resultaat."
    return ""
