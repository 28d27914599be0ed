"""A scan with all that follows from its answers: what screens and reports are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slimscan.advice import (
    Advised,
    Answered,
    PreconditionState,
    plan,
    preconditions_of,
    strengths,
    target_group,
)
from slimscan.groups import Gap, gaps_of, staff_lower, widest
from slimscan.questionnaire.loading import Instrument
from slimscan.recording import answers_of
from slimscan.released_staff import ReleasedStaff
from slimscan.responses import Answer, Respondent
from slimscan.scans import Scan
from slimscan.scorecard import Score, Scorecard, scorecard_of
from slimscan.scoring import Scales, scales_of

MOST_TOPICS = 5


@dataclass(frozen=True)
class Result:
    """One scan, scored and advised."""

    instrument: Instrument
    scan: Scan
    answers: Mapping[str, Answer]
    scorecard: Scorecard
    strengths: tuple[Score, ...]
    actions: tuple[Advised, ...]
    preconditions: tuple[PreconditionState, ...]
    target_group: int | None
    staff: ReleasedStaff | None = None
    gaps: tuple[Gap, ...] = ()
    """Leader beside staff on every scale that both were asked about; none around a table."""

    @property
    def topics(self) -> tuple[Gap, ...]:
        """The aspects that leader and staff see most differently, widest first."""
        aspects = {one.id for one in (*self.scorecard.aspects, *self.scorecard.beside)}
        return widest((gap for gap in self.gaps if gap.scale in aspects), MOST_TOPICS)


def scales_for(instrument: Instrument, scan: Scan) -> Scales:
    """The scales of a scan: the questionnaire's, and those of its sector beside them."""
    module = instrument.sector(scan.profile.sector)
    return scales_of(instrument.questionnaire, scan.quick, (module.aspect,) if module else ())


def result_of(instrument: Instrument, scan: Scan, staff: ReleasedStaff | None = None) -> Result:
    """Score a scan and draw up its plan; an unfinished scan gives what its answers allow."""
    questionnaire = instrument.questionnaire
    answers = answers_of(instrument, scan)
    scorecard = scorecard_of(Respondent(answers), scales_for(instrument, scan))
    gaps = _gaps(answers, staff)
    return Result(
        instrument=instrument,
        scan=scan,
        answers=answers,
        scorecard=scorecard,
        strengths=strengths(scorecard, above=instrument.advice.rules.low),
        actions=plan(Answered(instrument, answers, scorecard, staff_lower(gaps))),
        preconditions=preconditions_of(questionnaire, answers),
        target_group=target_group(questionnaire, answers),
        staff=staff,
        gaps=gaps,
    )


def _gaps(answers: Mapping[str, Answer], staff: ReleasedStaff | None) -> tuple[Gap, ...]:
    """Leader and staff over the same items: a quick staff form asks fewer than a full scan."""
    if staff is None or staff.around_table:
        return ()
    return gaps_of(scorecard_of(Respondent(answers), staff.scales), staff.release)
