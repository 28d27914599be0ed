"""Whether the staff of one organisation see it alike, and organisations differ (method 7).

Over the organisations of which all staff with a score are shown, as they are now. What is told is
rounded to steps of 0.05: a median may be one organisation's own figure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from slimscan.batch.organisations.staff import KEY
from slimscan.privacy import LEAST_ORGANISATIONS
from slimscan.scoring.responses import DONT_KNOW, option_values
from slimscan.shown import whole

if TYPE_CHECKING:
    import polars as pl

    from slimscan.questionnaire.models import Item
    from slimscan.scoring.scales import Scales

_STEPS = 20
"""What is told goes in twentieths."""


@dataclass(frozen=True)
class StaffAgreement:
    """How alike staff see a scale within their organisations, `organisations` of them.

    `icc1` is the share of the differences between people that lies between organisations, `icc2`
    how reliable the mean of an organisation's staff is, `r_wg` the middle of how far the staff of
    an organisation agree, from 0 to 1 each; None where it cannot be told.
    """

    scale: str
    organisations: int
    icc1: float | None
    icc2: float | None
    r_wg: float | None


@dataclass(frozen=True)
class GroupSums:
    """The scores of staff, a place an organisation: how many, their sum, and that of squares."""

    n: Sequence[int]
    total: Sequence[float]
    squares: Sequence[float]


def agreement_of(staff: Callable[[str], pl.LazyFrame], scales: Scales) -> Iterator[StaffAgreement]:
    """The agreement on every lever and aspect that enough organisations are shown of.

    `staff` gives those of the organisations of which a scale is shown: a row a person, with the key
    of their organisation, their score and their answers.
    """
    for scale, items in _with_items(scales):
        if not items:
            continue
        groups = _by_organisation(staff(scale), scale, items, scales)
        if len(groups) >= LEAST_ORGANISATIONS:
            scored = groups.filter(groups[_N] > 0)
            icc1, icc2 = intraclass(GroupSums(*(scored[one].to_list() for one in _SUMS)))
            within = _within(groups, items, scales)
            yield StaffAgreement(
                scale, len(scored), _told(icc1), _told(icc2), _told(_middle(within))
            )


def intraclass(groups: GroupSums) -> tuple[float | None, float | None]:
    """ICC(1) and ICC(2) of a one-way analysis of variance, with the mean group size (Bliese 2000).

    None where nobody differs from anybody.
    """
    count, people = len(groups.n), sum(groups.n)
    total = math.fsum(groups.total)
    means = math.fsum(own**2 / n for own, n in zip(groups.total, groups.n, strict=True))
    between = (means - total**2 / people) / (count - 1)
    within = (math.fsum(groups.squares) - means) / (people - count)
    size = people / count
    if between <= 0 and within <= 0:
        return None, None
    icc2 = (between - within) / between if between > 0 else 0.0
    return (between - within) / (between + (size - 1) * within), icc2


def agreement_within(variances: pl.DataFrame, expected: Sequence[float]) -> pl.Series:
    """r_wg(J) of groups: how far their answers to J items differ less than chance would have them.

    `variances` has a row a group and a column an item, `expected` are the variances of answers at
    random over the options (uniform null). Negative counts as 0 (James, Demaree and Wolf 1984;
    LeBreton and Senter 2008).
    """
    import polars as pl

    count = len(expected)
    chance = pl.sum_horizontal(pl.all()) / math.fsum(expected)
    alike = count * (1 - chance)
    told = pl.when(chance < 1).then(alike / (alike + chance)).otherwise(0.0)
    return variances.select(told.alias("r_wg"))["r_wg"]


def _with_items(scales: Scales) -> Iterator[tuple[str, Sequence[Item]]]:
    for lever in scales.levers:
        yield lever.id, [item for one in lever.aspects for item in one.items]
    for aspect in scales.aspects:
        yield aspect.id, aspect.items


_N, _COMPLETE = "__n", "__complete"
_SUMS = (_N, "__total", "__squares")


def _by_organisation(
    staff: pl.LazyFrame, scale: str, items: Sequence[Item], scales: Scales
) -> pl.DataFrame:
    """What the figures of a scale are made of, a row an organisation.

    The sums of scores, how many people answered all items, and the variance of each among these.
    """
    import polars as pl

    score, questionnaire = pl.col(scale), scales.questionnaire
    names = [item.id for item in items]
    answered = pl.all_horizontal(pl.col(names).fill_null(DONT_KNOW) >= 0)
    own = [
        pl.when(_COMPLETE).then(_value(one.id, option_values(questionnaire, one))).alias(one.id)
        for one in items
    ]
    rows = staff.select(KEY, scale, answered.alias(_COMPLETE), *names)
    sums = (
        rows.with_columns(own)
        .group_by(KEY)
        .agg(
            score.count().alias(_N),
            score.sum().alias(_SUMS[1]),
            (score**2).sum().alias(_SUMS[2]),
            pl.col(_COMPLETE).sum(),
            pl.col(names).var(),
        )
    )
    return sums.sort(KEY).collect(engine="streaming")


def _within(groups: pl.DataFrame, items: Sequence[Item], scales: Scales) -> list[float]:
    """The agreement within every organisation of which enough people answered all items."""
    import polars as pl

    questionnaire = scales.questionnaire
    enough = groups.filter(pl.col(_COMPLETE) >= questionnaire.release_minimum)
    expected = [_by_chance(questionnaire.answer_set_of(item).values) for item in items]
    return agreement_within(enough.select(item.id for item in items), expected).to_list()


def _value(item: str, values: Sequence[float]) -> pl.Expr:
    """The value of an answer by its place: `replace_strict` takes thrice the time, and memory."""
    import polars as pl

    return pl.lit(pl.Series(values, dtype=pl.Float64)).gather(pl.col(item).cast(pl.Int32))


def _by_chance(values: Sequence[float]) -> float:
    """The variance of answers at random: 1250 for five steps of 25."""
    mean = math.fsum(values) / len(values)
    return math.fsum((value - mean) ** 2 for value in values) / len(values)


def _middle(within: Sequence[float]) -> float | None:
    return median(within) if len(within) >= LEAST_ORGANISATIONS else None


def _told(value: float | None) -> float | None:
    """In steps, from 0 to 1."""
    return None if value is None else whole(max(0.0, min(1.0, value)) * _STEPS) / _STEPS


def agreement_rows(told: Iterable[StaffAgreement]) -> list[list[object]]:
    """The agreement as plain data."""
    return [[one.scale, one.organisations, one.icc1, one.icc2, one.r_wg] for one in told]
