"""From a question of the interview to the page that asks it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from slimscan.interview import NO, YES, Interview, Kind, Part, Question, Section, stored_value
from slimscan.language import Words
from slimscan.responses import State
from slimscan.terminal.page import Detail, Entry, Hint, Option, Page

MOST_SINGLE_KEYS = 9
"""As many options can be chosen with one key; with more, a number is typed."""


@dataclass(frozen=True)
class View:
    """What is shown beside the question itself."""

    explained: bool = False
    """Whether the explanation and the source are open."""
    message: str = ""
    plain: bool = False


def question_page(interview: Interview, texts: Words, view: View) -> Page:
    """The page of the question in front of the user."""
    question = present_question(interview)
    options = _options(interview, question, texts)
    return Page(
        title=interview.instrument.questionnaire.title[interview.scan.language],
        remaining=_remaining(interview, texts),
        progress=_progress(interview),
        place=place_of(interview, texts),
        question=wording(interview, question, texts),
        paragraphs=_paragraphs(interview, question, texts),
        options=options,
        details=tuple(_details(interview, question, texts, view)),
        message=view.message,
        hints=tuple(_hints(interview, question, texts, options)),
        entry=_entry(question, options),
        label=_label(interview, question, texts, options),
        given=interview.scan.profile.organisation if question.kind is Kind.TEXT else "",
    )


def note_page(interview: Interview, texts: Words, view: View) -> Page:
    """The page on which a note at the present question is typed."""
    question = present_question(interview)
    note = interview.scan.notes.get(question.id, "")
    keys = ("note_keep", "note_remove") if view.plain and note else ("note_save",)
    return Page(
        title=interview.instrument.questionnaire.title[interview.scan.language],
        place=place_of(interview, texts),
        question=wording(interview, question, texts),
        details=(Detail(texts("detail.note"), note),) if view.plain and note else (),
        hints=tuple(_hint(texts, key) for key in keys)
        + (() if view.plain else (_hint(texts, "note_cancel"),)),
        entry=Entry.TEXT,
        label=texts("detail.note"),
        given="" if view.plain else note,
    )


def present_question(interview: Interview) -> Question:
    """The question in front of the user; `LookupError` at the end of the interview."""
    if interview.question is None:
        raise LookupError("the interview is at its end")
    return interview.question


def section_name(interview: Interview, section: Section, texts: Words) -> str:
    """The name of a section: a lever's, a module's, or the part's own."""
    language = interview.scan.language
    if section.part is Part.LEVER:
        levers = interview.instrument.questionnaire.levers
        return levers[section.number - 1].name[language]
    if section.part is Part.MODULE:
        module = interview.instrument.sector(section.id)
        return module.aspect.name[language] if module else section.id
    return texts(f"part.{section.part}")


def minutes(texts: Words, number: int) -> str:
    """So many minutes, in words."""
    return texts("minutes.one" if number == 1 else "minutes.many", n=number)


def _remaining(interview: Interview, texts: Words) -> str:
    if interview.second_round is not None:
        left = sum(place >= interview.position for place in interview.second_round)
        return texts("second_round.left.one" if left == 1 else "second_round.left.many", n=left)
    return texts("minutes.left", minutes=minutes(texts, interview.minutes_left))


def _progress(interview: Interview) -> float:
    total = len(interview.questions)
    if interview.second_round is None:
        return interview.position / total
    left = sum(place >= interview.position for place in interview.second_round)
    return (total - left) / total


def place_of(interview: Interview, texts: Words) -> tuple[str, ...]:
    """Where the present question stands: its section first, its number in it last."""
    question = present_question(interview)
    section = question.section
    name = section_name(interview, section, texts)
    if section.part is Part.LEVER:
        levers = len(interview.instrument.questionnaire.levers)
        lever = texts("place.lever", number=section.number, total=levers)
        return (name, lever, _number(interview, texts))
    if section.part is Part.MODULE:
        return (name, _number(interview, texts))
    same = [other.id for other in interview.questions if other.section == section]
    number = same.index(question.id) + 1
    return (name, texts("place.question", number=number, total=len(same)))


def _number(interview: Interview, texts: Words) -> str:
    return texts("place.question", number=interview.scored_number, total=interview.scored_total)


def wording(interview: Interview, question: Question, texts: Words) -> str:
    """What is asked, in the words for this audience."""
    language = interview.scan.language
    if question.item is not None:
        return question.item.statement.for_audience(interview.scan.audience)[language]
    if question.outcome is not None:
        return question.outcome.name[language]
    if question.kind is Kind.YES_NO:
        changes = interview.instrument.questionnaire.changes
        return next(change.text[language] for change in changes if change.id == question.id)
    return texts(f"profile.{question.id}")


def _paragraphs(interview: Interview, question: Question, texts: Words) -> tuple[str, ...]:
    if question.kind is Kind.TEXT:
        return (texts("profile.organisation_why"),)
    if question.outcome is not None:
        return (question.outcome.help[interview.scan.language],)
    return ()


