"""The questions of a scan: which ones it has, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from slimscan.questionnaire.actions import SectorModule
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Aspect, Choice, Item, Outcome, Questionnaire, SizeClass

YES, NO = 1, 2
"""The codes of the two options of a question about changes."""


class QuestionKind(StrEnum):
    """What kind of answer a question takes."""

    TEXT = "text"
    CHOICE = "choice"
    ITEM = "item"
    YES_NO = "yes_no"
    FIGURE = "figure"


class ScanPart(StrEnum):
    """The parts of the interview, in order."""

    PROFILE = "profile"
    LEVER = "lever"
    MODULE = "module"
    PRECONDITIONS = "preconditions"
    CHANGES = "changes"
    OUTCOMES = "outcomes"
    CLOSING = "closing"
    """About the scan itself, after the plan; no part of the interview."""


_NOT_IN_QUICK = (ScanPart.CHANGES, ScanPart.OUTCOMES)


@dataclass(frozen=True)
class Section:
    """A stretch of questions that belong together: one lever, or what stands beside the levers."""

    part: ScanPart
    id: str
    number: int = 0
    """Which lever this is, counted from 1; 0 for what is not a lever."""


@dataclass(frozen=True)
class Question:
    """One question; exactly one of `item`, `choices`, `outcome` is given by its kind."""

    id: str
    kind: QuestionKind
    section: Section
    item: Item | None = None
    choices: tuple[Choice | SizeClass, ...] = ()
    outcome: Outcome | None = None

    @property
    def scored(self) -> bool:
        """Whether it counts in "question 17 of 48"."""
        return self.section.part in (ScanPart.LEVER, ScanPart.MODULE)


def questions_of(
    instrument: Instrument, quick: bool, sector: str | None, size: str | None = None
) -> tuple[Question, ...]:
    """All questions of a scan in order; a sector with a module of its own adds that.

    What does not apply in a firm of this size class is left out; without a size nothing is.
    """
    questionnaire = instrument.questionnaire
    questions = (
        *_profile_questions(questionnaire),
        *_lever_questions(questionnaire, quick),
        *_module_questions(instrument.sector(sector), quick),
        *_beside_questions(questionnaire),
    )
    known = questionnaire.profile.size(size)
    return tuple(one for one in questions if one.item is None or one.item.fits(known))


def every_question(instrument: Instrument) -> tuple[Question, ...]:
    """Every question that a scan with this instrument may have, whatever its sector."""
    questionnaire = instrument.questionnaire
    return (
        *_profile_questions(questionnaire),
        *_lever_questions(questionnaire, False),
        *(one for module in instrument.sectors for one in _module_questions(module, False)),
        *_beside_questions(questionnaire),
        *closing_questions(questionnaire),
    )


def interview_questions(
    instrument: Instrument, quick: bool, sector: str | None, size: str | None = None
) -> tuple[Question, ...]:
    """The questions that an interview asks: a quick one leaves out what its plan can do without.

    An answer file or a form may hold those answers all the same. `Questionnaire.number_beside`
    counts them without the instrument.
    """
    questions = questions_of(instrument, quick, sector, size)
    return tuple(q for q in questions if not (quick and q.section.part in _NOT_IN_QUICK))


def closing_questions(questionnaire: Questionnaire) -> tuple[Question, ...]:
    """The questions about the scan itself, asked after the plan."""
    section = Section(ScanPart.CLOSING, "closing")
    return tuple(
        Question(item.id, QuestionKind.ITEM, section, item=item)
        for item in questionnaire.closing_items
    )


def aspects_of(instrument: Instrument, sector: str | None) -> dict[str, Aspect]:
    """The aspects of a scan by id: those of the levers, then that of the sector's module."""
    module = instrument.sector(sector)
    aspects = (*instrument.questionnaire.aspects, *((module.aspect,) if module else ()))
    return {aspect.id: aspect for aspect in aspects}


def _profile_questions(questionnaire: Questionnaire) -> list[Question]:
    section = Section(ScanPart.PROFILE, "profile")
    return [
        Question("organisation", QuestionKind.TEXT, section),
        *(
            Question(name, QuestionKind.CHOICE, section, choices=choices)
            for name, choices in questionnaire.profile.choices.items()
        ),
    ]


def _lever_questions(questionnaire: Questionnaire, quick: bool) -> list[Question]:
    return [
        Question(item.id, QuestionKind.ITEM, Section(ScanPart.LEVER, lever.id, number), item=item)
        for number, lever in enumerate(questionnaire.levers, start=1)
        for item in lever.items
        if item.quick or not quick
    ]


def _module_questions(module: SectorModule | None, quick: bool) -> list[Question]:
    if module is None:
        return []
    section = Section(ScanPart.MODULE, module.id)
    items = (item for item in module.aspect.items if item.quick or not quick)
    return [Question(item.id, QuestionKind.ITEM, section, item=item) for item in items]


def _beside_questions(questionnaire: Questionnaire) -> list[Question]:
    preconditions = Section(ScanPart.PRECONDITIONS, "preconditions")
    changes = Section(ScanPart.CHANGES, "changes")
    outcomes = Section(ScanPart.OUTCOMES, "outcomes")
    return [
        *(
            Question(item.id, QuestionKind.ITEM, preconditions, item=item)
            for item in questionnaire.precondition_items
        ),
        *(Question(change.id, QuestionKind.YES_NO, changes) for change in questionnaire.changes),
        *(
            Question(outcome.id, QuestionKind.FIGURE, outcomes, outcome=outcome)
            for outcome in questionnaire.outcomes
        ),
    ]
