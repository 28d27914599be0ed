"""KoboToolbox: CSV and XLSX, with XML names or with labels."""

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

_TITLE = "KoboToolbox"
_WHO, _WHEN, _REVIEW = "_uuid", "_submission_time", "_validation_status"
_OWN = frozenset(
    {
        *(
            "",
            "welcome",
            "note",
            "start",
            "end",
            "today",
            "username",
            "deviceid",
            "subscriberid",
            "simserial",
        ),
        *("phonenumber", "audit", "formhub/uuid", "meta/instanceid", "meta/instancename"),
        *("uuid", "instanceid", "instancename", "meta/rootuuid", "rootuuid"),
    }
)
_REJECTED = frozenset({"validation_status_not_approved", "not approved"})


def recognises(sheet: Sheet) -> bool:
    """Whether the columns that Kobo adds to every submission are there."""
    return {"_id", _WHO, _WHEN} <= set(folded(first_row(sheet)))


def read(sheet: Sheet) -> AnswerTable:
    """The submissions; those that were not approved on review are passed over."""
    headers = first_row(sheet)
    names = folded(headers)
    review = column_place(names, _REVIEW)
    if column_place(names, _WHO, "_id") is None:
        raise not_an_export(sheet, _TITLE, "_id, _uuid, _submission_time")

    def rejected(cells: Cells) -> bool:
        return cell_text(cells, review) in _REJECTED

    rows = Answers(sheet, passed_over=rejected)
    return AnswerTable(tuple(map(_header, headers)), rows, passed=rows.passed)


def _header(header: str) -> Header:
    name = header.casefold()
    if name in (_WHO, _WHEN):
        return Header(header, person="respondent" if name == _WHO else "measured_on")
    if name in _OWN or name.startswith("_"):
        return Header(header, ignored=True)
    return Header(header, endings(header, "/"))


TOOL = Tool("kobo", _TITLE, ("csv", "xlsx"), recognises, read)
