"""Two scans of one firm side by side: what changed from baseline to follow-up (method 4).

Only items asked in both are compared, and scores are computed again over those. An item without an
answer in one of the two counts as open in both, so that a score moves only where an answer did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from slimscan.comparison.staff import StaffChange, staff_change
from slimscan.comparison.waves import LeftOut, Wave, left_out_of, wave_of
from slimscan.errors import Fault, input_error
from slimscan.plan.advice import PreconditionState, preconditions_of
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Aspect, Item, Outcome
from slimscan.scan.model import Scan
from slimscan.scan.questionnaire_of import check_version
from slimscan.scoring.responses import Answer, Respondent, State, item_value
from slimscan.scoring.scales import Scales, scales_of
from slimscan.scoring.scorecard import Score, Scorecard, scorecard_of
from slimscan.staff.released import StaffWave


class Note(StrEnum):
    """What a reader must know about these two scans before believing a difference."""

    SWAPPED = "swapped"
    """They were given the other way round; the earlier one is the baseline."""
    SAME_SCAN = "same_scan"
    SAME_DAY = "same_day"
    OTHER_ORGANISATION = "other_organisation"
    OTHER_ROLE = "other_role"
    """Somebody in another role answered: a difference may come from the person."""
    OTHER_WAY = "other_way"
    """One of the two was answered around a table."""
    OTHER_VERSION = "other_version"
    UNFINISHED = "unfinished"
    CONTRADICTING = "contradicting"
    """One of the two has the same option everywhere, also where that says the opposite."""


@dataclass(frozen=True)
class ScaleChange:
    """A scale over the shared items in both scans; a lever has its aspects."""

    id: str
    before: Score
    after: Score
    aspects: tuple[ScaleChange, ...] = ()

    @property
    def difference(self) -> float | None:
        """Follow-up minus baseline in points, unrounded; nothing when either has no score."""
        if self.before.score is None or self.after.score is None:
            return None
        return self.after.score - self.before.score


@dataclass(frozen=True)
class ItemChange:
    """An item answered in both scans; values are 0 to 100 after reversal."""

    item: Item
    aspect: Aspect
    before: Answer
    after: Answer
    before_value: float
    after_value: float

    @property
    def difference(self) -> float:
        """Follow-up minus baseline in points."""
        return self.after_value - self.before_value


@dataclass(frozen=True)
class PreconditionChange:
    """A precondition in both scans; nothing where it did not apply."""

    item: Item
    before: PreconditionState | None
    after: PreconditionState | None


@dataclass(frozen=True)
class FigureChange:
    """An outcome figure at the time of each scan, where it was given. Never called an effect."""

    outcome: Outcome
    before: float | None
    after: float | None


@dataclass(frozen=True)
class Comparison:
    """A follow-up beside its baseline. What the leader said is a change in answers, no statistics;
    only the staff are a group with margins."""

    instrument: Instrument
    baseline: Scan
    followup: Scan
    notes: tuple[Note, ...]
    overall: ScaleChange
    levers: tuple[ScaleChange, ...]
    beside: tuple[ScaleChange, ...]
    """The aspect of the sector, when both scans had the questions of that sector."""
    items: tuple[ItemChange, ...]
    left_out: tuple[LeftOut, ...]
    preconditions: tuple[PreconditionChange, ...]
    figures: tuple[FigureChange, ...]
    staff: StaffChange | None = None
    """The staff in both waves, as far as the release rule lets it be shown."""

    @property
    def aspects(self) -> tuple[ScaleChange, ...]:
        """The aspects of all levers, in order."""
        return tuple(aspect for lever in self.levers for aspect in lever.aspects)

    @property
    def changed(self) -> tuple[ItemChange, ...]:
        """The items with another answer than before, in the order of the questionnaire."""
        return tuple(change for change in self.items if change.difference)


def compare_scans(
    instrument: Instrument,
    baseline: Scan,
    followup: Scan,
    staff: Mapping[str, StaffWave] | None = None,
) -> Comparison:
    """The change from the baseline to the follow-up; the earlier scan is taken as the baseline.

    `staff` holds what the staff answered, by the id of the scan, when both scans have that.
    Raises `InputError` when the scans are of different questionnaires or of versions with other
    items, or share no answered item.
    """
    names = (baseline.questionnaire.id, followup.questionnaire.id)
    if names[0] != names[1]:
        raise input_error(Fault.COMPARE_QUESTIONNAIRE, baseline=names[0], followup=names[1])
    for scan in (baseline, followup):
        check_version(scan, instrument)
    swapped = followup.measured_on < baseline.measured_on
    if swapped:
        baseline, followup = followup, baseline
    before, after = wave_of(instrument, baseline), wave_of(instrument, followup)
    left_out = left_out_of(before, after)
    scales = _shared_scales(before, after, {one.id for one in left_out if one.not_asked})
    pairs = tuple(_pairs(before, after, scales))
    if not pairs:
        raise input_error(Fault.COMPARE_NOTHING_SHARED)
    changes = _scale_changes(before, after, scales)
    waves = [staff[scan.id] for scan in (baseline, followup) if staff and scan.id in staff]
    return Comparison(
        instrument=instrument,
        baseline=baseline,
        followup=followup,
        notes=(
            *_notes(baseline, followup, swapped),
            *([Note.CONTRADICTING] if before.contradicts or after.contradicts else []),
        ),
        overall=changes[0],
        levers=changes[1 : 1 + len(scales.levers)],
        beside=changes[1 + len(scales.levers) :],
        items=pairs,
        left_out=left_out,
        preconditions=_preconditions(before, after),
        figures=_figures(before, after),
        staff=staff_change(waves[0], waves[1], scales) if len(waves) == 2 else None,
    )


def _shared_scales(before: Wave, after: Wave, not_asked: set[str]) -> Scales:
    """The scales with only the items that were asked in both."""
    module = before.module if before.module is after.module else None
    whole = scales_of(before.instrument.questionnaire, beside=(module.aspect,) if module else ())
    return whole.only({item.id for item in whole.items} - not_asked)


def _pairs(before: Wave, after: Wave, scales: Scales) -> Iterator[ItemChange]:
    """The items answered in both scans."""
    questionnaire = before.instrument.questionnaire
    aspects = {aspect.id: aspect for aspect in before.instrument.aspects}
    for scale in scales.aspects:
        for item in scale.items:
            answers = before.answer(item), after.answer(item)
            first, second = (item_value(questionnaire, item, answer) for answer in answers)
            if first is not None and second is not None:
                yield ItemChange(item, aspects[scale.id], *answers, first, second)


def _scale_changes(before: Wave, after: Wave, scales: Scales) -> tuple[ScaleChange, ...]:
    """Overall, the levers, and what stands beside, scored over the shared items."""
    first, second = (_scorecard(one, before, after, scales) for one in (before, after))
    return (
        ScaleChange(first.overall.id, first.overall, second.overall),
        *map(_scale_change, first.levers, second.levers),
        *map(_scale_change, first.beside, second.beside),
    )


def _scorecard(wave: Wave, before: Wave, after: Wave, scales: Scales) -> Scorecard:
    """Without bands where the answers of the wave contradict each other, as in its own report."""
    card = scorecard_of(_respondent(wave, before, after, scales), scales)
    return card.without_bands() if wave.contradicts else card


def _scale_change(before: Score, after: Score) -> ScaleChange:
    aspects = tuple(map(_scale_change, before.aspects, after.aspects))
    return ScaleChange(before.id, before, after, aspects)


def _respondent(wave: Wave, before: Wave, after: Wave, scales: Scales) -> Respondent:
    """The wave's answers, without those that have no counterpart in the other wave."""
    answers = {}
    for item in scales.items:
        states = {before.answer(item).state, after.answer(item).state}
        if State.NOT_APPLICABLE in states:
            answers[item.id] = Answer(State.NOT_APPLICABLE)
        elif states == {State.ANSWERED}:
            answers[item.id] = wave.answer(item)
    return Respondent(answers)


