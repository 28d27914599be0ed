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
import json
import os
import secrets
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from slimscan.disk.durable import PRIVATE, cannot_write, write_durably
from slimscan.errors import Fault, InputError, MachineError, input_error
from slimscan.privacy.ledger import Ledger, Person
from slimscan.privacy.people import Known, Paired, Row, Signer, pair
from slimscan.privacy.pools import (
    MayTell,
    MemberSets,
    PoolDocument,
    PoolFigures,
    settle_parts,
    settle_pool,
)

LEDGER_NAME = "people.ledger"
KEY_NAME = "people.key"
SHARED_FROM = 3
"""Deliveries that share fewer people cannot tell of 1 to 4 together when neither does alone."""

_FORMAT = 2
_KEY_BYTES = 32
_PATIENCE = 120.0
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

    With `renew` a ledger that lacks its key, or a key that lacks its ledger, is put aside. Raises
    `InputError` when one of the two is missing, `MachineError` when nothing can be written.
    """
    from filelock import FileLock

    path, key = home / LEDGER_NAME, home / KEY_NAME
    if not (path.exists() and key.exists()):
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
    if len(secret) != _KEY_BYTES:
        raise input_error(Fault.LEDGER_DAMAGED, key)
    return Book(path, Signer(secret))


def has_book(home: Path) -> bool:
    """Whether anything of people was ever shown from this home."""
    return (home / LEDGER_NAME).exists()


def _make(path: Path, key: Path, renew: bool) -> None:
    """Make what is not there; the lock is held."""
    there = path.exists(), key.exists()
    if all(there):
        return
    if any(there):
        if not renew:
            raise input_error(Fault.LEDGER_MISSING, path if there[1] else key)
        for one in (path, key):
            if one.exists():
                one.replace(one.with_name(f"{one.name}.before-{secrets.token_hex(4)}"))
    temporary = path.with_name(f".{path.name}-new")
    temporary.unlink(missing_ok=True)
    os.close(os.open(temporary, os.O_CREAT | os.O_RDWR, PRIVATE))
    try:
        with contextlib.closing(sqlite3.connect(temporary)) as book, book:
            book.executescript(_TABLES)
            book.execute("insert into about values ('id', ?)", (secrets.token_hex(8),))
            book.execute(f"pragma user_version = {_FORMAT}")
    except sqlite3.OperationalError as error:
        temporary.unlink(missing_ok=True)
        raise _not_written(path, error) from None
    write_durably(key, secrets.token_bytes(_KEY_BYTES))
    temporary.replace(path)


@dataclass
class Firm:
    """What is kept of one firm: its ledger, and its people to know them again."""

    ledger: Ledger
    known: dict[str, Known]
    version: int = 0
    scan: str | None = None

    def document(self) -> bytes:
        """The firm as bytes."""
        content = {
            "ledger": self.ledger.document(),
            "known": [one.document() for one in self.known.values()],
        }
        return zlib.compress(json.dumps(content, separators=(",", ":")).encode(), 1)

    def forget_answers(self, signer: Signer) -> None:
        """Leave only hashes of what its people answered."""

        def hashed(one: Person) -> Person:
            older = tuple(signer.name("mark", mark) for mark in one.older)
            return one._replace(mark=signer.name("mark", one.mark), older=older)

        self.known = {
            one.person: Known(one.person, one.alias, one.keys) for one in self.known.values()
        }
        reports = tuple(
            replace(one, people=tuple(map(hashed, one.people)), gone=tuple(map(hashed, one.gone)))
            for one in self.ledger.publications
        )
        self.ledger = replace(self.ledger, publications=reports)

    @staticmethod
    def read(document: bytes, version: int, scan: str | None) -> Firm:
        """The firm of these bytes; raises `ValueError` or `KeyError` when they are damaged."""
        content = json.loads(zlib.decompress(document))
        known = (Known.from_document(one) for one in content["known"])
        by_person = {one.person: one for one in known}
        return Firm(Ledger.from_document(content["ledger"]), by_person, version, scan)


@dataclass(frozen=True)
class FoundWave:
    """A delivery beside what the ledger knows of its people.

    `ledger` is that of their firm with, beside its own, the sets of other firms that share people.
    """

    firm: int | None
    ledger: Ledger
    names: Mapping[str, str]
    """For every row the person."""
    known: Sequence[Known]
    rows: Sequence[Row]


@dataclass
class Session:
    """The ledger as it was read, with what is to be written; for the rows that were asked for."""

    book: sqlite3.Connection | None
    path: Path
    signer: Signer
    index: dict[int, set[int]] = field(default_factory=dict)
    firms: dict[int, Firm] = field(default_factory=dict)
    changed: dict[int, list[int]] = field(default_factory=dict)
    """For every firm to be written the keys that lead to it anew."""
    _read: dict[int, set[int]] = field(default_factory=dict)
    _known: dict[int, tuple[Sequence[Row], list[Known]]] = field(default_factory=dict)

    def ask(self, deliveries: Iterable[Sequence[Row]]) -> None:
        """Read which firms the people of these deliveries lead to."""
        self._known = {id(rows): (rows, self.signer.known(rows)) for rows in deliveries}
        self._read = _lookup(self.book, self.keys) if self.book else {}
        self.index = {key: set(firms) for key, firms in self._read.items()}

    @property
    def keys(self) -> set[int]:
        """All keys of the people that were asked for."""
        return {key for _, known in self._known.values() for one in known for key in one.keys}

    def stands(self, book: sqlite3.Connection) -> bool:
        """Whether all that was read is still so."""
        if _lookup(book, self.keys) != self._read:
            return False
        versions = {one: firm.version for one, firm in self.firms.items() if one >= 0}
        asked = json.dumps(list(versions))
        rows = book.execute(
            "select id, version from firm where id in (select value from json_each(?))", (asked,)
        )
        return dict(rows.fetchall()) == versions

    def find(self, rows: Sequence[Row]) -> FoundWave:
        """The people of a delivery, known again as far as they are known."""
        _, now = self._known.get(id(rows)) or (rows, self.signer.known(rows))
        found = self._candidates(rows, now)
        own = max(
            (one for one in found if 2 * found[one].found >= self._smaller(one, len(rows))),
            key=lambda one: (found[one].found, one),
            default=None,
        )
        ledger, names = Ledger(), {row.name: one.person for row, one in zip(rows, now, strict=True)}
        if own is not None:
            ledger, names = self.firms[own].ledger, dict(found[own].names)
        for other in sorted(found):
            if other != own and found[other].found >= SHARED_FROM:
                its = found[other].names
                renamed = {its[row]: names[row] for row in names if its[row] != names[row]}
                ledger = ledger.beside(self.firms[other].ledger, renamed)
        return FoundWave(own, ledger, names, now, rows)

    def _candidates(self, rows: Sequence[Row], now: Sequence[Known]) -> dict[int, Paired]:
        hits: Counter[int] = Counter()
        for one in now:
            hits.update({firm for key in one.keys for firm in self.index.get(key, ())})
        with_id = sum(bool(one.alias) for one in now)
        likely = [firm for firm, rows in hits.items() if rows + with_id >= SHARED_FROM]
        self._load(likely)
        return {
            firm: pair(self.signer, rows, now, self.firms[firm].known.values()) for firm in likely
        }

    def _smaller(self, firm: int, rows: int) -> int:
        reports = self.firms[firm].ledger.publications
        return min(rows, *(len(one.people) for one in reports)) if reports else rows

    def _load(self, firms: Iterable[int]) -> None:
        missing = [one for one in firms if one not in self.firms]
        if not missing or self.book is None:
            return
        rows = self.book.execute(
            "select id, document, version, scan from firm"
            " where id in (select value from json_each(?))",
            (json.dumps(missing),),
        )
        for one, document, version, scan in rows:
            try:
                self.firms[one] = Firm.read(document, version, scan)
            except (zlib.error, ValueError, KeyError, TypeError, InputError):
                raise input_error(Fault.LEDGER_DAMAGED, self.path) from None

    def keep(self, found: FoundWave, ledger: Ledger, scan: str | None = None) -> None:
        """Note that this is what is shown of these people, when it is not known yet."""
        own = found.firm
        if ledger == (self.firms[own].ledger if own is not None else Ledger()):
            return
        if own is None:
            own = -1 - len(self.firms)
            self.firms[own] = Firm(ledger, {}, scan=scan)
        firm = self.firms[own]
        firm.ledger = ledger
        known, there = firm.known, set(ledger.people)
        keys = self.changed.setdefault(own, [])
        for row, one in zip(found.rows, found.known, strict=True):
            person = found.names[row.name]
            if person in there:
                before = known.get(person)
                old = before.keys if before else ()
                all_keys = tuple(dict.fromkeys((*one.keys, *old)))
                known[person] = Known(person, one.alias, all_keys, one.seal)
                keys += [key for key in all_keys if key not in old]
        for key in keys:
            self.index.setdefault(key, set()).add(own)

    def write(self, book: sqlite3.Connection) -> None:
        """Write what is to be kept."""
        for one, keys in self.changed.items():
            firm = self.firms[one]
            if one >= 0:
                book.execute(
                    "update firm set version = version + 1, document = ? where id = ?",
                    (firm.document(), one),
                )
                place = one
            else:
                place = (
                    book.execute(
                        "insert into firm (version, scan, document) values (0, ?, ?)",
                        (firm.scan, firm.document()),
                    ).lastrowid
                    or 0
                )
            book.executemany(
                "insert or ignore into person values (?, ?)", [(key, place) for key in keys]
            )


def _lookup(book: sqlite3.Connection, keys: set[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    rows = book.execute(
        "select key, firm from person where key in (select value from json_each(?))",
        (json.dumps(sorted(keys)),),
    )
    for key, firm in rows:
        found.setdefault(key, set()).add(firm)
    return found


def blank_session() -> Session:
    """A ledger that starts empty and is kept nowhere."""
    return Session(None, Path(), Signer(secrets.token_bytes(_KEY_BYTES)))


@dataclass(frozen=True)
class Witness:
    """A small file beside results that were shown: it names the ledger that knows of them."""

    path: Path

    def check(self, book: Book, renew: bool) -> None:
        """Raise `InputError` when another ledger knows of these results and `renew` is not said."""
        if self.path.exists() and self._content.get("ledger") != book.id and not renew:
            raise input_error(Fault.LEDGER_MISSING, self.path)

    def remarks(self, book: Book) -> tuple[str, ...]:
        """The marks of the remarks that were shown with these results, of this ledger."""
        content = self._content
        marks = content.get("remarks", []) if content.get("ledger") == book.id else []
        return tuple(map(str, marks)) if isinstance(marks, list) else ()

    def testify(self, book: Book, remarks: Sequence[str] | None = None) -> None:
        """Say that this ledger knows of these results, and the marks of the remarks shown.

        Without `remarks` those stay that were noted. Writes nothing when all is said already.
        """
        marks = self.remarks(book) if remarks is None else tuple(remarks)
        content = {"format": _FORMAT, "ledger": book.id}
        content |= {"remarks": sorted(marks)} if marks else {}
        if content != self._content:
            write_durably(self.path, json.dumps(content) + "\n")

    @property
    def _content(self) -> dict[str, Any]:
        """What the file says; nothing of one that is not there or not readable."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}


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
        with self._opened() as book:
            return str(book.execute("select value from about where name = 'id'").fetchone()[0])

    def settle(self, deliveries: Sequence[Sequence[Row]], work: Callable[[Session], _T]) -> _T:
        """Do work that shows something of these deliveries; it is written when this returns.

        The work is done once more when somebody else wrote about the same people meanwhile.
        """
        with self._opened() as book:
            book.execute("begin")
            session = Session(book, self.path, self.signer)
            session.ask(deliveries)
            result = work(session)
            if not session.changed:
                return result
            book.commit()
            book.execute("begin immediate")
            if not session.stands(book):
                session = Session(book, self.path, self.signer)
                session.ask(deliveries)
                result = work(session)
            session.write(book)
            book.commit()
        return result

    def forget_answers(self, scan: str) -> int:
        """Take the sealed answers of a scan's staff out; hashes stay. How many people are known."""
        with self._opened() as book:
            book.execute("begin immediate")
            rows = book.execute(
                "select id, document, version, scan from firm where scan = ?",
                (self.signer.name("scan", scan),),
            ).fetchall()
            people = 0
            for one, document, version, name in rows:
                firm = Firm.read(document, version, name)
                people += len(firm.known)
                firm.forget_answers(self.signer)
                book.execute(
                    "update firm set version = version + 1, document = ? where id = ?",
                    (firm.document(), one),
                )
            book.commit()
        return people

    def settle_pool(
        self,
        scope: str,
        members: Sequence[int],
        figures: PoolFigures,
        leaders: MemberSets = (),
    ) -> tuple[PoolDocument, bool]:
        """What may be told of organisations together, as `pools.settle_pool` has it, and noted."""
        with self._opened() as book:
            book.execute("begin immediate")
            told = settle_pool(book, scope, members, figures, leaders)
            book.commit()
        return told

    def settle_parts(
        self, scope: str, members: Sequence[int], figures: Callable[[MayTell], PoolDocument]
    ) -> tuple[PoolDocument, bool]:
        """What may be told of organisations at several measurements, noted, as `pools` has it."""
        with self._opened() as book:
            book.execute("begin immediate")
            told = settle_parts(book, scope, members, figures)
            book.commit()
        return told

    @contextlib.contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        try:
            book = sqlite3.connect(self.path, timeout=_PATIENCE, isolation_level=None)
            try:
                version = book.execute("pragma user_version").fetchone()[0]
                if version > _FORMAT:
                    raise input_error(Fault.LEDGER_NEWER, self.path, format=version)
                if version < _FORMAT:
                    raise input_error(Fault.LEDGER_DAMAGED, self.path)
                yield book
            finally:
                book.close()
        except sqlite3.OperationalError as error:
            raise _not_written(self.path, error) from None
        except sqlite3.DatabaseError:
            raise input_error(Fault.LEDGER_DAMAGED, self.path) from None


def _not_written(path: Path, error: sqlite3.OperationalError) -> MachineError:
    """What the database said, as what it means for the user."""
    number = errno.ENOSPC if "full" in str(error) else errno.EIO
    return cannot_write(path, OSError(number, str(error)))
