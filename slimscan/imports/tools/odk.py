"""ODK Central: the main table of a form, alone or in the zip with its repeats and media."""

from __future__ import annotations

from slimscan.errors import Fault
from slimscan.imports.tools.facts import facts_of
from slimscan.imports.tools.headed import (
    Answers,
    Cells,
    cell_text,
    columns_among,
    endings,
    first_row,
    not_an_export,
)
from slimscan.imports.tools.tool import AnswerTable, Header, Sheet, Tool

_NAME, _TITLE = "odk", "ODK Central"


def recognises(sheet: Sheet) -> bool:
    """Whether the columns that Central adds to every submission are there; repeats lack a date."""
    return {"id", "submitted", "submitter"} <= facts_of(_NAME).places(first_row(sheet)).keys()


def read(sheet: Sheet) -> AnswerTable:
    """The submissions; what was rejected on review or stayed encrypted is passed over."""
    headers = first_row(sheet)
    own = facts_of(_NAME).places(headers)
    if not {"id", "submitted"} <= own.keys():
        raise not_an_export(sheet, _TITLE, "SubmissionDate, KEY")

    def no_answers(cells: Cells) -> Fault | None:
        if cell_text(cells, own.get("status")) == "not decrypted":
            return Fault.PASSED_ENCRYPTED
        rejected = cell_text(cells, own.get("review")) == "rejected"
        return Fault.PASSED_REVIEW if rejected else None

    rows = Answers(sheet, passed_over=no_answers, looked_at=columns_among(own, "status", "review"))
    return AnswerTable(tuple(map(_header, headers)), rows, passed=rows.passed)


def _header(header: str) -> Header:
    held = facts_of(_NAME).holds(header)
    if held in ("id", "submitted"):
        return Header(header, person="respondent" if held == "id" else "measured_on")
    if held or not header:
        return Header(header, ignored=True)
    return Header(header, endings(header, "-"))


TOOL = Tool(_NAME, _TITLE, ("csv",), recognises, read, facts_of(_NAME).ids_within_file)
