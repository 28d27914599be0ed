"""From scores to the improvement plan: which actions, in which order, and why (method 5)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from slimscan.questionnaire.library import Action
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Aspect, Item, Questionnaire
from slimscan.scoring.responses import Answer, State, item_value
from slimscan.scoring.scorecard import Score, Scorecard, highest_first
from slimscan.shown import whole


@dataclass(frozen=True)
class Advised:
    """An action in the plan with the trail that led to it.

    `priority` is (100 - value)/100 x leverage x (1 + gap/100); `gap` is how many points lower the
    staff score the aspect than the leader. A precondition has no aspect and no priority: it comes
    first.
    """

    rank: int
    action: Action
    item: Item
    aspect: Aspect | None
    value: float
    leverage: float = 1.0
    gap: float = 0.0
    priority: float | None = None


@dataclass(frozen=True)
class PreconditionState:
    """One precondition: its value (0 to 100, nothing if unanswered) and whether it is in order."""

    item: Item
    value: float | None
    in_order: bool | None


@dataclass(frozen=True)
class Answered:
    """What the advice is computed from."""

    instrument: Instrument
    answers: Mapping[str, Answer]
    scorecard: Scorecard
    gaps: Mapping[str, float] = field(default_factory=dict)
    """Leader minus staff in points, by aspect, where the staff score lower."""


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
        in_order = None if value is None else whole(value) >= edge
        states.append(PreconditionState(item, value, in_order))
    return tuple(states)


def propose_plan(answered: Answered) -> tuple[Advised, ...]:
    """The ranked actions: preconditions that are not in order, then the items with low answers.

    At most `rules.most` in all and `rules.per_aspect` an aspect; a lever that scores under
    `rules.lever_below` has at least one when any of its items is low.
    """
    rules = answered.instrument.advice.rules
    first = _precondition_actions(answered)[: rules.most]
    room = rules.most - len(first)
    candidates = _limit_per_aspect(_candidates(answered), rules.per_aspect)
    chosen = candidates[:room]
    for lever in _low_levers(answered, rules.lever_below):
        chosen = _with_one_of(lever, chosen, candidates, answered, room)
    chosen.sort(key=_order)
    return tuple(
        replace(advised, rank=rank) for rank, advised in enumerate([*first, *chosen], start=1)
    )


def strengths(
    scorecard: Scorecard, above: float, most: int = 3, contested: Collection[str] = ()
) -> tuple[Score, ...]:
    """The highest aspects that score above `above`, best first; ties in their own order.

    What is `contested`, because the staff see far less of it, is no strength.
    """
    agreed = [aspect for aspect in scorecard.aspects if aspect.id not in contested]
    return tuple(one for one in highest_first(agreed) if (one.shown or 0) > above)[:most]


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
    if made[True]:
        return 3
    if not questionnaire.changes or not known:
        return None
    return 2 if made[False] else 1


def _order(advised: Advised) -> tuple[float, str]:
    return (-(advised.priority or 0), advised.action.id)


def _precondition_actions(answered: Answered) -> list[Advised]:
    questionnaire = answered.instrument.questionnaire
    chosen = []
    for state in preconditions_of(questionnaire, answered.answers):
        action = answered.instrument.action_for(state.item.id)
        if state.in_order is False and state.value is not None and action:
            chosen.append(Advised(0, action, state.item, None, state.value))
    return sorted(chosen, key=lambda advised: (advised.value, advised.action.id))


def _candidates(answered: Answered) -> list[Advised]:
    """Every item with a low answer, with its action, highest priority first."""
    questionnaire = answered.instrument.questionnaire
    scored = {aspect.id for aspect in (*answered.scorecard.aspects, *answered.scorecard.beside)}
    modules = [module.aspect for module in answered.instrument.sectors]
    found = []
    for aspect in (*questionnaire.aspects, *modules):
        if aspect.id not in scored:
            continue
        for item in aspect.items:
            answer = answered.answers.get(item.id)
            value = item_value(questionnaire, item, answer) if answer else None
            action = answered.instrument.action_for(item.id)
            low = answered.instrument.advice.rules.low
            if value is None or action is None or whole(value) > low:
                continue
            found.append(_advised(answered, aspect, item, action, value))
    return sorted(found, key=_order)


def _advised(
    answered: Answered, aspect: Aspect, item: Item, action: Action, value: float
) -> Advised:
    gap = max(answered.gaps.get(aspect.id, 0.0), 0.0)
    leverage = aspect.leverage_factor
    priority = (100 - value) / 100 * leverage * (1 + gap / 100)
    return Advised(0, action, item, aspect, value, leverage, gap, priority)


def _limit_per_aspect(candidates: list[Advised], most: int) -> list[Advised]:
    taken: dict[str, int] = {}
    kept = []
    for advised in candidates:
        aspect = advised.aspect.id if advised.aspect else ""
        taken[aspect] = taken.get(aspect, 0) + 1
        if taken[aspect] <= most:
            kept.append(advised)
    return kept


def _low_levers(answered: Answered, below: float) -> list[frozenset[str]]:
    """The levers that score under `below`, each as the ids of its aspects."""
    return [
        frozenset(aspect.id for aspect in lever.aspects)
        for lever in answered.scorecard.levers
        if lever.shown is not None and lever.shown < below
    ]


def _with_one_of(
    lever: frozenset[str],
    chosen: list[Advised],
    candidates: list[Advised],
    answered: Answered,
    room: int,
) -> list[Advised]:
    """The chosen actions with one for this lever, in place of the last that can be missed."""
    if any(advised.aspect and advised.aspect.id in lever for advised in chosen):
        return chosen
    best = next((a for a in candidates if a.aspect and a.aspect.id in lever), None)
    if best is None or room == 0:
        return chosen
    if len(chosen) < room:
        return [*chosen, best]
    lever_of = {
        aspect.id: score.id for score in answered.scorecard.levers for aspect in score.aspects
    }
    low = {
        lever_of.get(name) for names in _low_levers(answered, _below(answered)) for name in names
    }
    counts: dict[str | None, int] = {}
    for advised in chosen:
        home = lever_of.get(advised.aspect.id) if advised.aspect else None
        counts[home] = counts.get(home, 0) + 1
    for place in range(len(chosen) - 1, -1, -1):
        aspect = chosen[place].aspect
        home = lever_of.get(aspect.id) if aspect else None
        if home not in low or counts[home] > 1:
            return [*chosen[:place], *chosen[place + 1 :], best]
    return chosen


def _below(answered: Answered) -> float:
    return answered.instrument.advice.rules.lever_below
