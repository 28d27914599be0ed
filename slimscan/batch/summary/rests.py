"""Whom of staff a figure about many organisations leaves over, beside what these show.

What organisations show of a scale is about everybody who has it. The mean of a question is about
those who answered it, and how well a scale measures is about those who answered all of it: what is
left between the two are the few who left something open. Of a lever it is those of them who have
every topic of it; somebody who lacks one can be taken out by the means of topics.

Beside the mean of everybody an organisation may have shown more: teams, fewer people before, and
another scale of fewer people, from which this one follows. Those are known sets, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from slimscan.batch.organisations.staff import KEY
from slimscan.batch.summary.member_numbers import number_codes, number_rows
from slimscan.batch.summary.shown_staff import PERSON, ShownStaff
from slimscan.batch.summary.statistics import told_column
from slimscan.privacy import KeepSet, Rest, Signer, mark_of_set, packed_group, packed_set
from slimscan.scoring.scales import OVERALL, Scales

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class StaffRests:
    """The rests of the figures of staff in a batch.

    `keep` notes a set of people.
    """

    shown: ShownStaff
    scales: Scales
    signer: Signer
    keep: KeepSet
    _last: dict[str, _Having] = field(default_factory=dict, repr=False)

    def of_items(self, aspect: str) -> list[dict[str, Any]]:
        """What the questions of an aspect leave over, beside its means and each other."""
        items = self.scales.items_of(aspect)
        if len(items) < 2:
            return []
        having = self._having(aspect)
        sets = (having.people(~_answered(item)) for item in items)
        return [self._rest(aspect, sets, having)]

    def of_complete(self, scale: str) -> list[dict[str, Any]]:
        """What a figure about those who answered all of a scale leaves over."""
        import polars as pl

        if len(self.scales.items_of(scale)) < 2:
            return []
        having, topics = self._having(scale), self._topics(scale)
        there = pl.col(told_column(OVERALL))
        if len(topics) < 2:
            return [self._rest(scale, [having.people(there)], having)]
        every = pl.all_horizontal(pl.col(f"{one}__has") for one in topics)
        one_whole = pl.any_horizontal(_all_answered(self.scales.items_of(one)) for one in topics)
        is_sure = every & one_whole
        sure, others = (having.people(there & which) for which in (is_sure, ~is_sure))
        token = number_codes(self.signer, [mark_of_set(packed_set(others))] if len(others) else ())
        with_others = pl.concat([sure, pl.Series(sure.name, token, pl.Int64)])
        return [
            self._rest(scale, [sure], having),
            self._rest(f"{scale} and others", [with_others], having),
        ]

    def _rest(self, of: str, sets: Iterable[pl.Series], having: _Having) -> dict[str, Any]:
        """The rest as plain data, its sets noted."""
        marks = tuple(self.keep(packed_set(one)) for one in sets)
        return Rest(of, marks, self.keep(having.wholes)).document()

    def _topics(self, scale: str) -> Sequence[str]:
        """The aspects of a lever that are asked of staff; none of an aspect."""
        lever = next((one for one in self.scales.levers if one.id == scale), None)
        return [one.id for one in lever.aspects if one.items] if lever else ()

    def _having(self, scale: str) -> _Having:
        if scale not in self._last:
            self._last.clear()  # a scale's figures are asked for one after the other
            self._last[scale] = self._find(scale)
        return self._last[scale]

    def _find(self, scale: str) -> _Having:
        """The staff of organisations that show a scale, as they are now, who have it."""
        import polars as pl

        items = self.scales.items_of(scale)
        some = self._in_sets(
            self.shown.having(scale).with_columns((~_all_answered(items)).alias("part"))
        )
        # Where less than half of everybody who is in the same known sets are left over, no
        # combination with these leaves fewer over.
        of_many = (pl.col("part").sum() * 2 >= pl.len()).alias("turns")
        turning = some.group_by(KEY, "cell").agg(of_many).group_by(KEY).agg(pl.col("turns").any())
        some = some.join(turning, on=KEY)
        topics = [pl.col(one).is_not_null().alias(f"{one}__has") for one in self._topics(scale)]
        own = (
            some.filter(pl.col("part") | pl.col("turns"))
            .select(PERSON, KEY, "part", "turns", told_column(OVERALL), *items, *topics)
            .collect(engine="streaming")
            .sort(KEY, PERSON)
        )
        # Who they are and what they answered: the same whatever their organisation is called.
        code = pl.concat_str(PERSON, *(pl.col(one).fill_null(-1) for one in items), separator="|")
        own = own.with_columns(number_rows(self.signer, own, code).alias(_NUMBER))
        of_firms = own.filter("turns").group_by(KEY).agg(_NUMBER)[_NUMBER].to_list()
        return _Having(
            own.filter("part").drop(PERSON, KEY, "part", "turns"),
            packed_group([*of_firms, *self._known_sets(scale, own)]),
        )

    def _in_sets(self, people: pl.LazyFrame) -> pl.LazyFrame:
        """People with the `cell` of the known sets that they are in, where there are several."""
        import polars as pl

        cells = self.shown.cells
        if cells.is_empty():
            return people.with_columns(pl.lit("").alias("cell"))
        return people.join(cells.lazy(), on=[KEY, PERSON], how="left")

    def _known_sets(self, scale: str, having: pl.DataFrame) -> list[list[int]]:
        """The sets that were shown of the organisations that turn, those who lack the scale too."""
        import polars as pl

        turning = having.filter("turns")
        sets = self.shown.sets.join(turning.select(KEY).unique(), on=KEY, how="semi")
        of_them = sets.join(turning.select(KEY, PERSON, _NUMBER), on=[KEY, PERSON], how="left")
        lack = (
            of_them.filter(pl.col(_NUMBER).is_null()).select(KEY, PERSON).unique().sort(KEY, PERSON)
        )
        code = pl.format(f"{scale}|{{}}", PERSON)
        others = lack.with_columns(number_rows(self.signer, lack, code).alias("other"))
        found = of_them.join(others, on=[KEY, PERSON], how="left").with_columns(
            pl.coalesce(_NUMBER, "other").alias(_NUMBER)
        )
        return found.group_by("set").agg(_NUMBER)[_NUMBER].to_list()


_NUMBER = "number"


@dataclass(frozen=True)
class _Having:
    """Who has a scale and left something of it open, each with their number.

    An organisation turns where half or more did so of those who are in the same of its known sets:
    `wholes` are, packed, all its staff who have the scale, and these sets.
    """

    part: pl.DataFrame
    wholes: bytes

    def people(self, which: pl.Expr) -> pl.Series:
        """The numbers of those of whom this holds."""
        return self.part.filter(which)[_NUMBER]


def _answered(item: str) -> pl.Expr:
    import polars as pl

    return pl.col(item).fill_null(-1) >= 0


def _all_answered(items: Sequence[str]) -> pl.Expr:
    import polars as pl

    return pl.all_horizontal(map(_answered, items))
