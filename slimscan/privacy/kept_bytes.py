"""Numbers, hashes and texts as the bytes that the ledger keeps of a firm: each kind by itself.

Who writes and who reads goes through the same things in the same order; so nothing is named, and
no number takes more room than it needs. A checksum stands at the end.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from zlib import crc32

from slimscan.privacy.number_rows import LONG, SHORT, as_bytes

FORMAT = 3
"""The first byte. What begins otherwise was written before (`migration.py`)."""

_HEAD = struct.Struct("<BBIIIII")
_TAIL = struct.Struct("<I")
_WIDTHS = {1: "B", 2: "H", 4: SHORT}
_FIGURE = "d"
_ALIKE, _APART, _AS_TEXT = range(3)
"""How the lengths of some hashes are told: one for all, each its own, or they are texts."""


@dataclass
class BytesWriter:
    """Takes everything in turn."""

    counts: list[int] = field(default_factory=list)
    """Whole numbers from 0, mostly small."""
    keys: list[int] = field(default_factory=list)
    """Numbers of 64 bits with a sign."""
    figures: list[float] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    _raw: list[bytes] = field(default_factory=list)

    def put_row(self, counts: Sequence[int]) -> None:
        """Some counts, and how many."""
        self.counts.append(len(counts))
        self.counts += counts

    def put_hashes(self, some: Sequence[str]) -> None:
        """Hashes in hexadecimal, and how many."""
        sizes = list(map(len, some))
        raw = _from_hexadecimal("".join(some))
        if raw is not None and not any(size % 2 for size in set(sizes)):
            self._put([size // 2 for size in sizes], raw)
        else:
            self.counts += (len(some), _AS_TEXT)
            self.texts += some

    def put_bytes(self, some: Sequence[bytes]) -> None:
        """Bytes, and how many of them."""
        self._put(list(map(len, some)), b"".join(some))

    def _put(self, sizes: Sequence[int], raw: bytes) -> None:
        if len(set(sizes)) <= 1:
            self.counts += (len(sizes), _ALIKE, *sizes[:1])
        else:
            self.counts += (len(sizes), _APART, *sizes)
        self._raw.append(raw)

    def put_set(self, people: int) -> None:
        """A set of people."""
        raw = people.to_bytes((people.bit_length() + 7) // 8, "little")
        self.counts.append(len(raw))
        self._raw.append(raw)

    def content(self) -> bytes:
        """All that was taken."""
        keys, figures = as_bytes(LONG, self.keys), as_bytes(_FIGURE, self.figures)
        width, counts = _narrowest(self.counts)
        raw, text = b"".join(self._raw), _as_json(tuple(self.texts))
        sizes = len(self.counts), len(self.keys), len(self.figures), len(raw), len(text)
        head = _HEAD.pack(FORMAT, width, *sizes)
        content = b"".join((head, counts, keys, figures, raw, text))
        return content + _TAIL.pack(crc32(content))


def _narrowest(counts: Sequence[int]) -> tuple[int, bytes]:
    """Counts in as little room as the largest one takes; mostly a byte."""
    try:
        return 1, bytes(counts)
    except ValueError:
        width = 2 if max(counts) < 1 << 16 else 4
        return width, as_bytes(_WIDTHS[width], counts)


@lru_cache(maxsize=256)
def _as_json(texts: tuple[str, ...]) -> bytes:
    """Most firms have the same few texts: the name of their wave."""
    return json.dumps(texts, separators=(",", ":")).encode()


def _from_hexadecimal(text: str) -> bytes | None:
    """The bytes of a text that would come back just so."""
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        return None
    return raw if raw.hex() == text else None


class BytesReader:
    """Gives everything back in turn. Raises `ValueError` when that is not what was written."""

    def __init__(self, content: bytes) -> None:
        try:
            self._read(content)
        except (struct.error, KeyError) as error:
            raise ValueError("damaged") from error

    def _read(self, content: bytes) -> None:
        [checked] = _TAIL.unpack(content[-_TAIL.size :])
        kind, width, counts, keys, figures, raw, text = _HEAD.unpack_from(content)
        if checked != crc32(content[: -_TAIL.size]) or kind != FORMAT:
            raise ValueError("damaged")
        form = struct.Struct(f"<{counts}{_WIDTHS[width]}{keys}q{figures}d")
        numbers = form.unpack_from(content, _HEAD.size)
        start = _HEAD.size + form.size
        self._counts: Iterator[int] = iter(numbers[:counts])
        self._keys: Iterator[int] = iter(numbers[counts : counts + keys])
        self._figures: Iterator[float] = iter(numbers[counts + keys :])
        self._texts: Iterator[str] = iter(json.loads(content[start + raw : start + raw + text]))
        self._content = content[start : start + raw]
        self._at = 0

    def count(self) -> int:
        """The next count."""
        return next(self._counts)

    def row(self) -> list[int]:
        """The next counts that were put as a row."""
        return self.counts(self.count())

    def counts(self, number: int) -> list[int]:
        """So many counts."""
        return list(islice(self._counts, number))

    def key(self) -> int:
        """The next key."""
        return next(self._keys)

    def keys(self, number: int) -> list[int]:
        """So many keys."""
        return list(islice(self._keys, number))

    def figures(self, number: int) -> list[float]:
        """So many figures."""
        return list(islice(self._figures, number))

    def text(self) -> str:
        """The next text."""
        return str(next(self._texts))

    def hashes(self) -> list[str]:
        """The next hashes."""
        number, how = self.count(), self.count()
        if how == _AS_TEXT:
            return list(map(str, islice(self._texts, number)))
        return [one.hex() for one in self._parts(number, how)]

    def raw(self) -> list[bytes]:
        """The next bytes, as they were put together."""
        return self._parts(self.count(), self.count())

    def people(self) -> int:
        """The next set of people."""
        return int.from_bytes(self._taken(self.count()), "little")

    def _parts(self, number: int, how: int) -> list[bytes]:
        sizes = self.counts(number) if how == _APART else self.counts(min(number, 1)) * number
        return [self._taken(size) for size in sizes]

    def _taken(self, size: int) -> bytes:
        start, self._at = self._at, self._at + size
        return self._content[start : self._at]
