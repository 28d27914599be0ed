"""What was ever shown of organisations: one file beside a batch's results, as private as answers.

It is kept as long as the results are made again in that folder: what was shown once counts in
every later run.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from slimscan.disk.durable import cannot_write
from slimscan.errors import Fault, MachineError, input_error
from slimscan.privacy import Ledger

LEDGER_FILE = "organisations.ledger"
_FORMAT = 1
WAVE = "batch"
"""All answers of one output folder are one wave."""

_PATIENCE = 120.0
_TABLE = """
create table if not exists ledger (
    organisation text not null, wave text not null, document blob not null,
    primary key (organisation, wave)
) without rowid
"""


@dataclass(frozen=True)
class LedgerBook:
    """The ledgers of many organisations in one SQLite file; several processes may use it."""

    path: Path

    def prepare(self) -> None:
        """Make the file when it is not there, readable for its owner only."""
        try:
            os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            self.path.chmod(0o600)
        except OSError as error:
            raise cannot_write(self.path, error) from None
        with self._opened() as book:
            book.execute(_TABLE)
            book.execute(f"pragma user_version = {_FORMAT}")

    def load(self, first: str, last: str) -> dict[str, Ledger]:
        """The ledgers of the organisations from `first` to `last`, by their keys."""
        with self._opened() as book:
            rows = book.execute(
                "select organisation, document from ledger"
                " where organisation between ? and ? and wave = ?",
                (first, last, WAVE),
            ).fetchall()
        return {organisation: self._read(document) for organisation, document in rows}

    def among(self, keys: Iterable[str]) -> dict[str, Ledger]:
        """The ledgers of these organisations, by their keys."""
        with self._opened() as book:
            rows = book.execute(
                "select organisation, document from ledger"
                " where organisation in (select value from json_each(?)) and wave = ?",
                (json.dumps(list(keys)), WAVE),
            ).fetchall()
        return {organisation: self._read(document) for organisation, document in rows}

    def keep(self, ledgers: Mapping[str, Ledger]) -> None:
        """Keep these ledgers, all or none; what they show may be shown after this returns."""
        with self._opened() as book:
            book.executemany("insert or replace into ledger values (?, ?, ?)", _rows(ledgers))

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            book = sqlite3.connect(self.path, timeout=_PATIENCE)
            try:
                version = book.execute("pragma user_version").fetchone()[0]
                if version > _FORMAT:
                    raise input_error(Fault.LEDGER_NEWER, self.path, format=version)
                with book:
                    yield book
            finally:
                book.close()
        except sqlite3.OperationalError as error:
            raise self._cannot_write(error) from None
        except sqlite3.DatabaseError:
            raise input_error(Fault.LEDGER_DAMAGED, self.path) from None

    def _cannot_write(self, error: sqlite3.OperationalError) -> MachineError:
        full = "full" in str(error)
        return cannot_write(self.path, OSError(28 if full else 0, str(error)))

    def _read(self, document: bytes) -> Ledger:
        try:
            content = json.loads(zlib.decompress(document))
        except (zlib.error, ValueError, TypeError):
            raise input_error(Fault.LEDGER_DAMAGED, self.path) from None
        return Ledger.from_document(content)


def _rows(ledgers: Mapping[str, Ledger]) -> Iterable[tuple[str, str, bytes]]:
    for organisation, ledger in ledgers.items():
        text = json.dumps(ledger.document(), separators=(",", ":"))
        yield organisation, WAVE, zlib.compress(text.encode(), 1)
