"""What may be shown: the one place that decides it, for every page, chart, PDF and spreadsheet.

**The rule.** A viewer sees means with their number of pupils, so sums. Sums can be added and
subtracted: school - 6A - 6B is 6C, boys of 6A = 6A - girls of 6A. Nothing may be computed from all
that a viewer can reach that rests on fewer than `fewest` pupils whose results this viewer does
not know already. Hiding the small group alone is not enough: in a school of 6A (20) and 6B (3),
school - 6A is 6B.

**How it is decided.** Each group is a row of zeros and ones over the pupils. Everything that can
be computed is a combination of the rows that are shown. A set T of pupils is given away when
some combination is zero for everybody outside T and not for all in it. So: with U an orthonormal
basis of the rows, T is given away if and only if the columns of U of T have a singular value of 1
(a unit vector of the row space lies wholly in T). That is asked of each T smaller than `fewest`;
pupils that no shown group tells apart are taken together, so there are few. This is the linear
audit of statistical databases (Chin & Özsoyoğlu, IEEE Transactions on Software Engineering SE-8,
1982), with `fewest` instead of one person.

**What makes it safe.** The verdict looks at who is in a group, never at results, so a hidden
figure says nothing. It is given for *all* groups that a viewer can reach at once (classes, sites,
boys and girls, groups that the school made itself, each crossed with each), not for a page: a
filter can only pick from it. Groups come in order of importance; each is shown when nothing small
is given away beside those before it. Give per figure the pupils that are *in* it (who counts in
that domain): 6A with a pupil absent is another set than 6A.

**What it does not do.** Two viewers who talk; the same figure before and after a pupil came in
(show those who see no names a released, frozen moment); a mean of 0 or 100 %, which says all
there is of everyone in it; single results, which only a right to names opens.
A learning area's mean is a sum of its domains' means: show it only when each of them is shown.
"""

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from enum import Enum
from functools import lru_cache
from itertools import islice
from typing import TypeVar

import numpy as np

FEWEST_PUPILS = 5  # domain facts: groups under five are not shown

# A reference rests on this many schools at least. A school can take its own pupils out of it, two
# that talk those of both; what is left must not be one school, or two that know of each other.
# And a yardstick must be steady: school means lie some 6 percent apart (one sd), so the mean of
# ten schools is good to 2. With 950 schools in some ten zones it costs nothing once points are in.
FEWEST_SCHOOLS = 10
LARGEST_SHARE = 0.5  # of the pupils of a reference: more, and it is about one school

MOST_SETS = 20_000  # that are looked at; beyond it the group is not shown
BATCH = 5_000
SLACK = 1e-9
NEARLY_ONE = 1 - SLACK

Key = TypeVar("Key", bound=Hashable)
Members = frozenset[int]


class Verdict(Enum):
    SHOWN = "shown"
    NOBODY = "nobody is in it"
    TOO_FEW = "too few are in it"
    WOULD_REVEAL = "with what is shown beside it, it would give a small group away"
    ONE_SCHOOL = "it would be mostly about one school"

    @property
    def is_shown(self) -> bool:
        return self is Verdict.SHOWN


def what_is_shown(
    groups: Mapping[Key, Collection[int]],
    *,
    known: Collection[int] = (),
    fewest: int = FEWEST_PUPILS,
) -> dict[Key, Verdict]:
    """A verdict for each group: its pupils (keys), most important group first.

    `groups` are all the viewer can reach, not only those of this page. `known` are the pupils
    whose results the viewer may see by name: they hide nobody and need no hiding, so a group of
    known pupils is always shown, however small.
    """
    known = frozenset(known)
    verdicts: dict[Key, Verdict] = {}
    shown: list[Members] = []
    for key, members in groups.items():
        hidden = frozenset(members) - known
        verdicts[key] = _verdict(members, hidden, shown, fewest)
        if verdicts[key].is_shown and hidden:
            shown.append(hidden)
    return verdicts


def which_references_are_shown(
    references: Mapping[Key, Mapping[int, int]],
) -> dict[Key, Verdict]:
    """A verdict for each reference: its schools with their numbers of pupils, the most important
    (all participants) first, then the zones.

    The same rule, with schools for pupils: all participants less nine zones is the tenth. The
    verdict is one for everybody, not per school: FEWEST_SCHOOLS leaves room for the own school.
    """
    sizes = {
        key: {school: n for school, n in schools.items() if n}
        for key, schools in references.items()
    }
    verdicts: dict[Key, Verdict] = {}
    allowed: dict[Key, Collection[int]] = {}
    for key, schools in sizes.items():
        if schools and sum(schools.values()) < FEWEST_PUPILS:
            verdicts[key] = Verdict.TOO_FEW
        elif len(schools) >= FEWEST_SCHOOLS and _is_mostly_one(schools):
            verdicts[key] = Verdict.ONE_SCHOOL
        else:
            allowed[key] = schools.keys()
    sets = tuple((key, frozenset(schools)) for key, schools in allowed.items())
    verdicts |= _of_schools(sets)
    return {key: verdicts[key] for key in references}


