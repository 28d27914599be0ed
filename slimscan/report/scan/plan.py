"""The part of the report about the plan: ranked actions, their trail, and the first ninety days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from slimscan.plan.advice import Advised
from slimscan.plan.working_list import DAYS_BETWEEN, FIRST_STEP_DAYS, STARTED_TOGETHER, dates_of
from slimscan.questionnaire.library import Case
from slimscan.questionnaire.models import SizeClass
from slimscan.report import charts
from slimscan.report.scan.levers import ItemView, item_view
from slimscan.result import Result
from slimscan.scan.model import PlannedAction
from slimscan.shown import Wording

TIMELINE_DAYS = 90


@dataclass(frozen=True)
class CaseView:
    """A firm where a practice was tried."""

    id: str
    name: str
    about: str
    year: int
    done: str
    brought: str
    hard: str
    went_wrong: bool
    same_sector: bool
    sources: str


@dataclass(frozen=True)
class ActionView:
    """An action of the plan with the trail that led to it."""

    rank: int
    title: str
    what: str
    first_step: str
    who: str
    involve: str
    effort: str
    term: str
    sign: str
    worksheet: str
    worksheet_id: str
    lever: int
    """The number of its lever; 0 for a precondition or a sector's own aspect."""
    topic: str
    item: ItemView
    sources: str
    case: CaseView | None
    priority: str
    formula: str
    """How the priority is computed, to redo with a pencil; empty for a precondition."""
    period: charts.Period
    starts: str
    first_step_by: str
    in_place_by: str
    fields: tuple[tuple[str, str], ...]
    """What the firm decides: a label with what was decided, or nothing yet: a line to write on."""


@dataclass(frozen=True)
class PlanView:
    """The plan with its timeline of the first ninety days."""

    actions: tuple[ActionView, ...]
    ticks: tuple[tuple[str, str], ...]
    """Where a date stands on the timeline, and the date."""
    reading: str


def plan_view(result: Result, say: Wording) -> PlanView:
    """The plan in order of rank; no case is told twice while another one fits."""
    cases: list[Case] = []
    actions = []
    for advised in result.actions:
        case = _case_for(result, advised, cases)
        if case:
            cases.append(case)
        actions.append(_action_view(result, advised, case, say))
    measured = result.scan.measured_on
    return PlanView(
        actions=tuple(actions),
        ticks=tuple(
            (
                charts.point(day / TIMELINE_DAYS * charts.BAR_WIDTH),
                say.short_day(measured + timedelta(day)),
            )
            for day in range(0, TIMELINE_DAYS + 1, DAYS_BETWEEN)
        ),
        reading=say("timeline.reading", together=min(STARTED_TOGETHER, len(actions))),
    )


def _action_view(result: Result, advised: Advised, case: Case | None, say: Wording) -> ActionView:
    action = advised.action
    item = item_view(result, advised.item, say)
    dates = dates_of(advised.rank, action, result.scan.measured_on)
    start = (dates.start - result.scan.measured_on).days
    worksheet = next((w for w in result.instrument.worksheets if w.id == action.worksheet), None)
    return ActionView(
        rank=advised.rank,
        title=say.text(action.title),
        what=say.text(action.what),
        first_step=_first_step(result, advised, say),
        who=say.text(action.who),
        involve=say.text(action.involve),
        effort=_effort(action.effort_days, say),
        term=say(f"term.days{action.term}"),
        sign=say.text(action.sign),
        worksheet=say.text(worksheet.title) if worksheet else "",
        worksheet_id=worksheet.id if worksheet else "",
        lever=_lever_number(result, advised),
        topic=say.text(advised.aspect.name) if advised.aspect else say("preconditions.one"),
        item=item,
        sources=" · ".join(action.sources),
        case=_case_view(result, case, say) if case else None,
        priority="" if advised.priority is None else say.decimal(advised.priority),
        formula=_formula(advised, say),
        period=charts.period(start, FIRST_STEP_DAYS, action.term, TIMELINE_DAYS),
        starts=say.short_day(dates.start),
        first_step_by=say.short_day(dates.first_step_by),
        in_place_by=say.dated(dates.in_place_by),
        fields=_fields(result, action.id, say),
    )


def _first_step(result: Result, advised: Advised, say: Wording) -> str:
    """The sector's own wording of the first step where it has one."""
    module = result.instrument.sector(result.scan.profile.sector)
    own = module.first_steps if module else ()
    texts = (step.text for step in own if step.action == advised.action.id)
    return say.text(next(texts, advised.action.first_step))


def _fields(result: Result, action: str, say: Wording) -> tuple[tuple[str, str], ...]:
    decided = next((planned for planned in result.scan.plan if planned.action == action), None)
    planned = decided or PlannedAction(action=action)
    dates = {"start": planned.start, "check": planned.check, "again": planned.remeasure}
    return (
        (say("plan.owner"), planned.owner),
        *((say(f"plan.{key}"), say.dated(day) if day else "") for key, day in dates.items()),
    )


def _effort(days: float, say: Wording) -> str:
    return say("effort.one") if days == 1 else say("effort.days", days=say.decimal(days, 1))


def _lever_number(result: Result, advised: Advised) -> int:
    levers = enumerate(result.instrument.questionnaire.levers, start=1)
    return next((number for number, lever in levers if advised.aspect in lever.aspects), 0)


def _formula(advised: Advised, say: Wording) -> str:
    if advised.priority is None:
        return ""
    parts = [
        f"(100 − {say.decimal(advised.value)}) ÷ 100",
        f"× {say.decimal(advised.leverage)}",
    ]
    if advised.gap:
        parts.append(f"× (1 + {say.decimal(advised.gap)} ÷ 100)")
    return f"{' '.join(parts)} = {say.decimal(advised.priority)}"


def _case_for(result: Result, advised: Advised, told: Sequence[Case]) -> Case | None:
    """A case that shows the action or its aspect: by aspect first, then sector, then size."""
    library = result.instrument.cases
    named = [case for case in library if case.id in advised.action.cases]
    aspect = advised.aspect.id if advised.aspect else ""
    fitting = named or [case for case in library if aspect in case.aspects]
    size = _size_class(result)

    def fit(case: Case) -> tuple[bool, bool, bool, float]:
        return (
            aspect not in case.aspects,
            result.scan.profile.sector not in case.sectors,
            case in told,
            _distance(case.staff, size),
        )

    return min(fitting, key=fit, default=None)


def _size_class(result: Result) -> SizeClass | None:
    sizes = result.instrument.questionnaire.profile.sizes
    return next((size for size in sizes if size.id == result.scan.profile.size), None)


def _distance(staff: int | None, size: SizeClass | None) -> float:
    """How many members of staff a case lies outside a size class; unknown comes last."""
    if staff is None or size is None:
        return float("inf")
    highest = staff if size.highest is None else size.highest
    return max(size.lowest - staff, staff - highest, 0)


def _case_view(result: Result, case: Case, say: Wording) -> CaseView:
    return CaseView(
        id=case.id,
        name=say.text(case.name),
        about=say.text(case.about),
        year=case.year,
        done=say.text(case.done),
        brought=say.text(case.brought) if case.brought else "",
        hard=say.text(case.hard) if case.hard else "",
        went_wrong=case.went_wrong_later,
        same_sector=result.scan.profile.sector in case.sectors,
        sources=" · ".join(case.sources),
    )
