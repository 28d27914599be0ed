"""Qualtrics: two or three header rows, columns of its own, previews among the answers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from slimscan.errors import Fault
from slimscan.imports.tools.facts import facts_of, truths
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
from slimscan.questionnaire.tool_codes import (
    QUALTRICS_CHOICES,
    QUALTRICS_PREFIX,
    QUALTRICS_STATES,
)
from slimscan.text import fold

_NAME, _TITLE = "qualtrics", "Qualtrics"
_IMPORT_ID = re.compile(r"""["']ImportId["']""")
_VALUE = re.compile(r"^(\d|R_)", re.IGNORECASE)
_LEGACY_TAG = re.compile(r"^v\d+$")
_OWN_SHAPE = re.compile(
    r"_(first click|last click|page submit|click count|browser|version|operating system"
    r"|resolution|text|do(_\d+)*)$"
)
_MOST_CHOICES = 99
_SELECTED = re.compile(r" - selected choice\b", re.IGNORECASE)
_STATES = {number: state for state, number in QUALTRICS_STATES.items()}
_CHOICES = {str(QUALTRICS_CHOICES + place): place for place in range(_MOST_CHOICES)}
_ENOUGH = 2
"""So many of its own columns are left in an export without ids."""
_NOT_A_RESPONSE = frozenset({"1", "2", "9", "17", "256"})
"""The codes of `Status` for previews, tests and answers that Qualtrics itself made up."""
_MARKS = ("status", "channel", "finished")
"""The columns that say of a row whether it is an answer that counts."""
_NOT_A_RESPONSE_WORDS = ("preview", "test", "synthetic")


@dataclass(frozen=True)
class _Heading:
    """The header rows: tags, texts, and how many rows they are."""

    tags: tuple[str, ...]
    texts: tuple[str, ...]
    rows: int

    @property
    def own(self) -> tuple[str, ...]:
        """What each column of Qualtrics' own holds; empty for a question."""
        pairs = zip(self.tags, self.texts, strict=True)
        return tuple(_held(tag, text) for tag, text in pairs)


def recognises(sheet: Sheet) -> bool:
    """Whether there is a row of import ids, or the two rows of an older export."""
    if any(_has_import_ids(sheet, place) for place in (1, 2)):
        return True
    tags, texts = first_row(sheet), first_row(sheet, 1)
    facts = facts_of(_NAME)
    older = "v1" in map(str.casefold, tags) and "id" in facts.places(texts)
    return older or {"id", "set"} <= facts.places(tags).keys()


def read(sheet: Sheet) -> AnswerTable:
    """The responses; previews, tests and unfinished ones are passed over."""
    heading = _heading(sheet)
    own = heading.own
    if "id" not in own and len({"status", "finished", "recorded", "ended"} & set(own)) < _ENOUGH:
        raise not_an_export(sheet, _TITLE, "ResponseId, Status, Finished")
    when = next((own.index(name) for name in ("recorded", "ended") if name in own), None)
    places = {name: place for place, name in enumerate(own) if name}

    def no_response(cells: Cells) -> Fault | None:
        status, channel, finished = (
            cell_text(cells, places.get(name)).removesuffix(".0") for name in _MARKS
        )
        made_up = any(word in text for word in _NOT_A_RESPONSE_WORDS for text in (status, channel))
        if made_up or status in _NOT_A_RESPONSE:
            return Fault.PASSED_TEST
        # What does not say that it is finished is not taken for it.
        done = finished in {"", "1"} or truths().get(fold(finished), False)
        return None if done else Fault.PASSED_UNFINISHED

    looked_at = columns_among(places, *_MARKS)
    rows = Answers(sheet, heading.rows, no_response, looked_at=looked_at)
    headers = tuple(
        _header(heading, place, "measured_on" if place == when else None)
        for place in range(len(own))
    )
    if not any(one.shown.startswith(QUALTRICS_PREFIX) for one in headers):
        return AnswerTable(headers, rows, passed=rows.passed, numbered=True)
    return AnswerTable(
        headers,
        rows,
        codes=_STATES,
        passed=rows.passed,
        places=_CHOICES,
        numbered=True,
        own_names=QUALTRICS_PREFIX,
    )


def _heading(sheet: Sheet) -> _Heading:
    """Someone may have taken header rows out, so a row that holds an answer is none."""
    tags = first_row(sheet)
    texts: tuple[str, ...] = ()
    second = first_row(sheet, 1)
    if second and not _has_import_ids(sheet, 1) and not _is_response(tags, second):
        texts = second
    rows = 2 if texts else 1
    rows += _has_import_ids(sheet, rows)
    filled = (*texts, *[""] * len(tags))[: len(tags)]
    return _Heading(tags, filled, rows)


def _has_import_ids(sheet: Sheet, place: int) -> bool:
    return any(_IMPORT_ID.search(cell) for cell in first_row(sheet, place))


def _is_response(tags: tuple[str, ...], cells: tuple[str, ...]) -> bool:
    """Whether the columns of Qualtrics' own hold values; their texts never look like that."""
    pairs = zip(tags, cells, strict=False)
    return any(
        _held(tag, "") and (_VALUE.match(cell) or fold(cell) in truths()) for tag, cell in pairs
    )


def _held(tag: str, text: str) -> str:
    name = text if _LEGACY_TAG.match(tag.casefold()) else tag
    return facts_of(_NAME).holds(name) or facts_of(_NAME).holds(name.replace(" ", ""))


def _header(heading: _Heading, place: int, person: str | None) -> Header:
    tag, text, own = heading.tags[place], heading.texts[place], heading.own[place]
    if person or own == "id":
        return Header(tag, person=person or "respondent")
    text = _SELECTED.sub("", text)
    names = (tag, tag.rpartition("_")[2], *endings(text, "-"))
    names = tuple(dict.fromkeys(name for name in names if name))
    ignored = bool(own or _OWN_SHAPE.search(tag.casefold()))
    return Header(tag or text, names, ignored=ignored)


TOOL = Tool(_NAME, _TITLE, ("csv", "xlsx"), recognises, read, facts_of(_NAME).ids_within_file)
