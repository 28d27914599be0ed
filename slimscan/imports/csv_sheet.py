"""Answer tables as text: CSV as people and spreadsheet programs really save it, row by row."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.text_file import LongLineError, TextFile
from slimscan.imports.tools.tool import SHOWN_FIRST, Sheet, SheetRow, check_width

_DELIMITERS = (";", ",", "\t", "|")
_RECORDS = 20
"""So many of the first records choose the delimiter."""


@dataclass
class CsvRows:
    """The rows with anything in them; a row that cannot be read costs itself."""

    file: str
    text: TextFile
    delimiter: str
    broken: list[Problem] = field(default_factory=list)

    def __iter__(self) -> Iterator[SheetRow]:
        return iter(self.records(self.text.lines()))

    def records(self, lines: Iterator[str]) -> CsvRecords:
        """The rows in these lines, which are all of the text; what is broken is found anew."""
        self.broken.clear()
        return CsvRecords(self, _below_mark(lines))


@dataclass
class CsvRecords:
    """The rows in lines that are taken as they are needed.

    Whoever takes lines in between that are a row each, and puts `number` forward, has the same.
    """

    rows: CsvRows
    lines: Iterator[str]
    number: int = 0
    """The number of the last row, as a person counts."""

    def __iter__(self) -> Iterator[SheetRow]:
        # Strict, because a stray quotation mark otherwise moves the answers behind it.
        reader = csv.reader(self.lines, delimiter=self.rows.delimiter, strict=True)
        line = 0
        filled = False
        while True:
            try:
                for cells in reader:
                    self.number += 1
                    line = reader.line_num
                    if any(map(str.strip, cells)):
                        filled = True
                        yield self.number, cells
            except (csv.Error, LongLineError):
                self.number += 1
                if not filled or reader.line_num - line != 1:
                    # What swallowed several lines, or is no line, may have swallowed whole rows.
                    problem = Problem(Fault.TABLE_BROKEN, {}, self.rows.file, self.number)
                    raise InputError([problem]) from None
                line = reader.line_num
                broken = Problem(Fault.TABLE_ROW_BROKEN, {}, self.rows.file, self.number)
                self.rows.broken.append(broken)
            else:
                return


def csv_sheet(file: str, text: TextFile, name: str = "") -> Sheet:
    """The table in a CSV file; raises `InputError` when its first rows cannot be read."""
    rows = CsvRows(file, text, _delimiter(text))
    first = tuple(islice(rows, SHOWN_FIRST))
    check_width(file, max((len(cells) for _, cells in first), default=0))
    remarks = []
    if text.damaged:
        remarks.append(Problem(Fault.LETTERS_DAMAGED, {"count": text.damaged}, file))
    return Sheet(file, "csv", name, first, rows, rows.broken, remarks)


def _below_mark(lines: Iterator[str]) -> Iterator[str]:
    """The lines less the first one `sep=;`, which only Excel reads and does not show."""
    first = next(lines, "")
    if first.strip("\r\n ").casefold() not in {f"sep={mark}" for mark in (*_DELIMITERS, "")}:
        yield first
    yield from lines


def _delimiter(text: TextFile) -> str:
    """The one that most of the first records agree on, as far as their quotation marks are sound.

    The header alone may mislead: an unquoted title with commas in a file of semicolons.
    """
    agreed = {mark: _agreement(text, mark, strict=True) for mark in _DELIMITERS}
    if not any(records for records, _ in agreed.values()):
        agreed = {mark: _agreement(text, mark, strict=False) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=agreed.__getitem__)


def _agreement(text: TextFile, delimiter: str, strict: bool) -> tuple[int, int]:
    """How many of the first records have the same number of fields, and that number."""
    counts = Counter(
        fields for fields in islice(_fields(text, delimiter, strict), _RECORDS) if fields > 1
    )
    if not counts:
        return 0, 1
    fields, records = max(counts.items(), key=lambda one: (one[1], one[0]))
    return records, fields


def _fields(text: TextFile, delimiter: str, strict: bool) -> Iterator[int]:
    """How many fields each record with anything in it has; none where it cannot be read."""
    reader = csv.reader(_below_mark(text.lines()), delimiter=delimiter, strict=strict)
    while True:
        try:
            for record in reader:
                if any(map(str.strip, record)):
                    yield len(record)
        except csv.Error:
            yield 0
        except LongLineError:
            return
        else:
            return
