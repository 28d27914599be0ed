"""The days of a plan: settled starts stay, and what is open goes around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from slimscan.plan.plan_row import PlanRow
from slimscan.plan.schedule import Dates, Work, schedule
from slimscan.plan.working_days import last_working_day
from slimscan.scan.model import PlannedAction
from slimscan.scoring.responses import LAST_DAY

DAYS = ("start", "check", "remeasure")
"""The days of an action that a firm decides on."""


def with_dates(rows: Sequence[PlanRow], measured_on: date, begin: date) -> tuple[PlanRow, ...]:
    """The rows with their dates, as seen from the day on which the plan begins.

    What the firm added goes before what is only proposed, unless it was moved.
    """
    working = [row for row in rows if row.in_plan and row.planned.status != "done"]
    working.sort(key=lambda row: not row.chosen or row.planned.position is not None)
    again = _measured_again(measured_on, begin)
    found = schedule([work_of(row) for row in working], begin, again)
    dates = {row.id: one for row, one in zip(working, found, strict=True)}
    return tuple(_dated(row, dates.get(row.id), again) for row in rows)


def work_of(row: PlanRow) -> Work:
    """What has to be planned of an action."""
    start = row.planned.start if row.chosen else None
    return Work(
        term=row.term,
        precondition=row.advised is not None and row.advised.aspect is None,
        start=start,
        check=row.planned.check if start else None,
    )


def _dated(row: PlanRow, dates: Dates | None, again: date) -> PlanRow:
    settled = row.planned.status != "open" or any(getattr(row.planned, day) for day in DAYS)
    if row.chosen and (settled or dates is None):
        return replace(row, dates=dates)
    if dates is None:
        undated = row.planned.model_copy(update=dict.fromkeys(DAYS))
        return replace(row, dates=None, planned=undated)
    return replace(row, dates=dates, planned=_proposed(row.planned, dates, again))


def _proposed(planned: PlannedAction, dates: Dates, again: date) -> PlannedAction:
    """An action with its dates: the check when it should be in place, and the next measurement."""
    days = {"start": dates.start, "check": dates.in_place_by, "remeasure": again}
    return planned.model_copy(update=days)


def _measured_again(measured_on: date, begin: date) -> date:
    """When the firm is measured again; what would start after it has no date yet.

    A year after the measurement, or after the day from which the plan counts when that is later.
    """
    again = _a_year_after(measured_on)
    return again if begin <= again else _a_year_after(begin)


def _a_year_after(day: date) -> date:
    last = min(day.day, 28) if day.month == 2 else day.day
    return last_working_day(min(date(day.year + 1, day.month, last), LAST_DAY))
