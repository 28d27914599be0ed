"""The moment in a cell, however it is written; a date that can be read in two ways is not read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from slimscan.scoring.responses import FIRST_DAY, LAST_DAY
from slimscan.shown import months
from slimscan.text import plain

_YEAR_FIRST = re.compile(r"^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)(.*)$")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:[T ](.*))?$")
_YEAR_LAST = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)(.*)$")
_DAY_AND_NAME = re.compile(
    r"^(?:[^\W\d]+,? +)?(\d{1,2})[. -]+([^\W\d]+)\.?,?[ -]+(\d{4})(?!\d)(.*)$"
)
_NAME_AND_DAY = re.compile(
    r"^(?:[^\W\d]+, +)?([^\W\d]+)\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})(?!\d)(.*)$"
)
_TIME = re.compile(
    r"^\D{0,6}?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:[.,]\d+)?\s*([ap])?", re.IGNORECASE
)
_NUMBER = re.compile(r"^(\d{5})(?:[.,](\d+))?$")
_DAY_ZERO = datetime(1899, 12, 30)
"""Spreadsheet programs count days from here."""

_ANONYMOUS = "1980-01-01"
"""What LimeSurvey writes where it was told to keep no dates."""

DAY = len("2026-09-30")
"""How much of a moment, as `read_moment` writes it, is its day."""


def read_date(cell: object, day_first: bool | None = None) -> str:
    """The day as YYYY-MM-DD; an empty text when there is none, or when it is not clear which."""
    return read_moment(cell, day_first)[:DAY]


def read_moment(cell: object, day_first: bool | None = None) -> str:
    """The day as `read_date` gives it; where the cell has a time, with ` HH:MM:SS` behind it.

    Takes dates of spreadsheet programs, also as the number of a day (46266), years first or last,
    months by number or by name. `day_first`: whether 1-9-2026 is in September; without it such a
    date is not read.
    """
    if isinstance(cell, datetime):
        return _written(cell.date(), cell.time())
    if isinstance(cell, date):
        return _written(cell)
    if is_day_number(cell):
        days = float(str(cell).replace(",", "."))
        # To the nearest second, for a time is a fraction of a day here.
        moment = _DAY_ZERO + timedelta(days=days, milliseconds=500)
        return _written(moment.date(), moment.time())
    parts = _parts(plain(str(cell)), day_first)
    return _moment(*parts) if parts else ""


def is_day_number(cell: object) -> bool:
    """Whether a cell holds a day as spreadsheet programs count them, from 2000 to 2099."""
    match = _NUMBER.match(str(cell).strip())
    if not match or isinstance(cell, bool):
        return False
    return FIRST_DAY <= (_DAY_ZERO + timedelta(days=int(match[1]))).date() <= LAST_DAY


def is_undated(cell: object) -> bool:
    """Whether a cell that holds no day is meant to hold one."""
    text = "" if cell is None else str(cell).strip()
    return bool(text) and not text.startswith(_ANONYMOUS)


def has_two_orders(cell: object) -> bool:
    """Whether a cell holds a date with its year last, so that it may begin with day or month."""
    return isinstance(cell, str) and bool(_YEAR_LAST.match(plain(cell)))


def day_order(cells: Iterable[object]) -> bool | None:
    """Whether the dates in a column begin with the day: some of them can be read in one way only.

    Nothing when none of them tells, or when they tell two things.
    """
    found = set()
    for cell in cells:
        match = _YEAR_LAST.match(plain(cell)) if isinstance(cell, str) else None
        if match and (int(match[1]) > 12) != (int(match[3]) > 12):
            found.add(int(match[1]) > 12)
    return found.pop() if len(found) == 1 else None


_Parts = tuple[int, int, int, str]
"""Year, month, day, and what stands behind them."""


def _parts(text: str, day_first: bool | None) -> _Parts | None:
    if match := _YEAR_FIRST.match(text):
        return int(match[1]), int(match[3]), int(match[4]), match[5]
    if match := _COMPACT.match(text):
        return int(match[1]), int(match[2]), int(match[3]), match[4] or ""
    if match := _YEAR_LAST.match(text):
        return _year_last(int(match[1]), int(match[3]), int(match[4]), match[5], day_first)
    if (match := _DAY_AND_NAME.match(text)) and match[2].casefold() in months():
        return int(match[3]), months()[match[2].casefold()], int(match[1]), match[4]
    if (match := _NAME_AND_DAY.match(text)) and match[1].casefold() in months():
        return int(match[3]), months()[match[1].casefold()], int(match[2]), match[4]
    return None


def _year_last(one: int, other: int, year: int, rest: str, day_first: bool | None) -> _Parts | None:
    if day_first is None:
        if one <= 12 and other <= 12 and one != other:
            return None
        day_first = one > 12
    return (year, other, one, rest) if day_first else (year, one, other, rest)


def _moment(year: int, month: int, day: int, rest: str) -> str:
    try:
        return _written(date(year, month, day), _time(rest))
    except ValueError:
        return ""


def _time(text: str) -> time | None:
    match = _TIME.match(text)
    if not match:
        return None
    hour = int(match[1])
    if match[4]:
        hour = hour % 12 + (12 if match[4].casefold() == "p" else 0)
    try:
        return time(hour, int(match[2]), int(match[3] or 0))
    except ValueError:
        return None


def _written(day: date, moment: time | None = None) -> str:
    if not FIRST_DAY <= day <= LAST_DAY:
        return ""
    # A date that a spreadsheet program keeps is one at midnight.
    at = moment.replace(microsecond=0, tzinfo=None) if moment else None
    return f"{day.isoformat()} {at.isoformat()}" if at and at != time() else day.isoformat()
