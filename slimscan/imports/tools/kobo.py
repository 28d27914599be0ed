"""KoboToolbox: CSV and XLSX, with XML names or with labels."""

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

_NAME, _TITLE = "kobo", "KoboToolbox"
_REJECTED = frozenset({"validation_status_not_approved", "not approved"})


def recognises(sheet: Sheet) -> bool:
    """Whether the columns that Kobo adds to every submission are there."""
    return {"id", "number", "submitted"} <= facts_of(_NAME).places(first_row(sheet)).keys()


def read(sheet: Sheet) -> AnswerTable:
    """The submissions; those that were not approved on review are passed over."""
    headers = first_row(sheet)
    own = facts_of(_NAME).places(headers)
    if not {"id", "number"} & own.keys():
        raise not_an_export(sheet, _TITLE, "_id, _uuid, _submission_time")

    def rejected(cells: Cells) -> Fault | None:
        refused = cell_text(cells, own.get("review")) in _REJECTED
        return Fault.PASSED_REVIEW if refused else None

    rows = Answers(sheet, passed_over=rejected, looked_at=columns_among(own, "review"))
    return AnswerTable(tuple(map(_header, headers)), rows, passed=rows.passed)


def _header(header: str) -> Header:
    held = facts_of(_NAME).holds(header)
    if held in ("id", "submitted"):
        return Header(header, person="respondent" if held == "id" else "measured_on")
    if held or not header or header.startswith("_"):
        return Header(header, ignored=True)
    return Header(header, endings(header, "/"))


TOOL = Tool(_NAME, _TITLE, ("csv", "xlsx"), recognises, read, facts_of(_NAME).ids_within_file)
