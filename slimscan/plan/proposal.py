"""The improvement plan that follows from the answers: which actions, in which order (method 5).

Every rank can be redone with a pencil: (100 - value) / 100 x leverage, from high to low. Where two
are equal the lever with the lower score goes first, then the aspect with the lower score, then the
order of the questionnaire; a sector's own questions come last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from slimscan.plan.advice import PreconditionState, preconditions_of
from slimscan.plan.two_sided import (
    NOT_SEEN,
    StaffSees,
    StaffSight,
    TwoSided,
    two_sided_values,
)
from slimscan.questionnaire.half_rule import HALF
from slimscan.questionnaire.library import Action
from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import Aspect, Item
from slimscan.scoring.responses import Answer, State, item_value
from slimscan.scoring.scales import AspectScale, Scales
from slimscan.scoring.scorecard import Score, Scorecard
from slimscan.shown import whole, without_noise

MOST_PRECONDITIONS = 3
NEXT_ALONE = 3
"""So many next actions are proposed where nothing is low."""
FILLED_UP_TO = 5
"""One to four start actions are filled up with next actions to so many together."""
MEETING_FROM = 3
"""From so many conversations on they become one meeting."""
LAST = 101
"""Beyond every score: what has none comes last."""

TIES = ("module", "lever_score", "aspect_score", "number")
"""What decides between equals, in this order: a sector's own last, then the lower shown scores."""
START_ORDER = ("-priority", *TIES)
NEXT_ORDER = ("-done", "-leverage", "value", *TIES)
"""A minus stands before what goes from high to low."""


def priority_of(value: float, leverage: float) -> float:
    """How high an item of this value (0 to 100) ranks (method 5)."""
    return without_noise((100 - value) / 100 * leverage)


def is_low_value(value: float, low: float) -> bool:
    """Whether a value is low as it is shown."""
    return whole(value) <= low


def is_too_few(with_value: float, applicable: float) -> bool:
    """Whether too little of what applies has a value to advise."""
    return with_value < HALF * applicable


def in_order_of(keys: Mapping[str, float], order: Sequence[str]) -> tuple[float, ...]:
    """What to sort by: the named numbers, turned round where a minus stands before the name."""
    return tuple(-keys[name[1:]] if name.startswith("-") else keys[name] for name in order)


class Kind(StrEnum):
    """Why an action is in the plan."""

    PRECONDITION = "precondition"
    """Something that must be in order first is not."""
    FIND_OUT = "find_out"
    """Whether a precondition is in order is not known."""
    START = "start"
    """A low value: begin with the practice."""
    NEXT = "next"
    """The practice is there: the step after it."""


@dataclass(frozen=True)
class Advised:
    """An action in the plan with the trail that led to it.

    `value` is the leader's own answer (0 to 100); `two_sided` the value that ranks. `priority` is
    (100 - two-sided value) / 100 x leverage; preconditions have none and come first.
    """

    rank: int
    kind: Kind
    action: Action
    item: Item
    aspect: Aspect | None
    value: float | None
    two_sided: TwoSided | None = None
    leverage: float = 1.0
    priority: float | None = None
    sees: StaffSees | None = None
    """What the staff see of the aspect, where that is shown."""
    conversation: bool = False
    """Leader and staff see it so differently that its first step is to ask."""


@dataclass(frozen=True)
class Proposal:
    """The plan as it follows from the answers, and what to say about it."""

    actions: tuple[Advised, ...]
    meeting: tuple[Aspect, ...] = ()
    """What to talk about in one meeting, first of all: three or more conversations."""
    left_out: tuple[PreconditionState, ...] = ()
    """Preconditions that are not in order and not among the actions."""
    there: tuple[Action, ...] = ()
    """What would have been proposed, had the firm not said that it does so already."""
    too_few: bool = False
    """Under half of what applies has a value: too little was answered to advise."""
    unsafe: bool = False
    """People may not dare to speak: what speaking up depends on is low everywhere."""

    @property
    def strong(self) -> bool:
        """Whether nothing was low, so that the plan is made of next steps."""
        return bool(self.actions) and all(one.kind is Kind.NEXT for one in self.actions)


@dataclass(frozen=True)
class Answered:
    """What the advice is computed from."""

    instrument: Instrument
    answers: Mapping[str, Answer]
    scorecard: Scorecard
    scales: Scales
    staff: StaffSight = NOT_SEEN
    size: str | None = None
    """The size class of the firm, an id of the profile."""
    have: frozenset[str] = frozenset()
    """Ids of actions that the firm says it does already."""
    done: frozenset[str] = frozenset()
    """Items of which the start action was done before this measurement."""

    @property
    def values(self) -> dict[str, float | None]:
        """The leader's value of every scored item that applies, nothing for a missing one."""
        return {
            item.id: item_value(self.instrument.questionnaire, item, answer) if answer else None
            for item in self.scales.practices
            for answer in [self.answers.get(item.id)]
            if not answer or answer.state is not State.NOT_APPLICABLE
        }


