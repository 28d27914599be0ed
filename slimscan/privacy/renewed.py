"""What follows of those who changed an answer, where a scale is told anew and not all of its parts.

Take what changed in some levers from what changed in the overall score, each with its weight: left
are those who changed something of another lever. So it is with the aspects of a lever, and with
those of a lever that waits. It must be nobody, or enough people, whichever are taken.

Sums over people (`audit.py`) do not see this: those who changed an answer of the whole, and those
who changed one of a part, may be the very same people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

from slimscan.privacy.makeup import atoms_of, numbers_had, reaches, sums_under, union_of


@dataclass
class Renewed:
    """The values that are told anew so far.

    `parts`: of what every whole is made, the overall score of levers and these of aspects.
    `changed`: by scale of whom something else counts, each time since it was told. `having`: who
    has a scale now.
    """

    parts: Mapping[str, Sequence[str]]
    changed: Sequence[Mapping[str, int]]
    having: Mapping[str, int]
    _told: dict[str, list[int]] = field(default_factory=dict)

    @staticmethod
    def made(
        levers: Mapping[str, Sequence[str]],
        having: Mapping[str, int],
        changed: Sequence[Mapping[str, int]],
    ) -> Renewed:
        """Nothing told yet; the first scale of all is the overall score."""
        overall = next(iter(having), None)
        parts = {lever: aspects for lever, aspects in levers.items() if aspects}
        if overall is not None and overall not in levers:
            parts[overall] = tuple(levers)
        return Renewed(parts, changed, having)

    def fresh(self) -> Renewed:
        """The same before anything is told."""
        return Renewed(self.parts, self.changed, self.having)

    def take(self, scale: str, people: int) -> None:
        """Something is told of these people."""
        self._told.setdefault(scale, []).append(people)

    def fits(self, scale: str, people: int, minimum: int) -> bool:
        """Whether it may be told beside what is."""
        if not self.changed:
            return True
        told = {**self._told, scale: [*self._told.get(scale, ()), people]}
        return not any(
            reaches(list(self._left(whole, changed, told, minimum)), minimum)
            for whole in self._wholes_of(scale)
            for changed in self.changed
        )

    def _wholes_of(self, scale: str) -> Iterator[str]:
        """What this scale is, or is a part of, or a part of a part."""
        for whole, parts in self.parts.items():
            below = [each for part in parts for each in self.parts.get(part, ())]
            if scale == whole or scale in parts or scale in below:
                yield whole

    def _left(
        self,
        whole: str,
        changed: Mapping[str, int],
        told: Mapping[str, Sequence[int]],
        minimum: int,
    ) -> Iterator[set[int]]:
        """How many can be left of people who are in the same groups of whom the whole is told."""
        groups, parts = told.get(whole, ()), self.parts[whole]
        numbers = numbers_had({part: self.having.get(part, 0) for part in parts})
        hidden = {
            union_of(some) for some in product(*(self._open(x, changed, told) for x in parts))
        }
        for atom in atoms_of(changed.get(whole, 0) & union_of(groups), groups):
            cuts = [one for part in parts for one in told.get(part, ()) if 0 != one & atom != atom]
            sizes = {0, atom.bit_count()}
            for open_ones in hidden:
                choices = (
                    {(some & ~own | some & open_ones).bit_count() for own in numbers.values()}
                    | {some.bit_count()}
                    for some in atoms_of(atom, cuts)
                )
                sizes |= sums_under(minimum, choices)
            yield sizes

    def _open(
        self, part: str, changed: Mapping[str, int], told: Mapping[str, Sequence[int]]
    ) -> set[int]:
        """Of whom a part leaves something over: by itself, by its own parts, or by both."""
        own = changed.get(part, 0) & ~union_of(told.get(part, ()))
        if part not in self.parts:
            return {own}
        below = union_of(
            changed.get(one, 0) & ~union_of(told.get(one, ())) for one in self.parts[part]
        )
        return {own, below, own & below}
