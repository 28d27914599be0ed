"""The way of many answers on a cluster, from paths to scores.

URLs         -> read by the workers         reading.read_there()
their rows   -> everybody once, scored      gathering.gather_there()
other paths  -> files of this machine       sources.sources_of(), batch.prepare()
their rows   -> scored by the workers       chunks.score_chunks()
scored rows  -> scores where they are wanted, then what is told: organisations.py, summary.py
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from slimscan.batch.batch import Scored, Settings, Watch, prepare, tell_read
from slimscan.batch.files import (
    FILE_NAME,
    PEOPLE,
    BatchFolder,
    Progress,
    item_columns,
    stamp,
)
from slimscan.batch.organisations.organisations_csv import (
    OrganisationProgress,
    join_told,
)
from slimscan.batch.read.inputs import work_folder
from slimscan.batch.read.parts import CleanPart, Order
from slimscan.batch.read.pieces import guarded
from slimscan.batch.read.readers import Unread, sort_read
from slimscan.batch.reports.jobs import ReportJob
from slimscan.batch.reports.worker import Attempt, ReportMaker
from slimscan.batch.results import put_in_place, write_answers, write_scores
from slimscan.batch.spark.chunks import ScoredRows, score_chunks
from slimscan.batch.spark.gathering import gather_there
from slimscan.batch.spark.organisations import ReleaseOnWorkers
from slimscan.batch.spark.reading import PartFacts, ReadThere, read_there
from slimscan.batch.spark.reports import make_on_workers
from slimscan.batch.spark.session import (
    check_workers,
    is_there,
    remove_at,
    spark_failures,
    spark_session,
)
from slimscan.batch.spark.sources import files_there, sources_of
from slimscan.batch.spark.summary import pool_on_worker
from slimscan.batch.summary.figures import PooledBatch
from slimscan.batch.summary.summary import Batch
from slimscan.batch.workers import Crew, JobOutcome
from slimscan.privacy import Signer
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.scales import scales_of

if TYPE_CHECKING:
    import polars as pl
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
        with work_folder(folder.path) as work:
            order = settings.order(instrument, work)
            with spark_failures():
                check_workers(self.session, scales_of(instrument.questionnaire))
                there = files_there(self.session, files)
                watch.begin("reading")
                found = read_there(self.session, order, there) if there else None
            if found:
                return self._score_there(order, found, folder, settings, watch)
            with spark_failures():
                sources = sources_of(self.session, files, work)
            prepared = prepare(order, sources, folder, settings, watch)
            watch.begin("scoring", sum(one.scored for one in prepared.files))
            with spark_failures():
                answers = work / folder.answers.name
                self._rows = score_chunks(self.session, answers, prepared.scales)
                self._write(order, folder, settings, watch)
            put_in_place(work, [folder.answers])
        return Scored(folder, prepared.files, prepared.scales)

    def _score_there(
        self,
        order: Order,
        found: ReadThere,
        folder: BatchFolder,
        settings: Settings,
        watch: Watch,
    ) -> Scored:
        """Score files that the workers read."""
        with spark_failures():
            read = sort_read([_with_files(one, order.work) for one in found.facts])
            gathered, rows = gather_there(
                self.session, order.instrument, found, settings.chosen, order.mapping.kept
            )
        counts = tell_read(order, folder, read, gathered, settings, watch)
        watch.begin("scoring", sum(one.scored for one in counts))
        with spark_failures():
            self._rows = rows.counted() if rows else None
            found.pieces.unpersist()
            self._write(order, folder, settings, watch)
            if settings.rows_here:
                shape = (*PEOPLE, FILE_NAME, *self.rows.kept)
                items = item_columns(order.instrument, gathered.modules)
                pieces = _write_pieces(self.rows.frames((*shape, *items)), order.work, "answers")
                whole = _scanned(pieces)
                write_answers(order.work / folder.answers.name, whole, stamp(order.instrument))
                put_in_place(order.work, [folder.answers])
        return Scored(folder, counts, self.rows.scales)

    def _write(self, order: Order, folder: BatchFolder, settings: Settings, watch: Watch) -> None:
        """Write the scores where they are wanted: by the cluster, on this machine, or both."""
        _write_at(self.rows, settings.scores_url)
        if settings.rows_here:
            pieces = _write_pieces(self.rows.frames(), order.work, "scores", watch.advance)
            write_scores(order.work, folder, _scanned(pieces))
            put_in_place(order.work, (folder.scores, folder.scores_csv))

    @property
    def kept(self) -> tuple[str, ...]:
        """The columns that the branch keeps of its own."""
        return self.rows.kept

    def write_organisations(
        self,
        folder: Path,
        progress: OrganisationProgress | None = None,
        shown: Path | None = None,
    ) -> Path:
        """Write what may be shown of organisations, decided on the cluster."""
        kept = self.kept
        release = ReleaseOnWorkers(self.rows, kept, folder, progress)
        with spark_failures():
            return join_told(folder, kept, release.tell, shown)

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


def _write_pieces(
    frames: Iterable[pl.DataFrame], work: Path, name: str, progress: Progress | None = None
) -> list[Path]:
    """A frame in pieces of Parquet, in the order in which they come."""
    pieces: list[Path] = []
    for frame in frames:
        pieces.append(work / f"{name}-{len(pieces):06}.parquet")
        with guarded(pieces[-1]):
            frame.write_parquet(pieces[-1], compression="lz4")
        if progress:
            progress(frame.height)
    return pieces


def _scanned(pieces: list[Path]) -> pl.LazyFrame:
    import polars as pl

    return pl.scan_parquet(pieces, glob=False)


def _with_files(one: PartFacts, work: Path) -> CleanPart | Unread:
    """What was read of a file, with the lines about its rows in files of this machine."""
    if isinstance(one.part, Unread):
        return one.part
    paths = [work / f"{one.number:06}-{name}.csv" for name in ("rejects", "passed")]
    for path, content in zip(paths, (one.rejects, one.passed), strict=True):
        path.touch(mode=0o600)
        path.write_bytes(content)
    return replace(one.part, rejects=paths[0], passed=paths[1])