def propose_plan(answered: Answered) -> Proposal:
    """The ranked actions: preconditions, then what is low, then the next steps of what is there.

    At most `rules.most` in all and `rules.per_aspect` an aspect; a lever that scores under
    `rules.lever_below`, for the leader or the staff, has one when any of its items is low.
    """
    ground = _Ground(answered)
    rules = answered.instrument.advice.rules
    first, left_out = _preconditions(ground)
    room = rules.most - len(first)
    low = list(ground.start_actions())
    start = _choose(ground, low, room)
    room -= len(start)
    further = [] if ground.too_few else _next_actions(ground, wanted=_wanted(start, room))
    ranked = [*first, *start, *further]
    return Proposal(
        actions=tuple(replace(one, rank=rank) for rank, one in enumerate(ranked, start=1)),
        meeting=() if ground.is_unsafe else _meeting(ranked),
        left_out=left_out,
        there=tuple(ground.there),
        too_few=ground.too_few,
        unsafe=ground.is_unsafe,
    )


@dataclass(frozen=True)
class _Place:
    """Where an item stands: its aspect, the scale that holds it, and the order among equals."""

    item: Item
    aspect: Aspect
    lever: str
    ties: Mapping[str, float]
    """The numbers of `TIES`."""


class _Ground:
    """The answers laid out for choosing: every item with its place and its value."""

    def __init__(self, answered: Answered) -> None:
        self.answered = answered
        self.rules = answered.instrument.advice.rules
        self.values = _two_sided(answered)
        self.places = list(_places(answered))
        self.there: list[Action] = []
        applicable = len(answered.values)
        self.too_few = is_too_few(len(self.values), applicable)
        self.is_unsafe = self._is_unsafe()
        self.levels = ("unsafe", "start") if self.is_unsafe else ("start",)
        """The levels of an action for what is low, the first that there is."""

    def start_actions(self) -> Iterator[Advised]:
        """An action for every item whose value is low, highest priority first."""
        low = [p for p in self.places if self.is_low(p.item)]
        for place in sorted(low, key=lambda place: in_order_of(self.keys(place), START_ORDER)):
            advised = self._advised(place, Kind.START, self.levels)
            if advised:
                yield advised

    def next_action(self, place: _Place) -> Advised | None:
        """The step after a practice that is there."""
        return self._advised(place, Kind.NEXT, ("next",))

    def is_low(self, item: Item) -> bool:
        """Whether an item has a value, and a low one."""
        value = self.values.get(item.id)
        return value is not None and is_low_value(value.value, self.rules.low)

    def keys(self, place: _Place) -> dict[str, float]:
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

    def _advised(self, place: _Place, kind: Kind, levels: Iterable[str]) -> Advised | None:
        action = self.action_for(place.item, levels)
        if action is None:
            return None
        sees = self.answered.staff.aspects.get(place.aspect.id)
        # Where people may not dare to speak, nobody is asked in a meeting what they see.
        talk = sees is not None and sees.differs and not self.is_unsafe
        if action.id in self.answered.have:
            if sees is None or sees.mean > self.rules.low:
                self.there.append(action)
                return None
            talk = True
        return Advised(
            rank=0,
            kind=kind,
            action=action,
            item=place.item,
            aspect=place.aspect,
            value=self.values[place.item.id].leader,
            two_sided=self.values[place.item.id],
            leverage=place.item.leverage,
            priority=self._priority(place.item),
            sees=sees,
            conversation=talk,
        )

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


def _places(answered: Answered) -> Iterator[_Place]:
    """Every scored item in the order of the questionnaire, a sector's own last."""
    known = {aspect.id: aspect for aspect in _every_aspect(answered.instrument)}
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
            yield _Place(item, known[scale.id], lever, ties)


def _every_aspect(instrument: Instrument) -> tuple[Aspect, ...]:
    return (*instrument.questionnaire.aspects, *(module.aspect for module in instrument.sectors))


def _shown(score: Score | None) -> int:
    return LAST if score is None or score.score is None else whole(score.score)


