"""Whom figures about many people leave over, once the shown means of their organisations are taken.

A figure about the staff of many organisations is the sum of what these show and of a rest: of those
who left a question open, say. Rests of several figures, and of several deliveries, combine like any
sets that were told of; so all rests of a scale that were ever told pass the linear audit together.

In an organisation of which most are in a rest, the others may be left over instead: its people are
a set that is known (`wholes`). Where most are not, that leaves more people over, and never fewer.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from slimscan.privacy.audit import Audit
from slimscan.privacy.number_rows import LONG
from slimscan.privacy.people_sets import NOBODY, PeopleSets
from slimscan.privacy.release_minimum import MINIMUM

if TYPE_CHECKING:
    import polars as pl

_People = frozenset[int]
_Lot = Sequence[_People]
"""Wholes that share people."""


@dataclass(frozen=True)
class Rest:
    """What a figure leaves over of a scale (`of`), by marks (`people_sets.py`).

    They are of sets of people, and of the group of wholes that these lie in.
    """

    of: str
    sets: tuple[str, ...]
    wholes: str

    def document(self) -> dict[str, Any]:
        """The rest as plain data."""
        return asdict(self)

    @staticmethod
    def read(document: Mapping[str, Any]) -> Rest:
        """The rest in plain data."""
        return Rest(document["of"], tuple(document["sets"]), document["wholes"])

    @property
    def marks(self) -> tuple[str, ...]:
        """All that it needs of the ledger."""
        return *self.sets, self.wholes


class Rests:
    """All rests that were told, by scale."""

    def __init__(self, sets: PeopleSets, told: Iterable[Rest] = ()) -> None:
        self._sets = sets
        self._told: dict[str, list[Rest]] = {}
        for one in told:
            self._note(one)

    def admit(self, rests: Sequence[Rest]) -> bool:
        """Take these in, all or none: whether they may be told beside all that were."""
        if any(self._tells(one, self._told.get(one.of, ())) for one in rests):
            return False
        for one in rests:
            self._note(one)
        return True

    def _note(self, rest: Rest) -> None:
        known = self._told.setdefault(rest.of, [])
        if rest not in known:
            known.append(rest)

    def _tells(self, now: Rest, told: Sequence[Rest]) -> bool:
        """Whether something follows about one to four people."""
        before = [one for rest in told for one in rest.sets]
        marks = [one for one in dict.fromkeys((*before, *now.sets)) if one != NOBODY]
        new = set(now.sets).difference(before, (NOBODY,))
        if not new:
            return False
        groups = dict.fromkeys(one.wholes for one in (*told, now))
        wholes = list(dict.fromkeys(each for one in groups for each in self._sets.group(one)))
        crowd = _Crowd.of([self._sets.people(one) for one in marks], wholes)
        bits = _Bits(len(marks))
        for some in _alike(_hanging_together(wholes), crowd):
            for lot in some[:MINIMUM]:
                bits.add_wholes(lot, crowd)
        for within, count in sorted(crowd.others.items()):
            bits.take(within, count)
        known = [bit for bit, one in zip(bits.sets, marks, strict=True) if one not in new]
        asked = [bit for bit, one in zip(bits.sets, marks, strict=True) if one in new]
        return not Audit(MINIMUM - 1, [*bits.wholes, *known]).admit(asked)


@dataclass(frozen=True)
class _Crowd:
    """Which sets people are in, as bits: of everybody in a whole, and how many of all others."""

    inside: Mapping[int, int]
    others: Mapping[int, int]

    @staticmethod
    def of(sets: Sequence[pl.Series], wholes: Iterable[_People]) -> _Crowd:
        """The crowd of these sets."""
        import polars as pl

        there = pl.Series(values=array(LONG, chain.from_iterable(wholes)), dtype=pl.Int64).unique()
        inside: dict[int, int] = {}
        others: Counter[int] = Counter()
        for own, *some in _some_at_a_time([there, *sets]):
            everybody, of_wholes = _by_person(some), own.alias(_WHO).to_frame()
            rows = everybody.join(of_wholes, on=_WHO, how="semi").iter_rows()
            inside |= {who: _mask(its) for who, *its in rows}
            words = everybody.columns[1:]
            counts = everybody.join(of_wholes, on=_WHO, how="anti").group_by(words).len()
            others.update({_mask(its): count for *its, count in counts.iter_rows()})
        return _Crowd(inside, others)


_WHO = "who"
_WORD = 62
"""So many sets are told in one number of a frame."""
_PEOPLE_AT_ONCE = 500_000


def _some_at_a_time(sets: Sequence[pl.Series]) -> Iterator[list[pl.Series]]:
    """The people of these sets by how their numbers end, for there may be millions."""
    lots = 1 << (sum(map(len, sets)) // _PEOPLE_AT_ONCE).bit_length()
    for ending in range(lots):
        yield [one.filter(one & (lots - 1) == ending) for one in sets]


def _by_person(sets: Sequence[pl.Series]) -> pl.DataFrame:
    """A row a person, with the sets that they are in as bits of numbers."""
    import polars as pl

    words = range(len(sets) // _WORD + 1)
    rows = [
        people.alias(_WHO).to_frame().with_columns(
            pl.lit(1 << place % _WORD if place // _WORD == word else 0, pl.Int64).alias(str(word))
            for word in words
        )
        for place, people in enumerate(sets)
    ]  # fmt: skip
    return pl.concat(rows).group_by(_WHO).agg(pl.all().sum())


def _mask(words: Sequence[int]) -> int:
    return sum(word << _WORD * place for place, word in enumerate(words))


class _Bits:
    """The sets as the audit has them: people who are always together are as many as count."""

    def __init__(self, sets: int) -> None:
        self.sets = [0] * sets
        self.wholes: list[int] = []
        self._places = 0

    def add_wholes(self, lot: _Lot, crowd: _Crowd) -> None:
        """Take in wholes that share people."""
        bits = [0] * len(lot)
        for (which, within), count in sorted(_counts(lot, crowd).items()):
            these = self.take(within, count)
            bits = [one | these if which >> n & 1 else one for n, one in enumerate(bits)]
        self.wholes += bits

    def take(self, within: int, count: int) -> int:
        """Take in people who are in the same sets; which they are to the audit."""
        few = min(count, MINIMUM)
        these = ((1 << few) - 1) << self._places
        self._places += few
        self.sets = [one | these if within >> n & 1 else one for n, one in enumerate(self.sets)]
        return these


def _counts(lot: _Lot, crowd: _Crowd) -> Counter[tuple[int, int]]:
    """How many of these people are in which of the wholes and in which of the sets, as bits."""
    inside = crowd.inside
    if len(lot) == 1:
        return Counter((1, inside.get(who, 0)) for who in lot[0])
    which: Counter[int] = Counter()
    for place, whole in enumerate(lot):
        for who in whole:
            which[who] += 1 << place
    return Counter((its, inside.get(who, 0)) for who, its in which.items())


def _hanging_together(wholes: Sequence[_People]) -> Iterator[_Lot]:
    """The wholes in lots of those that share people."""
    lots: dict[int, list[_People]] = {}
    lot_of: dict[int, int] = {}
    for number, whole in enumerate(wholes):
        lots[number] = [whole]
        for other in {lot_of[one] for one in whole if one in lot_of}:
            lots[number] += lots.pop(other)
        lot_of |= {one: number for its in lots[number] for one in its}
    yield from lots.values()


def _alike(lots: Iterable[_Lot], crowd: _Crowd) -> Iterable[list[_Lot]]:
    """The lots in which the sets lie alike: a combination leaves somebody over in all, or none."""
    found: dict[Hashable, list[_Lot]] = {}
    for lot in lots:
        counts = {key: min(count, MINIMUM) for key, count in _counts(lot, crowd).items()}
        found.setdefault(frozenset(counts.items()), []).append(lot)
    return found.values()
