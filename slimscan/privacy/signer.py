"""All that stands for a person or a name in the ledger, made under the secret key of a home.

Hashes and pads are made for many people together: of a person there are eight of them, and what
Python does around each costs more than the hash.
"""

from __future__ import annotations

import hashlib
import struct
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, compress, islice, pairwise
from operator import add
from typing import Any

from slimscan.privacy.people import (
    ANSWERS_OF_ONE,
    NOT_GIVEN,
    NOT_KNOWN,
    Known,
    Row,
    half_equal,
)

_SEPARATOR = "\x1f"
_BETWEEN = _SEPARATOR.encode()
_SIZE = 8
"""Bytes of a hash."""


@dataclass(frozen=True)
class Signer:
    """Makes everything that stands for a person or a name, under the secret key of this home."""

    key: bytes

    def __reduce__(self) -> tuple[type[Signer], tuple[bytes]]:
        """Sent to another process it is its key alone: hashes that were begun cannot go along."""
        return Signer, (self.key,)

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
        return hashlib.blake2b(key=self.key, digest_size=_SIZE)

    def names(self, kind: str, some: Sequence[str]) -> list[str]:
        """The name of each of many texts of one kind, made together; an empty text has none."""
        named = _all_as_bytes([one for one in some if one])
        made = iter(_as_names(_digests(self._begun(kind, ""), named)))
        return [next(made) if one else "" for one in some]

    def numbers(self, kind: str, some: Iterable[Sequence[str]]) -> list[int]:
        """The number of each of many rows of texts of one kind, made together."""
        return self.numbers_of(kind, map(_SEPARATOR.join, some))

    def numbers_of(self, kind: str, some: Iterable[str]) -> list[int]:
        """The number of each of many texts of one kind: there may be one for every answer."""
        return list(_as_numbers(_digests(self._begun(kind, ""), _all_as_bytes(list(some)))))

    def known(self, rows: Sequence[Row]) -> list[Known]:
        """The rows of one delivery as people.

        Sealed answers are hashed with their pad: nobody else can try them. They are opened with the
        same key whenever they are delivered, so people are known again.
        """
        return next(self.known_in([rows]))

    def known_in(self, deliveries: Sequence[Sequence[Row]]) -> Iterator[list[Known]]:
        """The same of many deliveries, made together."""
        rows = [row for one in deliveries for row in one]
        has_id = [its for one in deliveries for its in _with_id_of_their_own(one)]
        numbers = [number for one in deliveries for number in _numbers_among_equals(one)]
        cores = self._by_core(rows, numbers)
        named = iter(
            self._with_ids(
                [row for row, its in zip(rows, has_id, strict=True) if its],
                [core for core, its in zip(cores, has_id, strict=True) if its],
            )
        )
        everybody = zip(rows, cores, has_id, strict=True)
        for one in deliveries:
            seen: Counter[tuple[str, str, str]] = Counter()
            yield [
                next(named) if its else self._by_answers(row, core, seen)
                for row, core, its in islice(everybody, len(one))
            ]

    def _by_answers(self, row: Row, core: int, seen: Counter[tuple[str, str, str]]) -> Known:
        """Somebody without an id of their own; a number tells equal ones apart."""
        content = (row.answers, row.stamp, row.id)
        seen[content] += 1
        pad = (row.pad,) if row.pad else ()
        digest = self._digest(_SEPARATOR.join(("row", *pad, *content, str(seen[content]))))
        keys = (_as_number(digest), core) if core else (_as_number(digest),)
        return Known(digest.hex(), 0, keys, b"", core)

    def _by_core(self, rows: Sequence[Row], numbers: Sequence[int]) -> list[int]:
        """The key of each that stays when id or measure do not; 0 where too little was answered.

        `numbers` tell equal rows apart.
        """
        enough = [
            len(core) - core.count(NOT_GIVEN) - core.count(NOT_KNOWN) >= ANSWERS_OF_ONE
            for _, _, _, _, core, _ in rows
        ]
        texts = [
            f"{pad}{_SEPARATOR if pad else ''}{stamp}{_SEPARATOR}{core}{_SEPARATOR}{number}"
            for (_, _, _, stamp, core, pad), number in zip(rows, numbers, strict=True)
        ]
        made = iter(_as_numbers(_digests(self._core, compress(_all_as_bytes(texts), enough))))
        return [next(made) if its else 0 for its in enough]

    def _with_ids(self, rows: Sequence[Row], cores: Sequence[int]) -> list[Known]:
        """Two keys, each over half of the items: one changed answer leaves one of them whole.

        One more is over the quick items, with the id where that is too little to go without: it is
        the same in every measure.
        """
        people = _all_as_bytes([f"{one}{_SEPARATOR}{stamp}" for _, one, _, stamp, _, _ in rows])
        answers = _all_as_bytes([f"{_SEPARATOR}{its}" for _, _, its, _, _, _ in rows])
        halves = []
        for begun, start in ((self._even, 0), (self._odd, 1)):
            half = _all_as_bytes([f"{_SEPARATOR}{its[start::2]}" for _, _, its, _, _, _ in rows])
            halves.append(_as_numbers(_digests(begun, map(add, people, half))))
        aliases, names = _digests_and_of_more(self._own, people, answers)
        keys = list(zip(*halves, cores, strict=True))
        for place, core in enumerate(cores):
            if not core:
                keys[place] = (*keys[place][:-1], *self._quick(rows[place]))
        seals = self._sealed([row.pad + row.id for row in rows], [row.answers for row in rows])
        return list(map(Known, _as_names(names), _as_numbers(aliases), keys, seals, cores))

    def _quick(self, row: Row) -> tuple[int, ...]:
        """The key over the quick items with the id, where there are any answers to them."""
        if not row.core.strip(NOT_GIVEN):
            return ()
        return (self.number("quick", "id", row.id, row.stamp, row.core),)

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
        sizes, begun = list(map(len, contents)), self._pad.copy
        pads = []
        for one, size in zip(_all_as_bytes(people), sizes, strict=True):
            pad = begun()
            pad.update(one)
            pads.append(pad.digest(size))
        content = b"".join(contents)
        number = int.from_bytes(content, "big") ^ int.from_bytes(b"".join(pads), "big")
        padded = number.to_bytes(len(content), "big")
        return [padded[start:end] for start, end in pairwise(accumulate(sizes, initial=0))]

    @cached_property
    def _pad(self) -> Any:
        return hashlib.shake_256(self.key)

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


