"""The same batch on Spark: for answers that are on a cluster already, or do not fit one machine.

Spark reads and types the rows (`frame_answers`) and scores them (`scoring`); nothing of slimscan
has to be installed on its workers. Rows come back partition by partition, because a path of this
machine is another disk on a cluster. What Spark cannot type goes the careful way here.
"""

from __future__ import annotations

import contextlib
import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from slimscan.batch.batch import Scored, Settings, Watch, settle
from slimscan.batch.files import PEOPLE, BatchFolder, item_columns, modules_among, stamp
from slimscan.batch.read.careful_reader import REFUSED, ROW, RowReader
from slimscan.batch.read.foreign_parquet import export_of
from slimscan.batch.read.frame_answers import Spellings, read_people
from slimscan.batch.read.gather import gather
from slimscan.batch.read.inputs import work_folder
from slimscan.batch.read.parts import CleanPart, Order
from slimscan.batch.read.pieces import write_pieces
from slimscan.batch.read.rejects import RejectFile
from slimscan.batch.results import (
    put_in_place,
    score_columns,
    with_flags,
    write_answers,
    write_scores,
)
from slimscan.batch.summary.statistics import FLAGGED
from slimscan.errors import Fault, input_error, machine_error
from slimscan.imports.headers import shown
from slimscan.imports.importing import Export
from slimscan.imports.tools.tool import Header
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.responses import NOT_APPLICABLE, PERSON_COLUMNS
from slimscan.scoring.scales import COUNTS, Scales, scales_of, score_responses

if TYPE_CHECKING:
    import polars as pl
    from pyspark.sql import DataFrame, SparkSession

_CHUNK = 20_000
CELL = "__cell_"
"""Before the name of an item: its cells, beside the columns that scoring uses up."""

RAW = "__raw"
"""A row that Spark could not type, as JSON; null for all others."""

CORRUPT = "__corrupt"


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
    with work_folder(folder.path) as work, _session(settings.master) as session:
        order = Order(instrument, work, settings.language, settings.tool, settings.mapping)
        watch.begin("reading")
        with _failures():
            tables = [_open(session, order, number, path) for number, path in enumerate(paths, 1)]
            columns = {name for table in tables for name in table.questions}
            modules = modules_among(instrument, columns)
            run = _Run(instrument, scales_of(instrument.questionnaire, beside=modules), settings)
            parts = [run.part(table, order, watch) for table in tables]
            if settings.scores_url:
                run.write(tables, settings.scores_url)
        gathered = gather(instrument, parts, settings.chosen, score_columns(run.scales))
        files = settle(order, folder, parts, gathered, settings.strict)
        watch.begin("scoring")
        answers = work / folder.answers.name
        columns_of_answers = (*PEOPLE, *item_columns(instrument, modules))
        write_answers(answers, gathered.frame.select(columns_of_answers), stamp(instrument))
        flagged = with_flags(gathered.frame, run.scales)
        scores = flagged.select(*PEOPLE, FLAGGED, *score_columns(run.scales))
        write_scores(work, folder, scores)
        put_in_place(work, (folder.answers, folder.scores, folder.scores_csv))
    return Scored(folder, files, run.scales)


@dataclass(frozen=True)
class _Table:
    """A path that Spark reads, with its columns matched; every value is text."""

    number: int
    path: str
    frame: DataFrame
    export: Export
    spellings: Spellings

    @property
    def questions(self) -> list[str]:
        """The columns of answers by the ids of their questions."""
        return [one.id for one in self.spellings.questions.values()]


def _open(session: SparkSession, order: Order, number: int, path: str) -> _Table:
    from pyspark.sql import functions as f

    frame = _read(session, path)
    headers = [name for name in frame.columns if name != CORRUPT]
    export = export_of(path, order.instrument, order.mapping, [Header(shown(h)) for h in headers])
    whole = [f.col(_quoted(name)).cast("string").alias(name) for name in frame.columns]
    spellings = Spellings(export, order.instrument.questionnaire)
    return _Table(number, path, frame.select(*whole), export, spellings)


