"""What a lever is made of: for whom its mean and those of its aspects say the same.

A lever is the mean of somebody's aspects, and not everybody has all of them. Take the means of the
aspects from the lever's, each with the weight that it has for those who have m of them: these
people fall out, and what is left is about the others. So it must not be 1 to 4 people for any m.
Sums over people (`audit.py`) do not see this, for both means are about the same people.

A team, or those who came later, may be taken with an m of its own, for it has a mean of its own; or
they may be left out altogether, where all of it was shown of them apart. So may those of whom the
overall score is shown, for a lever follows from it and the others.

Who has an aspect and does not count in its mean does not fall out; and who answers otherwise now
had other aspects in what was shown before, so that all holds for what everybody had then as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property

from slimscan.privacy.ledger import Shown


@dataclass(frozen=True)
class Having:
    """Who has which scales: `now`, and `then`, in what was shown before.

    `apart` are those of now who do not count in a scale that they have. The first scale of all is
    the overall score.
    """

    now: Mapping[str, int]
    apart: Mapping[str, int]
    then: Sequence[Mapping[str, int]] = ()

    @property
    def overall(self) -> str | None:
        """The scale that every lever counts in."""
        return next(iter(self.now), None)


def apart(having: Mapping[str, int], counted: Mapping[str, int]) -> dict[str, int]:
    """Who has a scale and does not count in it, by scale."""
    return {scale: who & ~counted[scale] for scale, who in having.items() if who & ~counted[scale]}


@dataclass(frozen=True)
class MadeUp:
    """One lever: its aspects with who has each of them, and what was shown of it before."""

    people: Mapping[str, int]
    earlier: Sequence[Shown]
    own: Sequence[Shown]
    """Of `earlier`, what was shown of the lever itself, or follows for it."""
    whole: int
    """Who has all of its aspects, and counts in them."""
    _cut: dict[tuple[int, ...], list[tuple[int, Set[str]]]] = field(default_factory=dict)

    @cached_property
    def by_number(self) -> Mapping[int, int]:
        """Who has how many of the aspects, of those who have any."""
        return numbers_had(self.people)

    def is_safe(
        self, groups: Sequence[int], parts: Mapping[str, Sequence[int]], minimum: int
    ) -> bool:
        """Whether nobody, or enough people, are left whatever the weights are.

        `groups` are those of whom the lever is shown, `parts` those of whom each aspect is. Some
        of a group may have a weight of their own, where an aspect is shown of them apart.
        """
        left: list[set[int]] = []
        for atom, told in self._cut_by(tuple(groups)):
            hidden = 0
            for aspect, having in self.people.items():
                if aspect not in told:
                    hidden |= having & ~union_of(parts.get(aspect, ()))
            some = atoms_of(atom, self._cuts(atom, parts))
            sizes = sums_under(minimum, (self._left(one, hidden) for one in some))
            left.append(sizes | {0, atom.bit_count()})
        return not reaches(left, minimum)

    def _left(self, some: int, hidden: int) -> set[int]:
        """How many of these can be left, by the weight that is taken."""
        n, rest = some.bit_count(), some & ~hidden
        return {n, *(n - (people & rest).bit_count() for people in self.by_number.values())}

    def _cuts(self, atom: int, parts: Mapping[str, Sequence[int]]) -> list[int]:
        """The sets that an aspect is shown of, of some of those here who have it."""
        here = ((self.people.get(aspect, 0) & atom, sets) for aspect, sets in parts.items())
        return [one for having, sets in here for one in sets if 0 != one & having != having]

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
                for atom in atoms_of(everyone, sets):
                    told = {one.scale for one in self.earlier if not atom & ~one.people}
                    found.append((atom, told))
            self._cut[groups] = found
        return found


@dataclass
class Makeup:
    """The levers, of which of them a scale tells (`of`), and what is shown of them so far."""

    levers: Mapping[str, Sequence[MadeUp]]
    """Each as it is now, and as it was in what was shown before."""
    of: Mapping[str, Sequence[str]]
    overall: str | None = None
    _parts: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    _groups: dict[str, list[int]] = field(default_factory=dict)

    @staticmethod
    def made(
        levers: Mapping[str, Sequence[str]], having: Having, before: Sequence[Shown] = ()
    ) -> Makeup:
        """The makeup of levers with these aspects, of which each of these people has some.

        A lever of which everybody who has it has all aspects tells of nobody, whatever is shown.
        """
        found: dict[str, list[MadeUp]] = {}
        of: dict[str, list[str]] = {}
        for lever, aspects in levers.items():
            made = [
                one
                for people in (having.now, *having.then)
                if (one := _made_up(lever, aspects, having, people, before)) is not None
            ]
            if made:
                found[lever] = made
                for scale in {lever, having.overall or lever, *aspects}:
                    of.setdefault(scale, []).append(lever)
        return Makeup(found, of, having.overall)

    def fresh(self) -> Makeup:
        """The same before anything is shown."""
        return Makeup(self.levers, self.of, self.overall)

    def take(self, scale: str, people: int) -> None:
        """Something is shown of these people."""
        for lever in self.of.get(scale, ()):
            if scale in (lever, self.overall):
                self._groups.setdefault(lever, []).append(people)
            else:
                parts = self._parts.setdefault(lever, {})
                parts.setdefault(scale, []).append(people)

    def fits(self, scale: str, people: int, minimum: int) -> bool:
        """Whether it may be shown beside what is."""
        for lever in self.of.get(scale, ()):
            groups, parts = self._groups.get(lever, []), self._parts.get(lever, {})
            if scale in (lever, self.overall):
                groups = [*groups, people]
            else:
                parts = {**parts, scale: [*parts.get(scale, ()), people]}
            if not all(one.is_safe(groups, parts, minimum) for one in self.levers[lever]):
                return False
        return True


def _made_up(
    lever: str,
    aspects: Sequence[str],
    having: Having,
    people: Mapping[str, int],
    before: Sequence[Shown],
) -> MadeUp | None:
    """A lever of these people; nothing where all of them have all of its aspects."""
    own = [one for one in before if one.scale in (lever, having.overall)]
    earlier = [*own, *(one for one in before if one.scale in aspects)]
    everyone = having.now.get(lever, 0) | having.now.get(having.overall or lever, 0)
    whole = -1
    for aspect in aspects:
        whole &= people.get(aspect, 0) & ~having.apart.get(aspect, 0)
    for one in own:
        everyone |= one.people
    if not everyone & ~whole:
        return None
    return MadeUp({one: people.get(one, 0) for one in aspects}, earlier, own, whole)


def numbers_had(people: Mapping[str, int]) -> Mapping[int, int]:
    """Who has how many of some scales, of those who have any, by who has each."""
    having = {0: -1}
    for who in people.values():
        grown: dict[int, int] = {}
        for number, own in having.items():
            grown[number] = grown.get(number, 0) | (own & ~who)
            grown[number + 1] = grown.get(number + 1, 0) | (own & who)
        having = grown
    return {number: own for number, own in having.items() if number and own}


def atoms_of(everyone: int, sets: Iterable[int]) -> list[int]:
    """The people in groups of those who are in the same sets."""
    atoms = [everyone]
    for one in sets:
        atoms = [part for atom in atoms for part in (atom & one, atom & ~one) if part]
    return atoms


def union_of(sets: Iterable[int]) -> int:
    """Everybody who is in any of these sets."""
    everyone = 0
    for one in sets:
        everyone |= one
    return everyone


def sums_under(minimum: int, choices: Iterable[Iterable[int]]) -> set[int]:
    """What one number of each can add up to, as far as that is under the minimum."""
    sums = {0}
    for numbers in choices:
        sums = {one + more for one in sums for more in numbers if one + more < minimum}
    return sums


def reaches(left: Sequence[Iterable[int]], minimum: int) -> bool:
    """Whether one number of each can add up to 1 or more and under the minimum."""
    return any(sums_under(minimum, left))
