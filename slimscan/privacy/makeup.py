"""What a lever is made of: for whom its mean and those of its aspects say the same.

A lever is the mean of somebody's aspects, and not everybody has all of them. Take the means of the
aspects from the lever's, each with the weight that it has for those who have m of them: these
people fall out, and what is left is about the others. So it must not be 1 to 4 people for any m.
Sums over people (`audit.py`) do not see this, for both means are about the same people.

A team, or those who came later, may be taken with an m of its own, for it has a mean of its own; or
they may be left out altogether, where all of it was shown of them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from slimscan.privacy.ledger import Shown
from slimscan.privacy.values import TOTAL, Cell


@dataclass
class Makeup:
    """The levers with their aspects, who has each of these, and what is shown of them so far."""

    levers: Mapping[str, Sequence[str]]
    people: Mapping[str, int]
    before: Sequence[Shown] = ()
    _parts: dict[str, set[str]] = field(default_factory=dict)
    _groups: dict[str, list[int]] = field(default_factory=dict)

    def fresh(self) -> Makeup:
        """The same before anything is shown."""
        return Makeup(self.levers, self.people, self.before)

    def take(self, scale: str, cell: Cell, people: int) -> None:
        """Something is shown."""
        for lever, aspects in self.levers.items():
            if scale == lever:
                self._groups.setdefault(lever, []).append(people)
            elif scale in aspects and cell == TOTAL:
                self._parts.setdefault(lever, set()).add(scale)

    def fits(self, scale: str, cell: Cell, people: int, minimum: int) -> bool:
        """Whether it may be shown beside what is."""
        for lever, aspects in self.levers.items():
            if scale == lever or scale in aspects:
                groups, parts = self._groups.get(lever, []), self._parts.get(lever, set())
                if scale == lever:
                    groups = [*groups, people]
                elif cell == TOTAL:
                    parts = parts | {scale}
                if not self._safe(lever, groups, parts, minimum):
                    return False
        return True

    def _safe(self, lever: str, groups: Sequence[int], parts: set[str], minimum: int) -> bool:
        """Whether nobody, or enough people, are left whatever the weights are."""
        aspects = self.levers[lever]
        earlier = [one for one in self.before if one.scale == lever or one.scale in aspects]
        everyone = 0
        for group in (*groups, *(one.people for one in earlier if one.scale == lever)):
            everyone |= group
        if not any(everyone & ~self.people.get(aspect, 0) for aspect in aspects):
            return True
        left: list[list[int]] = []
        for atom in _atoms(everyone, [*groups, *(one.people for one in earlier)]):
            told = parts | {one.scale for one in earlier if not atom & ~one.people}
            hidden = 0
            for aspect in aspects:
                hidden |= self.people.get(aspect, 0) if aspect not in told else 0
            n, sizes = atom.bit_count(), self._by_number(atom & ~hidden, aspects)
            left.append(sorted({n - count for count in sizes.values()} | {0, n}))
        return not _reaches(left, minimum)

    def _by_number(self, group: int, aspects: Sequence[str]) -> dict[int, int]:
        """Of this group how many people have how many of the aspects."""
        having = {0: group}
        for aspect in aspects:
            who, grown = self.people.get(aspect, 0), dict[int, int]()
            for number, people in having.items():
                grown[number] = grown.get(number, 0) | (people & ~who)
                grown[number + 1] = grown.get(number + 1, 0) | (people & who)
            having = grown
        return {
            number: people.bit_count() for number, people in having.items() if number and people
        }


def _atoms(everyone: int, sets: Iterable[int]) -> list[int]:
    """The people in groups of those who are in the same sets."""
    atoms = [everyone]
    for one in sets:
        atoms = [part for atom in atoms for part in (atom & one, atom & ~one) if part]
    return atoms


def _reaches(left: Sequence[Sequence[int]], minimum: int) -> bool:
    """Whether one number of each can add up to 1 or more and under the minimum."""
    sums = {0}
    for numbers in left:
        sums = {one + more for one in sums for more in numbers if one + more < minimum}
    return any(sums)
