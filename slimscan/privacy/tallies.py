"""How often every answer was given, now and then: a figure of which few answers changed waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from slimscan.privacy.release_minimum import MINIMUM

Tally = Sequence[int] | Mapping[str, Mapping[str, Mapping[str, int]]]
"""How often every answer was given: of all, or of parts, by what they are parted by and their name.

All of them together are the part "" of "".
"""

_Pool = Mapping[str, Any]
"""What is told of a pool, with its `figures`."""

_Whom = Callable[[_Pool], Counter[int]]


def differs_by_few(now: Tally, then: Tally) -> bool:
    """Whether one to four gave another answer, came or left: of all, or of a part of them."""
    return any(0 < _changed(one, other) < MINIMUM for one, other in _beside(now, then))


def same_by_chance(now: Tally, then: Tally) -> bool:
    """Whether as many gave every answer as then, whoever they are."""
    return bool(_of_all(now)) and now == then


def _beside(now: Tally, then: Tally) -> Iterator[tuple[Counter[str], Counter[str]]]:
    """What was told now and then of the same part, and of all less the parts of one kind."""
    yield _of_all(now), _of_all(then)
    if isinstance(now, Mapping) and isinstance(then, Mapping):
        for kind in now.keys() & then.keys():
            rest = _of_all(now), _of_all(then)
            for name in now[kind].keys() & then[kind].keys():
                part = Counter(now[kind][name]), Counter(then[kind][name])
                yield part
                for whole, some in zip(rest, part, strict=True):
                    whole.subtract(some)
            if kind:
                yield rest


def _of_all(tally: Tally) -> Counter[str]:
    if isinstance(tally, Mapping):
        return Counter(tally[""][""])
    return Counter({str(answer): count for answer, count in enumerate(tally)})


def _changed(now: Counter[str], then: Counter[str]) -> int:
    """How many gave another answer, came or left, at least."""
    return max((now - then).total(), (then - now).total())


_SIGNS = ((-1, -1), (1, -1), (-1, 1))
"""How two pools can be combined with a third."""


def tells_of_few(name: str, now: _Pool, one: _Pool, other: _Pool, people: _Whom) -> bool:
    """Whether these three pools together tell what one to four answered to a question.

    More of them come or leave than that (the pools were audited), so the rest left it open.
    `people` tells whom a pool is about.
    """
    pools = (now, one, other)
    figures = [pool.get("figures", {}).get(name) for pool in pools]
    if not all(figure and figure["told"] for figure in figures):
        return False
    tallies = [_of_all(figure["tally"]) for figure in figures]
    answers = {answer for one in tallies for answer in one}
    for signs in _SIGNS:
        rest = [_combined(signs, [one[answer] for one in tallies]) for answer in answers]
        few = sum(map(abs, rest))
        if 0 < few < MINIMUM and few == abs(sum(rest)):
            asked = list(map(people, pools))
            left_open = sum(one.total() for one in asked) - sum(one.total() for one in tallies)
            everybody: set[int] = set().union(*asked)
            apart = sum(bool(_combined(signs, [one[who] for one in asked])) for who in everybody)
            if apart < MINIMUM + left_open:
                return True
    return False


def _combined(signs: tuple[int, int], counts: Sequence[int]) -> int:
    now, one, other = counts
    return now + signs[0] * one + signs[1] * other


@dataclass(frozen=True)
class Triples:
    """What was told before, any two of which may tell of few beside what is told now."""

    told: Sequence[_Pool]
    people: _Whom

    def telling(self, name: str, now: _Pool) -> list[Mapping[str, Any]]:
        """The figure of one of two that do; nothing where none do."""
        for one, other in combinations(self.told, 2):
            if tells_of_few(name, now, one, other, self.people):
                return [other["figures"][name]]
        return []
