"""The sums that statistics of answers are made of (method 7).

Written as expressions over the responses frame, so that every engine can work them out in one pass.
Item values are counted in whole steps of a common unit: sums of whole numbers are the same in
whatever order they are added up, and one division at the end makes the figure.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

from slimscan.batch.summary.flags import FLAGGED, FLAGS, flag_column
from slimscan.questionnaire.models import Item, Questionnaire
from slimscan.scoring.responses import DONT_KNOW, NOT_APPLICABLE, option_values
from slimscan.scoring.scales import Scales, chosen

if TYPE_CHECKING:
    import narwhals as nw

_FINEST = 10_000


def told_column(scale: str) -> str:
    """The column that says whether a row counts in the reliability of a scale."""
    return f"{scale}__told"


Sums = Mapping[str, Any]
"""What statistics are made of: how often items were answered in every way, sums and products."""


def answer_sums(
    answers: Any, scales: Scales, by: str = "audience", only_told: bool = False
) -> dict[str, Sums]:
    """The sums of every group of respondents that column `by` makes, of what they answered.

    With `only_told` the frame has a `told_column` for every scale, and how well a scale measures is
    over the rows that have it. Takes the responses frame as a narwhals frame, eager or lazy, on any
    engine, and reads it once. Sums of several frames add up.
    """
    import narwhals as nw

    items = with_items(scales)
    unit = common_unit(scales.questionnaire, scales.practices)
    steps = answers.with_columns(*_steps(scales, unit), flag_column(scales, nw)).with_columns(
        *_totals(items, only_told)
    )
    sums = steps.group_by(by).agg(
        nw.len().alias("respondents"),
        *_flag_sums(),
        *(each for item in scales.practices for each in _item_sums(scales, item, unit)),
        *(each for scale, its in items.items() for each in _scale_sums(scale, its)),
    )
    return {str(row[by]): row for row in _rows(sums)}


def score_moments(
    scores: Any, scales: Scales, by: str = "audience", only_told: bool = False
) -> dict[str, Sums]:
    """Mean and spread of the scores of every group of respondents, as `answer_sums` has them."""
    items = with_items(scales)
    moments = scores.group_by(by).agg(
        *(m for one, its in items.items() for m in _moments(one, its, only_told))
    )
    return {str(row[by]): row for row in _rows(moments)}


def added_up(parts: Iterable[Mapping[str, Sums]]) -> dict[str, Sums]:
    """The sums of every group, of all parts together."""
    whole: dict[str, Counter[str]] = {}
    for part in parts:
        for group, sums in part.items():
            counts = {name: n or 0 for name, n in sums.items() if not isinstance(n, str)}
            whole.setdefault(group, Counter()).update(counts)
    return dict(whole)


ItemSums = Mapping[str, int | None]
"""How often every item was answered in every way, and sums of its values in whole units."""


def item_sums(answers: Any, scales: Scales) -> ItemSums:
    """What `item_figures` is made of, of the respondents in a frame; sums of frames add up."""
    import narwhals as nw

    unit = common_unit(scales.questionnaire, scales.practices)
    sums = answers.with_columns(*_steps(scales, unit)).select(
        nw.len().alias("respondents"),
        *(each for item in scales.practices for each in _item_sums(scales, item, unit)),
    )
    [row] = _rows(sums)
    return row


def _rows(frame: Any) -> list[dict[str, Any]]:
    import narwhals as nw

    if isinstance(frame, nw.LazyFrame):
        # Polars holds whole columns unless it is told to stream; other engines know no such choice.
        how: dict[str, Any] = {"engine": "streaming"} if frame.implementation.is_polars() else {}
        rows = frame.collect(**how)
    else:
        rows = frame
    return list(rows.iter_rows(named=True))


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
    values = {value for item in items for value in option_values(questionnaire, item)}
    fractions = [Fraction(value).limit_denominator(_FINEST) for value in sorted(values)]
    scale = math.lcm(*(one.denominator for one in fractions))
    return Fraction(math.gcd(*(int(one * scale) for one in fractions)) or 1, scale)


def _steps(scales: Scales, unit: Fraction) -> list[nw.Expr]:
    """For every item its value after reversal in whole units; null unless it was answered."""
    import narwhals as nw

    return [
        chosen(
            item.id, _whole(option_values(scales.questionnaire, item), unit), nw.Int64(), nw
        ).alias(f"{item.id}__steps")
        for item in scales.practices
    ]


def _whole(values: Iterable[float], unit: Fraction) -> list[int]:
    return [round(Fraction(value).limit_denominator(_FINEST) / unit) for value in values]


def _totals(items: Mapping[str, Sequence[str]], only_told: bool) -> list[nw.Expr]:
    """For every scale the sum of its items, null unless all were answered."""
    import narwhals as nw

    sums = {
        scale: reduce(add, (nw.col(f"{item}__steps") for item in its))
        for scale, its in items.items()
    }
    return [_told(one, scale, only_told).alias(f"{scale}__total") for scale, one in sums.items()]


def _told(value: nw.Expr, scale: str, only_told: bool) -> nw.Expr:
    """The value, null where the row does not count for the scale."""
    import narwhals as nw

    return nw.when(nw.col(told_column(scale))).then(value) if only_told else value


def _flag_sums() -> list[nw.Expr]:
    import narwhals as nw

    return [(nw.col(FLAGGED) == flag).cast(nw.Int32()).sum().alias(flag) for flag in FLAGS]


def _item_sums(scales: Scales, asked: Item, unit: Fraction) -> list[nw.Expr]:
    import narwhals as nw

    item = asked.id
    steps, cell = nw.col(f"{item}__steps"), nw.col(item)
    values = _whole(option_values(scales.questionnaire, asked), unit)
    return [
        steps.count().alias(f"{item}__answered"),
        steps.sum().alias(f"{item}__sum"),
        (steps * steps).sum().alias(f"{item}__squares"),
        (steps == min(values)).cast(nw.Int32()).sum().alias(f"{item}__lowest"),
        (steps == max(values)).cast(nw.Int32()).sum().alias(f"{item}__highest"),
        (cell == DONT_KNOW).cast(nw.Int32()).sum().alias(f"{item}__dont_know"),
        (cell == NOT_APPLICABLE).cast(nw.Int32()).sum().alias(f"{item}__not_applicable"),
    ]


def _scale_sums(scale: str, items: Sequence[str]) -> list[nw.Expr]:
    """What alpha is made of: sums, squares and products over the complete cases."""
    import narwhals as nw

    total = nw.col(f"{scale}__total")
    sums = [
        total.count().alias(f"{scale}__n"),
        total.sum().alias(f"{scale}__sum"),
        (total * total).sum().alias(f"{scale}__squares"),
    ]
    for item in items:
        steps = nw.when(~total.is_null()).then(nw.col(f"{item}__steps"))
        sums += [
            steps.sum().alias(f"{scale}__{item}__sum"),
            (steps * steps).sum().alias(f"{scale}__{item}__squares"),
            (steps * total).sum().alias(f"{scale}__{item}__products"),
        ]
    return sums


def _moments(scale: str, items: Sequence[str], only_told: bool) -> list[nw.Expr]:
    """Mean and spread of the scores of the complete cases."""
    import narwhals as nw

    complete = nw.col(f"{scale}__answered") == len(items)
    own = _told(nw.col(scale), scale, only_told)
    score = nw.when(complete).then(own)
    return [
        score.mean().alias(f"{scale}__mean"),
        score.std().alias(f"{scale}__sd"),
        own.count().alias(f"{scale}__scored"),
    ]
