"""The interview: which question comes next, and what an answer changes. It knows no terminal.

An `Interview` is a value: every step gives a new one. The main round asks every question once, in
order; then the items that were skipped are offered once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from slimscan.errors import Fault, InputError, Problem
from slimscan.questionnaire.library import SectorModule
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Choice, Item, Outcome, Questionnaire, SizeClass
from slimscan.responses import (
    SKIPPED,
    Answer,
    AnswerValue,
    State,
    answer_value,
    check_answer,
    check_figure,
)
from slimscan.scans import Scan
from slimscan.text import LONGEST_NOTE, clean, clean_line

YES, NO = 1, 2
"""The codes of the two options of a question about changes."""


class Kind(StrEnum):
    """What kind of answer a question takes."""

    TEXT = "text"
    CHOICE = "choice"
    ITEM = "item"
    YES_NO = "yes_no"
    FIGURE = "figure"


class Part(StrEnum):
    """The parts of the interview, in order."""

    PROFILE = "profile"
    LEVER = "lever"
    MODULE = "module"
    PRECONDITIONS = "preconditions"
    CHANGES = "changes"
    OUTCOMES = "outcomes"


@dataclass(frozen=True)
class Section:
    """A stretch of questions that belong together: one lever, or what stands beside the levers."""

    part: Part
    id: str
    number: int = 0
    """Which lever this is, counted from 1; 0 for what is not a lever."""


@dataclass(frozen=True)
class Question:
    """One question; exactly one of `item`, `choices`, `outcome` is given by its kind."""

    id: str
    kind: Kind
    section: Section
    item: Item | None = None
    choices: tuple[Choice | SizeClass, ...] = ()
    outcome: Outcome | None = None

    @property
    def scored(self) -> bool:
        """Whether it counts in "question 17 of 48"."""
        return self.section.part in (Part.LEVER, Part.MODULE)


def questions_of(instrument: Instrument, quick: bool, sector: str | None) -> tuple[Question, ...]:
    """All questions of a scan in order; a sector with a module of its own adds that."""
    questionnaire = instrument.questionnaire
    return (
        *_profile_questions(questionnaire),
        *_lever_questions(questionnaire, quick),
        *_module_questions(instrument.sector(sector), quick),
        *_beside_questions(questionnaire),
    )


def _profile_questions(questionnaire: Questionnaire) -> list[Question]:
    section = Section(Part.PROFILE, "profile")
    profile = questionnaire.profile
    return [
        Question("organisation", Kind.TEXT, section),
        Question("sector", Kind.CHOICE, section, choices=profile.sectors),
        Question("size", Kind.CHOICE, section, choices=profile.sizes),
        Question("role", Kind.CHOICE, section, choices=profile.roles),
    ]


def _lever_questions(questionnaire: Questionnaire, quick: bool) -> list[Question]:
    return [
        Question(item.id, Kind.ITEM, Section(Part.LEVER, lever.id, number), item=item)
        for number, lever in enumerate(questionnaire.levers, start=1)
        for item in lever.items
        if item.quick or not quick
    ]


def _module_questions(module: SectorModule | None, quick: bool) -> list[Question]:
    if module is None:
        return []
    section = Section(Part.MODULE, module.id)
    items = (item for item in module.aspect.items if item.quick or not quick)
    return [Question(item.id, Kind.ITEM, section, item=item) for item in items]


def _beside_questions(questionnaire: Questionnaire) -> list[Question]:
    preconditions = Section(Part.PRECONDITIONS, "preconditions")
    changes = Section(Part.CHANGES, "changes")
    outcomes = Section(Part.OUTCOMES, "outcomes")
    return [
        *(
            Question(item.id, Kind.ITEM, preconditions, item=item)
            for item in questionnaire.precondition_items
        ),
        *(Question(change.id, Kind.YES_NO, changes) for change in questionnaire.changes),
        *(
            Question(outcome.id, Kind.FIGURE, outcomes, outcome=outcome)
            for outcome in questionnaire.outcomes
        ),
    ]


@dataclass(frozen=True)
class Interview:
    """Where an interview is: the scan so far and the question in front of the user."""

    instrument: Instrument
    scan: Scan
    questions: tuple[Question, ...]
    position: int = 0
    second_round: tuple[int, ...] | None = None
    """Positions of the skipped items that are offered again; nothing in the main round."""
    settled: frozenset[str] = frozenset()
    """Questions answered before that lie behind the first open one: going forward passes them."""

    @property
    def question(self) -> Question | None:
        """The question in front of the user; nothing when the interview is at its end."""
        return self.questions[self.position] if self.position < len(self.questions) else None

    @property
    def done(self) -> bool:
        """Whether there is nothing left to ask."""
        return self.question is None

    @property
    def scored_total(self) -> int:
        """How many scored items this scan has."""
        return sum(question.scored for question in self.questions)

    @property
    def scored_number(self) -> int:
        """The number of the present question among the scored ones, counted from 1."""
        return sum(question.scored for question in self.questions[: self.position + 1])

    @property
    def skipped(self) -> tuple[int, ...]:
        """Positions of the items that were skipped."""
        return tuple(
            place
            for place, question in enumerate(self.questions)
            if self.scan.answers.get(question.id) == State.SKIPPED
        )

    @property
    def minutes_left(self) -> int:
        """A fair guess of the minutes left, at least 1."""
        minutes = self.instrument.questionnaire.minutes
        whole = minutes.quick if self.scan.quick else minutes.full
        places = range(len(self.questions)) if self.second_round is None else self.second_round
        ahead = sum(
            place >= self.position and self.questions[place].id not in self.settled
            for place in places
        )
        return max(1, round(whole * ahead / max(1, len(self.questions))))

    def answered_with(self, value: object) -> Interview:
        """The interview after this value for the present question; `InputError` if it is none.

        An item takes a code, a label or the name of a state; a choice an id; a figure a number.
        """
        question = self._present()
        return self._recorded(
            question, recorded(self.instrument, self.scan, question, value)
        )._next()

    def passed_over(self) -> Interview:
        """Go on without answering: an answer that is there stays, an item becomes skipped."""
        question = self._present()
        return self._recorded(question, _passed(self.scan, question))._next()

    def noted(self, text: str) -> Interview:
        """The interview with a note at the present question; an empty text takes the note away."""
        question = self._present()
        notes = {name: note for name, note in self.scan.notes.items() if name != question.id}
        note = clean(text, LONGEST_NOTE)
        return replace(
            self, scan=self.scan.changed(notes=notes | ({question.id: note} if note else {}))
        )

    def back(self) -> Interview:
        """One question back; at the first one it stays."""
        if self.second_round is None or self.position not in self.second_round:
            return replace(self, position=max(0, self.position - 1), second_round=None)
        place = self.second_round.index(self.position)
        if place == 0:
            return replace(self, position=len(self.questions) - 1, second_round=None)
        return replace(self, position=self.second_round[place - 1])

    def _present(self) -> Question:
        if self.question is None:
            raise LookupError("the interview is at its end")
        return self.question

    def _recorded(self, question: Question, scan: Scan) -> Interview:
        if question.id != "sector":
            return replace(self, scan=scan)
        questions = questions_of(self.instrument, scan.quick, scan.profile.sector)
        return replace(self, scan=scan, questions=questions)

    def _next(self) -> Interview:
        if self.second_round is not None:
            later = [place for place in self.second_round if place > self.position]
            return replace(self, position=later[0] if later else len(self.questions))
        for place in range(self.position + 1, len(self.questions)):
            if self.questions[place].id not in self.settled:
                return replace(self, position=place)
        return self.in_second_round()

    def in_second_round(self) -> Interview:
        """The interview at the first skipped item, or at its end when none was skipped."""
        skipped = self.skipped
        position = skipped[0] if skipped else len(self.questions)
        return replace(self, position=position, second_round=skipped, settled=frozenset())


def begin(instrument: Instrument, scan: Scan) -> Interview:
    """The interview of a scan, at the first question that was not asked yet.

    A finished scan stays at its end, unless the questionnaire now asks something new.
    """
    scan = fitted(instrument, scan)
    questions = questions_of(instrument, scan.quick, scan.profile.sector)
    is_open = [not was_asked(scan, question) for question in questions]
    if True not in is_open:
        interview = Interview(instrument, scan, questions, len(questions))
        return interview if scan.finished else interview.in_second_round()
    position = is_open.index(True)
    settled = frozenset(q.id for q in questions[position:] if was_asked(scan, q))
    return Interview(instrument, scan.changed(finished=False), questions, position, settled=settled)


def was_asked(scan: Scan, question: Question) -> bool:
    """Whether the question was answered, skipped or passed over."""
    return question.id in scan.passed or stored_value(scan, question) not in (None, "")


def stored_value(scan: Scan, question: Question) -> AnswerValue | float | None:
    """What the scan holds for a question."""
    match question.kind:
        case Kind.TEXT | Kind.CHOICE:
            value: str | None = getattr(scan.profile, question.id)
            return value
        case Kind.FIGURE:
            return scan.figures.get(question.id)
        case Kind.ITEM | Kind.YES_NO:
            return scan.answers.get(question.id)


def recorded(instrument: Instrument, scan: Scan, question: Question, value: object) -> Scan:
    """The scan with this answer; the one check for typed, resumed and imported answers."""
    if question.item:
        answer = check_answer(instrument.questionnaire, question.item, value)
        stored = answer_value(instrument.questionnaire, question.item, answer)
        return _with_answer(scan, question.id, stored)
    if question.outcome:
        return _with_figure(scan, question.outcome, value)
    if question.choices:
        return _with_profile(scan, question.id, _choice(question, value))
    if question.kind is Kind.YES_NO:
        return _with_answer(scan, question.id, _yes_no(question, value))
    name = clean_line(str(value))
    if not name:
        raise InputError([Problem(Fault.ANSWER_TEXT, {"item": question.id})])
    return _with_profile(scan, question.id, name)


def answers_of(instrument: Instrument, scan: Scan) -> Mapping[str, Answer]:
    """The scan's answers as the responses frame and the advice want them."""
    answers = {}
    for question in questions_of(instrument, scan.quick, scan.profile.sector):
        value = scan.answers.get(question.id)
        if question.kind is Kind.ITEM and question.item is not None:
            answers[question.id] = check_answer(instrument.questionnaire, question.item, value)
        elif question.kind is Kind.YES_NO:
            answers[question.id] = _yes_no_answer(value)
    return answers


