"""Which numbers in the ledger are of the same organisation, whatever its leader answered since.

The ledger knows organisations, leaders and pairs by what they answered, so an answer sheet that was
revised is another number. Two numbers of one organisation are one organisation all the same: three
of which the leader answered anew are three, and not six. An organisation is known by its name or
id; where that is new, by any of its numbers that is known.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from slimscan.privacy.number_rows import LONG

SameFirm = Sequence[int]
"""Numbers of one organisation, that of its name or id first."""


class FirmNumbers:
    """The numbers of very many organisations, eight bytes each."""

    def __init__(self) -> None:
        self._numbers, self._ends = array(LONG), array(LONG, [0])

    def append(self, firm: SameFirm) -> None:
        """Take in the numbers of one more organisation."""
        self._numbers.extend(firm)
        self._ends.append(len(self._numbers))

    def __iter__(self) -> Iterator[SameFirm]:
        """The numbers of one organisation after the other."""
        for start, end in pairwise(self._ends):
            yield self._numbers[start:end].tolist()

    def __len__(self) -> int:
        """Of how many organisations there are numbers."""
        return len(self._ends) - 1


class SameFirms:
    """Of which organisation every number is. What is known of a number stays."""

    def __init__(self, known: Iterable[SameFirm] = ()) -> None:
        self._first: dict[int, int] = {}
        self._folded = array(LONG), array(LONG)
        for one in known:
            self.add(one)

    def fold(self) -> None:
        """Hold it in a tenth of the memory until more comes in: there may be millions."""
        self._unfold()
        numbers = array(LONG, sorted(self._first))
        self._folded = numbers, array(LONG, map(self._first.__getitem__, numbers))
        self._first = {}

    def _unfold(self) -> None:
        first = self._first
        for number, firm in zip(*self._folded, strict=True):
            first[number] = first.get(firm, firm)  # one number object for all of a firm
        self._folded = array(LONG), array(LONG)

    def add(self, firm: SameFirm) -> bool:
        """Take in numbers of one organisation; whether anything of it is new."""
        if self._folded[0]:
            self._unfold()
        unknown = [number for number in firm if number not in self._first]
        if unknown:
            first = next((self._first[one] for one in firm if one in self._first), firm[0])
            self._first |= dict.fromkeys(unknown, first)
        return bool(unknown)

    def of(self, number: int) -> int:
        """The organisation that a number is of; a number that is of none is one by itself."""
        firm = self.find(number)
        return number if firm is None else firm

    def find(self, number: int) -> int | None:
        """The organisation that a number is of, where that is known."""
        if number in self._first:
            return self._first[number]
        numbers, firms = self._folded
        place = bisect_left(numbers, number)
        return firms[place] if place < len(numbers) and numbers[place] == number else None
