"""Whether the numbers in a file are the codes of its questions, or those of another scale.

A scale that begins at zero shows only in the rows of those who chose its lowest option; all other
rows would be scored one step off. So numbers that prove another scale refuse the whole file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.columns import Columns
from slimscan.imports.headers import told
from slimscan.imports.tools.tool import SheetRow
from slimscan.questionnaire.models import Item, Questionnaire
from slimscan.scoring.responses import Answer, State, accepted_codes

_NUMBER = re.compile(r"^\s*([-+]?\d{1,3})([.,]0+)?\s*$")
_ENOUGH_CELLS = 20
"""So many numbers would hold the last option of a set that has it."""
_ENOUGH_ROWS = 3


def is_number(cell: object) -> bool:
    """Whether a cell holds a whole number, however it is written."""
    return cell is not None and not isinstance(cell, bool) and bool(_NUMBER.match(str(cell)))


@dataclass
class _Numbers:
    """The numbers in all columns whose options have the same codes: a file has one coding."""

    codes: tuple[int, ...]
    cells: int = 0
    seen: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    """The columns that hold any number."""
    beside: dict[int, set[int]] = field(default_factory=dict)
    """By a number just outside the codes, the columns that hold it."""
    rows: set[int] = field(default_factory=set)
    """Rows with such a number; more than a few are not kept."""
    first: tuple[int, int, int] | None = None
    """Row, column and number of the first outside the codes."""

    def add(self, row: int, place: int, number: int) -> None:
        """Count one cell."""
        self.cells += 1
        self.seen.add(number)
        self.columns.add(place)
        if number in self.codes:
            return
        self.first = self.first or (row, place, number)
        if number in (min(self.codes) - 1, max(self.codes) + 1):
            self.beside.setdefault(number, set()).add(place)
            if len(self.rows) < _ENOUGH_ROWS:
                self.rows.add(row)

    @property
    def are_others(self) -> bool:
        """Whether these are provably the numbers of another scale."""
        return self._shifted or self._spread

    @property
    def _shifted(self) -> bool:
        """Whether numbers follow on one end of the codes, and the code at the other end is none's.

        One such number is enough: it stands in the row of whoever chose that option. A number by
        mistake stands apart from the codes, or beside all of them.
        """
        low, high = min(self.codes), max(self.codes)
        outside = self.seen - set(self.codes)
        below = outside == set(range(min(self.seen), low)) and high not in self.seen
        above = outside == set(range(high + 1, max(self.seen) + 1)) and low not in self.seen
        return (below or above) and self.cells >= _ENOUGH_CELLS

    @property
    def _spread(self) -> bool:
        """Whether a number beside the codes occurs in most columns, by several people."""
        most = max(map(len, self.beside.values()), default=0)
        enough = len(self.rows) >= _ENOUGH_ROWS and self.cells >= _ENOUGH_CELLS
        return enough and 2 * most > len(self.columns)


@dataclass(frozen=True)
class CodeCheck:
    """Looks through the rows of one export."""

    file: str
    columns: Columns
    questionnaire: Questionnaire
    answer: Callable[[Item, object], Answer]

    def check(self, rows: Iterable[SheetRow]) -> None:
        """Raise `InputError` when the numbers are provably those of another scale."""
        items = self.columns.items
        sets = {place: self.questionnaire.answer_set_of(item) for place, item in items.items()}
        numbers = {one.codes: _Numbers(one.codes) for one in sets.values()}
        known: dict[tuple[int, str], int | None] = {}
        for row, cells in rows:
            for place, item in items.items():
                text = str(cells[place]) if place < len(cells) else ""
                if (place, text) not in known:
                    known[place, text] = self._number(item, text)
                number = known[place, text]
                if number is not None:
                    numbers[sets[place].codes].add(row, place, number)
        self._decide(numbers.values())

    def _number(self, item: Item, text: str) -> int | None:
        """The number in a cell; nothing for a text, or a number that was settled."""
        match = _NUMBER.match(text)
        if not match:
            return None
        number = int(match[1])
        try:
            answer = self.answer(item, text)
        except InputError:
            return number
        codes = self.questionnaire.answer_set_of(item).codes
        is_code = answer.state is State.ANSWERED and codes[answer.place or 0] == number
        return number if is_code else None

    def _decide(self, numbers: Iterable[_Numbers]) -> None:
        for one in numbers:
            if one.first and one.are_others:
                row, place, number = one.first
                values = {
                    "column": told(self.columns.headers[place]),
                    "value": number,
                    "lowest": min(one.seen),
                    "highest": max(one.seen),
                    "accepted": accepted_codes(self.questionnaire, self.columns.items[place]),
                }
                raise InputError([Problem(Fault.CODES_OTHER_SET, values, self.file, row)])