def fitted(instrument: Instrument, scan: Scan) -> Scan:
    """The scan with the answers that no longer fit set aside, to be asked again.

    Answers to the module of another sector fit: they count again when that sector is chosen again.
    """
    known = _known_questions(instrument)
    profile = {name: value for name, value in scan.profile.model_dump().items() if value}
    unfit = {
        name: value
        for name, value in (profile | scan.answers | scan.figures).items()
        if name not in known or not _fits(instrument, scan, known[name], value)
    }
    if not unfit:
        return scan
    forgotten = dict.fromkeys(profile.keys() & unfit.keys())
    aside = {name: v if isinstance(v, int | str) else f"{v:g}" for name, v in unfit.items()}
    return scan.changed(
        profile=scan.profile.model_copy(update=forgotten),
        answers={name: value for name, value in scan.answers.items() if name not in unfit},
        figures={name: figure for name, figure in scan.figures.items() if name not in unfit},
        passed=tuple(name for name in scan.passed if name not in unfit),
        set_aside=scan.set_aside | aside,
    )


def _known_questions(instrument: Instrument) -> dict[str, Question]:
    """Every question that a scan with this instrument may have, whatever its sector."""
    sectors = (None, *(module.id for module in instrument.sectors))
    return {
        question.id: question
        for sector in sectors
        for question in questions_of(instrument, False, sector)
    }


