"""Writing the frames of a batch: whole or not at all, and the same bytes every time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import AUDIENCE, FILE_NAME, PEOPLE, BatchFolder, kept_among
from slimscan.batch.read.pieces import guarded
from slimscan.batch.summary.statistics import FLAGGED, flag_column
from slimscan.disk.durable import cannot_write
from slimscan.disk.remembered import remembered_by
from slimscan.scoring import proof
from slimscan.scoring.program import note_down
from slimscan.scoring.proof import AnswerCells, prove
from slimscan.scoring.scales import COUNTS, Scales, score_responses
from slimscan.shown import stored_column
from slimscan.text import spreadsheet_column

if TYPE_CHECKING:
    import polars as pl

ROWS_IN_A_GROUP = 16_384
"""Readers hold several row groups at once, and writers a whole one: small ones keep memory flat."""
_PARQUET: Mapping[str, Any] = {
    "compression": "zstd",
    "compression_level": 1,
    "row_group_size": ROWS_IN_A_GROUP,
    # The lowest and the highest of every column of every group: nobody looks at them, and working
    # them out takes a fifth of the writing.
    "statistics": False,
}


def score_columns(scales: Scales) -> list[str]:
    """The columns of `scores.parquet` beside the persons."""
    return [f"{scale}{part}" for scale in scales.ids for part in ("", *(f"__{p}" for p in COUNTS))]


def scored(answers: pl.LazyFrame, scales: Scales) -> pl.LazyFrame:
    """The scores frame of a responses frame."""
    import narwhals as nw

    flagged = nw.from_native(with_flags(answers, scales))
    scores = score_responses(flagged, scales).select(
        *columns_beside(answers), *score_columns(scales)
    )
    frame: pl.LazyFrame = scores.to_native()
    return frame


def columns_beside(answers: pl.LazyFrame) -> tuple[str, ...]:
    """The columns of the scores frame beside the scores, of these answers."""
    return (*PEOPLE, FILE_NAME, *kept_among(answers.collect_schema()), FLAGGED)


def prove_polars(scales: Scales) -> None:
    """Raise `MachineError` when the polars that is here gets hard answers wrong.

    That takes longer than scoring some thousand answers, so a polars that was right is remembered:
    until it, narwhals, our formulas, Python or the machine is another one.
    """

    def proven() -> list[str]:
        prove("polars", lambda cells: _scores_of(cells, scales), scales)
        return ["right"]

    engine = _polars_here()
    if engine:
        remembered_by(f"proof {note_down(scales)} {engine}", proven)
    else:
        proven()


def _polars_here() -> str:
    """What tells the engine that is here from any other; empty where its library is not found."""
    import platform
    import sys

    import narwhals
    import polars as pl

    files = {str(getattr(one, "__file__", None)) for one in list(sys.modules.values())}
    libraries = sorted(one for one in files if "polars" in one and one.endswith(_LIBRARIES))
    ours = sorted(Path(proof.__file__).parent.glob("*.py"))
    states = [Path(one).stat() for one in [*libraries, str(narwhals.__file__), *map(str, ours)]]
    stamps = [f"{one.st_size}-{one.st_mtime_ns}" for one in states]
    versions = (pl.__version__, narwhals.__version__, sys.version, *platform.uname())
    return " ".join((*versions, *stamps)) if libraries else ""


_LIBRARIES = (".so", ".pyd")
"""How the names of compiled modules of Python end, on every system."""


def _scores_of(cells: AnswerCells, scales: Scales) -> dict[str, list[Any]]:
    import narwhals as nw
    import polars as pl

    frame = pl.LazyFrame(dict(cells), schema=dict.fromkeys(cells, pl.Int8()))
    scores: pl.LazyFrame = score_responses(nw.from_native(frame), scales).to_native()
    return scores.collect().to_dict(as_series=False)


def with_flags(answers: pl.LazyFrame, scales: Scales) -> pl.LazyFrame:
    """A responses frame with what deserves a look in each row's answers."""
    import narwhals as nw

    frame: pl.LazyFrame = nw.from_native(answers).with_columns(flag_column(scales)).to_native()
    return frame


def write_answers(target: Path, answers: pl.LazyFrame, stamp: Mapping[str, str]) -> None:
    """Write the responses frame with what it says of its questionnaire."""

    with guarded(target):
        answers.sink_parquet(target, metadata=dict(stamp), **_PARQUET)


def write_scores(work: Path, folder: BatchFolder, scores: pl.LazyFrame) -> None:
    """Write the scores as Parquet and then as CSV in the work folder.

    One after the other: two writers of one stream wait for each other, and what waits is held in
    memory.
    """
    import polars as pl

    table, sheet = work / folder.scores.name, work / folder.scores_csv.name
    beside = (*PEOPLE, FILE_NAME, *kept_among(scores.collect_schema()))
    texts = [spreadsheet_column(name) for name in beside if name != AUDIENCE]

    alike = scores.with_columns(stored_column(pl.col(pl.Float64)))
    with guarded(table):
        alike.sink_parquet(table, **_PARQUET)
    with guarded(sheet):
        pl.scan_parquet(table, glob=False).with_columns(texts).sink_csv(sheet)


def put_in_place(work: Path, paths: Iterable[Path]) -> None:
    """Move files from the work folder to where users look, for the user's eyes only."""
    for path in paths:
        made = work / path.name
        try:
            with made.open("rb+") as content:
                os.fsync(content.fileno())
            made.chmod(0o600)
            made.replace(path)
        except OSError as error:
            raise cannot_write(path, error) from None
