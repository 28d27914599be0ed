"""What a change comes to: its interval, and whether it is called an improvement (method 7).

Everything here is arithmetic. Intervals are shown with 95 % confidence, each by itself. A verdict
is another matter: a monitor shows hundreds of cells, and where nothing changed one in twenty of
them would lie off 0 by chance. So all cells that carry a verdict are judged together (Holm 1979),
which keeps the chance that any cell at all is called changed without a change under 5 %, whatever
the cells have to do with each other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from slimscan.privacy import Estimate, Verdict
from slimscan.shown import whole, without_noise

CHANCE = 0.05
"""How often at most any cell of a monitor may be called changed where nothing changed."""


@dataclass(frozen=True)
class ShownChange:
    """A change in whole points; the interval is rounded outwards, so it holds what it held."""

    points: int
    low: int
    high: int

    @property
    def is_off_zero(self) -> bool:
        """Whether the interval that a reader sees leaves 0 out."""
        return self.low > 0 or self.high < 0


def shown_change(estimate: Estimate) -> ShownChange:
    """An estimate as people see it."""
    low, high = estimate.interval
    return ShownChange(
        whole(estimate.value), math.floor(without_noise(low)), math.ceil(without_noise(high))
    )


def judge_together(estimates: Sequence[Estimate]) -> list[Verdict]:
    """What every one of these changes is called, all of them judged together.

    It is clear when its adjusted probability is under 5 % and the interval that is shown leaves 0
    out: a verdict never contradicts what stands beside it.
    """
    adjusted = adjust_by_holm([one.probability for one in estimates])
    return [
        _verdict(one) if probability < CHANCE else Verdict.NO_CLEAR_CHANGE
        for one, probability in zip(estimates, adjusted, strict=True)
    ]


def _verdict(estimate: Estimate) -> Verdict:
    if not shown_change(estimate).is_off_zero:
        return Verdict.NO_CLEAR_CHANGE
    return Verdict.IMPROVEMENT if estimate.value > 0 else Verdict.DECLINE


def adjust_by_holm(probabilities: Sequence[float]) -> list[float]:
    """The probabilities of a family of tests, adjusted for their number (Holm 1979).

    The smallest times their number, the next times one less, and so on; never under one before it.
    """
    order = sorted(range(len(probabilities)), key=probabilities.__getitem__)
    adjusted, so_far = [0.0] * len(order), 0.0
    for rank, place in enumerate(order):
        so_far = max(so_far, min(1.0, (len(order) - rank) * probabilities[place]))
        adjusted[place] = so_far
    return adjusted
