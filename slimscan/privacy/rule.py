"""The release rule: from what staff scored to what may be shown of it.

Every scale in every cell (the total, each group) is a candidate. The total goes first over all
scales, then the groups from large to small, each over all scales. A candidate is shown if it is
about enough people and passes the audit beside all that was ever shown. A group of which the
leading scale is not shown shows nothing, so that it does not come and go from scale to scale.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from slimscan.privacy.audit import Audit
from slimscan.privacy.ledger import Ledger, Person, Publication, Shown
from slimscan.privacy.staff import Roll, Staff, counted
from slimscan.privacy.values import (
    MINIMUM,
    TOTAL,
    Cell,
    Release,
    hidden_value,
    moments,
    release_of,
    released_group,
    released_value,
)


@dataclass(frozen=True)
class Delivery:
    """What may be shown, and the ledger to keep beside the answers.

    `held_back`: the staff now are not those of what is shown, because too few of them changed.
    """

    release: Release
    ledger: Ledger = field(repr=False)
    measure: str
    held_back: bool


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
    before = ledger.find(wave, terms.measure)
    people = staff.people()
    latest = before or ledger.latest(wave)
    changed = _changed(latest, people, marks=before is not None)
    if before and len(changed) < MINIMUM and (changed or terms.minimum >= before.minimum):
        return _again(before, ledger, terms, held_back=bool(changed))
    if latest and 0 < len(changed) < MINIMUM:
        staff = staff.only(latest.people)
        people = staff.people()
    run = _Run(staff, people, ledger, before, terms)
    if before and not run.chosen:
        return _again(before, ledger, terms, held_back=True)
    publication = run.publication(wave)
    after = ledger.after(publication, run.roll.people, run.sets())
    kept = any(one.earlier for one in publication.shown)
    held_back = kept or 0 < len(changed) < MINIMUM
    return Delivery(_release(publication, terms), after, terms.measure, held_back)


def _again(before: Publication, ledger: Ledger, terms: Terms, held_back: bool) -> Delivery:
    """What was shown last, or less of it when the minimum was raised since."""
    sets = [_Candidate(one.scale, one.cell, (one.people,)) for one in before.shown]
    leading = sets[0].scale if sets else None
    kept = set(_choose(sets, range(MINIMUM + 1, terms.minimum + 1), (), leading))
    shown = tuple(one for one, its in zip(before.shown, sets, strict=True) if its in kept)
    again = _release(replace(before, shown=shown), terms)
    held_back |= any(one.earlier for one in shown)
    return Delivery(again, ledger, terms.measure, held_back)


def _changed(before: Publication | None, now: Sequence[Person], marks: bool) -> set[str]:
    """Who came, left, moved, or (where marks can be compared) changed an answer."""
    if before is None:
        return set()
    old = {(one.id, one.cells, one.mark if marks else "") for one in before.people}
    new = {(one.id, one.cells, one.mark if marks else "") for one in now}
    return {one for one, _, _ in old ^ new}


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A value that may be shown, with the sets that it tells: its people, and who of them revised.

    The difference of an old and a new value is a sum over those who changed an answer in between,
    so these are a set of their own.
    """

    scale: str
    cell: Cell
    sets: tuple[int, ...]

    @property
    def people(self) -> int:
        return self.sets[0]


def _choose(
    candidates: Sequence[_Candidate],
    minimums: Iterable[int],
    shown: Sequence[int],
    leading: str | None,
) -> list[_Candidate]:
    """The candidates that may be shown. Minimum by minimum, so that a higher one only hides."""
    for minimum in minimums:
        audit = Audit(minimum - 1, shown)
        led = {TOTAL}
        chosen = []
        for one in candidates:
            leads = one.scale == leading
            may = one.people.bit_count() >= minimum and (leads or one.cell in led)
            if may and audit.admit(one.sets):
                chosen.append(one)
                led |= {one.cell} if leads else set()
        candidates = chosen
    return list(candidates)


