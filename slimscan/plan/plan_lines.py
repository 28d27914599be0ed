"""The plan as lines of a workbook: what stands in each column, and how it may be written there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from slimscan.disk.places import languages
from slimscan.errors import Fault, input_error
from slimscan.language import every_word, words
from slimscan.plan.fields import MOST_DAYS, STATUSES, read_day
from slimscan.plan.plan_row import PlanRow
from slimscan.plan.working_list import WorkingList
from slimscan.questionnaire.validation import closest
from slimscan.shown import NONE, day_in_numbers, decimal, text_in
from slimscan.text import clean, clean_line

PLAN_COLUMNS = (
    "number",
    "id",
    "title",
    "status",
    "owner",
    "start",
    "check",
    "remeasure",
    "result",
    "first_step",
    "days",
)
"""The columns of the sheet, from left to right."""
DAY_COLUMNS = ("start", "check", "remeasure")
DECIDED_COLUMNS = ("status", "owner", *DAY_COLUMNS, "result")
"""What the firm decides about every action."""
OWN_COLUMNS = ("title", "first_step", "days")
"""What can be changed of the firm's own actions alone: others have it from the questionnaire."""
PROPOSED = "proposed"
"""The status of an action that nobody decided about."""
LISTED_STATUSES = (PROPOSED, *STATUSES)


@dataclass(frozen=True)
class PlanLine:
    """An action as it stands in a workbook: by column its text, a day as 2026-12-31."""

    texts: Mapping[str, str]
    own: bool = False

    @property
    def id(self) -> str:
        """The id of the action; empty for one that is new."""
        return self.texts.get("id", "")


def plan_lines(plan: WorkingList, language: str) -> tuple[PlanLine, ...]:
    """The whole plan, an action a line."""
    return tuple(PlanLine(_texts(row, language), row.planned.own is not None) for row in plan.rows)


def _texts(row: PlanRow, language: str) -> dict[str, str]:
    planned, own = row.planned, row.planned.own
    step = text_in(row.action.first_step, language) if row.action else ""
    days = own.effort_days if own else None
    texts = {
        "number": str(row.number),
        "id": row.id,
        "title": row.title(language),
        "status": planned.status if row.chosen else PROPOSED,
        "owner": planned.owner,
        **{name: _iso(getattr(planned, name)) for name in DAY_COLUMNS},
        "result": planned.result,
        "first_step": own.first_step if own else step,
        "days": "" if days is None else f"{days:g}",
    }
    return {name: settled_text(name, text) for name, text in texts.items()}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def settled(column: str, cell: object, language: str) -> str:
    """What stands in a cell of a sheet in `language`, in the one way that it is compared.

    Raises `InputError` for a day, a status or a number of days that is none.
    """
    typed = _typed(cell)
    if column == "status":
        return _status(typed, language) if typed else ""
    if column in DAY_COLUMNS:
        return read_day(typed).isoformat() if typed else ""
    if column == "days":
        return _days(typed) if typed else ""
    return settled_text(column, typed)


def settled_text(column: str, text: str) -> str:
    """A text in the one way that it is compared, with none of its words lost."""
    longest = len(text) + 1
    return clean(text, longest) if column == "first_step" else clean_line(text, longest)


def _typed(cell: object) -> str:
    """A cell as it would be typed."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return str(cell).strip()


def _status(typed: str, language: str) -> str:
    known = _statuses()
    status = known.get(" ".join(typed.casefold().split()))
    if status is None:
        words_known = [_status_word(one, language) for one in LISTED_STATUSES]
        near, asked = closest(typed, words_known), ", ".join(words_known)
        raise input_error(Fault.PLAN_STATUS, id=clean_line(typed, 40), known=asked, nearest=near)
    return status


@cache
def _statuses() -> dict[str, str]:
    """The statuses by their words in every language, and by their codes."""
    told = {
        word: status
        for status in LISTED_STATUSES
        for word in every_word("plan", f"status.{status}")
    }
    return told | {status: status for status in LISTED_STATUSES}


def _status_word(status: str, language: str) -> str:
    return words(language, "plan")[f"status.{status}"]


def told_text(column: str, text: str, language: str) -> str:
    """What stands in a column, as people see it; a dash for nothing."""
    if not text:
        return NONE
    if column in DAY_COLUMNS:
        return day_in_numbers(date.fromisoformat(text), language)
    if column == "status":
        return _status_word(text, language)
    return decimal(float(text), language) if column == "days" else text


def _days(typed: str) -> str:
    """A number of days of work, its decimals behind a point or a comma."""
    number = float(typed.replace(",", ".")) if re.fullmatch(r"\d+([.,]\d+)?", typed) else 0
    if not 0 < number <= MOST_DAYS:
        raise input_error(Fault.PLAN_OWN_DAYS, value=clean_line(typed, 40), most=MOST_DAYS)
    return f"{number:g}"


def column_heads(language: str) -> tuple[str, ...]:
    """The names over the columns."""
    say = words(language, "plan")
    return tuple(say[f"book.column.{name}"] for name in PLAN_COLUMNS)


def sheet_language(cells: Sequence[object]) -> str:
    """The language of a row of heads: that of most of them."""
    there = {_head(cell) for cell in cells}
    return max(languages(), key=lambda one: len(there & set(map(_head, column_heads(one)))))


def _head(cell: object) -> str:
    return " ".join(str(cell or "").casefold().split())


def columns_named(cells: Sequence[object]) -> dict[str, int]:
    """Which column stands where in a row of heads, in any language; empty for any other row."""
    heads = {
        _head(head): name
        for language in languages()
        for name, head in zip(PLAN_COLUMNS, column_heads(language), strict=True)
    }
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        name = heads.get(_head(cell))
        if name:
            found.setdefault(name, place)
    return found if {"id", "title"} <= found.keys() else {}
