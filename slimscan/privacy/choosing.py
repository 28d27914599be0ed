"""Which values may be shown beside each other: each in turn, through audit and makeup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol, Self

from slimscan.privacy.audit import Audit
from slimscan.privacy.values import TOTAL, Cell


class Candidate(NamedTuple):
    """A value that may be shown, with the sets that it tells: its people, and who of them revised.

    The difference of an old and a new value is a sum over those who changed an answer in between,
    so these are a set of their own.
    """

    scale: str
    cell: Cell
    least: int
    """The fewest people of whom this scale is shown in this cell."""
    sets: tuple[int, ...]

    @property
    def people(self) -> int:
        """Who counts in it."""
        return self.sets[0]


class Follows(Protocol):
    """What follows from values of several scales together."""

    def fresh(self) -> Self:
        """The same before anything is shown."""

    def take(self, scale: str, people: int) -> None:
        """Something is shown of these people."""

    def fits(self, scale: str, people: int, minimum: int) -> bool:
        """Whether it may be shown beside what is."""


def choose(
    candidates: Sequence[Candidate],
    minimums: Iterable[int],
    shown: Sequence[int],
    leading: str | None,
    follows: Sequence[Follows] = (),
) -> list[Candidate]:
    """The candidates that may be shown. Minimum by minimum, so that a higher one only hides.

    `shown` are the sets that earlier reports told of; a cell of which the `leading` scale is not
    shown shows nothing. `follows` see what is told beside the sums over people.
    """
    for minimum in minimums:
        audit = Audit(minimum - 1, shown)
        watching = [one.fresh() for one in follows]
        led = {TOTAL}
        chosen = []
        for one in candidates:
            scale, cell, least, sets = one
            if sets[0].bit_count() < max(minimum, least):
                continue
            leads = scale == leading
            if not (leads or cell in led):
                continue
            if not all(each.fits(scale, sets[0], minimum) for each in watching):
                continue
            if audit.admit(sets):
                chosen.append(one)
                for each in watching:
                    each.take(scale, sets[0])
                if leads:
                    led.add(cell)
        candidates = chosen
    return list(candidates)
