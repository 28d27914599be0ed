"""The pages between the questions: what comes next, the second round, the end."""

from __future__ import annotations

from slimscan.scan.interview import Interview
from slimscan.scan.questions import ScanPart, Section
from slimscan.shown import Wording
from slimscan.terminal.keys import key_of
from slimscan.terminal.page import Hint, Page, Step
from slimscan.terminal.question_hints import hint
from slimscan.terminal.question_pages import (
    present_question,
    section_heading,
    time_left,
)
from slimscan.terminal.workshop_pages import talk_first_lines


def section_page(interview: Interview, texts: Wording, plain: bool = False) -> Page:
    """A breath before a section: what is done, what comes."""
    section = present_question(interview).section
    return Page(
        title=texts.text(interview.instrument.questionnaire.title),
        remaining=time_left(interview, texts),
        progress=interview.position / len(interview.questions),
        question=section_heading(interview, section, texts),
        paragraphs=(
            *_who(interview, texts),
            *_reference_period(interview, section, texts),
            _lead(interview, section, texts),
        ),
        steps=_steps(interview, section, texts),
        hints=_going_on(texts, plain),
    )


def _who(interview: Interview, texts: Wording) -> tuple[str, ...]:
    """What was chosen about the firm, once, right after it: a slip there changes the whole scan."""
    before = interview.questions[interview.position - 1]
    if before.section.part is not ScanPart.PROFILE:
        return ()
    profile = interview.scan.profile.chosen
    chosen = [
        texts.text(choice.name)
        for question in interview.questions
        for choice in question.choices
        if choice.id == profile.get(question.id)
    ]
    back = key_of(texts, "back")
    return (texts("lead.profile", chosen=" · ".join(chosen), back=back),) if chosen else ()


def second_round_page(interview: Interview, texts: Wording, plain: bool = False) -> Page:
    """Announces that the skipped questions are offered once more."""
    number = len(interview.second_round or ())
    key = "second_round.title.one" if number == 1 else "second_round.title.many"
    return Page(
        title=texts.text(interview.instrument.questionnaire.title),
        progress=(len(interview.questions) - number) / len(interview.questions),
        question=texts(key, n=number),
        paragraphs=(texts("second_round.text"),),
        hints=_going_on(texts, plain),
    )


def end_page(interview: Interview, texts: Wording) -> Page:
    """Everything was asked: a last chance to look back."""
    number = len(interview.skipped)
    talk = talk_first_lines(interview, texts)
    left = "end.skipped.one" if number == 1 else "end.skipped.many"
    return Page(
        title=texts.text(interview.instrument.questionnaire.title),
        progress=1.0,
        question=texts("end.title"),
        paragraphs=(
            texts("end.text"),
            *((texts(left, n=number),) if number else ()),
            *((texts("workshop.talk_first_text"),) if talk else ()),
        ),
        steps=tuple(Step(statement) for statement in talk),
        hints=(
            hint(texts, "finish"),
            hint(texts, "back", "look_back"),
            hint(texts, "stop"),
        ),
    )


def _going_on(texts: Wording, plain: bool) -> tuple[Hint, ...]:
    """By lines a key alone does nothing: there it is Enter."""
    return (hint(texts, "next" if plain else "any"), hint(texts, "back"), hint(texts, "stop"))


def _lead(interview: Interview, section: Section, texts: Wording) -> str:
    if section.part is ScanPart.LEVER:
        lever = interview.instrument.questionnaire.levers[section.number - 1]
        return texts.text(lever.description)
    if section.part is ScanPart.MODULE:
        module = interview.instrument.sector(section.id)
        return texts.text(module.aspect.description) if module else ""
    return texts(f"lead.{section.part}")


def _reference_period(interview: Interview, section: Section, texts: Wording) -> tuple[str, ...]:
    """Which time the answers are about, for whoever is asked as an employee.

    The first page speaks to a leader, for it comes before the question who answers.
    """
    period = interview.instrument.questionnaire.reference_period
    if period is None or interview.scan.audience == "leader" or section.number != 1:
        return ()
    return (texts.text(period.for_audience(interview.scan.audience)),)


def _steps(interview: Interview, present: Section, texts: Wording) -> tuple[Step, ...]:
    sections = dict.fromkeys(
        question.section
        for question in interview.questions
        if question.section.part is not ScanPart.PROFILE
    )
    reached = list(sections).index(present)
    return tuple(
        Step(
            section_heading(interview, section, texts),
            _count(interview, section, texts),
            done=place < reached,
            present=place == reached,
        )
        for place, section in enumerate(sections)
    )


def _count(interview: Interview, section: Section, texts: Wording) -> str:
    number = sum(question.section == section for question in interview.questions)
    return texts("place.count.one" if number == 1 else "place.count.many", n=number)
