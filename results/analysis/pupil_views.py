"""One pupil's figures, and the lines of a table with all pupils of a group."""

import math

import numpy as np
from numpy.typing import NDArray

from results.analysis.crowd import Crowd
from results.analysis.percentages import LeftOut, Percentages
from results.analysis.uncertainty import Standing, pupil_interval, standing_of
from results.analysis.view import PupilAreaFigures, PupilFigure, Share
from results.analysis.yardsticks import NO_YARDSTICK, Reference, Yardstick, beside


def areas_of_pupil(
    crowd: Crowd, row: int, everybody: Reference, comparable: Reference
) -> tuple[PupilAreaFigures, ...]:
    layout = crowd.layout
    return tuple(
        PupilAreaFigures(
            _figure(pk, name, crowd.areas, (row, area), everybody.areas, comparable.areas),
            tuple(
                _figure(
                    layout.domains[place].pk, layout.domains[place].name,
                    crowd.domains, (row, place), everybody.domains, comparable.domains,
                )
                for place in layout.domains_of(area)
            ),
        )
        for area, (pk, name) in enumerate(layout.areas)
    )  # fmt: skip


def lines_of(crowd: Crowd, rows: NDArray[np.intp]) -> list[tuple]:
    """Per row the areas of a `PupilLine`."""
    layout = crowd.layout
    places = [layout.domains_of(area) for area in range(len(layout.areas))]
    domains, areas = _shares(crowd.domains, rows), _shares(crowd.areas, rows)
    return [
        tuple(
            (of_areas[area], tuple(of_domains[place] for place in of))
            for area, of in enumerate(places)
        )
        for of_domains, of_areas in zip(domains, areas, strict=True)
    ]


def _shares(of: Percentages, rows: NDArray[np.intp]) -> list[list[Share]]:
    """A large school has thousands: out of NumPy in one go."""
    apart = (of.left_out[rows] == LeftOut.VOLUNTARY) | (of.left_out[rows] == LeftOut.EXEMPT)
    return [
        [Share(None if math.isnan(p) else p, not out) for p, out in zip(*row, strict=True)]
        for row in zip(of.percent[rows].tolist(), apart.tolist(), strict=True)
    ]


def _number(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _figure(
    pk: int,
    name: str,
    of: Percentages,
    place: tuple[int, int],
    everybody: dict[int, Yardstick],
    comparable: dict[int, Yardstick],
) -> PupilFigure:
    percent = _number(of.percent[place])
    yardstick = everybody.get(pk, NO_YARDSTICK)
    interval = None
    if percent is not None and yardstick.error is not None:
        interval = pupil_interval(percent, yardstick.error)
    standing = Standing.UNKNOWN
    if interval and yardstick.lies:
        standing = standing_of(interval, yardstick.lies.mean)
    return PupilFigure(
        subject=name,
        pk=pk,
        percent=percent,
        why=LeftOut(int(of.left_out[place])),
        interval=interval,
        standing=standing,
        everybody=beside(None, yardstick, comparisons=1, least_sd=0),
        comparable=beside(None, comparable.get(pk, NO_YARDSTICK), comparisons=1, least_sd=0),
    )
