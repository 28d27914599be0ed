"""The organisations that a scale is shown of as they are now: those that figures may be about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.files import AUDIENCE
from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.batch.organisations.released import read_released
from slimscan.batch.summary.answer_sums import told_column

if TYPE_CHECKING:
    import polars as pl


_AT_ONCE = 25_000
"""Of so many organisations what is shown of all scales is read together."""
_SCALES_AT_ONCE = 9
"""Of so many scales people are counted together: of all, polars holds a table many times over."""


@dataclass(frozen=True)
class SettledStaff:
    """Of which organisations a scale is shown, about all staff who have it, as they are now.

    Not those of which somebody left, or answered anew, since staff were shown in this wave: a set
    that was shown then is no set of the people of now, so nobody can say what a rest tells beside
    it.
    """

    folder: Path
    scores: pl.LazyFrame

    def keys(self, scale: str) -> pl.DataFrame:
        """The keys of these organisations."""
        import polars as pl

        shown = self.shown
        told = told_column(scale)
        return shown.filter(pl.col(told) if told in shown else pl.lit(False)).select(KEY)

    def flags(self, scales: Sequence[str]) -> pl.DataFrame:
        """For every organisation of which any scale is shown, for each of these whether it is."""
        import polars as pl

        shown = self.shown
        columns = map(told_column, scales)
        return shown.select(
            KEY, *(one if one in shown else pl.lit(False).alias(one) for one in columns)
        )

    @cached_property
    def cells(self) -> pl.DataFrame:
        """In which of the sets that were ever shown of their organisation people are (`cell`)."""
        import polars as pl

        some = self.sets.group_by(KEY, "respondent").agg(pl.col("set").sort())
        return some.with_columns(pl.col("set").cast(pl.List(pl.String)).list.join(" ")).rename(
            {"set": "cell"}
        )

    @cached_property
    def sets(self) -> pl.DataFrame:
        """Every set of people that was ever shown, where an organisation has several: who is in it.

        Teams are such sets, those of whom another scale is shown, and those of before. Only sets of
        people who are all there as they were then.
        """
        import polars as pl

        sets = read_released(self.folder).select(KEY, pl.col("sets").alias("respondent"))
        one_a_line = sets.explode("respondent").drop_nulls().with_row_index("set")
        return one_a_line.explode("respondent").collect(engine="streaming")

    @cached_property
    def shown(self) -> pl.DataFrame:
        """The organisations of which any scale is shown so, by key; and which (`told_column`)."""
        import polars as pl

        lines = read_released(self.folder).filter("settled", "steady")
        scales = lines.select(pl.col("scale").unique()).collect()["scale"].sort().to_list()
        if not scales:
            return pl.DataFrame(schema={KEY: pl.String})
        people, told = pl.col("n"), [told_column(one) for one in scales]
        shown = [
            lines.filter(pl.col(KEY).is_between(pl.lit(some[KEY][0]), pl.lit(some[KEY][-1])))
            .group_by(KEY)
            .agg(
                people.filter(pl.col("scale") == one).first().alias(told_column(one))
                for one in scales
            )
            .join(some.lazy(), on=KEY)
            .select(
                KEY,
                *(
                    (pl.col(column) == pl.col(one)).fill_null(False).alias(column)
                    for one, column in zip(scales, told, strict=True)
                ),
            )
            .filter(pl.any_horizontal(told))
            .collect(engine="streaming")
            .sort(KEY)
            for some in self._counts(scales).iter_slices(_AT_ONCE)
        ]
        return pl.concat(shown)

    def _counts(self, scales: Sequence[str]) -> pl.DataFrame:
        """For every organisation, in the order of their keys, how many staff have each scale."""
        import polars as pl

        keys = self.scores.filter(pl.col(AUDIENCE) == "employee").group_by(KEY)
        lots = (
            keys.agg(pl.col(some).count()).collect(engine="streaming").sort(KEY)
            for some in _lots(scales)
        )
        return reduce(lambda one, other: one.hstack(other.drop(KEY)), lots)

    def count(self, scale: str) -> int:
        """Of how many organisations a scale is shown."""
        return len(self.keys(scale))


def _lots(scales: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(scales), _SCALES_AT_ONCE):
        yield scales[start : start + _SCALES_AT_ONCE]
