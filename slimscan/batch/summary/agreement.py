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

from slimscan.batch.files import AUDIENCE
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
    """The scores of one organisation's staff: how many, their sum, and the sum of their squares."""

    n: int
    total: float
    squares: float


def agreement_of(
    answers: pl.LazyFrame,
    scores: pl.LazyFrame,
    scales: Scales,
    settled: Callable[[str], pl.DataFrame],
) -> Iterator[StaffAgreement]:
    """The agreement on every lever and aspect that enough organisations are shown of.

    `answers` and `scores` have the key of every row's organisation; `settled` gives the keys of the
    organisations of which a scale is shown.
    """
    import polars as pl

    of_staff = pl.col(AUDIENCE) == "employee"
    for scale, items in _with_items(scales):
        keys = settled(scale)
        if len(keys) >= LEAST_ORGANISATIONS:
            scored = scores.filter(of_staff & pl.col(scale).is_not_null())
            groups = _sums(scored.join(keys.lazy(), on=KEY, how="semi"), scale)
            within = _within(
                answers.filter(of_staff).join(keys.lazy(), on=KEY, how="semi"), items, scales
            )
            icc1, icc2 = intraclass(groups)
            yield StaffAgreement(
                scale, len(groups), _told(icc1), _told(icc2), _told(_middle(within))
            )


def intraclass(groups: Sequence[GroupSums]) -> tuple[float | None, float | None]:
    """ICC(1) and ICC(2) of a one-way analysis of variance, with the mean group size (Bliese 2000).

    None where nobody differs from anybody.
    """
    people = sum(one.n for one in groups)
    total = math.fsum(one.total for one in groups)
    means = math.fsum(one.total**2 / one.n for one in groups)
    between = (means - total**2 / people) / (len(groups) - 1)
    within = (math.fsum(one.squares for one in groups) - means) / (people - len(groups))
    size = people / len(groups)
    if between <= 0 and within <= 0:
        return None, None
    icc2 = (between - within) / between if between > 0 else 0.0
    return (between - within) / (between + (size - 1) * within), icc2


def agreement_within(variances: Sequence[float], expected: Sequence[float]) -> float:
    """r_wg(J) of one group: how far its answers to J items differ less than chance would have them.

    `variances` are the group's own by item, `expected` those of answers at random over the options
    (uniform null). Negative counts as 0 (James, Demaree and Wolf 1984; LeBreton and Senter 2008).
    """
    count = len(variances)
    chance = math.fsum(variances) / math.fsum(expected)
    if chance >= 1:
        return 0.0
    return count * (1 - chance) / (count * (1 - chance) + chance)


def _with_items(scales: Scales) -> Iterator[tuple[str, Sequence[Item]]]:
    for lever in scales.levers:
        yield lever.id, [item for one in lever.aspects for item in one.items]
    for aspect in scales.aspects:
        yield aspect.id, aspect.items


def _sums(scored: pl.LazyFrame, scale: str) -> list[GroupSums]:
    import polars as pl

    score = pl.col(scale)
    sums = scored.group_by(KEY).agg(
        pl.len().alias("n"), score.sum().alias("total"), (score**2).sum().alias("squares")
    )
    rows = sums.sort(KEY).select("n", "total", "squares").collect(engine="streaming")
    return [GroupSums(*row) for row in rows.iter_rows()]


def _within(staff: pl.LazyFrame, items: Sequence[Item], scales: Scales) -> list[float]:
    """The agreement within every organisation of which enough people answered all items."""
    import polars as pl

    questionnaire = scales.questionnaire
    names = [item.id for item in items]
    values = [_value(item.id, option_values(questionnaire, item)).alias(item.id) for item in items]
    answered = pl.all_horizontal(pl.col(names).fill_null(DONT_KNOW) >= 0)
    complete = staff.filter(answered).select(KEY, *values)
    groups = complete.group_by(KEY).agg(pl.len().alias("__n"), pl.col(names).var())
    enough = groups.filter(pl.col("__n") >= questionnaire.release_minimum)
    rows = enough.sort(KEY).select(names).collect(engine="streaming")
    expected = [_by_chance(questionnaire.answer_set_of(item).values) for item in items]
    return [agreement_within(row, expected) for row in rows.iter_rows()]


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
