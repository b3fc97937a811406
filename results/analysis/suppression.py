"""What may be shown: the one place that decides it, for every page, chart, PDF and spreadsheet.

**The rule.** A viewer sees means with their number of pupils, so sums. Sums can be added and
subtracted: school - 6A - 6B is 6C, boys of 6A = 6A - girls of 6A. Nothing may be computed from all
that a viewer can reach that rests on fewer than `fewest` pupils whose results this viewer does
not know already. Hiding the small group alone is not enough: in a school of 6A (20) and 6B (3),
school - 6A is 6B.

**How it is decided.** `disclosure.py` says whether what is shown gives a small set of pupils away.

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

from collections.abc import Collection, Hashable, Mapping
from enum import Enum
from functools import lru_cache
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from results.analysis.disclosure import Shown, as_rows, nearly_the_same

FEWEST_PUPILS = 5  # domain facts: groups under five are not shown

# A reference rests on this many schools at least. A school can take its own pupils out of it, two
# that talk those of both; what is left must not be one school, or two that know of each other.
# And a yardstick must be steady: school means lie some 6 percent apart (one sd), so the mean of
# ten schools is good to 2. With 950 schools in some ten zones it costs nothing once points are in.
FEWEST_SCHOOLS = 10
LARGEST_SHARE = 0.5  # of the pupils of a reference: more, and it is about one school

FEW = 8  # sets in doubt beside many that are shown: most of them give something away, one by one

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
    if not groups:
        return {}
    rows = as_rows([*groups.values(), known])[:-1]
    everybody = sorted(frozenset().union(*groups.values(), known))
    audit = Audit(~np.isin(everybody, list(known)), fewest=fewest)
    return dict(zip(groups, audit.verdicts(rows), strict=True))


class Audit:
    """The same, of groups as rows over the pupils; can be asked again, and then remembers what was
    shown. `hidden`: bool [pupils], whose results the viewer does not know."""

    def __init__(self, hidden: NDArray[np.bool_], *, fewest: int = FEWEST_PUPILS) -> None:
        self.hidden, self.fewest = hidden, fewest
        self.shown = Shown(int(hidden.sum()))

    def copy(self) -> "Audit":
        other = Audit(self.hidden, fewest=self.fewest)
        other.shown = self.shown
        return other

    def verdicts(self, groups: NDArray[np.bool_]) -> list[Verdict]:
        """Of each row (bool [groups, pupils]), the most important first."""
        secret = groups[:, self.hidden]
        sizes = secret.sum(axis=1)
        found = [
            self._of_size(size, has_somebody)
            for size, has_somebody in zip(sizes.tolist(), groups.any(axis=1).tolist(), strict=True)
        ]
        in_doubt = {int(at): secret[at].tobytes() for at in np.flatnonzero(sizes >= self.fewest)}
        first: dict[bytes, int] = {}  # each set once, where it comes first
        for place, members in in_doubt.items():
            first.setdefault(members, place)
        safe = set(self._show_what_is_safe(secret[[*first.values()]]))
        is_safe = {members: at in safe for at, members in enumerate(first)}
        for place, members in in_doubt.items():
            if not is_safe[members]:
                found[place] = Verdict.WOULD_REVEAL
        return found

    def _of_size(self, hidden: int, has_somebody: bool) -> Verdict:
        if not has_somebody:
            return Verdict.NOBODY
        return Verdict.TOO_FEW if 0 < hidden < self.fewest else Verdict.SHOWN

    def _show_what_is_safe(self, sets: NDArray[np.bool_]) -> list[int]:
        """Shows each set that gives nothing away beside those before it; their places.

        What follows from the sums that are shown already is shown, and what differs from one of
        their sets by too few pupils is not: that needs no looking. The others many at once: where
        all of them give nothing away, neither do fewer of them.
        """
        spanned = self.shown.spans(sets)
        safe = np.flatnonzero(spanned).tolist()
        told = nearly_the_same(sets, self.shown.sets, self.fewest).any(axis=1)
        pairs = nearly_the_same(sets, sets, self.fewest)
        doubtful = np.flatnonzero(~spanned & ~told)
        many = len(doubtful) if len(doubtful) > FEW else 1
        while len(doubtful):
            some = doubtful[: _first_pair(pairs[np.ix_(doubtful[:many], doubtful[:many])])]
            larger = self.shown.beside(sets[some])
            if not larger.gives_away(self.fewest):
                self.shown = larger
                safe += some.tolist()
                doubtful = doubtful[len(some) :]
                doubtful = doubtful[~pairs[np.ix_(doubtful, some)].any(axis=1)]
                many = 2 * len(some)
            else:
                doubtful = doubtful[1:] if len(some) == 1 else doubtful
                many = max(len(some) // 2, 1)
        return safe


def _first_pair(pairs: NDArray[np.bool_]) -> int:
    """How many sets there are before the first that forms a pair with one before it."""
    late = np.tril(pairs, -1).any(axis=1)
    return int(late.argmax()) if late.any() else len(pairs)


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
