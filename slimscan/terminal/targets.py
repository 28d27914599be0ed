"""After each lever, with an adviser: which score the firm aims for on its aspects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto

from slimscan.errors import InputError
from slimscan.language import problem_text
from slimscan.questionnaire.models import Aspect
from slimscan.result import result_of
from slimscan.scan.interview import Interview
from slimscan.scan.questions import ScanPart, Section, aspects_of
from slimscan.scan.record import with_target
from slimscan.shown import Wording, as_shown
from slimscan.terminal.keys import key_of
from slimscan.terminal.page import ChoiceLine, Detail, Hint, Page, TextEntry
from slimscan.terminal.question_hints import hint, range_of
from slimscan.terminal.question_pages import MOST_SINGLE_KEYS, section_heading
from slimscan.terminal.screen import Screen

Save = Callable[[Interview], Interview]


class Move(Enum):
    """Where the user wants to go from a page."""

    ON = auto()
    BACK = auto()
    STOP = auto()


@dataclass(frozen=True)
class AspectGoal:
    """One aspect with its score now and the score to aim for, both 0 to 100 or nothing."""

    aspect: Aspect
    score: float | None
    target: float | None


def has_targets(interview: Interview, section: Section) -> bool:
    """Whether targets are asked after this section: with an adviser, after a scored one."""
    return bool(interview.scan.advisor) and section.part in (ScanPart.LEVER, ScanPart.MODULE)


def goals_of(interview: Interview, section: Section) -> tuple[AspectGoal, ...]:
    """The aspects of a section that this scan asks about, with where they stand."""
    scan, card = interview.scan, result_of(interview.instrument, interview.scan).scorecard
    scores = {score.id: score.score for score in (*card.aspects, *card.beside)}
    asked = {question.id for question in interview.questions if question.section == section}
    return tuple(
        AspectGoal(aspect, scores.get(name), scan.targets.get(name))
        for name, aspect in aspects_of(interview.instrument, scan.profile.sector).items()
        if any(item.id in asked for item in aspect.items)
    )


def ask_targets(
    interview: Interview, section: Section, screen: Screen, texts: Wording, save: Save
) -> Move:
    """Ask for targets until the user goes on, back or stops; each is saved at once."""
    message = ""
    while True:
        goals = goals_of(interview, section)
        entry = screen.answer(targets_page(interview, section, goals, texts, message))
        message = ""
        if not entry:
            return Move.ON
        if entry in (key_of(texts, "back"), key_of(texts, "stop")):
            return Move.BACK if entry == key_of(texts, "back") else Move.STOP
        if entry.isdecimal() and 1 <= int(entry) <= len(goals):
            goal = goals[int(entry) - 1]
            after = _asked_target(interview, section, goal, screen, texts)
            if after is None:
                return Move.STOP
            interview = save(after) if after is not interview else interview
        else:
            message = texts("wanted.choice")


def targets_page(
    interview: Interview,
    section: Section,
    goals: tuple[AspectGoal, ...],
    texts: Wording,
    message: str = "",
) -> Page:
    """The aspects of a lever, each with its score now and its target."""
    options = tuple(
        ChoiceLine(str(number), _row(goal, texts)) for number, goal in enumerate(goals, start=1)
    )
    many = len(options) > MOST_SINGLE_KEYS
    return Page(
        title=texts.text(interview.instrument.questionnaire.title),
        place=(section_heading(interview, section, texts), texts("targets.place")),
        question=texts("targets.question"),
        paragraphs=(texts("targets.text"),),
        options=options,
        message=message,
        hints=(
            Hint(range_of(options), texts("key.target.label")),
            hint(texts, "next"),
            hint(texts, "back"),
            hint(texts, "stop"),
        ),
        entry=TextEntry.NUMBER if many else TextEntry.KEY,
        label=texts("label.number"),
    )


def target_page(
    interview: Interview, section: Section, goal: AspectGoal, texts: Wording, message: str = ""
) -> Page:
    """Asks for the target of one aspect."""
    hints = [hint(texts, "keep" if goal.target is not None else "pass")]
    if goal.target is not None:
        hints.append(hint(texts, "clear", "target_remove"))
    return Page(
        title=texts.text(interview.instrument.questionnaire.title),
        place=(section_heading(interview, section, texts), texts("targets.place")),
        question=texts.text(goal.aspect.name),
        paragraphs=(texts.text(goal.aspect.description),),
        details=(Detail("", _standing(goal, texts)),),
        message=message,
        hints=(*hints, hint(texts, "back"), hint(texts, "stop")),
        entry=TextEntry.NUMBER,
        label=texts("label.target"),
    )


def _asked_target(
    interview: Interview, section: Section, goal: AspectGoal, screen: Screen, texts: Wording
) -> Interview | None:
    """The interview with the target that was typed, or as it was; nothing when the user stops."""
    message = ""
    while True:
        entry = screen.answer(target_page(interview, section, goal, texts, message))
        if entry == key_of(texts, "stop"):
            return None
        if not entry or entry == key_of(texts, "back"):
            return interview
        typed = "" if entry == key_of(texts, "clear") else entry
        try:
            scan = with_target(interview.scan, goal.aspect.id, typed)
        except InputError as error:
            message = problem_text(error.problems[0], texts.language)
        else:
            return replace(interview, scan=scan)


def _row(goal: AspectGoal, texts: Wording) -> str:
    return f"{texts.text(goal.aspect.name)}: {_standing(goal, texts)}"


def _standing(goal: AspectGoal, texts: Wording) -> str:
    now = texts("scorecard.no_score") if goal.score is None else as_shown(goal.score)
    if goal.target is None:
        return texts("targets.now", now=now)
    return texts("targets.now_and_target", now=now, target=as_shown(goal.target))
