"""How a comparison writes a difference and an answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from slimscan.comparison.comparison import Comparison
from slimscan.language import Words
from slimscan.questionnaire.models import Item
from slimscan.scoring.responses import Answer
from slimscan.shown import Wording, option_labels, shade, signed, whole


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


def direction_of(points: int | None) -> Direction:
    """The direction of a difference."""
    if points is None:
        return Direction.NONE
    return Direction.SAME if points == 0 else Direction.UP if points > 0 else Direction.DOWN


def difference_in_words(points: int | None, own: Words) -> str:
    """A difference with its sign, that it is the same, or that there is none."""
    if points is None:
        return own("change.no_score")
    return signed(points) if points else own("change.same")


def value_view(value: float | None, told: str = "") -> ValueView | None:
    """A value with its shade; nothing without a value."""
    return None if value is None else ValueView(whole(value), shade(value), told)


def answer_words(comparison: Comparison, item: Item, answer: Answer, say: Wording) -> str:
    """The words of the chosen option; empty when none was chosen."""
    labels = option_labels(comparison.instrument.questionnaire, item, say.language)
    return "" if answer.place is None else labels[answer.place]
