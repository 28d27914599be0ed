"""Where keys of people lead to, as the ledger keeps it: what came lately, and what came before.

What is noted in one step is kept as two sorted rows, of keys and of firms. When there are many of
them, they become one; when there is much in them, they go into the long rows of `lead_runs.py`.
The last steps stay, for they tell whoever read the ledger before them what was added since. What
was kept before there were such rows stands in a tree, which is still read.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import chain

from slimscan.privacy.lead_runs import found_in_runs, make_run
from slimscan.privacy.number_rows import LONG, SHORT, as_bytes, numbers_in

CROWD = 100
"""A key that leads to more firms is one of a crowd."""

STEPS_BESIDE = 64
LEADS_BESIDE = 500_000
LEADS_OF_A_RUN = 100_000
"""Fewer make no run: they stay beside, in one step."""
STEPS_THAT_STAY = 4
"""As many as others write while one is at work, mostly."""

_MANY = 5_000
_ASKED_AT_ONCE = 50_000
_SEARCH_COSTS = 16
"""To look for a key in a sorted row costs as much as to pass over so many keys."""

Lead = tuple[int, int]
"""A key and a firm that it leads to."""

FirmsByKey = dict[int, set[int] | None]
"""By key its firms; None for a crowd. What leads nowhere has no place in it."""


@dataclass
class LeadIndex:
    """What some keys lead to; `step` is the last that was written when they were asked for."""

    book: sqlite3.Connection
    step: int = 0
    _late: dict[int, set[int]] = field(default_factory=dict)

    def find(self, keys: Collection[int]) -> FirmsByKey:
        """Where these keys lead to."""
        [(self.step,)] = self.book.execute("select coalesce(max(step), 0) from lately")
        # What is taken into a run meanwhile is found there, for these are looked at after.
        self._late = _in_steps(self.book, frozenset(keys))
        found = _in_tree(self.book, keys)
        for key, its in (*found_in_runs(self.book, keys, CROWD), *self._late.items()):
            firms = found.get(key, set())
            both = None if firms is None or its is None else firms | its
            found[key] = both if both is not None and len(both) <= CROWD else None
        return found

    def among(self, keys: Sequence[int], firms: Collection[int] | None = None) -> set[int]:
        """The firms that these keys, which were asked for, lead to: all of them, or of some."""
        late = {firm for key in keys for firm in self._late.get(key, ())}
        late.update(*(its for _, its in found_in_runs(self.book, set(keys)) if its))
        asked = "select distinct firm from person where key in (select value from json_each(?))"
        values = [json.dumps(keys)]
        if firms is not None:
            asked += " and firm in (select value from json_each(?))"
            values.append(json.dumps(list(firms)))
            late.intersection_update(firms)
        return late.union(firm for (firm,) in self.book.execute(asked, values))

    def has_news(self, book: sqlite3.Connection, keys: AbstractSet[int]) -> bool:
        """Whether something may have been noted of these keys since they were asked for."""
        steps = book.execute(
            "select step, keys from lately where step > ? order by step", (self.step,)
        )
        last = self.step
        for step, raw in steps:
            if step != last + 1 or not keys.isdisjoint(numbers_in(LONG, raw)):
                return True
            last = step
        return False


def leads_of(book: sqlite3.Connection, keys: AbstractSet[int]) -> list[Lead]:
    """All that these keys lead to, in order."""
    found = {(key, firm) for key, firms in _in_steps(book, keys).items() for firm in firms}
    for key, its in found_in_runs(book, keys):
        found.update((key, firm) for firm in its or ())
    asked = sorted(keys)
    for start in range(0, len(asked), _ASKED_AT_ONCE):
        found.update(
            book.execute(
                "select key, firm from person where key in (select value from json_each(?))",
                (json.dumps(asked[start : start + _ASKED_AT_ONCE]),),
            )
        )
    return sorted(found)


def note_leads(book: sqlite3.Connection, keys: Sequence[int], firms: Sequence[int]) -> None:
    """Note to which firm each of these keys leads; the caller holds the ledger."""
    if not keys:
        return
    keys, firms = _sorted(keys, firms)
    rows = as_bytes(LONG, keys), as_bytes(SHORT, firms)
    book.execute("insert into lately (keys, firms) values (?, ?)", rows)
    [(steps, size)] = book.execute("select count(*), sum(length(keys)) from lately")
    if steps > STEPS_BESIDE or size > 8 * LEADS_BESIDE:
        _fold(book)


def _sorted(keys: Sequence[int], firms: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """Both in the order of the keys; of many leads in a tenth of the time that Python takes."""
    if len(keys) < _MANY:
        order = sorted(range(len(keys)), key=keys.__getitem__)
        return [keys[place] for place in order], [firms[place] for place in order]
    import polars as pl

    table = pl.DataFrame({"key": keys, "firm": firms}, schema={"key": pl.Int64, "firm": pl.UInt32})
    found = table.sort("key", maintain_order=True)
    return found["key"].to_list(), found["firm"].to_list()


def _fold(book: sqlite3.Connection) -> None:
    """Make one of all steps but the last, or a run of them."""
    [(last,)] = book.execute("select max(step) from lately")
    until = last - STEPS_THAT_STAY
    rows = book.execute("select keys, firms from lately where step <= ?", (until,)).fetchall()
    keys = [numbers_in(LONG, row) for row, _ in rows]
    firms = [numbers_in(SHORT, row) for _, row in rows]
    book.execute("delete from lately where step <= ?", (until,))
    if sum(map(len, keys)) >= LEADS_OF_A_RUN:
        make_run(book, keys, firms)
    elif keys:
        one = _sorted(*(list(chain.from_iterable(some)) for some in (keys, firms)))
        row = until, as_bytes(LONG, one[0]), as_bytes(SHORT, one[1])
        book.execute("insert into lately (step, keys, firms) values (?, ?, ?)", row)


def _in_tree(book: sqlite3.Connection, keys: Collection[int]) -> FirmsByKey:
    from pydantic_core import to_json  # in a fifth of the time that the standard library takes

    if book.execute("select 1 from person limit 1").fetchone() is None:
        return {}  # all that is known came lately
    rows = book.execute(
        "select value, (select firm from person where person.key = value limit 1 offset ?)"
        " from json_each(?) where exists (select 1 from person where person.key = value)",
        (CROWD, to_json(sorted(keys)).decode()),
    )
    found: FirmsByKey = {key: set() if last is None else None for key, last in rows}
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


def _in_steps(book: sqlite3.Connection, asked: AbstractSet[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for step, raw in book.execute("select step, keys from lately order by step"):
        keys = numbers_in(LONG, raw)
        there = list(_there(keys, asked))
        if there:
            [(row,)] = book.execute("select firms from lately where step = ?", (step,))
            firms = numbers_in(SHORT, row)
            for key in there:
                its = firms[bisect_left(keys, key) : bisect_right(keys, key)]
                found.setdefault(key, set()).update(its)
    return found


def _there(keys: Sequence[int], asked: AbstractSet[int]) -> Iterator[int]:
    """Which of these keys are in a sorted row."""
    if len(asked) * _SEARCH_COSTS > len(keys):
        yield from frozenset(asked).intersection(keys)
        return
    for key in asked:
        place = bisect_left(keys, key)
        if place < len(keys) and keys[place] == key:
            yield key
