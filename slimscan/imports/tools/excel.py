"""A table that somebody typed or put together in a spreadsheet program, under headers of their own.

Such a table shows nothing of a tool, so it is never recognised: whoever names it says that the
first row holds the questions, and that every row below is a respondent.
"""

from __future__ import annotations

from slimscan.imports.tools.headed import first_row, rows_below
from slimscan.imports.tools.tool import AnswerTable, Header, Sheet, Tool


def _recognises(sheet: Sheet) -> bool:  # noqa: ARG001
    return False


def _read(sheet: Sheet) -> AnswerTable:
    return AnswerTable(tuple(map(Header, first_row(sheet))), rows_below(sheet))


TOOL = Tool("excel", "Excel", ("csv", "xlsx"), _recognises, _read)
