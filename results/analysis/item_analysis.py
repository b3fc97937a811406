"""How well questions work, for the makers of the test: difficulty, discrimination, reliability.

**Missing cells.** Not made (N) is 0 points. Discrimination and alpha need whole rows: only pupils
for whom every item counts are in them (listwise), and `pupils` says how many. Filling holes would
invent agreement between items; pairs of items (pairwise) give matrices that no real group of
pupils could have. Difficulty uses all who made the item: `distribution.p_values`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from results.analysis.marks import HUNDREDTHS, Part


@dataclass(frozen=True)
class ItemAnalysis:
    """Of k items; in points. NaN where it can't be computed.

    `rir`: float64 [k], corrected item-rest correlation, between -1 and 1.
    `alpha`: Cronbach's alpha of all k items; `alpha_without`: float64 [k], of the others.
    `sd`: of the pupils' total, in percent of the maximum; with alpha it gives the error of
    measurement. `pupils`: with whole rows.
    """

    rir: NDArray[np.float64]
    alpha: float
    alpha_without: NDArray[np.float64]
    sd: float
    pupils: int


def analyse_items(part: Part) -> ItemAnalysis:
    """The items of a part (or of a domain over its parts: `marks.beside`, `only_domain`) of all
    pupils that count (`only_pupils`); a total on the booklet is left aside.

    rir: correlation of the item with the sum of the other items (Henrysson, Psychometrika 28,
    1963). alpha = k/(k - 1)·(1 - Σs²ᵢ/s²) (Cronbach, Psychometrika 16, 1951, formula 2); without
    an item the same over the k - 1 others. All from one covariance matrix [k, k], divisor n - 1.
    """
    part = part.questions()
    whole = part.made().all(axis=1)
    points = part.won()[whole] / HUNDREDTHS
    pupils, k = points.shape
    if pupils < 2 or k < 1:
        nothing = np.full(k, np.nan)
        return ItemAnalysis(nothing, np.nan, nothing, np.nan, pupils)
    covariance = np.atleast_2d(np.cov(points, rowvar=False))
    own = covariance.diagonal().copy()
    with_total = covariance.sum(axis=1)
    total = _floor(with_total.sum())
    rest = _floor(total + own - 2 * with_total)
    with np.errstate(divide="ignore", invalid="ignore"):
        rir = (with_total - own) / np.sqrt(_floor(own) * rest)
    return ItemAnalysis(
        rir=np.where(np.isfinite(rir), rir, np.nan).clip(-1, 1),
        alpha=float(_alpha(k, own.sum(), total)),
        alpha_without=_alpha(k - 1, own.sum() - own, rest),
        sd=float(100 * HUNDREDTHS * np.sqrt(total) / part.maxima.sum()),
        pupils=pupils,
    )


def _alpha(k: int, of_items: NDArray | float, of_total: NDArray | float) -> NDArray[np.float64]:
    if k < 2:
        return np.full_like(of_total, np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        alpha = k / (k - 1) * (1 - of_items / np.asarray(of_total, float))
    return np.where(np.isfinite(alpha), alpha, np.nan)


def _floor(variance: NDArray | float) -> NDArray[np.float64]:
    """A variance that is only what rounding left of 0 is 0."""
    return np.where(np.asarray(variance) < 1e-12, 0.0, variance)
