"""The page that can be read alone: where the firm stands, what it does well, what it does first."""

from __future__ import annotations

from dataclasses import dataclass

from slimscan.report.scan.benchmark import standing_of
from slimscan.report.scan.levers import ScoreView, score_view
from slimscan.report.wording import Wording, whole
from slimscan.result import Result
from slimscan.scoring.scorecard import Score


@dataclass(frozen=True)
class StrengthView:
    """One of the highest aspects."""

    name: str
    lever: int
    score: int
    band: str
    description: str


@dataclass(frozen=True)
class SummaryView:
    """The summary; the levers and the first actions are the report's own."""

    overall: ScoreView
    meaning: str
    reading: str
    strengths: tuple[StrengthView, ...]
    response: str
    """How complete the answers are, when some are missing."""


def summary_view(result: Result, say: Wording) -> SummaryView:
    """The summary of a result."""
    overall = result.scorecard.overall
    return SummaryView(
        overall=score_view(
            result.instrument.questionnaire, overall, say, standing_of(result, overall.id)
        ),
        meaning=say.text(overall.band.meaning) if overall.band else "",
        reading=reading(result, say),
        strengths=tuple(_strength(result, score, say) for score in result.strengths),
        response=_response(overall, say),
    )


def _response(overall: Score, say: Wording) -> str:
    asked = overall.applicable
    missing = asked - overall.answered
    if missing == 1:
        return say("summary.missing_one", asked=asked)
    return say("summary.missing", missing=missing, asked=asked) if missing else ""


def reading(result: Result, say: Wording) -> str:
    """In one sentence: which lever is lowest, and which of its aspects pulls it down."""
    scored = [lever for lever in result.scorecard.levers if lever.score is not None]
    if not scored:
        return say("reading.none")
    lowest = min(scored, key=_score)
    if len(scored) > 1 and whole(_score(lowest)) == max(whole(_score(lever)) for lever in scored):
        return say("reading.equal", score=whole(_score(lowest)))
    levers = {lever.id: lever.name for lever in result.instrument.questionnaire.levers}
    name = say.text(levers[lowest.id])
    aspects = [aspect for aspect in lowest.aspects if aspect.score is not None]
    aspect = min(aspects, key=_score)
    if whole(_score(aspect)) == whole(_score(lowest)):
        return say("reading.lowest", lever=name, score=whole(_score(lowest)))
    names = {part.id: part.name for part in result.instrument.questionnaire.aspects}
    return say(
        "reading.pulled",
        lever=name,
        score=whole(_score(lowest)),
        aspect=say.text(names[aspect.id]),
        aspect_score=whole(_score(aspect)),
    )


def _score(score: Score) -> float:
    return score.score or 0.0


def _strength(result: Result, score: Score, say: Wording) -> StrengthView:
    questionnaire = result.instrument.questionnaire
    aspect = next(part for part in questionnaire.aspects if part.id == score.id)
    numbers = enumerate(questionnaire.levers, start=1)
    return StrengthView(
        name=say.text(aspect.name),
        lever=next(number for number, lever in numbers if aspect in lever.aspects),
        score=whole(_score(score)),
        band=say.text(score.band.label) if score.band else "",
        description=say.text(aspect.description),
    )