def _read(session: SparkSession, path: str) -> DataFrame:
    """Whatever Spark reads there, by the ending of the path; Parquet when that says nothing."""
    plain = path.rstrip("/*").lower()
    if plain.endswith((".json", ".jsonl", ".ndjson")):
        return session.read.option("primitivesAsString", True).json(path)
    if not plain.endswith((".csv", ".csv.gz", ".txt", ".tsv")):
        return session.read.parquet(path)
    options = {
        "header": True,
        "sep": "\t" if plain.endswith(".tsv") else ",",
        "quote": '"',
        "escape": '"',
        "multiLine": not plain.endswith(".gz"),
        "columnNameOfCorruptRecord": CORRUPT,
        "enforceSchema": False,
    }
    header = session.read.options(**options).csv(path)
    schema = ", ".join(f"{_quoted(name)} string" for name in (*header.columns, CORRUPT))
    return session.read.options(**options).schema(schema).csv(path)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


@dataclass(frozen=True)
class _Run:
    """Scores tables on Spark and brings the rows here."""

    instrument: Instrument
    scales: Scales
    settings: Settings

    def part(self, table: _Table, order: Order, watch: Watch) -> CleanPart:
        """The scored rows of a table as pieces on this machine, with what was refused beside."""
        name = f"{table.number:06}"
        reject_path = order.work / f"{name}-rejects.csv"
        with RejectFile(reject_path, table.path, order.language) as rejects:
            reader = RowReader(table.export, rejects)
            pieces = write_pieces(
                self._frames(table, reader),
                reader.tally,
                lambda number: order.work / f"{name}-{number:06}.parquet",
                watch.advance,
            )
        columns = table.export.columns
        tally = reader.tally
        return CleanPart(
            table.number, table.path, "spark", tuple(pieces), reject_path, tally, 0, columns.ignored
        )

    def write(self, tables: Sequence[_Table], url: str) -> None:
        """Let Spark write the scores of the rows that it could type, without the texts cleaned."""
        from pyspark.sql import functions as f

        for number, table in enumerate(tables):
            typed = self._scored(table).where(f.col(RAW).isNull())
            people = [name for name in PERSON_COLUMNS if name in typed.columns]
            chosen = typed.select(*people, *score_columns(self.scales))
            chosen.write.mode("append" if number else "errorifexists").parquet(url)

    def _scored(self, table: _Table) -> DataFrame:
        """The persons, the cells under names of their own, the scores, and what stays odd."""
        import narwhals as nw

        cells = [nw.col(name).alias(CELL + name) for name in table.questions]
        typed = nw.from_native(_typed(table)).with_columns(*cells)
        scores = score_responses(self._complete(typed, table.questions), self.scales)
        frame: DataFrame = scores.drop(list(self._beside), strict=False).to_native()
        people = [name for name in PERSON_COLUMNS if name in table.export.columns.people]
        copies = [CELL + name for name in table.questions]
        return frame.select(*people, RAW, *copies, *score_columns(self.scales))

    @property
    def _beside(self) -> frozenset[str]:
        return frozenset(item.id for item in self.instrument.questionnaire.precondition_items)

    def _complete(self, frame: Any, there: Iterable[str]) -> Any:
        """The frame with every scored item, not applicable where it was not asked."""
        import narwhals as nw

        asked = {
            item.id for item in self.scales.items if item.quick or not self.settings.chosen.quick
        }
        missing = [item.id for item in self.scales.items if item.id not in asked & set(there)]
        return frame.with_columns(nw.lit(NOT_APPLICABLE, nw.Int8()).alias(name) for name in missing)

    def _frames(self, table: _Table, reader: RowReader) -> Iterator[pl.DataFrame]:
        frame = self._scored(table)
        names = frame.columns
        rows = frame.toLocalIterator(prefetchPartitions=True)
        # A table of text has its header in row 1, as in `reading`.
        first = 2 if CORRUPT in table.frame.columns else 1
        while chunk := list(islice(rows, _CHUNK)):
            columns = dict(zip(names, zip(*chunk, strict=True), strict=True))
            yield self._frame(table, reader, columns, first)
            first += len(chunk)

    def _frame(
        self, table: _Table, reader: RowReader, columns: dict[str, Any], first: int
    ) -> pl.DataFrame:
        """One chunk of rows as they came from Spark, the odd ones read here."""
        import polars as pl

        raw = columns.pop(RAW)
        numbers = range(first, first + len(raw))
        schema = {name: self._kind(name) for name in columns}
        frame = pl.DataFrame(columns, schema=schema).rename(
            {CELL + name: name for name in table.questions}
        )
        frame = frame.with_columns(pl.Series(ROW, numbers, dtype=pl.Int64()))
        odd = [(n, json.loads(text)) for n, text in zip(numbers, raw, strict=True) if text]
        easy = frame.filter(pl.Series([text is None for text in raw]))
        kept = easy.filter(~pl.all_horizontal(pl.col(table.questions).is_null()))
        reader.tally.read += easy.height
        reader.tally.blank += easy.height - kept.height
        kept = read_people(kept, table.export)
        if not odd:
            return kept
        careful = reader.frame([(n, _cells(values)) for n, values in odd])
        return pl.concat([kept, self._scored_here(careful, table).select(kept.columns)]).sort(ROW)

    def _scored_here(self, frame: pl.DataFrame, table: _Table) -> pl.DataFrame:
        import narwhals as nw

        whole = self._complete(nw.from_native(frame), table.questions)
        scores = score_responses(whole, self.scales).select(*score_columns(self.scales))
        return frame.hstack(scores.to_native())

    def _kind(self, name: str) -> pl.DataType:
        import polars as pl

        if name in PERSON_COLUMNS:
            return pl.String()
        if name.startswith(CELL):
            return pl.Int8()
        return pl.Int32() if name.endswith(COUNTS) else pl.Float64()


