"""The answers in a text table by whole columns, as far as its rows are plain and nothing is odd.

What a cell stands for is asked of the careful reader, once for every text in a column. A row that
it refuses, counts or leaves out in any way goes to it as a whole, so that it says why.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from slimscan.batch.ahead import one_ahead
from slimscan.batch.read.careful_reader import REFUSED, ROW, ColumnReader, RowReader, is_free
from slimscan.batch.read.frame_answers import is_plain
from slimscan.batch.read.line_patterns import MOST_CELLS, LinePatterns
from slimscan.batch.read.text_cells import TextCells, odd_columns
from slimscan.batch.read.text_lines import PlainLines, line_blocks
from slimscan.imports.csv_answers import CsvAnswers, csv_answers
from slimscan.imports.dates import is_undated
from slimscan.imports.tools.tool import SheetRow
from slimscan.scoring.responses import FIRST_DAY, LAST_DAY

if TYPE_CHECKING:
    import polars as pl

_MOMENT = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}( ([01][0-9]|2[0-3])(:[0-5][0-9]){2})?$"
_MIDNIGHT = " 00:00:00"


def text_table(rows: RowReader) -> TextTable | None:
    """The table of an export, if its rows stand in a text and nothing has to be put together."""
    source = csv_answers(rows.export.rows)
    items = [place for place, one in rows.columns.items() if one.item]
    width = len(rows.export.columns.headers)
    if source is None or set(items) & set(source.looked_at) or not 1 < width <= MOST_CELLS:
        return None
    # What is empty has to be nothing, for polars sees no difference.
    if any(rows.columns[place].read([""]) != [None] for place in items):
        return None
    patterns = LinePatterns(source.rows.delimiter, width, frozenset(items))
    return TextTable(rows, source, patterns)


@dataclass(frozen=True)
class TextTable:
    """A text of which plain lines are read together."""

    rows: RowReader
    source: CsvAnswers
    patterns: LinePatterns

    def frames(self) -> Iterator[pl.DataFrame]:
        """All rows, as `RowReader.frames` gives them."""

        self.source.answers.passed.rows = 0
        for block in one_ahead(line_blocks(self.source, self.patterns)):
            read = list(map(self._read, block.plain))
            aside = [row for one in read for row in one.aside]
            others = sorted([*block.others, *aside], key=lambda row: row[0])
            frames = [one.frame for one in read if len(one.frame)]
            self.rows.tally.read += sum(frame.height for frame in frames)
            if careful := list(self.source.answers.among(others)):
                frames.append(self.rows.frame(careful))
            if frames:
                yield _in_order(frames)

    def _read(self, lines: PlainLines) -> _Read:
        """Plain lines by columns."""
        import polars as pl

        texts = self._columns(lines)
        cells = self._cells.read(texts)
        people, undated = self._people(texts)
        odd = cells.select(odd_columns(cells))
        easy = ~(
            cells.select(pl.all_horizontal(pl.all().is_null())).to_series()
            | undated
            | self._passed_over(texts)
        )
        if odd.width:
            easy &= ~odd.select(pl.any_horizontal(pl.all() == REFUSED).fill_null(False)).to_series()
        names = {name: self.rows.columns[int(name)].name for name in cells.columns}
        found = pl.DataFrame([lines.rows.alias(ROW), *people, *cells.rename(names)])
        if easy.all():
            return _Read(found, [])
        aside = self._one_by_one(lines.rows.filter(~easy), lines.lines.filter(~easy))
        return _Read(found.filter(easy), list(aside))

    @cached_property
    def _cells(self) -> TextCells:
        items = [place for place, one in self.rows.columns.items() if one.item]
        return TextCells(items, self._stand_for)

    @property
    def _readers(self) -> list[tuple[int, ColumnReader]]:
        return list(self.rows.columns.items())

    def _columns(self, lines: PlainLines) -> pl.DataFrame:
        """What is needed of these lines, a column a place."""
        import polars as pl

        if lines.coded:
            return self._columns_as(lines, dict.fromkeys(self.patterns.numbers, pl.Int8()))
        try:
            return self._columns_as(lines, self._cells.lists())
        except pl.exceptions.ComputeError:
            return self._columns_as(lines, {})

    def _columns_as(self, lines: PlainLines, kinds: Mapping[int, pl.DataType]) -> pl.DataFrame:
        """Columns of these kinds; all others are texts."""
        import polars as pl

        found = pl.read_csv(
            lines.content,
            has_header=False,
            separator=self.patterns.delimiter,
            schema={
                str(place): kinds.get(place, pl.String()) for place in range(self.patterns.width)
            },
            columns=sorted({*self.rows.columns, *self.source.looked_at}),
            glob=False,
        ).with_columns(pl.col(pl.String).fill_null(""))
        if found.height != len(lines.rows):
            raise pl.exceptions.ShapeError
        return found

    def _stand_for(self, place: int, texts: Sequence[str]) -> list[Any]:
        change = self.source.answers.change
        cells: Sequence[object] = [change(text) for text in texts] if change else texts
        return self.rows.columns[place].read(cells)

    def _people(self, texts: pl.DataFrame) -> tuple[list[pl.Series], pl.Series]:
        """The columns beside the answers, and which rows have a date that cannot be read."""
        import polars as pl

        people = []
        undated = pl.repeat(False, texts.height, eager=True)
        for place, one in self._readers:
            if one.item:
                continue
            column = texts[str(place)]
            odd = column.filter(~self._stays(one.name, column)).unique().to_list()
            read = dict(zip(odd, self._stand_for(place, odd), strict=True))
            if one.name == "measured_on":
                none = [text for text, day in read.items() if not day and is_undated(text)]
                undated = column.is_in(none)
            changed = {text: value for text, value in read.items() if text != value}
            people.append((column.replace(changed) if changed else column).alias(one.name))
        return people, undated

    def _stays(self, name: str, column: pl.Series) -> pl.Series:
        """Which texts stand for themselves, as far as that is known without looking at each."""
        import polars as pl

        frame = column.alias(name).to_frame()
        if self.source.answers.change:
            return pl.repeat(False, len(column), eager=True)
        if name == "measured_on":
            return frame.select(_is_moment(name)).to_series()
        return frame.select(is_plain(name) & is_free(name)).to_series()

    def _passed_over(self, texts: pl.DataFrame) -> pl.Series:
        """Which rows hold no answers that count."""
        import polars as pl

        passed_over = self.source.answers.passed_over
        looked_at = self.source.looked_at
        if not passed_over or not looked_at or self.source.answers.passed.taken:
            return pl.repeat(False, texts.height, eager=True)
        known: dict[tuple[str, ...], bool] = {}
        found = []
        for seen in zip(*(texts[str(place)].to_list() for place in looked_at), strict=True):
            if seen not in known:
                cells = [""] * self.patterns.width
                for place, text in zip(looked_at, seen, strict=True):
                    cells[place] = text
                known[seen] = bool(passed_over(cells))
            found.append(known[seen])
        return pl.Series(found, dtype=pl.Boolean())

    def _one_by_one(self, rows: pl.Series, lines: pl.Series) -> Iterator[SheetRow]:
        """The rows of plain lines as the importer has them."""
        reader = csv.reader(lines, delimiter=self.patterns.delimiter, strict=True)
        for number, cells in zip(rows, reader, strict=True):
            if any(map(str.strip, cells)):
                yield number, cells


@dataclass(frozen=True)
class _Read:
    """Plain lines that were read."""

    frame: pl.DataFrame
    aside: list[SheetRow]
    """The rows that are not in it, for something in them is odd."""


def _in_order(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """All rows, as they follow each other in the table."""
    import polars as pl

    if len(frames) == 1:
        return frames[0]
    filled = (frame for frame in frames if len(frame))
    rows = pl.concat(sorted(filled, key=lambda frame: frame.item(0, ROW)))
    return rows if rows[ROW].is_sorted() else rows.sort(ROW)


def _is_moment(name: str) -> pl.Expr:
    """Whether a text is a moment just as it is kept: a day, with a time or without."""
    import polars as pl

    text = pl.col(name)
    day = text.str.head(10).str.to_date("%Y-%m-%d", strict=False)
    there = day.is_between(pl.lit(FIRST_DAY), pl.lit(LAST_DAY)).fill_null(False)
    return text.str.contains(_MOMENT) & there & ~text.str.ends_with(_MIDNIGHT)
