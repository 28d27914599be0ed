"""A table as it stands: headers in the first row, and every row below is a respondent.

Somebody typed it, or a program made it that is not known here. Such a table shows nothing of a
tool, so it is never recognised: whoever names it says that its rows count. What a column calls
unfinished is passed over all the same.
"""

from __future__ import annotations

from slimscan.imports.tools.headed import finished_below, own_headers
from slimscan.imports.tools.tool import AnswerTable, Sheet, Tool

GENERIC, _EXCEL = "generic", "excel"
NOBODYS = frozenset({"slimscan", GENERIC, _EXCEL})
"""What is read without being a survey tool's."""


def _recognises(sheet: Sheet) -> bool:  # noqa: ARG001
    return False


def _read(sheet: Sheet) -> AnswerTable:
    rows = finished_below(sheet)
    return AnswerTable(own_headers(sheet), rows, passed=rows.passed)


_KINDS = ("csv", "xlsx", "json")
TOOL = Tool(GENERIC, "generic", _KINDS, _recognises, _read)
EXCEL = Tool(_EXCEL, "Excel", _KINDS[:2], _recognises, _read)
