"""The references of an edition, from everybody's marks: all participants, and each SES zone.

One row per zone × domain, zone × learning area and zone × question. What may not be shown leaves
with its verdict alone.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from results.analysis.crowd import Crowd
from results.analysis.distribution import Distribution, distributions, p_values
from results.analysis.item_analysis import analyse_items
from results.analysis.layout import Layout
from results.analysis.marks import Part, beside
from results.analysis.means import NOBODY, GroupMeans, group_means
from results.analysis.percentages import Percentages
from results.analysis.shrinkage import components
from results.analysis.suppression import Verdict, which_references_are_shown
from results.analysis.uncertainty import measurement_error
from results.analysis.yardsticks import Variances, Yardstick

EVERYONE = ""  # the zone of all participants
WORST_FIRST = (Verdict.NOBODY, Verdict.TOO_FEW, Verdict.ONE_SCHOOL, Verdict.WOULD_REVEAL)


@dataclass(frozen=True)
class Entry:
    """A row: `key` is that of the domain, area or item. `pupils` and `schools` stand behind it,
    also where it is not shown; `p`: of an item."""

    zone: str
    key: int
    pupils: int
    schools: int
    yardstick: Yardstick
    p: float | None = None


@dataclass(frozen=True)
class Country:
    """`schools` and `pupils` with a result; `entered`: percentage of the cells that is filled."""

    domains: tuple[Entry, ...]
    areas: tuple[Entry, ...]
    items: tuple[Entry, ...]
    schools: int
    pupils: int
    expected: int
    entered: float


@dataclass(frozen=True)
class _Places:
    """Of each pupil the place of the school among the schools; of each school its zone; and of
    each zone (all participants first) which pupils are in it."""

    schools: NDArray[np.int64]
    number: int
    zone_of: Sequence[str]
    in_zone: Mapping[str, NDArray[np.bool_]]


def country(crowd: Crowd, *, schools: NDArray[np.int64], zones: NDArray[np.str_]) -> Country:
    """`schools`: int64 [pupils], each pupil's school; `zones`: U1 [pupils], its SES zone or empty."""
    _, first, places = np.unique(schools, return_index=True, return_inverse=True)
    everybody = np.ones(len(schools), bool)
    in_zone = {EVERYONE: everybody}
    in_zone |= {str(zone): zones == zone for zone in np.unique(zones) if zone}
    where = _Places(places.astype(np.int64), len(first), zones[first].tolist(), in_zone)
    parts = [part for _, part in crowd.layout.parts_of(crowd.marks)]
    verdicts = _verdicts(crowd.domains.counts, where)
    errors = [_error(crowd, parts, place) for place in range(len(crowd.layout.domains))]
    keys = [domain.pk for domain in crowd.layout.domains]
    shown = crowd.with_points
    return Country(
        domains=tuple(_entries(crowd.domains, crowd, where, keys, verdicts, errors)),
        areas=tuple(_areas(crowd, where, verdicts, errors)),
        items=tuple(_items(crowd, parts, where)),
        schools=len(np.unique(schools[shown])),
        pupils=int(shown.sum()),
        expected=where.number,
        entered=_entered(crowd),
    )


def _entered(crowd: Crowd) -> float:
    cells = len(crowd.keys) * int(crowd.layout.questions.sum())
    return 100 * float(crowd.filled.sum()) / cells if cells else 0.0


def _verdicts(counts: NDArray[np.bool_], where: _Places) -> dict[str, list[Verdict]]:
    """Zone → a verdict per column."""
    columns = [_of_column(column, where) for column in counts.T]
    return {zone: [column[zone] for column in columns] for zone in where.in_zone}


def _of_column(column: NDArray[np.bool_], where: _Places) -> dict[str, Verdict]:
    numbers = np.bincount(where.schools[column], minlength=where.number)
    there = np.flatnonzero(numbers)
    everybody = dict(zip(there.tolist(), numbers[there].tolist(), strict=True))
    zones: dict[str, dict[int, int]] = {zone: {} for zone in where.in_zone}
    for school, pupils in everybody.items():
        if zone := where.zone_of[school]:
            zones[zone][school] = pupils
    return which_references_are_shown({**zones, EVERYONE: everybody})


