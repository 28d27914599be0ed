"""The way of many answers, from files to scores:

    FILE...         -> a Part each            readers.read_parts()
    Parts           -> one responses frame    gathering.gather()
    responses frame -> scores frame           results.scored(), which is scoring.score()
    both            -> DIR/answers.parquet, scores.parquet, scores.csv, rejects.csv

On Spark (`spark.py`) the first two steps are Spark's own; the scores are the same expressions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Protocol

from slimscan.batch.files import BatchFolder, FileCount, stamp
from slimscan.batch.read.gather import Chosen, Gathered, Repeated, gather
from slimscan.batch.read.inputs import expected_rows, work_folder
from slimscan.batch.read.parts import CleanPart, Order
from slimscan.batch.read.readers import read_files
from slimscan.batch.read.rejects import RejectFile, join_rejects
from slimscan.batch.results import put_in_place, scored, write_answers, write_scores
from slimscan.errors import Fault, input_error
from slimscan.imports.mapping import AnswerMapping
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.scales import Scales, scales_of


class Watch(Protocol):
    """Shows how far long work is."""

    def begin(self, stage: str, total: int | None = None) -> None:
        """A stage of the work begins, of so many rows as far as that is known."""

    def advance(self, rows: int) -> None:
        """So many more rows are done."""


@dataclass(frozen=True)
class Settings:
    """What the user asked for beside the files."""

    language: str
    tool: str | None = None
    mapping: AnswerMapping = field(default_factory=AnswerMapping)
    chosen: Chosen = field(default_factory=Chosen)
    strict: bool = False
    jobs: int | None = None
    engine: str = "polars"
    master: str | None = None
    """The Spark cluster; a local one when not said."""
    scores_url: str | None = None
    """Where Spark itself writes the scores, beside the files in the folder."""


@dataclass(frozen=True)
class Scored:
    """A batch that was scored."""

    folder: BatchFolder
    files: tuple[FileCount, ...]
    scales: Scales

    @property
    def rejected(self) -> int:
        """How many rows were rejected."""
        return sum(one.rejected for one in self.files)


def score_files(
    instrument: Instrument,
    paths: Sequence[Path],
    folder: BatchFolder,
    settings: Settings,
    watch: Watch,
) -> Scored:
    """Score all answers in these files.

    Raises `InputError` when a file cannot be read, when no row can be scored, or when rows are
    rejected and that is not allowed; of the last two `rejects.csv` says why. Raises `MachineError`
    when the results cannot be written.
    """
    import polars as pl

    with work_folder(folder.path) as work:
        order = Order(instrument, work, settings.language, settings.tool, settings.mapping)
        watch.begin("reading", expected_rows(paths))
        parts = read_files(order, paths, settings.jobs, watch.advance)
        gathered = gather(instrument, parts, settings.chosen)
        scales = scales_of(instrument.questionnaire, beside=gathered.modules)
        files = settle(order, folder, parts, gathered, settings.strict)
        watch.begin("scoring")
        answers = work / folder.answers.name
        write_answers(answers, gathered.frame, stamp(instrument))
        write_scores(work, folder, scored(pl.scan_parquet(answers), scales))
        put_in_place(work, (folder.answers, folder.scores, folder.scores_csv))
    return Scored(folder, files, scales)


def settle(
    order: Order, folder: BatchFolder, parts: Sequence[CleanPart], gathered: Gathered, strict: bool
) -> tuple[FileCount, ...]:
    """Write down what is left out, and count; raises `InputError` when nothing may be scored."""
    files = _counts(parts, gathered.repeated)
    _write_rejects(order, folder, parts, gathered.repeated)
    _check(files, folder, strict)
    return files


def _counts(parts: Sequence[CleanPart], repeated: Sequence[Repeated]) -> tuple[FileCount, ...]:
    twice = Counter(one.file for one in repeated)
    return tuple(
        FileCount(
            file=part.file,
            tool=part.tool,
            read=part.tally.read,
            scored=part.tally.kept - twice[part.number],
            rejected=part.tally.rejected + twice[part.number],
            blank=part.tally.blank,
            duplicates=twice[part.number],
            passed=part.passed,
            ignored=part.ignored,
        )
        for part in parts
    )


def _write_rejects(
    order: Order, folder: BatchFolder, parts: Sequence[CleanPart], repeated: Sequence[Repeated]
) -> None:
    """All reasons, file by file; what was found out of all files together comes behind."""
    names = {part.number: part.file for part in parts}
    paths = [part.rejects for part in parts]
    for number, group in groupby(sorted(repeated), key=lambda one: one.file):
        paths.append(order.work / f"{number:06}-repeated.csv")
        with RejectFile(paths[-1], names[number], order.language) as rejects:
            rejects.write(one.reject(names) for one in group)
    join_rejects(order.work / folder.rejects.name, paths)
    put_in_place(order.work, [folder.rejects])


def _check(files: Sequence[FileCount], folder: BatchFolder, strict: bool) -> None:
    """Refuse a batch of which nothing is left, or one with rejects that allows none."""
    rejected = sum(one.rejected for one in files)
    if strict and rejected:
        raise input_error(Fault.BATCH_STRICT, rejected=rejected, rejects=folder.rejects)
    if not any(one.scored for one in files):
        read = sum(one.read for one in files)
        raise input_error(Fault.BATCH_NOTHING_SCORED, read=read, rejects=folder.rejects)
