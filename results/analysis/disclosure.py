"""What sums over sets of pupils give away when they are added and subtracted.

The rule about it is `suppression.py`'s; here is the arithmetic.

Each set is a row of zeros and ones over the pupils. Everything that can be computed from the
sums is a combination of the rows. A set T of pupils is given away when some combination is zero
for everybody outside T and not for all in it. So: with U an orthonormal basis of the rows, T is
given away if and only if the columns of U of T have a singular value of 1 (a unit vector of the
row space lies wholly in T). That is asked of each T smaller than `fewest`; pupils that no set
tells apart are taken together, so there are few. This is the linear audit of statistical
databases (Chin & Özsoyoğlu, IEEE Transactions on Software Engineering SE-8, 1982), with `fewest`
instead of one person.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

MOST_SETS = 20_000  # that are looked at; beyond it, it counts as given away
BATCH = 5_000
SLACK = 1e-9
NEARLY_ONE = 1 - SLACK


class Shown:
    """The sets of which sums are shown: bool [sets, pupils], and `basis`, orthonormal rows of
    the same span. Does not change: `beside` gives a larger one."""

    def __init__(self, pupils: int) -> None:
        self.sets = np.zeros((0, pupils), bool)
        self.basis = np.zeros((0, pupils))

    def beside(self, sets: NDArray[np.bool_]) -> "Shown":
        larger = Shown(self.sets.shape[1])
        larger.sets = np.vstack([self.sets, sets])
        larger.basis = _with_rows(self.basis, sets)
        return larger

    def spans(self, sets: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """bool [sets]: whose sum follows from those that are shown, so it tells nothing new."""
        rows = sets.astype(float)
        rest = rows - (rows @ self.basis.T) @ self.basis
        return np.linalg.norm(rest, axis=1) <= SLACK * np.linalg.norm(rows, axis=1)

    def gives_away(self, fewest: int, *, most_sets: int = MOST_SETS) -> bool:
        """Whether sums over the sets can be combined to one over fewer than `fewest` of their
        members (but not none). True as well when that takes too long to find out."""
        first, sizes = _small_atoms(self.sets, fewest)
        columns = self.basis[:, first] * np.sqrt(sizes)
        gram = columns.T @ columns  # [small atoms, small atoms]
        looked_at = 0
        candidates = _worth_a_look(gram, sizes, fewest - 1)
        while batch := list(islice(candidates, BATCH)):
            looked_at += len(batch)
            if looked_at > most_sets or _holds_a_unit_vector(gram, batch):
                return True
        return False


def nearly_the_same(
    some: NDArray[np.bool_], others: NDArray[np.bool_], fewest: int
) -> NDArray[np.bool_]:
    """bool [some, others]: the one is the other with fewer than `fewest` more or less: the
    shortest way to a small set, and most often the way."""
    some, others = np.packbits(some, axis=1)[:, None], np.packbits(others, axis=1)
    more = np.bitwise_count(some & ~others).sum(axis=2)  # in the first, not in the second
    less = np.bitwise_count(others & ~some).sum(axis=2)
    return ((less == 0) & (more > 0) & (more < fewest)) | (
        (more == 0) & (less > 0) & (less < fewest)
    )


def gives_away(sets: Sequence[Collection[int]], fewest: int, **most: int) -> bool:
    """The same of sets of keys."""
    return Shown(len(frozenset().union(*sets))).beside(as_rows(sets)).gives_away(fewest, **most)


def as_rows(sets: Sequence[Collection[int]]) -> NDArray[np.bool_]:
    """bool [sets, members]: the members of all sets in the order of their keys."""
    place_of = {key: place for place, key in enumerate(sorted(frozenset().union(*sets)))}
    rows = np.zeros((len(sets), len(place_of)), bool)
    for row, members in zip(rows, sets, strict=True):
        row[[place_of[key] for key in members]] = True
    return rows


def _with_rows(basis: NDArray[np.float64], rows: NDArray) -> NDArray[np.float64]:
    """Gram and Schmidt's, each row made orthogonal twice: once is not exact (Giraud, Langou &
    Rozložník, Computers & Mathematics with Applications 50, 2005)."""
    for row in rows.astype(float):
        rest = row - basis.T @ (basis @ row)
        rest -= basis.T @ (basis @ rest)
        length = np.linalg.norm(rest)
        if length > SLACK * np.linalg.norm(row):
            basis = np.vstack([basis, rest / length])
    return basis


def _small_atoms(sets: NDArray[np.bool_], fewest: int) -> tuple[NDArray, NDArray]:
    """Pupils that are in the same sets are an atom: of each of fewer than `fewest`, one pupil's
    place and how many they are."""
    places = np.flatnonzero(sets.any(axis=0))
    if not places.size:
        return places, places
    signatures = np.ascontiguousarray(np.packbits(sets[:, places], axis=0).T)
    as_one = signatures.view(f"V{signatures.shape[1]}").ravel()
    _, first, sizes = np.unique(as_one, return_index=True, return_counts=True)
    small = sizes < fewest
    return places[first[small]], sizes[small]


def _worth_a_look(gram: NDArray, sizes: NDArray, room: int) -> Iterator[tuple[int, ...]]:
    """The sets of atoms of at most `room` pupils together that could hold a unit vector v, each
    at least once. Then gram·v = v on the set; at its largest coordinate, the root's, that needs
    Σ|gram[root, other]| ≥ 1 - gram[root, root] over the others of the set."""
    needs = 1 - gram.diagonal() - SLACK
    for root in np.flatnonzero(_most_pull(gram, sizes, room) >= needs).tolist():
        pulls = np.abs(gram[root])
        order = np.argsort(-pulls / sizes, kind="stable")
        others = [(int(o), float(pulls[o]), int(sizes[o])) for o in order if o != root]
        yield from _grown((root,), float(needs[root]), room - int(sizes[root]), others)


def _most_pull(gram: NDArray, sizes: NDArray, room: int) -> NDArray[np.float64]:
    """float64 [atoms]: more than any others in the set can pull at this root: those with most pull
    per pupil, and of the last one a part."""
    pulls = np.repeat(np.abs(gram - np.diag(gram.diagonal())) / sizes, sizes, axis=1)
    best = -np.sort(-pulls, axis=1)[:, :room].cumsum(axis=1)
    left = np.minimum(room - sizes, best.shape[1])
    return np.where(left > 0, best[np.arange(len(gram)), left - 1], 0.0)


def _grown(
    chosen: tuple[int, ...], need: float, room: int, others: Sequence[tuple[int, float, int]]
) -> Iterator[tuple[int, ...]]:
    """`chosen` with more of `others` (atom, pull, pupils; most pull per pupil first), until their
    pulls add up to `need`; a branch ends as soon as the rest can't."""
    if need <= 0:
        yield chosen
    for place, (atom, pull, pupils) in enumerate(others):
        if room * pull / pupils < need or not room:
            return
        if pupils <= room:
            yield from _grown((*chosen, atom), need - pull, room - pupils, others[place + 1 :])


def _holds_a_unit_vector(gram: NDArray, sets: Sequence[tuple[int, ...]]) -> bool:
    """Whether for some set the largest eigenvalue of its part of the Gram matrix is 1, so the
    largest singular value of its columns of the basis (sets are padded with a zero column)."""
    padded = np.pad(gram, (0, 1))
    width = max(map(len, sets))
    index = np.array([[*one, *[-1] * (width - len(one))] for one in sets])
    blocks = padded[index[:, :, None], index[:, None, :]]
    return bool(np.linalg.eigvalsh(blocks).max() >= NEARLY_ONE)
