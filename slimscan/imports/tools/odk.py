"""ODK Central: the main table of a form, alone or in the zip with its repeats and media."""

from __future__ import annotations

from slimscan.imports.tools.headed import (
    Answers,
    Cells,
    cell_text,
    column_place,
    endings,
    first_row,
    folded,
    not_an_export,
)
from slimscan.imports.tools.tool import AnswerTable, Header, Sheet, Tool

_TITLE = "ODK Central"
_WHO, _WHEN = "key", "submissiondate"
_OWN = frozenset(
    {
        *(
            "",
            "welcome",
            "note",
            "submitterid",
            "submittername",
            "attachmentspresent",
            "attachmentsexpected",
        ),
        *("status", "reviewstate", "deviceid", "edits", "formversion", "isvalidated"),
        *("instanceid", "instancename", "start", "end", "today", "username", "audit"),
        *("meta-instanceid", "meta-instancename", "meta-audit"),
    }
)


def recognises(sheet: Sheet) -> bool:
    """Whether the columns that Central adds to every submission are there; repeats lack a date."""
    return {_WHO, _WHEN, "submitterid"} <= set(folded(first_row(sheet)))


def read(sheet: Sheet) -> AnswerTable:
    """The submissions; what was rejected on review or stayed encrypted is passed over."""
    headers = first_row(sheet)
    names = folded(headers)
    if not {_WHO, _WHEN} <= set(names):
        raise not_an_export(sheet, _TITLE, "SubmissionDate, KEY")
    review, status = column_place(names, "reviewstate"), column_place(names, "status")

    def no_answers(cells: Cells) -> bool:
        encrypted = cell_text(cells, status) == "not decrypted"
        return encrypted or cell_text(cells, review) == "rejected"

    rows = Answers(sheet, passed_over=no_answers)
    return AnswerTable(tuple(map(_header, headers)), rows, passed=rows.passed)


def _header(header: str) -> Header:
    name = header.casefold()
    if name in (_WHO, _WHEN):
        return Header(header, person="respondent" if name == _WHO else "measured_on")
    if name in _OWN:
        return Header(header, ignored=True)
    return Header(header, endings(header, "-"))


TOOL = Tool("odk", _TITLE, ("csv",), recognises, read)
