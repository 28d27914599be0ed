"""What the answers say beside the scores: preconditions, strengths, the target group."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from slimscan.plan.advice import preconditions_of, strengths, target_group
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.responses import Answer, Respondent, State
from slimscan.scoring.scales import scales_of
from slimscan.scoring.scorecard import Scorecard, scorecard_of

DONT_KNOW = Answer(State.DONT_KNOW)


def place(number: int) -> Answer:
    return Answer(State.ANSWERED, number)


GOOD = {"H1": place(4), "H2": place(0), "D1": place(4), "D2": place(4), "R1": place(4)}


def card_of(instrument: Instrument, answers: Mapping[str, Answer]) -> Scorecard:
    return scorecard_of(Respondent(answers), scales_of(instrument.questionnaire))


def test_an_unanswered_precondition_is_neither_in_order_nor_wrong(mini: Instrument) -> None:
    [state] = preconditions_of(mini.questionnaire, {"PRE1": DONT_KNOW})
    assert (state.value, state.in_order) == (None, None)


def test_strengths_are_the_highest_aspects_and_never_a_weak_one(mini: Instrument) -> None:
    card = card_of(mini, {**GOOD, "D1": place(3), "R1": place(1)})
    assert [aspect.id for aspect in strengths(card)] == ["heat", "door"]
    agreed = strengths(card, contested={"heat"})
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
