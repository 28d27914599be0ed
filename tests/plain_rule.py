"""The choice of the release rule in its plain form, without a single shortcut: to hold the fast one against.

It goes as the comments of `choosing.py` and `makeup.py` say: every candidate passes everything, and
nothing is remembered from one to the next but what was shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from slimscan.privacy.audit import Audit
from slimscan.privacy.choosing import Candidate, Follows
from slimscan.privacy.ledger import Shown
from slimscan.privacy.makeup import Having
from slimscan.privacy.values import TOTAL


@dataclass
class PlainMakeup:
    """What every lever is made of, looked at anew for every candidate."""

    levers: Mapping[str, Sequence[str]]
    having: Having
    before: Sequence[Shown] = ()
    shown: list[tuple[str, int]] = field(default_factory=list)

    @staticmethod
    def made(
        levers: Mapping[str, Sequence[str]], having: Having, before: Sequence[Shown] = ()
    ) -> PlainMakeup:
        return PlainMakeup(levers, having, before)

    def fresh(self) -> PlainMakeup:
        return PlainMakeup(self.levers, self.having, self.before)

    def take(self, scale: str, people: int) -> None:
        self.shown.append((scale, people))

    def fits(self, scale: str, people: int, minimum: int) -> bool:
        told = [*self.shown, (scale, people)]
        return all(
            self.is_safe(lever, having, told, minimum)
            for lever, aspects in self.levers.items()
            if scale in (lever, self.having.overall, *aspects)
            for having in (self.having.now, *self.having.then)
        )

    def is_safe(
        self, lever: str, having: Mapping[str, int], told: Sequence[tuple[str, int]], minimum: int
    ) -> bool:
        aspects, itself = self.levers[lever], (lever, self.having.overall)
        groups = [people for scale, people in told if scale in itself]
        earlier = [one for one in self.before if one.scale in (*itself, *aspects)]
        everyone = 0
        for group in (*groups, *(one.people for one in earlier if one.scale in itself)):
            everyone |= group
        if all(everyone & ~self.counting(one, having) == 0 for one in aspects):
            return True
        sums = {0}
        for atom in atoms(everyone, [*groups, *(one.people for one in earlier)]):
            known = {one.scale for one in earlier if not atom & ~one.people}
            cuts = [
                people
                for scale, people in told
                if scale in aspects and people & having.get(scale, 0) & atom != 0
                if people & having.get(scale, 0) & atom != having.get(scale, 0) & atom
            ]
            n, left = atom.bit_count(), {0}
            for some in atoms(atom, cuts):
                own = self.left_of(some, aspects, having, told, known)
                left = {one + more for one in left for more in own}
            left |= {0, n}
            sums = {one + more for one in sums for more in left if one + more < minimum}
        return not any(sums)

    def left_of(
        self,
        some: int,
        aspects: Sequence[str],
        having: Mapping[str, int],
        told: Sequence[tuple[str, int]],
        known: Collection[str],
    ) -> set[int]:
        """How many of these can be left, by the weight that is taken."""
        counts = dict.fromkeys(range(len(aspects) + 1), 0)
        for place in range(some.bit_length()):
            if not some >> place & 1:
                continue
            own = [one for one in aspects if having.get(one, 0) >> place & 1]
            shown = {scale for scale, people in told if people >> place & 1}
            if all(one in known or one in shown for one in own):
                counts[len(own)] += 1
        n = some.bit_count()
        return {n, *(n - counts[number] for number in counts if number)}

    def counting(self, aspect: str, having: Mapping[str, int]) -> int:
        """Who has an aspect and is not left out of its mean."""
        return having.get(aspect, 0) & ~self.having.apart.get(aspect, 0)


def atoms(everyone: int, sets: Iterable[int]) -> list[int]:
    """The people in groups of those who are in the same sets, person by person."""
    found: dict[tuple[int, ...], int] = {}
    some = list(sets)
    for place in range(everyone.bit_length()):
        if everyone >> place & 1:
            key = tuple(one >> place & 1 for one in some)
            found[key] = found.get(key, 0) | 1 << place
    return list(found.values())


def plain_choice(
    candidates: Sequence[Candidate],
    minimums: Iterable[int],
    shown: Sequence[int],
    leading: str | None,
    follows: Sequence[Follows] = (),
) -> list[Candidate]:
    """The candidates that may be shown, each through the general audit."""
    for minimum in minimums:
        audit = Audit(minimum - 1, shown)
        watching = [one.fresh() for one in follows]
        led = {TOTAL}
        chosen = []
        for one in candidates:
            may = one.people.bit_count() >= max(minimum, one.least)
            may = may and (one.scale == leading or one.cell in led)
            may = may and all(its.fits(one.scale, one.people, minimum) for its in watching)
            if may and audit.admit(one.sets):
                chosen.append(one)
                for its in watching:
                    its.take(one.scale, one.people)
                if one.scale == leading:
                    led.add(one.cell)
        candidates = chosen
    return list(candidates)
