"""Which firms of the ledger may know the people of a delivery.

Every key of a person leads to the firms that keep it: mostly to one. But whoever answers "mostly"
to everything shares a key with people in as many firms as there are. The firms of such a crowd are
not read one by one; only those that others of the delivery lead to are looked for among them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from slimscan.privacy.lead_index import FirmsByKey, LeadIndex
from slimscan.privacy.people import Known

SHARED_FROM = 3
"""Deliveries that share fewer people cannot tell of 1 to 4 together when neither does alone."""


@dataclass
class Leads:
    """What the keys that were asked for lead to, and those that were added since."""

    index: LeadIndex | None
    _stored: FirmsByKey = field(default_factory=dict)
    _added: dict[int, Collection[int]] = field(default_factory=dict)
    _to_add: list[tuple[Collection[int], int]] = field(default_factory=list)
    """What is looked at when somebody asks: of most firms nobody does."""

    def ask(self, keys: Collection[int]) -> None:
        """Read where these keys lead to."""
        self._stored = self.index.find(keys) if self.index else {}

    @property
    def leading(self) -> AbstractSet[int]:
        """Those of the keys that were asked for that lead anywhere."""
        return self._stored.keys()

    def has_news(self, book: sqlite3.Connection, keys: AbstractSet[int]) -> bool:
        """Whether something may have been noted of these keys since they were asked for."""
        return self.index is None or self.index.has_news(book, keys)

    def add(self, keys: Collection[int], firm: int) -> None:
        """Note that these keys lead to a firm as well."""
        self._to_add.append((keys, firm))

    def _add_all(self) -> None:
        added = self._added
        for keys, firm in self._to_add:
            if added.keys().isdisjoint(keys):
                added.update(dict.fromkeys(keys, (firm,)))
                continue
            for key in keys:
                added[key] = {*added.get(key, ()), firm}
        self._to_add.clear()

    def of(self, now: Sequence[Known]) -> set[int]:
        """The firms that may know three of these people.

        Answers alone must lead there for three of them. One whose id leads there may be enough, for
        others may be known by their id though all of their keys became other ones.
        """
        self._add_all()
        keys = [key for one in now for key in one.keys]
        known = (one.keys() for one in (self._stored, self._added) if one)
        if all(one.isdisjoint(keys) for one in known):
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
        index, few = self.index, SHARED_FROM - 1
        if index is None:
            return
        for firms, crowds in crowded[few:]:
            hits.update(index.among(crowds) - firms)
        for firms, crowds in crowded[:few]:
            others = hits.keys() - firms
            hits.update(index.among(crowds, others) if others else ())
