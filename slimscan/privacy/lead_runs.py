"""Where keys lead to, of what many steps noted: long rows in the order of the keys.

Keys are hashes, so they lie evenly. A run is cut at even edges into parts of about as many keys;
whoever looks for many keys goes through the parts in order, whoever looks for few reads those that
they can be in. A run that is made takes in those before it that are no larger. So there are few of
them however much was noted, every key is written a few times, and nothing that was written changes:
a tree, into which keys fall anywhere, is read and written whole again and again.

A home has runs only when very many people are known; what few firms noted stays beside (`lately`).
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

RUN_TABLES = (
    """create table run
    (number integer primary key autoincrement, size integer not null, parts integer not null)""",
    """create table run_part
    (run integer not null, part integer not null, keys blob not null, firms blob not null,
     primary key (run, part))""",
)

KEYS_A_PART = 1 << 18

_KEY, _FIRM = "key", "firm"
_LOWEST = -(1 << 63)
_RANGE = 1 << 64


@dataclass(frozen=True)
class Run:
    """So many keys, in as many parts."""

    number: int
    size: int
    parts: int

    def start(self, part: int) -> int:
        """The least key that can be in a part."""
        return part * _RANGE // self.parts + _LOWEST


def runs_in(book: sqlite3.Connection) -> list[Run]:
    """The runs of a ledger, the oldest first. A number is never given again."""
    return [
        Run(*row) for row in book.execute("select number, size, parts from run order by number")
    ]


def found_in_runs(
    book: sqlite3.Connection, keys: Collection[int], most: int | None = None
) -> list[tuple[int, set[int] | None]]:
    """What each run has of these keys, with its firms; None for a key that has more than most.

    Raises `sqlite3.DatabaseError` when a run is damaged.
    """
    import polars as pl

    runs = runs_in(book)
    if not runs:
        return []
    asked = pl.Series(list(keys), dtype=pl.Int64).sort()
    while True:
        try:
            return [one for run in runs for one in _found_in(book, run, asked, most)]
        except _PartGoneError:
            before, runs = runs, runs_in(book)
            if before == runs:
                raise sqlite3.DatabaseError("a part of a run is missing") from None


def _found_in(
    book: sqlite3.Connection, run: Run, asked: pl.Series, most: int | None
) -> Iterator[tuple[int, set[int] | None]]:
    import polars as pl

    starts = asked.search_sorted(
        pl.Series([run.start(part) for part in range(run.parts)], dtype=pl.Int64)
    ).to_list()
    for part, (start, end) in enumerate(pairwise((*starts, len(asked)))):
        if start == end:
            continue
        row = _read(book, run, part, "keys")[_KEY]
        there = _those_in(asked.slice(start, end - start), row)
        if len(there):
            firms = _read(book, run, part, "firms")[_FIRM]
            firsts = row.search_sorted(there, side="left").to_list()
            lasts = row.search_sorted(there, side="right").to_list()
            for key, first, last in zip(there.to_list(), firsts, lasts, strict=True):
                its = None if most and last - first > most else set(firms[first:last].to_list())
                yield key, its


def _those_in(some: pl.Series, row: pl.Series) -> pl.Series:
    """Those of some keys that are in a row that is in order."""
    import polars as pl

    if row.is_empty():
        return some.clear()
    its, asked = pl.lit(row), pl.lit(some)
    places = its.search_sorted(asked).clip(upper_bound=len(row) - 1)
    return pl.select(asked.filter(its.gather(places) == asked)).to_series()


def make_run(
    book: sqlite3.Connection, keys: Sequence[Sequence[int]], firms: Sequence[Sequence[int]]
) -> None:
    """Make a run of some rows, and of the runs before that are no larger."""
    import polars as pl

    kinds = {_KEY: pl.Int64, _FIRM: pl.UInt32}
    rows = [pl.DataFrame(row, schema=kinds) for row in zip(keys, firms, strict=True)]
    noted = pl.concat(rows).sort(_KEY)
    size, taken = len(noted), []
    for run in reversed(runs_in(book)):
        if run.size > size:
            break
        taken.append(run)
        size += run.size
    parts = 1 << max(0, (size // KEYS_A_PART).bit_length())
    cursor = book.execute("insert into run (size, parts) values (?, ?)", (size, parts))
    made = Run(cursor.lastrowid or 0, size, parts)
    sources = [_between(noted, made, range(parts)), *(_as_parts(book, run, made) for run in taken)]
    for part, pieces in enumerate(zip(*sources, strict=True)):
        merged = reduce(lambda one, other: one.merge_sorted(other, _KEY), pieces)
        row = made.number, part, _as_bytes(merged, _KEY), _as_bytes(merged, _FIRM)
        book.execute("insert into run_part values (?, ?, ?, ?)", row)
    for run in taken:
        book.execute("delete from run_part where run = ?", (run.number,))
        book.execute("delete from run where number = ?", (run.number,))


def _as_parts(book: sqlite3.Connection, run: Run, made: Run) -> Iterator[pl.DataFrame]:
    """A run in the parts of another one, that has as many of them or more."""
    each = made.parts // run.parts
    for part in range(run.parts):
        row = _read(book, run, part, "keys").hstack(_read(book, run, part, "firms"))
        yield from _between(row, made, range(part * each, (part + 1) * each))


def _between(row: pl.DataFrame, made: Run, parts: Sequence[int]) -> Iterator[pl.DataFrame]:
    """Some parts of a run, of a row that has what is in these."""
    import polars as pl

    starts = pl.Series([made.start(part) for part in parts], dtype=pl.Int64)
    places = row[_KEY].search_sorted(starts).to_list()
    for start, end in pairwise((*places, len(row))):
        yield row.slice(start, end - start)


def _read(book: sqlite3.Connection, run: Run, part: int, what: str) -> pl.DataFrame:
    """The keys or the firms of a part. Raises `sqlite3.DatabaseError` when it is damaged."""
    import polars as pl

    rows = book.execute(
        f"select {what} from run_part where run = ? and part = ?",  # noqa: S608 keys or firms
        (run.number, part),
    )
    for (content,) in rows:
        try:
            return pl.read_ipc_stream(content)
        except pl.exceptions.PolarsError as error:
            raise sqlite3.DatabaseError("a part of a run is broken") from error
    raise _PartGoneError


class _PartGoneError(Exception):
    """A part was taken into another run while it was looked for."""


def _as_bytes(row: pl.DataFrame, column: str) -> bytes:
    content = io.BytesIO()
    row.select(column).write_ipc_stream(content, compression="uncompressed")
    return content.getvalue()
