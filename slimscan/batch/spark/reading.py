"""Files that lie where every worker sees them, read by the workers: a file each, or a part of one.

A file goes to one worker, who reads it as any engine does (`batch/read/`). A large table of which
every line can be nothing but a row is read in parts by several; where one of them finds a line that
needs care, the whole file goes to one after all. Only what is told of a file comes here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slimscan.batch.read.careful_reader import ROW, RowTally
from slimscan.batch.read.inputs import SourceFile
from slimscan.batch.read.parts import CleanPart, Order, read_plain_part
from slimscan.batch.read.pieces import scan_pieces
from slimscan.batch.read.readers import Unread, try_part
from slimscan.batch.read.rejects import moved_lines
from slimscan.batch.spark.tasks import do_on_workers, packed
from slimscan.imports.sheets import ending

if TYPE_CHECKING:
    import polars as pl
    from pyspark import RDD
    from pyspark.sql import SparkSession

PART = 16 * 1024 * 1024
"""Tables of more bytes are read in parts of so many."""
LARGEST = 1024 * 1024 * 1024
"""A file of more bytes goes to no worker as a whole, who would have to hold it."""
ROWS_A_PIECE = 25_000
_NEVER = ('"', "\r", "\0", "\ufffd")
"""What no line may hold that is read without care; the last is what Java makes of broken UTF-8."""


@dataclass(frozen=True)
class ThereFile:
    """A file that every worker sees: its URL, and how the user knows it."""

    number: int
    url: str
    size: int
    file: str
    in_folder: bool = False
    given: Mapping[str, str] = field(default_factory=dict)
    """What the folders that it lies in say of all of its rows, by column."""

    @property
    def is_too_large(self) -> bool:
        """Whether no worker may read it."""
        return self.size > LARGEST and not self.is_large_table

    @property
    def is_large_table(self) -> bool:
        """Whether it may be read in parts."""
        return self.size > PART and ending(Path(self.file)) == ".csv"


@dataclass(frozen=True)
class PartFacts:
    """What is told of a file, or of a part of one: all but its rows."""

    number: int
    part: CleanPart | Unread
    columns: frozenset[str] = frozenset()
    rejects: bytes = b""
    passed: bytes = b""
    starts: tuple[int, ...] = ()
    """The first row of every piece."""


@dataclass(frozen=True)
class ReadRows:
    """Some rows of a file as they were read."""

    number: int
    content: bytes


@dataclass
class ReadThere:
    """All files as they were read: what is told of them, and their pieces on the cluster."""

    pieces: RDD[Any]
    facts: list[PartFacts] = field(default_factory=list)


def read_there(session: SparkSession, order: Order, files: Sequence[ThereFile]) -> ReadThere | None:
    """Read files on the cluster; nothing when one needs care that is too large for a worker."""
    from pyspark import StorageLevel

    order = replace(order, work=Path())
    large = [one for one in files if one.is_large_table]
    read = [_in_parts(session, order, one) for one in large]
    whole = [one for one in files if not one.is_large_table]
    whole += [one for one, found in zip(large, read, strict=True) if found is None]
    found = [one for one in read if one is not None]
    if any(one.size > LARGEST for one in whole):
        return None
    if whole:
        contents = session.sparkContext.binaryFiles(",".join(one.url for one in whole))
        by_url = {_plain_url(one.url): one for one in whole}
        pieces = contents.mapPartitions(partial(_read_whole, order, by_url))
        pieces.persist(StorageLevel.DISK_ONLY)
        found.append(ReadThere(pieces, do_on_workers(pieces, _facts)))
    union = session.sparkContext.union([one.pieces for one in found])
    facts = sorted((each for one in found for each in one.facts), key=lambda one: one.number)
    return ReadThere(union, facts)


def _plain_url(url: str) -> str:
    """A URL as Hadoop and Python both write it."""
    scheme, colon, path = url.partition(":")
    return f"{scheme}{colon}/{path.lstrip('/')}" if scheme == "file" else url


def _facts(elements: Iterable[Any]) -> Iterator[PartFacts]:
    return (one for one in elements if isinstance(one, PartFacts))


def _read_whole(
    order: Order, files: Mapping[str, ThereFile], contents: Iterable[tuple[str, bytes]]
) -> Iterator[PartFacts | ReadRows]:
    """On a worker: whole files."""
    for url, content in contents:
        one = files[_plain_url(url)]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"input{ending(Path(one.file))}"
            path.write_bytes(content)
            source = SourceFile(path, one.file, one.in_folder)
            its = replace(order, work=Path(folder))
            part = try_part(its, _silent, (one.number, source))
            yield from _told(part, one)


def _silent(rows: int) -> None:
    """Rows that a worker has read are told when all are read."""


def _told(
    part: CleanPart | Unread, file: ThereFile, before: int = 0
) -> Iterator[PartFacts | ReadRows]:
    """The rows of a part, and all else of it; so many rows of its file stand `before`."""
    number = file.number
    if isinstance(part, Unread):
        yield PartFacts(number, part)
        return
    columns: set[str] = set()
    starts: list[int] = []
    for frame in _frames(part, before):
        columns.update(frame.columns)
        starts.append(frame[ROW][0])
        yield ReadRows(number, packed(frame))
    rejects = moved_lines(part.rejects.read_bytes(), before)
    yield PartFacts(
        number,
        replace(part, pieces=(), given=file.given),
        frozenset(columns),
        rejects,
        part.passed.read_bytes(),
        tuple(starts),
    )


def _frames(part: CleanPart, before: int) -> Iterator[pl.DataFrame]:
    """The rows of a part with the number that each has in the whole file."""
    import polars as pl

    at = 1
    for path in part.pieces:
        for frame in scan_pieces([path]).collect().iter_slices(ROWS_A_PIECE):
            if ROW in frame.columns:
                numbered = frame.with_columns(pl.col(ROW) + before)
            else:
                numbered = frame.with_row_index(ROW, at).with_columns(pl.col(ROW).cast(pl.Int64))
            at += frame.height
            if frame.height:
                yield numbered


@dataclass(frozen=True)
class _Lines:
    """Some lines of a table that follow each other; the first of all is its header."""

    place: int
    lines: int
    plain: bool
    content: str


def _in_parts(session: SparkSession, order: Order, one: ThereFile) -> ReadThere | None:
    """A large table, read in parts; nothing when it needs care."""
    from pyspark import StorageLevel

    lines: RDD[tuple[int, str]] = session.sparkContext.newAPIHadoopFile(
        one.url,
        "org.apache.hadoop.mapreduce.lib.input.TextInputFormat",
        "org.apache.hadoop.io.LongWritable",
        "org.apache.hadoop.io.Text",
        conf={
            "textinputformat.record.delimiter": "\n",
            "mapreduce.input.fileinputformat.split.maxsize": str(PART),
        },
    )
    parts = lines.mapPartitionsWithIndex(_packed_lines).persist(StorageLevel.DISK_ONLY)
    try:
        counted = sorted(do_on_workers(parts, _counted))
        if not all(plain for _, _, plain, _ in counted):
            return None
        header = counted[0][3]
        before, rows = {}, 0
        for place, count, _, _ in counted:
            before[place] = max(rows, 0)
            rows += count - (place == counted[0][0])
        read = parts.mapPartitions(partial(_read_part, order, one, header, before))
        read.persist(StorageLevel.DISK_ONLY)
        facts = do_on_workers(read, _facts)
    finally:
        parts.unpersist()
    together = _together(facts)
    if together is None:
        read.unpersist()
        return None
    return ReadThere(read, [together])


def _packed_lines(place: int, lines: Iterable[tuple[int, str]]) -> Iterator[_Lines]:
    """On a worker: lines as one text, and whether each can be nothing but a row."""
    texts = [text for _, text in lines]
    content = "\n".join(texts)
    plain = all(texts) and not any(mark in content for mark in _NEVER)
    if texts:
        yield _Lines(place, len(texts), plain, content if plain else "")


def _counted(parts: Iterable[_Lines]) -> Iterator[tuple[int, int, bool, str]]:
    for one in parts:
        yield (
            one.place,
            one.lines,
            one.plain,
            one.content.partition("\n")[0] if not one.place else "",
        )


def _read_part(
    order: Order, one: ThereFile, header: str, before: Mapping[int, int], parts: Iterable[_Lines]
) -> Iterator[PartFacts | ReadRows]:
    """On a worker: a part of a table as a table of its own."""
    for its in parts:
        content = its.content if not its.place else f"{header}\n{its.content}"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "input.csv"
            path.write_text(f"{content}\n", encoding="utf-8", newline="")
            source = SourceFile(path, one.file, one.in_folder)
            part = read_plain_part(replace(order, work=Path(folder)), one.number, source)
            if part is None:
                yield PartFacts(one.number, Unread(()))
            else:
                yield from _told(part, one, before[its.place])


def _together(facts: Sequence[PartFacts]) -> PartFacts | None:
    """What is told of a file that was read in parts; nothing when a part needs care."""
    parts = [one.part for one in facts if isinstance(one.part, CleanPart)]
    if len(parts) < len(facts) or any(not _alike(one, parts[0]) for one in parts):
        return None
    tally = RowTally(
        read=sum(one.tally.read for one in parts),
        rejected=sum(one.tally.rejected for one in parts),
        blank=sum(one.tally.blank for one in parts),
    )
    return PartFacts(
        facts[0].number,
        replace(parts[0], tally=tally),
        frozenset(name for one in facts for name in one.columns),
        b"".join(one.rejects for one in facts),
        b"".join(one.passed for one in facts),
        tuple(start for one in facts for start in one.starts),
    )


def _alike(one: CleanPart, other: CleanPart) -> bool:
    """Whether two parts of a file tell the same, and nothing that has to be added up."""
    tally = one.tally
    told = tally.passed or tally.short or tally.numbered or tally.undated
    return not told and one.remarks == other.remarks and one.ignored == other.ignored