def _fits(instrument: Instrument, scan: Scan, question: Question, value: object) -> bool:
    if question.kind is Kind.CHOICE:
        return value in [choice.id for choice in question.choices]
    try:
        recorded(instrument, scan, question, value)
    except InputError:
        return False
    return True


def _passed(scan: Scan, question: Question) -> Scan:
    if question.kind is Kind.TEXT and not scan.profile.organisation:
        raise InputError([Problem(Fault.ANSWER_TEXT, {"item": question.id})])
    if question.kind in (Kind.ITEM, Kind.YES_NO):
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


_YES_WORDS = {"1", "yes", "ja", "true", "y", "j"}
_NO_WORDS = {"2", "no", "nee", "false", "n"}


def _yes_no(question: Question, value: object) -> AnswerValue:
    text = str(value).strip().casefold()
    if text in _YES_WORDS:
        return YES
    if text in _NO_WORDS:
        return NO
    if text in (State.DONT_KNOW, State.SKIPPED):
        return text
    values = {"item": question.id, "value": str(value)[:40], "accepted": f"{YES}, {NO}, dont_know"}
    raise InputError([Problem(Fault.ANSWER_UNKNOWN, values)])


def _yes_no_answer(value: AnswerValue | None) -> Answer:
    if value == YES:
        return Answer(State.ANSWERED, 0)
    if value == NO:
        return Answer(State.ANSWERED, 1)
    return Answer(State.DONT_KNOW) if value == State.DONT_KNOW else SKIPPED
