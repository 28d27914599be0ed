"""What may be shown about a group: coarse values that nothing outside this package can make."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import InitVar, dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from slimscan.privacy.release_minimum import MINIMUM
from slimscan.shown import whole

LOWEST_MEAN, HIGHEST_MEAN = 10, 90
LOWEST_SPREAD, HIGHEST_SPREAD = 10, 40
SPREAD_FROM = 20
"""The fewest people of whom a spread or an interval is shown."""
SPREAD_STEP = 5

_MANY_ITEMS = 10
_ALWAYS = 10**9


class ScaleKind(StrEnum):
    """What a scale is made of: how coarsely it is shown follows from that."""

    __hash__ = str.__hash__  # that of an enumeration is slow, and these are looked up all the time

    WHOLE = "whole"
    """A lever or the overall score over ten items or more."""
    QUICK = "quick"
    """A lever or the overall score over fewer items."""
    ASPECT = "aspect"
    OUTCOME = "outcome"
    """A result that staff are asked about beside the levers, such as the quality of their work."""
    SINGLE = "single"
    """One item: its mean is nearest to an answer."""


def kind_of(items: int, is_aspect: bool) -> ScaleKind:
    """The kind of a scale of so many items."""
    if items <= 1:
        return ScaleKind.SINGLE
    if is_aspect:
        return ScaleKind.ASPECT
    return ScaleKind.WHOLE if items >= _MANY_ITEMS else ScaleKind.QUICK


def outcome_kind(items: int) -> ScaleKind:
    """The kind of an outcome of so many items."""
    return ScaleKind.SINGLE if items <= 1 else ScaleKind.OUTCOME


@dataclass(frozen=True)
class Coarseness:
    """From how many people on a mean is shown, and in which steps.

    `steps`: under so many people in steps of so many points; beyond the last in whole numbers.
    """

    steps: tuple[tuple[int, int], ...]
    total_from: int = MINIMUM
    teams_from: int = MINIMUM

    def least(self, is_total: bool) -> int:
        """The fewest people of whom it is shown."""
        return self.total_from if is_total else self.teams_from

    def step(self, n: int) -> int:
        """How coarsely the mean of so many people is shown, in points."""
        for below, step in self.steps:
            if n < below:
                return step
        return 1


_PARTS = ((20, 10), (100, 5), (200, 2))

COARSENESS = {
    ScaleKind.WHOLE: Coarseness(((20, 5), (50, 2))),
    ScaleKind.QUICK: Coarseness(_PARTS),
    ScaleKind.ASPECT: Coarseness(_PARTS, teams_from=20),
    ScaleKind.OUTCOME: Coarseness(_PARTS, total_from=10, teams_from=_ALWAYS),
    ScaleKind.SINGLE: Coarseness(((50, 10), (_ALWAYS, 5)), total_from=20, teams_from=_ALWAYS),
}
"""Method 3. Chosen so that whoever knows all answers but one hardly ever finds the last one."""


class People(StrEnum):
    """How many people a value is about."""

    __hash__ = str.__hash__

    FEW = "5-9"
    SOME = "10-19"
    MANY = "20+"


class End(StrEnum):
    """A mean at the very end of the scale: there it would tell what each one answered."""

    __hash__ = str.__hash__

    AT_MOST = "at_most"
    AT_LEAST = "at_least"


class Cell(NamedTuple):
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

    `mean` (0 to 100) goes in steps (`COARSENESS`); at an `end` it is 10 ("at most 10") or 90 ("at
    least 90"). `sd` is there from 20 people: steps of 5, where 10 means 10 or less and 40 means 40
    or more. `earlier`: kept from an earlier report, because too few people changed since then.
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

    @property
    def people(self) -> str:
        """How many people it is about, as it may be told; empty where it may not."""
        return next((value.people.value for value in self.values if value.people), "")

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


class Moments(NamedTuple):
    """The exact figures of a set of people; they never leave this package but in a ledger."""

    n: int
    mean: float
    sd: float


def moments(scores: Sequence[float]) -> Moments:
    """Number, mean and standard deviation (n - 1) of at least one score."""
    n = len(scores)
    mean = math.fsum(scores) / n
    if n == 1:
        return Moments(1, mean, 0.0)
    return Moments(n, mean, math.dist(scores, (mean,) * n) / math.sqrt(n - 1))


def released_value(scale: str, kind: ScaleKind, exact: Moments, earlier: bool) -> ReleasedValue:
    """The coarse value of a set that passed the rule."""
    n, mean, sd = exact
    people, step = _told_of(n, kind)
    spread = None if n < SPREAD_FROM else in_steps(sd, SPREAD_STEP)
    return _value(scale, people, in_steps(mean, step), spread, earlier)


@lru_cache(maxsize=4096)
def _told_of(n: int, kind: ScaleKind) -> tuple[People, int]:
    """How so many people are told, and in which steps their mean."""
    return people_of(n), COARSENESS[kind].step(n)


@lru_cache(maxsize=8192)
def _value(
    scale: str, people: People, mean: int, spread: int | None, earlier: bool
) -> ReleasedValue:
    """Values are coarse, so those of many organisations are the same few.

    A mean is rounded first, then drawn in from the ends. A small spread would tell that all
    answered alike, so it has a floor (and a ceiling).
    """
    mean = min(max(mean, LOWEST_MEAN), HIGHEST_MEAN)
    end = end_of(mean)
    sd = None if spread is None or end else min(max(spread, LOWEST_SPREAD), HIGHEST_SPREAD)
    return ReleasedValue(scale, people, mean, end, sd, earlier, PASS)


def people_of(n: int) -> People:
    """The band of a number of people, of five or more."""
    return People.FEW if n < 10 else People.SOME if n < 20 else People.MANY


def end_of(mean: int) -> End | None:
    """At which end of the scale a released mean lies, if at any."""
    if LOWEST_MEAN < mean < HIGHEST_MEAN:
        return None
    return End.AT_MOST if mean == LOWEST_MEAN else End.AT_LEAST


@lru_cache(maxsize=512)
def hidden_value(scale: str) -> ReleasedValue:
    """A value that is not shown."""
    return ReleasedValue(scale, None, None, None, None, False, PASS)


def released_group(cell: Cell, values: Iterable[ReleasedValue]) -> ReleasedGroup:
    """A group of released values."""
    return ReleasedGroup(cell, tuple(values), PASS)


def without_groups(release: Release) -> Release:
    """The release of everyone together, which names no group."""
    return Release(release.wave, release.minimum, release.groups[:1], PASS)


def release_of(wave: str, minimum: int, groups: Sequence[ReleasedGroup]) -> Release:
    """A release of released groups."""
    return Release(wave, minimum, tuple(groups), PASS)


def in_steps(value: float, step: int) -> int:
    """The value in whole steps, halves upwards."""
    return whole(value / step) * step


def coarse_spread(spread: float, n: int) -> int | None:
    """A spread over n hands around a table: as a spread of staff, without a ceiling."""
    return None if n < SPREAD_FROM else max(LOWEST_SPREAD, in_steps(spread, SPREAD_STEP))
