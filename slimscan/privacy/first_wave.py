"""The first wave of people of whom nothing was ever shown, all together: the rule, asked once.

Most organisations of a batch are such: no groups, and nobody who is known. What may be shown of
them follows from who has which scale alone, for there is nothing to hold it against. So the rule's
own functions (`counted`, `choose`) are asked once for all organisations in which the same people
have the same scales, and everything that is the same for all of them is made once. It is
`rule.release` for these, and nothing else: a test holds the two side by side.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import compress, repeat

from slimscan.privacy.choosing import Candidate, choose
from slimscan.privacy.ledger import Ledger, Person, Publication, Shown
from slimscan.privacy.makeup import Having, Makeup, apart
from slimscan.privacy.revising import lever_scales
from slimscan.privacy.rule import Terms, least_of, levels
from slimscan.privacy.staff import ScoreColumns, Staff, counted
from slimscan.privacy.values import (
    TOTAL,
    Release,
    ReleasedValue,
    ScaleKind,
    hidden_value,
    moments,
    release_of,
    released_group,
    released_value,
)

_MOST_KEPT = 4_000
"""So many choices are remembered: those that come again and again are among the first."""


def is_first(ledger: Ledger, staff: Staff, terms: Terms) -> bool:
    """Whether nothing was ever shown of these people, and they are in no groups."""
    return (
        isinstance(staff.scores, ScoreColumns)
        and not any(staff.splits.values())
        and not (ledger.people or ledger.publications)
        and terms.baseline is None
    )


def first_waves(staff: Staff, terms: Terms) -> FirstWaves:
    """What first waves like this one have in common: made once, for as long as a program runs."""
    return _first_waves(_Asked(staff, terms))


class _Asked:
    """Questions and terms, as they are told apart from others while a program runs."""

    def __init__(self, staff: Staff, terms: Terms) -> None:
        self.staff, self.terms = staff, terms
        things = (staff.kinds, staff.least, staff.items, staff.levers)
        self._key = (*map(id, things), terms.measure, terms.minimum, tuple(staff.scores))

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and other._key == self._key

    def forget_people(self) -> None:
        """Leave what was asked: it is remembered longer than who answered."""
        scores: dict[str, dict[str, float]] = {scale: {} for scale in self.staff.scores}
        self.staff = replace(self.staff, scores=scores, splits={}, marks={}, counting=None)


@lru_cache(maxsize=64)
def _first_waves(asked: _Asked) -> FirstWaves:
    asked.forget_people()
    return FirstWaves(asked.staff, asked.terms)


@dataclass(frozen=True)
class FirstWaves:
    """First waves of the same questions, under the same terms."""

    like: Staff
    """What all of them have in common: their people and scores are not in it."""
    terms: Terms
    _chosen: dict[tuple[int, ...], list[tuple[str, int]]] = field(default_factory=dict)

    def released(
        self, wave: str, scores: ScoreColumns, marks: Mapping[str, str]
    ) -> tuple[Release, Ledger]:
        """What may be shown, and the ledger to keep.

        The `scores` are under the names of the ledger, in which everybody has one of the `marks`.
        """
        columns = scores.columns
        whole = {scale for scale, column in columns.items() if None not in column}
        bits = _bits(scores, bool(whole))
        everyone = sum(bits)
        masks = tuple(
            [
                everyone if scale in whole else _who(column, bits)
                for scale, column in columns.items()
            ]
        )
        shown = []
        for scale, people in self._choice(masks):
            scored = columns[scale]
            if people != everyone or scale not in whole:
                scored = [score for score, bit in zip(scored, bits, strict=True) if bit & people]
            shown.append(Shown(scale, TOTAL, people, moments(scored)))  # type: ignore[arg-type]
        return self._release(wave, shown), self._ledger(wave, shown, scores, bits, marks)

    def _choice(self, masks: tuple[int, ...]) -> list[tuple[str, int]]:
        """What may be shown of people who have the scales so: each scale, and of whom."""
        found = self._chosen.get(masks)
        if found is None:
            now = dict(zip(self._scales, masks, strict=True))
            leading, counting = counted(now)
            candidates = [
                Candidate(scale, TOTAL, self._least[scale], (who,))
                for scale, who in counting.items()
            ]
            makeup = Makeup.made(self.like.levers, Having(now, apart(now, counting)))
            chosen = choose(candidates, levels(self.terms), (), leading, (makeup,))
            found = [(one.scale, one.people) for one in chosen]
            if len(self._chosen) < _MOST_KEPT:
                self._chosen[masks] = found
        return found

    def _release(self, wave: str, shown: Sequence[Shown]) -> Release:
        values, kinds = dict(self._hidden), self._kind
        for scale, _, _, exact, _ in shown:
            values[scale] = released_value(scale, kinds[scale], exact, False)
        return release_of(wave, self.terms.minimum, [released_group(TOTAL, values.values())])

    def _ledger(
        self,
        wave: str,
        shown: Sequence[Shown],
        scores: ScoreColumns,
        bits: Sequence[int],
        marks: Mapping[str, str],
    ) -> Ledger:
        if not shown:
            return Ledger()
        ids = sorted(compress(scores.ids, bits))
        people = tuple(map(Person, ids, repeat(()), map(marks.__getitem__, ids)))
        publication = Publication(
            wave=wave,
            measure=self.terms.measure,
            minimum=self.terms.minimum,
            scales=self._scales,
            kinds=self._kinds,
            cells=(TOTAL,),
            people=people,
            gone=(),
            shown=tuple(shown),
            items=self._items,
        )
        sets = tuple(dict.fromkeys(one.people for one in shown))
        return Ledger(tuple(ids), sets, (publication,))

    @cached_property
    def _scales(self) -> tuple[str, ...]:
        return tuple(self.like.scores)

    @cached_property
    def _kinds(self) -> tuple[ScaleKind, ...]:
        return tuple(map(self.like.kind, self._scales))

    @cached_property
    def _kind(self) -> Mapping[str, ScaleKind]:
        return dict(zip(self._scales, self._kinds, strict=True))

    @cached_property
    def _hidden(self) -> Mapping[str, ReleasedValue]:
        """What is told of every scale of which nothing is."""
        return {scale: hidden_value(scale) for scale in self._scales}

    @cached_property
    def _least(self) -> Mapping[str, int]:
        """The fewest people of whom each scale is shown."""
        return {scale: least_of(self.like, scale)[0] for scale in self._scales}

    @cached_property
    def _items(self) -> tuple[tuple[str, str], ...]:
        return tuple((one, self.like.items[one]) for one in lever_scales(self.like))


def _bits(scores: ScoreColumns, all_present: bool) -> list[int]:
    """The place of every row in a set, as `Roll` gives it; none for who has no score at all."""
    ids, columns = scores.ids, scores.columns.values()
    rows: Sequence[int] = range(len(ids))
    if not all_present:
        rows = [row for row in rows if any(one[row] is not None for one in columns)]
    bits = [0] * len(ids)
    for place, row in enumerate(sorted(rows, key=ids.__getitem__)):
        bits[row] = 1 << place
    return bits


def _who(column: Sequence[float | None], bits: Sequence[int]) -> int:
    """Who has a score in a column, as a set."""
    return sum(bit for bit, score in zip(bits, column, strict=True) if score is not None)
