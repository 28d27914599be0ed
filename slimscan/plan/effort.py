"""What a plan asks of people: days in all and days of the leader's own, a quarter (method 5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from slimscan.questionnaire.actions import Effort
from slimscan.questionnaire.models import SizeClass
from slimscan.shown import whole

HOURS_A_DAY = 8
"""The hours of a working day, by which hours of people become days."""

TEAM_OF = 8
"""The people that one team is reckoned with; a smaller firm is one team."""

QUARTER_DAYS = 91


@dataclass(frozen=True)
class Days:
    """Working days of 8 hours: of everyone together, and of these the leader's own."""

    all: float = 0
    leader: float = 0

    def plus(self, more: Days, share: float = 1) -> Days:
        """With a share (0 to 1) of other days added."""
        return Days(self.all + share * more.all, self.leader + share * more.leader)


def people_in(size: SizeClass) -> int:
    """The number of people that a size class is reckoned with: its middle; its start when open."""
    if size.highest is None:
        return size.lowest
    return whole((size.lowest + size.highest) / 2)


def taking_part(effort: Effort, people: int) -> int:
    """How many people an action's hours count for, in a firm of so many people."""
    return min(people, TEAM_OF) if effort.of == "team" else people


def days_of(effort: Effort, people: int) -> Days:
    """The days that an action takes over its whole term in a firm of so many people."""
    hours = effort.hours_per_person * taking_part(effort, people)
    return Days(
        effort.leader_days + effort.other_days + hours / HOURS_A_DAY, leader=effort.leader_days
    )


def quarters(work: Iterable[tuple[date, int, Days]], begin: date) -> tuple[Days, ...]:
    """The days in every quarter of 91 days from `begin`, up to the last one with work in it.

    `work` is a start, a term in days and the days of work, which are spread evenly over the term.
    """
    found: dict[int, Days] = {}
    for start, term, days in work:
        first = (start - begin).days
        quarter = first // QUARTER_DAYS
        while quarter * QUARTER_DAYS < first + term:
            low = max(first, quarter * QUARTER_DAYS)
            high = min(first + term, (quarter + 1) * QUARTER_DAYS)
            share = (high - low) / term
            found[quarter] = found.get(quarter, Days()).plus(days, share)
            quarter += 1
    last = max(found, default=-1)
    return tuple(found.get(quarter, Days()) for quarter in range(last + 1))
