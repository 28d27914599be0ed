"""The half rule: how much must be answered for a score (method 2.3), as COPSOQ and EORTC do."""

from __future__ import annotations

from fractions import Fraction

HALF = 0.5
"""The least share that must be there for a score (method 2.9), as in COPSOQ and EORTC."""


def exact_share(valid_from: float) -> Fraction:
    """The share without the noise of a broken number, so that 11 of 20 are 55 percent."""
    return Fraction(str(valid_from)).limit_denominator(1000)