@lru_cache(maxsize=256)
def _of_schools(references: tuple[tuple[Key, Members], ...]) -> dict[Key, Verdict]:
    """Remembered: a thousand questions rest on a few sets of schools."""
    return what_is_shown(dict(references), fewest=FEWEST_SCHOOLS)


def _is_mostly_one(schools: Mapping[int, int]) -> bool:
    return max(schools.values()) > LARGEST_SHARE * sum(schools.values())


def _verdict(
    members: Collection[int], hidden: Members, shown: Sequence[Members], fewest: int
) -> Verdict:
    if not members:
        return Verdict.NOBODY
    if 0 < len(hidden) < fewest:
        return Verdict.TOO_FEW
    if not hidden or hidden in shown:
        return Verdict.SHOWN
    if _is_nearly_one_of(hidden, shown, fewest) or gives_away([*shown, hidden], fewest):
        return Verdict.WOULD_REVEAL
    return Verdict.SHOWN


def _is_nearly_one_of(hidden: Members, shown: Sequence[Members], fewest: int) -> bool:
    """The shortest way to a small set, and most often the way: one set less the other."""
    return any(
        (0 < len(one) - len(hidden) < fewest and hidden < one)
        or (0 < len(hidden) - len(one) < fewest and one < hidden)
        for one in shown
    )  # fmt: skip


def gives_away(
    shown: Sequence[Collection[int]], fewest: int = FEWEST_PUPILS, *, most_sets: int = MOST_SETS
) -> bool:
    """Whether sums over the sets `shown` can be combined to one over fewer than `fewest` of their
    members (but not none). True as well when that takes too long to find out."""
    atoms = Counter(_signatures(shown).values())
    rows = np.array([list(signature) for signature in atoms], float).T  # [sets, atoms]
    sizes = np.array(list(atoms.values()))
    _, values, basis = np.linalg.svd(rows, full_matrices=False)
    basis = basis[values > 1e-9 * values[0]][:, sizes < fewest]
    gram = basis.T @ basis  # [small atoms, small atoms]
    looked_at = 0
    sets = _worth_a_look(gram, sizes[sizes < fewest], fewest - 1)
    while batch := list(islice(sets, BATCH)):
        looked_at += len(batch)
        if looked_at > most_sets or _holds_a_unit_vector(gram, batch):
            return True
    return False


def _signatures(shown: Sequence[Collection[int]]) -> dict[int, tuple[bool, ...]]:
    """Pupil → in which of the sets: who has the same can't be told apart."""
    everybody = frozenset().union(*shown)
    return {pupil: tuple(pupil in members for members in shown) for pupil in everybody}


def _worth_a_look(gram: np.ndarray, sizes: np.ndarray, room: int) -> Iterator[tuple[int, ...]]:
    """The sets of atoms of at most `room` pupils together that could hold a unit vector v, each
    at least once. Then gram·v = v on the set; at its largest coordinate, the root's, that needs
    Σ|gram[root, other]| ≥ 1 - gram[root, root] over the others of the set."""
    needs = 1 - gram.diagonal() - SLACK
    most = (np.abs(gram - np.diag(gram.diagonal())) / sizes).max(axis=1, initial=0)
    for root in np.flatnonzero((room - sizes) * most >= needs).tolist():
        pulls = np.abs(gram[root])
        order = np.argsort(-pulls / sizes, kind="stable")
        others = [(int(o), float(pulls[o]), int(sizes[o])) for o in order if o != root]
        yield from _grown((root,), float(needs[root]), room - int(sizes[root]), others)


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


def _holds_a_unit_vector(gram: np.ndarray, sets: Sequence[tuple[int, ...]]) -> bool:
    """Whether for some set the largest eigenvalue of its part of the Gram matrix is 1, so the
    largest singular value of its columns of the basis (sets are padded with a zero column)."""
    padded = np.pad(gram, (0, 1))
    width = max(map(len, sets))
    index = np.array([[*one, *[-1] * (width - len(one))] for one in sets])
    blocks = padded[index[:, :, None], index[:, None, :]]
    return bool(np.linalg.eigvalsh(blocks).max() >= NEARLY_ONE)
