"""The plan follows the method, section 5, and a reader can redo it with a pencil."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slimscan.plan.advised import Advised, Answered, Kind, Proposal
from slimscan.plan.proposal import _wanted, _with, propose_plan
from slimscan.plan.two_sided import StaffSees, StaffSight, TwoSided, see_staff, two_sided_values
from slimscan.questionnaire.actions import Action
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.responses import Answer, Respondent, State
from slimscan.scoring.scales import scales_of
from slimscan.scoring.scorecard import scorecard_of

DONT_KNOW = Answer(State.DONT_KNOW)
NOT_APPLICABLE = Answer(State.NOT_APPLICABLE)


def place(number: int) -> Answer:
    return Answer(State.ANSWERED, number)


GOOD = {"H1": place(4), "H2": place(0), "D1": place(4), "D2": place(4), "R1": place(4)}


def with_actions(instrument: Instrument, *actions: Action, **rules: object) -> Instrument:
    """The questionnaire with more actions, and other rules."""
    advice = instrument.advice
    changed = advice.model_copy(
        update={
            "actions": (*advice.actions, *actions),
            "rules": advice.rules.model_copy(update=rules),
        }
    )
    return replace(instrument, advice=changed)


def like(instrument: Instrument, name: str, **changes: object) -> Action:
    """An action like that for a low answer to the same item, under another name."""
    item = name[:-1]
    start = next(one for one in instrument.advice.actions if one.item == item)
    return start.model_copy(update={"id": name, **changes})


@pytest.fixture
def firm(mini: Instrument) -> Instrument:
    """The small questionnaire with a next action for every item."""
    items = ("H1", "H2", "D1", "D2", "R1")
    return with_actions(mini, *(like(mini, f"{item}b", level="next") for item in items))


def answered(
    instrument: Instrument,
    answers: Mapping[str, Answer],
    staff: Mapping[str, StaffSees] | None = None,
    levers: Mapping[str, int] | None = None,
    **more: object,
) -> Answered:
    scales = scales_of(instrument.questionnaire)
    card = scorecard_of(Respondent(answers), scales)
    view = StaffSight(staff or {}, levers or {})
    return Answered(instrument, answers, card, scales, view, **more)  # type: ignore[arg-type]


def proposed(
    instrument: Instrument, answers: Mapping[str, Answer], *more: object, **further: object
) -> Proposal:
    return propose_plan(answered(instrument, answers, *more, **further))  # type: ignore[arg-type]


def ids(proposal: Proposal) -> list[str]:
    return [advised.action.id for advised in proposal.actions]


def start_of(proposal: Proposal) -> list[Advised]:
    return [one for one in proposal.actions if one.kind is Kind.START]


def test_a_low_answer_gets_its_start_action(firm: Instrument) -> None:
    assert ids(proposed(firm, {**GOOD, "D1": place(2)}))[0] == "D1a"
    assert "D1a" not in ids(proposed(firm, {**GOOD, "D1": place(3)}))


def test_a_reversed_item_is_low_when_the_unwanted_practice_is_there(firm: Instrument) -> None:
    assert ids(proposed(firm, {**GOOD, "H2": place(4)}))[0] == "H2a"


def test_the_rank_is_distance_times_the_leverage_of_the_item(firm: Instrument) -> None:
    # H1: (100 - 25)/100 x 1.25 = 0.9375. R1: (100 - 0)/100 x 1 = 1. D1: 0.75.
    low = {**GOOD, "H1": place(1), "R1": place(0), "D1": place(1)}
    start = start_of(proposed(firm, low))
    assert [one.action.id for one in start] == ["R1a", "H1a", "D1a"]
    assert [one.priority for one in start] == [1.0, 0.9375, 0.75]
    assert [one.rank for one in start] == [1, 2, 3]


def test_of_equals_the_lever_with_the_lower_score_goes_first_then_the_aspect(
    firm: Instrument,
) -> None:
    # R1 and D1 are both 0.75; dough scores 25, oven more; D1 and D2 share an aspect.
    low = {**GOOD, "R1": place(1), "D1": place(1), "D2": place(1)}
    assert ids(proposed(firm, low))[:3] == ["R1a", "D1a", "D2a"]
    # D2 alone is low now: oven scores 81, and dough 100 is no longer in it.
    assert ids(proposed(firm, {**GOOD, "D2": place(1)}))[0] == "D2a"


def test_a_leader_who_sees_all_well_is_advised_on_what_the_staff_see(firm: Instrument) -> None:
    content = dict.fromkeys(GOOD, place(3)) | {"H2": place(1)}
    alone = proposed(firm, content)
    assert not start_of(alone)
    seen = {"door": StaffSees(10, 75), "rest": StaffSees(10, 75), "heat": StaffSees(10, 75)}
    start = start_of(proposed(firm, content, seen))
    assert {one.action.id for one in start} == {"H1a", "D1a", "R1a"}
    assert all(one.conversation for one in start)
    by_item = {one.item.id: one for one in start}
    assert by_item["D1"].two_sided is not None
    assert (by_item["D1"].value, by_item["D1"].two_sided.value) == (75, 10)
    assert by_item["D1"].priority == 0.9


def test_the_staff_touch_the_item_that_the_leader_scores_lowest(firm: Instrument) -> None:
    answers = {**GOOD, "D1": place(4), "D2": place(3)}
    start = start_of(proposed(firm, answers, {"door": StaffSees(40, 94)}))
    assert [one.action.id for one in start] == ["D2a"]


def test_without_an_answer_of_the_leader_the_staff_are_heard(firm: Instrument) -> None:
    answers = {**GOOD, "D1": DONT_KNOW, "D2": DONT_KNOW}
    start = start_of(proposed(firm, answers, {"door": StaffSees(30, None)}))
    assert [(one.action.id, one.value) for one in start] == [("D1a", None)]


def test_staff_who_see_much_more_pull_the_leaders_low_answers_half_way(firm: Instrument) -> None:
    answers = {**GOOD, "D1": place(1), "D2": place(1)}
    start = start_of(proposed(firm, answers, {"door": StaffSees(85, 25)}))
    assert not start, "(25 + 85)/2 = 55 is not low"
    start = start_of(proposed(firm, answers, {"door": StaffSees(65, 25)}))
    assert [one.two_sided.value for one in start if one.two_sided] == [45, 45]


@pytest.mark.parametrize(("heat", "door", "heard"), [(60, 30, "door"), (30, 60, "heat")])
def test_the_mean_of_a_lever_stands_in_for_the_hidden_aspect_that_the_leader_scores_lowest(
    mini: Instrument, heat: float, door: float, heard: str
) -> None:
    leader = {"oven": 45.0, "heat": heat, "door": door}
    gaps: list[Any] = [
        SimpleNamespace(
            scale=scale,
            leader=score,
            staff=SimpleNamespace(mean=40 if scale == "oven" else None),
        )
        for scale, score in leader.items()
    ]
    sight = see_staff(gaps, scales_of(mini.questionnaire))
    assert sight == StaffSight({heard: StaffSees(40, 30)}, {"oven": 40})


def test_nothing_stands_in_where_every_aspect_is_shown_or_the_lever_is_not(
    mini: Instrument,
) -> None:
    def seen(**means: int | None) -> StaffSight:
        gaps: list[Any] = [
            SimpleNamespace(scale=scale, leader=50.0, staff=SimpleNamespace(mean=mean))
            for scale, mean in means.items()
        ]
        return see_staff(gaps, scales_of(mini.questionnaire))

    shown = {"heat": StaffSees(60, 50), "door": StaffSees(30, 50)}
    assert seen(oven=40, heat=60, door=30) == StaffSight(shown, {"oven": 40})
    assert seen(oven=None, heat=None, door=None) == StaffSight()


def test_three_conversations_become_one_meeting(firm: Instrument) -> None:
    low = dict.fromkeys(GOOD, place(3)) | {"H2": place(1)}
    two = {"door": StaffSees(20, 75), "rest": StaffSees(20, 75)}
    assert proposed(firm, low, two).meeting == ()
    three = proposed(firm, low, {**two, "heat": StaffSees(20, 75)})
    assert {aspect.id for aspect in three.meeting} == {"heat", "door", "rest"}


def test_preconditions_come_first_the_lowest_first_and_three_at_most(mini: Instrument) -> None:
    [pre] = mini.questionnaire.precondition_items
    items = tuple(pre.model_copy(update={"id": f"PRE{n}"}) for n in range(1, 6))
    conditions = mini.questionnaire.preconditions
    assert conditions is not None
    questionnaire = mini.questionnaire.model_copy(
        update={"preconditions": conditions.model_copy(update={"items": items})}
    )
    action = next(one for one in mini.advice.actions if one.item == "PRE1")
    more = [action.model_copy(update={"id": f"PRE{n}a", "item": f"PRE{n}"}) for n in range(2, 6)]
    firm = with_actions(replace(mini, questionnaire=questionnaire), *more)
    answers = {**GOOD, "R1": place(0)} | {f"PRE{n}": place(3 - n % 3) for n in range(1, 5)}
    proposal = proposed(firm, {**answers, "PRE5": DONT_KNOW})
    # PRE1: 50, PRE2: 25, PRE3: 75 (in order), PRE4: 50, PRE5 unknown.
    assert ids(proposal) == ["PRE2a", "PRE1a", "PRE4a", "R1a"]
    assert [state.item.id for state in proposal.left_out] == ["PRE5"]
    proposal = proposed(firm, {**answers, "PRE4": place(4), "PRE5": DONT_KNOW})
    assert ids(proposal)[:3] == ["PRE2a", "PRE1a", "PRE5a"]
    assert proposal.actions[2].kind is Kind.FIND_OUT


def test_a_strong_firm_gets_three_next_steps_one_a_lever_first(firm: Instrument) -> None:
    # Leverage first: H1 and H2 (1.25), of which H1 stands first; then the other lever.
    assert ids(proposed(firm, GOOD)) == ["H1b", "R1b", "D1b"]
    assert all(one.kind is Kind.NEXT for one in proposed(firm, GOOD).actions)


def test_few_start_actions_are_filled_up_to_five(firm: Instrument) -> None:
    proposal = proposed(firm, {**GOOD, "D1": place(1)})
    assert ids(proposal) == ["D1a", "H1b", "R1b"], "door is not ready, and no aspect has two"


def test_what_was_done_before_is_followed_by_its_next_step(firm: Instrument) -> None:
    assert ids(proposed(firm, GOOD, done=frozenset({"H2"})))[0] == "H2b"


def test_what_the_firm_does_already_makes_room_for_the_next_best(firm: Instrument) -> None:
    low = {**GOOD, "D1": place(0), "R1": place(1)}
    proposal = proposed(firm, low, have=frozenset({"D1a"}))
    assert ids(proposal)[0] == "R1a"
    assert [action.id for action in proposal.there] == ["D1a"]


def test_what_the_staff_do_not_see_stays_as_a_conversation(firm: Instrument) -> None:
    low = {**GOOD, "D1": place(2)}
    proposal = proposed(firm, low, {"door": StaffSees(40, 50)}, have=frozenset({"D1a"}))
    [first] = start_of(proposal)
    assert (first.action.id, first.conversation) == ("D1a", True)
    assert proposal.there == ()


def test_a_lever_that_only_the_staff_see_low_has_an_action_too(firm: Instrument) -> None:
    low = {"H1": place(0), "H2": place(4), "D1": place(0), "D2": place(0), "R1": place(2)}
    crowded = with_actions(firm, most=2)
    assert ids(proposed(crowded, {**low, "R1": place(2)})) == ["H1a", "R1a"]
    seen_low = proposed(crowded, low, {}, {"dough": 40})
    assert "R1a" in ids(seen_low)


def test_when_too_little_was_answered_it_says_so_and_offers_no_next_steps(
    firm: Instrument,
) -> None:
    unknown = dict.fromkeys(GOOD, DONT_KNOW)
    nothing = proposed(firm, unknown)
    assert nothing.too_few
    assert nothing.actions == ()
    two = proposed(firm, unknown | {"H1": place(4), "R1": place(4)})
    assert two.too_few
    three = proposed(firm, unknown | {"H1": place(4), "R1": place(4), "D1": place(4)})
    assert not three.too_few
    rest = {"H1": place(4), "H2": NOT_APPLICABLE, "D1": DONT_KNOW, "D2": NOT_APPLICABLE}
    assert not proposed(firm, rest | {"R1": NOT_APPLICABLE}).too_few, "one of two that apply"


def test_an_action_for_large_firms_is_not_proposed_to_a_small_one(mini: Instrument) -> None:
    start = next(one for one in mini.advice.actions if one.item == "D1")
    large = start.model_copy(update={"sizes": ("large",)})
    others = tuple(one for one in mini.advice.actions if one is not start)
    firm = replace(mini, advice=mini.advice.model_copy(update={"actions": (*others, large)}))
    low = {**GOOD, "D1": place(0)}
    assert "D1a" not in ids(proposed(firm, low, size="small"))
    assert "D1a" in ids(proposed(firm, low, size="large"))


def test_where_people_do_not_dare_to_speak_the_leadership_begins(mini: Instrument) -> None:
    firm = with_actions(mini, like(mini, "R1c", level="unsafe"), unsafe_aspects=("rest", "door"))
    low = {**GOOD, "R1": place(0), "D1": place(1), "D2": place(1)}
    assert "R1c" in ids(proposed(firm, low))
    assert "R1a" not in ids(proposed(firm, low))
    assert "R1a" in ids(proposed(firm, {**low, "D1": place(4), "D2": place(4)}))


def test_what_asks_for_open_talk_waits_and_only_what_is_low_is_told_of_as_waiting(
    firm: Instrument,
) -> None:
    talk = [like(firm, "D1c", level="unsafe", open_talk=True), like(firm, "H2c", level="unsafe")]
    nexts = like(firm, "H1d", level="next", open_talk=True)
    others = tuple(one for one in firm.advice.actions if one.id != "H1b")
    changed = replace(firm, advice=firm.advice.model_copy(update={"actions": others}))
    unsafe = with_actions(changed, *talk, nexts, unsafe_aspects=("rest", "door"))
    proposal = proposed(unsafe, {**GOOD, "R1": place(0), "D1": place(1), "D2": place(1)})
    assert proposal.unsafe
    assert not {"D1c", "H1d"} & set(ids(proposal))
    assert [action.id for action in proposal.waiting] == ["D1c"]


def test_the_first_step_to_safety_is_taken_always_and_the_others_where_they_are_low(
    mini: Instrument,
) -> None:
    steps = [like(mini, name, level="unsafe") for name in ("H1c", "H2c", "D1c")]
    rules = {"unsafe_aspects": ("rest", "door"), "unsafe_first": ("H1c", "H2c", "D1c")}
    unsafe = with_actions(mini, *steps, **rules)
    proposal = proposed(unsafe, {**GOOD, "R1": place(0), "D1": place(1), "D2": place(1)})
    safety = [one.action.id for one in proposal.actions if one.kind is Kind.SAFETY]
    assert safety == ["H1c", "D1c"]
    assert ids(proposal)[:2] == safety
    smoking = proposed(unsafe, {**GOOD, "H2": place(4), "R1": place(0), "D1": place(1)})
    safety = [one.action.id for one in smoking.actions if one.kind is Kind.SAFETY]
    assert safety == ["H1c", "H2c", "D1c"]
    safe = proposed(unsafe, {**GOOD, "R1": place(0)})
    assert not any(one.kind is Kind.SAFETY for one in safe.actions)


CELL = st.one_of(st.integers(0, 4).map(place), st.just(DONT_KNOW), st.just(NOT_APPLICABLE))
MEAN = st.one_of(st.none(), st.integers(10, 90))


@given(st.data())
def test_any_plan_keeps_to_the_rules(base: Instrument, data: st.DataObject) -> None:
    questionnaire = base.questionnaire
    names = [item.id for item in (*questionnaire.items, *questionnaire.precondition_items)]
    cells = data.draw(st.lists(CELL, min_size=len(names), max_size=len(names)))
    answers = dict(zip(names, cells, strict=True))
    card = answered(base, answers).scorecard
    seen = {
        aspect.id: StaffSees(mean, aspect.shown)
        for aspect in card.aspects
        if (mean := data.draw(MEAN)) is not None
    }
    ground = answered(base, answers, seen)
    proposal = propose_plan(ground)
    actions = proposal.actions
    assert len(actions) <= base.advice.rules.most
    assert [one.rank for one in actions] == list(range(1, len(actions) + 1))
    aspects = [one.aspect.id for one in actions if one.aspect]
    assert all(aspects.count(aspect) <= 2 for aspect in aspects)
    start = start_of(proposal)
    priorities = [one.priority for one in start]
    assert priorities == sorted(priorities, key=lambda one: -(one or 0))
    for one in start:
        assert one.two_sided is not None
        redone = (100 - one.two_sided.value) / 100 * one.leverage
        assert one.priority == pytest.approx(redone), "redone with a pencil"
        assert one.two_sided.value <= 50.5
    kinds = [one.kind for one in actions]
    order = [Kind.SAFETY, Kind.PRECONDITION, Kind.FIND_OUT, Kind.START, Kind.NEXT]
    assert kinds == sorted(kinds, key=order.index)
    assert sum(one.aspect is None for one in actions) <= 3
    nexts = sum(kind is Kind.NEXT for kind in kinds)
    assert nexts <= (5 - len(start) if start else 3) or nexts == 0


def test_the_staff_touch_the_lowest_item_and_only_where_they_see_it_lower(
    mini: Instrument,
) -> None:
    [door] = [one for one in scales_of(mini.questionnaire).aspects if one.id == "door"]
    leader = {"D1": 50.0, "D2": 75.0}
    above = two_sided_values(door, leader, StaffSees(60, 62))
    assert above == {"D1": TwoSided(50, 50), "D2": TwoSided(75, 75)}
    below = two_sided_values(door, leader, StaffSees(40, 62))
    assert below == {"D1": TwoSided(40, 50, 40), "D2": TwoSided(75, 75)}
    unknown = two_sided_values(door, {"D1": None, "D2": None}, StaffSees(40, None))
    assert unknown == {"D1": TwoSided(40, None, 40)}


def test_what_a_low_lever_needs_takes_the_place_of_the_last_that_can_be_missed() -> None:
    homes = {"A": "oven", "B": "oven", "C": "dough", "D": "door", "E": "shop"}
    a, b, c, d, e = (SimpleNamespace(item=SimpleNamespace(id=name)) for name in homes)

    def held(chosen: list[Any], room: int) -> list[Any]:
        return list(_with(d, chosen, homes, ("oven", "dough", "door"), room))  # type: ignore[arg-type]

    assert held([a, b, c], 4) == [a, b, c, d], "there is room"
    assert held([a, b, c], 3) == [a, c, d], "the lever of C has no other"
    assert held([a, b, e], 3) == [a, b, d], "the lever of E is not low"
    assert held([a, c], 2) == [a, c], "none can be missed"


def test_next_actions_fill_up_to_five_and_never_take_away() -> None:
    start = [SimpleNamespace()] * 9
    wanted = [_wanted(start[:number], 9) for number in (0, 1, 4, 5, 9)]  # type: ignore[arg-type]
    assert wanted == [3, 4, 1, 0, 0]
    assert [_wanted([], room) for room in (5, 2, 0, -1)] == [3, 2, 0, 0]
