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
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.batch.organisations.staff import KEY, Organisation
from slimscan.disk.durable import PRIVATE
from slimscan.privacy import TOTAL

if TYPE_CHECKING:
    import polars as pl

RELEASED_FILE = "released.parquet"
ReleasedLine = tuple[str, str, int, int, bool, bool, list[list[str]]]


def released_lines(one: Organisation) -> Iterator[ReleasedLine]:
    """The values of an organisation that may be shown about all of its staff."""
    delivery = one.delivery
    waits = delivery.held_back or delivery.second
    steady, sets = delivery.is_steady, delivery.sets
    for value in delivery.release.total.values:
        if value.mean is not None:
            settled = not (waits or value.earlier)
            count = delivery.count(TOTAL, value.scale)
            yield one.key, value.scale, value.mean, count, settled, steady, sets
            sets = []


def released_bytes(lines: Sequence[ReleasedLine]) -> bytes:
    """The lines of one slice as Parquet."""
    content = io.BytesIO()
    _frame(lines).write_parquet(content)
    return content.getvalue()


def released_part(part: Path) -> Path:
    """Where the lines of a slice stand beside its part."""
    return part.with_suffix(".parquet")


def join_released(parts: Sequence[Path], whole: Path, path: Path) -> None:
    """The lines of all slices, whole or not at all."""
    import polars as pl

    frames = [pl.scan_parquet(released_part(part)) for part in parts]
    pl.concat(frames or [_frame([]).lazy()]).sink_parquet(whole)
    whole.chmod(PRIVATE)
    whole.replace(path)


def read_released(folder: Path) -> pl.LazyFrame:
    """What may be shown of the staff of organisations; no lines where nothing may."""
    import polars as pl

    path = folder / RELEASED_FILE
    return pl.scan_parquet(path) if path.is_file() else _frame([]).lazy()


def _frame(lines: Sequence[ReleasedLine]) -> pl.DataFrame:
    """The lines as columns.

    Polars takes lists of lists one by one, however empty: only those are handed to it that are not.
    """
    import polars as pl

    kinds: dict[str, Any] = {
        KEY: pl.String,
        "scale": pl.String,
        "mean": pl.Int32,
        "n": pl.Int32,
        "settled": pl.Boolean,
        "steady": pl.Boolean,
        "sets": pl.List(pl.List(pl.String)),
    }
    columns = zip(*lines, strict=True) if lines else ((),) * len(kinds)
    *plain, sets = map(list, columns)
    filled = [one for one in sets if one]
    places, none = count(), len(filled)
    taken = [next(places) if one else none for one in sets]
    several = pl.Series([*filled, []], dtype=kinds["sets"]).gather(taken)
    return pl.DataFrame(dict(zip(kinds, (*plain, several), strict=True)), schema=kinds)
