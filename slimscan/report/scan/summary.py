"""The page that can be read alone: where the firm stands, what it does well, what it does first."""

from __future__ import annotations

from dataclasses import dataclass

from slimscan.report.scan.benchmark import standing_of
from slimscan.report.scan.levers import ScoreView, score_view
from slimscan.report.scan.staff import staff_sentence
from slimscan.result import Result
from slimscan.scoring.scorecard import Score, lowest_first
from slimscan.shown import Wording


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
    contradicting: bool
    """The answers contradict each other, which is what the page opens with."""
    response: str
    """How complete the answers are, when some are missing."""
    staff: str
    """What the staff see of the whole and what most differently; empty where it is not shown."""


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
        contradicting=result.contradicting,
        response=_response(overall, say),
        staff=staff_sentence(result, say),
    )


def _response(overall: Score, say: Wording) -> str:
    asked = overall.applicable
    missing = asked - overall.answered
    if missing == asked:
        return ""  # nothing has a score, which is what the page opens with
    if missing == 1:
        return say("summary.missing_one", asked=asked)
    return say("summary.missing", missing=missing, asked=asked) if missing else ""


def reading(result: Result, say: Wording) -> str:
    """In one sentence: which lever is lowest, and which of its aspects pulls it down.

    Or that the answers contradict each other, so that nothing can be read in the scores.
    """
    if result.contradicting:
        return say("reading.contradicting")
    scored = lowest_first(result.scorecard.levers)
    if not scored:
        return say("reading.none")
    lowest = scored[0]
    if len(scored) > 1 and lowest.shown == scored[-1].shown:
        return say("reading.equal", score=lowest.shown)
    levers = {lever.id: lever.name for lever in result.instrument.questionnaire.levers}
    name = say.text(levers[lowest.id])
    aspect = lowest_first(lowest.aspects)[0]
    if aspect.shown == lowest.shown:
        return say("reading.lowest", lever=name, score=lowest.shown)
    names = {part.id: part.name for part in result.instrument.questionnaire.aspects}
    return say(
        "reading.pulled",
        lever=name,
        score=lowest.shown,
        aspect=say.text(names[aspect.id]),
        aspect_score=aspect.shown,
    )


def _strength(result: Result, score: Score, say: Wording) -> StrengthView:
    questionnaire = result.instrument.questionnaire
    aspect = next(part for part in questionnaire.aspects if part.id == score.id)
    numbers = enumerate(questionnaire.levers, start=1)
    return StrengthView(
        name=say.text(aspect.name),
        lever=next(number for number, lever in numbers if aspect in lever.aspects),
        score=score.shown or 0,
        band=say.text(score.band.label) if score.band else "",
        description=say.text(aspect.description),
    )
