"""From a question of the interview to the page that asks it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from slimscan.language import PROFILE_WORDS, words
from slimscan.questionnaire.models import Item
from slimscan.scan.interview import Interview
from slimscan.scan.questions import NO, YES, Question, QuestionKind, ScanPart, Section
from slimscan.scan.record import stored_value
from slimscan.scoring.responses import State
from slimscan.shown import Wording, option_labels
from slimscan.terminal.page import ChoiceLine, Detail, Page, TextEntry
from slimscan.terminal.question_hints import hint, question_hints, range_of

MOST_SINGLE_KEYS = 9
"""As many options can be chosen with one key; with more, a number is typed."""


@dataclass(frozen=True)
class View:
    """What is shown beside the question itself."""

    explained: bool = False
    """Whether the explanation and the source are open."""
    outcome: bool = False
    """Whether the outcome of a vote is shown, to be agreed on."""
    message: str = ""
    plain: bool = False


def question_page(interview: Interview, texts: Wording, view: View) -> Page:
    """The page of the question in front of the user."""
    question = present_question(interview)
    options = options_of(interview, question, texts)
    entry = _entry(interview, question)
    typed = {TextEntry.NUMBER: "number"}.get(entry, "answer")
    if takes_votes(interview):
        typed = "hands"
    if view.plain and entry is TextEntry.TEXT:
        typed = "line"
    return Page(
        title=texts.text(interview.instrument.questionnaire.title),
        remaining=_remaining(interview, texts),
        progress=_progress(interview),
        place=progress_place(interview, texts),
        question=statement_of(interview, question, texts),
        paragraphs=_paragraphs(interview, question, texts),
        options=options,
        details=tuple(_details(interview, question, texts, view)),
        message=view.message,
        hints=tuple(question_hints(interview.scan, question, texts, options, typed)),
        entry=entry,
        label=_label(interview, question, texts, options),
        given=interview.scan.profile.organisation if question.kind is QuestionKind.TEXT else "",
    )


def text_page(interview: Interview, texts: Wording, view: View, kind: str) -> Page:
    """The page on which a `note` at the present question, or the `evidence` for it, is typed."""
    question = present_question(interview)
    kept = texts_of(interview, kind).get(question.id, "")
    keys = (f"{kind}_keep", f"{kind}_remove") if view.plain and kept else (f"{kind}_save",)
    label = texts(f"detail.{kind}")
    return Page(
        title=texts.text(interview.instrument.questionnaire.title),
        place=progress_place(interview, texts),
        question=statement_of(interview, question, texts),
        paragraphs=(texts("evidence.prompt"),) if kind == "evidence" else (),
        details=(Detail(label, kept),) if view.plain and kept else (),
        hints=tuple(hint(texts, key) for key in keys)
        + (() if view.plain else (hint(texts, "note_cancel"),)),
        entry=TextEntry.TEXT,
        label=label,
        given="" if view.plain else kept,
    )


def texts_of(interview: Interview, kind: str) -> Mapping[str, str]:
    """What is written beside the items: the `note`s or the `evidence`."""
    return interview.scan.evidence if kind == "evidence" else interview.scan.notes


def present_question(interview: Interview) -> Question:
    """The question in front of the user; `LookupError` at the end of the interview."""
    if interview.question is None:
        raise LookupError("the interview is at its end")
    return interview.question


def section_heading(interview: Interview, section: Section, texts: Wording) -> str:
    """The name of a section: a lever's, a module's, or the part's own."""
    if section.part is ScanPart.LEVER:
        levers = interview.instrument.questionnaire.levers
        return texts.text(levers[section.number - 1].name)
    if section.part is ScanPart.MODULE:
        module = interview.instrument.sector(section.id)
        return texts.text(module.aspect.name) if module else section.id
    return texts(f"part.{section.part}")


def minutes(texts: Wording, number: int) -> str:
    """So many minutes, in words."""
    return texts("minutes.one" if number == 1 else "minutes.many", n=number)


def _remaining(interview: Interview, texts: Wording) -> str:
    if interview.second_round is not None:
        left = sum(place >= interview.position for place in interview.second_round)
        return texts("second_round.left.one" if left == 1 else "second_round.left.many", n=left)
    return time_left(interview, texts)


def time_left(interview: Interview, texts: Wording) -> str:
    """The minutes left; nothing in a workshop, where the talk decides."""
    if interview.scan.workshop is not None:
        return ""
    return texts("minutes.left", minutes=minutes(texts, interview.minutes_left))


def _progress(interview: Interview) -> float:
    total = len(interview.questions)
    if interview.second_round is None:
        return interview.position / total
    left = sum(place >= interview.position for place in interview.second_round)
    return (total - left) / total


def progress_place(interview: Interview, texts: Wording) -> tuple[str, ...]:
    """Where the present question stands: its section first, its number in it last."""
    question = present_question(interview)
    section = question.section
    name = section_heading(interview, section, texts)
    if section.part is ScanPart.LEVER:
        levers = len(interview.instrument.questionnaire.levers)
        lever = texts("place.lever", number=section.number, total=levers)
        return (name, lever, _number(interview, texts))
    if section.part is ScanPart.MODULE:
        return (name, _number(interview, texts))
    same = [other.id for other in interview.questions if other.section == section]
    number = same.index(question.id) + 1
    return (name, texts("place.question", number=number, total=len(same)))


def _number(interview: Interview, texts: Wording) -> str:
    return texts("place.question", number=interview.scored_number, total=interview.scored_total)


