"""How often every answer was given, now and then: a figure of which few answers changed waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from slimscan.privacy.release_minimum import MINIMUM

Tally = Sequence[int] | Mapping[str, Mapping[str, Mapping[str, int]]]
"""How often every answer was given: of all, or of parts, by what they are parted by and their name.

All of them together are the part "" of "".
"""


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


def tells_of_few(
    name: str, now: Mapping[str, Any], one: Mapping[str, Any], other: Mapping[str, Any]
) -> bool:
    """Whether these three pools together tell what one to four answered to a question.

    More of them come or leave than that (the pools were audited), so the rest left it open.
    """
    pools = (now, one, other)
    figures = [pool.get("figures", {}).get(name) for pool in pools]
    if not all(figure and figure["told"] for figure in figures):
        return False
    tallies = [_of_all(figure["tally"]) for figure in figures]
    asked = [pool.get("kin", ()) for pool in pools]
    left_open = sum(map(len, asked)) - sum(sum(one.values()) for one in tallies)
    answers = {answer for one in tallies for answer in one}
    for first, second in _SIGNS:
        x, y, z = tallies
        rest = [x[one] + first * y[one] + second * z[one] for one in answers]
        few = sum(map(abs, rest))
        if 0 < few < MINIMUM and few == abs(sum(rest)):
            apart = Counter(asked[0])
            for sign, people in ((first, asked[1]), (second, asked[2])):
                for person in people:
                    apart[person] += sign
            if sum(map(bool, apart.values())) < MINIMUM + left_open:
                return True
    return False
