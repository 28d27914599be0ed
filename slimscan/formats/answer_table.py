"""Answer tables as text: CSV as people and spreadsheet programs really save it."""

from __future__ import annotations

import csv
import io

from slimscan.errors import Fault, InputError, Problem
from slimscan.formats.delivery import Delivery, Source
from slimscan.formats.rows import Row, read_rows

_DELIMITERS = (";", ",", "\t")
_END = "end of slimscan's reading"


def read_csv(source: Source, content: bytes) -> Delivery:
    """The answers in a CSV file; raises `InputError` when it is no table of answers."""
    text = _without_separator_line(decoded(content))
    return read_rows(source, _records(source, text))


def decoded(content: bytes) -> str:
    """The text: UTF-16 by its byte order mark, else UTF-8 when it is that, else cp1252."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _without_separator_line(text: str) -> str:
    """Drop the line `sep=;`, which only Excel reads and does not show."""
    first, end, rest = text.partition("\r" if "\r" in text[:8] else "\n")
    if first.strip().casefold() not in {f"sep={mark}" for mark in (*_DELIMITERS, "")}:
        return text
    return rest.removeprefix("\n") if end else ""


def _records(source: Source, text: str) -> list[Row]:
    """Every record with its row as a spreadsheet counts: a blank line is a row, too."""
    delimiter = max(_DELIMITERS, key=lambda mark: len(_first_record(text, mark)))
    reader = csv.reader(io.StringIO(f"{text}\n{_END}", newline=""), delimiter=delimiter)
    try:
        *records, last = reader
    except csv.Error:
        line = reader.line_num
        raise InputError([Problem(Fault.TABLE_BROKEN, {}, source.file, line)]) from None
    if last != [_END]:
        # A quotation mark that is never closed swallows every row after it.
        raise InputError([Problem(Fault.TABLE_BROKEN, {}, source.file, len(records) + 1)])
    return list(enumerate(records, start=1))


def _first_record(text: str, delimiter: str) -> list[str]:
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return next((record for record in reader if any(map(str.strip, record))), [])
    except csv.Error:
        return []
