"""A text table in blocks: the lines that are one plain row each, and all other rows one by one.

Whether a line is plain shows in itself; whether it begins a row does not, for a cell may go on over
lines. So from a line that is not plain on, rows are read one by one, until a row ends with a line.
"""

from __future__ import annotations

import io
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from slimscan.batch.read.line_patterns import LinePatterns
from slimscan.imports.csv_answers import CsvAnswers
from slimscan.imports.text_file import LONGEST_TEXT_LINE, LongLineError, TextFile
from slimscan.imports.tools.tool import SheetRow

if TYPE_CHECKING:
    import polars as pl

_BYTES_AT_ONCE = 8 * 1024 * 1024
_LONGEST_PLAIN = 100_000
"""In bytes; Python's own reader refuses a cell of more than 131,072 characters."""


@dataclass(frozen=True)
class PlainLines:
    """Lines that are one plain row each."""

    rows: pl.Series
    """The number of the row of each."""
    lines: pl.Series
    """Each without its end."""
    content: bytes
    """The same lines as they are read."""
    coded: bool
    """Whether they hold nothing but numbers in the columns of codes."""


@dataclass(frozen=True)
class LineBlock:
    """The next rows of a table: those of plain lines, and all others between them."""

    plain: list[PlainLines]
    others: list[SheetRow]


def line_blocks(source: CsvAnswers, patterns: LinePatterns) -> Iterator[LineBlock]:
    """The rows below the header rows; raises `InputError` where the text stops being a table."""
    lines = _Lines(source.rows.text, patterns)
    records = source.rows.records(lines)
    rows = iter(records)
    for _ in islice(rows, source.above):
        pass
    ended = False
    while lines.any_left and not ended:
        block = lines.block
        runs, others = [], []
        while lines.block is block and lines.any_here and not ended:
            if plain := lines.plain:
                runs.append((block.at, block.at + plain, records.number + 1))
                records.number += plain
                block.at += plain
            else:
                row = next(rows, None)
                others += [row] if row else []
                ended = row is None
        yield LineBlock(block.plain(runs), others)


class _Lines:
    """All lines of a text, one by one, or as many at once as are plain."""

    def __init__(self, text: TextFile, patterns: LinePatterns) -> None:
        self.block = _Block(b"", patterns)
        self._text, self._patterns = text, patterns
        self._blocks = text.blocks(_BYTES_AT_ONCE)
        self._parts: deque[str] = deque()
        self._too_long = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not self.any_left:
            raise StopIteration
        if self._too_long:
            self._too_long = False
            raise LongLineError
        if not self._parts:
            self._parts.extend(_by_any_end(self.block.take()))
        line = self._parts.popleft()
        if len(line) >= LONGEST_TEXT_LINE:
            raise LongLineError
        return self._text.sound(line)

    @property
    def plain(self) -> int:
        """How many of the next lines of this block are plain."""
        return 0 if self._parts else self.block.plain_until - self.block.at

    @property
    def any_here(self) -> bool:
        """Whether this block has more lines."""
        return bool(self._parts) or self.block.at < self.block.count or self._too_long

    @property
    def any_left(self) -> bool:
        """Whether there are more lines; the next block is there when this one is used up.

        A line that is too long is left for whoever takes it, who says where it stands.
        """
        if not self.any_here:
            try:
                content = next(self._blocks, b"")
            except LongLineError:
                self._too_long = True
            else:
                self.block = _Block(content, self._patterns)
        return self.any_here


def _by_any_end(line: str) -> list[str]:
    """A line up to a line feed by all line ends in it."""
    if "\r" not in line.removesuffix("\n").removesuffix("\r"):
        return [line]
    return list(io.StringIO(line, newline=""))


@dataclass
class _Block:
    """Lines up to a line feed each, and how many of them were taken."""

    content: bytes
    patterns: LinePatterns
    at: int = 0

    @cached_property
    def count(self) -> int:
        """How many lines there are."""
        return self.content.count(b"\n") + (self.content[-1:] not in (b"\n", b""))

    @property
    def plain_until(self) -> int:
        """Before which line, from here on, all are plain."""
        place = bisect_left(self._odd, self.at)
        return self._odd[place] if place < len(self._odd) else self.count

    def take(self) -> str:
        """The next line, with its end."""
        self.at += 1
        if self.at == 1:
            return self.content[: self.content.find(b"\n") + 1 or None].decode()
        return self._texts[self.at - 1] + ("\n" if self.at < len(self._texts) else "")

    @cached_property
    def _texts(self) -> list[str]:
        return self.content.decode().split("\n")

    def plain(self, runs: list[_Run]) -> list[PlainLines]:
        """Lines that are plain, those of one kind together."""
        import polars as pl

        if not runs:
            return []
        [(start, end, first), *more] = runs
        kinds = self._coded[start:end]
        if not more and end == self.count and kinds.any() == kinds.all():
            content = self.content.split(b"\n", start)[-1]
            rows = pl.int_range(first, first + end - start, eager=True)
            return [PlainLines(rows, self._lines[start:end], content, kinds.any())]
        rows, places = (pl.concat(map(of, runs)) for of in (_rows, _places))
        kinds = self._coded.gather(places)
        found = []
        for coded, among in ((True, kinds), (False, ~kinds)):
            if among.any():
                lines = self._lines.gather(places.filter(among))
                found.append(PlainLines(rows.filter(among), lines, _joined(lines), coded))
        return found

    @cached_property
    def _lines(self) -> pl.Series:
        import polars as pl

        return pl.read_lines(self.content, name="line").to_series()

    @cached_property
    def _coded(self) -> pl.Series:
        return self._short(self._lines) & self._lines.str.contains(self.patterns.coded)

    @cached_property
    def _odd(self) -> list[int]:
        """The places of the lines that are not plain."""
        if len(self._lines) != self.count:
            return list(range(self.count))
        others = (~self._coded).arg_true()
        lines = self._lines.gather(others)
        plain = self._short(lines) & lines.str.contains(self.patterns.plain)
        return others.filter(~plain).to_list()

    def _short(self, lines: pl.Series) -> pl.Series:
        return lines.str.len_bytes() <= _LONGEST_PLAIN


_Run = tuple[int, int, int]
"""Lines that follow each other: from where to where, and the number of the first row."""


def _places(run: _Run) -> pl.Series:
    import polars as pl

    start, end, _ = run
    return pl.int_range(start, end, eager=True)


def _rows(run: _Run) -> pl.Series:
    start, _, first = run
    return _places(run) + (first - start)


def _joined(lines: pl.Series) -> bytes:
    """Lines as a table."""
    text: str = lines.str.join("\n").item()
    return text.encode()
