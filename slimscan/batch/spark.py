"""The same batch on Spark: for answers that are on a cluster already.

Every engine has one reader (`batch.prepare`), so that a file gives the same rows, the same rejects
and the same counts whatever scores it; what lies on a cluster is brought here for it. Spark scores
the frame that comes of it with the same expressions as polars (`scoring`), chunk by chunk, and
writes the scores itself where it is told to. Nothing of slimscan has to be installed on its
workers.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.batch.batch import Scored, Settings, Watch, prepare
from slimscan.batch.files import BatchFolder, Progress
from slimscan.batch.read.inputs import work_folder
from slimscan.batch.read.pieces import guarded
from slimscan.batch.results import (
    columns_beside,
    put_in_place,
    score_columns,
    with_flags,
    write_scores,
)
from slimscan.batch.spark_files import sources_of
from slimscan.errors import Fault, input_error, machine_error
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.proof import AnswerCells, prove
from slimscan.scoring.scales import COUNTS, Scales, score_responses

if TYPE_CHECKING:
    import polars as pl
    from pyspark.sql import DataFrame, SparkSession

ROWS_IN_A_BATCH = 50_000
_PLACE = "__place"
_CELLS = "__cells"


def score_on_spark(
    instrument: Instrument,
    paths: Sequence[str],
    folder: BatchFolder,
    settings: Settings,
    watch: Watch,
) -> Scored:
    """Score the answers at these paths on Spark; results come to `folder` on this machine.

    Raises as `score_files` does, and `MachineError` when Spark cannot be used here.
    """
    import polars as pl

    with work_folder(folder.path) as work, _session(settings.master) as session:
        with _failures():
            sources = sources_of(session, paths, work)
        prepared = prepare(settings.order(instrument, work), sources, folder, settings, watch)
        watch.begin("scoring")
        beside = columns_beside(prepared.answers)
        run = _Run(session, prepared.scales, beside, settings.scores_url)
        with _failures():
            run.prove()
            pieces = run.write_pieces(prepared.answers, work, watch.advance)
        write_scores(work, folder, pl.scan_parquet(pieces, glob=False))
        put_in_place(work, (folder.answers, folder.scores, folder.scores_csv))
    return Scored(folder, prepared.files, prepared.scales)


@dataclass
class _Run:
    """Scores a responses frame on Spark and brings the scores here."""

    session: SparkSession
    scales: Scales
    beside: Sequence[str]
    """The columns of the scores frame beside the scores."""
    url: str | None
    """Where Spark writes the scores, too."""
    _written: bool = field(default=False, init=False)

    def write_pieces(self, answers: pl.LazyFrame, work: Path, progress: Progress) -> list[Path]:
        """The scores frame in pieces of Parquet, in the order of the answers.

        What Spark had written at the URL is taken away when anything goes wrong.
        """
        pieces: list[Path] = []
        flagged = with_flags(answers, self.scales)
        try:
            for chunk in flagged.collect_batches(chunk_size=ROWS_IN_A_BATCH, maintain_order=True):
                pieces.append(work / f"scores-{len(pieces):06}.parquet")
                with guarded(pieces[-1]):
                    self._scored(chunk).write_parquet(pieces[-1], compression="lz4")
                progress(chunk.height)
        except BaseException:
            if self.url and self._written:
                _remove(self.session, self.url)
            raise
        return pieces

    @property
    def _texts(self) -> dict[str, str]:
        """The columns beside the scores by names that Spark takes: a heading may hold any sign."""
        return {f"__text{place}": name for place, name in enumerate(self.beside)}

    def prove(self) -> None:
        """Raise `MachineError` when this cluster gets hard answers wrong."""
        prove("spark", self._scores_of, self.scales)

    def _scores_of(self, cells: AnswerCells) -> dict[str, list[Any]]:
        import polars as pl

        columns = score_columns(self.scales)
        hard = pl.DataFrame(dict(cells), schema=dict.fromkeys(cells, pl.Int8()))
        beside = [pl.lit("").alias(name) for name in self.beside]
        frame = self._on_spark(hard.with_columns(beside)).select(_PLACE, *columns)
        rows = sorted(map(tuple, frame.collect()))
        return dict(
            zip(columns, map(list, zip(*(row[1:] for row in rows), strict=True)), strict=True)
        )

    def _scored(self, answers: pl.DataFrame) -> pl.DataFrame:
        """The scores of some rows, which Spark worked out."""
        import polars as pl

        columns = score_columns(self.scales)
        frame = self._on_spark(answers)
        rows = self._collected(frame, columns)
        schema: dict[str, Any] = {_PLACE: pl.Int64()} | {name: _kind(name) for name in columns}
        scores = pl.DataFrame(list(map(tuple, rows)), schema=schema, orient="row").sort(_PLACE)
        return answers.select(self.beside).hstack(scores.drop(_PLACE))

    def _collected(self, frame: DataFrame, columns: Sequence[str]) -> list[Any]:
        """The scores in rows, written at the URL on the way, and worked out once."""
        from pyspark.sql import functions as f

        if not self.url:
            return frame.select(_PLACE, *columns).collect()
        kept = frame.persist()
        try:
            mode = "append" if self._written else "errorifexists"
            texts = [f.col(safe).alias(name) for safe, name in self._texts.items()]
            kept.select(*texts, *columns).write.mode(mode).parquet(self.url)
            self._written = True
            return kept.select(_PLACE, *columns).collect()
        finally:
            kept.unpersist()

    def _on_spark(self, answers: pl.DataFrame) -> DataFrame:
        """The rows as a Spark frame with their scores: the cells of a row travel as one text."""
        import narwhals as nw
        from pyspark.sql import functions as f

        items = [item.id for item in self.scales.items]
        lines = answers.select(items).write_csv(include_header=False).splitlines()
        beside = answers.select(self.beside).rows()
        rows = [
            (place, line, *texts)
            for place, (line, texts) in enumerate(zip(lines, beside, strict=True))
        ]
        texts_schema = ", ".join(f"{_quoted(name)} string" for name in self._texts)
        given = self.session.createDataFrame(
            rows,
            f"{_quoted(_PLACE)} bigint, {_quoted(_CELLS)} string, {texts_schema}",
            verifySchema=False,
        )
        cells_schema = ", ".join(f"{_quoted(name)} tinyint" for name in items)
        typed = given.withColumn(_CELLS, f.from_csv(f.col(_CELLS), cells_schema))
        whole = typed.select(_PLACE, *self._texts, f"{_CELLS}.*")
        scores = score_responses(nw.from_native(whole), self.scales)
        frame: DataFrame = scores.to_native()
        return frame


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _kind(name: str) -> Any:
    import polars as pl

    return pl.Int32() if name.endswith(COUNTS) else pl.Float64()


def _remove(session: SparkSession, url: str) -> None:
    jvm: Any = session._jvm
    path = jvm.org.apache.hadoop.fs.Path(url)
    with contextlib.suppress(Exception):
        path.getFileSystem(session._jsc.hadoopConfiguration()).delete(path, True)


@contextlib.contextmanager
def _session(master: str | None) -> Iterator[SparkSession]:
    """The Spark session that is there, else one for this batch alone."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise machine_error(Fault.SPARK_MISSING, reason="pyspark") from None
    running = SparkSession.getActiveSession()
    if running is not None:
        yield running
        return
    builder = SparkSession.builder.appName("slimscan")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    try:
        session = (builder.master(master) if master else builder).getOrCreate()
        # A warning of Spark's may hold a whole plan; what fails is told by its name.
        session.sparkContext.setLogLevel("ERROR")
    except PySparkException as error:
        reason = error.getCondition() or type(error).__name__
        raise machine_error(Fault.SPARK_MISSING, reason=reason) from None
    try:
        yield session
    finally:
        session.stop()


@contextlib.contextmanager
def _failures() -> Iterator[None]:
    """What Spark could not do, by its own name for it: its texts may hold answers."""
    from py4j.protocol import Py4JJavaError  # type: ignore[import-untyped]
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        reason = error.getCondition() or type(error).__name__
        if reason == "PATH_NOT_FOUND":
            path = (error.getMessageParameters() or {}).get("path", "")
            raise input_error(Fault.FILE_MISSING, path) from None
        raise machine_error(Fault.SPARK_FAILED, reason=reason) from None
    except Py4JJavaError as error:
        reason = str(error.java_exception.getClass().getName())
        raise machine_error(Fault.SPARK_FAILED, reason=reason) from None
