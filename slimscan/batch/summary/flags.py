"""Which answers deserve a look (method 7): expressions over a frame of rows, for every engine."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any

from slimscan.scoring.responses import DONT_KNOW, NOT_APPLICABLE
from slimscan.scoring.scales import OVERALL, Scales
from slimscan.scoring.scores import COUNTS

FLAGS = ("all_equal", "half_missing")
"""All answers are the same option; more than half of what applies has no answer."""

FLAGGED = "flags"
_ALIKE = "__alike"


def flag_column(scales: Scales, nw: Any) -> Any:
    """A column `FLAGGED` for a responses frame: one of `FLAGS`, or an empty text.

    A flag is never a reason to leave an answer out. `nw` makes the expressions: narwhals, or the
    library of the frame itself.
    """
    codes = [nw.col(item.id).fill_null(DONT_KNOW) for item in scales.practices]
    if not codes:
        return nw.lit("").alias(FLAGGED)
    answered = nw.sum_horizontal(*((code >= 0).cast(nw.Int32()) for code in codes))
    applicable = nw.sum_horizontal(*((code != NOT_APPLICABLE).cast(nw.Int32()) for code in codes))
    return _flag(answered, applicable, _one_option(scales, nw), nw)


def alike_column(scales: Scales, nw: Any) -> Any:
    """What `flag_of_scored` needs of the answers: whether all are the same option."""
    return (_one_option(scales, nw) if scales.practices else nw.lit(False)).alias(_ALIKE)


def flag_of_scored(scales: Scales, nw: Any) -> Any:
    """`flag_column` for a scores frame with `alike_column` in it: its items are counted already."""
    if not scales.practices:
        return nw.lit("").alias(FLAGGED)
    wholes = (OVERALL, *(aspect.id for aspect in scales.beside))
    answered, applicable = (
        nw.sum_horizontal(*(nw.col(f"{scale}__{part}") for scale in wholes)) for part in COUNTS
    )
    return _flag(answered, applicable, nw.col(_ALIKE), nw)


def _flag(answered: Any, applicable: Any, alike: Any, nw: Any) -> Any:
    every_one = nw.when(alike & (answered > 1)).then(nw.lit(FLAGS[0])).otherwise(nw.lit(""))
    half = nw.when(2 * answered < applicable).then(nw.lit(FLAGS[1]))
    return half.otherwise(every_one).alias(FLAGGED)


def _one_option(scales: Scales, nw: Any) -> Any:
    """Whether one option alone was chosen. The lowest and the highest take four times as long."""
    seen = (one.cast(nw.Int32()) for one in _chosen_options(scales, nw))
    return nw.sum_horizontal(*seen) == 1


def _chosen_options(scales: Scales, nw: Any) -> Iterator[Any]:
    """For every option, by its place, whether anything was answered with it."""
    items = scales.practices
    most = max(len(scales.questionnaire.option_values(item)) for item in items)
    codes = [nw.col(item.id).fill_null(DONT_KNOW) for item in items]
    for place in range(most):
        yield reduce(or_, (code == place for code in codes))
