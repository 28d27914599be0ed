"""Writing the frames of a batch: whole or not at all, and the same bytes every time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import AUDIENCE, FILE_NAME, PEOPLE, BatchFolder, kept_among
from slimscan.batch.read.pieces import guarded
from slimscan.batch.summary.flags import FLAGGED, alike_column, flag_of_scored
from slimscan.disk.durable import cannot_write
from slimscan.disk.remembered import remembered_by
from slimscan.scoring import proof
from slimscan.scoring.program import note_down
from slimscan.scoring.proof import AnswerCells, prove
from slimscan.scoring.scales import Scales
from slimscan.scoring.scores import COUNTS, score_responses
from slimscan.shown import stored_column
from slimscan.text import spreadsheet_column

if TYPE_CHECKING:
    import polars as pl

ROWS_IN_A_GROUP = 16_384
"""Readers hold several row groups at once, and writers a whole one: small ones keep memory flat."""
_ROWS_ON_ALL_CORES = 2 * ROWS_IN_A_GROUP
"""Fewer rows at a time go to CSV on one core, while the others wait."""
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
    import polars as pl

    beside = columns_beside(answers)
    scores = score_responses(answers.with_columns(alike_column(scales, pl)), scales, pl)
    flagged = scores.with_columns(flag_of_scored(scales, pl))
    frame: pl.LazyFrame = flagged.select(*beside, *score_columns(scales))
    return frame


def columns_beside(answers: pl.LazyFrame) -> tuple[str, ...]:
    """The columns of the scores frame beside the scores, of these answers."""
    return (*PEOPLE, FILE_NAME, *kept_among(answers.collect_schema()), FLAGGED)


def prove_polars(scales: Scales) -> None:
    """Raise `MachineError` when the polars that is here gets hard answers wrong.

    That takes longer than scoring some thousand answers, so a polars that was right is remembered:
    until it, our formulas, Python or the machine is another one.
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

    import polars as pl

    files = {str(getattr(one, "__file__", None)) for one in list(sys.modules.values())}
    libraries = sorted(one for one in files if "polars" in one and one.endswith(_LIBRARIES))
    ours = sorted(Path(proof.__file__).parent.glob("*.py"))
    states = [Path(one).stat() for one in [*libraries, *map(str, ours)]]
    stamps = [f"{one.st_size}-{one.st_mtime_ns}" for one in states]
    here = platform.uname()
    # Not its processor: to find that out, another program is started.
    machine = (here.system, here.node, here.release, here.version, here.machine)
    versions = (pl.__version__, sys.version, *machine)
    return " ".join((*versions, *stamps)) if libraries else ""


_LIBRARIES = (".so", ".pyd")
"""How the names of compiled modules of Python end, on every system."""


def _scores_of(cells: AnswerCells, scales: Scales) -> dict[str, list[Any]]:
    import polars as pl

    frame = pl.LazyFrame(dict(cells), schema=dict.fromkeys(cells, pl.Int8()))
    scores: pl.LazyFrame = score_responses(frame, scales, pl)
    return scores.collect().to_dict(as_series=False)


def write_answers(target: Path, answers: pl.LazyFrame, stamp: Mapping[str, str]) -> None:
    """Write the responses frame with what it says of its questionnaire."""

    with guarded(target):
        answers.sink_parquet(target, metadata=dict(stamp), **_PARQUET)


def write_scores(work: Path, folder: BatchFolder, scores: pl.LazyFrame) -> None:
    """Write the scores as Parquet and as CSV in the work folder, both from one look at them.

    A chunk goes to CSV and then on to Parquet. Two sinks of one stream would wait for each other,
    and polars holds in memory what waits.
    """
    import polars as pl
    from polars.io.plugins import register_io_source

    table, sheet = work / folder.scores.name, work / folder.scores_csv.name
    alike = scores.with_columns(stored_column(pl.col(pl.Float64)))
    schema = alike.collect_schema()
    beside = (*PEOPLE, FILE_NAME, *kept_among(schema))
    texts = [spreadsheet_column(name) for name in beside if name != AUDIENCE]

    def passed_on(*_: object) -> Iterator[pl.DataFrame]:
        with guarded(sheet), sheet.open("wb") as out:
            pl.DataFrame(schema=schema).write_csv(out)
            for chunk in alike.collect_batches(chunk_size=_ROWS_ON_ALL_CORES):
                chunk.with_columns(texts).write_csv(out, include_header=False)
                yield chunk

    with guarded(table):
        register_io_source(passed_on, schema=schema).sink_parquet(table, **_PARQUET)


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
