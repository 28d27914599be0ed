"""What the ledger in the home holds, as it is read."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import polars as pl

from slimscan.privacy.book import LEDGER_NAME
from slimscan.privacy.kept_firm import Firm
from slimscan.privacy.ledger import Ledger
from slimscan.privacy.number_rows import LONG, SHORT, numbers_in
from slimscan.privacy.outlines import Outlines


def firms_in(home: Path) -> list[Firm]:
    """The firms of a home, the first one first."""
    with contextlib.closing(sqlite3.connect(home / LEDGER_NAME)) as book:
        rows = book.execute("select document, version, scan from firm order by id").fetchall()
        outlines = Outlines(book)
        return [Firm.read(*row, outlines) for row in rows]


def leads_in(home: Path) -> list[tuple[int, int]]:
    """Which keys lead to which firms, in a home."""
    with contextlib.closing(sqlite3.connect(home / LEDGER_NAME)) as book:
        leads = set(book.execute("select key, firm from person"))
        for keys, firms in book.execute("select keys, firms from lately"):
            leads |= set(zip(numbers_in(LONG, keys), numbers_in(SHORT, firms), strict=True))
        for keys, firms in book.execute("select keys, firms from run_part"):
            rows = (pl.read_ipc_stream(one).to_series() for one in (keys, firms))
            leads |= set(zip(*rows, strict=True))
    return sorted(leads)


def sets_in(home: Path) -> dict[str, bytes]:
    """The sets of people that figures left over, by their marks."""
    with contextlib.closing(sqlite3.connect(home / LEDGER_NAME)) as book:
        return dict(book.execute("select mark, people from people_set"))


def written_and_read(ledger: Ledger) -> Ledger:
    """A ledger as it comes back when it was kept."""
    outlines = Outlines(None)
    document = Firm(ledger, {}).document(outlines)
    return Firm.read(document, 0, None, outlines).ledger
