"""The conversation guide, filled with this firm's strongest and weakest topics."""

from __future__ import annotations

from dataclasses import dataclass

from slimscan.plan.advice import STRENGTH_FROM
from slimscan.questionnaire.library import Guide
from slimscan.report.scan.staff import told_more, topic_sentences
from slimscan.result import Result
from slimscan.scoring.scorecard import lowest_first
from slimscan.shown import Wording

_MOST_TOPICS = 2
_TALK = (5, 10, 20, 15, 10)
"""The minutes of the steps of a talk with the director."""
_AVOID = 4
MOST_LEVERS = 2


@dataclass(frozen=True)
class GuideLever:
    """Open questions about one lever."""

    number: int
    name: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class GuideView:
    """How to discuss the outcome with the staff."""

    title: str
    purpose: str
    agenda: tuple[tuple[str, str], ...]
    opening: str
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    """About what is low; where nothing is, about keeping and sharing what is there (`keeps`)."""
    different: tuple[str, ...]
    """What leader and staff see differently, widest first, and how much more there is."""
    levers: tuple[GuideLever, ...]
    avoid: tuple[str, ...]
    closing: str
    unsafe: tuple[str, ...] = ()
    """What to do instead, where people may not dare to speak in a group."""
    keeps: bool = False
    """Whether nobody sees anything low, so that nothing is asked about that."""


def guide_view(result: Result, say: Wording) -> GuideView | None:
    """The guide; without scores the questions about topics are left out."""
    guide = result.instrument.guide
    if guide is None:
        return None
    if result.scan.audience != "leader":
        return _talk_with_director(result, guide, say)
    strong, weak = _topics(result)
    small = result.instrument.is_small(result.scan.profile.chosen.get("size"))
    names = {aspect.id: say.text(aspect.name) for aspect in result.instrument.questionnaire.aspects}
    keeps = not weak and bool(result.strengths) and not result.topics
    about_low = tuple(_ask(say.text(guide.weak_question), names[name]) for name in weak)
    return GuideView(
        title=say.text(guide.title),
        purpose=say.text((small and guide.purpose_small) or guide.purpose),
        agenda=tuple(
            (
                say("guide.minutes", minutes=point.minutes),
                say.text((small and point.text_small) or point.text),
            )
            for point in guide.agenda
        ),
        opening=say.text(guide.opening),
        strong=tuple(_ask(say.text(guide.strong_question), names[name]) for name in strong),
        weak=tuple(map(say.text, guide.strong_firm_questions)) if keeps else about_low,
        different=(
            *topic_sentences(result, say)[:_MOST_TOPICS],
            *told_more(result.topics, _MOST_TOPICS, say),
        ),
        levers=_lever_questions(result, guide, say) if weak or result.topics else (),
        avoid=tuple(say.text(text) for text in guide.avoid),
        closing=say.text(guide.closing),
        unsafe=tuple(map(say.text, guide.unsafe)) if result.proposal.unsafe else (),
        keeps=keeps,
    )


def _talk_with_director(result: Result, guide: Guide, say: Wording) -> GuideView:
    """How a works council talks about its own sheet: with the director, not with its staff."""
    strong, weak = _topics(result)
    names = {aspect.id: say.text(aspect.name) for aspect in result.instrument.questionnaire.aspects}
    return GuideView(
        title=say.text(guide.title),
        purpose=say("guide.talk.purpose"),
        agenda=tuple(
            (say("guide.minutes", minutes=minutes), say(f"guide.talk.step{number}"))
            for number, minutes in enumerate(_TALK, start=1)
        ),
        opening=say("guide.talk.opening"),
        strong=tuple(say("guide.talk.strong", topic=names[name]) for name in strong),
        weak=tuple(say("guide.talk.weak", topic=names[name]) for name in weak),
        different=(),
        levers=(),
        avoid=tuple(say(f"guide.talk.avoid{number}") for number in range(1, _AVOID + 1)),
        closing=say("guide.talk.closing"),
    )


def _topics(result: Result) -> tuple[list[str], list[str]]:
    """The highest and the lowest aspects; what counts as a strength is nowhere the weak side.

    Nor is what the staff see far higher: that is asked about as a difference. Answers that
    contradict each other say nothing about either.
    """
    if result.contradicting:
        return [], []
    strong = [aspect.id for aspect in result.strengths[:_MOST_TOPICS]]
    lowest = lowest_first(result.scorecard.aspects)
    higher = {gap.scale for gap in result.gaps if gap.topic and (gap.points or 0) < 0}
    low = [
        score.id
        for score in lowest
        if (score.shown or 0) < STRENGTH_FROM and score.id not in higher
    ]
    return strong, low[:_MOST_TOPICS]


def _ask(question: str, topic: str) -> str:
    """The question about a topic; the topic is a name, so it goes between quotation marks."""
    return question.replace("{topic}", f"‘{topic}’")


def _lever_questions(result: Result, guide: Guide, say: Wording) -> tuple[GuideLever, ...]:
    """The questions about the lowest levers, in the order of the questionnaire."""
    low = {score.id for score in lowest_first(result.scorecard.levers)[:MOST_LEVERS]}
    if result.scan.quick:
        return ()
    questions = {part.lever: part.questions for part in guide.lever_questions}
    return tuple(
        GuideLever(number, say.text(lever.name), tuple(map(say.text, questions[lever.id])))
        for number, lever in enumerate(result.instrument.questionnaire.levers, start=1)
        if lever.id in low and lever.id in questions
    )
