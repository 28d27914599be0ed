"""The pages between the questions: the welcome, what comes next, the second round, the end."""

from __future__ import annotations

from pathlib import Path

from slimscan.interview import Interview
from slimscan.language import Words, languages, words
from slimscan.questionnaire.loading import Instrument
from slimscan.questions import Part, Section, questions_of
from slimscan.terminal.page import Hint, Option, Page, Step
from slimscan.terminal.question_pages import (
    minutes,
    present_question,
    section_name,
    time_left,
)
from slimscan.terminal.workshop_pages import talk_first_lines
from slimscan.workshop import SMALLEST_GROUP


def language_page(known: tuple[str, ...]) -> Page:
    """Asks for the language, in every language at once."""
    rooms = [words(language, "terminal") for language in known]
    return Page(
        title="slimscan",
        question=" / ".join(room("welcome.language") for room in rooms),
        options=tuple(
            Option(str(number), room("language_name")) for number, room in enumerate(rooms, start=1)
        ),
        hints=tuple(Hint("s", " / ".join(room("key.leave.label") for room in rooms)) for _ in "s"),
    )


def welcome_page(  # noqa: PLR0913, PLR0917 a page shows what it is given
    instrument: Instrument,
    language: str,
    folder: Path,
    quick: bool,
    message: str = "",
    people: int | None = None,
) -> Page:
    """Says what the scan is, how long it takes and where it is kept; asks how thorough to be."""
    texts, questionnaire = words(language, "terminal"), instrument.questionnaire
    timed = people is None
    full, short = (_length(instrument, texts, is_quick, timed) for is_quick in (False, True))
    options = (
        Option("1", texts("welcome.full", length=full)),
        Option("2", texts("welcome.quick", length=short)),
    )
    hints = [Hint("1/2", texts("key.choose.label"))]
    if quick:
        hints = [Hint(texts("key.begin.key"), texts("key.begin.label"))]
    return Page(
        title="slimscan",
        place=(texts("workshop.of", people=people),) if people else (),
        question=questionnaire.title[language],
        paragraphs=(
            questionnaire.purpose[language],
            texts("welcome.safe", folder=folder),
            *_about_workshop(texts, people),
            *((texts("welcome.quick", length=short),) if quick else ()),
        ),
        options=() if quick else options,
        message=message,
        hints=(*hints, Hint("s", texts("key.leave.label"))),
    )


def section_page(interview: Interview, texts: Words) -> Page:
    """A breath before a section: what is done, what comes."""
    section = present_question(interview).section
    return Page(
        title=interview.instrument.questionnaire.title[interview.scan.language],
        remaining=time_left(interview, texts),
        progress=interview.position / len(interview.questions),
        question=section_name(interview, section, texts),
        paragraphs=(_lead(interview, section, texts),),
        steps=_steps(interview, section, texts),
        hints=_going_on(texts),
    )


def second_round_page(interview: Interview, texts: Words) -> Page:
    """Announces that the skipped questions are offered once more."""
    number = len(interview.second_round or ())
    key = "second_round.title.one" if number == 1 else "second_round.title.many"
    return Page(
        title=interview.instrument.questionnaire.title[interview.scan.language],
        progress=(len(interview.questions) - number) / len(interview.questions),
        question=texts(key, n=number),
        paragraphs=(texts("second_round.text"),),
        hints=_going_on(texts),
    )


def end_page(interview: Interview, texts: Words) -> Page:
    """Everything was asked: a last chance to look back."""
    number = len(interview.skipped)
    talk = talk_first_lines(interview)
    left = "end.skipped.one" if number == 1 else "end.skipped.many"
    return Page(
        title=interview.instrument.questionnaire.title[interview.scan.language],
        progress=1.0,
        question=texts("end.title"),
        paragraphs=(
            texts("end.text"),
            *((texts(left, n=number),) if number else ()),
            *((texts("workshop.talk_first_text"),) if talk else ()),
        ),
        steps=tuple(Step(statement) for statement in talk),
        hints=(
            Hint(texts("key.finish.key"), texts("key.finish.label")),
            Hint("b", texts("key.look_back.label")),
            Hint("s", texts("key.stop.label")),
        ),
    )


def spoken_languages(instrument: Instrument) -> tuple[str, ...]:
    """The languages in which a scan with this questionnaire can be done, its first one first."""
    return tuple(name for name in instrument.questionnaire.languages if name in languages())


def _about_workshop(texts: Words, people: int | None) -> tuple[str, ...]:
    if people is None:
        return ()
    few = (texts("workshop.few"),) if people < SMALLEST_GROUP else ()
    return (" ".join((texts("workshop.how"), *few)),)


def _going_on(texts: Words) -> tuple[Hint, ...]:
    return (
        Hint(texts("key.any.key"), texts("key.any.label")),
        Hint("b", texts("key.back.label")),
        Hint("s", texts("key.stop.label")),
    )


def _length(instrument: Instrument, texts: Words, quick: bool, timed: bool) -> str:
    """How many questions, and how many minutes for one who answers alone."""
    number = sum(question.scored for question in questions_of(instrument, quick, None))
    if not timed:
        return texts("place.count.one" if number == 1 else "place.count.many", n=number)
    time = instrument.questionnaire.minutes
    return texts(
        "welcome.length",
        n=number,
        minutes=minutes(texts, time.quick if quick else time.full),
    )


def _lead(interview: Interview, section: Section, texts: Words) -> str:
    language = interview.scan.language
    if section.part is Part.LEVER:
        lever = interview.instrument.questionnaire.levers[section.number - 1]
        return lever.description[language]
    if section.part is Part.MODULE:
        module = interview.instrument.sector(section.id)
        return module.aspect.description[language] if module else ""
    return texts(f"lead.{section.part}")


def _steps(interview: Interview, present: Section, texts: Words) -> tuple[Step, ...]:
    sections = dict.fromkeys(
        question.section
        for question in interview.questions
        if question.section.part is not Part.PROFILE
    )
    reached = list(sections).index(present)
    return tuple(
        Step(
            section_name(interview, section, texts),
            _count(interview, section, texts),
            done=place < reached,
            present=place == reached,
        )
        for place, section in enumerate(sections)
    )


def _count(interview: Interview, section: Section, texts: Words) -> str:
    number = sum(question.section == section for question in interview.questions)
    return texts("place.count.one" if number == 1 else "place.count.many", n=number)
