"""The organisations that a scale is shown of as they are now: those that figures may be about."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.files import AUDIENCE
from slimscan.batch.organisations.released import read_released
from slimscan.batch.organisations.staff import KEY

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class SettledStaff:
    """Of which organisations a scale is shown, about all staff who have it, as they are now."""

    folder: Path
    scores: pl.LazyFrame

    def keys(self, scale: str) -> pl.DataFrame:
        """The keys of these organisations."""
        import polars as pl

        shown = read_released(self.folder).filter((pl.col("scale") == scale) & pl.col("settled"))
        counts = (
            self.scores.filter((pl.col(AUDIENCE) == "employee") & pl.col(scale).is_not_null())
            .group_by(KEY)
            .len()
        )
        same = shown.join(counts, on=KEY).filter(pl.col("n") == pl.col("len"))
        return same.select(KEY).collect(engine="streaming")

    def filter_scale(self, scale: str) -> int:
        """How many they are."""
        return len(self.keys(scale))
