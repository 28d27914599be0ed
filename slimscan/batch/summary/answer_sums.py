"""The sums that statistics of answers are made of (method 7).

Item values are counted in whole steps of a common unit: sums of whole numbers are the same in
whatever order they are added up, and one division at the end makes the figure.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, reduce
from operator import add
from typing import TYPE_CHECKING, Any

from slimscan.batch.summary.flags import FLAGGED, FLAGS, flag_column
from slimscan.questionnaire.models import Item, Questionnaire
from slimscan.scoring.responses import DONT_KNOW, NOT_APPLICABLE
from slimscan.scoring.scales import Scales
from slimscan.scoring.scores import answered_column, chosen

if TYPE_CHECKING:
    import polars as pl

_FINEST = 10_000


def told_column(scale: str) -> str:
    """The column that says whether a row counts in the reliability of a scale."""
    return f"{scale}__told"


Sums = Mapping[str, Any]
"""What statistics are made of, of some respondents: counts, and sums of values and products."""


@dataclass(frozen=True)
class AnswerSums:
    """The sums of respondents: how often they answered every way, what alpha is made of, scores.

    How well a scale measures is over the rows that count for it (`told_column`).
    """

    scales: Scales

    def of(self, people: pl.LazyFrame) -> Sums:
        """Those of rows with answers and scores, which are read once; of several they add up."""
        rows = people.with_columns(self._values).with_columns(self._totals)
        return rows.select(self._sums).collect(engine="streaming").row(0, named=True)

    @cached_property
    def _items(self) -> dict[str, list[str]]:
        return with_items(self.scales)

    @cached_property
    def _values(self) -> list[pl.Expr]:
        """For every item its value after reversal in whole units, null unless it was answered."""
        import polars as pl

        values = item_values(self.scales)
        kind = kind_of_sums([values[one] for one in its] for its in self._items.values())
        own = (chosen(one, its, kind, pl).alias(_value(one)) for one, its in values.items())
        return [*own, flag_column(self.scales, pl)]

    @cached_property
    def _totals(self) -> list[pl.Expr]:
        """For every scale the sum of its items, null unless all were answered by one who counts."""
        import polars as pl

        totals = {
            scale: reduce(add, (pl.col(_value(one)) for one in its))
            for scale, its in self._items.items()
        }
        return [
            pl.when(pl.col(told_column(scale))).then(one).alias(_total(scale))
            for scale, one in totals.items()
        ]

    @cached_property
    def _sums(self) -> list[pl.Expr]:
        import polars as pl

        values = item_values(self.scales)
        return [
            pl.len().alias(EVERYBODY),
            *((pl.col(FLAGGED) == flag).sum().alias(flag) for flag in FLAGS),
            *_item_counts(self.scales),
            *(each for one, its in self._items.items() for each in _scale_sums(one, its, values)),
            *(each for one, its in self._items.items() for each in _score_sums(one, len(its))),
        ]


def _value(item: str) -> str:
    return f"{item}__value"


def _total(scale: str) -> str:
    return f"{scale}__total"


def _scale_sums(
    scale: str, items: Sequence[str], values: Mapping[str, Sequence[int]]
) -> Iterator[pl.Expr]:
    """What alpha is made of, over the complete cases: how often every item has every value.

    With it sum and squares of the totals, and the products of these with every item.
    """
    import polars as pl

    total = pl.col(_total(scale))
    yield total.count().alias(f"{scale}__n")
    yield total.sum().alias(f"{scale}__sum")
    yield (total * total).sum().alias(f"{scale}__squares")
    for item in items:
        for place in range(len(values[item])):
            chose = (pl.col(item) == place) & total.is_not_null()
            yield chose.sum().alias(complete_count(scale, item, place))
        yield (pl.col(_value(item)) * total).sum().alias(f"{scale}__{item}__products")


def complete_count(scale: str, item: str, place: int) -> str:
    """Under which name it is counted how often complete cases of a scale chose an option."""
    return f"{scale}__{count_of(item, place)}"


MIDDLE_SCORE = 50
"""Scores are added up beside it: sums of squares stay small, so that a spread stays exact."""


def _score_sums(scale: str, items: int) -> Iterator[pl.Expr]:
    """What mean and spread of the complete cases are made of, and how many have a score at all."""
    import polars as pl

    own = pl.when(pl.col(told_column(scale))).then(pl.col(scale))
    score = pl.when(pl.col(answered_column(scale)) == items).then(own - MIDDLE_SCORE)
    yield own.count().alias(f"{scale}__scored")
    yield score.count().alias(f"{scale}__scores")
    yield score.sum().alias(f"{scale}__score_sum")
    yield (score**2).sum().alias(f"{scale}__score_squares")


EVERYBODY = "respondents"
ItemCounts = Mapping[str, int]
"""How many respondents there are, and how often every item was answered in every way."""


def item_counts(answers: pl.DataFrame, scales: Scales) -> ItemCounts:
    """The counts of the respondents in a frame; those of several frames add up."""
    import polars as pl

    counted = answers.select(pl.len().alias(EVERYBODY), *_item_counts(scales))
    return counted.row(0, named=True)


def count_of(item: str, state: int) -> str:
    """Under which name it is counted how often an item has a state: a place, or none of them."""
    return f"{item}__{state}"


def _item_counts(scales: Scales) -> Iterator[pl.Expr]:
    import polars as pl

    for item in scales.practices:
        places = range(len(scales.questionnaire.option_values(item)))
        for state in (*places, DONT_KNOW, NOT_APPLICABLE):
            yield (pl.col(item.id) == state).sum().alias(count_of(item.id, state))


def added_up(parts: Iterable[Sums]) -> Counter[str]:
    """The sums of all parts together."""
    whole: Counter[str] = Counter()
    for part in parts:
        whole.update({name: n or 0 for name, n in part.items()})
    return whole


def with_items(scales: Scales) -> dict[str, list[str]]:
    """Every lever and aspect with its items in this scan."""
    levers = {
        lever.id: [item.id for aspect in lever.aspects for item in aspect.items]
        for lever in scales.levers
    }
    aspects = {aspect.id: [item.id for item in aspect.items] for aspect in scales.aspects}
    return {scale: items for scale, items in (levers | aspects).items() if items}


def common_unit(questionnaire: Questionnaire, items: Iterable[Item]) -> Fraction:
    """The largest unit that every item value is a whole number of."""
    values = {value for item in items for value in questionnaire.option_values(item)}
    fractions = [Fraction(value).limit_denominator(_FINEST) for value in sorted(values)]
    scale = math.lcm(*(one.denominator for one in fractions))
    return Fraction(math.gcd(*(int(one * scale) for one in fractions)) or 1, scale)


def kind_of_sums(scales: Iterable[Iterable[Sequence[int]]]) -> Any:
    """What holds the total of each of these scales, of items with these values, and its square.

    Short numbers are quicker to work with, and polars adds them up as long ones.
    """
    import polars as pl

    most = max((sum(max(map(abs, one)) for one in items) for items in scales), default=0)
    return pl.Int16 if most**2 < 2**15 else pl.Int64


def item_values(scales: Scales) -> dict[str, list[int]]:
    """The value of each option of every item, by its place, in whole units of all items."""
    unit = common_unit(scales.questionnaire, scales.practices)
    return {one.id: values_in(unit, scales, one) for one in scales.practices}


def values_in(unit: Fraction, scales: Scales, item: Item) -> list[int]:
    """The value of each of an item's options after reversal, in whole units."""
    values = scales.questionnaire.option_values(item)
    return [round(Fraction(value).limit_denominator(_FINEST) / unit) for value in values]
