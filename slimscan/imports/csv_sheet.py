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
    check_width(file, max((len(cells) for _, cells in first), default=0))
    remarks = []
    if text.damaged:
        remarks.append(Problem(Fault.LETTERS_DAMAGED, {"count": text.damaged}, file))
    return Sheet(file, "csv", name, first, rows, rows.broken, remarks)


def _lines(text: TextFile) -> Iterator[str]:
    """The lines less the first one `sep=;`, which only Excel reads and does not show."""
    lines = text.lines()
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
    reader = csv.reader(_lines(text), delimiter=delimiter, strict=strict)
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
