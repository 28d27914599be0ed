"""A scan that was left half way: which one it is, and what changed under it since."""

from __future__ import annotations

from collections.abc import Collection

from slimscan.scan.interview import Interview
from slimscan.shown import Wording, moment, wording_of
from slimscan.terminal.page import Hint, Page
from slimscan.terminal.question_pages import progress_place, statement_of
from slimscan.terminal.screen import Screen


def describe(interview: Interview, language: str) -> str:
    """The scan in one line: the organisation, when it was saved, how far it was."""
    texts = _texts(interview, language)
    scan = interview.scan
    return texts(
        "resume.scan",
        organisation=scan.profile.organisation or texts("resume.no_name"),
        saved=moment(scan.saved_at, language),
        place=_place(interview, texts),
    )


def tell_set_aside(screen: Screen, interview: Interview, names: Collection[str]) -> None:
    """Say which answers no longer fit the questionnaire; they are asked again, or only kept."""
    if not names:
        return
    texts = _texts(interview, screen.language)
    wordings = _wordings(interview, texts)
    again = [text for name, text in wordings.items() if name in names]
    gone = sorted(set(names) - wordings.keys())
    paragraphs = [f"– {text}" for text in again]
    if gone:
        paragraphs.append(texts("resume.gone", items=", ".join(gone)))
    title = texts.text(interview.instrument.questionnaire.title)
    screen.answer(
        Page(
            title=title,
            question=texts("resume.changed"),
            paragraphs=(*([texts("resume.again")] if again else []), *paragraphs),
            hints=(Hint(texts("key.any.key"), texts("key.any.label")),),
        )
    )


def _texts(interview: Interview, language: str) -> Wording:
    return wording_of(language, interview.instrument.questionnaire.languages, "terminal")


def _place(interview: Interview, texts: Wording) -> str:
    if interview.scan.finished:
        return texts("resume.finished")
    if interview.second_round is not None or interview.done:
        return texts("resume.at_end")
    section, *_, number = progress_place(interview, texts)
    return f"{section}, {number}"


def _wordings(interview: Interview, texts: Wording) -> dict[str, str]:
    """The words of every question of this scan, by its id."""
    return {
        question.id: statement_of(interview, question, texts) for question in interview.questions
    }
