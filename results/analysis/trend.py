"""A domain or learning area over the editions, only between what can be compared.

Each edition has other questions, so a raw percentage that rises may be an easier test. What is
compared is the difference with all participants *of the same edition*: "3 boven, nu 5 boven".
That the participants themselves change over the years, nothing here can see.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from results.analysis.students_t import t_quantile
from results.analysis.suppression import FEWEST_PUPILS
from results.analysis.uncertainty import CONFIDENCE, Estimate, Standing


@dataclass(frozen=True)
class EditionFigure:
    """The own mean and that of all participants in one edition.

    `comparable`: the makers say that the domain means the same as in the edition before (a domain
    may keep its name and become another). The first edition's is not looked at.
    """

    year: int
    domain: str
    own: Estimate
    reference: float | None
    comparable: bool = True


@dataclass(frozen=True)
class TrendPoint:
    """`difference`: own mean less that of all participants, in percent points; `half`: half its
    95 % interval, None for fewer than two pupils."""

    year: int
    difference: float
    half: float | None
    pupils: int


@dataclass(frozen=True)
class Trend:
    """`runs`: stretches of editions within which points may be compared, oldest first; never
    across two runs. `change`: in the last run, its last point less its first, with where it
    stands: NOT_DISTINCT, ABOVE (gained), BELOW, or UNKNOWN (one point, or fewer than 5 pupils)."""

    runs: tuple[tuple[TrendPoint, ...], ...]
    change: float | None
    half: float | None
    standing: Standing


def trend(figures: Iterable[EditionFigure]) -> Trend:
    """Lays the editions out; one without a reference is left out (nothing to differ from), but
    a break in it still breaks the run. Two figures of one year raise."""
    runs = _runs(sorted(figures, key=lambda figure: figure.year))
    last = runs[-1] if runs else ()
    if len(last) < 2:
        return Trend(runs, None, None, Standing.UNKNOWN)
    first, now = last[0], last[-1]
    half = _half_of_change(first, now)
    change = now.difference - first.difference
    return Trend(runs, change, half, _standing(change, half, first, now))


def _runs(figures: list[EditionFigure]) -> tuple[tuple[TrendPoint, ...], ...]:
    runs: list[list[TrendPoint]] = [[]]
    for before, figure in zip([None, *figures], figures, strict=False):
        if before and before.year == figure.year:
            raise ValueError(f"Two figures of {figure.year}.")
        if before and not _may_compare(before, figure):
            runs.append([])
        if figure.reference is not None:
            runs[-1].append(_point(figure, figure.reference))
    return tuple(tuple(run) for run in runs if run)


def _may_compare(before: EditionFigure, figure: EditionFigure) -> bool:
    return figure.comparable and _name(before.domain) == _name(figure.domain)


def _name(domain: str) -> str:
    return " ".join(domain.split()).casefold()


def _point(figure: EditionFigure, reference: float) -> TrendPoint:
    own = figure.own
    half = None
    if own.sd is not None and own.pupils > 1:
        half = t_quantile(CONFIDENCE, own.pupils - 1) * own.sd / math.sqrt(own.pupils)
    return TrendPoint(figure.year, own.mean - reference, half, own.pupils)


def _half_of_change(first: TrendPoint, now: TrendPoint) -> float | None:
    """Half the 95 % interval of the difference of two independent means: √(half² + half²), each
    with its own t. Never narrower than Cochran & Cox's (1957, Experimental Designs, section
    4.14), which is known to be on the safe side."""
    if first.half is None or now.half is None:
        return None
    return math.hypot(first.half, now.half)


def _standing(change: float, half: float | None, first: TrendPoint, now: TrendPoint) -> Standing:
    if half is None or min(first.pupils, now.pupils) < FEWEST_PUPILS:
        return Standing.UNKNOWN
    if abs(change) <= half:
        return Standing.NOT_DISTINCT
    return Standing.ABOVE if change > 0 else Standing.BELOW
