"""Which numbers in the ledger are of the same organisation, whatever its leader answered since.

The ledger knows organisations, leaders and pairs by what they answered, so an answer sheet that was
revised is another number. Two numbers of one organisation are one organisation all the same: three
of which the leader answered anew are three, and not six. An organisation is known by its name or
id; where that is new, by any of its numbers that is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

SameFirm = Sequence[int]
"""Numbers of one organisation, that of its name or id first."""


class SameFirms:
    """Of which organisation every number is. What is known of a number stays."""

    def __init__(self, known: Iterable[SameFirm] = ()) -> None:
        self._first: dict[int, int] = {}
        for one in known:
            self.add(one)

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
