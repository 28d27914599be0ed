"""The ledger of one firm: what was ever shown, about whom. It is as private as the answers.

It holds exact figures, so that what was shown can be shown again unchanged and two waves can be
compared. Nothing of it belongs in a report. Where it is kept is told in `book.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from slimscan.errors import Fault, input_error
from slimscan.privacy.values import Cell, Moments, ScaleKind

_FORMAT = 2


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

    def document(self) -> dict[str, Any]:
        """The ledger as plain data for JSON."""
        places = {one: place for place, one in enumerate(self.people)}
        return {
            "format": _FORMAT,
            "people": list(self.people),
            "sets": [f"{people:x}" for people in self.sets],
            "publications": [_Writer(one, places).document() for one in self.publications],
        }

    @staticmethod
    def from_document(document: Mapping[str, Any]) -> Ledger:
        """The ledger in plain data; raises `InputError` when it is damaged or newer."""
        version = document.get("format")
        if isinstance(version, int) and version > _FORMAT:
            raise input_error(Fault.SCAN_NEWER, format=version)
        try:
            people = tuple(str(one) for one in document["people"])
            return Ledger(
                people,
                tuple(_read_set(one) for one in document["sets"]),
                tuple(_read_publication(one, people) for one in document["publications"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError, IndexError):
            raise input_error(Fault.SCAN_DAMAGED, reason="ledger") from None


def places_of(people: int) -> Iterable[int]:
    """The places of the people in a set."""
    while people:
        lowest = people & -people
        yield lowest.bit_length() - 1
        people ^= lowest


@dataclass(frozen=True)
class _Writer:
    """Writes a publication; groups, scales and people stand once and are then told by place."""

    publication: Publication
    people: Mapping[str, int]
    cells: dict[Cell, int] = field(default_factory=dict)

    @cached_property
    def _scales(self) -> Mapping[str, int]:
        return {scale: place for place, scale in enumerate(self.publication.scales)}

    def document(self) -> dict[str, Any]:
        one, scales, cell = self.publication, self._scales, self._cell
        sets = {people: f"{people:x}" for people in {value.people for value in one.shown}}
        cells = {group: cell(group) for group in dict.fromkeys(value.cell for value in one.shown)}
        shown = [
            [scales[scale], cells[group], sets[people], exact, int(earlier)]
            for scale, group, people, exact, earlier in one.shown
        ]
        people = list(map(self._person, one.people))
        gone = list(map(self._person, one.gone))
        known = list(map(cell, one.cells))
        return {
            "wave": one.wave,
            "measure": one.measure,
            "minimum": one.minimum,
            "scales": one.scales,
            "kinds": [kind.value for kind in one.kinds],
            "items": one.items,
            "cells": known,
            "people": people,
            "gone": gone,
            "shown": shown,
            "groups": list(self.cells),
        }

    def _cell(self, cell: Cell) -> int:
        return self.cells.setdefault(cell, len(self.cells))

    def _person(self, one: Person) -> list[Any]:
        cells = list(map(self._cell, one.cells)) if one.cells else []
        return [self.people[one.id], cells, one.mark, one.older]


def _read_publication(document: Mapping[str, Any], people: Sequence[str]) -> Publication:
    cells = [Cell(str(split), str(name)) for split, name in document["groups"]]
    scales = tuple(str(scale) for scale in document["scales"])

    def person(row: Sequence[Any]) -> Person:
        place, its, mark, older = row
        its_cells = tuple(cells[cell] for cell in its)
        return Person(people[place], its_cells, str(mark), tuple(map(str, older)))

    def shown(row: Sequence[Any]) -> Shown:
        scale, cell, who, (n, mean, sd), earlier = row
        exact = Moments(int(n), float(mean), float(sd))
        return Shown(scales[scale], cells[cell], _read_set(who), exact, bool(earlier))

    return Publication(
        wave=str(document["wave"]),
        measure=str(document["measure"]),
        minimum=int(document["minimum"]),
        scales=scales,
        kinds=tuple(ScaleKind(kind) for kind in document["kinds"]),
        cells=tuple(cells[cell] for cell in document["cells"]),
        people=tuple(map(person, document["people"])),
        gone=tuple(map(person, document["gone"])),
        shown=tuple(map(shown, document["shown"])),
        items=tuple((str(scale), str(names)) for scale, names in document["items"]),
    )


def _read_set(text: str) -> int:
    people = int(text, 16)
    if people < 0:
        raise ValueError(text)
    return people
