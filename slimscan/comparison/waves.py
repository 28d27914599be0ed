"""What was asked in each of two scans, and which questions therefore stay out of a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from slimscan.questionnaire.actions import SectorModule
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item
from slimscan.scan.model import OrganisationProfile, Scan
from slimscan.scan.questions import questions_of
from slimscan.scan.record import answers_of, fit_to
from slimscan.scoring.contradiction import contradicts
from slimscan.scoring.responses import SKIPPED, Answer, State


class LeftOutWhy(StrEnum):
    """Why a question stays out; the first that holds is told."""

    VERSION = "version"
    """It is not in both versions of the questionnaire, or its answers changed."""
    SECTOR = "sector"
    """It belongs to the questions of another sector."""
    QUICK = "quick"
    """The quick scan does not ask it."""
    NOT_REACHED = "not_reached"
    """The scan stopped before it."""
    NOT_APPLICABLE = "not_applicable"
    NO_ANSWER = "no_answer"
    """It was asked, and skipped or answered with don't know."""


class Where(StrEnum):
    """In which of the two scans the reason lies."""

    BASELINE = "baseline"
    FOLLOWUP = "followup"
    BOTH = "both"


@dataclass(frozen=True)
class LeftOut:
    """A question that is not compared. `item` is nothing when the questionnaire lost it."""

    id: str
    item: Item | None
    why: LeftOutWhy
    where: Where

    @property
    def not_asked(self) -> bool:
        """Whether it was not asked in both scans, other than asked and left open."""
        return self.why not in (LeftOutWhy.NO_ANSWER, LeftOutWhy.NOT_APPLICABLE)


@dataclass(frozen=True)
class Wave:
    """One of the two scans, read with the questionnaire as it is now."""

    instrument: Instrument
    scan: Scan
    answers: Mapping[str, Answer]
    scored: Mapping[str, Item]
    """The scored items that a scan like this one asks."""

    @property
    def module(self) -> SectorModule | None:
        """The questions of the scan's sector, when there are any."""
        return self.instrument.sector(self.scan.profile.sector)

    @property
    def contradicts(self) -> bool:
        """Whether the same option was chosen everywhere, also at reversed items."""
        asked = tuple(self.scored.values())
        return contradicts(self.instrument.questionnaire, asked, self.answers)

    def answer(self, item: Item) -> Answer:
        """The answer to an item, whatever became of it."""
        return self.answers.get(item.id, SKIPPED)

    def lack(self, item: Item) -> LeftOutWhy | None:
        """Why there is no answer to set beside the other scan's; nothing when there is one."""
        if item.id in self.scan.set_aside:
            return LeftOutWhy.VERSION
        if item.id not in self.scored:
            base = item in self.instrument.questionnaire.items
            ours = self.module is not None and item in self.module.aspect.items
            return LeftOutWhy.QUICK if base or ours else LeftOutWhy.SECTOR
        if item.id not in self.scan.answers:
            return self._unasked()
        states = {State.ANSWERED: None, State.NOT_APPLICABLE: LeftOutWhy.NOT_APPLICABLE}
        return states.get(self.answer(item).state, LeftOutWhy.NO_ANSWER)

    def _unasked(self) -> LeftOutWhy:
        if not self.scan.finished:
            return LeftOutWhy.NOT_REACHED
        same = self.scan.questionnaire.version == self.instrument.questionnaire.version
        return LeftOutWhy.NO_ANSWER if same else LeftOutWhy.VERSION


def wave_of(instrument: Instrument, scan: Scan) -> Wave:
    """A scan read for a comparison; answers that no longer fit are set aside."""
    scan = fit_to(instrument, scan)
    questions = questions_of(instrument, scan.quick, scan.profile.sector)
    scored = {question.id: question.item for question in questions if question.scored}
    items = {name: item for name, item in scored.items() if item is not None}
    return Wave(instrument, scan, answers_of(instrument, scan), items)


def left_out_of(before: Wave, after: Wave) -> tuple[LeftOut, ...]:
    """Every question of either scan that is not compared, in the order of the questionnaire."""
    items = {
        item.id: item
        for item in (*before.instrument.questionnaire.items, *before.instrument.module_items)
        if item.id in before.scored or item.id in after.scored
    }
    left = [_left_out(item, before, after) for item in items.values()]
    return (*(one for one in left if one is not None), *_lost(before, after))


def _left_out(item: Item, before: Wave, after: Wave) -> LeftOut | None:
    lacks = {Where.BASELINE: before.lack(item), Where.FOLLOWUP: after.lack(item)}
    why = next((why for why in LeftOutWhy if why in lacks.values()), None)
    if why is None:
        return None
    where = [where for where, lack in lacks.items() if lack is why]
    return LeftOut(item.id, item, why, where[0] if len(where) == 1 else Where.BOTH)


def _lost(before: Wave, after: Wave) -> Iterator[LeftOut]:
    """Questions that were answered once and that the questionnaire no longer has."""
    questions = (*_every_question(before.instrument), *OrganisationProfile.model_fields)
    lost = [wave.scan.set_aside.keys() - set(questions) for wave in (before, after)]
    for name in sorted(lost[0] | lost[1]):
        where = (
            Where.BOTH
            if name in lost[0] & lost[1]
            else (Where.BASELINE if name in lost[1] else Where.FOLLOWUP)
        )
        yield LeftOut(name, None, LeftOutWhy.VERSION, where)


def _every_question(instrument: Instrument) -> set[str]:
    sectors = (None, *(module.id for module in instrument.sectors))
    return {q.id for sector in sectors for q in questions_of(instrument, False, sector)}
