"""Verdicts that were found before: looking for what gives a small group away takes up to half a
second in a large school, and depends on nothing but who of those not known is in which group."""

import hashlib
from collections.abc import Callable, Hashable, Mapping, Sequence

import numpy as np
from django.core.cache import cache
from numpy.typing import NDArray

from results.analysis.suppression import FEWEST_PUPILS, Verdict

FOR = 7 * 24 * 60 * 60  # seconds
ALL = list(Verdict)
Verdicts = dict[Hashable, list[Verdict]]


def decided(
    decide: Callable[..., Verdicts],
    counts: NDArray[np.bool_],
    reach: Mapping[Hashable, NDArray[np.bool_]],
    readers: Sequence[NDArray[np.bool_]],
) -> Verdicts:
    """`decide(counts, reach, known)`, where there are several who read: what may be shown to each of
    them. `readers`: whom each knows by name (bool [pupils])."""
    first, *others = (remembered(decide, counts, reach, known) for known in readers)
    found = first
    for other in others:
        found = {
            choice: [_stricter(*pair) for pair in zip(of, other[choice], strict=True)]
            for choice, of in found.items()
        }
    return found


def _stricter(own: Verdict, other: Verdict) -> Verdict:
    """What is hidden for another reader's sake would, beside what that one knows, reveal."""
    return Verdict.WOULD_REVEAL if own.is_shown and not other.is_shown else own


def remembered(
    decide: Callable[..., Verdicts],
    counts: NDArray[np.bool_],
    reach: Mapping[Hashable, NDArray[np.bool_]],
    known: NDArray[np.bool_],
) -> Verdicts:
    """`decide(counts, reach, known)`, or what it said of the very same groups. The key is made of
    all that is decided upon, so what is found is never out of date. Of those known by name that is
    only whether a group is empty without them: points that come in for the own class change nothing.
    Who knows everybody by name is hidden nothing: that is quicker decided than looked up."""
    if not (counts.any(axis=1) & ~known).any():
        return decide(counts, reach, known)
    key = _key(decide, counts, reach, known)
    if (found := cache.get(key)) is None:
        found = bytes(
            ALL.index(verdict) for of in decide(counts, reach, known).values() for verdict in of
        )
        cache.set(key, found, FOR)
    rows = np.frombuffer(found, np.uint8).reshape(len(reach), -1)
    return {
        choice: [ALL[place] for place in row]
        for choice, row in zip(reach, rows.tolist(), strict=True)
    }


def _key(decide: Callable, counts: NDArray, reach: Mapping, known: NDArray) -> str:
    groups = np.array(list(reach.values()))
    has_somebody = groups.astype(np.float32) @ counts.astype(np.float32) > 0
    rule = f"{decide.__name__} {FEWEST_PUPILS} {counts.shape[1]} {[*reach]}"
    digest = hashlib.sha256(rule.encode())
    for array in (counts[~known], groups[:, ~known], has_somebody):
        digest.update(f"{array.shape}".encode() + np.packbits(array).tobytes())
    return f"results:shown:{digest.hexdigest()}"
