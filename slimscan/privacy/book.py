"""The ledger of people in the home: one place for scans and batches alike, under a secret key.

`people.ledger` is an SQLite file: durable, and several processes may use it. It knows firms by
their people only (`people.py`), and of each what was ever shown (`ledger.py`). `people.key` is the
secret key; without it the ledger says nothing, so the two move together.

Work is done on what was read, and written down in one step that first makes sure that nothing of it
was changed meanwhile. Whatever is shown may be shown only after that; where nothing is new, nothing
is written.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from slimscan.disk.durable import PRIVATE, cannot_write, write_durably
from slimscan.errors import Fault, MachineError, input_error
from slimscan.privacy.akin import PoolDocument
from slimscan.privacy.kept_before import BEFORE
from slimscan.privacy.kept_firm import Firm
from slimscan.privacy.lead_runs import RUN_TABLES
from slimscan.privacy.outlines import Outlines, write_outlines
from slimscan.privacy.people import Row
from slimscan.privacy.people_sets import PEOPLE_SETS
from slimscan.privacy.pools import (
    FewChanged,
    Led,
    MayTell,
    PoolFigures,
    settle_parts,
    settle_pool,
)
from slimscan.privacy.same_firms import SameFirm
from slimscan.privacy.session import KEY_BYTES, Session
from slimscan.privacy.signer import Signer

LEDGER_NAME = "people.ledger"
KEY_NAME = "people.key"

_FORMAT = 4
_PATIENCE = 120.0
_KILOBYTES = 8_000
"""How much of the ledger is held in memory while it is written."""
_PAGE = 16_384
"""Long rows are read in less time from large pages, and firms fill them better."""
_TABLES_SINCE = (
    "create table lately (step integer primary key, keys blob not null, firms blob not null)",
    "create table outline (number integer primary key, content text not null)",
    PEOPLE_SETS,
    *RUN_TABLES,
)
"""Those that formats 2 and 3 had not, or not all."""
_TABLES = """
create table about (name text primary key, value text) without rowid;
create table firm
    (id integer primary key, version integer not null, scan text, document blob not null);
create index firm_of_scan on firm (scan);
create table person
    (key integer not null, firm integer not null, primary key (key, firm)) without rowid;
create table pool
    (id integer primary key, scope text not null, size integer not null, document blob not null);
create table member
    (key integer not null, pool integer not null, primary key (key, pool)) without rowid;
