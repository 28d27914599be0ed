"""Which organisation of the follow-up is which of the baseline, and what has no counterpart.

By the id that the branch gives its organisations where both waves kept one, else by name as
everywhere: names that differ in case or outer spaces only are one. Nothing is guessed beyond that:
a name that is merely near is told to whoever can settle it.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from slimscan.batch.monitor.waves import BatchWave
from slimscan.batch.organisations.keyed_rows import KEY
from slimscan.errors import Fault, Problem, usage_error
from slimscan.questionnaire.validation import closest
from slimscan.text import fold

ID_COLUMN = "organisation_id"
"""The kept column that tells organisations apart, where no other is named."""
_WORD = re.compile(r"\w{2,}")
_MOST_LIKELY = 200


@dataclass(frozen=True)
class Unmatched:
    """An organisation of one wave without a counterpart, with the nearest name of the other wave.

    `is_new`: it is in the follow-up only.
    """

    name: str
    is_new: bool
    nearest: str


@dataclass(frozen=True)
class Matching:
    """The organisations of two waves: those in both, as keys of each, and those that are not."""

    pairs: Mapping[str, str]
    """By the key in the baseline the key in the follow-up."""
    by_id: int
    """How many were matched by their id."""
    unmatched: tuple[Unmatched, ...]
    ids: tuple[Mapping[str, str], Mapping[str, str]] = ({}, {})
    """By key in each wave the id of the branch, folded; empty where it has none."""
    id_column: str | None = None
    remarks: tuple[Problem, ...] = ()

    def counted(self, is_new: bool) -> int:
        """How many are in the follow-up only, or in the baseline only."""
        return sum(one.is_new is is_new for one in self.unmatched)


def match_organisations(waves: Sequence[BatchWave], id_column: str | None = None) -> Matching:
    """The organisations of two waves beside each other.

    Raises `UsageError` when a column of ids is asked for that not both waves kept.
    """
    column = _id_column(waves, id_column)
    keys = [dict.fromkeys(wave.field.profiles[KEY].to_list(), "") for wave in waves]
    if column:
        for wave, own in zip(waves, keys, strict=True):
            own |= dict(wave.field.profiles.select(KEY, column).iter_rows())
    first, second = ({key: fold(str(one)) for key, one in own.items()} for own in keys)
    twice = [_used_twice(own) for own in (first, second)]
    by_id = {one: key for key, one in second.items() if one and one not in twice[1]}
    pairs = {
        key: by_id[one]
        for key, one in first.items()
        if one and one in by_id and one not in twice[0]
    }
    found, taken = len(pairs), set(pairs.values())
    for key, one in first.items():
        same_name = key in second and key not in pairs and key not in taken
        if same_name and not (one and second[key] and one != second[key]):
            pairs[key] = key
    remarks = tuple(
        Problem(Fault.MONITOR_ID_TWICE, {"column": column, "count": len(some)}, str(wave.folder))
        for wave, some in zip(waves, twice, strict=True)
        if some
    )
    unmatched = tuple(_unmatched(waves, pairs))
    return Matching(pairs, found, unmatched, (first, second), column, remarks)


def _id_column(waves: Sequence[BatchWave], asked: str | None) -> str | None:
    kept = [wave.field.kept for wave in waves]
    both = [name for name in kept[0] if name in kept[1]]
    if asked is None:
        return ID_COLUMN if ID_COLUMN in both else None
    if asked not in both:
        raise usage_error(Fault.MONITOR_ID_UNKNOWN, column=asked, known=", ".join(both) or "–")
    return asked


def _used_twice(ids: Mapping[str, str]) -> set[str]:
    counts = Counter(one for one in ids.values() if one)
    return {one for one, count in counts.items() if count > 1}


def _unmatched(waves: Sequence[BatchWave], pairs: Mapping[str, str]) -> Iterator[Unmatched]:
    """Those without a counterpart, by wave and name; near is only what has none itself."""
    matched = [set(pairs), set(pairs.values())]
    alone = [
        wave.names(frozenset(wave.field.profiles[KEY].to_list()) - own)
        for wave, own in zip(waves, matched, strict=True)
    ]
    for place, names in enumerate(alone):
        near = NearestNames(alone[1 - place].values())
        for name in sorted(names.values(), key=str.casefold):
            yield Unmatched(name, bool(place), near.find(name))


class NearestNames:
    """Finds the nearest of many names: among those that share a word or begin alike."""

    def __init__(self, names: Iterable[str]) -> None:
        self._marked: dict[str, list[str]] = defaultdict(list)
        for name in names:
            for mark in _marks(name):
                self._marked[mark].append(name)

    def find(self, name: str) -> str:
        """The nearest name, or an empty text when none is near."""
        likely: set[str] = set()
        # Rare words first: what half of a branch is called says little, and would take long.
        for some in sorted((self._marked.get(mark, []) for mark in _marks(name)), key=len):
            if len(likely) >= _MOST_LIKELY:
                break
            likely.update(some)
        return closest(name, likely)


def _marks(name: str) -> set[str]:
    folded = fold(name)
    return {*_WORD.findall(folded), f"{folded[:2]}…"}
