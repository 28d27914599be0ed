"""Which firms of the ledger may know the people of a delivery.

Every key of a person leads to the firms that keep it: mostly to one. But whoever answers "mostly"
to everything shares a key with people in as many firms as there are. The firms of such a crowd are
not read one by one; only those that others of the delivery lead to are looked for among them.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from slimscan.privacy.people import Known

SHARED_FROM = 3
"""Deliveries that share fewer people cannot tell of 1 to 4 together when neither does alone."""

CROWD = 100
"""A key that leads to more firms is one of a crowd."""

_Found = dict[int, set[int] | None]
"""By key its firms; None for a crowd. What leads nowhere has no place in it."""


@dataclass
class Leads:
    """What the keys that were asked for lead to, and those that were added since."""

    book: sqlite3.Connection | None
    _stored: _Found = field(default_factory=dict)
    _added: dict[int, Collection[int]] = field(default_factory=dict)

    def ask(self, keys: Collection[int]) -> None:
        """Read where these keys lead to."""
        self._stored = _lookup(self.book, keys) if self.book else {}

    def add(self, keys: Collection[int], firm: int) -> None:
        """Note that these keys lead to a firm as well."""
        added, alone = self._added, (firm,)
        if added.keys().isdisjoint(keys):
            added.update(dict.fromkeys(keys, alone))
            return
        for key in keys:
            added[key] = {*added.get(key, ()), firm}

    def of(self, now: Sequence[Known]) -> set[int]:
        """The firms that may know three of these people.

        Answers alone must lead there for three of them. One whose id leads there may be enough, for
        others may be known by their id though all of their keys became other ones.
        """
        keys = [key for one in now for key in one.keys]
        if self._stored.keys().isdisjoint(keys) and self._added.keys().isdisjoint(keys):
            return set()
        hits: Counter[int] = Counter()
        by_id: set[int] = set()
        crowded: list[tuple[set[int], list[int]]] = []
        for one in now:
            firms: set[int] = set()
            crowds = []
            for key in one.keys:
                stored = self._stored.get(key, ())
                if stored is None:
                    crowds.append(key)
                    stored = ()
                if stored or key in self._added:
                    found = {*stored, *self._added.get(key, ())}
                    firms |= found
                    if key != one.core and one.alias:
                        by_id |= found
            hits.update(firms)
            if crowds:
                crowded.append((firms, crowds))
        self._count_crowds(hits, crowded)
        with_id = sum(bool(one.alias) for one in now)
        return {
            firm
            for firm, rows in hits.items()
            if rows >= SHARED_FROM or (firm in by_id and rows + with_id >= SHARED_FROM)
        }

    def _count_crowds(
        self, hits: Counter[int], crowded: Sequence[tuple[set[int], list[int]]]
    ) -> None:
        """Count the crowds in: a firm that two of them alone lead to is none that counts."""
        few = SHARED_FROM - 1
        for firms, crowds in crowded[few:]:
            hits.update(_among(self.book, crowds) - firms)
        for firms, crowds in crowded[:few]:
            others = hits.keys() - firms
            hits.update(_among(self.book, crowds, others) if others else ())


def _lookup(book: sqlite3.Connection, keys: Collection[int]) -> _Found:
    rows = book.execute(
        "select value, (select firm from person where person.key = value limit 1 offset ?)"
        " from json_each(?) where exists (select 1 from person where person.key = value)",
        (CROWD, json.dumps(sorted(keys))),
    )
    found: _Found = {key: set() if last is None else None for key, last in rows}
    few = [key for key, firms in found.items() if firms is not None]
    rows = book.execute(
        "select key, firm from person where key in (select value from json_each(?))",
        (json.dumps(few),),
    )
    for key, firm in rows:
        firms = found[key]
        if firms is not None:
            firms.add(firm)
    return found


def _among(
    book: sqlite3.Connection | None, keys: Sequence[int], firms: Collection[int] | None = None
) -> set[int]:
    """The firms that these keys lead to, all of them or those of some."""
    if book is None:
        return set()
    asked = "select distinct firm from person where key in (select value from json_each(?))"
    values = [json.dumps(keys)]
    if firms is not None:
        asked += " and firm in (select value from json_each(?))"
        values.append(json.dumps(list(firms)))
    return {firm for (firm,) in book.execute(asked, values)}
