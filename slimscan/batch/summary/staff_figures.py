"""The figures of a summary about staff, beside what is shown of their organisations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from slimscan.batch.organisations.staff import KEY
from slimscan.batch.organisations.standings import LEAST_STAFF
from slimscan.batch.summary.agreement import agreement_of, agreement_rows
from slimscan.batch.summary.item_shares import coarse_shares
from slimscan.batch.summary.rests import StaffRests
from slimscan.batch.summary.shown_staff import ShownStaff
from slimscan.batch.summary.statistics import (
    ItemFigures,
    Statistics,
    item_figures,
    told_column,
)
from slimscan.batch.summary.summary import Batch
from slimscan.batch.summary.told_figures import AGREEMENT, ALPHA, STAFF, in_hundredths
from slimscan.privacy import (
    LEAST_ORGANISATIONS,
    ScaleKind,
    coarse_mean,
    count_band,
    kind_of,
    may_be_apart,
)
from slimscan.questionnaire.models import Item
from slimscan.scoring.scales import OVERALL
from slimscan.shown import stored_column, whole

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class StaffFigures:
    """What is told of the staff of a batch, where enough organisations show theirs.

    `rests` are whom the figures leave over; there are none where no organisation has a name, and
    staff are told of as one pool.
    """

    batch: Batch
    told: Statistics
    shown: ShownStaff
    rests: StaffRests | None

    def figures(self) -> dict[str, dict[str, Any]]:
        """What is told of staff beside the means of their organisations.

        Whole organisations come and leave between two summaries; where one to four people in them
        lack a question of a scale, these would be told, and the scale's figures wait.
        """
        told: dict[str, dict[str, list[Any]]] = {}
        for aspect, rows in self._items():
            told.setdefault(aspect, {})[STAFF] = rows
        for row in self._quality():
            told.setdefault(row[0], {})[ALPHA] = row
        for row in self._agreement():
            told.setdefault(str(row[0]), {})[AGREEMENT] = row
        scales = self.batch.scales
        return {
            f"{kind} {scale} {len(scales.items_of(scale))}": {
                "tally": tally,
                "told": rows,
                "rests": self._rests(kind, scale),
            }
            for scale, its in told.items()
            for tally in [self._lacking_tally(scale)]
            for kind, rows in its.items()
        }

    def _rests(self, kind: str, scale: str) -> list[dict[str, Any]]:
        """Whom a figure leaves over beside what organisations show, where these have a name.

        How alike staff see it is about everybody who has a score, as what organisations show is.
        """
        if self.rests is None or kind == AGREEMENT:
            return []
        return self.rests.of_items(scale) if kind == STAFF else self.rests.of_complete(scale)

    def _lacking_tally(self, scale: str) -> dict[str, dict[str, dict[str, int]]]:
        """How often staff of whom a scale is shown have a score, and lack a question of it.

        Of an organisation where more lack one than do not, those who do not: they are told then.
        """
        import polars as pl

        answered, there = pl.col(f"{scale}__answered"), pl.col(told_column(OVERALL))
        part = answered < len(self.batch.scales.items_of(scale))
        having = self.shown.having(scale).with_columns(part.alias("part"))
        most = having.group_by(KEY).agg((pl.col("part").sum() * 2 > pl.len()).alias("most"))
        fewer = having.join(most, on=KEY).filter(pl.col("part") != pl.col("most"))
        code = pl.concat_str(stored_column(pl.col(scale)), answered, separator=" ").alias("c")
        counts = fewer.group_by(code, there.alias("there")).len().collect(engine="streaming")
        lacking_there = dict(counts.filter("there").select("c", "len").rows())
        lacking = dict(counts.group_by("c").agg(pl.col("len").sum()).rows())
        return {"": {"": {}}, "lacking": {"": lacking}, "lacking there": {"": lacking_there}}

    def _agreement(self) -> list[list[object]]:
        """How alike the staff of one organisation see it, where organisations have a name."""
        if self.rests is None:
            return []
        return agreement_rows(agreement_of(self.shown.of_scale, self.batch.scales))

    def _items(self) -> Iterator[tuple[str, list[Any]]]:
        """By aspect the items' means of staff, only where none, or five, left out another of it."""
        if self.rests is None:
            return
        by_id = {one.id: one for one in self._settled_items}
        for aspect in self.batch.scales.aspects:
            rows = []
            for one in (by_id[item.id] for item in aspect.items if item.id in by_id):
                if one.mean is not None and one.answered >= LEAST_STAFF:
                    mean = coarse_mean(one.mean, one.answered, ScaleKind.SINGLE)
                    rows.append([one.id, count_band(one.answered), mean, *coarse_shares(one)])
            if rows:
                yield aspect.id, rows

    @cached_property
    def _settled_items(self) -> list[ItemFigures]:
        """The items of aspects of which ten organisations show all their staff, as they are now."""
        import narwhals as nw

        found = []
        for aspect in self.batch.scales.aspects:
            if self.shown.organisations(aspect.id) < LEAST_ORGANISATIONS or not aspect.items:
                continue
            people = self.shown.having(aspect.id)
            its = self._item_figures(nw.from_native(people), [item.id for item in aspect.items])
            everyone = sum(_cells(its[0]))
            apart = [everyone - one.answered for one in its]
            if all(map(may_be_apart, [*apart, _unlike(people, aspect.items)])):
                found += its
        return found

    def _item_figures(self, people: Any, items: Sequence[str]) -> list[ItemFigures]:
        return item_figures(people, self.batch.scales.only(items))

    def _quality(self) -> Iterator[list[Any]]:
        """How well the scales measure staff: coarsely, and of none or five who lack an item."""
        kinds, lacking = self._kinds, {} if self.rests is None else self._told_by_lacking
        for one in self.told.scales:
            few = lacking.get(one.scale, (one.scored - one.n,))
            if all(map(may_be_apart, few)):
                rests = [[item, in_hundredths(value)] for item, value in one.item_rest]
                mean = coarse_mean(one.mean, one.n, kinds.get(one.scale, ScaleKind.SINGLE))
                sd = 5 * whole(one.sd / 5)
                pair = in_hundredths(one.spearman_brown)
                yield [
                    one.scale,
                    count_band(one.n),
                    mean,
                    sd,
                    in_hundredths(one.alpha),
                    rests,
                    pair,
                ]

    @cached_property
    def _told_by_lacking(self) -> Mapping[str, tuple[int, int]]:
        """By scale how many of staff are told apart by who lacks an item of it, in two ways.

        Beside the means of organisations, that of all who lack none leaves over, of every
        organisation, those who lack one or those who do not, whichever are fewer. With the items'
        means beside both, that is so of the organisations whose overall score is not shown.
        """
        import polars as pl

        scales, shown = self.batch.scales, self.shown.rows
        has = {one: pl.col(told_column(one)) & pl.col(one).is_not_null() for one in scales.ids}
        every = {one: pl.col(f"{one}__answered") == len(scales.items_of(one)) for one in scales.ids}
        counts = shown.group_by(KEY, told_column(OVERALL)).agg(
            *((has[one] & every[one]).sum().alias(f"{one} whole") for one in scales.ids),
            *((has[one] & ~every[one]).sum().alias(f"{one} part") for one in scales.ids),
        )
        there = pl.col(told_column(OVERALL))
        fewer = {one: pl.min_horizontal(f"{one} whole", f"{one} part") for one in scales.ids}
        sums = counts.select(
            *(pl.when(there).then(its).sum().alias(f"{one} 0") for one, its in fewer.items()),
            *(pl.when(~there).then(its).sum().alias(f"{one} 1") for one, its in fewer.items()),
        )
        row = sums.collect(engine="streaming").row(0, named=True)
        return {one: (row[f"{one} 0"], row[f"{one} 1"]) for one in scales.ids}

    @cached_property
    def _kinds(self) -> dict[str, ScaleKind]:
        scales = self.batch.scales
        levers = {
            lever.id: kind_of(sum(len(one.items) for one in lever.aspects), is_aspect=False)
            for lever in scales.levers
        }
        return levers | {one.id: kind_of(len(one.items), is_aspect=True) for one in scales.aspects}


_BITS = 32
"""Of so many questions one number says which are answered."""


def _unlike(people: pl.LazyFrame, items: Sequence[Item]) -> int:
    """How many answered other questions than most of their organisation did.

    The organisation's mean, times what it takes, can be taken from the questions' means of all, so
    that nobody is left of those who answered the same.
    """
    import polars as pl

    which = [
        pl.sum_horizontal(
            (pl.col(one.id).fill_null(-1) >= 0).cast(pl.UInt64) * 2**place
            for place, one in enumerate(items[start : start + _BITS])
        ).alias(f"which {start}")
        for start in range(0, len(items), _BITS)
    ]
    alike = people.group_by(KEY, *which).len().group_by(KEY)
    unlike = alike.agg((pl.col("len").sum() - pl.col("len").max()).alias("unlike"))
    return int(unlike.select(pl.col("unlike").sum()).collect(engine="streaming").item())


def _cells(one: ItemFigures) -> tuple[int, ...]:
    return one.answered, one.dont_know, one.not_applicable, one.skipped
