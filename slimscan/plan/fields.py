"""What is typed about one action of the plan, checked: owner, dates, status, result."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import get_args

from slimscan.errors import Fault, input_error
from slimscan.questionnaire.validation import closest
from slimscan.scan.model import OwnAction, PlannedAction, PlanStatus
from slimscan.scoring.responses import FIRST_DAY, LAST_DAY
from slimscan.text import LONGEST_LINE, LONGEST_NOTE, clean, clean_line

MOST_PLACES = 999
MOST_DAYS = 365
STATUSES: tuple[str, ...] = get_args(PlanStatus)


@dataclass(frozen=True)
class PlanChanges:
    """What is to change at one action; nothing leaves a field alone, an empty text empties it."""

    owner: str | None = None
    start: str | None = None
    check: str | None = None
    remeasure: str | None = None
    status: str | None = None
    result: str | None = None

    @property
    def given(self) -> dict[str, str]:
        """The fields that change, with what was typed."""
        return {name: value for name, value in vars(self).items() if value is not None}

    def applied_to(self, planned: PlannedAction) -> PlannedAction:
        """The action with these fields changed.

        Raises `InputError` for a value that is none, and for a check before its start.
        """
        fields = {field: _read(field, value) for field, value in self.given.items()}
        after = planned.model_copy(update=fields)
        for day in (after.check, after.remeasure):
            if after.start and day and day < after.start:
                name, start = planned.action, after.start
                raise input_error(Fault.PLAN_DATES_ORDER, action=name, date=day, start=start)
        return after


def read_move(text: str) -> tuple[str, int]:
    """An action and its new place, as `4:1`; raises `InputError` for anything else."""
    name, _, place = text.rpartition(":")
    if not name.strip() or not place.strip().isdecimal() or not 1 <= int(place) <= MOST_PLACES:
        raise input_error(Fault.PLAN_MOVE, value=clean_line(text, 40))
    return name.strip(), int(place)


def read_own(
    title: str,
    what: str | None = None,
    first_step: str | None = None,
    who: str | None = None,
    days: float | None = None,
) -> OwnAction:
    """An own action, its texts cleaned; raises `InputError` without a title, or for odd days."""
    name = _fitting("--own", title, clean_line, LONGEST_LINE)
    if not name:
        raise input_error(Fault.PLAN_OWN_TITLE)
    if days is not None and not 0 < days <= MOST_DAYS:
        raise input_error(Fault.PLAN_OWN_DAYS, value=f"{days:g}", most=MOST_DAYS)
    return OwnAction(
        title=name,
        what=_fitting("--what", what or "", clean, LONGEST_NOTE),
        first_step=_fitting("--first-step", first_step or "", clean, LONGEST_NOTE),
        who=_fitting("--who", who or "", clean_line, LONGEST_LINE),
        effort_days=days,
    )


def read_reason(text: str) -> str:
    """Why an action is set aside, cleaned; raises `InputError` when it does not fit."""
    return _fitting("--reason", text, clean_line, LONGEST_LINE)


def _fitting(option: str, text: str, cleaned: Callable[[str, int], str], longest: int) -> str:
    """The text cleaned; raises `InputError` when words would be lost by that."""
    whole = cleaned(text, len(text) + 1)
    if len(whole) > longest:
        raise input_error(Fault.PLAN_TEXT_LONG, option=option, given=len(whole), most=longest)
    return whole


def read_day(text: str) -> date:
    """A date as 2026-12-31 or 31-12-2026; raises `InputError` for anything else."""
    written = text.strip()
    match = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", written)
    parts = match.groups() if match else ()
    if not match and (match := re.fullmatch(r"(\d{1,2})-(\d{1,2})-(\d{4})", written)):
        parts = match.groups()[::-1]
    try:
        day = date(*(int(part) for part in parts))
    except (TypeError, ValueError):
        day = date.min
    if not FIRST_DAY <= day <= LAST_DAY:
        raise input_error(Fault.PLAN_DATE, value=clean_line(text, 40))
    return day


def _read(field: str, typed: str) -> object:
    """What was typed for one field of an action, checked."""
    if field in ("owner", "result"):
        return _fitting(f"--{field}", typed, clean_line, LONGEST_LINE)
    if field == "status":
        status = typed.strip().casefold()
        if status not in STATUSES:
            known = ", ".join(STATUSES)
            raise input_error(
                Fault.PLAN_STATUS,
                id=clean_line(typed, 40),
                known=known,
                nearest=closest(typed, STATUSES),
            )
        return status
    return read_day(typed) if typed.strip() else None