def _preconditions(before: Wave, after: Wave) -> tuple[PreconditionChange, ...]:
    questionnaire = before.instrument.questionnaire
    first, second = (
        {state.item.id: state for state in preconditions_of(questionnaire, wave.answers)}
        for wave in (before, after)
    )
    return tuple(
        PreconditionChange(item, first.get(item.id), second.get(item.id))
        for item in questionnaire.precondition_items
        if item.id in first or item.id in second
    )


def _figures(before: Wave, after: Wave) -> tuple[FigureChange, ...]:
    first, second = before.scan.figures, after.scan.figures
    return tuple(
        FigureChange(outcome, first.get(outcome.id), second.get(outcome.id))
        for outcome in before.instrument.questionnaire.outcomes
        if outcome.id in first or outcome.id in second
    )


def _notes(baseline: Scan, followup: Scan, swapped: bool) -> Iterator[Note]:
    old, new = baseline.profile, followup.profile
    found = {
        Note.SWAPPED: swapped,
        Note.SAME_SCAN: baseline.id == followup.id,
        Note.SAME_DAY: baseline.id != followup.id and baseline.measured_on == followup.measured_on,
        Note.OTHER_ORGANISATION: not old.is_named(new.organisation),
        Note.OTHER_ROLE: bool(old.role and new.role and old.role != new.role),
        Note.OTHER_WAY: (baseline.workshop is None) != (followup.workshop is None),
        Note.OTHER_VERSION: baseline.questionnaire.version != followup.questionnaire.version,
        Note.UNFINISHED: not (baseline.finished and followup.finished),
    }
    return (note for note, holds in found.items() if holds)