class _Run:
    """One run of the rule over new answers."""

    def __init__(
        self,
        staff: Staff,
        people: tuple[Person, ...],
        ledger: Ledger,
        before: Publication | None,
        terms: Terms,
    ) -> None:
        self._staff, self._terms, self._before = staff, terms, before
        self._present = people
        self.roll = Roll(ledger.people, (one.id for one in self._present))
        self._members = self._members_by_cell()
        self._leading, self._counted = counted(staff.scores, self.roll)
        self._candidates = [
            one for one in self._all_candidates() if not terms.hide(one.cell, one.scale)
        ]
        levels = range(MINIMUM, terms.minimum + 1)
        self.chosen = _choose(self._candidates, levels, ledger.sets, self._leading)

    def sets(self) -> list[int]:
        """The sets of people that are now known to a reader."""
        return [people for one in self.chosen for people in one.sets if people]

    def publication(self, wave: str) -> Publication:
        """What is shown now."""
        here = {one.id for one in self._present}
        past = (*self._before.people, *self._before.gone) if self._before else ()
        return Publication(
            wave=wave,
            measure=self._terms.measure,
            minimum=self._terms.minimum,
            scales=tuple(self._staff.scores),
            cells=tuple(sorted(self._members)),
            people=self._present,
            gone=tuple(one for one in past if one.id not in here),
            revised=self._revised()[1],
            shown=self._shown(),
        )

    def _members_by_cell(self) -> dict[Cell, list[str]]:
        """The total, then the groups from large to small."""
        groups: dict[Cell, list[str]] = {}
        for person in self._present:
            for cell in person.cells:
                groups.setdefault(cell, []).append(person.id)
        by_size = sorted(groups, key=lambda cell: (-len(groups[cell]), cell))
        everyone = [person.id for person in self._present]
        return {TOTAL: everyone} | {cell: groups[cell] for cell in by_size}

    def _all_candidates(self) -> list[_Candidate]:
        revised = self._revised()
        candidates = []
        for cell, members in self._members.items():
            people = self.roll.bits(members)
            for scale, who in self._counted.items():
                in_it = people & who
                candidates.append(_Candidate(scale, cell, (in_it, *(in_it & r for r in revised))))
        return candidates

    def _revised(self) -> tuple[int, int]:
        """Who changed an answer since the last report, and since any."""
        if self._before is None:
            return 0, 0
        marks = {one.id: one.mark for one in (*self._before.people, *self._before.gone)}
        lately = self.roll.bits(
            one.id for one in self._present if marks.get(one.id, one.mark) != one.mark
        )
        return lately, lately | self._before.revised

    def _shown(self) -> tuple[Shown, ...]:
        """The chosen values, and the earlier ones of cells that cannot be shown anew."""
        chosen = set(self.chosen)
        old = {(one.cell, one.scale): one for one in self._before.shown} if self._before else {}
        shown = []
        for one in self._candidates:
            earlier = old.get((one.cell, one.scale))
            if one in chosen:
                scores = self._staff.scores[one.scale]
                ids = self.roll.among(self._members[one.cell], one.people)
                exact = moments([scores[who] for who in ids])
                shown.append(Shown(one.scale, one.cell, one.people, exact))
            elif earlier and min(earlier.exact.n, one.people.bit_count()) >= self._terms.minimum:
                shown.append(replace(earlier, earlier=True))
        led = {one.cell for one in shown if one.scale == self._leading} | {TOTAL}
        return tuple(one for one in shown if one.cell in led)


def _release(publication: Publication, terms: Terms) -> Release:
    shown = {(one.cell, one.scale): one for one in publication.shown}
    groups = []
    for cell in publication.cells:
        values = []
        for scale in publication.scales:
            one = shown.get((cell, scale))
            if one is None or terms.hide(cell, scale):
                values.append(hidden_value(scale))
            else:
                values.append(released_value(scale, one.exact, one.earlier))
        groups.append(released_group(cell, values))
    return release_of(publication.wave, terms.minimum, groups)
