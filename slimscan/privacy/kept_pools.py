"""What the ledger keeps of pools: who was in each, what was told of it, and who is one firm."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from slimscan.privacy.akin import PoolDocument
from slimscan.privacy.same_firms import FirmNumbers, SameFirm, SameFirms

_FIRMS = "firms"
"""Under which name the ledger keeps which numbers are of the same organisation."""


@dataclass(frozen=True)
class Pool:
    """A pool that was told of: its place in the ledger, its members, and what was told.

    Without a document it is part of what was told elsewhere, and only counts for what may follow.
    """

    place: int
    members: frozenset[int]
    document: PoolDocument

    def is_of_the_same(self, members: frozenset[int]) -> bool:
        """Whether half of the smaller of the two are in both."""
        smaller = min(len(self.members), len(members))
        return 2 * len(self.members & members) >= smaller

    def changed(self, members: frozenset[int]) -> int:
        """How many came, left or changed, at least."""
        return max(len(self.members), len(members)) - len(self.members & members)


def pools_told(book: sqlite3.Connection, scope: str, now: frozenset[int]) -> list[Pool]:
    """The pools that share a member with these, or with another that does; the earliest first."""
    rows = book.execute("select id, document from pool where scope = ? order by id", (scope,))
    left = {
        place: Pool(place, _members(book, place), json.loads(zlib.decompress(document)))
        for place, document in rows.fetchall()
    }
    found: dict[int, Pool] = {}
    reached = set(now)
    while near := [place for place, one in left.items() if not reached.isdisjoint(one.members)]:
        for place in near:
            found[place] = left.pop(place)
            reached |= found[place].members
    return [found[place] for place in sorted(found)]


def documents_told(book: sqlite3.Connection) -> list[PoolDocument]:
    """All that was ever told of any organisations, the earliest first."""
    rows = book.execute("select document from pool where scope <> ? order by id", (_FIRMS,))
    documents = [json.loads(zlib.decompress(document)) for (document,) in rows.fetchall()]
    return [each for one in documents for each in (one, *one.get("waves", ()))]


def _members(book: sqlite3.Connection, pool: int) -> frozenset[int]:
    return frozenset(
        key for (key,) in book.execute("select key from member where pool = ?", (pool,))
    )


def every_set(book: sqlite3.Connection, scope: str) -> list[frozenset[int]]:
    """All sets that were told of in a scope."""
    rows = book.execute("select id from pool where scope = ? order by id", (scope,)).fetchall()
    return [_members(book, place) for (place,) in rows]


def same_firms_known(book: sqlite3.Connection, firms: Iterable[SameFirm]) -> SameFirms:
    """Which numbers are of the same organisation: as was known, and as is known now, noted."""
    rows = book.execute("select document from pool where scope = ? order by id", (_FIRMS,))
    documents = [json.loads(zlib.decompress(document)) for (document,) in rows.fetchall()]
    same_firms = SameFirms(firm for one in documents for firm in one["firms"])
    new = FirmNumbers()
    for firm in firms:
        if same_firms.add(firm):
            new.append(firm)
    if len(new):
        keep_pool(book, _FIRMS, frozenset(), {"firms": (firm for firm in new)})
    return same_firms


def _packed(document: PoolDocument) -> bytes:
    from pydantic_core import to_json  # it makes bytes at once: documents grow with their members

    return zlib.compress(to_json(document, fallback=list), 1)


def keep_pool(
    book: sqlite3.Connection, scope: str, members: frozenset[int], document: PoolDocument
) -> None:
    """Note what was told of these members in a scope; an empty document tells nothing itself."""
    place = book.execute(
        "insert into pool (scope, size, document) values (?, ?, ?)",
        (scope, len(members), _packed(document)),
    ).lastrowid
    book.executemany("insert into member values (?, ?)", ((key, place) for key in members))


def change_document(book: sqlite3.Connection, pool: Pool, document: PoolDocument) -> None:
    """Note another document for what was told of a pool."""
    book.execute("update pool set document = ? where id = ?", (_packed(document), pool.place))
