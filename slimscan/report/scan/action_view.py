"""One action of the plan as the report shows it: what, why, when and by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from slimscan.plan.advised import Advised, Kind
from slimscan.plan.plan_row import PlanRow
from slimscan.plan.schedule import FIRST_STEP_DAYS
from slimscan.plan.two_sided import TwoSided
from slimscan.questionnaire.actions import Action
from slimscan.questionnaire.library import Case
from slimscan.questionnaire.models import Aspect, Item
from slimscan.report import charts
from slimscan.report.scan.cases import CaseView, case_for, case_view
from slimscan.report.scan.effort import effort_in_words
from slimscan.report.scan.law import LawView, law_views
from slimscan.report.scan.levers import ItemView, item_view
from slimscan.result import Result
from slimscan.scan.model import OwnAction
from slimscan.shown import Wording

TIMELINE_DAYS = 360


@dataclass(frozen=True)
class ActionDays:
    """The days of an action: planned work first, then what the firm decided on or may decide."""

    starts: date | None
    first_step_by: date | None
    in_place_by: date | None
    check: date | None
    again: date | None


@dataclass(frozen=True)
class ActionView:
    """An action of the plan with the trail that led to it; an own action has no trail."""

    rank: int
    title: str
    addressed: str
    """Whom the text speaks to, where that is not the reader: in a works council's own report."""
    what: str
    first_step: str
    who: str
    involve: str
    effort: str
    term: str
    work: str
    """Effort and term in one line; empty where neither is known."""
    sign: str
    worksheet: str
    worksheet_id: str
    lever: int
    """The number of its lever; 0 for a precondition or a sector's own aspect."""
    topic: str
    item: ItemView | None
    sources: str
    case: CaseView | None
    why: str
    """Why it stands where it stands: that it is the basis, the next step, or was added."""
    formula: str
    """How the rank is computed, to redo with a pencil; empty for what is not ranked."""
    value_from: str
    """What the value in the formula is made of, where the staff count in it."""
    conversation: str
    """Who sees what, where the first step is to ask; empty otherwise."""
    law: tuple[LawView, ...]
    decided: bool
    """Decided on by the firm; otherwise it is a proposal."""
    done: bool
    status: str
    result: str
    period: charts.Period | None
    starts: str
    first_step_by: str
    in_place_by: str
    days: ActionDays
    owner: str
    fields: tuple[tuple[str, str], ...]
    """What the firm decides: a label with what was decided, or nothing yet: a line to write on."""


def case_of(result: Result, row: PlanRow, told: list[Case]) -> Case | None:
    """The case to tell with an action, one that was not told yet while there is one."""
    if row.action is None:
        return None
    aspect = _aspect_of(result, row.action)
    return case_for(result, row.action, aspect.id if aspect else "", told)


def action_view(result: Result, row: PlanRow, case: Case | None, say: Wording) -> ActionView:
    """An action of the plan with the trail that led to it."""
    action = row.action
    own = row.planned.own or OwnAction(title=row.title(say.language))
    item = _item_of(result, action)
    aspect = _aspect_of(result, action)
    worksheet = next(
        (w for w in result.instrument.worksheets if action and w.id == action.worksheet), None
    )
    dates, effort = row.dates, effort_in_words(result, row, say)
    term = say(f"term.days{action.term}") if action else ""
    return ActionView(
        rank=row.number,
        title=row.title(say.language),
        addressed=_addressed(result, action, say),
        what=say.text(action.what) if action else own.what,
        first_step=say.text(action.first_step) if action else own.first_step,
        who=row.who(say.language),
        involve=say.text(action.involve) if action else "",
        effort=effort,
        term=term,
        work=", ".join(filter(None, (effort, term))),
        sign=say.text(action.sign) if action else "",
        worksheet=say.text(worksheet.title) if worksheet else "",
        worksheet_id=worksheet.id if worksheet else "",
        lever=_lever_number(result, aspect),
        topic=_topic(aspect, row, say),
        item=item_view(result, item, say) if item else None,
        sources=" · ".join(action.sources) if action else "",
        case=case_view(result, case, say) if case else None,
        why=_why(result, row, say),
        formula=_formula(row.advised, say),
        value_from=_value_from(row.advised, say),
        conversation=_conversation(result, row.advised, say),
        law=law_views(result, action, say),
        decided=row.chosen,
        done=row.planned.status == "done",
        status=say(f"plan.status.{row.standing}") if row.chosen else say("plan.proposed"),
        result=row.planned.result,
        period=_period(result, row),
        starts=say.short_day(dates.start) if dates else say("plan.later") if row.later else "",
        first_step_by=say.short_day(dates.first_step_by) if dates else "",
        in_place_by=say.dated(dates.in_place_by) if dates else "",
        days=_days(row),
        owner=row.planned.owner,
        fields=_fields(row, say),
    )


