"""Figures pupil by pupil in exact numbers, the way somebody would do it by hand.

Written apart from `results/analysis`, to be laid beside it: nothing in here uses its functions,
but for the table of what each code does.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import fmean
from typing import NamedTuple

from results.analysis.cells import EFFECTS, Effect


class Cell(NamedTuple):
    """One filled cell: either `points` or a `code`. `is_total`: of the total on the booklet."""

    pupil: int
    domain: int
    points: Decimal | None
    maximum: Decimal
    code: str | None = None
    part: int = 0
    is_total: bool = False


@dataclass(frozen=True)
class PupilFigure:
    percent: float | None = None
    counts: bool = True


@dataclass(frozen=True)
class Figure:
    mean: float | None = None
    pupils: int = 0


def without_controls(cells: Iterable[Cell]) -> list[Cell]:
    """A total beside any other cell of the pupil in that part is a control, and no result."""
    cells = list(cells)
    itemised = {(cell.pupil, cell.part) for cell in cells if not cell.is_total}
    return [cell for cell in cells if not cell.is_total or (cell.pupil, cell.part) not in itemised]


def pupil_figures(
    cells: Iterable[Cell], *, left_out: Iterable[tuple[int, int]] = ()
) -> dict[tuple[int, int], PupilFigure]:
    """(pupil, domain) → 100·Σpoints/Σmaxima over what counts. `left_out`: (pupil, domain) of who
    takes part voluntarily or is exempt from the area."""
    points: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    maxima: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    exempt = set(left_out)
    for pupil, domain, won, maximum, code, *_ in without_controls(cells):
        effect = EFFECTS[code] if code else None
        key = (pupil, domain)
        if effect in (None, Effect.ZERO):
            points[key] += won or 0
            maxima[key] += maximum
        elif effect is Effect.EXEMPT:
            exempt.add(key)
    return {
        key: PupilFigure(
            float(100 * points[key] / maxima[key]) if key in maxima else None,
            counts=key not in exempt,
        )
        for key in maxima.keys() | exempt
    }


def group_figure(figures: Iterable[PupilFigure]) -> Figure:
    percents = [f.percent for f in figures if f.counts and f.percent is not None]
    return Figure(fmean(percents), len(percents)) if percents else Figure()


def area_figure(domains: Sequence[Figure]) -> Figure:
    """The unweighted mean of the domains' means; none as long as a domain has none."""
    if not domains or any(domain.mean is None for domain in domains):
        return Figure()
    return Figure(fmean(d.mean for d in domains), min(d.pupils for d in domains))


def area_percent(domains: Sequence[PupilFigure]) -> PupilFigure:
    percents = [domain.percent for domain in domains]
    counts = all(domain.counts for domain in domains)
    if not percents or None in percents:
        return PupilFigure(None, counts)
    return PupilFigure(fmean(percents), counts)


def zones_shown(schools: dict[str, list[int]]) -> set[str]:
    """Zone ("" for all participants) → the school of each pupil that counts: which of them may be
    shown where only all participants and disjoint zones can be laid beside each other. From the
    rule in words: ten schools, none with more than half of the pupils, five pupils; and what is
    left of all participants when the shown zones are taken off is nothing, or ten schools."""

    def fits(pupils: list[int]) -> bool:
        numbers = Counter(pupils)
        return len(numbers) >= 10 and max(numbers.values()) * 2 <= len(pupils)

    shown: set[str] = set()
    if fits(schools.get("", [])):
        shown.add("")
    for zone in sorted(set(schools) - {""}):
        if not fits(schools[zone]):
            continue
        taken = {s for other in (shown | {zone}) - {""} for s in schools[other]}
        rest = set(schools[""]) - taken
        if "" not in shown or not rest or len(rest) >= 10:
            shown.add(zone)
    return shown
