"""Whether the staff of one organisation see it alike, and organisations differ (method 7).

Over the organisations of which all staff with a score are shown, as they are now. What is told is
rounded to steps of 0.05: a median may be one organisation's own figure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.batch.summary.answer_sums import item_values, kind_of_sums
from slimscan.privacy import LEAST_ORGANISATIONS
from slimscan.scoring.scores import chosen
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
    """The scores of staff, a row an organisation: how many (`n`), their `total`, and of `squares`.

    `within` is how far the staff of each agree, of those where enough answered all items.
    """

    each: pl.DataFrame
    within: pl.Series

    @staticmethod
    def together(parts: Sequence[GroupSums]) -> GroupSums:
        """All of them, one part after the other."""
        import polars as pl

        each, within = ([one.each for one in parts], [one.within for one in parts])
        return GroupSums(pl.concat(each), pl.concat(within))


def by_organisation(
    staff: pl.DataFrame,
    scale: str,
    items: Sequence[Item],
    scales: Scales,
    beside: Sequence[pl.Expr] = (),
) -> pl.DataFrame:
    """A row an organisation: of its staff, what the agreement on a scale is made of.

    `staff` has a row a person: the key of their organisation, their score and their answers;
    `beside` are figures to take along.
    """
    import polars as pl

    score, n = pl.col(scale), pl.col(_COMPLETE)
    values = {item.id: item_values(scales)[item.id] for item in items}
    kind, own = kind_of_sums([values.values()]), [pl.col(_own(one)) for one in values]
    counted = (
        pl.when(_COMPLETE).then(chosen(one, its, kind, pl)).otherwise(0).alias(_own(one))
        for one, its in values.items()
    )
    # Polars makes broken numbers of a power, and takes thrice as long.
    scatter = n * pl.col(_SQUARES) - pl.sum_horizontal(one * one for one in own)
    return (
        staff.lazy()
        .with_columns(pl.all_horizontal(pl.col(one) >= 0 for one in values).alias(_COMPLETE))
        .with_columns(*counted)
        .with_columns(pl.sum_horizontal(one * one for one in own).alias(_SQUARES))
        .group_by(KEY)
        .agg(
            score.count().alias("n"),
            score.sum().alias("total"),
            (score**2).sum().alias("squares"),
            n.sum(),
            pl.col(_SQUARES).sum().cast(pl.Int64),
            *(one.sum().cast(pl.Int64) for one in own),
            *beside,
        )
        .filter(pl.col("n") > 0)
        .with_columns((scatter / (n * (n.cast(pl.Int64) - 1))).alias(_VARIANCE))
        .drop(_SQUARES, *map(_own, values))
        .collect(engine="streaming")
        .sort(KEY)
    )


def group_sums(groups: pl.DataFrame, items: Sequence[Item], scales: Scales) -> GroupSums:
    """What the agreement on a scale is made of, in the order of the organisations."""
    import polars as pl

    enough = groups.filter(pl.col(_COMPLETE) >= scales.questionnaire.release_minimum)
    values = item_values(scales)
    expected = [_by_chance(values[item.id]) for item in items]
    within = agreement_within(enough[_VARIANCE], expected)
    return GroupSums(groups.select("n", "total", "squares"), within)


def agreement_of(scale: str, groups: GroupSums) -> StaffAgreement | None:
    """The agreement on a scale, where enough organisations are shown of it."""
    count = len(groups.each)
    if count < LEAST_ORGANISATIONS:
        return None
    icc1, icc2 = intraclass(groups.each)
    middle = (
        groups.within.quantile(0.5, "midpoint")
        if len(groups.within) >= LEAST_ORGANISATIONS
        else None
    )
    return StaffAgreement(scale, count, _told(icc1), _told(icc2), _told(middle))


def intraclass(groups: pl.DataFrame) -> tuple[float | None, float | None]:
    """ICC(1) and ICC(2) of a one-way analysis of variance, with the mean group size (Bliese 2000).

    A row a group: how many (`n`), their `total` and that of their `squares`. None where nobody
    differs from anybody.
    """
    count, people = len(groups), int(groups["n"].sum())
    total = math.fsum(groups["total"])
    means = math.fsum(groups["total"] ** 2 / groups["n"])
    between = (means - total**2 / people) / (count - 1)
    within = (math.fsum(groups["squares"]) - means) / (people - count)
    size = people / count
    if between <= 0 and within <= 0:
        return None, None
    icc2 = (between - within) / between if between > 0 else 0.0
    return (between - within) / (between + (size - 1) * within), icc2


def agreement_within(variances: pl.Series, expected: Sequence[float]) -> pl.Series:
    """r_wg(J) of groups: how far their answers to J items differ less than chance would have them.

    `variances` are those of all items of a group, added up; `expected` are the variances of answers
    to each at random over the options (uniform null). Negative counts as 0 (James, Demaree and Wolf
    1984; LeBreton and Senter 2008).
    """
    import polars as pl

    count = len(expected)
    chance = pl.col(variances.name) / math.fsum(expected)
    alike = count * (1 - chance)
    told = pl.when(chance < 1).then(alike / (alike + chance)).otherwise(0.0)
    return variances.to_frame().select(told.alias("r_wg"))["r_wg"]


_COMPLETE, _SQUARES, _VARIANCE = "__complete", "__squares", "__variance"


def _own(item: str) -> str:
    return f"{item}__own"


def _by_chance(values: Sequence[float]) -> float:
    """The variance of answers at random: 1250 for five steps of 25."""
    mean = math.fsum(values) / len(values)
    return math.fsum((value - mean) ** 2 for value in values) / len(values)


def _told(value: float | None) -> float | None:
    """In steps, from 0 to 1."""
    return None if value is None else whole(max(0.0, min(1.0, value)) * _STEPS) / _STEPS


def agreement_row(told: StaffAgreement) -> list[object]:
    """The agreement as plain data."""
    return [told.scale, told.organisations, told.icc1, told.icc2, told.r_wg]
