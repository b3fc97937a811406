"""Means of classes, sites, schools or zones: all groups of one kind in one pass.

A group is a number 0 … groups-1 per pupil; -1 is in none. A group's mean is that of its pupils who
have a figure and count; an area's is the unweighted mean of its domains', as published totals are.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from results.analysis.percentages import LeftOut, Percentages

NOBODY = -1


@dataclass(frozen=True)
class GroupMeans:
    """All arrays are [groups, columns].

    `mean` and `sd` (sample, divisor n - 1) in percent, NaN where there is none (no pupil; for
    `sd` fewer than two). `pupils` counts who is in the mean; `left_out` is [reasons, groups,
    columns] in the order of LeftOut: who is not, and why (row COUNTS equals `pupils`).
    """

    mean: NDArray[np.float64]
    sd: NDArray[np.float64]
    pupils: NDArray[np.int64]
    left_out: NDArray[np.int64]


def group_means(of: Percentages, group_of: NDArray[np.int64], groups: int) -> GroupMeans:
    """Means per group over the pupils that count; `group_of`: int [pupils]."""
    member = group_of != NOBODY
    percent, why, group_of = of.percent[member], of.left_out[member], group_of[member]
    columns = percent.shape[1]
    mean, sd = np.full((groups, columns), np.nan), np.full((groups, columns), np.nan)
    left_out = np.zeros((len(LeftOut), groups, columns), np.int64)
    for column in range(columns):
        for reason in LeftOut:
            there = group_of[why[:, column] == reason]
            left_out[reason, :, column] = np.bincount(there, minlength=groups)
        counting = why[:, column] == LeftOut.COUNTS
        mean[:, column], sd[:, column] = _moments(
            percent[counting, column], group_of[counting], left_out[LeftOut.COUNTS, :, column]
        )
    return GroupMeans(mean, sd, left_out[LeftOut.COUNTS], left_out)


def area_means(of_domains: GroupMeans, areas: NDArray[np.int16]) -> tuple[NDArray, NDArray]:
    """([groups, areas] mean, pupils): the unweighted mean of the domains' means, NaN as long as
    one is missing; `pupils` is the least of the domains'. `areas`: int16 [domains]."""
    number = int(areas.max(initial=-1)) + 1
    columns = [areas == area for area in range(number)]
    shape = (len(of_domains.mean), number)
    mean, pupils = np.empty(shape), np.zeros(shape, np.int64)
    for place, domains in enumerate(columns):
        mean[:, place] = of_domains.mean[:, domains].mean(axis=1)
        pupils[:, place] = of_domains.pupils[:, domains].min(axis=1)
    return mean, np.where(np.isnan(mean), 0, pupils)


def _moments(values: NDArray, group_of: NDArray, pupils: NDArray) -> tuple[NDArray, NDArray]:
    """Mean and sample sd per group in two passes: the squares are taken of what differs from
    the mean, so that nothing is lost to rounding (Chan, Golub & LeVeque 1983)."""
    groups = len(pupils)
    mean = _per(np.bincount(group_of, values, groups), pupils)
    squares = np.bincount(group_of, (values - mean[group_of]) ** 2, groups)
    return mean, np.sqrt(_per(squares, pupils - 1))


def _per(sums: NDArray, number: NDArray) -> NDArray[np.float64]:
    return np.divide(sums, number, out=np.full(len(sums), np.nan), where=number > 0)
