"""Which numbers in the ledger are of the same organisation, whatever its leader answered since.

The ledger knows organisations, leaders and pairs by what they answered, so an answer sheet that was
revised is another number. Two numbers of one organisation are one organisation all the same: three
of which the leader answered anew are three, and not six. An organisation is known by its name or
id; where that is new, by any of its numbers that is known.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
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
        self._folded = array(LONG), array(LONG)
        for one in known:
            self.add(one)

    @cached_property
    def _first(self) -> dict[int, int]:
        first: dict[int, int] = {}
        for number, firm in zip(*self._folded, strict=True):
            first[number] = first.get(firm, firm)
        return first

    def fold(self) -> None:
        """Hold it in a tenth of the memory until it is asked again: there may be millions."""
        if "_first" in self.__dict__:
            self._folded = array(LONG, self._first), array(LONG, self._first.values())
            del self._first

    def add(self, firm: SameFirm) -> bool:
        """Take in numbers of one organisation; whether anything of it is new."""
        unknown = [number for number in firm if number not in self._first]
        if unknown:
            first = next((self._first[one] for one in firm if one in self._first), firm[0])
            self._first |= dict.fromkeys(unknown, first)
        return bool(unknown)

    def of(self, number: int) -> int:
        """The organisation that a number is of; a number that is of none is one by itself."""
        return self._first.get(number, number)

    def find(self, number: int) -> int | None:
        """The organisation that a number is of, where that is known."""
        return self._first.get(number)
