"""The plan follows the method, section 5, and a reader can redo it with a pencil."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slimscan.plan.advice import (
    Advised,
    Answered,
    preconditions_of,
    propose_plan,
    strengths,
    target_group,
)
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.responses import Answer, Respondent, State
from slimscan.scoring.scales import scales_of
from slimscan.scoring.scorecard import scorecard_of

DONT_KNOW = Answer(State.DONT_KNOW)


def place(number: int) -> Answer:
    return Answer(State.ANSWERED, number)


def answered(
    instrument: Instrument, answers: Mapping[str, Answer], gaps: Mapping[str, float] | None = None
) -> Answered:
    card = scorecard_of(Respondent(answers), scales_of(instrument.questionnaire))
    return Answered(instrument, answers, card, gaps or {})


def planned(
    instrument: Instrument, gaps: Mapping[str, float] | None = None, **answers: Answer
) -> tuple[Advised, ...]:
    return propose_plan(answered(instrument, answers, gaps))


def ids(actions: tuple[Advised, ...]) -> list[str]:
    return [advised.action.id for advised in actions]


GOOD = {"H1": place(4), "H2": place(0), "D1": place(4), "D2": place(4), "R1": place(4)}


def test_only_low_answers_get_an_action(mini: Instrument) -> None:
    assert planned(mini, **GOOD) == ()
    assert ids(planned(mini, **{**GOOD, "D1": place(2)})) == ["D1a"]
    assert ids(planned(mini, **{**GOOD, "D1": place(3)})) == []


def test_a_reversed_item_is_low_when_the_practice_is_everywhere(mini: Instrument) -> None:
    assert ids(planned(mini, **{**GOOD, "H2": place(4)})) == ["H2a"]


def test_the_rank_is_distance_times_leverage_times_gap(mini: Instrument) -> None:
    # H1: (100 - 25)/100 x 1.25 = 0.9375. R1: (100 - 0)/100 = 1. D1: 0.75 x (1 + 40/100) = 1.05.
    low = {**GOOD, "H1": place(1), "R1": place(0), "D1": place(1)}
    actions = planned(mini, {"door": 40.0}, **low)
    assert ids(actions) == ["D1a", "R1a", "H1a"]
    assert [action.priority for action in actions] == [pytest.approx(1.05), 1.0, 0.9375]
    assert [action.rank for action in actions] == [1, 2, 3]
    assert ids(planned(mini, **low)) == ["R1a", "H1a", "D1a"]


def test_a_gap_the_other_way_round_does_not_lower_a_rank(mini: Instrument) -> None:
    [action] = planned(mini, {"door": -40.0}, **{**GOOD, "D1": place(0)})
    assert action.priority == 1.0


def test_preconditions_that_are_not_in_order_come_first_whatever_the_rank(mini: Instrument) -> None:
    actions = planned(mini, **{**GOOD, "R1": place(0), "PRE1": place(2)})
    assert ids(actions) == ["PRE1a", "R1a"]
    assert actions[0].priority is None
    assert ids(planned(mini, **{**GOOD, "R1": place(0), "PRE1": place(3)})) == ["R1a"]


def test_an_unanswered_precondition_is_neither_in_order_nor_wrong(mini: Instrument) -> None:
    [state] = preconditions_of(mini.questionnaire, {"PRE1": DONT_KNOW})
    assert (state.value, state.in_order) == (None, None)
    assert ids(planned(mini, **{**GOOD, "PRE1": DONT_KNOW})) == []


def rules(instrument: Instrument, **changes: float) -> Instrument:
    changed = instrument.advice.rules.model_copy(update=changes)
    return replace(instrument, advice=instrument.advice.model_copy(update={"rules": changed}))


def test_the_plan_has_at_most_so_many_actions_and_so_many_an_aspect(mini: Instrument) -> None:
    nothing = {"H1": place(0), "H2": place(4), "D1": place(0), "D2": place(0), "R1": place(0)}
    assert ids(planned(rules(mini, per_aspect=1), **nothing)) == ["H1a", "D1a", "R1a"]
    assert len(planned(rules(mini, most=2), **nothing)) == 2


def test_a_low_lever_has_an_action_even_when_others_rank_higher(mini: Instrument) -> None:
    low = {"H1": place(0), "H2": place(4), "D1": place(0), "D2": place(0), "R1": place(2)}
    assert ids(planned(rules(mini, most=2), **low)) == ["H1a", "R1a"]


def test_strengths_are_the_highest_aspects_and_never_a_weak_one(mini: Instrument) -> None:
    card = answered(mini, {**GOOD, "D1": place(3), "R1": place(1)}).scorecard
    assert [aspect.id for aspect in strengths(card, above=50)] == ["heat", "door"]
    agreed = strengths(card, above=50, contested={"heat"})
    assert [aspect.id for aspect in agreed] == ["door"], "what staff see far less of is no strength"


@pytest.mark.parametrize(
    ("smart", "other", "group"),
    [(0, 0, 3), (0, 1, 3), (1, 0, 2), (1, 1, 1), (None, 0, None), (1, None, None), (0, None, 3)],
)
def test_the_target_group_follows_from_the_changes(
    mini: Instrument, smart: int | None, other: int | None, group: int | None
) -> None:
    answers = {
        name: DONT_KNOW if number is None else place(number)
        for name, number in (("CHG1", smart), ("CHG2", other))
    }
    assert target_group(mini.questionnaire, answers) == group


CELL = st.one_of(st.integers(0, 4).map(place), st.just(DONT_KNOW))


@given(st.data())
def test_any_plan_keeps_to_the_rules(base: Instrument, data: st.DataObject) -> None:
    names = [
        item.id for item in (*base.questionnaire.items, *base.questionnaire.precondition_items)
    ]
    cells = data.draw(st.lists(CELL, min_size=len(names), max_size=len(names)))
    given_answers = answered(base, dict(zip(names, cells, strict=True)))
    actions = propose_plan(given_answers)
    assert len(actions) <= base.advice.rules.most
    assert [action.rank for action in actions] == list(range(1, len(actions) + 1))
    aspects = [action.aspect.id for action in actions if action.aspect]
    assert all(aspects.count(aspect) <= 2 for aspect in aspects)
    ranked = [action.priority for action in actions if action.priority is not None]
    assert ranked == sorted(ranked, reverse=True)
    assert all(action.value <= 50 for action in actions if action.aspect)
    lowest = [n for n, action in enumerate(actions) if action.aspect is None]
    assert lowest == list(range(len(lowest)))
    if len(lowest) <= 4:
        for lever in given_answers.scorecard.levers:
            low_items = {
                item.id
                for one in base.questionnaire.levers
                if one.id == lever.id
                for item in one.items
                if (answer := given_answers.answers[item.id]).place is not None
                and (4 - answer.place if item.reversed else answer.place) <= 2
            }
            if lever.score is not None and lever.score < 60 and low_items:
                assert low_items & {action.item.id for action in actions}
