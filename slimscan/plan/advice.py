"""What the answers say beside the scores: preconditions, strengths, the target group (method 5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from slimscan.questionnaire.models import Item, Questionnaire
from slimscan.scoring.responses import Answer, State, item_value
from slimscan.scoring.scorecard import Score, Scorecard, highest_first
from slimscan.shown import whole

STRENGTH_FROM = 60
"""An aspect is a strength from this shown score on."""
MOST_STRENGTHS = 3


@dataclass(frozen=True)
class PreconditionState:
    """One precondition: its value (0 to 100, nothing if unanswered) and whether it is in order."""

    item: Item
    value: float | None
    in_order: bool | None


def preconditions_of(
    questionnaire: Questionnaire, answers: Mapping[str, Answer]
) -> tuple[PreconditionState, ...]:
    """The state of every precondition that applies to this firm."""
    states = []
    for item in questionnaire.precondition_items:
        answer = answers.get(item.id)
        if answer and answer.state is State.NOT_APPLICABLE:
            continue
        value = item_value(questionnaire, item, answer) if answer else None
        edge = questionnaire.preconditions.in_order_from if questionnaire.preconditions else 0.0
        in_order = None if value is None else is_in_order(value, edge)
        states.append(PreconditionState(item, value, in_order))
    return tuple(states)


def is_in_order(value: float, edge: float) -> bool:
    """Whether a precondition of this value is in order, which it is from `edge` on, as shown."""
    return whole(value) >= edge


def strengths(
    scorecard: Scorecard, most: int = MOST_STRENGTHS, contested: Collection[str] = ()
) -> tuple[Score, ...]:
    """The highest aspects that score at least 60, best first; ties in their own order.

    What is `contested`, because the staff see far less of it, is no strength.
    """
    agreed = [aspect for aspect in scorecard.aspects if aspect.id not in contested]
    return tuple(one for one in highest_first(agreed) if (one.shown or 0) >= STRENGTH_FROM)[:most]


def target_group(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> int | None:
    """The IP-2009 target group from the changes of the last two years; nothing if it is unknown.

    3: a change that counts as working smarter. 2: another renewal only. 1: none at all.
    """
    made = {True: False, False: False}
    known = True
    for change in questionnaire.changes:
        answer = answers.get(change.id)
        if answer is None or answer.place is None:
            known = False
        elif answer.place == 0:
            made[change.smart] = True
    return group_from(made[True], made[False], known and bool(questionnaire.changes))


def group_from(smart: bool, other: bool, known: bool) -> int | None:
    """The target group of a firm that made a smart change, or another; `known` if it told all."""
    if smart:
        return 3
    if not known:
        return None
    return 2 if other else 1
