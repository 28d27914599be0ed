"""Files on the way: a large file is written in pieces, so that memory stays flat.

They are in Arrow's own format: written and read once or twice, that takes half the time of Parquet.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from slimscan.batch.files import Progress
from slimscan.batch.read.careful_reader import RowTally
from slimscan.batch.read.respondent_names import with_names
from slimscan.disk.durable import cannot_write

if TYPE_CHECKING:
    import polars as pl
    from polars.io.partition import FileProviderArgs

PIECE = 200_000
"""Rows in one piece: few enough to hold, enough not to be many files."""

COMPRESSION: Literal["lz4"] = "lz4"
_MAGIC = b"ARROW1"

_SYSTEM_ERROR = re.compile(r"os error (\d+)")


def write_pieces(
    frames: Iterable[pl.DataFrame],
    tally: RowTally,
    path: Callable[[int], Path],
    progress: Progress,
) -> list[Path]:
    """Write the frames, every respondent with a name, and tell how far `tally` is."""
    pieces: list[Path] = []
    waiting: list[pl.DataFrame] = []
    told = 0
    for frame in frames:
        waiting.append(with_names(frame))
        progress(tally.read - told)
        told = tally.read
        if sum(one.height for one in waiting) >= PIECE:
            pieces.append(_write(waiting, path(len(pieces))))
            waiting = []
    if waiting:
        pieces.append(_write(waiting, path(len(pieces))))
    return pieces


def scan_pieces(paths: Sequence[Path], row_index: str | None = None) -> pl.LazyFrame:
    """The rows of pieces, or of Parquet files that slimscan wrote; `row_index` counts from 1."""
    import polars as pl

    with paths[0].open("rb") as content:
        is_piece = content.read(len(_MAGIC)) == _MAGIC
    scan = pl.scan_ipc if is_piece else pl.scan_parquet
    # A folder may be called by what looks like a pattern.
    return scan(list(paths), glob=False, row_index_name=row_index, row_index_offset=1)


def _write(frames: list[pl.DataFrame], path: Path) -> Path:
    import polars as pl

    with guarded(path):
        pl.concat(frames).write_ipc(path, compression=COMPRESSION)
    return path


def write_parts(
    lots: Iterable[pl.LazyFrame], part: pl.Expr, folder: Path, rows_at_once: int | None = None
) -> dict[int, list[Path]]:
    """Write rows to a folder, by the number of the part that each is of: the files of each part.

    They come in lots, for of all rows at once polars holds many in memory. In the files of a part,
    read one after the other, rows stand as they came. Raises `MachineError` when they cannot be
    written.
    """
    found: dict[int, list[Path]] = {}
    for turn, rows in enumerate(lots):
        for number, path in _write_lot(rows, part, folder, turn, rows_at_once).items():
            found.setdefault(number, []).append(path)
    return found


def _write_lot(
    rows: pl.LazyFrame, part: pl.Expr, folder: Path, turn: int, rows_at_once: int | None
) -> dict[int, Path]:
    """Write some rows: the file of every part that has any of them, by its number."""
    import polars as pl

    files: dict[int, Path] = {}

    def within(written: FileProviderArgs) -> str:
        """Its name alone: polars takes a path that is not whole as one within the folder."""
        number = int(written.partition_keys[_PART].item())
        files[number] = folder / f"{number:04}-{turn:04}.arrow"
        return files[number].name

    into = pl.PartitionBy(
        folder,
        key={_PART: part},
        include_key=False,
        approximate_bytes_per_file=None,
        file_path_provider=within,
    )
    with guarded(folder):
        rows.sink_ipc(into, compression=COMPRESSION, record_batch_size=rows_at_once)
    return files


_PART = "__part"


@contextlib.contextmanager
def guarded(target: Path) -> Iterator[None]:
    """While polars writes: a disk that takes no more becomes a `MachineError`."""
    import polars as pl

    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        number = _SYSTEM_ERROR.search(str(error))
        if number is not None:
            code = int(number[1])
            raise cannot_write(target, OSError(code, os.strerror(code))) from None
        if isinstance(error, OSError):
            raise cannot_write(target, error) from None
        raise
