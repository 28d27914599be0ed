"""SurveyJS: its results as JSON, a list or a line each."""

from __future__ import annotations

from slimscan.imports.tools.facts import facts_of
from slimscan.imports.tools.headed import endings, first_row, not_an_export, rows_below
from slimscan.imports.tools.tool import AnswerTable, Header, Sheet, Tool

_NAME, _TITLE = "surveyjs", "SurveyJS"
_COMMENT = "-comment"
_OF_SLIMSCAN = frozenset({"answers", "notes", "figures", "evidence", "targets", "questionnaire"})


def recognises(sheet: Sheet) -> bool:
    """Whether answers stand in their matrix, or comments beside them, as only SurveyJS does it."""
    if sheet.kind != "json":
        return False
    # The text of a question as a name may hold a full stop, too, but it has spaces before it.
    parts = [
        header.split(".") if " " not in header.partition(".")[0] else [header]
        for header in first_row(sheet)
    ]
    ours = any(part[0] in _OF_SLIMSCAN for part in parts)
    theirs = any(
        (len(part) == 2 and all(part)) or part[-1].casefold().endswith(_COMMENT) for part in parts
    )
    return theirs and not ours


def read(sheet: Sheet) -> AnswerTable:
    """The answers; the text of an option "other" is passed over."""
    headers = first_row(sheet)
    if sheet.kind != "json":
        raise not_an_export(sheet, _TITLE, "JSON")
    return AnswerTable(tuple(map(_header, headers)), rows_below(sheet))


def _header(header: str) -> Header:
    if header.casefold().endswith(_COMMENT):
        return Header(header, ignored=True)
    return Header(header, endings(header, "."))


TOOL = Tool(_NAME, _TITLE, ("json",), recognises, read, facts_of(_NAME).ids_within_file)
