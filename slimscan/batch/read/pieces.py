"""Parquet files on the way: a large file is written in pieces, so that memory stays flat."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.files import Progress
from slimscan.batch.read.careful_reader import RowTally
from slimscan.batch.read.respondent_names import with_names
from slimscan.disk.durable import cannot_write

if TYPE_CHECKING:
    import polars as pl

PIECE = 200_000
"""Rows in one piece: few enough to hold, enough not to be many files."""

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


def _write(frames: list[pl.DataFrame], path: Path) -> Path:
    import polars as pl

    with guarded(path):
        pl.concat(frames).write_parquet(path, compression="lz4")
    return path


@contextlib.contextmanager
def guarded(target: Path) -> Iterator[None]:
    """While polars writes: a disk that takes no more becomes a `MachineError`."""
    import polars as pl

    try:
        yield
    except OSError as error:
        raise cannot_write(target, error) from None
    except pl.exceptions.PolarsError as error:
        number = _SYSTEM_ERROR.search(str(error))
        if number is None:
            raise
        code = int(number[1])
        raise cannot_write(target, OSError(code, os.strerror(code))) from None
