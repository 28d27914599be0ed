"""When the actions of a plan start: at most three at the same time (method 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from slimscan.plan.working_days import last_working_day, next_working_day
from slimscan.scoring.responses import LAST_DAY

RUNNING_AT_ONCE = 3
PRECONDITIONS_AT_ONCE = 2
HELD_DAYS = 90
"""A place is held for the action's term, at most so long; then the action is in use."""
FIRST_STEP_DAYS = 14


@dataclass(frozen=True)
class Work:
    """What has to be given a place: how many days it takes, and which days are settled already."""

    term: int
    precondition: bool = False
    start: date | None = None
    check: date | None = None
    """When it should be in place, where that was decided too."""

    @property
    def held(self) -> timedelta:
        """How long it holds its place; after that it is in use, and only checked."""
        return timedelta(min(self.term, HELD_DAYS))


@dataclass(frozen=True)
class Dates:
    """When an action starts, has its first step behind it, and should be in place."""

    start: date
    first_step_by: date
    in_place_by: date


def dates_from(start: date, term: int, check: date | None = None) -> Dates:
    """The dates of an action that starts on this day; deadlines fall on working days.

    It should be in place on the day of the check, where that was decided.
    """
    in_place_by = max(start, check or last_working_day(_within_reach(start, term)))
    first_step_by = max(start, last_working_day(_within_reach(start, FIRST_STEP_DAYS)))
    return Dates(start, min(first_step_by, in_place_by), in_place_by)


def _within_reach(start: date, days: int) -> date:
    """So many days later, and no later than a scan can hold."""
    return min(start + timedelta(days), LAST_DAY)


def schedule(works: Sequence[Work], begin: date, until: date) -> tuple[Dates | None, ...]:
    """Dates for every piece of work, in order; nothing for what would start after `until`.

    Settled starts are kept, and the others fill the places beside them: each starts on the first
    working day from `begin` on which a place is free for as long as it is held.
    """
    held = [(work.start, work) for work in works if work.start]
    found: list[Dates | None] = []
    for work in works:
        start = work.start or _first_free(work, held, begin)
        if work.start is None:
            if start > until:
                found.append(None)
                continue
            held.append((start, work))
        found.append(dates_from(start, work.term, work.check))
    return tuple(found)


def most_at_once(held: Sequence[tuple[date, Work]]) -> int:
    """How many run at the most on one day, of work that starts on these days."""
    return max((len(_running(start, held)) for start, _ in held), default=0)


def _running(day: date, held: Sequence[tuple[date, Work]]) -> list[Work]:
    """What holds a place on this day."""
    return [one for start, one in held if start <= day < start + one.held]


def _first_free(work: Work, held: Sequence[tuple[date, Work]], begin: date) -> date:
    ends = (next_working_day(start + other.held) for start, other in held)
    first = next_working_day(begin)
    days = sorted({first, *(day for day in ends if day > first)})
    return next(day for day in days if _fits(work, day, held))


def _fits(work: Work, day: date, held: Sequence[tuple[date, Work]]) -> bool:
    """Whether a place is free from this day for as long as the work holds it."""
    meanwhile = [one for one in held if one[0] < day + work.held and day < one[0] + one[1].held]
    moments = [day, *(start for start, _ in meanwhile if start > day)]
    return all(
        len(running) < RUNNING_AT_ONCE
        and not (
            work.precondition and sum(one.precondition for one in running) >= PRECONDITIONS_AT_ONCE
        )
        for moment in moments
        for running in [_running(moment, meanwhile)]
    )
