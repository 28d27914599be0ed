"""Two header rows, a title above and a row or an option below it, as SurveyMonkey writes them.

Condensed: a column a question, with a word such as "Response" below a question without rows.
Expanded: a column an option, with the title above the first alone. Other tools write so, too.
"""

from __future__ import annotations

from slimscan.imports.tools.facts import facts_of
from slimscan.imports.tools.headed import finished_below, first_row, not_an_export, two_row_headers
from slimscan.imports.tools.tool import AnswerTable, Header, Sheet, Tool

_NAME, _TITLE = "surveymonkey", "SurveyMonkey"
_PERSONS = {"id": "respondent", "ended": "measured_on"}


def recognises(sheet: Sheet) -> bool:
    """Whether the numbers of the respondent and of the collector are there, above two rows."""
    own = facts_of(_NAME).places(first_row(sheet))
    return {"id", "collector"} <= own.keys() and bool(first_row(sheet, 1))


def read(sheet: Sheet) -> AnswerTable:
    """The answers below the two header rows."""
    titles, rows = first_row(sheet), first_row(sheet, 1)
    if not rows:
        raise not_an_export(sheet, _TITLE, "Respondent ID, Collector ID")
    headers = tuple(map(_own, two_row_headers(titles, rows)))
    answers = finished_below(sheet, headers=2)
    return AnswerTable(headers, answers, passed=answers.passed, numbered=True)


def _own(header: Header) -> Header:
    held = facts_of(_NAME).holds(header.names[-1] if header.names else header.shown)
    if held in _PERSONS:
        return Header(header.shown, person=_PERSONS[held])
    return Header(header.shown, header.names, ignored=True) if held else header


TOOL = Tool(_NAME, _TITLE, ("csv", "xlsx"), recognises, read, facts_of(_NAME).ids_within_file)
