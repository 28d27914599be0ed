"""The linear audit: no set of 1 to 4 people may be computed from everything that was shown.

A shown mean tells the sum over a set of people. From shown sums every combination follows: total
minus a group, two overlapping splits against each other, this report minus the last. The audit
knows a set of people as a vector of ones, one place a person, and looks at the span of all shown
vectors. Counts and means are treated as exact, and a person as one number whatever the scale: both
see more leaks than a reader can use.

How it finds small sets without trying them all. A basis of the span in reduced form has one pivot
person a row, and a vector of the span is told by its values at the pivots. Keep bases whose pivots
are all different people: three of them, when 4 is the most that must stay hidden. A vector about
at most 4 people then meets one of the bases in at most one pivot, so it is a multiple of that one
row. The span holds such a vector, therefore, exactly if a row in one of the bases is about at most
4 people. Where no such bases can be found, the set is refused: the audit errs to hiding.

Where somebody is at several places, because they answered anew, a vector has one value for them:
the sum of those at their places, each times a number of its own that nobody chose. It is zero only
where all of them are, unless by a chance of one in 10^38.

Numbers count modulo a prime of 127 bits. Up to some 60 sets no determinant of zeros and ones is as
large, so the result is that of exact fractions; beyond, a difference would need such a determinant
to be a multiple of this one prime.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256

PRIME = 2**127 - 1

_Row = dict[int, int]
"""A vector: the places that are not zero. Rows are replaced, never changed."""

Basis = dict[int, _Row]
"""Rows by their pivot: 1 there, and 0 at the pivots of the others."""


class Audit:
    """Everything shown so far. A set of people is a whole number: bit i stands for person i."""

    def __init__(
        self, most: int, shown: Iterable[int] = (), whose: Mapping[int, int] | None = None
    ) -> None:
        """`most` people must not be derivable; `shown` are the sets of earlier reports.

        `whose` tells of the bits of people who have several whose they are, by one of these.
        """
        self._most = most
        self._whose = whose or {}
        self._weights = _weights(self._whose)
        self._waiting = list(shown)
        self._known = set(self._waiting)
        self._made: list[Basis] | None = [{} for _ in range(most // 2 + 1)]
        self._refused: set[int] = set()

    def admit(self, sets: Iterable[int]) -> bool:
        """Take these sets in, all or none: whether they may be shown beside all that was."""
        new = [people for people in sets if people and people not in self._known]
        if not new:
            return True
        if not self._refused.isdisjoint(new) or any(self._close(people) for people in new):
            return False
        if not self._known and len(new) == 1:
            return self._begin(new[0])
        bases = self._bases
        for people in new:
            bases = None if bases is None else _with_row(bases, self._vector(people))
        if bases is None:
            return False
        if self._tells(bases):
            if len(new) == 1:
                self._refused.update(new)
            return False
        self._made = bases
        self._known.update(new)
        return True

    def _begin(self, people: int) -> bool:
        """Take in the first set of all: it tells of nothing but itself."""
        if self._are_few(people):
            return False
        self._known.add(people)
        self._waiting.append(people)
        return True

    @property
    def _bases(self) -> list[Basis] | None:
        """The bases of all that is known, made once there is something to hold against them."""
        for people in self._waiting:
            if self._made is not None:
                self._made = _with_row(self._made, self._vector(people))
        self._waiting.clear()
        return self._made

    def _close(self, people: int) -> bool:
        """Whether it differs too little from a known set: most refusals, and quick to see.

        Whatever is shown more, it stays refused: so nobody asks twice.
        """
        for known in self._known:
            if self._are_few(people ^ known):
                self._refused.add(people)
                return True
        return False

    def _are_few(self, people: int) -> bool:
        if people.bit_count() <= self._most or not self._whose:
            return people.bit_count() <= self._most
        return len({self._whose.get(place, place) for place in _places(people)}) <= self._most

    def _vector(self, people: int) -> _Row:
        """The people of a set by their places; whoever has several, by one of these."""
        if not self._whose:
            return dict.fromkeys(_places(people), 1)
        row: _Row = {}
        for place in _places(people):
            one = self._whose.get(place, place)
            row[one] = (row.get(one, 0) + self._weights.get(place, 1)) % PRIME
        return row

    @property
    def is_sound(self) -> bool:
        """Whether what is known tells of enough people."""
        return self._bases is not None and not self._tells(self._bases)

    def _tells(self, bases: list[Basis]) -> bool:
        return any(len(row) <= self._most for basis in bases for row in basis.values())


def _weights(whose: Mapping[int, int]) -> dict[int, int]:
    """A number for every place of people who have several."""
    drawn = {place: sha256(str(place).encode()).digest() for place in whose}
    return {place: int.from_bytes(one, "big") % PRIME for place, one in drawn.items()}


def _with_row(bases: list[Basis], vector: _Row) -> list[Basis] | None:
    """The bases of the span with this set in it; None when they cannot keep to different people."""
    grown = list(bases)
    for number in range(len(grown)):
        row = _reduced(grown[number], vector)
        if not row:
            return bases
        pivot = _free_pivot(grown, row)
        if pivot is None:
            return None
        grown[number] = _with_pivot(grown[number], row, pivot)
    return grown


def _places(people: int) -> Iterator[int]:
    while people:
        lowest = people & -people
        yield lowest.bit_length() - 1
        people ^= lowest


def _reduced(basis: Basis, row: _Row) -> _Row:
    for pivot in [place for place in row if place in basis]:
        row = _minus(row, row[pivot], basis[pivot])
    return row


def _minus(row: _Row, factor: int, other: _Row) -> _Row:
    result = dict(row)
    for place, value in other.items():
        rest = (result.get(place, 0) - factor * value) % PRIME
        if rest:
            result[place] = rest
        else:
            del result[place]
    return result


def _free_pivot(bases: list[Basis], row: _Row) -> int | None:
    """A person of this row who is no pivot yet, or who can be freed by moving another row's."""
    places = sorted(row)
    for place in places:
        if not any(place in basis for basis in bases):
            return place
    for place in places:
        home = next(number for number, basis in enumerate(bases) if place in basis)
        for other in sorted(bases[home][place]):
            if not any(other in basis for basis in bases):
                rest = {pivot: kept for pivot, kept in bases[home].items() if pivot != place}
                bases[home] = _with_pivot(rest, bases[home][place], other)
                return place
    return None


def _with_pivot(basis: Basis, row: _Row, pivot: int) -> Basis:
    inverse = pow(row[pivot], -1, PRIME)
    row = {place: value * inverse % PRIME for place, value in row.items()}
    grown = {
        other: _minus(kept, kept[pivot], row) if pivot in kept else kept
        for other, kept in basis.items()
    }
    grown[pivot] = row
    return grown
