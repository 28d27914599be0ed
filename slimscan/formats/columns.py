"""Which column of a table holds which item: by its code first, then by its text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from slimscan.errors import Fault, InputError, Problem
from slimscan.formats.delivery import Source
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item
from slimscan.questionnaire.validation import closest
from slimscan.responses import PERSON_COLUMNS
from slimscan.staff import staff_items
from slimscan.text import clean_line

_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060]")
LONGEST_HEADER = 1000


@dataclass(frozen=True)
class Columns:
    """The columns of a table by their place, counted from 0."""

    headers: tuple[str, ...]
    people: dict[str, int]
    """The columns beside the items, by name."""
    items: dict[int, Item]
    ignored: dict[str, str]
    """Columns that fit nothing, with the nearest code or an empty text."""


def match_columns(source: Source, headers: Sequence[object]) -> Columns:
    """Match the headers of a table; raises `InputError` when two columns hold one item, or none."""
    shown = tuple(clean_line(str(header or ""), LONGEST_HEADER) for header in headers)
    codes = {item.id.casefold(): item for item in staff_items(source.instrument).values()}
    texts = _texts(source.instrument)
    people: dict[str, int] = {}
    items: dict[int, Item] = {}
    ignored: dict[str, str] = {}
    taken: dict[str, str] = {}
    problems: list[Problem] = []
    for place, header in enumerate(shown):
        folded = fold(header)
        item = codes.get(folded) or texts.get(folded)
        name = item.id if item else folded
        if not item and folded not in PERSON_COLUMNS:
            if header:
                ignored[header[:80]] = closest(header, [one.id for one in codes.values()]) or ""
            continue
        if name in taken:
            values = {"column": header[:80], "first": taken[name][:80]}
            problems.append(Problem(Fault.TABLE_COLUMN_TWICE, values, source.file))
            continue
        taken[name] = header
        if item:
            items[place] = item
        else:
            people[folded] = place
    if not items and not problems:
        problems.append(Problem(Fault.TABLE_NO_ITEMS, {}, source.file))
    if problems:
        raise InputError(problems)
    return Columns(shown, people, items, ignored)


def fold(header: str) -> str:
    """A header as it is compared: entities and invisible marks out, single spaces, no case."""
    return " ".join(_INVISIBLE.sub("", html.unescape(header)).split()).casefold()


def _texts(instrument: Instrument) -> dict[str, Item]:
    """The items by their text in every language and for both audiences, where it is one item's."""
    found: dict[str, Item] = {}
    shared: set[str] = set()
    for item in staff_items(instrument).values():
        for text in _statements(item):
            if found.setdefault(text, item).id != item.id:
                shared.add(text)
    return {text: item for text, item in found.items() if text not in shared}


def _statements(item: Item) -> Iterator[str]:
    for statement in (item.statement.leader, item.statement.employee or {}):
        yield from (fold(text) for text in statement.values())
