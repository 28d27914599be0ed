"""The answers of an export that stand in a CSV file as they are, so that it can be read in blocks.

Where a question has several columns, rows are put together first; those are read one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from slimscan.imports.csv_sheet import CsvRows
from slimscan.imports.tools.headed import Answers
from slimscan.imports.tools.tool import RowsBelow, SheetRow


@dataclass(frozen=True)
class CsvAnswers:
    """The rows of a CSV file, of which some are answers."""

    rows: CsvRows
    above: int
    """How many of its rows with anything in them stand above the first answers."""
    answers: Answers
    """Tells which of the others are answers that count."""
    looked_at: Sequence[int]
    """The places of the columns that tell it."""


def csv_answers(rows: Iterable[SheetRow]) -> CsvAnswers | None:
    """What the rows of an export are made of; nothing when they are made in another way."""
    if not isinstance(rows, Answers):
        return None
    looked_at = rows.looked_at if rows.passed_over else ()
    below, above = rows.sheet.rows, rows.headers
    if isinstance(below, RowsBelow):
        above += below.above
        below = below.rows
    if not isinstance(below, CsvRows) or looked_at is None:
        return None
    return CsvAnswers(below, above, rows, looked_at)
