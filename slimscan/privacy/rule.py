"""The release rule: from what staff scored to what may be shown of it.

Every scale in every cell (the total, each group) is a candidate. The total goes first over all
scales, then the groups from large to small, each over all scales. A candidate is shown if it is
about enough people and passes the audit beside all that was ever shown. A group of which the
leading scale is not shown shows nothing, so that it does not come and go from scale to scale. What
people answered otherwise since, or by other questions, is for `revising.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from slimscan.privacy.choosing import Candidate, choose
from slimscan.privacy.delivery import Delivery
from slimscan.privacy.ledger import Ledger, Person, Publication, Shown
from slimscan.privacy.makeup import Having, Makeup, apart
from slimscan.privacy.release_minimum import MINIMUM
from slimscan.privacy.renewed import Renewed
from slimscan.privacy.revising import Revising, lever_scales
from slimscan.privacy.staff import Roll, Staff, counted
from slimscan.privacy.values import (
    COARSENESS,
    TOTAL,
    Cell,
    Release,
    ScaleKind,
    hidden_value,
    moments,
    release_of,
    released_group,
    released_value,
)


@dataclass(frozen=True)
class Terms:
    """How strictly to release, and what of. Raises `ValueError` for a minimum under 5.

    `measure` names what the scores are computed over, when that is not the usual (the items that
    two waves share); the same items must have the same name, for a changed answer is seen within a
    measure only. What `baseline`, the release of an earlier wave, hides stays hidden.
    """

    minimum: int = MINIMUM
    measure: str = ""
    baseline: Release | None = None

    def __post_init__(self) -> None:
        if self.minimum < MINIMUM:
            raise ValueError(f"the minimum is {MINIMUM} or more")

    def hide(self, cell: Cell, scale: str) -> bool:
        """Whether the baseline hid this value."""
        return self.baseline is not None and self.baseline.hides(cell, scale)


USUAL = Terms()


def release(
    staff: Staff, ledger: Ledger | None = None, *, wave: str, terms: Terms = USUAL
) -> Delivery:
    """What may be shown of a wave, given all that was shown before.

    While fewer than 5 people came, left, moved or changed an answer since the last report, the same
    is shown again.
    """
    ledger = ledger or Ledger()
    of_wave = ledger.of_wave(wave)
    before = ledger.find(wave, terms.measure)
    people = staff.people()
    comparable = before is not None or bool(staff.marks)
    latest = before or (of_wave[0] if of_wave else None)
    if latest and not latest.shown:
        latest = before = None
    changed = _changed(latest, people, marks=comparable)
    second = bool(of_wave) and of_wave[0].measure != terms.measure
    if before and len(changed) < MINIMUM and (changed or terms.minimum >= before.minimum):
        return _again(before, ledger, terms, held_back=bool(changed), second=second)
    if latest and 0 < len(changed) < MINIMUM:
        staff = staff.only(latest.people)
    run = _Run(staff, ledger, before, terms, wave)
    if before and not run.chosen:
        return _again(before, ledger, terms, held_back=True, second=second)
    publication = run.publication()
    kept = any(one.earlier for one in publication.shown)
    waiting = 0 < len(changed) < MINIMUM
    held_back = kept or waiting
    waiting |= any(one.earlier for one in publication.shown if one.cell == TOTAL)
    after = ledger
    if publication.shown:
        after = ledger.after(publication, run.roll.people, run.sets())
    told = _release(publication, terms)
    return Delivery(told, after, terms.measure, held_back, second, waiting)


def _again(
    before: Publication, ledger: Ledger, terms: Terms, held_back: bool, second: bool
) -> Delivery:
    """What was shown last, or less of it when the minimum was raised since."""
    sets = [Candidate(one.scale, one.cell, 0, (one.people,)) for one in before.shown]
    leading = sets[0].scale if sets else None
    kept = set(choose(sets, range(MINIMUM + 1, terms.minimum + 1), (), leading))
    shown = tuple(one for one, its in zip(before.shown, sets, strict=True) if its in kept)
    again = _release(replace(before, shown=shown), terms)
    waiting = held_back
    held_back |= any(one.earlier for one in shown)
    return Delivery(again, ledger, terms.measure, held_back, second, waiting)


def _changed(before: Publication | None, now: Sequence[Person], marks: bool) -> set[str]:
    """Who came, left, moved, or (where marks can be compared) changed an answer."""
    if before is None:
        return set()
    old = {(one.id, one.cells, one.mark if marks else "") for one in before.people}
    new = {(one.id, one.cells, one.mark if marks else "") for one in now}
    return {one for one, _, _ in old ^ new}


class _Run:
    """One run of the rule over new answers."""

    def __init__(
        self, staff: Staff, ledger: Ledger, before: Publication | None, terms: Terms, wave: str
    ) -> None:
        self._staff, self._terms, self._before = staff, terms, before
        self._wave = wave
        self._present = staff.people()
        self.roll = Roll(ledger.people, (one.id for one in self._present))
        self._members = self._members_by_cell()
        having_it = {scale: self.roll.bits(own) for scale, own in staff.scores.items()}
        self._leading, self._counted = counted(having_it)
        self._revising = self._beside(ledger)
        self._candidates = [
            one
            for one in self._all_candidates()
            if not terms.hide(one.cell, one.scale) and self._revising.fits_others(one)
        ]
        now, *then = self._revising.having(having_it)
        having = Having(now, apart(having_it, self._counted), then)
        follows = (
            Makeup.made(staff.levers, having, before.shown if before else ()),
            Renewed.made(staff.levers, now, self._revising.changed),
        )
        self.chosen = choose(self._candidates, levels(terms), ledger.sets, self._leading, follows)

    def _beside(self, ledger: Ledger) -> Revising:
        """The answers of now beside those of earlier reports."""
        of_wave, measure = ledger.of_wave(self._wave), self._terms.measure
        others = [one for one in of_wave if one.shown and one.measure != measure]
        return Revising(
            self._staff,
            ledger,
            measure,
            self._before,
            others,
            bool(others) and of_wave[0].measure != measure,
            self.roll,
            {one.id: one.mark for one in self._present},
        )

    def sets(self) -> list[int]:
        """The sets of people that are now known to a reader."""
        return [people for one in self.chosen for people in one.sets if people]

    def publication(self) -> Publication:
        """What is shown now."""
        here = {one.id for one in self._present}
        before = (*self._before.people, *self._before.gone) if self._before else ()
        return Publication(
            wave=self._wave,
            measure=self._terms.measure,
            minimum=self._terms.minimum,
            scales=tuple(self._staff.scores),
            kinds=tuple(map(self._staff.kind, self._staff.scores)),
            cells=tuple(sorted(self._members)),
            people=_with_older(self._present, self._revising.past()),
            gone=tuple(one for one in before if one.id not in here),
            shown=self._shown(),
            items=tuple((one, self._staff.items[one]) for one in lever_scales(self._staff)),
        )

    def _members_by_cell(self) -> dict[Cell, list[str]]:
        """The total, then the groups from large to small."""
        groups: dict[Cell, list[str]] = {}
        for person in self._present:
            for cell in person.cells:
                groups.setdefault(cell, []).append(person.id)
        first = {cell: place for place, cell in enumerate(self._staff.order)}
        by_size = sorted(groups, key=lambda cell: (-len(groups[cell]), first.get(cell, 0), cell))
        everyone = [person.id for person in self._present]
        return {TOTAL: everyone} | {cell: groups[cell] for cell in by_size}

    def _all_candidates(self) -> list[Candidate]:
        """Every scale in every cell, with the sets of people that it would tell of."""
        scales = [
            (scale, who, least_of(self._staff, scale), self._revising.changed_in(scale))
            for scale, who in self._counted.items()
        ]
        candidates = []
        for cell, members in self._members.items():
            people, is_team = self.roll.bits(members), cell != TOTAL
            for scale, who, least, changed in scales:
                in_it = people & who
                sets = (in_it, *(in_it & some for some in changed)) if changed else (in_it,)
                candidates.append(Candidate(scale, cell, least[is_team], sets))
        return candidates

    def _shown(self) -> tuple[Shown, ...]:
        """The chosen values, and the earlier ones of cells that cannot be shown anew."""
        chosen = {(one.cell, one.scale) for one in self.chosen}
        old = {(one.cell, one.scale): one for one in self._before.shown} if self._before else {}
        among = self._among()
        shown = []
        for one in self._candidates:
            if (one.cell, one.scale) in chosen:
                own = self._staff.scores[one.scale]
                if len(own) == one.people.bit_count():
                    exact = moments(list(own.values()))
                else:
                    exact = moments(list(map(own.__getitem__, among(one.cell, one.people))))
                shown.append(Shown(one.scale, one.cell, one.people, exact))
            elif old:
                earlier = old.get((one.cell, one.scale))
                if earlier and min(earlier.exact.n, one.people.bit_count()) >= max(
                    self._terms.minimum, one.least
                ):
                    shown.append(earlier._replace(earlier=True))
        led = {one.cell for one in shown if one.scale == self._leading} | {TOTAL}
        return tuple(one for one in shown if one.cell in led)

    def _among(self) -> Callable[[Cell, int], Sequence[str]]:
        """The people of a cell who are in a set; most scales are about the same ones."""
        known: dict[tuple[Cell, int], Sequence[str]] = {}

        def among(cell: Cell, people: int) -> Sequence[str]:
            found = known.get((cell, people))
            if found is None:
                found = known[cell, people] = self.roll.among(self._members[cell], people)
            return found

        return among


def levels(terms: Terms) -> range:
    """The minimums to choose by, one after the other, so that a higher one only hides."""
    return range(MINIMUM, terms.minimum + 1)


def least_of(staff: Staff, scale: str) -> tuple[int, int]:
    """The fewest people of whom a scale is shown, of everybody together and of a team."""
    return _least(staff.kind(scale), staff.least.get(scale, 0))


@cache
def _least(kind: ScaleKind, least: int) -> tuple[int, int]:
    coarseness = COARSENESS[kind]
    return max(coarseness.total_from, least), max(coarseness.teams_from, least)


def _with_older(now: Sequence[Person], past: Sequence[Person]) -> tuple[Person, ...]:
    """The people with the marks of earlier reports of this measure."""
    if not past:
        return tuple(now)
    marks: dict[str, list[str]] = {}
    for then in past:
        marks.setdefault(then.id, []).extend((*then.older, then.mark))
    return tuple(
        one._replace(older=tuple(m for m in dict.fromkeys(marks.get(one.id, ())) if m != one.mark))
        for one in now
    )


def _release(publication: Publication, terms: Terms) -> Release:
    shown = {(one.cell, one.scale): one for one in publication.shown}
    kinds = dict(zip(publication.scales, publication.kinds, strict=True))
    groups = []
    for cell in publication.cells:
        values = []
        for scale, kind in kinds.items():
            one = shown.get((cell, scale))
            if one is None or terms.hide(cell, scale):
                values.append(hidden_value(scale))
            else:
                values.append(released_value(scale, kind, one.exact, one.earlier))
        groups.append(released_group(cell, values))
    return release_of(publication.wave, terms.minimum, groups)
