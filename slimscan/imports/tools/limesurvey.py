"""LimeSurvey: CSV and XLSX, by codes, texts or both, with its own columns in any language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial

from slimscan.imports.tools.headed import Answers, Cells, first_row, not_an_export
from slimscan.imports.tools.tool import AnswerTable, Header, Sheet, Tool
from slimscan.scoring.responses import State

_TITLE = "LimeSurvey"
_ID, _SUBMITTED = "id", "submitdate"
_FIRST = (_ID, _SUBMITTED, "lastpage", "startlanguage")
"""The columns that every complete export begins with, by their codes."""

_OWN = frozenset(
    {
        *_FIRST,
        *(
            "seed",
            "startdate",
            "datestamp",
            "ipaddr",
            "refurl",
            "token",
            "savedid",
            "interviewtime",
        ),
        *("firstname", "lastname", "email", "completed", "usesleft", "participant_id"),
    }
)
_TEXTS = {
    "response id": _ID,
    "date submitted": _SUBMITTED,
    "last page": "lastpage",
    "start language": "startlanguage",
    "date started": "startdate",
    "date last action": "datestamp",
    "ip address": "ipaddr",
    "referrer url": "refurl",
    "access code": "token",
    "total time": "interviewtime",
}

_NUMBER = re.compile(r"^\d+([.,]0+)?$")
_MOMENT = re.compile(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}")
_LANGUAGE = re.compile(r"^[a-z]{2}(-[A-Za-z-]{2,12})?$")
_CODE_AND_TEXT = re.compile(r"^([A-Za-z]\w*(?:\[[^\]\s]+\])?)\. (.+)$")
_TIMINGS = re.compile(r"^(grouptime|questiontime)", re.IGNORECASE)
_MOST_OPTIONS = 99
_STATES = {"dk": State.DONT_KNOW.value, "na": State.NOT_APPLICABLE.value}


def recognises(sheet: Sheet) -> bool:
    """Whether the columns that LimeSurvey begins with are there, by name or by what they hold."""
    return _by_name(first_row(sheet)).keys() >= set(_FIRST) or bool(_by_content(sheet))


def read(sheet: Sheet) -> AnswerTable:
    """The responses; those that were not submitted are passed over."""
    headers = first_row(sheet)
    own = _by_name(headers) or _by_content(sheet)
    if not own and not any("[" in header or "_" in header for header in headers):
        raise not_an_export(sheet, _TITLE, "id, submitdate, lastpage, startlanguage")
    submitted = own.get(_SUBMITTED)
    unfinished = None if submitted is None else partial(_empty, submitted)
    rows = Answers(sheet, passed_over=unfinished)
    names = {place: name for name, place in own.items()}
    return AnswerTable(
        headers=tuple(_header(text, names.get(place)) for place, text in enumerate(headers)),
        rows=rows,
        codes=_STATES,
        passed=rows.passed,
        places={f"a{place + 1}": place for place in range(_MOST_OPTIONS)},
    )


def _by_name(headers: Sequence[str]) -> Mapping[str, int]:
    """Where LimeSurvey's own columns stand, by their codes."""
    found: dict[str, int] = {}
    for place, header in enumerate(headers):
        name = header.casefold()
        code = name.partition(". ")[0]
        own = next((one for one in (name, code, _TEXTS.get(name, "")) if one in _OWN), "")
        if own:
            found.setdefault(own, place)
    return found


def _by_content(sheet: Sheet) -> Mapping[str, int]:
    """The same where their names are translated: a number, a moment, a page, a language."""
    rows = [tuple("" if cell is None else str(cell) for cell in row) for _, row in sheet.first[1:]]
    shapes = (_NUMBER, _MOMENT, _NUMBER, _LANGUAGE)
    fitting = [
        len(row) > len(shapes)
        and all(not cell or shape.match(cell) for cell, shape in zip(row, shapes, strict=False))
        and bool(row[0] and row[3])
        for row in rows
    ]
    if fitting and all(fitting) and any(row[1] for row in rows):
        return {name: place for place, name in enumerate(_FIRST)}
    return {}


def _empty(place: int, cells: Cells) -> bool:
    return place >= len(cells) or not str(cells[place] or "").strip()


def _header(header: str, own: str | None) -> Header:
    if own == _ID:
        return Header(header, person="respondent")
    if own == _SUBMITTED:
        return Header(header, person="measured_on")
    if own or _TIMINGS.match(header):
        return Header(header, ignored=True)
    return Header(header, tuple(dict.fromkeys(_names(header))))


def _names(header: str) -> list[str]:
    """`Q1[SQ001]`, `Q1_SQ001`, `Text [sub]`, or `Q1[SQ001]. Text [sub]`: codes, then texts."""
    both = _CODE_AND_TEXT.match(header)
    code, text = (both[1], both[2]) if both else (header, header)
    names = [code]
    if code.endswith("]"):
        names += _insides(code)
    elif " " not in code:
        names.append(code.rpartition("_")[2])
    return [*names, text, *_insides(text)]


def _insides(text: str) -> list[str]:
    """What stands between the last brackets; the statement may hold brackets itself."""
    if not text.endswith("]"):
        return []
    starts = [place for place, letter in enumerate(text) if letter == "["]
    return [text[start + 1 : -1].strip() for start in starts]


TOOL = Tool("limesurvey", _TITLE, ("csv", "xlsx"), recognises, read)