def _with_id_of_their_own(rows: Sequence[Row]) -> Sequence[bool]:
    """Whether each has an id that nobody else in the delivery has."""
    ids = [row.id for row in rows]
    apart = set(ids)
    if len(apart) == len(ids) and "" not in apart:
        return [True] * len(ids)
    uses = Counter(ids)
    uses[""] = 0
    return [uses[one] == 1 for one in ids]


def _numbers_among_equals(rows: Sequence[Row]) -> Sequence[int]:
    """How many of each with the same quick answers and time stamp have come, with it."""
    told = [(row.core, row.stamp) for row in rows]
    if len(set(told)) == len(told):
        return [1] * len(told)
    counts: Counter[tuple[str, str]] = Counter()
    numbers = []
    for one in told:
        counts[one] += 1
        numbers.append(counts[one])
    return numbers


def _digests(begun: hashlib.blake2b, contents: Iterable[bytes]) -> list[bytes]:
    """What a hash comes to when it has taken each of these in, too."""
    copy, found = begun.copy, []
    for content in contents:
        hashing = copy()
        hashing.update(content)
        found.append(hashing.digest())
    return found


def _digests_and_of_more(
    begun: hashlib.blake2b, contents: Sequence[bytes], more: Sequence[bytes]
) -> tuple[list[bytes], list[bytes]]:
    """The same, and what it comes to when it takes something more in."""
    copy, found, then = begun.copy, [], []
    for content, rest in zip(contents, more, strict=True):
        hashing = copy()
        hashing.update(content)
        found.append(hashing.digest())
        hashing.update(rest)
        then.append(hashing.digest())
    return found, then


def _as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _all_as_bytes(texts: Sequence[str]) -> list[bytes]:
    try:
        return list(map(str.encode, texts))
    except UnicodeEncodeError:  # half of a pair, from a file that was read so
        return list(map(_as_bytes, texts))


def _as_number(digest: bytes) -> int:
    return int.from_bytes(digest, "big", signed=True)


def _as_numbers(digests: Sequence[bytes]) -> tuple[int, ...]:
    return struct.unpack(f">{len(digests)}q", b"".join(digests))


def _as_names(digests: Sequence[bytes]) -> list[str]:
    return b"".join(digests).hex(" ", _SIZE).split()