"""

_T = TypeVar("_T")


def open_book(home: Path, renew: bool = False) -> Book:
    """The ledger in a home folder; a new one where there is neither ledger nor key.

    With `renew` a ledger that lacks its key, a key that lacks its ledger, and a damaged one are put
    aside. Raises `InputError` when one of the two is missing, `MachineError` when nothing can be
    written.
    """
    from filelock import FileLock

    path, key = home / LEDGER_NAME, home / KEY_NAME
    if renew or not (path.exists() and key.exists()):
        try:
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            with FileLock(home / ".people.lock", mode=PRIVATE):
                _make(path, key, renew)
        except OSError as error:
            raise cannot_write(path, error) from None
    try:
        secret = key.read_bytes()
    except OSError as error:
        raise input_error(Fault.FILE_UNREADABLE, key, reason=error.strerror or error) from None
    if len(secret) != KEY_BYTES:
        raise input_error(Fault.LEDGER_DAMAGED, key)
    return Book(path, Signer(secret))


def has_book(home: Path) -> bool:
    """Whether anything of people was ever shown from this home."""
    return (home / LEDGER_NAME).exists()


def _make(path: Path, key: Path, renew: bool) -> None:
    """Make what is not there; the lock is held."""
    there = path.exists(), key.exists()
    if all(there) and not (renew and _is_damaged(path, key)):
        return
    if any(there):
        if not renew:
            raise input_error(Fault.LEDGER_MISSING, path if there[1] else key)
        for one in (path, key):
            if one.exists():
                one.replace(one.with_name(f"{one.name}.before-{secrets.token_hex(4)}"))
    secret = secrets.token_bytes(KEY_BYTES)
    temporary = path.with_name(f".{path.name}-new")
    temporary.unlink(missing_ok=True)
    os.close(os.open(temporary, os.O_CREAT | os.O_RDWR, PRIVATE))
    try:
        with contextlib.closing(sqlite3.connect(temporary)) as book, book:
            book.execute(f"pragma page_size = {_PAGE}")
            new_tables(book)
            book.execute("insert into about values ('id', ?)", (secrets.token_hex(8),))
            _note_key(book, Signer(secret))
            book.execute(f"pragma user_version = {_FORMAT}")
    except sqlite3.OperationalError as error:
        temporary.unlink(missing_ok=True)
        raise _not_written(path, error) from None
    write_durably(key, secret)
    temporary.replace(path)


def _is_damaged(path: Path, key: Path) -> bool:
    """Whether a ledger and its key are no longer what was written."""
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=_PATIENCE)) as book:
            [(version,)] = book.execute("pragma user_version")
            check = "pragma quick_check(1)"
            if version < BEFORE or book.execute(check).fetchone() != ("ok",):
                return True
            secret = key.read_bytes()
            return len(secret) != KEY_BYTES or not _is_key_of(book, Signer(secret))
    except sqlite3.OperationalError as error:
        raise _not_written(path, error) from None
    except sqlite3.DatabaseError:
        return True


def _note_key(book: sqlite3.Connection, signer: Signer) -> None:
    """Note what tells the key of this ledger from another one, and says nothing of it."""
    book.execute("insert or ignore into about values ('key', ?)", (signer.name("about", "key"),))


def _is_key_of(book: sqlite3.Connection, signer: Signer) -> bool:
    """Whether this is the key of a ledger, as far as it says."""
    noted = book.execute("select value from about where name = 'key'").fetchone()
    return noted is None or noted[0] == signer.name("about", "key")


def new_tables(book: sqlite3.Connection) -> None:
    """Make the tables of a ledger in a database that is empty."""
    book.executescript(";".join((_TABLES, *_TABLES_SINCE)))


@dataclass(frozen=True)
class Book:
    """The ledger of people of one home.

    Raises `InputError` when it is damaged, `MachineError` when the disk is full.
    """

    path: Path
    signer: Signer

    @property
    def id(self) -> str:
        """What tells this ledger from another; results name the ledger that knows of them."""
        with self.opened() as book:
            return str(book.execute("select value from about where name = 'id'").fetchone()[0])

    def settle(self, deliveries: Sequence[Sequence[Row]], work: Callable[[Session], _T]) -> _T:
        """Do work that shows something of these deliveries; it is written when this returns.

        Nobody waits for the work: others may write meanwhile. It is done once more when what they
        wrote was about the same people.
        """
        with self.opened() as book:
            session = Session(book, self.path, self.signer)
            session.ask(deliveries)
            result = work(session)
            if not session.changed:
                return result
            writing = session.written()
            book.execute("begin immediate")
            if not session.stands(book):
                session = Session(book, self.path, self.signer)
                session.ask(deliveries)
                result, writing = work(session), session.written()
            writing.write(book)
            _note_key(book, self.signer)
            book.commit()
        return result

    def forget_answers(self, scan: str) -> int:
        """Take the sealed answers of a scan's staff out; hashes stay. How many people are known."""
        with self.opened() as book:
            book.execute("begin immediate")
            rows = book.execute(
                "select id, document, version, scan from firm where scan = ?",
                (self.signer.name("scan", scan),),
            ).fetchall()
            people, outlines = 0, Outlines(book)
            for one, document, version, name in rows:
                firm = self._read(document, version, name, outlines)
                people += len(firm.known)
                firm.forget_answers(self.signer)
                book.execute(
                    "update firm set version = version + 1, document = ? where id = ?",
                    (firm.document(outlines), one),
                )
            write_outlines(book, outlines.noted)
            book.commit()
        return people

    def settle_pool(
        self,
        scope: str,
        members: Sequence[int],
        figures: PoolFigures,
        led: Led,
    ) -> tuple[PoolDocument, bool]:
        """What may be told of organisations together, as `pools.settle_pool` has it, and noted."""
        with self.opened() as book:
            book.execute("begin immediate")
            told = settle_pool(book, scope, members, figures, led)
            book.commit()
        return told

    def settle_parts(
        self,
        scope: str,
        members: Sequence[int],
        figures: Callable[[MayTell, FewChanged], PoolDocument],
        firms: Iterable[SameFirm] = (),
    ) -> tuple[PoolDocument, bool]:
        """What may be told of organisations at several measurements, noted, as `pools` has it."""
        with self.opened() as book:
            book.execute("begin immediate")
            told = settle_parts(book, scope, members, figures, firms)
            book.commit()
        return told

    def _read(self, document: bytes, version: int, scan: str, outlines: Outlines) -> Firm:
        try:
            return Firm.read(document, version, scan, outlines)
        except ValueError:
            raise input_error(Fault.LEDGER_DAMAGED, self.path) from None

    @contextlib.contextmanager
    def opened(self) -> Iterator[sqlite3.Connection]:
        """The database, for as long as is needed."""
        try:
            book = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
            try:
                version = book.execute("pragma user_version").fetchone()[0]
                if version > _FORMAT:
                    raise input_error(Fault.LEDGER_NEWER, self.path, format=version)
                if version < _FORMAT:
                    _renew(book, self.path)
                if not _is_key_of(book, self.signer):
                    raise input_error(Fault.LEDGER_MISSING, self.path.with_name(KEY_NAME))
                book.execute(f"pragma cache_size = -{_KILOBYTES}")
                yield book
            finally:
                book.close()
        except sqlite3.OperationalError as error:
            raise _not_written(self.path, error) from None
        except sqlite3.DatabaseError:
            raise input_error(Fault.LEDGER_DAMAGED, self.path) from None


def _renew(book: sqlite3.Connection, path: Path) -> None:
    """Bring a ledger of the format before to this one; its firms are read as they are."""
    book.execute("begin immediate")
    [(version,)] = book.execute("pragma user_version")
    if BEFORE <= version < _FORMAT:
        for table in _TABLES_SINCE:
            book.execute(table.replace("create table", "create table if not exists", 1))
        book.execute(f"pragma user_version = {_FORMAT}")
    elif version < _FORMAT:
        raise input_error(Fault.LEDGER_DAMAGED, path)
    book.commit()


def _not_written(path: Path, error: sqlite3.OperationalError) -> MachineError:
    """What the database said, as what it means for the user."""
    number = errno.ENOSPC if "full" in str(error) else errno.EIO
    return cannot_write(path, OSError(number, str(error)))
