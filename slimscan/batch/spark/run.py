"""The way of many answers on a cluster, from paths to scores.

paths        -> files of this machine      sources.sources_of()
files        -> one responses frame        batch.prepare(), as on every engine
responses    -> scored rows on the cluster chunks.score_chunks()
scored rows  -> scores where they are wanted
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.batch import Scored, Settings, Watch, prepare
from slimscan.batch.files import BatchFolder, Progress
from slimscan.batch.organisations.organisations_csv import (
    OrganisationProgress,
    ShownValue,
    join_told,
)
from slimscan.batch.read.inputs import work_folder
from slimscan.batch.read.pieces import guarded
from slimscan.batch.reports.jobs import ReportJob
from slimscan.batch.reports.worker import Attempt, ReportMaker
from slimscan.batch.results import put_in_place, write_scores
from slimscan.batch.spark.chunks import ScoredRows, score_chunks
from slimscan.batch.spark.organisations import ReleaseOnWorkers
from slimscan.batch.spark.reports import make_on_workers
from slimscan.batch.spark.session import is_there, remove_at, spark_failures, spark_session
from slimscan.batch.spark.sources import sources_of
from slimscan.batch.spark.summary import pool_on_worker
from slimscan.batch.summary.figures import PooledBatch
from slimscan.batch.summary.summary import Batch
from slimscan.batch.workers import Crew, JobOutcome
from slimscan.privacy import Signer
from slimscan.questionnaire.loading import Instrument

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


@contextlib.contextmanager
def open_spark(master: str | None) -> Iterator[SparkEngine]:
    """A cluster to work on one batch; raises `MachineError` when Spark cannot be used here."""
    with spark_session(master) as session:
        engine = SparkEngine(session)
        try:
            yield engine
        finally:
            engine.leave()


@dataclass
class SparkEngine:
    """A cluster that holds the scored rows of one batch."""

    session: SparkSession
    _rows: ScoredRows | None = None

    @property
    def reckoner(self) -> SparkEngine:
        """The cluster works out what is told, too."""
        return self

    @property
    def rows(self) -> ScoredRows:
        """The scored rows; they are there once `score` was called."""
        if self._rows is None:
            raise ValueError
        return self._rows

    def score(
        self,
        instrument: Instrument,
        files: Sequence[str],
        folder: BatchFolder,
        settings: Settings,
        watch: Watch,
    ) -> Scored:
        """Score the answers at these paths; results come to `folder` on this machine.

        Raises as `score_files` does, and `MachineError` when Spark fails.
        """
        import polars as pl

        with work_folder(folder.path) as work:
            with spark_failures():
                sources = sources_of(self.session, files, work)
            prepared = prepare(settings.order(instrument, work), sources, folder, settings, watch)
            watch.begin("scoring", sum(one.scored for one in prepared.files))
            with spark_failures():
                rows = score_chunks(self.session, work / folder.answers.name, prepared.scales)
                self._rows = rows
                _write_at(rows, settings.scores_url)
                pieces = _write_pieces(rows, work, watch.advance)
            write_scores(work, folder, pl.scan_parquet(pieces, glob=False))
            put_in_place(work, (folder.answers, folder.scores, folder.scores_csv))
        return Scored(folder, prepared.files, prepared.scales)

    def write_organisations(
        self,
        folder: Path,
        progress: OrganisationProgress | None = None,
        take: Callable[[Iterator[ShownValue]], None] | None = None,
    ) -> Path:
        """Write what may be shown of organisations, decided on the cluster."""
        kept = self.rows.kept
        release = ReleaseOnWorkers(self.rows, kept, folder, progress)
        with spark_failures():
            return join_told(folder, kept, release.tell, take)

    def pool(self, batch: Batch, signer: Signer) -> PooledBatch:
        """What figures may be told of, worked out on the cluster."""
        with spark_failures():
            return pool_on_worker(self.rows, batch, signer)

    def spread_reports(
        self, maker: ReportMaker, jobs: Iterable[ReportJob], crew: Crew
    ) -> Generator[JobOutcome[ReportJob, Attempt], None, None]:
        """Reports that the workers make, several at a time."""
        del crew  # the cluster has its own number of workers, and its own patience
        with spark_failures():
            yield from make_on_workers(self.session, maker, jobs)

    def leave(self) -> None:
        """Take the rows from the disks of the workers."""
        if self._rows is not None:
            self._rows.leave()
            self._rows = None


def _write_at(rows: ScoredRows, url: str | None) -> None:
    """Let the cluster write the scores; half of them are taken away when anything goes wrong."""
    if not url:
        return
    there = is_there(rows.session, url)
    try:
        rows.write(url)
    except BaseException:
        if not there:
            remove_at(rows.session, url)
        raise


def _write_pieces(rows: ScoredRows, work: Path, progress: Progress) -> list[Path]:
    """The scores frame in pieces of Parquet, in the order of the answers."""
    pieces: list[Path] = []
    for frame in rows.frames():
        pieces.append(work / f"scores-{len(pieces):06}.parquet")
        with guarded(pieces[-1]):
            frame.write_parquet(pieces[-1], compression="lz4")
        progress(frame.height)
    return pieces
