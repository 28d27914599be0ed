"""`released.parquet`: what may be shown of the staff of organisations, as data for the summary.

`organisations.csv` tells the same to people; nothing is ever read back from that. One line a value
about all staff of an organisation: its key, the scale, the mean as it is shown, how many people it
is about exactly, whether it is about the staff as they are in these results (`settled`), not about
those of an earlier run, and whether nobody left or answered anew since such a run (`steady`). With
the first value of an organisation stand the sets of people that anything of it was ever shown of,
where these are several (`sets`, by the names of their rows).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.batch.organisations.staff import Organisation
from slimscan.disk.durable import PRIVATE
from slimscan.privacy import TOTAL

if TYPE_CHECKING:
    import polars as pl

RELEASED_FILE = "released.parquet"


@dataclass
class ReleasedColumns:
    """The values of organisations that may be shown about all of their staff, column by column."""

    keys: list[str] = field(default_factory=list)
    scales: list[str] = field(default_factory=list)
    means: list[int | None] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)
    settled: list[bool] = field(default_factory=list)
    steady: list[bool] = field(default_factory=list)
    sets: list[list[list[str]]] = field(default_factory=lambda: [[]])
    places: list[int] = field(default_factory=list)
    """For every value the place of its sets: mostly the first, of none."""

    def take(self, one: Organisation) -> None:
        """The values of one more organisation."""
        delivery = one.delivery
        shown = [value for value in delivery.release.total.values if value.mean is not None]
        if not shown:
            return
        counts, more = delivery.counts(TOTAL), len(shown)
        waits = delivery.held_back or delivery.second
        scales = [value.scale for value in shown]
        self.keys += repeat(one.key, more)
        self.scales += scales
        self.means += [value.mean for value in shown]
        self.counts += [counts.get(scale, 0) for scale in scales]
        self.settled += [not (waits or value.earlier) for value in shown]
        self.steady += repeat(delivery.is_steady, more)
        sets = delivery.sets
        self.places += (len(self.sets) if sets else 0, *repeat(0, more - 1))
        if sets:
            self.sets.append(sets)

    def frame(self) -> pl.DataFrame:
        """All that was taken.

        Polars takes lists of lists one by one, however empty: it is handed each but once.
        """
        import polars as pl

        return pl.DataFrame(
            {
                KEY: pl.Series(self.keys, dtype=pl.String),
                "scale": pl.Series(self.scales, dtype=pl.String),
                "mean": pl.Series(self.means, dtype=pl.Int32),
                "n": pl.Series(self.counts, dtype=pl.Int32),
                "settled": pl.Series(self.settled, dtype=pl.Boolean),
                "steady": pl.Series(self.steady, dtype=pl.Boolean),
                "sets": pl.Series(self.sets, dtype=pl.List(pl.List(pl.String))).gather(self.places),
            }
        )

    def as_parquet(self) -> bytes:
        """The same as the bytes of a file."""
        content = io.BytesIO()
        self.frame().write_parquet(content)
        return content.getvalue()


def released_part(part: Path) -> Path:
    """Where the lines of a slice stand beside its part."""
    return part.with_suffix(".parquet")


def join_released(parts: Sequence[Path], whole: Path, path: Path) -> None:
    """The lines of all slices, whole or not at all."""
    import polars as pl

    frames = [pl.scan_parquet(released_part(part)) for part in parts]
    pl.concat(frames or [ReleasedColumns().frame().lazy()]).sink_parquet(whole)
    whole.chmod(PRIVATE)
    whole.replace(path)


def read_released(folder: Path) -> pl.LazyFrame:
    """What may be shown of the staff of organisations; no lines where nothing may."""
    import polars as pl

    path = folder / RELEASED_FILE
    return pl.scan_parquet(path) if path.is_file() else ReleasedColumns().frame().lazy()
