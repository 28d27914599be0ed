"""What may be shown about a group: coarse values that nothing outside this package can make."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import InitVar, dataclass
from enum import StrEnum

MINIMUM = 5
"""The fewest people that a shown value may be about. It may be raised, never lowered."""

LOWEST_MEAN, HIGHEST_MEAN = 10, 90
LOWEST_SPREAD, HIGHEST_SPREAD = 10, 40


class People(StrEnum):
    """How many people a value is about."""

    FEW = "5-9"
    SOME = "10-19"
    MANY = "20+"


class End(StrEnum):
    """A mean at the very end of the scale: there it would tell what each one answered."""

    UNDER = "under"
    OVER = "over"


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A group within a way of splitting the staff (`team`, `role`); the total has no names."""

    split: str = ""
    name: str = ""


TOTAL = Cell()


class _Pass:
    """What only this package holds: without it no released value can be made."""


PASS = _Pass()


def let_in(let: object) -> None:
    """Raise `TypeError` for whoever does not hold the pass."""
    if let is not PASS:
        raise TypeError("only slimscan.privacy makes released values")


@dataclass(frozen=True, slots=True)
class ReleasedValue:
    """The score of one scale in one group. All is None when it is not shown, whatever the reason.

    `mean` (0 to 100) goes in steps of 5 under 10 people, else in whole numbers; at an `end` it is
    10 ("under 10") or 90 ("over 90"). `sd` is there from 10 people: steps of 5, where 10 means 10
    or less and 40 means 40 or more. `earlier`: kept from an earlier report, because too few people
    changed since then.
    """

    scale: str
    people: People | None
    mean: int | None
    end: End | None
    sd: int | None
    earlier: bool
    let: InitVar[object]

    def __post_init__(self, let: object) -> None:
        let_in(let)

    @property
    def shown(self) -> bool:
        """Whether there is anything to show."""
        return self.mean is not None


@dataclass(frozen=True, slots=True)
class ReleasedGroup:
    """The total or one group, with a value for every scale."""

    cell: Cell
    values: tuple[ReleasedValue, ...]
    let: InitVar[object]

    def __post_init__(self, let: object) -> None:
        let_in(let)

    @property
    def shown(self) -> bool:
        """Whether any of its values is shown."""
        return any(value.shown for value in self.values)

    def value(self, scale: str) -> ReleasedValue:
        """The value of a scale; raises `KeyError` for a scale that was not measured."""
        for value in self.values:
            if value.scale == scale:
                return value
        raise KeyError(scale)


@dataclass(frozen=True, slots=True)
class Release:
    """All that may be shown of one wave: the total first, then the groups by name."""

    wave: str
    minimum: int
    groups: tuple[ReleasedGroup, ...]
    let: InitVar[object]

    def __post_init__(self, let: object) -> None:
        let_in(let)

    @property
    def total(self) -> ReleasedGroup:
        """Everyone together."""
        return self.groups[0]

    def group(self, cell: Cell) -> ReleasedGroup | None:
        """A group by its name; None when this wave does not know it."""
        return next((group for group in self.groups if group.cell == cell), None)

    def hides(self, cell: Cell, scale: str) -> bool:
        """Whether this wave knows the value and does not show it."""
        group = self.group(cell)
        return group is not None and any(
            value.scale == scale and not value.shown for value in group.values
        )


@dataclass(frozen=True, slots=True)
class Moments:
    """The exact figures of a set of people; they never leave this package but in a ledger."""

    n: int
    mean: float
    sd: float


def moments(scores: Sequence[float]) -> Moments:
    """Number, mean and standard deviation (n - 1) of at least one score."""
    mean = math.fsum(scores) / len(scores)
    if len(scores) == 1:
        return Moments(1, mean, 0.0)
    squares = math.fsum([(score - mean) ** 2 for score in scores])
    return Moments(len(scores), mean, math.sqrt(squares / (len(scores) - 1)))


def released_value(scale: str, exact: Moments, earlier: bool) -> ReleasedValue:
    """The coarse value of a set that passed the rule."""
    people = People.FEW if exact.n < 10 else People.SOME if exact.n < 20 else People.MANY
    end = end_of(exact.mean)
    mean = in_steps(within(exact.mean), step_of(exact.n))
    return ReleasedValue(scale, people, mean, end, _spread(exact, end), earlier, PASS)


def hidden_value(scale: str) -> ReleasedValue:
    """A value that is not shown."""
    return ReleasedValue(scale, None, None, None, None, False, PASS)


def released_group(cell: Cell, values: Sequence[ReleasedValue]) -> ReleasedGroup:
    """A group of released values."""
    return ReleasedGroup(cell, tuple(values), PASS)


def release_of(wave: str, minimum: int, groups: Sequence[ReleasedGroup]) -> Release:
    """A release of released groups."""
    return Release(wave, minimum, tuple(groups), PASS)


def end_of(mean: float) -> End | None:
    """The end of the scale a mean lies at."""
    if mean < LOWEST_MEAN:
        return End.UNDER
    return End.OVER if mean > HIGHEST_MEAN else None


def within(mean: float) -> float:
    """The mean, drawn in from the ends of the scale."""
    return min(max(mean, float(LOWEST_MEAN)), float(HIGHEST_MEAN))


def step_of(n: int) -> int:
    """How coarsely a mean of so many people is shown, in points."""
    return 5 if n < 10 else 1


def in_steps(value: float, step: int) -> int:
    """The value in whole steps, halves upwards."""
    return math.floor(value / step + 0.5) * step


def _spread(exact: Moments, end: End | None) -> int | None:
    """A small spread would tell that all answered alike, so it has a floor (and a ceiling)."""
    if exact.n < 10 or end:
        return None
    return min(max(in_steps(exact.sd, 5), LOWEST_SPREAD), HIGHEST_SPREAD)
