"""Exports whose tool numbers the options by itself: are those numbers the codes of the items?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from slimscan.errors import Fault, InputError, Problem
from slimscan.imports.columns import Columns
from slimscan.imports.headers import told
from slimscan.imports.tools.tool import SheetRow
from slimscan.questionnaire.models import Item
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
