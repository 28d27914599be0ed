"""Answer tables as text: CSV as people and spreadsheet programs really save it, row by row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.text_file import LongLineError, TextFile
from slimscan.imports.tools.tool import SHOWN_FIRST, Sheet, SheetRow

_DELIMITERS = (";", ",", "\t")


@dataclass
class _Rows:
    """The rows with anything in them; a row that cannot be read costs itself."""

    file: str
    text: TextFile
    delimiter: str
    broken: list[Problem] = field(default_factory=list)

    def __iter__(self) -> Iterator[SheetRow]:
        self.broken.clear()
        # Strict, because a stray quotation mark otherwise moves the answers behind it.
        reader = csv.reader(_lines(self.text), delimiter=self.delimiter, strict=True)
        number = line = 0
        filled = False
        while True:
            try:
                for cells in reader:
                    number += 1
                    line = reader.line_num
                    if any(map(str.strip, cells)):
                        filled = True
                        yield number, cells
            except (csv.Error, LongLineError):
                number += 1
                if not filled or reader.line_num - line != 1:
                    # What swallowed several lines, or is no line, may have swallowed whole rows.
                    problem = Problem(Fault.TABLE_BROKEN, {}, self.file, number)
                    raise InputError([problem]) from None
                line = reader.line_num
                self.broken.append(Problem(Fault.TABLE_ROW_BROKEN, {}, self.file, number))
            else:
                return


def csv_sheet(file: str, text: TextFile, name: str = "") -> Sheet:
    """The table in a CSV file; raises `InputError` when its first rows cannot be read."""
    rows = _Rows(file, text, _delimiter(text))
    first = tuple(islice(rows, SHOWN_FIRST))
    return Sheet(file, "csv", name, first, rows, rows.broken)


def _lines(text: TextFile) -> Iterator[str]:
    """The lines less the first one `sep=;`, which only Excel reads and does not show."""
    lines = text.lines()
    first = next(lines, "")
    if first.strip("\r\n ").casefold() not in {f"sep={mark}" for mark in (*_DELIMITERS, "")}:
        yield first
    yield from lines


def _delimiter(text: TextFile) -> str:
    """The one that gives the first record most fields, as far as its quotation marks are sound."""
    fields = {mark: _fields(text, mark, strict=True) for mark in _DELIMITERS}
    if max(fields.values()) <= 1:
        fields = {mark: _fields(text, mark, strict=False) for mark in _DELIMITERS}
    return max(_DELIMITERS, key=fields.__getitem__)


def _fields(text: TextFile, delimiter: str, strict: bool) -> int:
    """How many fields the first record with anything in it has."""
    try:
        reader = csv.reader(_lines(text), delimiter=delimiter, strict=strict)
        return len(next((record for record in reader if any(map(str.strip, record))), ()))
    except (csv.Error, LongLineError):
        return 0
