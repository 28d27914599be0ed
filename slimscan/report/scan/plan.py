"""The part of the report about the plan: what was decided, what is proposed, and when.

It shows the one plan of the firm (`plan.working_list`): an action that was left out is not worked
out here, and one that the firm added is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from slimscan.plan.deeds import deeds_of
from slimscan.plan.schedule import RUNNING_AT_ONCE
from slimscan.questionnaire.library import Case
from slimscan.report import charts
from slimscan.report.scan.action_view import TIMELINE_DAYS, ActionView, action_view, case_of
from slimscan.report.scan.effort import effort_of_plan
from slimscan.report.scan.law import law_notice
from slimscan.report.scan.plan_notes import told_meeting, told_strong
from slimscan.result import Result
from slimscan.shown import Wording

_TICK_DAYS = 120


@dataclass(frozen=True)
class SetAsideView:
    """An action that is not in the plan (any more), with what the firm tells about that."""

    title: str
    reason: str


@dataclass(frozen=True)
class PlanView:
    """The plan with its timeline until the next measurement."""

    actions: tuple[ActionView, ...]
    lead: str
    """How much at a time: three at most, unless the firm's own dates say otherwise."""
    ticks: tuple[tuple[str, str], ...]
    """Where a date stands on the timeline, and the date."""
    reading: str
    standing: str
    """How much of it was decided, and how much is a proposal."""
    effort: str
    """What it asks a quarter, the leader's own days apart; empty when the size is not known."""
    meeting: str
    """What to talk about in one meeting, first of all; empty when there is none."""
    too_few: bool
    """Too little was answered to advise."""
    strong: str
    """Nothing was low, so the plan is what comes after what is there; empty otherwise."""
    unsafe: str
    """People may not dare to speak, and what that means for the plan; empty otherwise."""
    waiting: tuple[str, ...]
    """Titles of what waits until they do."""
    done: tuple[SetAsideView, ...]
    """What was done since an earlier scan, with its result."""
    there: tuple[SetAsideView, ...]
    dropped: tuple[SetAsideView, ...]
    law_notice: str

    @property
    def ahead(self) -> tuple[ActionView, ...]:
        """The actions that there is still work in."""
        return tuple(one for one in self.actions if not one.done)


def plan_view(result: Result, say: Wording) -> PlanView:
    """The plan in its order; no case is told twice while another one fits."""
    cases: list[Case] = []
    actions = []
    for row in result.plan.in_plan:
        case = case_of(result, row, cases)
        if case:
            cases.append(case)
        actions.append(action_view(result, row, case, say))
    measured = result.scan.measured_on
    return PlanView(
        actions=tuple(actions),
        lead=_lead(result, say),
        ticks=tuple(
            (
                charts.point(day / TIMELINE_DAYS * charts.BAR_WIDTH),
                say.short_day(measured + timedelta(day)),
            )
            for day in range(0, TIMELINE_DAYS + 1, _TICK_DAYS)
        ),
        reading=_reading(result, say),
        standing=_standing(result, say),
        effort=effort_of_plan(result, say),
        meeting=told_meeting(result, say),
        too_few=result.proposal.too_few,
        strong=told_strong(result, say),
        unsafe=say("plan.unsafe") if result.proposal.unsafe else "",
        waiting=tuple(say.text(one.title) for one in result.proposal.waiting),
        done=tuple(_done(result, say)),
        there=_there(result, say),
        dropped=tuple(
            SetAsideView(row.title(say.language), row.planned.reason)
            for row in result.plan.rows
            if row.planned.status == "dropped" and row.planned.reason_printed
        ),
        law_notice=law_notice(result, [row.action for row in result.plan.in_plan], say),
    )


def _lead(result: Result, say: Wording) -> str:
    most = result.plan.most_at_once
    return say("plan.intro") if most <= RUNNING_AT_ONCE else say("plan.intro_crowded", most=most)


def _reading(result: Result, say: Wording) -> str:
    """How to read the timeline, and what holds for the basis where that is in the plan."""
    rows = result.plan.in_plan
    told = [say("timeline.reading", together=min(RUNNING_AT_ONCE, len(rows)))]
    basis = any(row.advised and row.advised.aspect is None for row in rows)
    return " ".join([*told, *([say("timeline.basis")] if basis else [])])


def _there(result: Result, say: Wording) -> tuple[SetAsideView, ...]:
    """What the firm does already, by its own word."""
    rows = result.plan.rows
    said = [row for row in rows if row.planned.status == "have" and not row.in_plan]
    return tuple(SetAsideView(row.title(say.language), row.planned.reason) for row in said)


def _done(result: Result, say: Wording) -> Iterator[SetAsideView]:
    for one in deeds_of(result.instrument, result.done, say.language):
        yield SetAsideView(one.title, one.result)


def _standing(result: Result, say: Wording) -> str:
    rows = result.plan.in_plan
    decided = sum(row.chosen for row in rows)
    if not rows:
        return ""
    if not decided:
        return say("plan.all_proposed")
    if decided == len(rows):
        return say("plan.all_decided")
    if decided == len(rows) - 1:
        return say("plan.all_but_one_decided", decided=decided)
    return say("plan.some_decided", decided=decided, proposed=len(rows) - decided)
