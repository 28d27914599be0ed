"""Google Forms: the answers as they are downloaded, or from the linked sheet."""

from __future__ import annotations

import re

from slimscan.imports.tools.facts import facts_of
from slimscan.imports.tools.headed import first_row, not_an_export, rows_below
from slimscan.imports.tools.tool import AnswerTable, Header, Sheet, Tool

_NAME, _TITLE = "google-forms", "Google Forms"
_WHEN, _DAY_FIRST = "timestamp", "timestamp_day_first"
_MOMENT = re.compile(r"^\d{1,4}([-/.])\d{1,2}\1\d{1,4} \d{1,2}[:.]\d{2}([:.]\d{2})?\b")
_OWN_SHAPE = re.compile(r"^(kolom|column) \d+$|\[(score|feedback)\]$")


def recognises(sheet: Sheet) -> bool:
    """Whether the first column is the moment of sending in, as Google writes it."""
    first = _first(first_row(sheet))
    if first == _WHEN:
        moment = (first_row(sheet, 1) or ("",))[0]
        return sheet.kind == "csv" and bool(_MOMENT.match(moment))
    return first == _DAY_FIRST


def read(sheet: Sheet) -> AnswerTable:
    """The answers; where the headers are not English, it is known that days come before months."""
    headers = first_row(sheet)
    if _first(headers) not in (_WHEN, _DAY_FIRST):
        raise not_an_export(sheet, _TITLE, "Timestamp / Tijdstempel")
    columns = (Header(headers[0], person="measured_on"), *map(_header, headers[1:]))
    day_first = True if _first(headers) == _DAY_FIRST else None
    return AnswerTable(columns, rows_below(sheet), day_first=day_first)


def _first(headers: tuple[str, ...]) -> str:
    return facts_of(_NAME).holds(headers[0]) if headers else ""


def _header(header: str) -> Header:
    if not header or facts_of(_NAME).holds(header) or _OWN_SHAPE.search(header.casefold()):
        return Header(header, ignored=True)
    return Header(header, (header, *_rows_of_a_grid(header)))


def _rows_of_a_grid(header: str) -> tuple[str, ...]:
    """What may be the row in `text [row]`: both may hold brackets of their own."""
    if not header.endswith("]"):
        return ()
    starts = [place for place, letter in enumerate(header) if letter == "["]
    return tuple(header[start + 1 : -1].strip() for start in starts)


TOOL = Tool(_NAME, _TITLE, ("csv", "xlsx"), recognises, read, facts_of(_NAME).ids_within_file)
