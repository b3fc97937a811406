"""Two moments of the same class: whether the later may be shown to who saw the earlier.

A figure before and after a pupil came in is that pupil's result: 21 · mean after - 20 · mean
before. So who may not see names sees a class as it was released, and a later release of it only
when those who came in or went out (per domain and per question, of all, of the boys, of the girls)
are nobody, or at least as many as a group must have.

What it does not hide: that points of pupils who were in it already changed. The difference of the
means then tells by how much, not whose, and not what they have. So where points changed is told
only to who may see the pupils of that class by name (`wording/release.py`).
"""

from collections.abc import Iterator

import numpy as np

from results.analysis.crowd import GENDERS, Crowd
from results.analysis.item_views import items_made
from results.analysis.suppression import FEWEST_PUPILS


def may_follow(later: Crowd, earlier: Crowd) -> bool:
    """Both of one class and one layout, with their marks."""
    pairs = zip(_groups(later), _groups(earlier), strict=True)
    return all(
        not (difference := len(now ^ before)) or difference >= FEWEST_PUPILS
        for now, before in pairs
    )


def _groups(crowd: Crowd) -> Iterator[frozenset[int]]:
    """Who is in each figure: per domain and question all, then those of each gender."""
    genders = [np.ones(len(crowd.keys), bool), *(crowd.genders == gender for gender in GENDERS)]
    for counts in np.hstack([crowd.domains.counts, items_made(crowd)]).T:
        for rows in genders:
            yield frozenset(crowd.keys[counts & rows].tolist())
