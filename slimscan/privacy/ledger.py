"""The ledger: what was ever shown, about whom. It is as private as the answers and kept with them.

It holds exact figures, so that what was shown can be shown again unchanged and two waves can be
compared. Nothing of it belongs in a report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slimscan.errors import Fault, input_error
from slimscan.privacy.values import Cell, Moments

_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Person:
    """A respondent as they were in a report: their groups, and a mark that changes with a score."""

    id: str
    cells: tuple[Cell, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A value that was shown: the set of people as bits (places in `Ledger.people`), exactly."""

    scale: str
    cell: Cell
    people: int
    exact: Moments
    earlier: bool = False


@dataclass(frozen=True, slots=True)
class Publication:
    """What is shown of one wave, by one way of measuring (all items, or those two waves share).

    `people` are those of the last report, `gone` those of the ones before, and `revised` who ever
    changed an answer between two reports, as bits.
    """

    wave: str
    measure: str
    minimum: int
    scales: tuple[str, ...]
    cells: tuple[Cell, ...]
    people: tuple[Person, ...]
    gone: tuple[Person, ...]
    revised: int
    shown: tuple[Shown, ...]

    def find(self, cell: Cell, scale: str) -> Shown | None:
        """What is shown of a scale in a group."""
        return next((one for one in self.shown if (one.cell, one.scale) == (cell, scale)), None)


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every set of people ever shown, and for each wave what is shown now. Starts empty."""

    people: tuple[str, ...] = ()
    sets: tuple[int, ...] = ()
    publications: tuple[Publication, ...] = ()

    def find(self, wave: str, measure: str = "") -> Publication | None:
        """What is shown now of a wave by one way of measuring."""
        for publication in self.publications:
            if (publication.wave, publication.measure) == (wave, measure):
                return publication
        return None

    def latest(self, wave: str) -> Publication | None:
        """What was last shown of a wave, however it was measured."""
        of_wave = [one for one in self.publications if one.wave == wave]
        return of_wave[-1] if of_wave else None

    def after(self, publication: Publication, people: Sequence[str], sets: Sequence[int]) -> Ledger:
        """The ledger once this is what is shown, with these sets of these people beside its own."""
        key = (publication.wave, publication.measure)
        others = [one for one in self.publications if (one.wave, one.measure) != key]
        known = tuple(dict.fromkeys((*self.sets, *sets)))
        return Ledger(tuple(people), known, (*others, publication))

    def document(self) -> dict[str, Any]:
        """The ledger as plain data for JSON."""
        return {
            "format": _FORMAT,
            "people": list(self.people),
            "sets": [f"{people:x}" for people in self.sets],
            "publications": [_publication(one) for one in self.publications],
        }

    @staticmethod
    def from_document(document: Mapping[str, Any]) -> Ledger:
        """The ledger in plain data; raises `InputError` when it is damaged or newer."""
        version = document.get("format")
        if isinstance(version, int) and version > _FORMAT:
            raise input_error(Fault.SCAN_NEWER, format=version)
        try:
            return Ledger(
                tuple(str(one) for one in document["people"]),
                tuple(_read_set(people) for people in document["sets"]),
                tuple(_read_publication(one) for one in document["publications"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            raise input_error(Fault.SCAN_DAMAGED, reason="ledger") from None


def _publication(publication: Publication) -> dict[str, Any]:
    return {
        "wave": publication.wave,
        "measure": publication.measure,
        "minimum": publication.minimum,
        "scales": list(publication.scales),
        "cells": [_cell(cell) for cell in publication.cells],
        "people": [_person(one) for one in publication.people],
        "gone": [_person(one) for one in publication.gone],
        "revised": f"{publication.revised:x}",
        "shown": [
            {
                "scale": one.scale,
                "cell": _cell(one.cell),
                "people": f"{one.people:x}",
                "exact": [one.exact.n, one.exact.mean, one.exact.sd],
                "earlier": one.earlier,
            }
            for one in publication.shown
        ],
    }


def _read_publication(document: Mapping[str, Any]) -> Publication:
    return Publication(
        wave=str(document["wave"]),
        measure=str(document["measure"]),
        minimum=int(document["minimum"]),
        scales=tuple(str(scale) for scale in document["scales"]),
        cells=tuple(_read_cell(cell) for cell in document["cells"]),
        people=tuple(_read_person(one) for one in document["people"]),
        gone=tuple(_read_person(one) for one in document["gone"]),
        revised=_read_set(document["revised"]),
        shown=tuple(_read_shown(one) for one in document["shown"]),
    )


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "cells": [_cell(cell) for cell in person.cells],
        "mark": person.mark,
    }


def _read_person(document: Mapping[str, Any]) -> Person:
    cells = tuple(_read_cell(cell) for cell in document["cells"])
    return Person(str(document["id"]), cells, str(document["mark"]))


def _read_shown(document: Mapping[str, Any]) -> Shown:
    n, mean, sd = document["exact"]
    return Shown(
        str(document["scale"]),
        _read_cell(document["cell"]),
        _read_set(document["people"]),
        Moments(int(n), float(mean), float(sd)),
        bool(document["earlier"]),
    )


def _cell(cell: Cell) -> list[str]:
    return [cell.split, cell.name]


def _read_cell(names: list[str]) -> Cell:
    split, name = names
    return Cell(str(split), str(name))


def _read_set(text: str) -> int:
    people = int(text, 16)
    if people < 0:
        raise ValueError(text)
    return people
