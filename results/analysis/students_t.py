"""Student's t distribution for whole degrees of freedom: how wide an interval must be.

Of all SciPy, the portal would use this one function; the tests check it against SciPy.
"""

import math
from functools import cache
from statistics import NormalDist

LARGE = 200  # degrees of freedom, from where the normal expansion is good to 1e-9


def two_sided(value: float, freedom: int) -> float:
    """The chance that |t| ≤ `value`: Abramowitz & Stegun 1964, 26.7.3 (odd) and 26.7.4 (even)."""
    angle = math.atan(value / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term = cosine if odd else 1.0
    total = term if freedom > 1 else 0.0
    for k in range(2 + odd, freedom - 1, 2):
        term *= cosine**2 * (k - 1) / k
        total += term
    return 2 / math.pi * (angle + sine * total) if odd else sine * total


@cache
def t_quantile(confidence: float, freedom: int) -> float:
    """The t with chance `confidence` (between 0 and 1) that |t| is at most it; 0.95, 17 → 2.110."""
    if freedom < 1 or not 0 < confidence < 1:
        raise ValueError("Degrees of freedom from 1, confidence between 0 and 1.")
    if freedom > LARGE:
        return _by_expansion(confidence, freedom)
    low, high = 0.0, 1.0
    while two_sided(high, freedom) < confidence:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        below = two_sided(middle, freedom) < confidence
        low, high = (middle, high) if below else (low, middle)
    return high


def _by_expansion(confidence: float, freedom: int) -> float:
    """Cornish & Fisher's expansion: Abramowitz & Stegun 1964, 26.7.5."""
    x = NormalDist().inv_cdf((1 + confidence) / 2)
    terms = (
        x,
        (x**3 + x) / 4,
        (5 * x**5 + 16 * x**3 + 3 * x) / 96,
        (3 * x**7 + 19 * x**5 + 17 * x**3 - 15 * x) / 384,
        (79 * x**9 + 776 * x**7 + 1482 * x**5 - 1920 * x**3 - 945 * x) / 92160,
    )
    return sum(term / freedom**power for power, term in enumerate(terms))
