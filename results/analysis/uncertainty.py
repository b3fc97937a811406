"""How sure a figure is: intervals of class and school means, and of a pupil's percentage.

**What an interval means.** All pupils of the class made the test, so their mean is known exactly:
with the finite population correction (√((N - n)/(N - 1)), here 0) there would be no interval. But
that is not what a team asks. It asks whether the class, or how it was taught, does better, and
another group of such pupils, or another day, would have given another mean. So the pupils are
taken as a sample of those who could have been in it, without correction (Goldstein & Spiegelhalter,
"League Tables and Their Limitations", Journal of the Royal Statistical Society A 159, 1996).

**Many comparisons.** At 95 % each, one of 20 domains is marked by mere chance. So the figures of
one picture share the chance: with `comparisons` = 5 domains each interval is one of 99 %
(Bonferroni; Dunn, JASA 56, 1961), and in 95 of 100 pictures where nothing is the matter, nothing
is marked. Interval and decision are the same thing: the line of the reference lies in the bar or
it doesn't. The price is that a small real difference stays unsaid more often.

**The reference** is taken as it stands: the question is about these participants.
"""

import math
from dataclasses import dataclass
from enum import Enum

from results.analysis.students_t import t_quantile
from results.analysis.suppression import FEWEST_PUPILS

CONFIDENCE = 0.95  # of all figures of one picture together


@dataclass(frozen=True)
class Interval:
    """From `low` to `high`, in percent, within 0–100."""

    low: float
    high: float

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Estimate:
    """A mean of `pupils` pupils with their sample sd (None for fewer than two), in percent."""

    mean: float
    sd: float | None
    pupils: int


def estimate(mean: float, sd: float, pupils: int) -> Estimate | None:
    """From one place of the arrays of `GroupMeans`, where NaN is what there is not.

    Of a learning area: the mean of `area_means` (so that page and published totals agree), with
    sd and pupils of `group_means(area_percentages(…))`, the pupils who have all its domains.
    """
    if math.isnan(mean):
        return None
    return Estimate(float(mean), None if math.isnan(sd) else float(sd), int(pupils))


class Standing(Enum):
    """Where a figure stands beside a reference. NOT_DISTINCT is a result, not a lack of one."""

    ABOVE = "above"
    BELOW = "below"
    NOT_DISTINCT = "not to be told apart from it"
    UNKNOWN = "too few pupils, or no reference, to say"


@dataclass(frozen=True)
class Comparison:
    """An own mean beside the mean of a reference; `interval` is None where there is none to give."""

    own: Estimate
    interval: Interval | None
    reference: float | None
    standing: Standing


def mean_interval(own: Estimate, *, comparisons: int = 1, least_sd: float = 0.0) -> Interval | None:
    """mean ± t·s/√n with n - 1 degrees of freedom (Student, Biometrika 6, 1908); None for n < 2.

    `least_sd`: the error of measurement of one pupil. Pupils who happen to have the same
    percentage would have differed by that on another day, so s is not taken lower. Without it,
    pupils who are all equal have no interval: they don't show how much they might differ.
    """
    spread = max(own.sd or 0.0, least_sd)
    if own.pupils < 2 or not spread:
        return None
    t = t_quantile(_confidence(comparisons), own.pupils - 1)
    return _around(own.mean, t * spread / math.sqrt(own.pupils))


def compare(
    own: Estimate, reference: float | None, *, comparisons: int = 1, least_sd: float = 0.0
) -> Comparison:
    """The mean with its interval, and where it stands; of fewer than five pupils nothing is said."""
    interval = mean_interval(own, comparisons=comparisons, least_sd=least_sd)
    if interval is None or reference is None or own.pupils < FEWEST_PUPILS:
        standing = Standing.UNKNOWN
    else:
        standing = standing_of(interval, reference)
    return Comparison(own, interval, reference, standing)


def standing_of(interval: Interval, reference: float) -> Standing:
    if interval.holds(reference):
        return Standing.NOT_DISTINCT
    return Standing.ABOVE if interval.low > reference else Standing.BELOW


def measurement_error(sd: float, alpha: float) -> float:
    """The standard error of a pupil's score, in the unit of `sd`: sd·√(1 - α), the sd of all
    participants and Cronbach's alpha of the same items (Lord & Novick 1968, Statistical
    Theories of Mental Test Scores, chapter 3).

    An alpha below 0 (items that have nothing in common) counts as 0: all of it is error.
    """
    return sd * math.sqrt(1 - min(max(alpha, 0.0), 1.0))


def pupil_interval(percent: float, error: float) -> Interval:
    """percent ± 1.96 errors: where the pupil would come out in 95 of 100 such tests, if ability
    is near the score. At the ends of the scale too wide a claim; there it stops at 0 and 100."""
    return _around(percent, t_quantile(CONFIDENCE, 10**9) * error)


def _confidence(comparisons: int) -> float:
    return 1 - (1 - CONFIDENCE) / max(comparisons, 1)


def _around(middle: float, half: float) -> Interval:
    return Interval(max(middle - half, 0.0), min(middle + half, 100.0))
