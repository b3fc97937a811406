"""What is other between two moments of the same classes, cell by cell."""

from collections import Counter

import numpy as np

from results.analysis.crowd import Crowd
from results.analysis.marks import EMPTY

Place = tuple[int, str]  # class, name of the part


def changed_cells(before: Crowd, after: Crowd) -> Counter[Place]:
    """(class, part) → in how many cells the two differ. Both have their marks and one layout.

    A pupil who is only in one of them counts with every cell that is filled there; one who is in
    another class counts in the new one.
    """
    keys = np.unique(np.concatenate([before.keys, after.keys]))
    marks = [_rows(crowd, keys) for crowd in (before, after)]
    differs = marks[0] != marks[1]
    class_of = dict(zip(before.keys.tolist(), before.classes.tolist(), strict=True))
    class_of |= zip(after.keys.tolist(), after.classes.tolist(), strict=True)
    found: Counter[Place] = Counter()
    for _, columns in after.layout.part_slices():
        name = after.layout.items[columns][0].part_name
        for key, number in zip(keys.tolist(), differs[:, columns].sum(axis=1), strict=True):
            if number:
                found[class_of[key], name] += int(number)
    return found


def _rows(crowd: Crowd, keys: np.ndarray) -> np.ndarray:
    """The marks of `keys` (sorted), EMPTY for who is not in the crowd."""
    marks = np.full((len(keys), len(crowd.layout.items)), EMPTY, np.int32)
    if len(crowd.keys):
        marks[np.searchsorted(keys, crowd.keys)] = crowd.marks
    return marks
