"""Small groups swing: means drawn towards that of all, as far as their size asks for.

For the makers and for trends over small classes. What a page calls the class's mean stays the
mean; a shrunken one stands beside it, never instead of it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from results.analysis.means import GroupMeans


@dataclass(frozen=True)
class Components:
    """Variances in percent², per column (float64 [columns]); NaN where they can't be computed."""

    within: NDArray[np.float64]  # between pupils of one group
    between: NDArray[np.float64]  # between the true means of groups; at least 0
    grand: NDArray[np.float64]  # mean over all pupils, in percent


def components(means: GroupMeans) -> Components:
    """Between and within variance by the method of moments from a one-way analysis of variance
    with unequal groups: σ² = MSW, τ² = (MSB - MSW)/n0, n0 = (N - Σn²/N)/(k - 1).

    Searle, Casella & McCulloch 1992, Variance Components, chapter 3 (ANOVA estimators); a
    negative τ² is set to 0. Needs two groups with pupils and more pupils than groups.
    """
    n = means.pupils.astype(float)
    mean, sd = np.nan_to_num(means.mean), np.nan_to_num(means.sd)
    total, groups = n.sum(axis=0), (n > 0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        grand = (n * mean).sum(axis=0) / total
        within = ((n - 1).clip(0) * sd**2).sum(axis=0) / (total - groups)
        spread = (n * (mean - grand) ** 2).sum(axis=0) / (groups - 1)
        size = (total - (n**2).sum(axis=0) / total) / (groups - 1)
        between = np.maximum((spread - within) / size, 0.0)
    enough = (groups > 1) & (total > groups)
    return Components(np.where(enough, within, np.nan), np.where(enough, between, np.nan), grand)


def shrunken(means: GroupMeans, of: Components) -> NDArray[np.float64]:
    """[groups, columns]: λ·mean + (1 - λ)·grand mean, λ = τ²/(τ² + σ²/n): empirical Bayes
    (Efron & Morris, JASA 70, 1975; Raudenbush & Bryk 2002, Hierarchical Linear Models, chapter 3).

    NaN for a group without pupils or where the variances are unknown. Without any variance at
    all, the grand mean.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        noise = of.within / means.pupils
        weight = np.where(of.between > 0, of.between / (of.between + noise), 0 * noise)
    return np.where(means.pupils > 0, of.grand + weight * (means.mean - of.grand), np.nan)
