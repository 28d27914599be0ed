"""What the figures of staff about one scale are made of, added up over parts of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.batch.summary.agreement import (
    GroupSums,
    by_organisation,
    group_sums,
)
from slimscan.batch.summary.answer_sums import ItemCounts, item_counts, told_column
from slimscan.batch.summary.rests import RestPart
from slimscan.questionnaire.models import Item
from slimscan.scoring.scales import OVERALL, Scales
from slimscan.scoring.scores import answered_column
from slimscan.shown import stored_column

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class ScalePart:
    """The staff of some organisations of which a scale is shown, as sums.

    `unlike` are those who answered other questions than most of their organisation did. `lacking`
    is how often staff have a score and lack a question of the scale; `lacking_there` the same of
    organisations of which the overall score is shown. `apart` are how many are told apart by who
    lacks a question, in these organisations and in the others.
    """

    items: ItemCounts
    unlike: int
    lacking: Counter[str]
    lacking_there: Counter[str]
    apart: tuple[int, int]
    groups: GroupSums
    rest: RestPart | None


@dataclass(frozen=True)
class ScaleStaff:
    """The staff of all organisations of which a scale is shown."""

    scale: str
    parts: Sequence[ScalePart]

    @cached_property
    def unlike(self) -> int:
        """How many answered other questions than most of their organisation did."""
        return sum(one.unlike for one in self.parts)

    @cached_property
    def groups(self) -> GroupSums:
        """The scores by organisation."""
        return GroupSums.together([one.groups for one in self.parts])

    @cached_property
    def told_by_lacking(self) -> tuple[int, int]:
        """How many of staff are told apart by who lacks an item of the scale, in two ways.

        Beside the means of organisations, that of all who lack none leaves over, of every
        organisation, those who lack one or those who do not, whichever are fewer. With the items'
        means beside both, that is so of the organisations whose overall score is not shown.
        """
        there, elsewhere = ([one.apart[place] for one in self.parts] for place in range(2))
        return sum(there), sum(elsewhere)

    @cached_property
    def lacking_tally(self) -> dict[str, dict[str, dict[str, int]]]:
        """How often staff of whom a scale is shown have a score, and lack a question of it.

        Of an organisation where more lack one than do not, those who do not: they are told then.
        """
        lacking, there = Counter[str](), Counter[str]()
        for one in self.parts:
            lacking.update(one.lacking)
            there.update(one.lacking_there)
        return {"": {"": {}}, "lacking": {"": dict(lacking)}, "lacking there": {"": dict(there)}}


def staff_part(
    staff: pl.DataFrame, having: pl.DataFrame, scale: str, scales: Scales, rest: RestPart | None
) -> ScalePart:
    """The sums of some organisations: of their `staff`, and of those `having` the scale.

    A row a person: the key of their organisation, the score, how many questions of it they
    answered, whether the overall score of the organisation is shown, and their answers.
    """
    import polars as pl

    own = scales.only(scales.items_of(scale))
    asked = set(scales.items_of(scale))
    items = [one for one in own.practices if one.id in asked]
    there, lacks = pl.col(told_column(OVERALL)), _lacks(scale, len(asked))
    lacking = (lacks & pl.col(scale).is_not_null()).sum().alias("lacking")
    firms = by_organisation(staff, scale, items, scales, [lacking, there.first()])
    counts = _lacking(having, firms, scale, lacks)
    return ScalePart(
        items=item_counts(having, own),
        unlike=_unlike(having, firms, items),
        lacking=counts[True] + counts[False],
        lacking_there=counts[True],
        apart=_apart(firms),
        groups=group_sums(firms, items, scales),
        rest=rest,
    )


def _lacks(scale: str, items: int) -> pl.Expr:
    """Whether somebody lacks a question of a scale of so many."""
    import polars as pl

    return pl.col(answered_column(scale)) < items


def _lacking(
    having: pl.DataFrame, firms: pl.DataFrame, scale: str, lacks: pl.Expr
) -> dict[bool, Counter[str]]:
    """How often every score is had by those who lack a question, or by the others where fewer.

    Of organisations of which the overall score is shown, and of the others.
    """
    import polars as pl

    lack_it = firms.select(KEY, (pl.col("lacking") * 2 <= pl.col("n")).alias("lack_it"))
    who = [told_column(OVERALL), scale, answered_column(scale)]
    counted = (
        having.lazy()
        .select(KEY, *who, lacks.alias("lacks"))
        .join(lack_it.lazy(), on=KEY, maintain_order="left")
        .filter(pl.col("lacks") == pl.col("lack_it"))
        .group_by(who)
        .len()
        .collect(engine="streaming")
    )
    code = pl.concat_str(stored_column(pl.col(scale)), answered_column(scale), separator=" ")
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for is_there, own, count in counted.select(told_column(OVERALL), code, "len").rows():
        counts[is_there][own] += count
    return counts


def _apart(firms: pl.DataFrame) -> tuple[int, int]:
    import polars as pl

    lacking, there = pl.col("lacking"), told_column(OVERALL)
    fewer = pl.min_horizontal(lacking, pl.col("n") - lacking).sum()
    counts = dict(firms.group_by(there).agg(fewer.alias("fewer")).rows())
    return counts.get(True, 0), counts.get(False, 0)


_BITS = 32
"""Of so many questions one number says which are answered."""


def _unlike(people: pl.DataFrame, firms: pl.DataFrame, items: Sequence[Item]) -> int:
    """How many answered other questions than most of their organisation did.

    The organisation's mean, times what it takes, can be taken from the questions' means of all, so
    that nobody is left of those who answered the same. Where half or more answered all of them,
    these are the most.
    """
    import polars as pl

    most_lack = pl.col("lacking") * 2 > pl.col("n")
    few = firms.filter(~most_lack)["lacking"].sum()
    there = people.lazy().join(firms.lazy().filter(most_lack), on=KEY, how="semi")
    which = [
        pl.sum_horizontal(
            (pl.col(one.id).fill_null(-1) >= 0).cast(pl.UInt64) * 2**place
            for place, one in enumerate(items[start : start + _BITS])
        ).alias(f"which {start}")
        for start in range(0, len(items), _BITS)
    ]
    alike = there.group_by(KEY, *which).len().group_by(KEY)
    unlike = alike.agg((pl.col("len").sum() - pl.col("len").max()).alias("unlike"))
    return int(few + unlike.select(pl.col("unlike").sum()).collect(engine="streaming").item())
