"""A reference as it is laid beside figures: per domain and area how its participants lie."""

from dataclasses import dataclass, field

import numpy as np

from results.analysis.distribution import Distribution
from results.analysis.means import GroupMeans
from results.analysis.shrinkage import Components, shrunken
from results.analysis.suppression import Verdict
from results.analysis.uncertainty import Comparison, Estimate, compare
from results.analysis.view import Basis, Beside

# Means of fewer pupils get a shrunken one beside them: by then chance moves a mean of 15 points
# of spread by some 5 either way.
SMALL = 10


@dataclass(frozen=True)
class Variances:
    """Of pupils within groups and of groups (classes, or schools), in percent²."""

    within: float
    between: float


@dataclass(frozen=True)
class Yardstick:
    """`lies` is None unless `verdict.is_shown`. `error`: of measurement of one pupil."""

    verdict: Verdict = Verdict.NOBODY
    lies: Distribution | None = None
    error: float | None = None
    classes: Variances | None = None
    schools: Variances | None = None


@dataclass(frozen=True)
class Reference:
    """By key of domain, area and item; `items`: the p-values that are shown."""

    basis: Basis | None = None
    domains: dict[int, Yardstick] = field(default_factory=dict)
    areas: dict[int, Yardstick] = field(default_factory=dict)
    items: dict[int, float] = field(default_factory=dict)


NO_YARDSTICK = Yardstick()
NO_REFERENCE = Reference()


def beside(
    own: Estimate | None, yardstick: Yardstick, *, comparisons: int, least_sd: float
) -> Beside:
    """The reference beside an own mean; without one, only how its participants lie."""
    mean = yardstick.lies.mean if yardstick.lies else None
    compared: Comparison | None = None
    if own:
        compared = compare(own, mean, comparisons=comparisons, least_sd=least_sd)
    return Beside(yardstick.verdict, yardstick.lies, compared)


def drawn_in(own: Estimate | None, yardstick: Yardstick, *, is_school: bool) -> float | None:
    """The shrunken mean of a small group: `shrinkage.shrunken` for one group."""
    variances = yardstick.schools if is_school else yardstick.classes
    if own is None or own.pupils >= SMALL or variances is None or yardstick.lies is None:
        return None
    pupils = np.array([[own.pupils]])
    means = GroupMeans(np.array([[own.mean]]), np.array([[np.nan]]), pupils, pupils[None])
    of = Components(*(np.array([v]) for v in (variances.within, variances.between)),
                    np.array([yardstick.lies.mean]))  # fmt: skip
    value = float(shrunken(means, of)[0, 0])
    return None if np.isnan(value) else value
