"""Sets of people whom figures leave over, as the ledger keeps them: each once, under its mark.

There is one for every question, with as many people in it as left it open: of a country, hundreds
of thousands. So a set is eight bytes a person, and is read when something is held against it. Equal
sets have the same mark.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from slimscan.privacy.number_rows import LONG, as_bytes, numbers_in

if TYPE_CHECKING:
    import polars as pl

PEOPLE_SETS = "create table people_set (mark text primary key, people blob not null)"

KeepSet = Callable[[bytes], str]
"""Keeps a set, or a group of sets, and gives its mark."""

_AT_ONCE = 10_000
"""Few enough that a list of them is soon used again: of long ones the process keeps the memory."""


def packed_set(people: pl.Series) -> bytes:
    """The numbers of some people, each once."""
    own = people.unique().sort()
    parts = (own[start : start + _AT_ONCE] for start in range(0, len(own), _AT_ONCE))
    return b"".join(as_bytes(LONG, part.to_list()) for part in parts)


def packed_group(sets: Iterable[Iterable[int]]) -> bytes:
    """Several sets together, each once, in an order that is the same for the same sets."""
    own = sorted({tuple(sorted(set(one))) for one in sets})
    numbers = [len(own), *map(len, own), *(number for one in own for number in one)]
    return as_bytes(LONG, numbers)


def mark_of_set(content: bytes) -> str:
    """What a packed set, or group, is called."""
    return blake2b(content, digest_size=16).hexdigest()


NOBODY = mark_of_set(b"")
"""The mark of the set that nobody is in."""


@dataclass(frozen=True)
class PeopleSets:
    """The sets in a ledger; the caller holds it."""

    book: sqlite3.Connection
    _new: set[str] = field(default_factory=set)

    def keep(self, content: bytes) -> str:
        """Note a packed set, or group; its mark."""
        mark = mark_of_set(content)
        row = mark, content
        if self.book.execute("insert or ignore into people_set values (?, ?)", row).rowcount:
            self._new.add(mark)
        return mark

    def leave(self, used: Container[str]) -> None:
        """Forget those that were noted now and are not used."""
        unused = [(one,) for one in sorted(self._new) if one not in used]
        self.book.executemany("delete from people_set where mark = ?", unused)

    def people(self, mark: str) -> pl.Series:
        """The numbers of the people in a set."""
        import polars as pl

        return pl.Series(values=numbers_in(LONG, self._read(mark)), dtype=pl.Int64)

    def group(self, mark: str) -> list[frozenset[int]]:
        """The sets of a group."""
        numbers = numbers_in(LONG, self._read(mark))
        count = numbers[0] if numbers else 0
        edges = list(accumulate(numbers[1 : 1 + count], initial=1 + count))
        if edges[-1] != len(numbers):
            raise sqlite3.DatabaseError("a group of sets is broken")
        return [frozenset(numbers[start:end]) for start, end in pairwise(edges)]

    def _read(self, mark: str) -> bytes:
        row = self.book.execute("select people from people_set where mark = ?", (mark,)).fetchone()
        if row is None:
            raise sqlite3.DatabaseError("a set of people is not there")
        return bytes(row[0])
