"""The pages of a workshop: what a vote came to."""

from __future__ import annotations

from slimscan.scan.interview import Interview
from slimscan.scan.questions import Question
from slimscan.scan.workshop import TableVote, table_vote, talk_first
from slimscan.scoring.responses import State
from slimscan.shown import Wording, as_shown
from slimscan.terminal.page import ChoiceLine, Detail, HandsTally, Hint, Page, TextEntry
from slimscan.terminal.question_hints import hint, range_of, text_hints
from slimscan.terminal.question_pages import (
    View,
    details_beside,
    options_of,
    present_question,
    progress_place,
    statement_of,
)


def outcome_page(interview: Interview, texts: Wording, view: View) -> Page:
    """What the vote at the present question came to, and the answer that follows from it."""
    question = present_question(interview)
    options = options_of(interview, question, texts)
    vote = present_vote(interview)
    return Page(
        title=texts.text(interview.instrument.questionnaire.title),
        place=progress_place(interview, texts),
        question=statement_of(interview, question, texts),
        tallies=tuple(
            HandsTally(
                option.key,
                option.label,
                hands,
                hands / vote.voters if vote.voters else 0.0,
                chosen=bool(option.remark),
            )
            for option, hands in zip(options, vote.hands, strict=True)
        ),
        details=(
            Detail("", _told(interview, vote, texts)),
            Detail(texts("detail.counts"), _counting(interview, options, texts)),
            *details_beside(interview, question, texts, view),
        ),
        message=view.message,
        hints=_outcome_hints(interview, question, options, texts),
        entry=TextEntry.NUMBER if any(len(option.key) > 1 for option in options) else TextEntry.KEY,
        label=texts("label.number"),
    )


def present_vote(interview: Interview) -> TableVote:
    """The vote at the present question; `LookupError` when there is none."""
    question, workshop = present_question(interview), interview.scan.workshop
    if question.item is None or workshop is None:
        raise LookupError("there is no vote at this question")
    hands = workshop.votes[question.id]
    return table_vote(interview.instrument.questionnaire, question.item, hands)


def talk_first_lines(interview: Interview, texts: Wording) -> tuple[str, ...]:
    """The statements to talk about first, the widest spread first."""
    scan = interview.scan
    votes = talk_first(interview.instrument, scan)
    return tuple(texts.text(vote.item.statement.for_audience(scan.audience)) for vote in votes)


def may_adjust(interview: Interview) -> bool:
    """Whether the table may choose another answer than the vote gives: as the leader's answer."""
    workshop = interview.scan.workshop
    return workshop is not None and workshop.counts_as == "leader"


def _told(interview: Interview, vote: TableVote, texts: Wording) -> str:
    """The mean, the spread in a word, and how many raised no hand."""
    people = interview.scan.workshop.people if interview.scan.workshop else vote.voters
    silent = people - vote.voters
    parts = []
    if vote.mean is not None and vote.spread is not None:
        word = texts(f"workshop.agreement.{vote.agreement}")
        parts.append(
            texts(
                "workshop.told", mean=as_shown(vote.mean), word=word, spread=as_shown(vote.spread)
            )
        )
    if silent:
        parts.append(
            texts("workshop.silent.one" if silent == 1 else "workshop.silent.many", n=silent)
        )
    return " ".join(parts)


def _counting(interview: Interview, options: tuple[ChoiceLine, ...], texts: Wording) -> str:
    chosen = next((option.label for option in options if option.remark), None)
    label = chosen or texts(f"answer.{State.DONT_KNOW}")
    return label if may_adjust(interview) else texts("workshop.mean_counts", label=label)


def _outcome_hints(
    interview: Interview, question: Question, options: tuple[ChoiceLine, ...], texts: Wording
) -> tuple[Hint, ...]:
    adjust = [Hint(range_of(options), texts("key.adjust.label"))] if may_adjust(interview) else []
    return (
        hint(texts, "next"),
        *adjust,
        hint(texts, "back", "vote_again"),
        hint(texts, "help"),
        *text_hints(interview.scan, question, texts),
        hint(texts, "stop"),
    )
