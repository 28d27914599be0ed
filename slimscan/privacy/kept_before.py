"""Firms as format 2 of the ledger in the home kept them: as JSON, squeezed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from slimscan.privacy.ledger import Ledger, Person, Publication, Shown
from slimscan.privacy.people import Known
from slimscan.privacy.values import Cell, Moments, ScaleKind

BEFORE = 2
SQUEEZED = b"\x78"
"""The first byte of such a firm; later ones begin with the number of their format."""


def read_before(document: bytes) -> tuple[Ledger, list[Known]]:
    """What was shown of a firm, and its people; raises `ValueError` when it is damaged."""
    try:
        content = json.loads(zlib.decompress(document))
        return _ledger(content["ledger"]), list(map(_known, content["known"]))
    except (zlib.error, KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError("damaged") from error


def _known(row: Sequence[Any]) -> Known:
    person, alias, keys, seal = row
    return Known(str(person), int(alias), tuple(map(int, keys)), bytes.fromhex(seal))


def _ledger(document: Mapping[str, Any]) -> Ledger:
    people = tuple(str(one) for one in document["people"])
    return Ledger(
        people,
        tuple(map(_set, document["sets"])),
        tuple(_publication(one, people) for one in document["publications"]),
    )


def _publication(document: Mapping[str, Any], people: Sequence[str]) -> Publication:
    cells = [Cell(str(split), str(name)) for split, name in document["groups"]]
    scales = tuple(str(scale) for scale in document["scales"])

    def person(row: Sequence[Any]) -> Person:
        place, its, mark, older = row
        its_cells = tuple(cells[cell] for cell in its)
        return Person(people[place], its_cells, str(mark), tuple(map(str, older)))

    def shown(row: Sequence[Any]) -> Shown:
        scale, cell, who, (n, mean, sd), earlier = row
        exact = Moments(int(n), float(mean), float(sd))
        return Shown(scales[scale], cells[cell], _set(who), exact, bool(earlier))

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


def _set(text: str) -> int:
    people = int(text, 16)
    if people < 0:
        raise ValueError(text)
    return people
