"""The improvement plan that follows from the answers: which actions, in which order (method 5).

Every rank can be redone with a pencil: (100 - value) / 100 x leverage, from high to low. Where two
are equal the lever with the lower score goes first, then the aspect with the lower score, then the
order of the questionnaire; a sector's own questions come last.

Where people may not dare to speak, what the leadership does by itself comes before all of that, in
an order of its own, and what asks people to speak in a group waits.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from slimscan.plan.advice import PreconditionState
from slimscan.plan.advised import Advised, Answered, Kind, Proposal
from slimscan.plan.ground import Ground, ItemPlace
from slimscan.plan.ranking import (
    FILLED_UP_TO,
    MEETING_FROM,
    MOST_PRECONDITIONS,
    NEXT_ALONE,
    NEXT_ORDER,
    in_order_of,
)
from slimscan.questionnaire.models import Aspect
from slimscan.scoring.responses import State


def propose_plan(answered: Answered) -> Proposal:
    """The ranked actions: preconditions, then what is low, then the next steps of what is there.

    At most `rules.most` in all and `rules.per_aspect` an aspect; a lever that scores under
    `rules.lever_below`, for the leader or the staff, has one when any of its items is low.
    """
    ground = Ground(answered)
    rules = answered.instrument.advice.rules
    safety = list(ground.safety_actions())
    first, left_out = _preconditions(ground, safety)
    outside = [one for one in safety if one.aspect is None]
    room = rules.most - len(first) - len(outside)
    begun = {one.item.id for one in safety}
    low = [one for one in safety if one.aspect]
    low += [one for one in ground.start_actions() if one.item.id not in begun]
    start = _choose(ground, low, room)
    room -= len(start)
    further = [] if ground.too_few else _next_actions(ground, wanted=_wanted(start, room))
    begin = [one for one in safety if one in outside or one in start]
    ranked = [*begin, *first, *(one for one in start if one not in begin), *further]
    return Proposal(
        actions=tuple(replace(one, rank=rank) for rank, one in enumerate(ranked, start=1)),
        meeting=() if ground.is_unsafe else _meeting(ranked),
        left_out=left_out,
        there=tuple(ground.there),
        too_few=ground.too_few,
        unsafe=ground.is_unsafe,
        waiting=tuple(ground.waiting),
    )


def _preconditions(
    ground: Ground, begun: Sequence[Advised]
) -> tuple[list[Advised], tuple[PreconditionState, ...]]:
    """Those that are not in order, the lowest first, then those not known; and what is left.

    At most three are in the plan, with what was `begun` among them.
    """
    answers = ground.answered.answers
    unknown = {name for name, answer in answers.items() if answer.state is State.DONT_KNOW}
    there = {one.item.id for one in begun if one.aspect is None}
    states = [one for one in ground.preconditions if one.item.id not in there]
    wrong = sorted((one for one in states if one.in_order is False), key=_value)
    ask = [one for one in states if one.in_order is None and one.item.id in unknown]
    chosen: list[Advised] = []
    left: list[PreconditionState] = []
    for state in (*wrong, *ask):
        kind = Kind.FIND_OUT if state.in_order is None else Kind.PRECONDITION
        advised = list(ground.basis(state, kind))
        if advised and len(chosen) < MOST_PRECONDITIONS - len(there):
            chosen += advised
        else:
            left.append(state)
    return chosen, tuple(left)


def _value(state: PreconditionState) -> float:
    return state.value or 0.0


def _choose(ground: Ground, candidates: Sequence[Advised], room: int) -> list[Advised]:
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


def _next_actions(ground: Ground, wanted: int) -> list[Advised]:
    """One an aspect that is ready, and a second in a lever only when every ready lever has one."""
    candidates = _ready(ground)
    chosen: list[tuple[ItemPlace, Advised]] = []
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


def _ready(ground: Ground) -> list[tuple[ItemPlace, Advised]]:
    """The best next action of every aspect without a low item, in order."""
    by_aspect: dict[str, list[ItemPlace]] = {}
    for place in ground.places:
        by_aspect.setdefault(place.aspect.id, []).append(place)

    def order(place: ItemPlace) -> tuple[float, ...]:
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
