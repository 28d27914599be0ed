"""Microsoft Forms: the workbook of answers, with names for its own columns in some languages."""

from __future__ import annotations

import re

from slimscan.imports.tools.facts import facts_of
from slimscan.imports.tools.headed import Answers, first_row, not_an_export
from slimscan.imports.tools.tool import AnswerTable, Header, Sheet, Tool

_NAME, _TITLE = "microsoft-forms", "Microsoft Forms"
_OWN_SHAPE = re.compile(r"^(points|punten|feedback) - |^(column|kolom)\d*$")
_REPEATED = re.compile(r"^(.*\D)\d{1,2}$")


def recognises(sheet: Sheet) -> bool:
    """Whether the sheet starts with the number and the times that Microsoft gives every answer."""
    own = facts_of(_NAME).places(first_row(sheet))
    return own.get("id") == 0 and {"start", "completion"} <= own.keys()


def read(sheet: Sheet) -> AnswerTable:
    """The answers; names and e-mail addresses are passed over."""
    headers = first_row(sheet)
    if "completion" not in facts_of(_NAME).places(headers):
        raise not_an_export(sheet, _TITLE, "ID, Start time, Completion time")
    names = tuple(header.casefold() for header in headers)
    columns = tuple(_header(header, names) for header in headers)
    return AnswerTable(columns, Answers(sheet, change=_single))


def _header(header: str, names: tuple[str, ...]) -> Header:
    held = facts_of(_NAME).holds(header)
    if held in ("id", "completion"):
        return Header(header, person="respondent" if held == "id" else "measured_on")
    if held or not header or _OWN_SHAPE.search(header.casefold()):
        return Header(header, ignored=True)
    repeated = _REPEATED.match(header)
    first = repeated[1].rstrip() if repeated else ""
    return Header(header, (header, first) if first.casefold() in names else (header,))


def _single(cell: object) -> object:
    """The one choice in a question that takes several, written as `choice;`."""
    return cell[:-1] if isinstance(cell, str) and cell.endswith(";") else cell


TOOL = Tool(_NAME, _TITLE, ("xlsx", "csv"), recognises, read, facts_of(_NAME).ids_within_file)
