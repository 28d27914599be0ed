"""What was told of nearly the same answers before: documents of the same measurement.

Two documents are of one measurement where half of the people of the smaller gave the same answers
in both, or where a third lies between them: bit by bit, everybody may have answered anew in the
end. Of these count the documents about five or more of the same organisations: with fewer in
common, what is told now cannot tell about few of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from slimscan.privacy.release_minimum import MINIMUM
from slimscan.privacy.same_firms import SameFirms

PoolDocument = Mapping[str, Any]
"""What is told of a pool.

Its `figures` are those that may wait by themselves, by name: what is `told`, or nothing, and the
`tally` that it is made of; `of_before` are those that wait, and one that is `made_of` others waits
with any of them. `held` says whether some may wait, `scope` by which questions. `led` are those who
answered, by all that they answered, and `kin` the same ones, as every measure knows them.
"""


@dataclass(frozen=True)
class Kinship:
    """Which documents are of the same measurement, and whom they are about."""

    same_firms: SameFirms

    def akin(self, told: Sequence[PoolDocument], now: PoolDocument) -> list[PoolDocument]:
        """What was told of the measurement of now, and of five or more of its organisations."""
        measured, near = {id(now)}, [now]
        while near:
            near = [
                one
                for one in told
                if id(one) not in measured and any(_same_answers(one, each) for each in near)
            ]
            measured |= set(map(id, near))
        found = [one for one in told if one is not now and id(one) in measured]
        here = self.people(now) if found else Counter[int]()
        return [one for one in found if (self.people(one) & here).total() >= MINIMUM]

    def is_few_beside(self, told: Sequence[PoolDocument], now: PoolDocument) -> bool:
        """Whether one to four organisations came or left since any of these was told."""
        here = self.people(now) if told else Counter[int]()
        for one in told:
            there = self.people(one)
            changed = max(here.total(), there.total()) - (here & there).total()
            if 0 < changed < MINIMUM:
                return True
        return False

    def people(self, document: PoolDocument) -> Counter[int]:
        """Whom a document is about: organisations, and leaders of whom nobody knows of which."""
        led, kin = document.get("led", ()), document.get("kin", ())
        found: Counter[int] = Counter()
        for number, as_kin in zip_longest(led, kin):
            firm = None if number is None else self.same_firms.find(number)
            found[as_kin if firm is None else firm] += 1
        return found


def _same_answers(one: PoolDocument, other: PoolDocument) -> bool:
    here, there = one.get("kin", ()), other.get("kin", ())
    return 2 * len(set(here).intersection(there)) >= min(len(here), len(there)) > 0
