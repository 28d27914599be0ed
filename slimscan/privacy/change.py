"""The change between two waves (method 4): shown only where both waves are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import InitVar, dataclass
from enum import StrEnum

from slimscan.privacy.audit import Audit
from slimscan.privacy.delivery import Delivery
from slimscan.privacy.ledger import Ledger, Shown, places_of
from slimscan.privacy.release_minimum import MINIMUM
from slimscan.privacy.staff import Roll
from slimscan.privacy.t_distribution import Estimate
from slimscan.privacy.values import (
    HIGHEST_MEAN,
    LOWEST_MEAN,
    PASS,
    SPREAD_FROM,
    SPREAD_STEP,
    Cell,
    Moments,
    ReleasedValue,
    let_in,
)

LEAST_SD = 5.0
"""Below this a spread is not told apart: a very narrow interval would say that all agreed."""


class Verdict(StrEnum):
    """What a change comes to."""

    IMPROVEMENT = "clear_improvement"
    DECLINE = "clear_decline"
    NO_CLEAR_CHANGE = "no_clear_change"


class Reason(StrEnum):
    """Why a change is not clear."""

    INTERVAL = "interval_includes_zero"
    SMALL = "under_half_sd"


@dataclass(frozen=True, slots=True)
class ReleasedChange:
    """Follow-up minus baseline of one scale in one group, in points; None where it is not shown.

    The difference is that of the two means as they are shown. `low` and `high` are the ends of the
    95 % interval (Welch), rounded outwards in steps of 5; there are none where either wave is about
    fewer than 20 people. A mean at the very end of the scale counts as 10 or 90, as it is shown.
    """

    cell: Cell
    scale: str
    difference: int | None
    low: int | None
    high: int | None
    verdict: Verdict | None
    reason: Reason | None
    let: InitVar[object]

    def __post_init__(self, let: object) -> None:
        let_in(let)

    @property
    def shown(self) -> bool:
        """Whether there is anything to show."""
        return self.difference is not None


def release_changes(baseline: Delivery, follow_up: Delivery) -> tuple[ReleasedChange, ...]:
    """The change of every scale and group that both waves know; hidden where either is.

    People whose ids are in both waves are taken for one number in both, so a change is hidden when
    the waves differ by 1 to 4 of them.
    """
    audit = _JointAudit(baseline.ledger, follow_up.ledger)
    changes = []
    for coded, scale, both in _pairs(baseline, follow_up):
        cell = follow_up.label(coded)
        if cell is None or baseline.label(coded) is None:
            continue
        if both and audit.admits(both[1]):
            difference = _mean(follow_up, coded, scale) - _mean(baseline, coded, scale)
            changes.append(_change(cell, scale, difference, both[0].exact, both[1].exact))
        else:
            changes.append(ReleasedChange(cell, scale, None, None, None, None, None, PASS))
    return tuple(changes)


def welch_interval(before: Moments, after: Moments) -> tuple[float, float]:
    """The 95 % confidence interval of the difference of two means with unequal variances."""
    return welch_estimate(before, after).interval


def welch_estimate(before: Moments, after: Moments) -> Estimate:
    """The difference of two means with unequal variances, `after` minus `before` (Welch)."""
    difference = after.mean - before.mean
    first, second = before.sd**2 / before.n, after.sd**2 / after.n
    if first + second == 0:
        return Estimate(difference, 0.0, math.inf)
    degrees = (first + second) ** 2 / (first**2 / (before.n - 1) + second**2 / (after.n - 1))
    return Estimate(difference, math.sqrt(first + second), degrees)


def mean_estimate(exact: Moments) -> Estimate:
    """A mean of two values or more; of differences within pairs it is the paired comparison."""
    return Estimate(exact.mean, exact.sd / math.sqrt(exact.n), exact.n - 1)


def pooled_sd(before: Moments, after: Moments) -> float:
    """The standard deviation within two sets of people together."""
    squares = (before.n - 1) * before.sd**2 + (after.n - 1) * after.sd**2
    return math.sqrt(squares / (before.n + after.n - 2))


def _pairs(
    baseline: Delivery, follow_up: Delivery
) -> Iterator[tuple[Cell, str, tuple[Shown, Shown] | None]]:
    first = _shown(baseline)
    second = _shown(follow_up)
    for group in follow_up.coded.groups:
        old = baseline.coded.group(group.cell)
        known = {value.scale for value in old.values} if old else set()
        for value in group.values:
            if value.scale in known:
                key = (group.cell, value.scale)
                both = key in first and key in second
                yield *key, (first[key], second[key]) if both else None


def _shown(delivery: Delivery) -> dict[tuple[Cell, str], Shown]:
    """The exact figures of what a delivery shows."""
    publication = delivery.ledger.find(delivery.coded.wave, delivery.measure)
    return {
        (one.cell, one.scale): one
        for one in (publication.shown if publication else ())
        if not delivery.coded.hides(one.cell, one.scale)
    }


class _JointAudit:
    """The audit over two ledgers in which some people are the same."""

    def __init__(self, baseline: Ledger, follow_up: Ledger) -> None:
        self._people: Sequence[str] = follow_up.people
        self._roll = Roll(baseline.people, follow_up.people)
        apart = baseline is follow_up or not set(baseline.people) & set(follow_up.people)
        self._audit = None if apart else Audit(MINIMUM - 1, baseline.sets)

    def admits(self, shown: Shown) -> bool:
        """Whether this set of the follow-up may stand beside all of the baseline."""
        if self._audit is None:
            return True
        ids = [self._people[place] for place in places_of(shown.people)]
        return self._audit.admit((self._roll.bits(ids),))


def _mean(delivery: Delivery, cell: Cell, scale: str) -> int:
    group = delivery.coded.group(cell)
    value: ReleasedValue | None = group.value(scale) if group else None
    return (value.mean if value else None) or 0


def _change(
    cell: Cell, scale: str, difference: int, before: Moments, after: Moments
) -> ReleasedChange:
    before, after = _as_shown(before), _as_shown(after)
    low, high = welch_interval(before, after)
    ends: tuple[int | None, int | None] = None, None
    if min(before.n, after.n) >= SPREAD_FROM:
        # What a reader sees decides: where 0 lies in the interval as shown, nothing is clear.
        ends = low, high = _outwards(low, high)
    verdict, reason = _judge(after.mean - before.mean, low, high, pooled_sd(before, after))
    if difference == 0 and verdict is not Verdict.NO_CLEAR_CHANGE:
        verdict, reason = Verdict.NO_CLEAR_CHANGE, Reason.SMALL
    return ReleasedChange(cell, scale, difference, *ends, verdict, reason, PASS)


def _outwards(low: float, high: float) -> tuple[int, int]:
    return math.floor(low / SPREAD_STEP) * SPREAD_STEP, math.ceil(high / SPREAD_STEP) * SPREAD_STEP


def _as_shown(exact: Moments) -> Moments:
    mean = min(max(exact.mean, float(LOWEST_MEAN)), float(HIGHEST_MEAN))
    return Moments(exact.n, mean, max(exact.sd, LEAST_SD))


def _judge(difference: float, low: float, high: float, sd: float) -> tuple[Verdict, Reason | None]:
    """Clear only if the interval is off 0 and the change is half a standard deviation or more."""
    if low <= 0 <= high:
        return Verdict.NO_CLEAR_CHANGE, Reason.INTERVAL
    if abs(difference) < sd / 2:
        return Verdict.NO_CLEAR_CHANGE, Reason.SMALL
    return (Verdict.IMPROVEMENT if difference > 0 else Verdict.DECLINE), None
