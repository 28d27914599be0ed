"""A text table in blocks: the lines that are one plain row each, and all other rows one by one.

Whether a line is plain shows in itself; whether it begins a row does not, for a cell may go on over
lines. So from a line that is not plain on, rows are read one by one, until a row ends with a line.
"""

from __future__ import annotations

import io
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING

from slimscan.batch.read.careful_reader import ROW
from slimscan.batch.read.line_patterns import LinePatterns
from slimscan.imports.csv_answers import CsvAnswers
from slimscan.imports.text_file import LONGEST_TEXT_LINE, LongLineError, TextFile
from slimscan.imports.tools.tool import SheetRow

if TYPE_CHECKING:
    import polars as pl

ROW_TEXT = "__line"
"""The column with a line as it stands in the file, beside the number of its row."""
CODED = "__coded"
"""The column that says whether it holds nothing but numbers in the columns of codes."""

_BYTES_AT_ONCE = 4 * 1024 * 1024
_LONGEST_PLAIN = 100_000
"""In bytes; Python's own reader refuses a cell of more than 131,072 characters."""


@dataclass(frozen=True)
class LineBlock:
    """The next rows of a table, in order: those of plain lines, and all others between them."""

    plain: pl.DataFrame
    """`ROW`, `ROW_TEXT` and `CODED` of each."""
    others: list[SheetRow]


def line_blocks(source: CsvAnswers, patterns: LinePatterns) -> Iterator[LineBlock]:
    """The rows below the header rows; raises `InputError` where the text stops being a table."""
    lines = _Lines(source.rows.text, patterns)
    records = source.rows.records(lines)
    rows = iter(records)
    for _ in islice(rows, source.above):
        pass
    while row := next(rows, None):
        block = lines.block
        runs, others = [], [row]
        while lines.block is block and row:
            if plain := lines.plain:
                runs.append((block.at, block.at + plain, records.number + 1))
                records.number += plain
                block.at += plain
            elif lines.any_left:
                row = next(rows, None)
                others += [row] if row else []
            else:
                break
        yield LineBlock(block.frame(runs), others)


class _Lines:
    """All lines of a text, one by one, or as many at once as are plain."""

    def __init__(self, text: TextFile, patterns: LinePatterns) -> None:
        self.block = _Block("", patterns)
        self._text, self._patterns = text, patterns
        self._blocks = text.blocks(_BYTES_AT_ONCE)
        self._parts: deque[str] = deque()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if not self._parts:
            if self.block.at == self.block.count:
                self.block = _Block(next(self._blocks), self._patterns)
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
    def any_left(self) -> bool:
        """Whether this block has more lines."""
        return bool(self._parts) or self.block.at < self.block.count


def _by_any_end(line: str) -> list[str]:
    """A line up to a line feed by all line ends in it."""
    if "\r" not in line.removesuffix("\n").removesuffix("\r"):
        return [line]
    return list(io.StringIO(line, newline=""))


@dataclass
class _Block:
    """Lines up to a line feed each, and how many of them were taken."""

    text: str
    patterns: LinePatterns
    at: int = 0
    _found: list[str] = field(default_factory=list)

    @cached_property
    def count(self) -> int:
        """How many lines there are."""
        return self.text.count("\n") + (self.text[-1:] not in ("\n", ""))

    @property
    def plain_until(self) -> int:
        """Before which line, from here on, all are plain."""
        place = bisect_left(self._odd, self.at)
        return self._odd[place] if place < len(self._odd) else self.count

    def take(self) -> str:
        """The next line, with its end."""
        self.at += 1
        if self.at == 1:
            return self.text[: self.text.find("\n") + 1 or None]
        self._found = self._found or self.text.split("\n")
        return self._found[self.at - 1] + ("\n" if self.at < len(self._found) else "")

    def frame(self, runs: list[tuple[int, int, int]]) -> pl.DataFrame:
        """`LineBlock.plain` of some lines: from where to where, and the number of the first row."""
        import polars as pl

        frame = pl.DataFrame({ROW_TEXT: self._lines, CODED: self._coded})
        ints = dict.fromkeys(("start", "end", "first"), pl.Int64())
        spread = pl.DataFrame(runs, schema=ints, orient="row").select(
            pl.int_ranges("start", "end").alias("place"),
            pl.int_ranges("first", pl.col("first") + pl.col("end") - pl.col("start")).alias(ROW),
        )
        places = spread.explode("place", ROW, empty_as_null=False)
        return frame[places["place"]].insert_column(0, places[ROW])

    @cached_property
    def _lines(self) -> pl.Series:
        import polars as pl

        return pl.read_lines(self.text.encode(), name=ROW_TEXT).to_series()

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
