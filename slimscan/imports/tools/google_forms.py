"""Google Forms: the answers as they are downloaded, or from the linked sheet."""

from __future__ import annotations

import re

from slimscan.imports.tools.headed import (
    first_row,
    folded,
    not_an_export,
    rows_below,
)
from slimscan.imports.tools.tool import AnswerTable, Header, Sheet, Tool

_TITLE = "Google Forms"
_DUTCH_TIMESTAMP = "tijdstempel"
_TIMESTAMPS = ("timestamp", _DUTCH_TIMESTAMP)
_MOMENT = re.compile(r"^\d{1,4}([-/.])\d{1,2}\1\d{1,4} \d{1,2}[:.]\d{2}([:.]\d{2})?\b")
_OWN = frozenset(
    {"", "score", "total score", "username", "gebruikersnaam", "email address", "e-mailadres"}
)
_OWN_SHAPE = re.compile(r"^(kolom|column) \d+$|\[(score|feedback)\]$")


def recognises(sheet: Sheet) -> bool:
    """Whether the first column is the moment of sending in, as Google writes it."""
    first = folded(first_row(sheet)[:1])
    if first == ("timestamp",):
        moment = (first_row(sheet, 1) or ("",))[0]
        return sheet.kind == "csv" and bool(_MOMENT.match(moment))
    return first == (_DUTCH_TIMESTAMP,)


def read(sheet: Sheet) -> AnswerTable:
    """The answers; only where the headers are Dutch is it known that days come before months."""
    headers = first_row(sheet)
    if not headers or headers[0].casefold() not in _TIMESTAMPS:
        raise not_an_export(sheet, _TITLE, "Timestamp / Tijdstempel")
    columns = (Header(headers[0], person="measured_on"), *map(_header, headers[1:]))
    dutch = headers[0].casefold() == _DUTCH_TIMESTAMP
    return AnswerTable(columns, rows_below(sheet), day_first=True if dutch else None)


def _header(header: str) -> Header:
    name = header.casefold()
    if name in _OWN or _OWN_SHAPE.search(name):
        return Header(header, ignored=True)
    return Header(header, (header, *_rows_of_a_grid(header)))


def _rows_of_a_grid(header: str) -> tuple[str, ...]:
    """What may be the row in `text [row]`: both may hold brackets of their own."""
    if not header.endswith("]"):
        return ()
    starts = [place for place, letter in enumerate(header) if letter == "["]
    return tuple(header[start + 1 : -1].strip() for start in starts)


TOOL = Tool("google-forms", _TITLE, ("csv", "xlsx"), recognises, read)
