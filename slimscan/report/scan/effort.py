"""What the plan asks of people, in words: for an action, and a quarter for all of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from slimscan.plan.effort import Days, days_of, people_in, quarters, taking_part
from slimscan.plan.plan_row import PlanRow
from slimscan.plan.working_days import next_working_day
from slimscan.questionnaire.actions import Effort
from slimscan.questionnaire.models import SizeClass
from slimscan.result import Result
from slimscan.shown import Wording

_WHOLE_FROM = 10
"""From so many days of work on, a tenth of a day says more than anybody can know."""


def size_class(result: Result) -> SizeClass | None:
    """The size class of the firm, when it was told."""
    sizes = result.instrument.questionnaire.profile.sizes
    return next((one for one in sizes if one.id == result.scan.profile.chosen.get("size")), None)


def _days_of(result: Result, row: PlanRow) -> Days | None:
    """The days that an action takes in a firm of this size; nothing when that is not known."""
    size = size_class(result)
    if row.planned.own:
        days = row.planned.own.effort_days
        return None if days is None else Days(days)
    if row.action is None or size is None:
        return None
    return days_of(row.action.effort, people_in(size))


def effort_in_words(result: Result, row: PlanRow, say: Wording) -> str:
    """What an action asks in this firm; by person when the size of the firm is not known."""
    if row.action and not row.planned.own:
        return effort_text(row.action.effort, size_class(result), say)
    days = _days_of(result, row)
    return _in_all(days, say) if days else ""


def effort_text(effort: Effort, size: SizeClass | None, say: Wording) -> str:
    """What an action asks in a firm of this size; by person when that is not known."""
    if size is not None:
        days = days_of(effort, people_in(size))
        return _in_all(days, say) + _in_one_team(effort, size, say)
    work = _days(effort.leader_days + effort.other_days, say)
    if not effort.hours_per_person:
        return say("effort.in_all", work=work)
    return say(
        f"effort.by_person_{effort.of}",
        work=work,
        hours=_counted(effort.hours_per_person, 2, "hour", say),
    )


def _days(number: float, say: Wording) -> str:
    """A number of days of work: under ten a part of a day counts, from there on only whole ones."""
    return _counted(number, 0 if number >= _WHOLE_FROM else 1, "day", say)


def _counted(number: float, decimals: int, unit: str, say: Wording) -> str:
    shown = say.decimal(number, decimals)
    return say(f"effort.one_{unit}") if shown == "1" else say(f"effort.{unit}s", number=shown)


def _in_all(days: Days, say: Wording) -> str:
    return say("effort.in_all", work=_days(days.all, say))


def _in_one_team(effort: Effort, size: SizeClass, say: Wording) -> str:
    """That the hours are those of one team, where that is not the whole firm."""
    if not effort.hours_per_person:
        return ""
    people = people_in(size)
    team = taking_part(effort, people)
    return say("effort.in_one_team", people=team) if team < people else ""


def _begin(measured_on: date, starts: Sequence[date]) -> date:
    """The day from which the quarters of a plan count: that of the scan, or of a later start."""
    first = min(starts, default=measured_on)
    return measured_on if measured_on <= first <= next_working_day(measured_on) else first


def effort_of_plan(result: Result, say: Wording) -> str:
    """What the work that is still to do asks in the first quarter, and in the next one."""
    work = [
        (row.dates.start, row.term, days)
        for row in result.plan.in_plan
        if row.dates and (days := _days_of(result, row))
    ]
    asked = quarters(work, _begin(result.scan.measured_on, [start for start, _, _ in work]))
    if not asked or size_class(result) is None:
        return ""
    size = size_class(result)
    people = people_in(size) if size else 0
    told = [
        say(
            f"effort.quarter{number}",
            days=say.decimal(days.all, 0),
            leader=say.decimal(days.leader, 0),
        )
        for number, days in enumerate(asked[:2], start=1)
    ]
    at_least = say("effort.at_least", people=people) if size and size.highest is None else ""
    reckoned = at_least or say("effort.reckoned", people=people)
    return " ".join([*told, reckoned])
