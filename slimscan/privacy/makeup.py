"""What a lever is made of: for whom its mean and those of its aspects say the same.

A lever is the mean of somebody's aspects, and not everybody has all of them. Take the means of the
aspects from the lever's, each with the weight that it has for those who have m of them: these
people fall out, and what is left is about the others. So it must not be 1 to 4 people for any m.
Sums over people (`audit.py`) do not see this, for both means are about the same people.

A team, or those who came later, may be taken with an m of its own, for it has a mean of its own; or
they may be left out altogether, where all of it was shown of them apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

from slimscan.privacy.ledger import Shown
from slimscan.privacy.values import TOTAL, Cell


@dataclass(frozen=True)
class MadeUp:
    """One lever: its aspects with who has each of them, and what was shown of it before."""

    people: Mapping[str, int]
    earlier: Sequence[Shown]
    own: Sequence[Shown]
    """Of `earlier`, what was shown of the lever itself."""
    whole: int
    """Who has all of its aspects."""
    _cut: dict[tuple[int, ...], list[tuple[int, Set[str]]]] = field(default_factory=dict)

    @cached_property
    def by_number(self) -> Mapping[int, int]:
        """Who has how many of the aspects, of those who have any."""
        having = {0: -1}
        for who in self.people.values():
            grown: dict[int, int] = {}
            for number, people in having.items():
                grown[number] = grown.get(number, 0) | (people & ~who)
                grown[number + 1] = grown.get(number + 1, 0) | (people & who)
            having = grown
        return {number: people for number, people in having.items() if number and people}

    def is_safe(self, groups: Sequence[int], parts: Set[str], minimum: int) -> bool:
        """Whether nobody, or enough people, are left whatever the weights are.

        `groups` are those of whom the lever is shown, `parts` the aspects shown of all together.
        """
        left: list[set[int]] = []
        for atom, told in self._cut_by(tuple(groups)):
            hidden = 0
            for aspect, having in self.people.items():
                if aspect not in parts and aspect not in told:
                    hidden |= having
            n, rest = atom.bit_count(), atom & ~hidden
            sizes = {n - (people & rest).bit_count() for people in self.by_number.values()}
            left.append(sizes | {0, n})
        return not _reaches(left, minimum)

    def _cut_by(self, groups: tuple[int, ...]) -> list[tuple[int, Set[str]]]:
        """The people of these groups who are in the same sets, with what was told of all of them.

        None where all of them have all of the aspects. Most aspects come beside the same groups.
        """
        found = self._cut.get(groups)
        if found is None:
            everyone = 0
            for group in (*groups, *(one.people for one in self.own)):
                everyone |= group
            found = []
            if everyone & ~self.whole:
                sets = [*groups, *(one.people for one in self.earlier)]
                for atom in _atoms(everyone, sets):
                    told = {one.scale for one in self.earlier if not atom & ~one.people}
                    found.append((atom, told))
            self._cut[groups] = found
        return found


@dataclass
class Makeup:
    """The levers, of which of them a scale tells (`of`), and what is shown of them so far."""

    levers: Mapping[str, MadeUp]
    of: Mapping[str, Sequence[str]]
    _parts: dict[str, set[str]] = field(default_factory=dict)
    _groups: dict[str, list[int]] = field(default_factory=dict)

    @staticmethod
    def made(
        levers: Mapping[str, Sequence[str]], people: Mapping[str, int], before: Sequence[Shown] = ()
    ) -> Makeup:
        """The makeup of levers with these aspects, of which each of these people has some.

        A lever of which everybody who has it has all aspects tells of nobody, whatever is shown.
        """
        found: dict[str, MadeUp] = {}
        of: dict[str, list[str]] = {}
        for lever, aspects in levers.items():
            earlier = [one for one in before if one.scale == lever or one.scale in aspects]
            own = [one for one in earlier if one.scale == lever]
            whole, everyone = -1, people.get(lever, 0)
            for aspect in aspects:
                whole &= people.get(aspect, 0)
            for one in own:
                everyone |= one.people
            if not everyone & ~whole:
                continue
            having = {aspect: people.get(aspect, 0) for aspect in aspects}
            found[lever] = MadeUp(having, earlier, own, whole)
            for scale in {lever, *aspects}:
                of.setdefault(scale, []).append(lever)
        return Makeup(found, of)

    def fresh(self) -> Makeup:
        """The same before anything is shown."""
        return Makeup(self.levers, self.of)

    def take(self, scale: str, cell: Cell, people: int) -> None:
        """Something is shown."""
        for lever in self.of.get(scale, ()):
            if scale == lever:
                self._groups.setdefault(lever, []).append(people)
            elif cell == TOTAL:
                self._parts.setdefault(lever, set()).add(scale)

    def fits(self, scale: str, cell: Cell, people: int, minimum: int) -> bool:
        """Whether it may be shown beside what is."""
        for lever in self.of.get(scale, ()):
            groups, parts = self._groups.get(lever, []), self._parts.get(lever, set())
            if scale == lever:
                groups = [*groups, people]
            elif cell == TOTAL:
                parts = parts | {scale}
            if not self.levers[lever].is_safe(groups, parts, minimum):
                return False
        return True


def _atoms(everyone: int, sets: Iterable[int]) -> list[int]:
    """The people in groups of those who are in the same sets."""
    atoms = [everyone]
    for one in sets:
        atoms = [part for atom in atoms for part in (atom & one, atom & ~one) if part]
    return atoms


def _reaches(left: Sequence[Iterable[int]], minimum: int) -> bool:
    """Whether one number of each can add up to 1 or more and under the minimum."""
    sums = {0}
    for numbers in left:
        sums = {one + more for one in sums for more in numbers if one + more < minimum}
    return any(sums)
