"""What the plan asks of people, in words: for an action, and a quarter for all of it."""

from __future__ import annotations

from slimscan.plan.effort import Days, days_of, people_in, quarters
from slimscan.plan.working_list import OWN_TERM, PlanRow
from slimscan.questionnaire.models import SizeClass
from slimscan.result import Result
from slimscan.shown import Wording


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
    days = _days_of(result, row)
    if days is None and row.action is None:
        return ""
    if days is None:
        effort = row.action.effort if row.action else None
        return say(
            "effort.by_person",
            days=say.decimal((effort.leader_days + effort.other_days) if effort else 0, 1),
            hours=say.decimal(effort.hours_per_person if effort else 0, 1),
        )
    if days.all == 1:
        return say("effort.one")
    return say("effort.days", days=say.decimal(days.all, 1))


def effort_of_plan(result: Result, say: Wording) -> str:
    """What the work that is still to do asks in the first quarter, and in the next one."""
    work = [
        (row.dates.start, row.action.term if row.action else OWN_TERM, days)
        for row in result.plan.in_plan
        if row.dates and (days := _days_of(result, row))
    ]
    begin = result.scan.measured_on
    asked = quarters([one for one in work if one[0] >= begin], begin)
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
