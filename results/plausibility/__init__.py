"""What looks odd in the points of a class for one part. Pure: never blocks, only tells.

Points are whole hundredths (`2,5` is 250), so that sums are exact.
"""

from results.plausibility.patterns import unlikely_patterns
from results.plausibility.sheet import Finding, Kind, Question, Row, Sheet
from results.plausibility.totals import differences

__all__ = ["Finding", "Kind", "Question", "Row", "Sheet", "find_oddities"]


def find_oddities(sheet: Sheet) -> list[Finding]:
    """The differences with the booklets' totals, each with its cause where exactly one explains
    it, and the patterns that hardly ever happen by themselves."""
    return [*differences(sheet), *unlikely_patterns(sheet)]