def _preconditions(ground: _Ground) -> tuple[list[Advised], tuple[PreconditionState, ...]]:
    """The first three that are not in order, the lowest first, then those not known; the others."""
    answered = ground.answered
    states = preconditions_of(answered.instrument.questionnaire, answered.answers)
    unknown = {name for name, answer in answered.answers.items() if answer.state is State.DONT_KNOW}
    wrong = sorted(
        (one for one in states if one.in_order is False), key=lambda one: one.value or 0.0
    )
    ask = [one for one in states if one.in_order is None and one.item.id in unknown]
    chosen: list[Advised] = []
    left: list[PreconditionState] = []
    for state in (*wrong, *ask):
        action = ground.action_for(state.item, ground.levels)
        kind = Kind.FIND_OUT if state.in_order is None else Kind.PRECONDITION
        if action and action.id not in answered.have and len(chosen) < MOST_PRECONDITIONS:
            chosen.append(Advised(0, kind, action, state.item, None, state.value))
        else:
            left.append(state)
    return chosen, tuple(left)


def _choose(ground: _Ground, candidates: Sequence[Advised], room: int) -> list[Advised]:
    """The first candidates, at most two an aspect, with one for every low lever that has any."""
    allowed = _limit_per_aspect(candidates, ground.rules.per_aspect)
    chosen = allowed[:room]
    homes = {place.item.id: place.lever for place in ground.places}
    low = {
        lever.id
        for lever in ground.answered.scorecard.levers
        if ground.lower_score(lever) < ground.rules.lever_below
    }
    for lever in (one.id for one in ground.answered.scorecard.levers if one.id in low):
        best = next((one for one in allowed if homes[one.item.id] == lever), None)
        if best and best not in chosen and not any(homes[o.item.id] == lever for o in chosen):
            chosen = _with(best, chosen, homes, low, room)
    return sorted(chosen, key=allowed.index)


def _limit_per_aspect(candidates: Sequence[Advised], most: int) -> list[Advised]:
    taken: dict[str, int] = {}
    kept = []
    for one in candidates:
        aspect = one.aspect.id if one.aspect else ""
        taken[aspect] = taken.get(aspect, 0) + 1
        if taken[aspect] <= most:
            kept.append(one)
    return kept


def _with(
    best: Advised,
    chosen: list[Advised],
    homes: Mapping[str, str],
    low: Collection[str],
    room: int,
) -> list[Advised]:
    """The chosen actions with this one, in place of the last that can be missed."""
    if len(chosen) < room:
        return [*chosen, best]
    counts: dict[str, int] = {}
    for one in chosen:
        counts[homes[one.item.id]] = counts.get(homes[one.item.id], 0) + 1
    for place in range(len(chosen) - 1, -1, -1):
        home = homes[chosen[place].item.id]
        if home not in low or counts[home] > 1:
            return [*chosen[:place], *chosen[place + 1 :], best]
    return chosen


def _wanted(start: Sequence[Advised], room: int) -> int:
    """How many next actions: three where nothing is low, else filled up to five together."""
    wanted = FILLED_UP_TO - len(start) if start else NEXT_ALONE
    return max(0, min(wanted, room))


def _next_actions(ground: _Ground, wanted: int) -> list[Advised]:
    """One an aspect that is ready, and a second in a lever only when every ready lever has one."""
    candidates = _ready(ground)
    chosen: list[tuple[_Place, Advised]] = []
    while candidates and len(chosen) < wanted:
        counts = {place.lever: 0 for place, _ in candidates}
        for place, _ in chosen:
            if place.lever in counts:
                counts[place.lever] += 1
        fewest = min(counts.values())
        best = next(one for one in candidates if counts[one[0].lever] == fewest)
        chosen.append(best)
        candidates.remove(best)
    return [advised for _, advised in chosen]


def _ready(ground: _Ground) -> list[tuple[_Place, Advised]]:
    """The best next action of every aspect without a low item, in order."""
    by_aspect: dict[str, list[_Place]] = {}
    for place in ground.places:
        by_aspect.setdefault(place.aspect.id, []).append(place)

    def order(place: _Place) -> tuple[float, ...]:
        return in_order_of(ground.keys(place), NEXT_ORDER)

    found = []
    for places in by_aspect.values():
        known = [place for place in places if place.item.id in ground.values]
        if not known or any(ground.is_low(place.item) for place in known):
            continue
        offered = ((place, ground.next_action(place)) for place in sorted(known, key=order))
        best = next(((place, one) for place, one in offered if one), None)
        if best:
            found.append(best)
    return sorted(found, key=lambda one: order(one[0]))


def _meeting(actions: Sequence[Advised]) -> tuple[Aspect, ...]:
    talks = {one.aspect.id: one.aspect for one in actions if one.conversation and one.aspect}
    return tuple(talks.values()) if len(talks) >= MEETING_FROM else ()
