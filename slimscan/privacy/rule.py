"""The release rule: from what staff scored to what may be shown of it.

Every scale in every cell (the total, each group) is a candidate. The total goes first over all
scales, then the groups from large to small, each over all scales. A candidate is shown if it is
about enough people and passes the audit beside all that was ever shown. A group of which the
leading scale is not shown shows nothing, so that it does not come and go from scale to scale.

A wave has one measure, the one first shown. Whoever measures it another way (the quick items, those
that two waves share) is shown levers and overall of the total only, where that tells nothing about
the few who answered other items in the one than in the other (`_fits_others`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from slimscan.privacy.audit import Audit
from slimscan.privacy.ledger import Ledger, Person, Publication, Shown
from slimscan.privacy.makeup import Makeup
from slimscan.privacy.release_minimum import MINIMUM
from slimscan.privacy.staff import Roll, Staff, counted
from slimscan.privacy.values import (
    COARSENESS,
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
    `waiting`: that holds for everybody together, so there may be people of whom nothing is shown.
    `second`: this wave was shown before by another way of measuring. `labels` are the names of the
    groups in `release` by those in the ledger, where these are others; `in_code` is the release
    in the ledger's names.
    """

    release: Release
    ledger: Ledger = field(repr=False)
    measure: str
    held_back: bool
    second: bool = False
    waiting: bool = False
    labels: Mapping[Cell, Cell] = field(default_factory=dict, repr=False)
    in_code: Release | None = field(default=None, repr=False)

    @property
    def coded(self) -> Release:
        """The release with the names that groups have in the ledger."""
        return self.in_code or self.release

    def count(self, cell: Cell, scale: str) -> int:
        """Exactly how many people a shown value is about: for sums only, never to be told."""
        report = self.ledger.find(self.coded.wave, self.measure)
        shown = report.find(cell, scale) if report else None
        return shown.exact.n if shown else 0

    def label(self, cell: Cell) -> Cell | None:
        """What a group of the ledger is called; None when nobody is in it any more."""
        return self.labels.get(cell) if self.in_code else cell


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
    sets = [_Candidate(one.scale, one.cell, 0, (one.people,)) for one in before.shown]
    leading = sets[0].scale if sets else None
    kept = set(_choose(sets, range(MINIMUM + 1, terms.minimum + 1), (), leading))
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


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A value that may be shown, with the sets that it tells: its people, and who of them revised.

    The difference of an old and a new value is a sum over those who changed an answer in between,
    so these are a set of their own.
    """

    scale: str
    cell: Cell
    least: int
    """The fewest people of whom this scale is shown in this cell."""
    sets: tuple[int, ...]

    @property
    def people(self) -> int:
        return self.sets[0]


def _choose(
    candidates: Sequence[_Candidate],
    minimums: Iterable[int],
    shown: Sequence[int],
    leading: str | None,
    makeup: Makeup | None = None,
) -> list[_Candidate]:
    """The candidates that may be shown. Minimum by minimum, so that a higher one only hides."""
    for minimum in minimums:
        audit = Audit(minimum - 1, shown)
        levers = makeup.fresh() if makeup else None
        led = {TOTAL}
        chosen = []
        for one in candidates:
            leads = one.scale == leading
            enough = one.people.bit_count() >= max(minimum, one.least)
            may = enough and (leads or one.cell in led)
            if levers and may:
                may = levers.fits(one.scale, one.cell, one.people, minimum)
            if may and audit.admit(one.sets):
                chosen.append(one)
                if levers:
                    levers.take(one.scale, one.cell, one.people)
                led |= {one.cell} if leads else set()
        candidates = chosen
    return list(candidates)


class _Run:
    """One run of the rule over new answers."""

    def __init__(
        self, staff: Staff, ledger: Ledger, before: Publication | None, terms: Terms, wave: str
    ) -> None:
        self._staff, self._terms, self._before = staff, terms, before
        self._ledger, self._wave = ledger, wave
        of_wave = ledger.of_wave(wave)
        others = [one for one in of_wave if one.shown and one.measure != terms.measure]
        self._is_second = bool(others) and of_wave[0].measure != terms.measure
        self._others = others
        self._kinship: dict[Hashable, bool] = {}
        self._present = staff.people()
        self._marks = {one.id: one.mark for one in self._present}
        self.roll = Roll(ledger.people, (one.id for one in self._present))
        self._members = self._members_by_cell()
        self._leading, self._counted = counted(staff.scores, self.roll)
        self._candidates = [
            one
            for one in self._all_candidates()
            if not terms.hide(one.cell, one.scale) and self._fits_others(one)
        ]
        levels = range(MINIMUM, terms.minimum + 1)
        makeup = Makeup(staff.levers, self._with_gone(), before.shown if before else ())
        self.chosen = _choose(self._candidates, levels, ledger.sets, self._leading, makeup)

    def sets(self) -> list[int]:
        """The sets of people that are now known to a reader."""
        return [people for one in self.chosen for people in one.sets if people]

    def publication(self) -> Publication:
        """What is shown now."""
        here = {one.id for one in self._present}
        past = (*self._before.people, *self._before.gone) if self._before else ()
        return Publication(
            wave=self._wave,
            measure=self._terms.measure,
            minimum=self._terms.minimum,
            scales=tuple(self._staff.scores),
            kinds=tuple(map(self._staff.kind, self._staff.scores)),
            cells=tuple(sorted(self._members)),
            people=tuple(self._with_older(one) for one in self._present),
            gone=tuple(one for one in past if one.id not in here),
            shown=self._shown(),
            items=tuple((one, self._staff.items[one]) for one in self._lever_scales),
        )

    def _with_gone(self) -> dict[str, int]:
        """Who has each aspect, those of earlier reports included who are here no more."""
        having = dict(self._counted)
        past = (*self._before.gone, *self._before.people) if self._before else ()
        for person in past:
            if person.id not in self._marks:
                bit = self.roll.bits([person.id])
                for aspect in (one for its in self._staff.levers.values() for one in its):
                    items = self._staff.items.get(aspect, "")
                    answered = self._staff.counts(person.id, person.mark, items).split()
                    if 2 * len(answered) >= len(items.split()) > 0:
                        having[aspect] = having.get(aspect, 0) | bit
        return having

    def _with_older(self, one: Person) -> Person:
        """The person with the marks of earlier reports of this measure."""
        past = (*self._before.gone, *self._before.people) if self._before else ()
        marks = (mark for then in past if then.id == one.id for mark in (*then.older, then.mark))
        return replace(one, older=tuple(dict.fromkeys(m for m in marks if m != one.mark)))

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

    @property
    def _lever_scales(self) -> list[str]:
        """The levers and overall, of which the items are known."""
        levers = (*list(self._staff.scores)[:1], *self._staff.levers)
        return [one for one in self._staff.scores if one in levers and one in self._staff.items]

    def _all_candidates(self) -> list[_Candidate]:
        changed = {scale: self._changed(scale) for scale in self._counted}
        candidates = []
        for cell, members in self._members.items():
            people = self.roll.bits(members)
            is_total = cell == TOTAL
            for scale, who in self._counted.items():
                in_it = people & who
                usual = COARSENESS[self._staff.kind(scale)].least(is_total)
                least = max(usual, self._staff.least.get(scale, 0))
                sets = (in_it, *(in_it & some for some in changed[scale]))
                candidates.append(_Candidate(scale, cell, least, sets))
        return candidates

    def _fits_others(self, one: _Candidate) -> bool:
        """Whether it may stand beside the other measures by which this wave was shown.

        A second measure shows levers and overall of the total only, of the same people. And of all
        who answered the same items of a lever in the one and in the other, and changed the same,
        there are five or more: then every difference of the two is about five people or more.
        """
        if not self._others:
            return True
        levers = self._lever_scales
        if self._is_second and (one.cell != TOTAL or one.scale not in levers):
            return False
        parents = [
            x for x in levers if x == one.scale or one.scale in self._staff.levers.get(x, ())
        ]
        for other in self._others:
            for lever in parents:
                shown = other.find(TOTAL, lever)
                same = shown is not None and shown.people == one.people and not shown.earlier
                if self._is_second and not same:
                    return False
                if shown is not None and not self._alike(other, lever, shown.people):
                    return False
        return True

    def _alike(self, other: Publication, lever: str, people: int) -> bool:
        """Whether these people differ between two measures only in fives and more."""
        key = (other.measure, lever, people)
        if key not in self._kinship:
            kin: Counter[Hashable] = Counter()
            reports = (other, self._before) if self._before else (other,)
            sets = {one.people for report in reports for one in report.shown}
            for person in other.people:
                now, bit = self._marks.get(person.id), 0
                if now is not None and (bit := self.roll.bits([person.id])) & people:
                    answered = self._answered(person, now, lever, other.items_of(lever) or "")
                    kin[answered, tuple(bool(one & bit) for one in sets)] += 1
            self._kinship[key] = min(kin.values(), default=MINIMUM) >= MINIMUM
        return self._kinship[key]

    def _answered(self, then: Person, now: str, lever: str, items: str) -> Hashable:
        """Which items of a lever somebody answered then and now, and which of them otherwise."""
        counts = self._staff.counts
        before = {word[:-1]: word for word in counts(then.id, then.mark, items).split()}
        after = {
            word[:-1]: word
            for word in counts(then.id, now, self._staff.items.get(lever, "")).split()
        }
        other = tuple(i for i in before if i in after and before[i] != after[i])
        return tuple(before), tuple(after), other, then.older

    def _changed(self, scale: str) -> list[int]:
        """Of whom something else counts in a scale than in earlier reports: sets of people.

        One set for every report that told of the scale, by whatever measure, and one for all that
        these people ever answered: an old and a new value differ by a sum over such a set.
        """
        sets = []
        for report in self._ledger.publications:
            then = report.items_of(scale) if report.measure != self._terms.measure else None
            if report.measure != self._terms.measure and then is None:
                continue
            lately = ever = 0
            for person in (*report.gone, *report.people):
                bit, differs, differed = self._differs(person, scale, then)
                lately |= bit if differs else 0
                ever |= bit if differs or differed else 0
            sets += [lately, ever]
        return [one for one in dict.fromkeys(sets) if one]

    def _differs(self, then: Person, scale: str, items: str | None) -> tuple[int, bool, bool]:
        """Whether what counted of a person then, and ever before, is not what counts now."""
        now = self._marks.get(then.id)
        if now is None:
            return 0, False, False
        here = self._staff.items.get(scale, "")
        there = here if items is None else items
        if there == here and {now} == {then.mark, *then.older}:
            return 0, False, False
        counts = self._staff.counts
        told = counts(then.id, now, here)
        older = any(counts(then.id, mark, there) != told for mark in then.older)
        return self.roll.bits([then.id]), counts(then.id, then.mark, there) != told, older

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
            elif earlier and min(earlier.exact.n, one.people.bit_count()) >= max(
                self._terms.minimum, one.least
            ):
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
                kind = publication.kind(scale)
                values.append(released_value(scale, kind, one.exact, one.earlier))
        groups.append(released_group(cell, values))
    return release_of(publication.wave, terms.minimum, groups)
