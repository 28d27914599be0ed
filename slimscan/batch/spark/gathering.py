"""Who is who, on the cluster: the rows of one organisation come together, then go back in order.

As `gather.gather`, whose steps it takes: what is decided by all rows (whose view they are) is
decided here, by counts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial, reduce
from operator import add
from typing import TYPE_CHECKING, Any

from slimscan.batch.files import FILE_NAME, PEOPLE
from slimscan.batch.read.careful_reader import ROW
from slimscan.batch.read.duplicate_respondents import BETWEEN, without_duplicates
from slimscan.batch.read.gather import (
    Chosen,
    Gathered,
    Shape,
    count_unknown,
    most_first,
    shape_of,
    with_settled,
    with_views,
)
from slimscan.batch.read.parts import CleanPart
from slimscan.batch.read.repeated_rows import FILE, Repeated, organisation_key
from slimscan.batch.read.roles import (
    RoleCounts,
    Roles,
    count_roles,
    decide_roles,
    rows_left_out,
    several_leaders,
)
from slimscan.batch.results import prove_polars
from slimscan.batch.spark.chunks import ROWS_A_CHUNK, Chunk, ScoredRows, chunk_of
from slimscan.batch.spark.reading import ReadRows, ReadThere
from slimscan.batch.spark.tasks import do_on_workers, packed, unpacked
from slimscan.batch.summary.flags import FLAGGED
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.scales import Scales, scales_of

if TYPE_CHECKING:
    import polars as pl
    from pyspark import RDD
    from pyspark.sql import SparkSession

_BUCKET = "__bucket"
_Rows = tuple[int, bytes]
"""Where some rows go, and the rows."""


@dataclass(frozen=True)
class _Known:
    """A part of which rows are made whole: itself, and its columns."""

    part: CleanPart
    columns: frozenset[str]


@dataclass(frozen=True)
class _Heard:
    """What a bucket of rows tells of all rows."""

    repeated: tuple[Repeated, ...]
    roles: RoleCounts
    several: tuple[str, ...]
    unknown: Mapping[str, Counter[str]]


@dataclass(frozen=True)
class _LeftOut:
    """Rows of organisations that answered twice, and the names of these."""

    rows: tuple[Repeated, ...] = ()
    names: tuple[str, ...] = ()


def gather_there(
    session: SparkSession,
    instrument: Instrument,
    read: ReadThere,
    chosen: Chosen,
    kept: Sequence[str],
) -> tuple[Gathered, ScoredRows | None]:
    """The rows of all parts, everybody once, and their scores; the frame of `Gathered` is empty."""
    import polars as pl
    from pyspark import StorageLevel

    known = {
        one.number: _Known(one.part, one.columns)
        for one in read.facts
        if isinstance(one.part, CleanPart)
    }
    columns = {name for one in known.values() for name in (*one.columns, *one.part.given)}
    shape = shape_of(instrument, [one.part for one in known.values()], columns, chosen, kept)
    if not any(one.columns for one in known.values()):
        return Gathered(pl.LazyFrame(), shape.modules, ()), None
    rows = sum(one.part.tally.kept for one in known.values())
    buckets = rows // ROWS_A_CHUNK + 1
    spread = read.pieces.flatMap(partial(_spread, shape, known, buckets)).partitionBy(
        buckets, _itself
    )
    met = spread.mapPartitions(partial(_met, shape)).persist(StorageLevel.DISK_ONLY)
    heard = do_on_workers(met, _heard)
    roles = decide_roles(reduce(add, (one.roles for one in heard), RoleCounts()), chosen.audience)
    left_out = _LeftOut()
    if roles.may_be_twice:
        left_out = _sum(do_on_workers(met, partial(_twice, shape)))
    if roles.rows < roles.of:
        several = sorted(name for one in heard for name in one.several)
        roles = replace(roles, several=tuple(several))
    roles = replace(
        roles, left_out=tuple(sorted(left_out.rows)), names=tuple(sorted(left_out.names))
    )
    repeated = (*(each for one in heard for each in one.repeated), *roles.left_out)
    scales = scales_of(instrument.questionnaire, beside=shape.modules)
    starts = {one.number: one.starts for one in read.facts}
    chunks = _in_order(met, shape, roles, starts, scales)
    unknown = {
        name: most_first(reduce(add, (one.unknown[name] for one in heard), Counter()))
        for name in heard[0].unknown
    }
    gathered = Gathered(
        pl.LazyFrame(),
        shape.modules,
        repeated,
        roles,
        _alike(met, shape, roles),
        {name: told for name, told in unknown.items() if told},
    )
    beside = (*PEOPLE, FILE_NAME, *shape.kept, FLAGGED)
    return gathered, ScoredRows(session, scales, beside, chunks, (), met=met)


def _itself(number: int) -> int:
    return number


def _spread(
    shape: Shape, known: Mapping[int, _Known], buckets: int, element: Any
) -> Iterator[_Rows]:
    """On a worker: rows in the shape of all, by the bucket where they meet whoever they may be."""
    import polars as pl

    if not isinstance(element, ReadRows):
        return
    its = known[element.number]
    rows = shape.whole(its.part, unpacked(element.content).lazy(), its.columns)
    name = organisation_key()
    who = pl.when(name != "").then(name).otherwise(pl.lit(BETWEEN) + pl.col("respondent"))
    placed = rows.with_columns((who.hash() % buckets).cast(pl.Int64).alias(_BUCKET)).collect()
    for (bucket,), part in placed.partition_by(_BUCKET, as_dict=True, include_key=False).items():
        yield int(bucket), packed(part)


def _met(shape: Shape, rows: Iterable[_Rows]) -> Iterator[_Heard | bytes]:
    """On a worker: a bucket in which everybody is once, and what it tells."""
    import polars as pl

    its = [unpacked(content) for _, content in rows]
    if not its:
        return
    frame = pl.concat(its).sort(FILE, ROW)
    found = without_duplicates(frame.lazy(), shape.kept)
    met = with_views(found.frame, shape).collect()
    lazy = met.lazy()
    yield _Heard(
        found.repeated,
        count_roles(lazy),
        several_leaders(lazy),
        count_unknown(found.frame, shape.instrument.questionnaire),
    )
    yield packed(met)


def _heard(elements: Iterable[Any]) -> Iterator[_Heard]:
    return (one for one in elements if isinstance(one, _Heard))


def _frames(elements: Iterable[Any]) -> Iterator[pl.DataFrame]:
    return (unpacked(one) for one in elements if isinstance(one, bytes))


def _twice(shape: Shape, elements: Iterable[Any]) -> Iterator[_LeftOut]:
    """On a worker: which rows of an organisation do not count, where it answered twice."""
    for frame in _frames(elements):
        rows, names = rows_left_out(frame.lazy(), shape.items)
        yield _LeftOut(tuple(rows), tuple(names))


def _sum(some: Iterable[_LeftOut]) -> _LeftOut:
    its = list(some)
    return _LeftOut(
        tuple(row for one in its for row in one.rows),
        tuple(name for one in its for name in one.names),
    )


def _in_order(
    met: RDD[Any],
    shape: Shape,
    roles: Roles,
    starts: Mapping[int, Sequence[int]],
    scales: Scales,
) -> RDD[Chunk]:
    """The scored rows in the order of the files."""
    from pyspark import StorageLevel

    places = sorted((number, start) for number, its in starts.items() for start in its)
    placed = met.flatMap(partial(_placed, roles, places))
    ordered = placed.partitionBy(max(1, len(places)), _itself)
    chunks = ordered.mapPartitions(partial(_scored, shape, scales))
    return chunks.persist(StorageLevel.DISK_ONLY)


def _placed(roles: Roles, places: Sequence[tuple[int, int]], element: Any) -> Iterator[_Rows]:
    """On a worker: rows whose view is settled, by their place among all."""
    import polars as pl

    if not isinstance(element, bytes):
        return
    frame = with_settled(unpacked(element).lazy(), roles).collect()
    which = [bisect_right(places, row) - 1 for row in frame.select(FILE, ROW).iter_rows()]
    placed = frame.with_columns(pl.Series(_BUCKET, which, dtype=pl.Int64()))
    for (place,), part in placed.partition_by(_BUCKET, as_dict=True, include_key=False).items():
        yield int(place), packed(part)


def _scored(shape: Shape, scales: Scales, rows: Iterable[_Rows]) -> Iterator[Chunk]:
    """On a worker: rows in their order, scored."""
    import polars as pl

    its = [unpacked(content) for _, content in rows]
    if its:
        prove_polars(scales)
        frame = pl.concat(its).sort(FILE, ROW)
        yield chunk_of(shape.answers(frame.lazy()).collect(), scales)


def _alike(met: RDD[Any], shape: Shape, roles: Roles) -> int:
    """How many rows hold the very answers of another one of their organisation.

    All without an organisation count as of one, and did not meet.
    """
    named = sum(do_on_workers(met, partial(_alike_here, shape, roles)))
    alone = met.flatMap(partial(_hashes_alone, shape, roles)).persist()
    count = alone.count()
    found = named + (count - alone.distinct().count() if count else 0)
    alone.unpersist()
    return int(found)


def _alike_here(shape: Shape, roles: Roles, elements: Iterable[Any]) -> Iterator[int]:
    import polars as pl

    for frame in _frames(elements):
        rows = _answers(shape, roles, frame).filter(organisation_key() != "")
        texts = rows.select(pl.struct(organisation_key(), *shape.items).hash().alias("hash"))
        yield texts.select(pl.len() - pl.col("hash").n_unique()).collect().item()


def _hashes_alone(shape: Shape, roles: Roles, element: Any) -> list[int]:
    import polars as pl

    if not isinstance(element, bytes):
        return []
    rows = _answers(shape, roles, unpacked(element)).filter(organisation_key() == "")
    found: list[int] = rows.select(pl.struct(shape.items).hash()).collect().to_series().to_list()
    return found


def _answers(shape: Shape, roles: Roles, frame: pl.DataFrame) -> pl.LazyFrame:
    return shape.answers(with_settled(frame.lazy(), roles))
