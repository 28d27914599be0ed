"""How a comparison writes a difference and an answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from slimscan.comparison.comparison import Comparison
from slimscan.language import Words
from slimscan.questionnaire.models import Item
from slimscan.report.wording import Wording, whole
from slimscan.scoring.responses import Answer


class Direction(StrEnum):
    """Where a score or answer went, as it is shown."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    NONE = "none"
    """There is nothing to compare."""


@dataclass(frozen=True)
class ValueView:
    """A value, 0 to 100 after reversal, with its shade from 0 to 4; words where there are any."""

    value: int
    step: int
    words: str = ""


def points_between(before: float | None, after: float | None) -> int | None:
    """The difference between two scores as they are shown, so that a reader can redo it."""
    return None if before is None or after is None else whole(after) - whole(before)


def direction_of(points: int | None) -> Direction:
    """The direction of a difference."""
    if points is None:
        return Direction.NONE
    return Direction.SAME if points == 0 else Direction.UP if points > 0 else Direction.DOWN


def signed(points: int | None, own: Words) -> str:
    """A difference with its sign, that it is the same, or that there is none."""
    if points is None:
        return own("change.no_score")
    if points == 0:
        return own("change.same")
    return f"+{points}" if points > 0 else f"\N{MINUS SIGN}{-points}"


def value_view(value: float | None, told: str = "") -> ValueView | None:
    """A value with its shade; nothing without a value."""
    return None if value is None else ValueView(whole(value), min(4, whole(value / 25)), told)


def answer_words(comparison: Comparison, item: Item, answer: Answer, say: Wording) -> str:
    """The words of the chosen option; empty when none was chosen."""
    questionnaire = comparison.instrument.questionnaire
    language = say.words.language
    known = language if language in questionnaire.languages else say.other
    labels = questionnaire.option_labels(item, known)
    return "" if answer.place is None else labels[answer.place]
