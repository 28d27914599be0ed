"""The plan by its dates: what is due this week, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from slimscan.plan.plan_row import PlanRow

WEEK = timedelta(7)


@dataclass(frozen=True)
class DueStep:
    """One date that asks for something: `kind` is `start`, `check` or `remeasure`."""

    day: date
    kind: str
    row: PlanRow


@dataclass(frozen=True)
class Upcoming:
    """The first date ahead: `kind` is `start`, `check` or `remeasure`."""

    day: date
    kind: str
    rows: tuple[PlanRow, ...]


def due_this_week(rows: Sequence[PlanRow], today: date) -> tuple[DueStep, ...]:
    """What is overdue, and what is due within seven days from today, by date."""
    due = []
    for day, kind, row in dated_steps(rows):
        overdue = row.overdue(today)
        late = day < today and overdue is not None and kind == overdue.value
        if late or today <= day < today + WEEK:
            due.append(DueStep(day, kind, row))
    return tuple(sorted(due, key=lambda step: (step.day, step.row.number)))


def upcoming(rows: Sequence[PlanRow], today: date) -> Upcoming | None:
    """What comes next: the first date from today on, with the actions it is for."""
    ahead = [(day, kind, row) for day, kind, row in dated_steps(rows) if day >= today]
    if not ahead:
        return None
    first, kind, _ = min(ahead, key=lambda step: step[0])
    same = tuple(row for day, which, row in ahead if (day, which) == (first, kind))
    return Upcoming(first, kind, same)


def dated_steps(rows: Sequence[PlanRow]) -> Iterator[tuple[date, str, PlanRow]]:
    """Every date that still asks for something: day, kind (`start`, `check`, `remeasure`), row."""
    for row in rows:
        planned = row.planned
        if not row.chosen or not row.in_plan:
            continue
        if planned.start and planned.status == "open":
            yield planned.start, "start", row
        if planned.check and row.alive:
            yield planned.check, "check", row
        if planned.remeasure:
            yield planned.remeasure, "remeasure", row