def _options(interview: Interview, question: Question, texts: Words) -> tuple[Option, ...]:
    language, questionnaire = interview.scan.language, interview.instrument.questionnaire
    present = stored_value(interview.scan, question)
    if question.item is not None:
        codes = questionnaire.answer_set_of(question.item).codes
        labels = questionnaire.option_labels(question.item, language)
        rows = list(zip(codes, codes, labels, strict=True))
    elif question.kind is Kind.YES_NO:
        rows = [(YES, YES, texts("answer.yes")), (NO, NO, texts("answer.no"))]
    else:
        return tuple(
            Option(str(number), choice.name[language], _remark(choice.id == present, texts))
            for number, choice in enumerate(question.choices, start=1)
        )
    return tuple(
        Option(str(code), label, _remark(value == present, texts)) for code, value, label in rows
    )


def _remark(chosen: bool, texts: Words) -> str:
    return texts("answer.yours") if chosen else ""


def _details(interview: Interview, question: Question, texts: Words, view: View) -> list[Detail]:
    details = []
    present = stored_value(interview.scan, question)
    if isinstance(present, str) and present in tuple(State):
        details.append(Detail(texts("detail.answer"), texts(f"answer.{present}")))
    if question.outcome is not None and present is not None:
        details.append(
            Detail(texts("detail.answer"), f"{present:g}".replace(".", texts("decimal")))
        )
    note = interview.scan.notes.get(question.id)
    if note:
        details.append(Detail(texts("detail.note"), note))
    return details + (_explanation(interview, question, texts) if view.explained else [])


def _explanation(interview: Interview, question: Question, texts: Words) -> list[Detail]:
    """What counts, an example from the own sector, and where the question comes from."""
    language = interview.scan.language
    details = []
    if question.item is not None:
        details.append(Detail(texts("detail.help"), question.item.help[language]))
        details += [
            Detail(texts("detail.example"), text) for text in _examples(interview, question)
        ]
    sources = _sources(interview, question)
    if sources:
        details.append(Detail(texts("detail.source"), "; ".join(sources)))
    return details or [Detail("", texts("detail.nothing"))]


def _examples(interview: Interview, question: Question) -> list[str]:
    module = interview.instrument.sector(interview.scan.profile.sector)
    examples = module.examples if module else ()
    return [e.text[interview.scan.language] for e in examples if e.item == question.id]


def _sources(interview: Interview, question: Question) -> tuple[str, ...]:
    if question.item is not None:
        return question.item.sources
    changes = interview.instrument.questionnaire.changes
    return next((change.sources for change in changes if change.id == question.id), ())


def _entry(question: Question, options: tuple[Option, ...]) -> Entry:
    if question.kind is Kind.TEXT:
        return Entry.TEXT
    if question.kind is Kind.FIGURE or any(len(option.key) > 1 for option in options):
        return Entry.NUMBER
    return Entry.KEY


def _label(
    interview: Interview, question: Question, texts: Words, options: tuple[Option, ...]
) -> str:
    if question.kind is Kind.TEXT:
        return texts("label.name")
    if question.outcome is not None:
        return texts("label.figure", unit=question.outcome.unit[interview.scan.language])
    return texts("label.answer" if _entry(question, options) is Entry.KEY else "label.number")


def _hints(
    interview: Interview, question: Question, texts: Words, options: tuple[Option, ...]
) -> list[Hint]:
    if question.kind is Kind.TEXT:
        return [_hint(texts, "next"), _hint(texts, "interrupt")]
    typed = "number" if _entry(question, options) is Entry.NUMBER else "answer"
    keys = texts("key.yes_no.key") if question.kind is Kind.YES_NO else _range(options)
    hints = [Hint(keys, texts(f"key.{typed}.label"))] if options else []
    if question.kind in (Kind.ITEM, Kind.YES_NO):
        hints += [_hint(texts, "help"), _hint(texts, "back"), _hint(texts, "dont_know")]
    else:
        hints.append(_hint(texts, "back"))
    present = stored_value(interview.scan, question)
    if question.kind is Kind.ITEM:
        hints.append(_hint(texts, "not_applicable"))
    if question.outcome is not None and present is not None:
        hints.append(_hint(texts, "clear"))
    kept = present not in (None, "", State.SKIPPED)
    hints.append(_hint(texts, "keep" if kept else _skipping(question)))
    if question.kind is Kind.ITEM:
        hints.append(_hint(texts, "note"))
    return [*hints, _hint(texts, "stop")]


def _skipping(question: Question) -> str:
    """What is skipped among the items comes back; the rest is passed for good."""
    return "skip" if question.kind in (Kind.ITEM, Kind.YES_NO) else "pass"


def _range(options: tuple[Option, ...]) -> str:
    codes = [int(option.key) for option in options]
    if all(after == before + 1 for before, after in pairwise(codes)) and len(codes) > 2:
        return f"{codes[0]}-{codes[-1]}"
    return "/".join(option.key for option in options)


def _hint(texts: Words, name: str) -> Hint:
    return Hint(texts(f"key.{name}.key"), texts(f"key.{name}.label"))
