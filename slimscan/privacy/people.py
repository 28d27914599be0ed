"""Who is who between two deliveries of answers: the rows of people, known under a secret key.

The same person has the same id, used once in its delivery, with the same time stamp (where there
are any) and at least half of the answers. A row of the same id and stamp with other answers is
that person, too, where no other row is and it has nobody else's answers. Any other row is a person
known by its answers, time stamp and id together, and by a number where several rows are equal.
Somebody with the same answers to the quick questions is the same person though the id became
another one (a table that numbers its rows anew) or other questions were left out. Names of firms,
folders, files and teams are no part of it. All that is kept is hashed, or sealed, under the key of
this home.
"""

from __future__ import annotations

import hashlib
import struct
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, pairwise
from typing import NamedTuple

NOT_GIVEN = "-"
"""The place of an answer that was not given, in `Row.answers`."""
NOT_KNOWN = "?"
"""The place of a "don't know"."""

OPTIONS = "0123456789abcdefghijklmnopqrstuvwxyz"
"""What stands for the options of an item, in their order."""
SIGNS = frozenset(OPTIONS + NOT_GIVEN + NOT_KNOWN)
"""All that can stand for an answer at its place."""

_SEPARATOR = "\x1f"
_BETWEEN = _SEPARATOR.encode()

ANSWERS_OF_ONE = 12
"""Somebody is known again by so many quick answers alone; fewer may well be those of two people."""


class Row(NamedTuple):
    """One respondent of a delivery.

    `name` is what the delivery calls them, once; `id` what the respondent was called where they
    answered, empty when there is no such id (then `name` was made up). `answers` has one character
    an item, at the same place in every delivery, `NOT_GIVEN` where there is no answer. `core` are
    those to the quick items, which are asked by every measure. `pad` is what only the holder of a
    scan's key knows, where its answers are sealed: then what the ledger keeps of them cannot be
    read in this home either.
    """

    name: str
    id: str
    answers: str
    stamp: str = ""
    core: str = ""
    pad: str = ""


class Known(NamedTuple):
    """What the ledger keeps of a person, to know them again.

    `alias` stands for id and time stamp together, 0 without an id. `keys` are those by which the
    person's firm is found. `seal` holds the answers of somebody with an id, empty after deletion.
    `core` is the one of the keys that says nothing of an id, 0 when there is none or it is not
    known any more.
    """

    person: str
    alias: int
    keys: tuple[int, ...]
    seal: bytes = b""
    core: int = 0


