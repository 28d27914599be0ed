"""Whom of staff a figure about many organisations leaves over, beside what these show.

What organisations show of a scale is about everybody who has it. The mean of a question is about
those who answered it, and how well a scale measures is about those who answered all of it: what is
left between the two are the few who left something open. Of a lever it is those of them who have
every topic of it; somebody who lacks one can be taken out by the means of topics.

Beside the mean of everybody an organisation may have shown more: teams, fewer people before, and
another scale of fewer people, from which this one follows. Those are known sets, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.batch.summary.answer_sums import told_column
from slimscan.batch.summary.member_numbers import each_its_own, number_codes, row_numbers
from slimscan.batch.summary.shown_staff import PERSON, ShownStaff
from slimscan.privacy import KeepSet, Rest, Signer, mark_of_set, packed_group, packed_set
from slimscan.scoring.responses import DONT_KNOW
from slimscan.scoring.scales import OVERALL, Scales

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class StaffRests:
    """The rests of the figures of staff in a batch; `keep` notes a set of people."""

    shown: ShownStaff
    scales: Scales
    signer: Signer
    keep: KeepSet

    def part(self, scale: str, having: pl.DataFrame) -> RestPart | None:
        """What the rests of a scale are made of, of those who have it in whole organisations."""
        import polars as pl

        items = self.scales.items_of(scale)
        if len(items) < 2:
            return None
        own = _turning(
            having.with_columns((~_all_answered(items)).alias("part")), self.shown.cells
        ).sort(KEY, PERSON)
        # Who they are and what they answered: the same whatever their organisation is called.
        code = pl.concat_str(PERSON, *map(_state, items), separator="|")
        people = own.select(
            KEY,
            row_numbers(self.signer, own, code).alias(_NUMBER),
            "part",
            "turns",
            pl.col(told_column(OVERALL)).alias(_THERE),
            self._is_sure(scale).alias(_SURE),
            *(_answered(one).alias(one) for one in items),
        )
        named = own.select(KEY, PERSON, "turns").with_row_index(_PLACE).filter("turns")
        return RestPart(people, named.drop("turns"))

    def of_scale(self, scale: str, parts: Sequence[RestPart]) -> ScaleRests:
        """The rests of a scale, of all organisations."""
        whole = RestPart.together(parts)
        numbers = each_its_own(self.signer, whole.people[_NUMBER])
        people = whole.people.with_columns(numbers.alias(_NUMBER))
        of_firms = people.filter("turns").group_by(KEY).agg(_NUMBER)[_NUMBER].to_list()
        wholes = [*of_firms, *self._known_sets(scale, people, whole.named)]
        return ScaleRests(self, scale, people.filter("part"), self.keep(packed_group(wholes)))

    def _is_sure(self, scale: str) -> pl.Expr:
        """Whether somebody has every topic of a lever, and answered all of one of them."""
        import polars as pl

        topics = self.topics(scale)
        if len(topics) < 2:
            return pl.lit(True)
        every = pl.all_horizontal(pl.col(one).is_not_null() for one in topics)
        return every & pl.any_horizontal(_all_answered(self.scales.items_of(one)) for one in topics)

    def topics(self, scale: str) -> Sequence[str]:
        """The aspects of a lever that are asked of staff; none of an aspect."""
        lever = next((one for one in self.scales.levers if one.id == scale), None)
        return [one.id for one in lever.aspects if one.items] if lever else ()

    def _known_sets(self, scale: str, people: pl.DataFrame, named: pl.DataFrame) -> list[list[int]]:
        """The sets that were shown of the organisations that turn, those who lack the scale too."""
        import polars as pl

        turning = named.with_columns(people[_NUMBER].gather(named[_PLACE]))
        sets = self.shown.sets.join(turning.select(KEY).unique(), on=KEY, how="semi")
        of_them = sets.join(turning.select(KEY, PERSON, _NUMBER), on=[KEY, PERSON], how="left")
        lack = (
            of_them.filter(pl.col(_NUMBER).is_null()).select(KEY, PERSON).unique().sort(KEY, PERSON)
        )
        numbers = row_numbers(self.signer, lack, pl.format(f"{scale}|{{}}", PERSON))
        others = lack.with_columns(each_its_own(self.signer, numbers).alias("other"))
        found = of_them.join(others, on=[KEY, PERSON], how="left").with_columns(
            pl.coalesce(_NUMBER, "other").alias(_NUMBER)
        )
        return found.group_by("set").agg(_NUMBER)[_NUMBER].to_list()


_NUMBER, _PLACE, _THERE, _SURE = "__number", "__place", "__there", "__sure"


@dataclass(frozen=True)
class RestPart:
    """Who has a scale, of whom it matters that they can be told apart, each with a number.

    `part` of them left something of it open; an organisation `turns` where half or more did so of
    those who are in the same of its known sets. `named` are those of organisations that turn, with
    their place among the `people`.
    """

    people: pl.DataFrame
    named: pl.DataFrame

    @staticmethod
    def together(parts: Sequence[RestPart]) -> RestPart:
        """All of them, one part after the other."""
        import polars as pl

        starts = accumulate((len(one.people) for one in parts), initial=0)
        named = [
            one.named.with_columns(pl.col(_PLACE) + start)
            for start, one in zip(starts, parts, strict=False)
        ]
        return RestPart(pl.concat(one.people for one in parts), pl.concat(named))


@dataclass(frozen=True)
class ScaleRests:
    """The rests of the figures about one scale: `people` are those who left something open.

    `wholes` are all staff who have the scale, of every organisation that turns, and its known sets.
    """

    rests: StaffRests
    scale: str
    people: pl.DataFrame
    wholes: str

    def of_items(self) -> list[dict[str, Any]]:
        """What the questions of an aspect leave over, beside its means and each other."""
        import polars as pl

        items = self.rests.scales.items_of(self.scale)
        return [self._rest(self.scale, [self._numbers(~pl.col(one)) for one in items])]

    def of_complete(self) -> list[dict[str, Any]]:
        """What a figure about those who answered all of the scale leaves over."""
        import polars as pl

        there, is_sure = pl.col(_THERE), pl.col(_SURE)
        sure = self._numbers(there & is_sure)
        if len(self.rests.topics(self.scale)) < 2:
            return [self._rest(self.scale, [sure])]
        others = self._numbers(there & ~is_sure)
        marks = [mark_of_set(packed_set(others))] if len(others) else []
        token = pl.Series(sure.name, number_codes(self.rests.signer, marks), pl.Int64)
        return [
            self._rest(self.scale, [sure]),
            self._rest(f"{self.scale} and others", [pl.concat([sure, token])]),
        ]

    def _numbers(self, which: pl.Expr) -> pl.Series:
        return self.people.filter(which)[_NUMBER]

    def _rest(self, of: str, sets: Sequence[pl.Series]) -> dict[str, Any]:
        """The rest as plain data, its sets noted."""
        marks = tuple(self.rests.keep(packed_set(one)) for one in sets)
        return Rest(of, marks, self.wholes).document()


def _turning(people: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Those who left something open (`part`), and all others of organisations that turn (`turns`).

    Where less than half of everybody who is in the same known sets (`cells`) are left over, no
    combination with these leaves fewer over.
    """
    import polars as pl

    in_sets = [KEY]
    if not cells.is_empty():
        people, in_sets = people.join(cells, on=[KEY, PERSON], how="left"), [KEY, "cell"]
    of_many = (pl.col("part").sum() * 2 >= pl.len()).alias("of_many")
    grouped = people.lazy().group_by(in_sets).agg(of_many).filter("of_many")
    turning = grouped.select(KEY).unique().collect(engine="streaming")
    turns = pl.col(KEY).is_in(turning[KEY].implode()).alias("turns")
    return people.with_columns(turns).filter(pl.col("part") | pl.col("turns"))


_STATES = range(-(2**7), 2**7)


def _state(item: str) -> pl.Expr:
    """What an item was answered with, as a text: by its place among all, for a cast is slower."""
    import polars as pl

    texts = pl.lit(pl.Series(map(str, _STATES)))
    place = pl.col(item).fill_null(DONT_KNOW).cast(pl.Int32) - _STATES.start
    return texts.gather(place)


def _answered(item: str) -> pl.Expr:
    import polars as pl

    return pl.col(item).fill_null(-1) >= 0


def _all_answered(items: Sequence[str]) -> pl.Expr:
    import polars as pl

    return pl.all_horizontal(map(_answered, items))
