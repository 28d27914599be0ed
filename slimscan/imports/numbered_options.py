"""Exports whose tool numbers the options by itself: are those numbers the codes of the items?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.columns import Columns
from slimscan.imports.headers import told
from slimscan.imports.tools.tool import AnswerTable, SheetRow
from slimscan.questionnaire.models import Item, Profile
from slimscan.scoring.responses import Answer

_NUMBER = re.compile(r"^\s*\d{1,3}([.,]0+)?\s*$")


def check_numbers(
    file: str,
    columns: Columns,
    rows: Iterable[SheetRow],
    answer: Callable[[Item, object], Answer],
) -> None:
    """Raise `InputError` when any number in a column of an item is not accepted.

    A scale that was made in another order shows by such a number alone: an export that says 1, 6,
    2, 3, 4 for a scale of five would otherwise be scored by its four numbers that happen to fit.
    """
    seen: set[tuple[int, str]] = set()
    for number, cells in rows:
        for place, item in columns.items.items():
            text = str(cells[place]) if place < len(cells) else ""
            if (place, text) in seen or not _NUMBER.match(text):
                continue
            seen.add((place, text))
            try:
                answer(item, cells[place])
            except InputError as refused:
                values = {
                    "column": told(columns.headers[place]),
                    "value": text.strip(),
                    "accepted": refused.problems[0].values.get("accepted", ""),
                }
                raise InputError([Problem(Fault.EXPORT_NUMBERS, values, file, number)]) from None


def with_own_numbers(table: AnswerTable, columns: Columns, profile: Profile) -> AnswerTable:
    """The table with the numbers of slimscan's own form, where every question is one of it.

    What else was asked besides, such as a remark, has no options that count.
    """
    if not table.own_names:
        return table
    choices = [columns.people[name] for name in profile.choices if name in columns.people]
    counting = [*columns.items, *columns.changes, *choices]
    if all(columns.headers[place].startswith(table.own_names) for place in counting):
        return replace(table, numbered=False)
    return replace(table, codes=None, places=None)


def check_profile_numbers(
    file: str, columns: Columns, rows: Iterable[SheetRow], profile: Profile
) -> None:
    """Raise `InputError` when choices about a person are numbers, as the answers are.

    The tool numbered those choices, too, and nothing tells which role is 3.
    """
    people = {
        columns.people[name]: _Said(len(choices), name == "size")
        for name, choices in profile.choices.items()
        if name in columns.people
    }
    numbered = False
    for number, cells in rows if people else ():
        for place, said in people.items():
            said.add(_text(cells, place), number)
        numbered = numbered or any(_NUMBER.match(_text(cells, place)) for place in columns.items)
    for place, said in people.items() if numbered else ():
        if said.are_options:
            values = {"column": told(columns.headers[place]), "value": said.first}
            raise InputError([Problem(Fault.PROFILE_NUMBERS, values, file, said.row)])


@dataclass
class _Said:
    """What stands in a column with choices about a person, of which some may be numbers."""

    choices: int
    counts: bool
    """Whether a number may be one of people, too."""
    first: str = ""
    row: int = 0
    """The first number, and where it stands."""
    largest: int = 0
    others: bool = False

    def add(self, text: str, row: int) -> None:
        """Take in one cell."""
        if _NUMBER.match(text):
            self.first, self.row = self.first or text.strip(), self.row or row
            self.largest = max(self.largest, int(float(text.replace(",", "."))))
        else:
            self.others = self.others or bool(text.strip())

    @property
    def are_options(self) -> bool:
        """Whether the numbers are those of options; a number of people is larger in most firms."""
        of_people = self.counts and (self.others or self.largest > self.choices)
        return bool(self.first) and not of_people


def _text(cells: Sequence[object], place: int) -> str:
    return "" if place >= len(cells) or cells[place] is None else str(cells[place])
