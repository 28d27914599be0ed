"""How well the scales measure (method 7).

Reliability is over complete cases, scale by scale: the respondents who answered every item of that
scale. Nothing is filled in.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from slimscan.batch.summary.answer_sums import (
    EVERYBODY,
    MIDDLE_SCORE,
    ItemCounts,
    Sums,
    added_up,
    common_unit,
    complete_count,
    count_of,
    item_values,
    values_in,
    with_items,
)
from slimscan.batch.summary.flags import FLAGS
from slimscan.questionnaire.models import Item
from slimscan.scoring.responses import DONT_KNOW, NOT_APPLICABLE
from slimscan.scoring.scales import Scales

LEAST_COMPLETE = 30
"""The fewest complete respondents that a statistic is about."""

_DECIMALS = 9
"""Sums of broken numbers differ in their last digits from run to run, so these are left out."""


@dataclass(frozen=True)
class Reliability:
    """How the items of a scale hang together, over `n` respondents who answered all of them.

    `alpha` is None for a scale of one item, or when everybody answered alike; an item's figure in
    `item_rest` (its correlation with the sum of the others) likewise. Of two items it is the
    Spearman-Brown coefficient that tells how reliable they are together (Eisinga, te Grotenhuis and
    Pelzer 2013); it is None for any other number. `mean` and `sd` are of their scores, 0 to 100.
    `scored` respondents have a score on it, with all of its items or not.
    """

    scale: str
    n: int
    scored: int
    mean: float
    sd: float
    alpha: float | None
    item_rest: tuple[tuple[str, float | None], ...]
    spearman_brown: float | None = None


@dataclass(frozen=True)
class ItemFigures:
    """How an item was answered: numbers of respondents, and mean and spread of its values.

    Values run from 0 to 100; so many respondents have the `lowest` of them, and the `highest`. `sd`
    is None for fewer than two who answered.
    """

    id: str
    answered: int
    dont_know: int
    not_applicable: int
    skipped: int
    mean: float | None
    sd: float | None
    lowest: int
    highest: int

    @property
    def applicable(self) -> int:
        """To how many it applies."""
        return self.answered + self.dont_know + self.skipped


@dataclass(frozen=True)
class Statistics:
    """The statistics of the respondents of one audience."""

    respondents: int
    items: tuple[ItemFigures, ...]
    scales: tuple[Reliability, ...]
    flags: Mapping[str, int]


def statistics_of(sums: Sums, scales: Scales) -> Statistics:
    """The statistics of some respondents, by their `AnswerSums`."""
    values = item_values(scales)
    return Statistics(
        respondents=sums[EVERYBODY],
        items=tuple(_items(sums, scales)),
        scales=tuple(
            _read_scale(sums, scale, its, values)
            for scale, its in with_items(scales).items()
            if sums[f"{scale}__n"] >= LEAST_COMPLETE
        ),
        flags={flag: sums[flag] for flag in FLAGS},
    )


def item_figures(counts: Iterable[ItemCounts], scales: Scales) -> list[ItemFigures]:
    """How the items of these scales were answered by the respondents of these counts together."""
    return _items(added_up(counts), scales)


def _items(counts: ItemCounts, scales: Scales) -> list[ItemFigures]:
    unit = common_unit(scales.questionnaire, scales.practices)
    return [_item(counts, one, values_in(unit, scales, one), unit) for one in scales.practices]


def _item(counts: ItemCounts, item: Item, values: Sequence[int], unit: Fraction) -> ItemFigures:
    chosen = [counts[count_of(item.id, place)] for place in range(len(values))]
    by_value = list(zip(values, chosen, strict=True))
    answered = sum(chosen)
    total = sum(n * value for value, n in by_value)
    squares = sum(n * value**2 for value, n in by_value)
    dont_know, not_applicable = (
        counts[count_of(item.id, state)] for state in (DONT_KNOW, NOT_APPLICABLE)
    )
    return ItemFigures(
        id=item.id,
        answered=answered,
        dont_know=dont_know,
        not_applicable=not_applicable,
        skipped=counts[EVERYBODY] - answered - dont_know - not_applicable,
        mean=float(total * unit / answered) if answered else None,
        sd=_deviation(answered, total, squares, unit),
        lowest=sum(n for value, n in by_value if value == min(values)),
        highest=sum(n for value, n in by_value if value == max(values)),
    )


def _deviation(n: int, total: int, squares: int, unit: Fraction) -> float | None:
    if n < 2:
        return None
    return math.sqrt(_scatter(n, squares, total, total) / (n * (n - 1))) * float(unit)


def _read_scale(
    row: Mapping[str, Any],
    scale: str,
    items: Sequence[str],
    values: Mapping[str, Sequence[int]],
) -> Reliability:
    n, total, squares = (row[f"{scale}__{part}"] for part in ("n", "sum", "squares"))
    spread = _scatter(n, squares, total, total)
    scatters, rests = [], []
    for item in items:
        counts = [row[complete_count(scale, item, place)] for place in range(len(values[item]))]
        own = sum(n * value for n, value in zip(counts, values[item], strict=True))
        its_squares = sum(n * value**2 for n, value in zip(counts, values[item], strict=True))
        products = row[f"{scale}__{item}__products"]
        within = _scatter(n, its_squares, own, own)
        joint = _scatter(n, products, own, total) - within
        rest = spread - within - 2 * joint
        scatters.append(within)
        rests.append((item, joint / math.sqrt(within * rest) if within and rest else None))
    k, (mean, sd) = len(items), _mean_and_spread(row, scale)
    pair = rests[0][1] if k == 2 else None
    return Reliability(
        scale=scale,
        n=n,
        scored=row[f"{scale}__scored"],
        mean=round(mean, _DECIMALS),
        sd=round(sd, _DECIMALS),
        alpha=k / (k - 1) * (1 - sum(scatters) / spread) if k > 1 and spread else None,
        item_rest=tuple(rests) if k > 1 else (),
        spearman_brown=2 * pair / (1 + pair) if pair is not None and pair > -1 else None,
    )


def _mean_and_spread(row: Sums, scale: str) -> tuple[float, float]:
    """Of the scores of the complete cases."""
    n, total, squares = (
        row[f"{scale}__{part}"] for part in ("scores", "score_sum", "score_squares")
    )
    variance = (squares - total**2 / n) / (n - 1)
    return MIDDLE_SCORE + total / n, math.sqrt(max(0.0, variance))


def _scatter(n: int, products: int, first: int, second: int) -> int:
    """n times the sum of products of deviations: whole, so that nothing is lost by cancelling."""
    return n * products - first * second
