"""Two moments of the same class: whether the later may be shown to who saw the earlier.

A figure before and after a pupil came in is that pupil's result: 21 · mean after - 20 · mean
before. So who may not see names sees a class as it was released, and a later release of it only
when those who came in or went out (per domain and per question, of all, of the boys, of the girls)
are nobody, or at least as many as a group must have.

Points of pupils who were in it already may change, or no mistake could be mended for colleagues to
see. The difference of the means then tells by how much, not whose. It must not tell what they have:
somebody who goes up by 90 has 90 or more. So a class waits as well when few changed and one of them
by half of a domain or more (typed as not made, then the booklet turned up). Where points changed is
told only to who may see the pupils of that class by name (`wording/release.py`).
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from results.analysis.crowd import GENDERS, Crowd
from results.analysis.item_views import items_made
from results.analysis.suppression import FEWEST_PUPILS

LARGE = 50.0  # percent points: what is left to guess is then at most the other half
SAME = 1e-9


def may_follow(later: Crowd, earlier: Crowd) -> bool:
    """Both of one class and one layout, with their marks."""
    return _groups_follow(later, earlier) and not _tells_a_result(later, earlier)


def _groups_follow(later: Crowd, earlier: Crowd) -> bool:
    pairs = zip(_groups(later), _groups(earlier), strict=True)
    return all(
        not (difference := len(now ^ before)) or difference >= FEWEST_PUPILS
        for now, before in pairs
    )


def _groups(crowd: Crowd) -> Iterator[frozenset[int]]:
    """Who is in each figure: per domain and question all, then those of each gender."""
    for counts in np.hstack([crowd.domains.counts, items_made(crowd)]).T:
        for rows in _all_and_genders(crowd):
            yield frozenset(crowd.keys[counts & rows].tolist())


def _tells_a_result(later: Crowd, earlier: Crowd) -> bool:
    """Whether of few pupils who count both times one has a domain that is much higher or lower."""
    both, now, then = np.intersect1d(later.keys, earlier.keys, return_indices=True)
    if not len(both):
        return False
    later, earlier = later.only(now), earlier.only(then)
    counts = later.domains.counts & earlier.domains.counts
    step = np.where(counts, np.abs(later.domains.percent - earlier.domains.percent), 0.0)
    return any(_is_told(step[rows]) for rows in _all_and_genders(later))


def _is_told(step: NDArray[np.float64]) -> bool:
    """`step`: float64 [pupils, domains]."""
    changed = (step > SAME).sum(axis=0)
    few = (changed > 0) & (changed < FEWEST_PUPILS)
    return bool((few & (step.max(axis=0, initial=0) >= LARGE - SAME)).any())


def _all_and_genders(crowd: Crowd) -> list[NDArray[np.bool_]]:
    return [np.ones(len(crowd.keys), bool), *(crowd.genders == gender for gender in GENDERS)]
