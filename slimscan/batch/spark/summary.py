"""The figures of the summary on the cluster: one worker goes through all rows, in flat memory.

They are sums over everybody, of which few are wanted; what one machine does with ten million rows
in minutes need not be cut up. Nothing but the figures comes here: no row, and no organisation's
name.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import BatchFolder
from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.batch.organisations.released import RELEASED_FILE
from slimscan.batch.results import score_columns
from slimscan.batch.spark.chunks import Chunk, ScoredRows
from slimscan.batch.spark.tasks import do_on_workers, unpacked
from slimscan.batch.summary.figures import PooledBatch, pool_batch
from slimscan.batch.summary.flags import FLAGGED
from slimscan.batch.summary.summary import Batch
from slimscan.privacy import KeepSet, PoolDocument, Signer, mark_of_set
from slimscan.scoring.scales import Scales

if TYPE_CHECKING:
    from pyspark import Broadcast


@dataclass(frozen=True)
class _Made:
    """The figures as a worker made them."""

    rows: ScoredRows
    task: _Task
    made: PoolDocument
    sets: Sequence[bytes]
    nothing: PoolDocument

    def document(self, keep: KeepSet) -> PoolDocument:
        """The figures as plain data."""
        for one in self.sets:
            keep(one)
        return self.made

    def added(self, document: PoolDocument) -> PoolDocument:
        """The document with the columns that organisations are split by, where it lacks them."""
        told = document.get("splits", {})
        if all(name in told for name in self.task.batch.splits):
            return document
        found: list[PoolDocument] = _on_one_worker(self.rows, partial(_add, self.task, document))
        return found[0]


@dataclass(frozen=True)
class _Task:
    """What a worker needs beside the rows. `released` is what may be shown, as its file has it."""

    batch: Batch
    signer: Signer
    released: Broadcast[bytes]


def pool_on_worker(rows: ScoredRows, batch: Batch, signer: Signer) -> PooledBatch:
    """What figures may be told of a batch whose organisations were told of already."""
    released = rows.session.sparkContext.broadcast((batch.folder / RELEASED_FILE).read_bytes())
    task = _Task(replace(batch, files=()), signer, released)
    [found] = _on_one_worker(rows, partial(_pool, task))
    members, leaders, firms, document, sets, nothing = found
    known = {one: document[one] for one in ("led", "kin")}
    return PooledBatch(members, leaders, firms, known, _Made(rows, task, document, sets, nothing))


def _on_one_worker(rows: ScoredRows, work: Any) -> list[Any]:
    return do_on_workers(rows.chunks.coalesce(1), work)


def _pool(task: _Task, chunks: Iterable[Chunk]) -> Iterator[tuple[Any, ...]]:
    """On a worker: all of it, as plain data."""
    with tempfile.TemporaryDirectory() as folder:
        found = pool_batch(_stored(task, chunks, Path(folder)), task.signer)
        sets: dict[str, bytes] = {}

        def keep(content: bytes) -> str:
            sets[mark := mark_of_set(content)] = content
            return mark

        figures = found.figures
        document = figures.document(keep)
        told = document, list(sets.values()), figures.nothing
        yield found.members, found.leaders, found.firms, *told


def _add(
    task: _Task, document: Mapping[str, Any], chunks: Iterable[Chunk]
) -> Iterator[PoolDocument]:
    """On a worker: the document with what it lacks."""
    with tempfile.TemporaryDirectory() as folder:
        yield pool_batch(_stored(task, chunks, Path(folder)), task.signer).figures.added(document)


def _stored(task: _Task, chunks: Iterable[Chunk], folder: Path) -> Batch:
    """The batch in a folder of the worker, as it stands on one machine, but in pieces."""
    into = BatchFolder(folder)
    for path in (into.answers, into.scores):
        path.mkdir()
    for number, chunk in enumerate(chunks):
        _store(chunk, into, f"{number:06}.parquet", task.batch.scales)
    (folder / RELEASED_FILE).write_bytes(task.released.value)
    return replace(task.batch, folder=folder)


def _store(chunk: Chunk, into: BatchFolder, name: str, scales: Scales) -> None:
    import polars as pl

    frame = unpacked(chunk.content).drop(KEY)
    ours = [FLAGGED, *score_columns(scales)]
    items = [one for one, kind in frame.schema.items() if kind == pl.Int8()]
    frame.drop(ours).write_parquet(into.answers / name, compression="lz4")
    frame.drop(items).write_parquet(into.scores / name, compression="lz4")