@dataclass(frozen=True)
class Signer:
    """Makes everything that stands for a person or a name, under the secret key of this home."""

    key: bytes

    def number(self, *parts: str) -> int:
        """A number for these texts, which nobody can make, or turn back, without the key."""
        return _as_number(self._digest(_SEPARATOR.join(parts)))

    def name(self, *parts: str) -> str:
        """The same as text."""
        return self._digest(_SEPARATOR.join(parts)).hex()

    def _digest(self, text: str) -> bytes:
        hashing = self._keyed.copy()
        hashing.update(_as_bytes(text))
        return hashing.digest()

    @cached_property
    def _keyed(self) -> hashlib.blake2b:
        """A hash that has taken the key in: everything hashed begins as a copy of it."""
        return hashlib.blake2b(key=self.key, digest_size=8)

    def names(self, kind: str, some: Sequence[str]) -> list[str]:
        """The name of each of many texts of one kind, made together; an empty text has none."""
        begun = self._begun(kind, "").copy
        return [_hashed(begun(), _as_bytes(one)).hex() if one else "" for one in some]

    def numbers(self, kind: str, some: Iterable[Sequence[str]]) -> list[int]:
        """The number of each of many rows of texts of one kind, made together."""
        return self.numbers_of(kind, map(_SEPARATOR.join, some))

    def numbers_of(self, kind: str, some: Iterable[str]) -> list[int]:
        """The number of each of many texts of one kind: there may be one for every answer."""
        begin = self._begun(kind, "").copy
        digests = []
        for one in some:
            hashing = begin()
            hashing.update(one.encode("utf-8", "surrogatepass"))
            digests.append(hashing.digest())
        return list(struct.unpack(f">{len(digests)}q", b"".join(digests)))

    def known(self, rows: Sequence[Row]) -> list[Known]:
        """The rows of one delivery as people.

        Sealed answers are hashed with their pad: nobody else can try them. They are opened with the
        same key whenever they are delivered, so people are known again.
        """
        uses = Counter([row.id for row in rows])
        uses[""] = 0
        named = [row for row in rows if uses[row.id] == 1]
        seals = iter(
            self._sealed([row.pad + row.id for row in named], [row.answers for row in named])
        )
        seen: Counter[tuple[str, str, str]] = Counter()
        alike: dict[tuple[str, str], int] = {}
        found = []
        for row in rows:
            told = row.core, row.stamp
            number = alike[told] = alike.get(told, 0) + 1
            core = self._by_core(row, number)
            if uses[row.id] == 1:
                found.append(self._with_id(row, core, next(seals)))
                continue
            content = (row.answers, row.stamp, row.id)
            seen[content] += 1
            pad = (row.pad,) if row.pad else ()
            digest = self._digest(_SEPARATOR.join(("row", *pad, *content, str(seen[content]))))
            keys = (_as_number(digest), *core)
            found.append(Known(digest.hex(), 0, keys, b"", core[0] if core else 0))
        return found

    def _by_core(self, row: Row, number: int) -> tuple[int, ...]:
        """The key that stays when id or measure do not; `number` tells equal rows apart."""
        core = row.core
        if len(core) - core.count(NOT_GIVEN) - core.count(NOT_KNOWN) < ANSWERS_OF_ONE:
            return ()
        pad = f"{row.pad}{_SEPARATOR}" if row.pad else ""
        content = f"{pad}{row.stamp}{_SEPARATOR}{core}{_SEPARATOR}{number}"
        return (_as_number(_hashed(self._core.copy(), _as_bytes(content))),)

    def _with_id(self, row: Row, core: tuple[int, ...], seal: bytes) -> Known:
        """Two keys, each over half of the items: one changed answer leaves one of them whole.

        One more is over the quick items, with the id where that is too little to go without: it is
        the same in every measure.
        """
        answers = row.answers
        person = _as_bytes(f"{row.id}{_SEPARATOR}{row.stamp}")
        start = person + _BETWEEN
        even, odd, own = self._even.copy(), self._odd.copy(), self._own.copy()
        even.update(start + _as_bytes(answers[::2]))
        odd.update(start + _as_bytes(answers[1::2]))
        own.update(person)
        first, second, alias = _three_numbers(even.digest() + odd.digest() + own.digest())
        keys = (first, second, *core)
        if not core and row.core.strip(NOT_GIVEN):
            keys += (self.number("quick", "id", row.id, row.stamp, row.core),)
        name = _hashed(own, _BETWEEN + _as_bytes(answers)).hex()
        return Known(name, alias, keys, seal, core[0] if core else 0)

    @cached_property
    def _core(self) -> hashlib.blake2b:
        return self._begun("core", "")

    @cached_property
    def _even(self) -> hashlib.blake2b:
        return self._begun("even", "id", "")

    @cached_property
    def _odd(self) -> hashlib.blake2b:
        return self._begun("odd", "id", "")

    @cached_property
    def _own(self) -> hashlib.blake2b:
        return self._begun("id", "")

    def _begun(self, *parts: str) -> hashlib.blake2b:
        """A hash that has taken in what many begin with."""
        hashing = self._keyed.copy()
        hashing.update(_as_bytes(_SEPARATOR.join(parts)))
        return hashing

    def _sealed(self, people: Sequence[str], answers: Sequence[str]) -> list[bytes]:
        return self._padded(people, [one.encode("ascii", "replace") for one in answers])

    def _opened(self, person: str, seal: bytes) -> str:
        return self._padded([person], [seal])[0].decode("ascii", "replace")

    def _padded(self, people: Sequence[str], contents: Sequence[bytes]) -> list[bytes]:
        """Each content under a pad of that person's own; twice gives the content again."""
        key, pad = self.key, hashlib.shake_256
        pads = [
            pad(key + _as_bytes(one)).digest(len(content))
            for one, content in zip(people, contents, strict=True)
        ]
        content = b"".join(contents)
        number = int.from_bytes(content, "big") ^ int.from_bytes(b"".join(pads), "big")
        padded = number.to_bytes(len(content), "big")
        edges = accumulate(map(len, contents), initial=0)
        return [padded[start:end] for start, end in pairwise(edges)]

    def seal(self, person: str, answers: str) -> str:
        """Somebody's answers as a mark: the same for the same answers, read with the key only."""
        return self.seals([person], [answers])[0]

    def seals(self, people: Sequence[str], answers: Sequence[str]) -> list[str]:
        """The answers of each of these people as a mark."""
        return [one.hex() for one in self._sealed(people, answers)]

    def unseal(self, person: str, mark: str) -> str:
        """The answers behind a mark."""
        return self._opened(person, bytes.fromhex(mark))

    def is_same(self, row: Row, known: Known) -> bool:
        """Whether this row, of the same id and time stamp, has at least half of the answers."""
        then = self._opened(row.pad + row.id, known.seal)
        return bool(then) and half_equal(row.answers, then)