def _areas(
    crowd: Crowd, where: _Places, of: dict[str, list[Verdict]], errors: Sequence[float | None]
) -> list[Entry]:
    """The mean is that of the domains' means, as published totals are; the rest (spread,
    percentiles, how many) is of the pupils who have all its domains."""
    layout = crowd.layout
    own = _verdicts(crowd.areas.counts, where)
    places = [layout.domains_of(area) for area in range(len(layout.areas))]
    verdicts = {
        zone: [
            _worst([*(of[zone][place] for place in places[area]), verdict])
            for area, verdict in enumerate(own[zone])
        ]
        for zone in own
    }
    keys = [pk for pk, _ in layout.areas]
    of_areas = [_error_of_area([errors[place] for place in domains]) for domains in places]
    entries = _entries(crowd.areas, crowd, where, keys, verdicts, of_areas)
    means = {zone: _column_means(crowd.domains, rows) for zone, rows in where.in_zone.items()}
    return [_with_mean(entry, means[entry.zone], layout, keys) for entry in entries]


def _column_means(of: Percentages, rows: NDArray[np.bool_]) -> NDArray[np.float64]:
    return group_means(of, np.where(rows, 0, NOBODY), 1).mean[0]


def _with_mean(entry: Entry, means: NDArray, layout: Layout, keys: list[int]) -> Entry:
    if entry.yardstick.lies is None:
        return entry
    mean = float(means[layout.domains_of(keys.index(entry.key))].mean())
    lies = replace(entry.yardstick.lies, mean=mean)
    return replace(entry, yardstick=replace(entry.yardstick, lies=lies))


def _worst(of: Sequence[Verdict]) -> Verdict:
    return next((verdict for verdict in WORST_FIRST if verdict in of), Verdict.SHOWN)


def _entries(
    of: Percentages,
    crowd: Crowd,
    where: _Places,
    keys: Sequence[int],
    verdicts: dict[str, list[Verdict]],
    errors: Sequence[float | None],
) -> list[Entry]:
    _, classes = np.unique(crowd.classes, return_inverse=True)
    by_class = _variances(
        group_means(of, classes.astype(np.int64), int(classes.max(initial=-1)) + 1)
    )
    by_school = _variances(group_means(of, where.schools, where.number))
    entries = []
    for zone, rows in where.in_zone.items():
        lies = distributions(of, school_of=where.schools, pupils=rows)
        for place, (key, verdict) in enumerate(zip(keys, verdicts[zone], strict=True)):
            yardstick = Yardstick(verdict)
            if verdict.is_shown:
                yardstick = Yardstick(
                    verdict, lies[place], errors[place], by_class[place], by_school[place]
                )
            entries.append(Entry(zone, key, *_behind(lies[place]), yardstick))
    return entries


def _behind(lies: Distribution | None) -> tuple[int, int]:
    return (lies.pupils, lies.schools) if lies else (0, 0)


def _variances(means: GroupMeans) -> list[Variances | None]:
    found = components(means)
    return [
        None if math.isnan(within) or math.isnan(between) else Variances(within, between)
        for within, between in zip(found.within.tolist(), found.between.tolist(), strict=True)
    ]


def _error(crowd: Crowd, parts: Sequence[Part], domain: int) -> float | None:
    """The error of measurement of one pupil's percentage; None where alpha can't be computed."""
    counting = crowd.domains.counts[:, domain]
    of_domain = [part.only_domain(domain) for part in parts if (part.domains == domain).any()]
    found = analyse_items(beside(of_domain).only_pupils(counting))
    if math.isnan(found.alpha) or math.isnan(found.sd):
        return None
    return measurement_error(found.sd, found.alpha)


def _error_of_area(errors: Sequence[float | None]) -> float | None:
    """Of the mean of k domains whose errors have nothing to do with each other: √Σe²/k."""
    if not errors or None in errors:
        return None
    return math.hypot(*errors) / len(errors)


def _items(crowd: Crowd, parts: Sequence[Part], where: _Places) -> list[Entry]:
    keys = iter([item.pk for item in crowd.layout.items if not item.is_total])
    of_zone = {zone: _only(crowd.domains, rows) for zone, rows in where.in_zone.items()}
    entries = []
    for part in parts:
        questions = part.questions()
        made = questions.made() & crowd.domains.counts[:, questions.domains]
        verdicts = _verdicts(made, where)
        found = {
            zone: p_values(questions.only_pupils(rows), of_zone[zone])
            for zone, rows in where.in_zone.items()
        }
        for place in range(len(questions.maxima)):
            key = next(keys)
            for zone, of in found.items():
                verdict = verdicts[zone][place]
                p = float(of.p[place]) if verdict.is_shown else None
                entries.append(Entry(zone, key, int(of.pupils[place]), 0, Yardstick(verdict), p))
    return entries


def _only(of: Percentages, rows: NDArray[np.bool_]) -> Percentages:
    return Percentages(of.percent[rows], of.left_out[rows])
