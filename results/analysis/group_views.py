"""The figures of one group, from the arrays of its school and the references."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from results.analysis.crowd import Crowd, why_left_out
from results.analysis.means import GroupMeans, area_means, group_means
from results.analysis.percentages import Percentages
from results.analysis.suppression import Verdict
from results.analysis.uncertainty import Estimate, estimate
from results.analysis.view import AreaFigures, GroupFigure
from results.analysis.yardsticks import NO_YARDSTICK, Reference, Yardstick, beside, drawn_in


@dataclass(frozen=True)
class Beholder:
    """What the figures of a group are made with: both references, whether the viewer sees every
    pupil of the group by name, and who belongs to it (bool [pupils]): who left without points is
    not missed."""

    everybody: Reference
    comparable: Reference
    named: bool
    is_school: bool
    belongs: NDArray[np.bool_]


def areas_of_group(
    crowd: Crowd,
    rows: NDArray[np.bool_],
    verdicts: tuple[Sequence[Verdict], Sequence[Verdict]],
    to: Beholder,
) -> tuple[AreaFigures, ...]:
    """`rows`: who is in the group; `verdicts`: per domain and per area.

    The areas are one picture, and so are the domains of each area: their intervals share the
    chance of a mark that means nothing (`uncertainty`).
    """
    layout = crowd.layout
    of_domains, of_areas = verdicts
    means = _means(crowd.domains, rows)
    whole = _whole(crowd, rows, means)
    domains = _estimates(means.mean[0], means.sd[0], means.pupils[0], of_domains)
    areas = _estimates(*whole, of_areas)
    found = []
    for area, (pk, name) in enumerate(layout.areas):
        places = layout.domains_of(area)
        number = sum(domains[place] is not None for place in places)
        found.append(
            AreaFigures(
                _figure(
                    (pk, name, area), crowd.areas, rows, of_areas[area], areas[area],
                    (to.everybody.areas, to.comparable.areas),
                    sum(one is not None for one in areas), to, is_area=len(places) > 1,
                ),
                tuple(
                    _figure(
                        (layout.domains[place].pk, layout.domains[place].name, place),
                        crowd.domains, rows, of_domains[place], domains[place],
                        (to.everybody.domains, to.comparable.domains), number, to,
                    )
                    for place in places
                ),
            )
        )  # fmt: skip
    return tuple(found)


def _means(of: Percentages, rows: NDArray[np.bool_]) -> GroupMeans:
    return group_means(of, np.where(rows, 0, -1), 1)


def _whole(crowd: Crowd, rows: NDArray[np.bool_], of_domains: GroupMeans) -> tuple:
    """Per area: the mean of its domains' means, with sd and number of who has all of them."""
    who_has_all = _means(crowd.areas, rows)
    mean, _ = area_means(of_domains, crowd.layout.area_of)
    return mean[0], who_has_all.sd[0], who_has_all.pupils[0]


def _estimates(
    mean: NDArray, sd: NDArray, pupils: NDArray, of: Sequence[Verdict]
) -> list[Estimate | None]:
    return [
        estimate(*values) if verdict.is_shown else None
        for *values, verdict in zip(mean, sd, pupils, of, strict=True)
    ]


def _figure(
    subject: tuple[int, str, int],
    of: Percentages,
    rows: NDArray[np.bool_],
    verdict: Verdict,
    own: Estimate | None,
    references: tuple[dict[int, Yardstick], dict[int, Yardstick]],
    comparisons: int,
    to: Beholder,
    *,
    is_area: bool = False,
) -> GroupFigure:
    pk, name, column = subject
    everybody, comparable = (reference.get(pk, NO_YARDSTICK) for reference in references)
    least_sd = everybody.error or 0.0
    values = of.counting(column, rows)
    return GroupFigure(
        subject=name,
        pk=pk,
        verdict=verdict,
        pupils=len(values),
        left_out=why_left_out(of, rows & to.belongs, column),
        own=own,
        everybody=beside(own, everybody, comparisons=comparisons, least_sd=least_sd),
        comparable=beside(own, comparable, comparisons=comparisons, least_sd=least_sd),
        drawn_in=drawn_in(own, everybody, is_school=to.is_school),
        values=tuple(sorted(values.tolist())) if to.named else (),
        is_area=is_area,
    )
