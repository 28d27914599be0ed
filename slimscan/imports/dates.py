"""The day in a cell, however it is written; a date that can be read in two ways is not read."""

from __future__ import annotations

import re
from datetime import date, datetime

from slimscan.scoring.responses import FIRST_DAY, LAST_DAY

_YEAR_FIRST = re.compile(r"^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")


def read_date(cell: object, day_first: bool | None = None) -> str:
    """The day as YYYY-MM-DD; an empty text when there is none, or when it is not clear which."""
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return _written(day.year, day.month, day.day)
    text = str(cell).strip()
    if match := _YEAR_FIRST.match(text):
        return _written(int(match[1]), int(match[3]), int(match[4]))
    if match := _YEAR_LAST.match(text):
        return _year_last(int(match[1]), int(match[3]), int(match[4]), day_first)
    return ""


def _year_last(one: int, other: int, year: int, day_first: bool | None) -> str:
    if day_first is None:
        if one <= 12 and other <= 12 and one != other:
            return ""
        day_first = one > 12
    return _written(year, other, one) if day_first else _written(year, one, other)


def _written(year: int, month: int, day: int) -> str:
    try:
        written = date(year, month, day)
    except ValueError:
        return ""
    return written.isoformat() if FIRST_DAY <= written <= LAST_DAY else ""
