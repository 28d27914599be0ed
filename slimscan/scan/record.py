"""The one way an answer gets into a scan: typed, resumed and imported answers all pass here."""

from __future__ import annotations

from collections.abc import Mapping

from slimscan.errors import Fault, InputError, Problem
from slimscan.language import every_word
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Item, Outcome
from slimscan.scan.model import Scan
from slimscan.scan.questions import (
    NO,
    YES,
    Question,
    QuestionKind,
    every_question,
    questions_of,
)
from slimscan.scoring.responses import (
    SKIPPED,
    Answer,
    AnswerValue,
    State,
    answer_value,
    check_answer,
    check_figure,
    check_target,
)
from slimscan.text import clean_line


def was_asked(scan: Scan, question: Question) -> bool:
    """Whether the question was answered, skipped or passed over."""
    return question.id in scan.passed or stored_value(scan, question) not in (None, "")


def stored_value(scan: Scan, question: Question) -> AnswerValue | float | None:
    """What the scan holds for a question."""
    match question.kind:
        case QuestionKind.TEXT | QuestionKind.CHOICE:
            value: str | None = getattr(scan.profile, question.id)
            return value
        case QuestionKind.FIGURE:
            return scan.figures.get(question.id)
        case QuestionKind.ITEM | QuestionKind.YES_NO:
            return scan.answers.get(question.id)


def record(instrument: Instrument, scan: Scan, question: Question, value: object) -> Scan:
    """The scan with this answer; the one check for typed, resumed and imported answers."""
    if question.item:
        return _with_answer(scan, question.id, _item_answer(instrument, question.item, value))
    if question.outcome:
        return _with_figure(scan, question.outcome, value)
    if question.choices:
        chosen = _with_profile(scan, question.id, _choice(question, value))
        return speaking_to(instrument, chosen) if question.id == "role" else chosen
    if question.kind is QuestionKind.YES_NO:
        return _with_answer(scan, question.id, _yes_no(question.id, value))
    name = clean_line(str(value))
    if not name:
        raise InputError([Problem(Fault.ANSWER_TEXT, {"item": question.id})])
    return _with_profile(scan, question.id, name)


def _item_answer(instrument: Instrument, item: Item, value: object) -> AnswerValue:
    """An answer to an item as a scan keeps it; raises `InputError` when it is no option of it."""
    answer = check_answer(instrument.questionnaire, item, value)
    return answer_value(instrument.questionnaire, item, answer)


def speaking_to(instrument: Instrument, scan: Scan) -> Scan:
    """The scan in the words for whoever answers it: an employee's for a works council's own."""
    questionnaire = instrument.questionnaire
    roles = {role.id: role.audience for role in questionnaire.profile.roles}
    audience = roles.get(scan.profile.role or "", "leader")
    known = audience in questionnaire.audiences
    return scan.changed(audience=audience if known else "leader")


def with_target(scan: Scan, aspect: str, value: object) -> Scan:
    """The scan with the score that an aspect aims for, 0 to 100; an empty value takes it away."""
    targets = {name: target for name, target in scan.targets.items() if name != aspect}
    if value not in (None, ""):
        targets[aspect] = check_target(value)
    return scan.changed(targets=targets)


def answers_of(instrument: Instrument, scan: Scan) -> Mapping[str, Answer]:
    """The scan's answers as the responses frame and the advice want them.

    What does not apply in a firm of this size is not applicable, whatever was answered.
    """
    answers = {}
    questionnaire = instrument.questionnaire
    size = questionnaire.profile.size(scan.profile.chosen.get("size"))
    for question in questions_of(instrument, scan.quick, scan.profile.sector):
        value = scan.answers.get(question.id)
        if question.kind is QuestionKind.ITEM and question.item is not None:
            given = value if question.item.fits(size) else State.NOT_APPLICABLE.value
            answers[question.id] = check_answer(questionnaire, question.item, given)
        elif question.kind is QuestionKind.YES_NO:
            answers[question.id] = _yes_no_answer(value)
    return answers


