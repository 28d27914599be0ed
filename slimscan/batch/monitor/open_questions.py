"""Which questions leaders left open: the summary of a wave tells of those who answered each.

A monitor tells of scales, over organisations. The summary's means of questions beside a mean of
their scale leave over those who answered some of its questions and are not among these
organisations, and those who are, and left one of its questions open: none of them, or five.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.privacy import may_be_apart

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class AnsweredQuestions:
    """Of every leader of a wave which questions were answered: the key, and a truth each."""

    frame: pl.DataFrame

    def may_tell(
        self, keys: Sequence[str], items: Sequence[str], beside: Iterable[str] = ()
    ) -> bool:
        """Whether a scale of these questions may be told of these organisations.

        `beside` are others that it is told of by itself.
        """
        import polars as pl

        own, told = (pl.col(KEY).is_in(list(some)) for some in (keys, [*keys, *beside]))
        answered = [pl.col(one) for one in items]
        part = own & ~pl.all_horizontal(answered)
        more = ~told & pl.any_horizontal(answered)
        return not items or may_be_apart(self.frame.select((part | more).sum()).item())


@dataclass(frozen=True)
class SharedQuestions:
    """The questions that both waves were asked, by who answered them."""

    waves: Mapping[str, AnsweredQuestions]
    """By the column of pairs that has the keys of a wave: the baseline first."""
    items: Mapping[str, Sequence[str]]
    """By scale its questions."""

    def tellable(self, keys: Mapping[str, Mapping[str, Sequence[str]]]) -> list[str]:
        """The scales that may be told; `keys` has of whom each would be, by scale and wave."""
        return self._tellable(
            keys,
            lambda scale, items: all(
                wave.may_tell(keys[scale][name], items) for name, wave in self.waves.items()
            ),
        )

    def tellable_of_gone(
        self, keys: Mapping[str, Sequence[str]], stayed: Mapping[str, Sequence[str]]
    ) -> list[str]:
        """The scales that may be told of who left, beside those that are told of who stayed."""
        [baseline, *_] = self.waves.values()
        return self._tellable(
            keys,
            lambda scale, items: baseline.may_tell(keys[scale], items, stayed.get(scale, ())),
        )

    def _tellable(
        self, scales: Iterable[str], fits: Callable[[str, Sequence[str]], bool]
    ) -> list[str]:
        """From small to large: what is told can be taken from a larger one, and the rest fits."""
        found: list[str] = []
        for scale in sorted(scales, key=lambda one: len(self.items[one])):
            own = frozenset(self.items[scale])
            parts = [its for one in found if (its := set(self.items[one])) <= own]
            if all(fits(scale, sorted(rest)) for rest in least_rests(own, parts)):
                found.append(scale)
        return found


def least_rests(own: frozenset[str], parts: Sequence[Collection[str]]) -> frozenset[frozenset[str]]:
    """What is left of the questions of a scale around each of them, without every part that can go.

    Whatever else is left by taking parts away is made of these. Who is told of by a rest is told of
    by one of these in it: where each tells of nobody or of five, so does every rest.
    """
    return frozenset(
        own.difference(*(part for part in parts if question not in part)) for question in own
    )
