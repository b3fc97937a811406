"""How the pupils of all participants, or of comparable schools, lie: what own figures are laid
beside. Comparable schools are those of the same SES zone."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from results.analysis.marks import Part
from results.analysis.percentages import Percentages

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
BINS = 20  # of 5 percent each; the last one holds 100 as well


@dataclass(frozen=True)
class Distribution:
    """Of `pupils` pupils in `schools` schools; all in percent.

    `sd` is the sample's (divisor n - 1), None for one pupil. `percentiles` has those of
    PERCENTILES; `histogram` the number of pupils in [0, 5), [5, 10) … [95, 100].
    Percentiles are Hyndman & Fan's type 7 ("Sample Quantiles in Statistical Packages", The
    American Statistician 50, 1996): linear between the order statistics, as in NumPy, R's
    default, Excel's PERCENTIEL.INC and PostgreSQL's percentile_cont.
    """

    pupils: int
    schools: int
    mean: float
    sd: float | None
    percentiles: tuple[float, ...]
    histogram: tuple[int, ...]

    def percentile(self, which: int) -> float:
        return self.percentiles[PERCENTILES.index(which)]

    @property
    def middle_half(self) -> tuple[float, float]:
        """From percentile 25 to percentile 75: half of the pupils lie there."""
        return self.percentile(25), self.percentile(75)


def distribution(values: NDArray[np.float64], *, schools: int) -> Distribution | None:
    """Of the percentages `values` [n], none of them NaN; None without any."""
    if not len(values):
        return None
    return Distribution(
        pupils=len(values),
        schools=schools,
        mean=float(values.mean()),
        sd=float(values.std(ddof=1)) if len(values) > 1 else None,
        percentiles=tuple(np.percentile(values, PERCENTILES, method="linear").tolist()),
        histogram=histogram(values),
    )


def histogram(values: NDArray[np.float64]) -> tuple[int, ...]:
    """Pupils per bin. 69.999999999 that should have been 70 is put in 70's bin."""
    places = np.floor(np.round(values, 9) * BINS / 100).astype(np.int64)
    counts = np.bincount(np.clip(places, 0, BINS - 1), minlength=BINS)
    return tuple(counts.tolist())


def distributions(
    of: Percentages, *, school_of: NDArray[np.int64], pupils: NDArray[np.bool_] | None = None
) -> list[Distribution | None]:
    """One per column, over the pupils that count and (with `pupils`: bool [pupils]) are chosen:
    without it all participants, with `zone_of == zone` the comparable schools.

    `school_of`: int [pupils], to count the schools that stand behind each figure.
    """
    counts = of.counts if pupils is None else of.counts & pupils[:, None]
    return [
        distribution(
            of.percent[counts[:, column], column],
            schools=len(np.unique(school_of[counts[:, column]])),
        )
        for column in range(of.percent.shape[1])
    ]


@dataclass(frozen=True)
class PValues:
    """`p`: float64 [items], the mean share of the maximum that was won, in percent (for an item
    of 0 or 1 point the percentage that had it right); NaN where nobody made it. `sd`: float64
    [items], of the pupils' shares (divisor n - 1), NaN for fewer than two. `pupils`: int64
    [items], who made it."""

    p: NDArray[np.float64]
    sd: NDArray[np.float64]
    pupils: NDArray[np.int64]


def p_values(
    part: Part, of_domains: Percentages, *, pupils: NDArray[np.bool_] | None = None
) -> PValues:
    """Difficulty per item over the pupils that count in the item's domain and are chosen (bool
    [pupils]; without it all participants). Not made (N) is 0 points; empty, absent, exempt and
    invalid cells leave the pupil out of that item. A total on the booklet is no item.

    Lord & Novick 1968, Statistical Theories of Mental Test Scores, chapter 15.
    """
    part = part.questions()
    counted = part.made() & of_domains.counts[:, part.domains]
    if pupils is not None:
        counted &= pupils[:, None]
    made = counted.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        won = np.where(counted, part.won(), 0)
        p = 100.0 * won.sum(axis=0, dtype=np.int64) / (made * part.maxima.astype(np.int64))
        shares = 100.0 * won / part.maxima
        squares = np.where(counted, shares - p, 0) ** 2
        sd = np.sqrt(squares.sum(axis=0) / (made - 1))
    return PValues(p, np.where(made > 1, sd, np.nan), made)