def statement_of(interview: Interview, question: Question, texts: Wording) -> str:
    """What is asked, in the words for this audience."""
    if question.item is not None:
        return texts.text(question.item.statement.for_audience(interview.scan.audience))
    if question.outcome is not None:
        return texts.text(question.outcome.name)
    if question.kind is QuestionKind.YES_NO:
        changes = interview.instrument.questionnaire.changes
        return next(texts.text(change.text) for change in changes if change.id == question.id)
    return words(texts.language, PROFILE_WORDS)[f"{question.id}.interview"]


def _paragraphs(interview: Interview, question: Question, texts: Wording) -> tuple[str, ...]:
    if question.kind is QuestionKind.TEXT:
        return (words(texts.language, PROFILE_WORDS)["organisation.why"],)
    if question.outcome is not None:
        return (texts.text(question.outcome.help),)
    if question.item is None:
        return ()
    counts = question.item.counts_for(interview.scan.audience)
    told = (texts.text(counts),) if counts else ()
    return (*told, texts.text(question.item.help)) if interview.scan.advisor else told


def options_of(interview: Interview, question: Question, texts: Wording) -> tuple[ChoiceLine, ...]:
    """The options of a question; the present answer is marked as such."""
    questionnaire = interview.instrument.questionnaire
    present = stored_value(interview.scan, question)
    if question.item is not None:
        codes = questionnaire.answer_set_of(question.item).codes
        audience = interview.scan.audience
        labels = option_labels(questionnaire, question.item, texts.language, audience)
        rows = list(zip(codes, codes, labels, strict=True))
    elif question.kind is QuestionKind.YES_NO:
        rows = [(YES, YES, texts("answer.yes")), (NO, NO, texts("answer.no"))]
    else:
        return tuple(
            ChoiceLine(str(number), texts.text(choice.name), _remark(choice.id == present, texts))
            for number, choice in enumerate(question.choices, start=1)
        )
    return tuple(
        ChoiceLine(str(code), label, _remark(value == present, texts))
        for code, value, label in rows
    )


def _remark(chosen: bool, texts: Wording) -> str:
    return texts("answer.yours") if chosen else ""


def _details(interview: Interview, question: Question, texts: Wording, view: View) -> list[Detail]:
    details = []
    present = stored_value(interview.scan, question)
    if isinstance(present, str) and present in tuple(State):
        details.append(Detail(texts("detail.answer"), texts(f"answer.{present}")))
    if question.outcome is not None and present is not None:
        details.append(Detail(texts("detail.answer"), texts.decimal(float(present))))
    votes = interview.scan.workshop.votes if interview.scan.workshop else {}
    if question.id in votes and not view.outcome:
        hands = " ".join(str(number) for number in votes[question.id])
        details.append(Detail(texts("detail.votes"), hands))
    return details + details_beside(interview, question, texts, view)


def details_beside(
    interview: Interview, question: Question, texts: Wording, view: View
) -> list[Detail]:
    """What was written at a question, and its explanation when that is open."""
    details = [
        Detail(texts(f"detail.{kind}"), text)
        for kind in ("note", "evidence")
        if (text := texts_of(interview, kind).get(question.id))
    ]
    return details + (_explanation(interview, question, texts) if view.explained else [])


def _explanation(interview: Interview, question: Question, texts: Wording) -> list[Detail]:
    """What counts, an example from the own sector, and where the question comes from."""
    details = []
    if question.item is not None:
        if not interview.scan.advisor:
            details.append(Detail(texts("detail.help"), texts.text(question.item.help)))
        details += [
            Detail(texts("detail.example"), text)
            for text in _examples(interview, question.item, texts)
        ]
    sources = _sources(interview, question)
    if sources:
        own = question.item is not None and question.item.own_choice
        label = texts("detail.own_choice" if own else "detail.source")
        details.append(Detail(label, "; ".join(sources)))
    return details or [Detail("", texts("detail.nothing"))]


def _examples(interview: Interview, item: Item, texts: Wording) -> list[str]:
    example = interview.instrument.example_of(item, interview.scan.profile.sector)
    return [texts.text(example)] if example else []


def _sources(interview: Interview, question: Question) -> tuple[str, ...]:
    if question.item is not None:
        return question.item.sources
    changes = interview.instrument.questionnaire.changes
    return next((change.sources for change in changes if change.id == question.id), ())


def takes_votes(interview: Interview) -> bool:
    """Whether the present question is answered by a show of hands."""
    return (
        interview.scan.workshop is not None
        and present_question(interview).kind is QuestionKind.ITEM
    )


def _entry(interview: Interview, question: Question) -> TextEntry:
    if question.kind is QuestionKind.TEXT:
        return TextEntry.TEXT
    # Who is asked for a number of people may type it: a digit that acts at once would be wrong.
    typed = (QuestionKind.CHOICE, QuestionKind.FIGURE)
    return TextEntry.NUMBER if question.kind in typed or takes_votes(interview) else TextEntry.KEY


def _label(
    interview: Interview, question: Question, texts: Wording, options: tuple[ChoiceLine, ...]
) -> str:
    if question.kind is QuestionKind.TEXT:
        return texts("label.name")
    if question.outcome is not None:
        return texts("label.figure", unit=texts.text(question.outcome.unit))
    if interview.scan.workshop is not None and question.kind is QuestionKind.ITEM:
        people = interview.scan.workshop.people
        return texts("label.hands", options=range_of(options), people=people)
    is_key = _entry(interview, question) is TextEntry.KEY
    return texts("label.answer" if is_key else "label.number")
