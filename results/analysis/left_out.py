"""Who is left out of averages, and why: the one page with the rule.

1. Who takes part voluntarily (`Pupil.voluntary`) counts in no average, of no group.
2. Who is exempt from a learning area (`Exemption`) counts in no average of its domains: as if each
   of its cells held a V, whatever stands there.
3. A V in one cell does the same for the domain of that cell (`cells.py`).

Each of them keeps an own result from the points that there are. An area's average leaves out who
is left out of one of its domains, domain by domain.

Who left during the year (`Pupil.left_on`) is not left out: the points that were entered stay and
count as everybody's. Without points such a pupil is not counted as one of the group.

Classes, schools and all participants go by the same rule, in the same code (`percentages.py`); a
test lays it beside a computation by hand on random pupils.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

VOLUNTARY = "neemt vrijwillig deel"
EXEMPT_FROM = "vrijgesteld voor"


def reasons(*, voluntary: Iterable[int], areas: Mapping[int, list[str]]) -> dict[int, str]:
    """Pupil → why some average leaves them out. `areas`: the names of what they are exempt from."""
    why = {
        pupil: f"{EXEMPT_FROM} {' en '.join([', '.join(names[:-1]), names[-1]] if names[1:] else names)}"
        for pupil, names in areas.items()
    }
    return why | dict.fromkeys(voluntary, VOLUNTARY)


def left_out_sentence(why: Iterable[str]) -> str:
    """`Niet in de gemiddelden: 2 leerlingen (neemt vrijwillig deel), …`; empty for nobody."""
    pieces = [
        f"{'1 leerling' if number == 1 else f'{number} leerlingen'} ({reason})"
        for reason, number in sorted(Counter(why).items())
    ]
    return f"Niet in de gemiddelden: {', '.join(pieces)}." if pieces else ""
