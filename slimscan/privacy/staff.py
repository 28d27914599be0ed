"""What staff scored, as sets of people: the input of the release rule."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import cast

from slimscan.privacy.ledger import Person
from slimscan.privacy.release_minimum import MINIMUM
from slimscan.privacy.values import Cell, ScaleKind

Counting = Callable[[str, str, str], str]
"""From a person, a mark of their answers and the names of items to what they answered of these."""


@dataclass(frozen=True, eq=False)
class ScoreColumns(Mapping[str, Mapping[str, float]]):
    """Scores as they stand in a table: a row a respondent of these `ids`, and a column a scale.

    Whoever has no score on a scale has None there. As a mapping it is what `Staff.scores` says.
    `checked`: somebody saw to it that every score is a number, for many organisations at once.
    """

    ids: Sequence[str]
    columns: Mapping[str, Sequence[float | None]]
    checked: bool = False

    def __getitem__(self, scale: str) -> dict[str, float]:
        pairs = zip(self.ids, self.columns[scale], strict=True)
        return {one: score for one, score in pairs if score is not None}

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)

    def called(self, names: Mapping[str, str]) -> ScoreColumns:
        """The same under other names of the respondents."""
        return ScoreColumns([names[one] for one in self.ids], self.columns, self.checked)

    def given(self) -> Iterator[Sequence[float]]:
        """The scores on every scale of those who have one."""
        for column in self.columns.values():
            if None in column:
                yield [score for score in column if score is not None]
            else:
                yield cast("Sequence[float]", column)


@dataclass(frozen=True)
class Staff:
    """What the staff of one organisation scored in one wave; the leader is never among them.

    `scores`: by scale, by respondent's id, 0 to 100; whoever has no score on a scale is left out.
    `splits`: by way of splitting (`team`), the group of each respondent who has one.
    `kinds`: what each scale is made of; a lever of many items where nothing is said. `least`: the
    fewest people of whom a scale is shown, where that is more than its kind asks for.
    `marks`: for each respondent what changes with an answer; made of the scores when not given.
    `items`: by scale the names of its items in this measure. `levers`: by lever its aspects.
    `counting`: what of somebody's answers counts in a scale of these items, by their mark.
    `order`: which of two groups of one size goes first. Raises `ValueError` for a score that is no
    number.
    """

    scores: Mapping[str, Mapping[str, float]]
    splits: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    kinds: Mapping[str, ScaleKind] = field(default_factory=dict)
    least: Mapping[str, int] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    levers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    counting: Counting | None = None
    order: Sequence[Cell] = ()

    def __post_init__(self) -> None:
        own = self.scores
        if isinstance(own, ScoreColumns) and own.checked:
            return
        columns = (
            own.given() if isinstance(own, ScoreColumns) else (s.values() for s in own.values())
        )
        if not all(math.isfinite(sum(scores)) for scores in columns):
            raise ValueError("a score is a number")

    def kind(self, scale: str) -> ScaleKind:
        """What a scale is made of."""
        return self.kinds.get(scale, ScaleKind.WHOLE)

    def people(self) -> tuple[Person, ...]:
        """Everyone with a score, by id."""
        return self._people

    @cached_property
    def _people(self) -> tuple[Person, ...]:
        everyone = sorted(set().union(*self.scores.values()))
        splits = sorted(self.splits.items())
        return tuple(
            Person(one, _cells_of(one, splits), self.marks.get(one) or self._mark(one))
            for one in everyone
        )

    def _mark(self, one: str) -> str:
        by_scale = sorted(self.scores.items())
        return _digest([f"{scale}={of[one]:.6f}" for scale, of in by_scale if one in of])

    def counts(self, one: str, mark: str, items: str) -> str:
        """What of the answers with this mark counts in a scale of these items."""
        return self.counting(one, mark, items) if self.counting else f"{mark} {items}"

    def only(self, people: Sequence[Person]) -> Staff:
        """The staff who are among these, in the groups that they have there."""
        groups: dict[str, dict[str, str]] = {}
        for one in people:
            for cell in one.cells:
                groups.setdefault(cell.split, {})[one.id] = cell.name
        ids = {one.id for one in people}
        scores = {
            scale: {one: score for one, score in scores.items() if one in ids}
            for scale, scores in self.scores.items()
        }
        return replace(self, scores=scores, splits=groups)


def _cells_of(one: str, splits: Iterable[tuple[str, Mapping[str, str]]]) -> tuple[Cell, ...]:
    named = ((split, groups.get(one)) for split, groups in splits)
    return tuple(Cell(split, name) for split, name in named if name)


def _digest(scores: list[str]) -> str:
    return hashlib.blake2b(";".join(scores).encode(), digest_size=8).hexdigest()


class Roll:
    """The place of every person in a set: those of the ledger first, in its order."""

    def __init__(self, known: Sequence[str], present: Iterable[str]) -> None:
        present = frozenset(present)
        new = sorted(present.difference(known))
        self.people = (*known, *new)
        self._bit = {one: 1 << place for place, one in enumerate(self.people)}
        self._present = present
        self._everyone = self._set(self._present)

    def bits(self, ids: Collection[str]) -> int:
        """These people as a set; quick for all who are present."""
        if len(ids) == len(self._present) and self._present.issuperset(ids):
            return self._everyone
        return self._set(ids)

    def _set(self, ids: Iterable[str]) -> int:
        people = 0
        for one in ids:
            people |= self._bit[one]
        return people

    def among(self, ids: Iterable[str], people: int) -> list[str]:
        """Those of these who are in a set."""
        return [one for one in ids if self._bit[one] & people]


def counted(people: Mapping[str, int]) -> tuple[str | None, dict[str, int]]:
    """The first scale that enough people have, and for every scale the people who count.

    `people` are those who have each scale. When 1 to 4 of them have a scale but not the first (they
    stopped half-way), the scale would give them away beside the first one and so could not be shown
    at all. It counts without them.
    """
    leading = next((s for s, who in people.items() if who.bit_count() >= MINIMUM), None)
    first = people[leading] if leading is not None else 0
    return leading, {
        scale: who & first if (who & ~first).bit_count() < MINIMUM else who
        for scale, who in people.items()
    }
