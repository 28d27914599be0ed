"""Exports whose tool numbers the options by itself: are those numbers the codes of the items?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.columns import Columns
from slimscan.imports.headers import told
from slimscan.imports.tools.tool import SheetRow
from slimscan.questionnaire.models import Item, Profile
from slimscan.scoring.responses import Answer

_NUMBER = re.compile(r"^\s*\d{1,3}([.,]0+)?\s*$")


def check_numbers(
    file: str,
    columns: Columns,
    rows: Iterable[SheetRow],
    answer: Callable[[Item, object], Answer],
    profile: Profile,
) -> None:
    """Raise `InputError` when any number in a column of an item is not accepted.

    A scale that was made in another order shows by such a number alone: an export that says 1, 6,
    2, 3, 4 for a scale of five would otherwise be scored by its four numbers that happen to fit.
    The same where choices about a person are such numbers: which role 3 is, nothing tells.
    """
    seen: set[tuple[int, str]] = set()
    numbered = False
    people = _choices(columns, profile)
    for number, cells in rows:
        for place, said in people.items():
            said.add(
                str(cells[place]).strip() if place < len(cells) and cells[place] else "", number
            )
        for place, item in columns.items.items():
            text = str(cells[place]) if place < len(cells) else ""
            if (place, text) in seen or not _NUMBER.match(text):
                continue
            seen.add((place, text))
            numbered = True
            try:
                answer(item, cells[place])
            except InputError as refused:
                values = {
                    "column": told(columns.headers[place]),
                    "value": text.strip(),
                    "accepted": refused.problems[0].values.get("accepted", ""),
                }
                raise InputError([Problem(Fault.EXPORT_NUMBERS, values, file, number)]) from None
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
    numbers: set[int] = field(default_factory=set)
    others: bool = False

    def add(self, text: str, row: int) -> None:
        """Take in one cell."""
        if not _NUMBER.match(text):
            self.others = self.others or bool(text)
            return
        self.first, self.row = self.first or text, self.row or row
        if len(self.numbers) <= self.choices:
            self.numbers.add(int(float(text.replace(",", "."))))

    @property
    def are_options(self) -> bool:
        """Whether the numbers are those of options; of people are more, or of more sizes."""
        if not self.numbers:
            return False
        return not self.counts or (not self.others and max(self.numbers) <= self.choices)


def _choices(columns: Columns, profile: Profile) -> dict[int, _Said]:
    return {
        columns.people[name]: _Said(len(choices), name == "size")
        for name, choices in profile.choices.items()
        if name in columns.people
    }
