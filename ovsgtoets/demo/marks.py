"""How pupils score: pure figures, no rows. A pupil's level per domain and an item's ease give marks.

The model: a mark is a step function of (ability + noise + ease). Abilities fall in LEVELS
equally large groups of a normal distribution, noise in DRAWS equally likely steps, so that for
every item the average over all pupils is known beforehand, and the ease can be solved from it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from random import Random
from statistics import NormalDist

LEVELS = 32
DRAWS = 10
ABILITY_SPREAD = 0.85
NOISE_SPREAD = 1.0


def _steps(count: int, spread: float) -> list[float]:
    return [NormalDist(0, spread).inv_cdf((step + 0.5) / count) for step in range(count)]


ABILITIES = _steps(LEVELS, ABILITY_SPREAD)
NOISE = _steps(DRAWS, NOISE_SPREAD)
POSITIONS = sorted(ability + noise for ability in ABILITIES for noise in NOISE)


def _thresholds(maximum: int) -> list[float]:
    """Where mark 1, 2, … maximum begin, for an item of ease 0."""
    spread = NormalDist(0, (ABILITY_SPREAD**2 + NOISE_SPREAD**2) ** 0.5)
    return [spread.inv_cdf(mark / (maximum + 1)) for mark in range(1, maximum + 1)]


def expected_percent(ease: float, maximum: int) -> float:
    """The average of all pupils on an item, in percent of its maximum."""
    reached = sum(
        len(POSITIONS) - bisect_left(POSITIONS, threshold - ease)
        for threshold in _thresholds(maximum)
    )
    return 100 * reached / (maximum * len(POSITIONS))


def ease_for(percent: float, maximum: int) -> float:
    """The ease at which the average is `percent`, by halving."""
    low, high = -6.0, 6.0
    for _ in range(40):
        middle = (low + high) / 2
        if expected_percent(middle, maximum) < percent:
            low = middle
        else:
            high = middle
    return high


def eases(average: float, maxima: Sequence[int], rng: Random) -> list[float]:
    """Eases for the items of a domain: some easy, some hard, together `average` percent."""
    while True:
        solved, missed = _eases(average, maxima, rng)
        if abs(missed) < 0.1:
            return solved


def _eases(average: float, maxima: Sequence[int], rng: Random) -> tuple[list[float], float]:
    """One attempt, in which each item makes up for the ones before; and what is then still missed,
    in percent: a last item can't be easier than easy."""
    solved: list[float] = []
    still_wanted = average * sum(maxima)
    for position, maximum in enumerate(maxima):
        percent = still_wanted / sum(maxima[position:])
        if position < len(maxima) - 1:
            percent += rng.uniform(-1, 1) * min(18.0, 96 - percent, percent - 20)
        solved.append(ease_for(min(97.0, max(15.0, percent)), maximum))
        still_wanted -= expected_percent(solved[-1], maximum) * maximum
    return solved, still_wanted / sum(maxima)


def marks_per_level(ease: float, maximum: int) -> list[list[int]]:
    """For each level the DRAWS equally likely marks."""
    thresholds = _thresholds(maximum)
    return [
        [bisect_right(thresholds, ability + noise + ease) for noise in NOISE]
        for ability in ABILITIES
    ]


def levels(general: Sequence[float], rng: Random) -> bytearray:
    """The level of each pupil in one domain: for a part the pupil's general ability, for a part
    a matter of the domain. Every level gets equally many pupils."""
    own = [0.75 * ability + 0.66 * rng.gauss() for ability in general]
    order = sorted(range(len(own)), key=own.__getitem__)
    result = bytearray(len(own))
    for rank, pupil in enumerate(order):
        result[pupil] = rank * LEVELS // len(own)
    return result
