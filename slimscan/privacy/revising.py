"""What people answered otherwise than in earlier reports, and by which other questions.

A wave has one measure, the one first shown. Whoever measures it another way (the quick items, those
that two waves share) is shown levers and overall of the total only, where that tells nothing about
the few who answered other items in the one than in the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from slimscan.privacy.choosing import Candidate
from slimscan.privacy.ledger import Ledger, Person, Publication
from slimscan.privacy.release_minimum import MINIMUM
from slimscan.privacy.staff import Roll, Staff
from slimscan.privacy.values import TOTAL


@dataclass(frozen=True)
class Revising:
    """The answers of now beside those of earlier reports.

    `marks`: by person a mark of their answers now. `before` is the last report of this measure,
    `others` are those of this wave by other measures; `is_second`: one of these was shown first.
    """

    staff: Staff
    ledger: Ledger
    measure: str
    before: Publication | None
    others: Sequence[Publication]
    is_second: bool
    roll: Roll
    marks: Mapping[str, str]
    _kinship: dict[Hashable, bool] = field(default_factory=dict)

    def past(self) -> tuple[Person, ...]:
        """Everybody of the earlier reports of this measure, as they were then."""
        return (*self.before.gone, *self.before.people) if self.before else ()

    def fits_others(self, one: Candidate) -> bool:
        """Whether it may stand beside the other measures by which this wave was shown.

        A second measure shows levers and overall of the total only, of the same people. And of all
        who answered the same items of a lever in the one and in the other, and changed the same,
        there are five or more: then every difference of the two is about five people or more.
        """
        if not self.others:
            return True
        levers = lever_scales(self.staff)
        if self.is_second and (one.cell != TOTAL or one.scale not in levers):
            return False
        parents = [x for x in levers if x == one.scale or one.scale in self.staff.levers.get(x, ())]
        for other in self.others:
            for lever in parents:
                shown = other.find(TOTAL, lever)
                same = shown is not None and shown.people == one.people and not shown.earlier
                if self.is_second and not same:
                    return False
                if shown is not None and not self._alike(other, lever, shown.people):
                    return False
        return True

    def _alike(self, other: Publication, lever: str, people: int) -> bool:
        """Whether these people differ between two measures only in fives and more."""
        key = (other.measure, lever, people)
        if key not in self._kinship:
            kin: Counter[Hashable] = Counter()
            reports = (other, self.before) if self.before else (other,)
            sets = {one.people for report in reports for one in report.shown}
            for person in other.people:
                now, bit = self.marks.get(person.id), 0
                if now is not None and (bit := self.roll.bits([person.id])) & people:
                    answered = self._answered(person, now, lever, other.items_of(lever) or "")
                    kin[answered, tuple(bool(one & bit) for one in sets)] += 1
            self._kinship[key] = min(kin.values(), default=MINIMUM) >= MINIMUM
        return self._kinship[key]

    def _answered(self, then: Person, now: str, lever: str, items: str) -> Hashable:
        """Which items of a lever somebody answered then and now, and which of them otherwise."""
        counts = self.staff.counts
        before = {word[:-1]: word for word in counts(then.id, then.mark, items).split()}
        after = {
            word[:-1]: word
            for word in counts(then.id, now, self.staff.items.get(lever, "")).split()
        }
        other = tuple(i for i in before if i in after and before[i] != after[i])
        return tuple(before), tuple(after), other, then.older

    @cached_property
    def changed(self) -> Sequence[Mapping[str, int]]:
        """Of whom something else counts in a scale than in earlier reports: sets of people.

        By scale, once for every report that told of it, by whatever measure, and once for all that
        these people ever answered: an old and a new value differ by a sum over such a set.
        """
        found: list[dict[str, int]] = []
        for report in self.ledger.publications:
            lately: dict[str, int] = {}
            ever: dict[str, int] = {}
            for scale in self.staff.scores:
                then = report.items_of(scale) if report.measure != self.measure else None
                if report.measure != self.measure and then is None:
                    continue
                lately[scale] = ever[scale] = 0
                for person in (*report.gone, *report.people):
                    bit, differs, differed = self._differs(person, scale, then)
                    lately[scale] |= bit if differs else 0
                    ever[scale] |= bit if differs or differed else 0
            found += [one for one in (lately, ever) if any(one.values())]
        return found

    def changed_in(self, scale: str) -> list[int]:
        """These sets for one scale, each once."""
        sets = (one.get(scale, 0) for one in self.changed)
        return [one for one in dict.fromkeys(sets) if one]

    def _differs(self, then: Person, scale: str, items: str | None) -> tuple[int, bool, bool]:
        """Whether what counted of a person then, and ever before, is not what counts now."""
        now = self.marks.get(then.id)
        if now is None:
            return 0, False, False
        here = self.staff.items.get(scale, "")
        there = here if items is None else items
        if there == here and now == then.mark and all(mark == now for mark in then.older):
            return 0, False, False
        counts = self.staff.counts
        told = counts(then.id, now, here)
        older = any(counts(then.id, mark, there) != told for mark in then.older)
        return self.roll.bits([then.id]), counts(then.id, then.mark, there) != told, older

    def having(self, now: Mapping[str, int]) -> list[dict[str, int]]:
        """Who has each aspect: now, and where that was otherwise in each of the earlier reports.

        Those who are here no more have what they had last.
        """
        found = dict(now)
        changed = []
        for person in self.past():
            bit = self.roll.bits([person.id])
            marks = (*person.older, person.mark)
            if person.id not in self.marks:
                _have(found, bit, self._aspects_of(person.id, person.mark))
            if any(mark != self.marks.get(person.id, person.mark) for mark in marks):
                changed.append((bit, [self._aspects_of(person.id, mark) for mark in marks]))
        versions = [found]
        for number in range(max((len(its) for _, its in changed), default=0)):
            version = dict(found)
            for bit, its in changed:
                if number < len(its):
                    version = {scale: who & ~bit for scale, who in version.items()}
                    _have(version, bit, its[number])
            if version != found:
                versions.append(version)
        return versions

    def _aspects_of(self, person: str, mark: str) -> list[str]:
        """Which aspects somebody had by the answers behind a mark."""
        found = []
        for aspect in (one for its in self.staff.levers.values() for one in its):
            items = self.staff.items.get(aspect, "")
            answered = self.staff.counts(person, mark, items).split()
            if 2 * len(answered) >= len(items.split()) > 0:
                found.append(aspect)
        return found


def _have(having: dict[str, int], bit: int, aspects: Sequence[str]) -> None:
    for aspect in aspects:
        having[aspect] = having.get(aspect, 0) | bit


def lever_scales(staff: Staff) -> list[str]:
    """The levers and overall, of which the items are known."""
    levers = (*list(staff.scores)[:1], *staff.levers)
    return [one for one in staff.scores if one in levers and one in staff.items]