def _days(row: PlanRow) -> ActionDays:
    dates = row.dates
    return ActionDays(
        starts=dates.start if dates else None,
        first_step_by=dates.first_step_by if dates else None,
        in_place_by=dates.in_place_by if dates else None,
        check=row.planned.check if row.chosen else None,
        again=row.planned.remeasure if row.chosen else None,
    )


def _addressed(result: Result, action: Action | None, say: Wording) -> str:
    if action is None or result.scan.audience == "leader":
        return ""
    return say("plan.addressed", who=say.text(action.who))


def _item_of(result: Result, action: Action | None) -> Item | None:
    if action is None:
        return None
    questionnaire = result.instrument.questionnaire
    modules = result.instrument.module_items
    every = (*questionnaire.items, *questionnaire.precondition_items, *modules)
    return next((item for item in every if item.id == action.item), None)


def _aspect_of(result: Result, action: Action | None) -> Aspect | None:
    """The aspect that an action is about; nothing for a precondition."""
    if action is None:
        return None
    aspects = result.instrument.aspects
    return next((one for one in aspects if action.item in {item.id for item in one.items}), None)


def _topic(aspect: Aspect | None, row: PlanRow, say: Wording) -> str:
    if aspect:
        return say.text(aspect.name)
    return say("plan.own_action") if row.action is None else say("preconditions.one")


def _fields(row: PlanRow, say: Wording) -> tuple[tuple[str, str], ...]:
    """What was decided; a proposal has lines to write on."""
    planned = row.planned
    days = {"start": planned.start, "check": planned.check, "again": planned.remeasure}
    return (
        (say("plan.owner"), planned.owner),
        *(
            (say(f"plan.{key}"), say.dated(day) if day and row.chosen else "")
            for key, day in days.items()
        ),
    )


def _period(result: Result, row: PlanRow) -> charts.Period | None:
    """Where it lies on the timeline; nothing when it starts after it."""
    if row.dates is None:
        return None
    start = max((row.dates.start - result.scan.measured_on).days, 0)
    if start >= TIMELINE_DAYS:
        return None
    return charts.period(start, min(FIRST_STEP_DAYS, row.term), row.term, TIMELINE_DAYS)


def _why(result: Result, row: PlanRow, say: Wording) -> str:
    """Why it stands where it stands; for what is ranked the formula says so."""
    if row.advised is None:
        return say("plan.why.added")
    kind, value = row.advised.kind, row.advised.two_sided
    if kind is Kind.NEXT and value is not None and value.staff is not None:
        return say("plan.why.next_together")
    if kind is Kind.NEXT and _follows_done(result, row.advised):
        return say("plan.why.next_done")
    return "" if kind is Kind.START else say(f"plan.why.{kind.value}")


def _follows_done(result: Result, advised: Advised) -> bool:
    """Whether it is the step after something that was done since an earlier scan."""
    done = {one.action for one in result.done}
    return any(one.item == advised.item.id for one in result.instrument.actions if one.id in done)


def _formula(advised: Advised | None, say: Wording) -> str:
    if advised is None or advised.priority is None or advised.two_sided is None:
        return ""
    value, leverage = say.decimal(advised.two_sided.value), say.decimal(advised.leverage)
    return f"(100 − {value}) ÷ 100 × {leverage} = {say.decimal(advised.priority)}"


def _value_from(advised: Advised | None, say: Wording) -> str:
    """Whose the value is: the staff's, or half-way between both; nothing for the leader's own."""
    value = advised.two_sided if advised else None
    if value is None or value.staff is None:
        return ""
    if value.leader is None or value.value == value.staff:
        return say("plan.value.staff", staff=value.staff, leader=_answer(value, say))
    return say("plan.value.between", staff=value.staff, leader=_answer(value, say))


def _answer(value: TwoSided, say: Wording) -> str:
    return say("plan.value.none") if value.leader is None else say.decimal(value.leader)


def _conversation(result: Result, advised: Advised | None, say: Wording) -> str:
    """What to talk about before the action: whether it is needed, or what the staff see."""
    if advised is not None and advised.kind is Kind.FIND_OUT:
        return say("plan.find_out")
    if advised is None or not advised.conversation or advised.sees is None:
        return ""
    sees = advised.sees
    leader = say("plan.value.none") if sees.leader is None else str(sees.leader)
    together = advised.aspect in result.proposal.meeting
    key = "plan.conversation_together" if together else "plan.conversation"
    return say(key, leader=leader, staff=sees.mean)


def _lever_number(result: Result, aspect: Aspect | None) -> int:
    levers = enumerate(result.instrument.questionnaire.levers, start=1)
    return next((number for number, lever in levers if aspect in lever.aspects), 0)
