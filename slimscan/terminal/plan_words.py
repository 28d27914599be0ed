"""What the improvement plan on the screen says, line by line and in a drawing alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from slimscan.language import Words, as_typed
from slimscan.plan.agenda import due_this_week, upcoming
from slimscan.plan.plan_row import PlanRow
from slimscan.plan.schedule import RUNNING_AT_ONCE
from slimscan.plan.working_list import WorkingList
from slimscan.scan.model import Scan
from slimscan.scan.open_scan import OpenedScan
from slimscan.shown import day_in_numbers, text_in
from slimscan.text import clean

_DATES = ("start", "check", "remeasure")


def printed_plan(
    plan: WorkingList, opened: OpenedScan, notes: Sequence[str], today: date, texts: Words
) -> Iterator[str]:
    """The plan, one action a line."""
    yield clean(plan_title(opened.scan, texts))
    if not plan.rows:
        yield from notes or [texts("empty")]
        return
    late = late_words(plan, today, texts)
    if late:
        yield late
    if not plan.chosen:
        yield texts("proposal")
    yield from map(clean, notes)
    if plan.chosen:
        heading, lines = plan_agenda(plan, today, texts)
        yield f"{heading}:"
        yield from map(clean, lines)
    yield from map(clean, plan_doubts(plan, opened, today, texts))
    for row in plan.rows:
        yield _plain_row(plan, row, today, texts)
    yield plan_hint(plan, opened, texts)


def _plain_row(plan: WorkingList, row: PlanRow, today: date, texts: Words) -> str:
    overdue = row.overdue(today)
    sentences = [f"{row.number}. {row.title(texts.language)} ({row.id})"]
    if overdue:
        day = plan_day(getattr(row.planned, overdue.value), texts)
        sentences.append(texts(f"overdue.{overdue}", date=day).rstrip("."))
    details = ", ".join(row_details(row, texts))
    sentences += [
        row_status(row, texts),
        *([details] if details else []),
        *row_outcome(plan, row, texts),
    ]
    return clean(". ".join(sentences)).replace("\n", " ")


def row_details(row: PlanRow, texts: Words) -> Iterator[str]:
    """Owner and dates, each with what it is; of what is not in the plan only why."""
    if row.in_plan:
        yield row.planned.owner or texts("no_owner")
    for name in _DATES if row.in_plan else ():
        day = getattr(row.planned, name)
        if day:
            yield f"{texts(f'field.{name}')} {plan_day(day, texts)}"
    if row.later:
        yield texts("later")
    if row.planned.reason:
        yield texts("reason", reason=row.planned.reason)
    if row.planned.added:
        yield texts("added")


def row_outcome(plan: WorkingList, row: PlanRow, texts: Words) -> Iterator[str]:
    """What came of it, and the step that can follow it."""
    if row.planned.result:
        yield texts("result", result=row.planned.result)
    following = plan.after_done(row)
    if following:
        title = text_in(following.title, texts.language)
        yield texts("after_done", id=following.id, title=title)


def plan_agenda(plan: WorkingList, today: date, texts: Words) -> tuple[str, list[str]]:
    """What is due this week; when nothing is, what comes next."""
    due = due_this_week(plan.rows, today)
    if due:
        return texts("week.heading"), [_step(one.day, one.kind, one.row, texts) for one in due]
    coming = upcoming(plan.rows, today)
    if coming is None:
        return texts("next.heading"), [texts("next.nothing")]
    rows = coming.rows[:1] if coming.kind == "remeasure" else coming.rows
    lines = [_step(coming.day, coming.kind, row, texts) for row in rows]
    return texts("next.heading"), lines


def _step(day: date, kind: str, row: PlanRow, texts: Words) -> str:
    title = row.title(texts.language)
    told = texts(f"next.{kind}", date=plan_day(day, texts), number=row.number, title=title)
    return as_typed(told)


def plan_crowded(plan: WorkingList, texts: Words) -> Iterator[str]:
    """That more run at once than the scan advises, by the dates that were decided."""
    if plan.most_at_once > RUNNING_AT_ONCE:
        yield texts("crowded", most=plan.most_at_once)


def plan_doubts(plan: WorkingList, opened: OpenedScan, today: date, texts: Words) -> Iterator[str]:
    """Whether what is overdue for the second time is still wanted."""
    for row in plan.rows:
        if row.is_doubtful(today):
            title = row.title(texts.language)
            told = texts("doubtful", number=row.number, title=title, scan=opened.called)
            yield as_typed(told)


def plan_title(scan: Scan, texts: Words) -> str:
    """Whose plan it is."""
    return texts("title", organisation=scan.profile.organisation or texts("nameless"))


def late_words(plan: WorkingList, today: date, texts: Words) -> str:
    """How many actions are overdue; empty when none is."""
    number = sum(row.overdue(today) is not None for row in plan.rows)
    if not number:
        return ""
    return texts("late.one") if number == 1 else texts("late.many", n=number)


def plan_hint(plan: WorkingList, opened: OpenedScan, texts: Words) -> str:
    """What to type to choose, or to change what was chosen."""
    if not plan.chosen:
        return as_typed(texts("how_to_choose", scan=opened.called))
    number = plan.chosen[0].number
    return as_typed(texts("how_to_change", scan=opened.called, number=number))


def row_status(row: PlanRow, texts: Words) -> str:
    """How an action stands."""
    return texts(f"status.{row.standing}")


def plan_day(day: date, texts: Words) -> str:
    """A day in numbers."""
    return day_in_numbers(day, texts.language)
