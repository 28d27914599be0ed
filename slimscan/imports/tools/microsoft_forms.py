"""Microsoft Forms: the workbook of answers, with English or Dutch names for its own columns."""

from __future__ import annotations

import re

from slimscan.imports.tools.headed import (
    Answers,
    column_place,
    first_row,
    folded,
    not_an_export,
)
from slimscan.imports.tools.tool import AnswerTable, Header, Sheet, Tool

_TITLE = "Microsoft Forms"
_START = ("start time", "begintijd")
_COMPLETION = ("completion time", "tijd van voltooien")
_OWN = frozenset(
    {
        *_START,
        *_COMPLETION,
        *("", "email", "e-mail", "name", "naam", "language", "taal"),
        *("last modified time", "tijd van laatste wijziging"),
        *("total points", "quiz feedback", "grade posted time"),
    }
)
_OWN_SHAPE = re.compile(r"^(points|punten|feedback) - |^(column|kolom)\d*$")
_REPEATED = re.compile(r"^(.*\D)\d{1,2}$")


def recognises(sheet: Sheet) -> bool:
    """Whether the sheet starts with the number and the times that Microsoft gives every answer."""
    headers = folded(first_row(sheet))
    times = column_place(headers, *_START), column_place(headers, *_COMPLETION)
    return headers[:1] == ("id",) and None not in times


def read(sheet: Sheet) -> AnswerTable:
    """The answers; names and e-mail addresses are passed over."""
    headers = first_row(sheet)
    names = folded(headers)
    if column_place(names, *_COMPLETION) is None:
        raise not_an_export(sheet, _TITLE, "ID, Start time, Completion time")
    columns = tuple(_header(header, names) for header in headers)
    return AnswerTable(columns, Answers(sheet, change=_single))


def _header(header: str, names: tuple[str, ...]) -> Header:
    name = header.casefold()
    if name == "id":
        return Header(header, person="respondent")
    if name in _COMPLETION:
        return Header(header, person="measured_on")
    if name in _OWN or _OWN_SHAPE.search(name):
        return Header(header, ignored=True)
    repeated = _REPEATED.match(header)
    first = repeated[1].rstrip() if repeated else ""
    return Header(header, (header, first) if first.casefold() in names else (header,))


def _single(cell: object) -> object:
    """The one choice in a question that takes several, written as `choice;`."""
    return cell[:-1] if isinstance(cell, str) and cell.endswith(";") else cell


TOOL = Tool("microsoft-forms", _TITLE, ("xlsx", "csv"), recognises, read)
