"""The ledger as it was read for some deliveries, with what is to be written of them."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from slimscan.errors import Fault, input_error
from slimscan.privacy.kept_firm import Firm
from slimscan.privacy.lead_index import LeadIndex, note_leads
from slimscan.privacy.leads import SHARED_FROM, Leads
from slimscan.privacy.ledger import Ledger
from slimscan.privacy.outlines import Outlines, write_outlines
from slimscan.privacy.people import Known, Paired, Row, pair, telling
from slimscan.privacy.release_minimum import MINIMUM
from slimscan.privacy.signer import Signer

KEY_BYTES = 32


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


@dataclass(frozen=True)
class _Asked:
    """The rows of a delivery as people; `tells` says whose answers say who they are.

    Where too few do, and it `is_vague`, they all count: else nobody would be known again.
    """

    rows: Sequence[Row]
    now: Sequence[Known]
    tells: Sequence[bool]
    leading: Sequence[Known]
    """The people by what may lead to a firm that knows them."""
    is_vague: bool

    @staticmethod
    def of(rows: Sequence[Row], now: Sequence[Known]) -> _Asked:
        """The rows with what follows from them."""
        tells = telling(rows)
        if all(tells):
            return _Asked(rows, now, tells, now, len(rows) < SHARED_FROM)
        is_vague = sum(tells) < SHARED_FROM
        if is_vague:
            tells = [True] * len(rows)
        leading = [one if its else one.by_id for one, its in zip(now, tells, strict=True)]
        return _Asked(rows, now, tells, leading, is_vague)


@dataclass
class Session:
    """The ledger as it was read, with what is to be written; for the rows that were asked for."""

    book: sqlite3.Connection | None
    path: Path
    signer: Signer
    firms: dict[int, Firm] = field(default_factory=dict)
    changed: dict[int, list[int]] = field(default_factory=dict)
    """For every firm to be written the keys that lead to it anew."""
    _known: dict[int, _Asked] = field(default_factory=dict)
    _keys: set[int] = field(default_factory=set)
    """All keys of the people that were asked for."""
    _strangers: set[int] = field(default_factory=set)
    """The deliveries that no firm knows anybody of, until something of them is kept."""
    _led: dict[int, set[int]] = field(default_factory=dict)
    _version: int = 0

    @cached_property
    def _leads(self) -> Leads:
        return Leads(LeadIndex(self.book) if self.book else None)

    @cached_property
    def _outlines(self) -> Outlines:
        return Outlines(self.book)

    def ask(self, deliveries: Sequence[Sequence[Row]]) -> None:
        """Read which firms the people of these deliveries lead to."""
        known = self.signer.known_in(deliveries)
        found = [_Asked.of(rows, its) for rows, its in zip(deliveries, known, strict=True)]
        self._known = {id(one.rows): one for one in found}
        if self.book is None:
            return
        keys = [{key for person in one.leading for key in person.keys} for one in found]
        self._keys, several = _known_and_repeated(keys)
        self._version = _version(self.book)
        self._leads.ask(self._keys)
        several.update(self._leads.leading)
        self._strangers = {
            id(one.rows) for one, its in zip(found, keys, strict=True) if its.isdisjoint(several)
        }
        self._led = {
            name: self._leads.of(one.leading)
            for name, one in self._known.items()
            if name not in self._strangers
        }

    def stands(self, book: sqlite3.Connection) -> bool:
        """Whether all that was read is still so; the caller holds the ledger."""
        if _version(book) == self._version:
            return True
        if self._leads.has_news(book, self._keys) and not self._led_alike(book):
            return False
        versions = {one: firm.version for one, firm in self.firms.items() if one >= 0}
        asked = json.dumps(list(versions))
        rows = book.execute(
            "select id, version from firm where id in (select value from json_each(?))", (asked,)
        )
        return dict(rows.fetchall()) == versions

    def _led_alike(self, book: sqlite3.Connection) -> bool:
        """Whether the same firms may know these people as when it was read."""
        leads = Leads(LeadIndex(book))
        leads.ask(self._keys)
        return all(
            leads.of(one.leading) == self._led.get(name, set()) for name, one in self._known.items()
        )

    def find(self, rows: Sequence[Row]) -> FoundWave:
        """The people of a delivery, known again as far as they are known."""
        asked = self._known.get(id(rows)) or _Asked.of(rows, self.signer.known(rows))
        now = asked.now
        if id(rows) in self._strangers:
            self._strangers.discard(id(rows))
            names = {row.name: one.person for row, one in zip(rows, now, strict=True)}
            return FoundWave(None, Ledger(), names, now, rows)
        found = self._candidates(asked)
        own = max(
            (one for one in found if self._is_theirs(one, found[one], asked)),
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

    def _candidates(self, one: _Asked) -> dict[int, Paired]:
        likely = self._leads.of(one.leading)
        if not likely:
            return {}
        self._load(likely)
        return {
            firm: pair(self.signer, one.rows, one.now, self.firms[firm].known.values(), one.tells)
            for firm in likely
        }

    def _is_theirs(self, firm: int, paired: Paired, asked: _Asked) -> bool:
        """Whether a firm is that of a delivery: of the smaller one half is known of whom can be.

        Whom nobody's answers or id tell apart are its people only where fewer came or left than may
        be told of.
        """
        reports = self.firms[firm].ledger.publications
        people = [len(one.people) for one in reports]
        if 2 * paired.found < min(sum(asked.tells), *people, len(asked.rows)):
            return False
        changed = max(len(asked.rows), *people, 0) - paired.found
        return not asked.is_vague or paired.by_id > 0 or changed < MINIMUM

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
                self.firms[one] = Firm.read(document, version, scan, self._outlines)
            except ValueError:
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
        new = firm.learn(ledger.people, found.names, found.rows, found.known)
        self.changed.setdefault(own, []).extend(new)
        self._leads.add(new, own)

    def written(self) -> Writing:
        """What is to be kept, as it is written."""
        outlines = self._outlines
        firms = [
            (one, self.firms[one].scan, self.firms[one].document(outlines), keys)
            for one, keys in self.changed.items()
        ]
        return Writing(firms, outlines.noted)


@dataclass(frozen=True)
class Writing:
    """Firms with their documents, and the keys that lead to each anew; under 0 is a new firm."""

    firms: Sequence[tuple[int, str | None, bytes, Sequence[int]]]
    outlines: Mapping[int, str]

    def write(self, book: sqlite3.Connection) -> None:
        """Write them all at once."""
        [(last,)] = book.execute("select coalesce(max(id), 0) from firm")
        new, known = [], []
        leads: list[int] = []
        led: list[int] = []
        for one, scan, document, keys in self.firms:
            place = one
            if one < 0:
                place = last = last + 1
                new.append((place, scan, document))
            else:
                known.append((document, one))
            leads += keys
            led += [place] * len(keys)
        book.executemany("update firm set version = version + 1, document = ? where id = ?", known)
        book.executemany("insert into firm (id, version, scan, document) values (?, 0, ?, ?)", new)
        write_outlines(book, self.outlines)
        note_leads(book, leads, led)


def _known_and_repeated(keys: Iterable[set[int]]) -> tuple[set[int], set[int]]:
    """All keys of some deliveries, and those that two of them have."""
    known: set[int] = set()
    repeated: set[int] = set()
    for its in keys:
        if not known.isdisjoint(its):
            repeated |= known & its
        known |= its
    return known, repeated


def _version(book: sqlite3.Connection) -> int:
    """A number that changes when somebody else writes to the ledger."""
    return int(book.execute("pragma data_version").fetchone()[0])


def blank_session() -> Session:
    """A ledger that starts empty and is kept nowhere."""
    return Session(None, Path(), Signer(secrets.token_bytes(KEY_BYTES)))