_three_numbers = struct.Struct(">3q").unpack


def _hashed(hashing: hashlib.blake2b, content: bytes) -> bytes:
    """What a hash comes to when it has taken this in, too."""
    hashing.update(content)
    return hashing.digest()


def _as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _as_number(digest: bytes) -> int:
    return int.from_bytes(digest, "big", signed=True)


def sign_at(answers: str, places: Mapping[str, int], item: str) -> str:
    """What somebody answered to an item: at its place, or behind its name where it has none."""
    place = places.get(item)
    if place is not None:
        return answers[place] if place < len(answers) else NOT_GIVEN
    mark = f"|{item}="
    at = answers.find(mark)
    return answers[at + len(mark)] if at >= 0 else NOT_GIVEN


def half_equal(first: str, second: str) -> bool:
    """Whether at least half of the answers are the same; of the one who was asked less."""
    given = min(len(one) - one.count(NOT_GIVEN) for one in (first, second))
    pairs = zip(first, second, strict=False)
    same = sum(one == other != NOT_GIVEN for one, other in pairs)
    return 2 * same >= given > 0


@dataclass(frozen=True)
class Paired:
    """The rows of a delivery beside what a firm's ledger knows: by row name the person's id."""

    names: Mapping[str, str]
    """For every row the person: one that is known, or a new one."""
    found: int
    """How many rows were known by their answers, too."""


def pair(
    signer: Signer, rows: Sequence[Row], now: Sequence[Known], before: Iterable[Known]
) -> Paired:
    """Know the rows again among the people of one ledger."""
    by_key: dict[int, Known] = {}
    by_alias: dict[int, list[Known]] = {}
    by_answers: dict[int, Known] = {}
    for one in before:
        by_answers |= dict.fromkeys(one.keys, one)
        if one.alias:
            by_alias.setdefault(one.alias, []).append(one)
        else:
            by_key[one.keys[0]] = one
    names: dict[str, str] = {}
    taken: set[str] = set()
    for row, one in zip(rows, now, strict=True):
        if one.alias:
            candidates = by_alias.get(one.alias, ())
            same = next((each for each in candidates if _same(signer, row, one, each)), None)
        else:
            same = by_key.get(one.keys[0])
        if same and same.person not in taken:
            names[row.name] = same.person
            taken.add(same.person)
    for row, one in zip(rows, now, strict=True):
        near = (by_answers[key] for key in one.keys if key in by_answers)
        same = next(near, None) if row.name not in names else None
        if same and same.person not in taken:
            names[row.name] = same.person
            taken.add(same.person)
    found = len(names)
    for row, one in zip(rows, now, strict=True):
        likely = by_alias.get(one.alias, ()) if row.stamp and row.name not in names else ()
        same = next((each for each in likely if each.person not in taken), None)
        if same:
            names[row.name] = same.person
            taken.add(same.person)
    fresh = {row.name: one.person for row, one in zip(rows, now, strict=True)}
    return Paired(fresh | names, found)


def _same(signer: Signer, row: Row, now: Known, then: Known) -> bool:
    return now.person == then.person or signer.is_same(row, then)
