"""Percentages of many pupils at once: pupil × domain and pupil × learning area.

What each code does is in `cells.py`. A test lays these columns beside a computation pupil by pupil,
in exact numbers, on random cells.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from results.analysis.marks import Part


class LeftOut(IntEnum):
    """Why a pupil's figure is not in an average, the first that holds; COUNTS is not left out."""

    COUNTS = 0
    VOLUNTARY = 1  # takes part voluntarily: the own result only, in no average
    EXEMPT = 2  # exempt in the domain (for an area: in one of its domains)
    NO_FIGURE = 3  # no item that counts: absent, invalid, or nothing entered


@dataclass(frozen=True)
class Percentages:
    """Columns are domains, or learning areas.

    `percent`: float64 [pupils, columns], 0–100, NaN where the pupil has no figure.
    `left_out`: uint8 [pupils, columns], values of LeftOut.
    """

    percent: NDArray[np.float64]
    left_out: NDArray[np.uint8]

    @property
    def counts(self) -> NDArray[np.bool_]:
        """bool [pupils, columns]: the figure exists and averages use it."""
        return self.left_out == LeftOut.COUNTS

    def counting(self, column: int, rows: NDArray | slice = slice(None)) -> NDArray[np.float64]:
        """float64 [n]: the figures of one column that averages use, of the pupils in `rows`."""
        return self.percent[rows, column][self.counts[rows, column]]


class Sums:
    """What the parts that were added so far give each pupil per domain, in hundredths.

    Parts come one by one, so only one is in memory; sums are int64 and exact, so the order of
    the parts makes no difference.
    """

    def __init__(self, *, pupils: int, domains: int) -> None:
        self.won = np.zeros((pupils, domains), np.int64)
        self.possible = np.zeros((pupils, domains), np.int64)
        self.exempt = np.zeros((pupils, domains), np.bool_)

    def add(self, part: Part) -> None:
        """Adds a part; its pupils are all pupils, in the same order."""
        won, exempt = part.won(), part.exempt()
        possible = np.where(part.made(), part.maxima, 0)
        for domain in np.unique(part.domains):
            items = part.domains == domain
            self.won[:, domain] += won[:, items].sum(axis=1, dtype=np.int64)
            self.possible[:, domain] += possible[:, items].sum(axis=1, dtype=np.int64)
            self.exempt[:, domain] |= exempt[:, items].any(axis=1)

    def percentages(
        self, *, voluntary: NDArray[np.bool_], exempt: NDArray[np.bool_] | None = None
    ) -> Percentages:
        """100·Σpoints/Σmaxima. `voluntary`: bool [pupils]. `exempt`: bool [pupils, domains], who
        is exempt from a whole domain (its area), whatever stands in the cells."""
        exempt = self.exempt if exempt is None else self.exempt | exempt
        percent = np.full(self.won.shape, np.nan)
        np.divide(100.0 * self.won, self.possible, out=percent, where=self.possible > 0)
        return Percentages(percent, _left_out(percent, exempt, voluntary[:, None]))


def area_percentages(of_domains: Percentages, areas: NDArray[np.int16]) -> Percentages:
    """Per learning area the unweighted mean of its domains, NaN as long as one is missing.

    `areas`: int16 [domains], the place of each domain's area; every area has a domain.
    """
    columns = [areas == area for area in range(int(areas.max(initial=-1)) + 1)]
    shape = (len(of_domains.percent), len(columns))
    percent, exempt, voluntary = np.empty(shape), np.empty(shape, bool), np.empty(shape, bool)
    for place, domains in enumerate(columns):
        percent[:, place] = of_domains.percent[:, domains].mean(axis=1)
        reasons = of_domains.left_out[:, domains]
        exempt[:, place] = (reasons == LeftOut.EXEMPT).any(axis=1)
        voluntary[:, place] = (reasons == LeftOut.VOLUNTARY).any(axis=1)
    return Percentages(percent, _left_out(percent, exempt, voluntary))


def _left_out(
    percent: NDArray, exempt: NDArray[np.bool_], voluntary: NDArray[np.bool_]
) -> NDArray[np.uint8]:
    reasons = np.where(np.isnan(percent), LeftOut.NO_FIGURE, LeftOut.COUNTS)
    reasons = np.where(exempt, LeftOut.EXEMPT, reasons)
    return np.where(voluntary, LeftOut.VOLUNTARY, reasons).astype(np.uint8)
