"""LimeSurvey: CSV and XLSX, by codes, texts or both, with its own columns in any language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice

from slimscan.errors import Fault
from slimscan.imports.tools.facts import OTHER, facts_of
from slimscan.imports.tools.headed import Answers, Cells, columns_among, first_row, not_an_export
from slimscan.imports.tools.tool import AnswerTable, Header, Sheet, Tool
from slimscan.questionnaire.tool_codes import LIMESURVEY_STATES

_NAME, _TITLE = "limesurvey", "LimeSurvey"
_ID, _SUBMITTED = "id", "submitdate"
_FIRST = (_ID, _SUBMITTED, "lastpage", "startlanguage")
"""The columns that every complete export begins with, by their codes."""

_NUMBER = re.compile(r"^\d+([.,]0+)?$")
_MOMENT = re.compile(
    r"^(\d{4}([-/.])\d{1,2}\2\d{1,2}|\d{1,2}([-/.])\d{1,2}\3\d{2,4})[ T]+\d{1,2}:\d{2}"
)
"""As LimeSurvey writes it, or a spreadsheet program that the export went through."""
_LANGUAGE = re.compile(r"^[a-z]{2}(-[A-Za-z-]{2,12})?$")
_SUB_CODE = re.compile(r"^[A-Za-z][A-Za-z0-9]*_([A-Za-z0-9]+)$")
"""A question's code with a sub-question's; neither has underscores, as a whole text may have."""
_CODE_AND_TEXT = re.compile(r"^([A-Za-z]\w*(?:\[[^\]\s]+\])?)\. (.+)$")
_TIMINGS = re.compile(r"^(grouptime|questiontime)", re.IGNORECASE)
_MOST_OPTIONS = 99
_STATES = {code.casefold(): state for state, code in LIMESURVEY_STATES.items()}


def recognises(sheet: Sheet) -> bool:
    """Whether the columns that LimeSurvey begins with are there, by name or by what they hold."""
    by_name = _by_name(first_row(sheet)).keys() >= set(_FIRST)
    return by_name or bool(_by_content(sheet) and _any_submitted(sheet))


def read(sheet: Sheet) -> AnswerTable:
    """The responses; those that were not submitted are passed over."""
    headers = first_row(sheet)
    own = _own(sheet, headers)
    if not own and not any("[" in header or "_" in header for header in headers):
        raise not_an_export(sheet, _TITLE, "id, submitdate, lastpage, startlanguage")
    submitted = own.get(_SUBMITTED)
    unfinished = None if submitted is None else partial(_empty, submitted)
    rows = Answers(sheet, passed_over=unfinished, looked_at=columns_among(own, _SUBMITTED))
    names = {place: name for name, place in own.items()}
    names |= {place: OTHER for place, header in enumerate(headers) if _held(header) == OTHER}
    return AnswerTable(
        headers=tuple(_header(text, names.get(place)) for place, text in enumerate(headers)),
        rows=rows,
        codes=_STATES,
        passed=rows.passed,
        places={f"a{place + 1}": place for place in range(_MOST_OPTIONS)},
        remarks=() if submitted is not None else (Fault.SUBMITTED_UNKNOWN,),
    )


def _own(sheet: Sheet, headers: Sequence[str]) -> Mapping[str, int]:
    """Where the columns stand that every export begins with.

    A question may have one of LimeSurvey's own names, so names count only as far as they are those
    columns, and what stands in the first columns counts where their names are not known.
    """
    named = _by_name(headers)
    return named if named.keys() >= set(_FIRST) else {**named, **_by_content(sheet)}


def _by_name(headers: Sequence[str]) -> Mapping[str, int]:
    """Where LimeSurvey's own first columns stand, by their codes or texts."""
    found: dict[str, int] = {}
    for place, header in enumerate(headers):
        held = _held(header)
        if held and held != OTHER:
            found.setdefault(held, place)
    return found


def _held(header: str) -> str:
    """What a column of LimeSurvey's own holds: named by its text, its code, or `code. text`."""
    facts = facts_of(_NAME)
    names = (header, header.replace("_", " "), header.partition(". ")[0])
    return next(filter(None, map(facts.holds, names)), "")


def _by_content(sheet: Sheet) -> Mapping[str, int]:
    """The same where their names are translated: a number, a moment, a page, a language."""
    below = [row for _, row in sheet.first[1:]]
    if below and all(map(_has_shape, below)):
        return {name: place for place, name in enumerate(_FIRST)}
    return {}


def _any_submitted(sheet: Sheet) -> bool:
    """Whether any response has a moment of submitting; the first may all be unfinished."""
    return any(_text(row, 1) for _, row in islice(sheet.rows, 1, None))


def _has_shape(row: Cells) -> bool:
    shapes = (_NUMBER, _MOMENT, _NUMBER, _LANGUAGE)
    texts = [_text(row, place) for place in range(len(shapes))]
    fits = all(not text or shape.match(text) for text, shape in zip(texts, shapes, strict=True))
    return len(row) > len(shapes) and fits and bool(texts[0] and texts[3])


def _text(row: Cells, place: int) -> str:
    return "" if place >= len(row) or row[place] is None else str(row[place]).strip()


def _empty(place: int, cells: Cells) -> Fault | None:
    return None if _text(cells, place) else Fault.PASSED_UNFINISHED


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
    elif sub_code := _SUB_CODE.match(code):
        names.append(sub_code[1])
    return [*names, text, *_insides(text)]


def _insides(text: str) -> list[str]:
    """What stands between the last brackets; the statement may hold brackets itself."""
    if not text.endswith("]"):
        return []
    starts = [place for place, letter in enumerate(text) if letter == "["]
    return [text[start + 1 : -1].strip() for start in starts]


_KINDS = ("csv", "xlsx", "json")
TOOL = Tool(_NAME, _TITLE, _KINDS, recognises, read, facts_of(_NAME).ids_within_file)
