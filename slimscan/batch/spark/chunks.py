"""The rows of a batch on the cluster: chunks in the order of the answers, scored where they are.

A chunk is scored once, kept on the disks of the workers, and read from there by all that follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import FILE_NAME, OTHER_TEXTS, PEOPLE
from slimscan.batch.organisations.keyed_rows import KEY, keyed
from slimscan.batch.results import columns_beside, prove_polars, score_columns, scored
from slimscan.batch.spark.tasks import do_on_workers, packed, unpacked
from slimscan.batch.summary.flags import FLAGGED
from slimscan.scoring.scales import Scales
from slimscan.shown import stored_column

if TYPE_CHECKING:
    import polars as pl
    from pyspark import RDD, Broadcast
    from pyspark.sql import SparkSession

ROWS_A_CHUNK = 25_000
_NOT_KEPT = frozenset({*PEOPLE, FILE_NAME, *OTHER_TEXTS})
_SAMPLED = 64
"""So many names of organisations a chunk tell where to cut them into slices."""


@dataclass(frozen=True)
class Chunk:
    """Some rows: answers and scores side by side, with the key of every row's organisation."""

    rows: int
    keys: tuple[str, ...]
    """Keys of organisations in it, drawn evenly."""
    content: bytes


@dataclass(frozen=True)
class ScoredRows:
    """The rows of a batch, scored by the workers of a cluster and kept there."""

    session: SparkSession
    scales: Scales
    beside: Sequence[str]
    """The columns of the scores frame beside the scores."""
    chunks: RDD[Chunk]
    facts: Sequence[tuple[int, tuple[str, ...]]]
    """How many rows every chunk has, and keys of organisations in it."""
    pieces: Sequence[Broadcast[bytes]] = ()
    """What the chunks are made of, as long as one may have to be made again."""
    met: RDD[Any] | None = None
    """The same, where the workers read it."""

    def leave(self) -> None:
        """Take the rows from the disks of the cluster."""
        self.chunks.unpersist()
        for piece in self.pieces:
            piece.destroy()
        if self.met is not None:
            self.met.unpersist()

    @property
    def kept(self) -> tuple[str, ...]:
        """The columns that the branch keeps of its own."""
        return tuple(one for one in self.beside if one not in _NOT_KEPT)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the scores frame."""
        return (*self.beside, *score_columns(self.scales))

    def frames(self, columns: Sequence[str] = ()) -> Iterator[pl.DataFrame]:
        """The scores frame, or these columns, in pieces in the order of the answers.

        One at a time comes here.
        """
        scores = self.chunks.map(partial(_columns_in, tuple(columns) or self.columns))
        for content in scores.toLocalIterator(prefetchPartitions=True):
            yield unpacked(content)

    def counted(self) -> ScoredRows:
        """The same rows, once they were scored; raises what a worker met."""
        return replace(self, facts=do_on_workers(self.chunks, _facts))

    def write(self, url: str) -> None:
        """Let the cluster write the scores frame at a URL where nothing is yet."""
        from pyspark.sql.types import BinaryType, StructField, StructType

        kinds = {"Int32": "int", "Float64": "double"}
        schema = ", ".join(
            f"{_quoted(name)} {kinds.get(str(kind), 'string')}" for name, kind in self._schema()
        )
        contents = self.chunks.map(_as_row)
        frame = self.session.createDataFrame(
            contents, StructType([StructField("content", BinaryType())]), verifySchema=False
        )
        written = frame.mapInArrow(partial(_as_batches, self.columns), schema)
        written.write.mode("errorifexists").parquet(url)

    def _schema(self) -> Iterator[tuple[str, pl.DataType]]:
        import polars as pl

        from slimscan.scoring.scores import COUNTS

        for name in self.columns:
            if name in self.beside:
                yield name, pl.String()
            else:
                yield name, pl.Int32() if name.endswith(COUNTS) else pl.Float64()


def score_chunks(session: SparkSession, answers: Path, scales: Scales) -> ScoredRows:
    """Score a responses frame of this machine on the cluster, which is given it piece by piece.

    A piece goes to the worker that scores it alone; meanwhile it waits on the disk. Raises
    `MachineError` when the polars of a worker gets hard answers wrong.
    """
    import polars as pl
    from pyspark import StorageLevel

    context = session.sparkContext
    frame = pl.scan_parquet(answers, glob=False)
    pieces = [
        context.broadcast(packed(piece))
        for piece in frame.collect_batches(chunk_size=ROWS_A_CHUNK, maintain_order=True)
        if piece.height
    ]
    chunks = context.union(
        [context.parallelize([0], 1).map(partial(_scored, scales, piece)) for piece in pieces]
    )
    chunks.persist(StorageLevel.DISK_ONLY)
    beside = columns_beside(frame)
    return ScoredRows(session, scales, beside, chunks, (), pieces).counted()


def _scored(scales: Scales, piece: Broadcast[bytes], _: int) -> Chunk:
    """On a worker: a piece of the responses frame as a chunk."""
    prove_polars(scales)
    return chunk_of(unpacked(piece.value), scales)


def chunk_of(answers: pl.DataFrame, scales: Scales) -> Chunk:
    """These rows of a responses frame with their scores, as these are stored."""
    import polars as pl

    columns = score_columns(scales)
    exact = scored(answers.lazy(), scales).select(FLAGGED, *columns)
    scores = exact.with_columns(stored_column(pl.col(pl.Float64))).collect()
    whole = keyed(answers.hstack(scores).lazy()).collect()
    keys = whole[KEY].filter(whole[KEY] != "")
    drawn = keys.gather_every(max(1, len(keys) // _SAMPLED)).to_list() if len(keys) else []
    return Chunk(whole.height, tuple(drawn), packed(whole))


def _facts(chunks: Iterable[Chunk]) -> Iterator[tuple[int, tuple[str, ...]]]:
    return ((one.rows, one.keys) for one in chunks)


def _columns_in(columns: Sequence[str], chunk: Chunk) -> bytes:
    return packed(unpacked(chunk.content).select(columns))


def _as_row(chunk: Chunk) -> tuple[bytes]:
    return (chunk.content,)


def _as_batches(columns: Sequence[str], batches: Iterable[Any]) -> Iterator[Any]:
    """On a worker: the scores frames of packed chunks, in the types that Spark's writer takes."""
    import pyarrow as pa

    for batch in batches:
        for content in batch.column(0).to_pylist():
            table = unpacked(content).select(columns).to_arrow()
            kinds = [pa.string() if _is_text(pa, kind) else kind for kind in table.schema.types]
            plain = table.cast(pa.schema(list(zip(columns, kinds, strict=True))))
            yield from plain.to_batches()


def _is_text(arrow: Any, kind: Any) -> bool:
    types = arrow.types
    return bool(types.is_large_string(kind) or types.is_string_view(kind))


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
