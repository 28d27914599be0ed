"""Student's t distribution: the quantile that a confidence interval needs, and what follows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

CONFIDENCE = 0.95
_TINY = 1e-300


@dataclass(frozen=True)
class Estimate:
    """A mean or a difference of means, in points, with its standard error and degrees of freedom.

    Without an error (all values are the same) the interval is the value itself, and it is judged
    by nothing: so few different values do not tell how sure it is.
    """

    value: float
    error: float
    degrees: float

    @property
    def interval(self) -> tuple[float, float]:
        """The 95 % confidence interval."""
        if self.error == 0:
            return self.value, self.value
        half = t_quantile(1 - (1 - CONFIDENCE) / 2, self.degrees) * self.error
        return self.value - half, self.value + half

    @property
    def probability(self) -> float:
        """How likely a value at least as far from 0 is where there is no difference (two-sided)."""
        if self.error == 0:
            return 1.0
        return 2 * (1 - t_below(abs(self.value) / self.error, self.degrees))


@lru_cache(maxsize=4096)
def t_quantile(probability: float, degrees: float) -> float:
    """The t that a share `probability` (over 0.5, under 1) lies below; degrees may be broken.

    Found by halving from the exact distribution; good to 1e-9 relative.
    """
    if not 0.5 < probability < 1 or degrees <= 0:
        raise ValueError("a probability between 0.5 and 1, and degrees of freedom over 0")
    low, high = 0.0, 1.0
    while t_below(high, degrees) < probability:
        low, high = high, high * 2
    while high - low > 1e-10 * high:
        middle = (low + high) / 2
        if t_below(middle, degrees) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def t_below(t: float, degrees: float) -> float:
    """The share of the distribution below t, for t of 0 or more."""
    return 1 - _incomplete_beta(degrees / 2, 0.5, degrees / (degrees + t * t)) / 2


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function, from the side where it converges fast."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = math.exp(
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1 - front * _fraction(b, a, 1 - x) / b


def _fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function, by Lentz's method."""
    c, d = 1.0, 1 / _not_zero(1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, 1000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1 / _not_zero(1 + step * d)
            c = _not_zero(1 + step / c)
            result *= c * d
        if abs(c * d - 1) < 1e-15:
            break
    return result


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