def fit_to(instrument: Instrument, scan: Scan) -> Scan:
    """The scan with the answers that no longer fit set aside, to be asked again.

    Answers to the module of another sector fit: they count again when that sector is chosen again.
    """
    known = {question.id: question for question in every_question(instrument)}
    told = {"organisation": scan.profile.organisation, **scan.profile.chosen}
    profile = {name: value for name, value in told.items() if value}
    unfit = {
        name: value
        for name, value in (profile | scan.answers | scan.figures).items()
        if name not in known or not _fits(instrument, scan, known[name], value)
    }
    votes = scan.workshop.votes if scan.workshop else {}
    misfits = {
        name
        for name in votes
        if name in unfit or not _vote_fits(scan, known.get(name), instrument, name)
    }
    if not unfit and not misfits:
        return scan
    unfit |= {name: " ".join(str(number) for number in votes[name]) for name in misfits}
    forgotten = dict.fromkeys(profile.keys() & unfit.keys())
    aside = {name: v if isinstance(v, int | str) else f"{v:g}" for name, v in unfit.items()}
    return scan.changed(
        profile=scan.profile.model_copy(update=forgotten),
        answers={name: value for name, value in scan.answers.items() if name not in unfit},
        figures={name: figure for name, figure in scan.figures.items() if name not in unfit},
        passed=tuple(name for name in scan.passed if name not in unfit),
        set_aside=scan.set_aside | aside,
        workshop=scan.workshop
        and scan.workshop.model_copy(
            update={"votes": {name: hands for name, hands in votes.items() if name not in unfit}}
        ),
    )


def _vote_fits(scan: Scan, question: Question | None, instrument: Instrument, name: str) -> bool:
    """Whether the hands at an item are one number an option, and no more than there are people."""
    if scan.workshop is None or question is None or question.item is None:
        return False
    hands = scan.workshop.votes[name]
    options = instrument.questionnaire.answer_set_of(question.item).options
    return len(hands) == len(options) and min(hands) >= 0 and sum(hands) <= scan.workshop.people


def _fits(instrument: Instrument, scan: Scan, question: Question, value: object) -> bool:
    if question.kind is QuestionKind.CHOICE:
        return value in [choice.id for choice in question.choices]
    try:
        if question.item:
            _item_answer(instrument, question.item, value)
        else:
            record(instrument, scan, question, value)
    except InputError:
        return False
    return True


def passed_over(scan: Scan, question: Question) -> Scan:
    """The scan after going on without answering: an item without an answer becomes skipped."""
    if question.kind is QuestionKind.TEXT and not scan.profile.organisation:
        raise InputError([Problem(Fault.ANSWER_TEXT, {"item": question.id})])
    if question.kind in (QuestionKind.ITEM, QuestionKind.YES_NO):
        return _with_answer(scan, question.id, scan.answers.get(question.id, State.SKIPPED.value))
    return scan.changed(passed=tuple(dict.fromkeys((*scan.passed, question.id))))


def _with_profile(scan: Scan, name: str, value: str) -> Scan:
    return scan.changed(profile=scan.profile.model_copy(update={name: value}))


def _with_answer(scan: Scan, name: str, value: AnswerValue) -> Scan:
    return scan.changed(answers=scan.answers | {name: value})


def _with_figure(scan: Scan, outcome: Outcome, value: object) -> Scan:
    number = check_figure(outcome, value)
    figures = {name: figure for name, figure in scan.figures.items() if name != outcome.id}
    passed = tuple(dict.fromkeys((*scan.passed, outcome.id)))
    if number is not None:
        figures[outcome.id] = number
    return scan.changed(figures=figures, passed=passed)


def _choice(question: Question, value: object) -> str:
    """A choice by its id, its number, or its name in any language."""
    text = str(value).strip().casefold()
    for number, choice in enumerate(question.choices, start=1):
        names = (choice.id, str(number), *choice.name.values())
        if text in (name.casefold() for name in names):
            return choice.id
    accepted = ", ".join(choice.id for choice in question.choices)
    values = {"item": question.id, "value": str(value)[:40], "accepted": accepted}
    raise InputError([Problem(Fault.ANSWER_CHOICE_UNKNOWN, values)])


def check_change(name: str, value: object) -> Answer:
    """The answer to a question about changes: its first place is yes, its second no.

    Raises `InputError` for what is neither yes, no, don't know nor empty.
    """
    empty = value is None or value == ""
    return SKIPPED if empty else _yes_no_answer(_yes_no(name, value))


def _yes_no(name: str, value: object) -> AnswerValue:
    text = str(value).strip().casefold()
    if text in (str(YES), "true", *every_word("importing", "answers.yes")):
        return YES
    if text in (str(NO), "false", *every_word("importing", "answers.no")):
        return NO
    if text in (State.DONT_KNOW, State.SKIPPED):
        return text
    values = {"item": name, "value": str(value)[:40], "accepted": f"{YES}, {NO}, dont_know"}
    raise InputError([Problem(Fault.ANSWER_UNKNOWN, values)])


def _yes_no_answer(value: AnswerValue | None) -> Answer:
    if value == YES:
        return Answer(State.ANSWERED, 0)
    if value == NO:
        return Answer(State.ANSWERED, 1)
    return Answer(State.DONT_KNOW) if value == State.DONT_KNOW else SKIPPED
