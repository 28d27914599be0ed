"""Bytes from strangers as text: which encoding they have, and their lines one by one."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

_LONGEST_LINE = 4 * 1024 * 1024
"""In characters; no line of answers is longer, and a longer one would fill the memory."""

_CHUNK = 1024 * 1024
_BOM = "\ufeff"
_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

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

    def lines(self) -> Iterator[str]:
        """Every line with its end; raises `LongLineError`."""
        with self.opened() as content, self._decoded(content) as text:
            lines = iter(partial(text.readline, _LONGEST_LINE), "")
            yield self._sound(next(lines, "")).lstrip(_BOM)
            for line in lines:
                if len(line) >= _LONGEST_LINE:
                    raise LongLineError
                yield self._sound(line)

    def whole(self) -> str:
        """All of it."""
        with self.opened() as content, self._decoded(content) as text:
            return self._sound(text.read()).lstrip(_BOM)

    def _decoded(self, content: IO[bytes]) -> io.TextIOWrapper:
        return io.TextIOWrapper(content, self.encoding, errors="replace", newline="")

    def _sound(self, text: str) -> str:
        return text.replace("\0", "") if self.nulls else text


def file_text(path: Path) -> TextFile:
    """A file as text; raises `OSError`."""
    return text_file(partial(_opened, path))


def text_file(opened: Opener) -> TextFile:
    """The bytes as text: UTF-16 by its byte order mark, else UTF-8 when all is, else cp1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    encoding, nulls = "utf-8", False
    with opened() as content:
        for number, chunk in enumerate(iter(partial(content.read, _CHUNK), b"")):
            if number == 0 and chunk.startswith(_BOMS):
                return TextFile(opened, "utf-16", nulls=True)
            nulls = nulls or b"\0" in chunk
            if encoding == "utf-8" and not _decodes(decoder, chunk):
                encoding = "cp1252"
    if encoding == "utf-8" and not _decodes(decoder, b"", final=True):
        encoding = "cp1252"
    return TextFile(opened, encoding, nulls)


def _opened(path: Path) -> IO[bytes]:
    return path.open("rb")


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True
