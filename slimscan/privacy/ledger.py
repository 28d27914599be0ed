"""The ledger of one firm: what was ever shown, about whom. It is as private as the answers.

It holds exact figures, so that what was shown can be shown again unchanged and two waves can be
compared. Nothing of it belongs in a report. Where it is kept is told in `book.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from slimscan.privacy.values import Cell, Moments, ScaleKind


class Person(NamedTuple):
    """A respondent as they were in a report: their groups, and a mark that changes with an answer.

    `older` are the marks that they had in reports before, of this measure.
    """

    id: str
    cells: tuple[Cell, ...]
    mark: str
    older: tuple[str, ...] = ()


class Shown(NamedTuple):
    """A value that was shown: the set of people as bits (places in `Ledger.people`), exactly."""

    scale: str
    cell: Cell
    people: int
    exact: Moments
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Publication:
    """What is shown of one wave, by one way of measuring (all items, or those two waves share).

    `people` are those of the last report, `gone` those of the ones before. `items` names the items
    of each lever (and overall) in this measure.
    """

    wave: str
    measure: str
    minimum: int
    scales: tuple[str, ...]
    kinds: tuple[ScaleKind, ...]
    cells: tuple[Cell, ...]
    people: tuple[Person, ...]
    gone: tuple[Person, ...]
    shown: tuple[Shown, ...]
    items: tuple[tuple[str, str], ...] = ()

    def find(self, cell: Cell, scale: str) -> Shown | None:
        """What is shown of a scale in a group."""
        return next((one for one in self.shown if (one.cell, one.scale) == (cell, scale)), None)

    def kind(self, scale: str) -> ScaleKind:
        """What a scale is made of."""
        return self.kinds[self.scales.index(scale)]

    def items_of(self, scale: str) -> str | None:
        """The items of a lever; None for a scale that is no lever."""
        return dict(self.items).get(scale)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every set of people ever shown, and for each wave what is shown now. Starts empty.

    The first publication of a wave is by the measure that was shown first.
    """

    people: tuple[str, ...] = ()
    sets: tuple[int, ...] = ()
    publications: tuple[Publication, ...] = ()

    def of_wave(self, wave: str) -> tuple[Publication, ...]:
        """What is shown of a wave, the measure that was shown first at the head."""
        return tuple(one for one in self.publications if one.wave == wave)

    def find(self, wave: str, measure: str = "") -> Publication | None:
        """What is shown now of a wave by one way of measuring."""
        return next((one for one in self.of_wave(wave) if one.measure == measure), None)

    def after(self, publication: Publication, people: Sequence[str], sets: Sequence[int]) -> Ledger:
        """The ledger once this is what is shown, with these sets of these people beside its own."""
        before = self.find(publication.wave, publication.measure)
        publications = tuple(publication if one is before else one for one in self.publications)
        if before is None:
            publications += (publication,)
        return Ledger(tuple(people), tuple(dict.fromkeys((*self.sets, *sets))), publications)

    def beside(self, other: Ledger, renamed: Mapping[str, str]) -> Ledger:
        """This ledger with the sets of another in it, of whose people some are called otherwise."""
        names = [renamed.get(one, one) for one in other.people]
        people = tuple(dict.fromkeys((*self.people, *names)))
        places = {one: place for place, one in enumerate(people)}
        bits = [places[one] for one in names]
        moved = (sum(1 << bit for bit in {bits[n] for n in places_of(s)}) for s in other.sets)
        sets = tuple(dict.fromkeys((*self.sets, *moved)))
        return Ledger(people, sets, self.publications)


def places_of(people: int) -> Iterable[int]:
    """The places of the people in a set."""
    while people:
        lowest = people & -people
        yield lowest.bit_length() - 1
        people ^= lowest
