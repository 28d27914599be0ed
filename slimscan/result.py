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
from slimscan.questionnaire.loading import Instrument
from slimscan.recording import answers_of
from slimscan.responses import Answer, Respondent
from slimscan.scans import Scan
from slimscan.scorecard import Score, Scorecard, scorecard_of
from slimscan.scoring import scales_of


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


def result_of(instrument: Instrument, scan: Scan) -> Result:
    """Score a scan and draw up its plan; an unfinished scan gives what its answers allow."""
    questionnaire = instrument.questionnaire
    answers = answers_of(instrument, scan)
    module = instrument.sector(scan.profile.sector)
    scales = scales_of(questionnaire, scan.quick, (module.aspect,) if module else ())
    scorecard = scorecard_of(Respondent(answers), scales)
    return Result(
        instrument=instrument,
        scan=scan,
        answers=answers,
        scorecard=scorecard,
        strengths=strengths(scorecard, above=instrument.advice.rules.low),
        actions=plan(Answered(instrument, answers, scorecard)),
        preconditions=preconditions_of(questionnaire, answers),
        target_group=target_group(questionnaire, answers),
    )
