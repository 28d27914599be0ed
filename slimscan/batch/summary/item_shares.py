"""How the answers to a question are spread: its floor, its ceiling, and who does not know."""

from __future__ import annotations

from slimscan.batch.summary.statistics import ItemFigures
from slimscan.privacy import coarse_share, coarse_spread
from slimscan.shown import whole


def exact_shares(one: ItemFigures) -> list[int]:
    """The spread of an item's values, and the percentages at both ends and of don't know."""
    sd, *shares = _figures(one)
    return [whole(sd), *map(whole, shares)]


def coarse_shares(one: ItemFigures) -> list[int]:
    """The same of staff, in steps."""
    sd, *shares = _figures(one)
    steps = (coarse_share(share, one.answered) for share in shares)
    return [coarse_spread(sd, one.answered) or 0, *steps]


def _figures(one: ItemFigures) -> tuple[float, ...]:
    ends = (100 * count / one.answered for count in (one.lowest, one.highest))
    return one.sd or 0.0, *ends, 100 * one.dont_know / one.applicable