def _typed(table: _Table) -> DataFrame:
    """Persons and cells by their names; a row with anything unknown in it also as it was."""
    import narwhals as nw
    from pyspark.sql import functions as f

    frame, columns = table.frame, table.export.columns
    headers = [name for name in frame.columns if name != CORRUPT]
    questions = {place: one.id for place, one in table.spellings.questions.items()}
    people = {place: name for name, place in columns.people.items()}
    whole = f.to_json(
        f.array(*(f.col(_quoted(name)) for name in headers)), {"ignoreNullFields": "false"}
    )
    if CORRUPT in frame.columns:
        broken = f.col(CORRUPT)
        whole = f.when(broken.isNotNull(), f.to_json(f.struct(broken))).otherwise(whole)
    named = frame.select(
        *(f.coalesce(f.col(_quoted(headers[at])), f.lit("")).alias(n) for at, n in people.items()),
        *(f.col(_quoted(headers[at])).alias(name) for at, name in questions.items()),
        whole.alias(RAW),
        (f.col(CORRUPT) if CORRUPT in frame.columns else f.lit(None)).isNotNull().alias(CORRUPT),
    )
    typed = nw.from_native(named).with_columns(*table.spellings.cells()).to_native()
    odd = f.col(CORRUPT)
    for name in questions.values():
        odd = odd | f.coalesce(f.col(name) == REFUSED, f.lit(False))
    kept: DataFrame = typed.withColumn(RAW, f.when(odd, f.col(RAW))).drop(CORRUPT)
    return kept


def _cells(values: Any) -> Sequence[object]:
    """The cells of an odd row: as Spark read them, or read again from a line that it could not."""
    if isinstance(values, dict):
        return next(csv.reader([values[CORRUPT]], strict=False), [])
    return tuple(values)


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
