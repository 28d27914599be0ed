"""Bytes from strangers as text: which encoding they have, and their lines one by one."""

from __future__ import annotations

import codecs
import gzip
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

LONGEST_TEXT_LINE = 4 * 1024 * 1024
"""In characters; no line of answers is longer, and a longer one would fill the memory."""

_CHUNK = 1024 * 1024
_BOM = "\ufeff"
_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_WIDE = "utf-16"
"""The encoding in which ASCII takes two bytes."""

Opener = Callable[[], IO[bytes]]
"""Opens the bytes anew: they are gone through more than once, and not held as a whole."""


class LongLineError(Exception):
    """A line that is longer than any line of answers."""


@dataclass(frozen=True)
class TextFile:
    """How the bytes of a file are text."""

    opened: Opener
    encoding: str
    nulls: bool
    """Whether there are NUL characters, which are left out."""
    damaged: int = 0
    """How many places are of another encoding than the rest; each is marked where it stands."""

    def lines(self) -> Iterator[str]:
        """Every line with its end; raises `LongLineError`."""
        with self.opened() as content, self._decoded(content) as text:
            lines = iter(partial(text.readline, LONGEST_TEXT_LINE), "")
            yield self.sound(next(lines, "")).lstrip(_BOM)
            for line in lines:
                if len(line) >= LONGEST_TEXT_LINE:
                    raise LongLineError
                yield self.sound(line)

    def blocks(self, size: int) -> Iterator[bytes]:
        """The same text as UTF-8 by about so many bytes, each block of whole lines.

        Its lines have to go through `sound` yet. Raises `LongLineError`.
        """
        left = b""
        with self.opened() as content:
            for read in self._as_utf8(content, size):
                text = left + read
                end = _end_of_lines(text)
                if end:
                    yield text[:end]
                left = text[end:]
                if len(left) >= LONGEST_TEXT_LINE and len(left.decode()) >= LONGEST_TEXT_LINE:
                    raise LongLineError
        if left:
            yield left

    def _as_utf8(self, content: IO[bytes], size: int) -> Iterator[bytes]:
        """Bytes without the marks that they begin with; what is ASCII is that already."""
        decoder = codecs.getincrementaldecoder(self.encoding)("replace")
        ended = started = False
        while not ended:
            read = content.read(size)
            ended = not read
            if started and self.encoding != _WIDE and read.isascii() and not decoder.getstate()[0]:
                yield read
                continue
            text = decoder.decode(read, ended)
            if not started:
                text = text.lstrip(_BOM + "\0" * self.nulls)
                started = bool(text)
            yield text.encode()

    def whole(self) -> str:
        """All of it."""
        with self.opened() as content, self._decoded(content) as text:
            return self.sound(text.read()).lstrip(_BOM)

    def _decoded(self, content: IO[bytes]) -> io.TextIOWrapper:
        return io.TextIOWrapper(content, self.encoding, errors="replace", newline="")

    def sound(self, text: str) -> str:
        """Decoded text without what is left out."""
        return text.replace("\0", "") if self.nulls else text


def _end_of_lines(text: bytes) -> int:
    """Where the last whole line ends: behind a line feed, as long as there are any."""
    return text.rfind(b"\n") + 1 or text.rfind(b"\r", 0, -1) + 1


PACKED = ".gz"
"""The ending of a text that is packed with gzip."""


def file_text(path: Path) -> TextFile:
    """A file as text, unpacked when its name says that it is packed.

    Raises `OSError`, and for a damaged packed file `EOFError` or `zlib.error`.
    """
    return text_file(partial(_opened, path))


def text_file(opened: Opener) -> TextFile:
    """The bytes as text: UTF-16 by its byte order mark, else UTF-8 when it is that, else cp1252.

    A few bytes of another encoding among the letters of UTF-8 are marked where they stand; they do
    not change how all the others are read.
    """
    letters = _Letters()
    nulls = False
    with opened() as content:
        for number, chunk in enumerate(iter(partial(content.read, _CHUNK), b"")):
            if number == 0 and chunk.startswith(_BOMS):
                return TextFile(opened, _WIDE, nulls=True)
            nulls = nulls or b"\0" in chunk
            letters.count(chunk)
    letters.count(b"", final=True)
    encoding = "utf-8" if letters.good >= letters.bad else "cp1252"
    damaged = letters.bad if encoding == "utf-8" else 0
    return TextFile(opened, encoding, nulls, damaged)


class _Letters:
    """Counts the letters beyond ASCII that are UTF-8, and the places that are none."""

    def __init__(self) -> None:
        self.good = self.bad = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")(_COUNTED)

    def count(self, chunk: bytes, final: bool = False) -> None:
        """Count those of the next bytes."""
        if chunk.isascii() and not final and not self._decoder.getstate()[0]:
            return
        text = self._decoder.decode(chunk, final)
        marked = text.count(_BAD)
        self.bad += marked
        self.good += len(text) - len(text.encode("ascii", "ignore")) - marked


_COUNTED = "slimscan-counted"
_BAD = "\udcff"
"""Stands for what is no UTF-8; it cannot come out of UTF-8 itself."""


def _mark(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _BAD, error.end


codecs.register_error(_COUNTED, _mark)


def _opened(path: Path) -> IO[bytes]:
    if path.suffix.lower() == PACKED:
        return gzip.open(path)  # type: ignore[return-value]
    return path.open("rb")
