"""Whom figures about many people leave over, once the shown means of their organisations are taken.

A figure about the staff of many organisations is the sum of what these show and of a rest: of those
who left a question open, say. Rests of several figures, and of several deliveries, combine like any
sets that were told of; so all rests of a scale that were ever told pass the linear audit together.

In an organisation of which most are in a rest, the others may be left over instead: its people are
a set that is known (`wholes`). Where most are not, that leaves more people over, and never fewer.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slimscan.privacy.audit import Audit
from slimscan.privacy.release_minimum import MINIMUM

_People = frozenset[int]
_Key = tuple[bool, ...]
"""In which of some sets people are."""


@dataclass(frozen=True)
class Rest:
    """What a figure leaves over of a scale (`of`): sets of people, and the wholes they lie in."""

    of: str
    sets: tuple[_People, ...]
    wholes: tuple[_People, ...] = ()

    def document(self) -> dict[str, Any]:
        """The rest as plain data."""
        sets, wholes = ([sorted(one) for one in some] for some in (self.sets, self.wholes))
        return {"of": self.of, "sets": sets, "wholes": wholes}

    @staticmethod
    def read(document: Mapping[str, Any]) -> Rest:
        """The rest in plain data."""
        sets, wholes = (tuple(map(frozenset, document[name])) for name in ("sets", "wholes"))
        return Rest(document["of"], sets, wholes)


class Rests:
    """All rests that were told, by scale."""

    def __init__(self, told: Iterable[Rest] = ()) -> None:
        self._told: dict[str, list[Rest]] = {}
        for one in told:
            self._note(one)

    def admit(self, rests: Sequence[Rest]) -> bool:
        """Take these in, all or none: whether they may be told beside all that were."""
        if any(_tells(one, self._told.get(one.of, ())) for one in rests):
            return False
        for one in rests:
            self._note(one)
        return True

    def _note(self, rest: Rest) -> None:
        known = self._told.setdefault(rest.of, [])
        if rest not in known:
            known.append(rest)


def _tells(now: Rest, told: Sequence[Rest]) -> bool:
    """Whether something follows about one to four people."""
    before = [people for one in told for people in one.sets]
    sets = [people for people in dict.fromkeys((*before, *now.sets)) if people]
    new = {people for people in now.sets if people}.difference(before)
    if not new:
        return False
    wholes = list(dict.fromkeys(whole for one in (*told, now) for whole in one.wholes))
    bits = _Bits(sets)
    for some in _alike(_hanging_together(wholes), bits):
        for its in some[:MINIMUM]:
            bits.add_wholes(its)
    everyone: _People = frozenset().union(*sets)
    bits.add_others(everyone.difference(*wholes))
    known = [bit for bit, people in zip(bits.sets, sets, strict=True) if people not in new]
    asked = [bit for bit, people in zip(bits.sets, sets, strict=True) if people in new]
    return not Audit(MINIMUM - 1, [*bits.wholes, *known]).admit(asked)


class _Bits:
    """The sets as the audit has them: people who are always together are as many as count."""

    def __init__(self, sets: Sequence[_People]) -> None:
        self._people = sets
        self.sets = [0] * len(sets)
        self.wholes: list[int] = []
        self._places = 0

    def parts(self, people: _People) -> Iterator[tuple[_Key, _People]]:
        """These people by which of the sets they are in."""
        return _parts(people, self._people)

    def add_wholes(self, wholes: Sequence[_People]) -> None:
        """Take in wholes that share people."""
        bits = [0] * len(wholes)
        for (within, key), count in _counts(wholes, self).items():
            these = self._take(key, count)
            bits = [one | these if is_in else one for one, is_in in zip(bits, within, strict=True)]
        self.wholes += bits

    def add_others(self, people: _People) -> None:
        """Take in those who are in no whole."""
        for key, some in self.parts(people):
            self._take(key, len(some))

    def _take(self, key: _Key, count: int) -> int:
        few = min(count, MINIMUM)
        these = ((1 << few) - 1) << self._places
        self._places += few
        self.sets = [
            one | these if is_in else one for one, is_in in zip(self.sets, key, strict=True)
        ]
        return these


def _parts(people: _People, sets: Sequence[_People]) -> Iterator[tuple[_Key, _People]]:
    parts: list[tuple[_Key, _People]] = [((), people)]
    for one in sets:
        parts = [
            ((*key, is_in), part)
            for key, some in parts
            for is_in, part in ((True, some & one), (False, some - one))
            if part
        ]
    return iter(parts)


def _counts(wholes: Sequence[_People], bits: _Bits) -> dict[tuple[_Key, _Key], int]:
    """How many of these people are in which of the wholes and in which of the sets."""
    everyone: _People = frozenset().union(*wholes)
    return {
        (within, key): len(part)
        for within, some in _parts(everyone, wholes)
        for key, part in bits.parts(some)
    }


def _hanging_together(wholes: Sequence[_People]) -> Iterator[list[_People]]:
    """The wholes in lots of those that share people."""
    lots: dict[int, list[_People]] = {}
    lot_of: dict[int, int] = {}
    for number, whole in enumerate(wholes):
        lots[number] = [whole]
        for other in {lot_of[one] for one in whole if one in lot_of}:
            lots[number] += lots.pop(other)
        lot_of |= {one: number for its in lots[number] for one in its}
    yield from lots.values()


def _alike(lots: Iterable[list[_People]], bits: _Bits) -> Iterable[list[list[_People]]]:
    """The lots in which the sets lie alike: a combination leaves somebody over in all, or none."""
    found: dict[Hashable, list[list[_People]]] = {}
    for lot in lots:
        counts = {key: min(count, MINIMUM) for key, count in _counts(lot, bits).items()}
        found.setdefault(frozenset(counts.items()), []).append(lot)
    return found.values()
