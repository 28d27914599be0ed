"""The answers of a firm laid out for choosing actions: every item with its place and its value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from slimscan.plan.advice import PreconditionState, preconditions_of
from slimscan.plan.advised import Advised, Answered, Kind
from slimscan.plan.ranking import (
    LAST,
    START_ORDER,
    in_order_of,
    is_low_value,
    is_too_few,
    priority_of,
)
from slimscan.plan.two_sided import TwoSided, two_sided_values
from slimscan.questionnaire.actions import Action
from slimscan.questionnaire.models import Aspect, Item
from slimscan.scoring.scales import AspectScale
from slimscan.scoring.scorecard import Score
from slimscan.shown import whole


@dataclass(frozen=True)
class ItemPlace:
    """Where an item stands: its aspect, the scale that holds it, and the order among equals."""

    item: Item
    aspect: Aspect
    lever: str
    ties: Mapping[str, float]
    """The numbers of `TIES`."""


class Ground:
    """The answers laid out for choosing: every item with its place and its value."""

    def __init__(self, answered: Answered) -> None:
        self.answered = answered
        self.rules = answered.instrument.advice.rules
        self.values = _two_sided(answered)
        self.places = list(_places(answered))
        self._advice = answered.instrument.advice.actions
        self.preconditions = preconditions_of(answered.instrument.questionnaire, answered.answers)
        self.there: list[Action] = []
        self.waiting: list[Action] = []
        applicable = len(answered.values)
        self.too_few = is_too_few(len(self.values), applicable)
        self.is_unsafe = self._is_unsafe()
        self.levels = ("unsafe", "start") if self.is_unsafe else ("start",)
        """The levels of an action for what is low, the first that there is."""

    def safety_actions(self) -> Iterator[Advised]:
        """What the plan begins with where people may not dare to speak; else nothing."""
        if not self.is_unsafe:
            return
        places = {place.item.id: place for place in self.places}
        wrong = {one.item.id: one for one in self.preconditions if one.in_order is False}
        for number, name in enumerate(self.rules.unsafe_first):
            item = next(one.item for one in self._advice if one.id == name)
            if item in places and (number == 0 or self.is_low(places[item].item)):
                advised = self._advised(places[item], Kind.SAFETY, ("unsafe",))
                if advised:
                    yield replace(advised, priority=None)
            elif item in wrong:
                yield from self.basis(wrong[item], Kind.SAFETY)

    def basis(self, state: PreconditionState, kind: Kind) -> Iterator[Advised]:
        """The action for a precondition, unless the firm does it already or it waits."""
        action = self.action_for(state.item, self.levels)
        if action and action.id not in self.answered.have and not self._waits(action):
            yield Advised(0, kind, action, state.item, None, state.value)

    def start_actions(self) -> Iterator[Advised]:
        """An action for every item whose value is low, highest priority first."""
        low = [p for p in self.places if self.is_low(p.item)]
        for place in sorted(low, key=lambda place: in_order_of(self.keys(place), START_ORDER)):
            advised = self._advised(place, Kind.START, self.levels)
            if advised:
                yield advised

    def next_action(self, place: ItemPlace) -> Advised | None:
        """The step after a practice that is there."""
        return self._advised(place, Kind.NEXT, ("next",))

    def is_low(self, item: Item) -> bool:
        """Whether an item has a value, and a low one."""
        value = self.values.get(item.id)
        return value is not None and is_low_value(value.value, self.rules.low)

    def keys(self, place: ItemPlace) -> dict[str, float]:
        """What an item that has a value is sorted by."""
        item = place.item
        return {
            "priority": self._priority(item),
            "done": item.id in self.answered.done,
            "leverage": item.leverage,
            "value": self.values[item.id].value,
            **place.ties,
        }

    def lower_score(self, lever: Score) -> int:
        """The lower of the leader's and the staff's shown score of a lever."""
        own = LAST if lever.score is None else whole(lever.score)
        return min(own, self.answered.staff.levers.get(lever.id, LAST))

    def _priority(self, item: Item) -> float:
        return priority_of(self.values[item.id].value, item.leverage)

    def _advised(self, place: ItemPlace, kind: Kind, levels: Iterable[str]) -> Advised | None:
        action = self.action_for(place.item, levels)
        if action is None:
            return None
        sees = self.answered.staff.aspects.get(place.aspect.id)
        talk = sees is not None and sees.differs
        if action.id in self.answered.have:
            if sees is None or sees.mean > self.rules.low:
                self.there.append(action)
                return None
            talk = True
        if self._waits(action):
            return None
        value = self.values.get(place.item.id)
        return Advised(
            rank=0,
            kind=kind,
            action=action,
            item=place.item,
            aspect=place.aspect,
            value=value.leader if value else None,
            two_sided=value,
            leverage=place.item.leverage,
            priority=self._priority(place.item) if value else None,
            sees=sees,
            conversation=talk and not self.is_unsafe,
        )

    def _waits(self, action: Action) -> bool:
        """Whether it waits until people dare to speak; it is noted when it does."""
        waits = self.is_unsafe and action.open_talk
        if waits and action.level != "next" and action not in self.waiting:
            self.waiting.append(action)
        return waits

    def action_for(self, item: Item, levels: Iterable[str]) -> Action | None:
        """The action for an item at the first of these levels that has one, for this size."""
        instrument, size = self.answered.instrument, self.answered.size
        offered = (instrument.action_for(item.id, level, size) for level in levels)
        return next((action for action in offered if action), None)

    def _is_unsafe(self) -> bool:
        """Whether every aspect that speaking up depends on is low, for the leader or the staff."""
        scores = {one.id: one.score for one in self.answered.scorecard.aspects}

        def low(aspect: str) -> bool:
            sees = self.answered.staff.aspects.get(aspect)
            score = scores.get(aspect)
            seen = [whole(score)] if score is not None else []
            return min([*seen, *([sees.mean] if sees else [])], default=LAST) <= self.rules.low

        return bool(self.rules.unsafe_aspects) and all(map(low, self.rules.unsafe_aspects))


def _two_sided(answered: Answered) -> dict[str, TwoSided]:
    leader = answered.values
    found: dict[str, TwoSided] = {}
    for aspect in answered.scales.aspects:
        own = {item.id: leader[item.id] for item in aspect.items if item.id in leader}
        found |= two_sided_values(aspect, own, answered.staff.aspects.get(aspect.id))
    return found


def _places(answered: Answered) -> Iterator[ItemPlace]:
    """Every scored item in the order of the questionnaire, a sector's own last."""
    known = {aspect.id: aspect for aspect in answered.instrument.aspects}
    scores = {one.id: one for one in (*answered.scorecard.aspects, *answered.scorecard.beside)}
    levers = {one.id: one for one in answered.scorecard.levers}
    homes: list[tuple[str, AspectScale]] = [
        (lever.id, aspect) for lever in answered.scales.levers for aspect in lever.aspects
    ]
    homes += [(aspect.id, aspect) for aspect in answered.scales.beside]
    number = 0
    for lever, scale in homes:
        for item in scale.items:
            number += 1
            ties = {
                "module": lever not in levers,
                "lever_score": _shown(levers.get(lever)),
                "aspect_score": _shown(scores[scale.id]),
                "number": number,
            }
            yield ItemPlace(item, known[scale.id], lever, ties)


def _shown(score: Score | None) -> int:
    return LAST if score is None or score.score is None else whole(score.score)
