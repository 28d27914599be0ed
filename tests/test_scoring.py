"""Scores are those of the method, section 2: worked by hand, and true for any answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slimscan.questionnaire.loading import Instrument
from slimscan.questionnaire.models import AnswerSet, Item
from slimscan.scoring.responses import Answer, Respondent, State, responses_frame
from slimscan.scoring.scales import AspectScale, LeverScale, Scales, scales_of
from slimscan.scoring.scorecard import Score, Scorecard, Why, read_scorecard, scorecard_of
from slimscan.scoring.scores import score_responses

DONT_KNOW = Answer(State.DONT_KNOW)
NOT_APPLICABLE = Answer(State.NOT_APPLICABLE)


def place(number: int) -> Answer:
    return Answer(State.ANSWERED, number)


def card(instrument: Instrument, quick: bool = False, **answers: Answer) -> Scorecard:
    return scorecard_of(Respondent(answers), scales_of(instrument.questionnaire, quick))


def by_id(scorecard: Scorecard) -> dict[str, Score]:
    scores = (scorecard.overall, *scorecard.levers, *scorecard.aspects)
    return {one.id: one for one in scores}


def test_a_hand_worked_scan_gives_the_numbers_of_the_method(mini: Instrument) -> None:
    # H1 half -> 50. H2 is reversed: "a few" (25) counts as 75. Heat = (50 + 75) / 2.
    # D1 weighs 3: most -> 75. D2: nowhere -> 0. Door = (3 x 75 + 0) / 4 = 56.25.
    # Oven = (62.5 + 56.25) / 2. Dough has one aspect with one item, "everywhere" -> 100.
    scores = by_id(card(mini, H1=place(2), H2=place(1), D1=place(3), D2=place(0), R1=place(4)))
    assert scores["heat"].score == 62.5
    assert scores["door"].score == 56.25
    assert scores["oven"].score == 59.375
    assert scores["dough"].score == 100
    assert scores["overall"].score == (59.375 + 100) / 2
    assert scores["door"].lowest_item == 0
    assert scores["oven"].lowest_item == 0
    assert scores["heat"].lowest_item == 50
    assert (scores["overall"].answered, scores["overall"].applicable) == (5, 5)
    assert scores["oven"].range == (59.375, 59.375)
    assert [scores[name].band.id for name in ("oven", "dough")] == ["high", "high"]  # type: ignore[union-attr]


def test_missing_items_widen_the_range_and_keep_the_mean_of_the_answered(mini: Instrument) -> None:
    # D2 (weight 1) is missing beside D1 (weight 3, 75): 225 / 4 when 0, 325 / 4 when 100.
    door = by_id(card(mini, H1=place(2), H2=place(1), D1=place(3), D2=DONT_KNOW, R1=place(4)))[
        "door"
    ]
    assert door.score == 75
    assert door.range == (56.25, 81.25)
    assert (door.answered, door.applicable) == (1, 2)


def test_an_item_that_does_not_apply_leaves_the_scale(mini: Instrument) -> None:
    door = by_id(card(mini, D1=place(3), D2=NOT_APPLICABLE))["door"]
    assert door.score == 75
    assert door.range == (75, 75)
    assert (door.answered, door.applicable) == (1, 1)


def test_an_aspect_with_less_than_half_answered_has_no_score_and_says_why(mini: Instrument) -> None:
    scores = by_id(card(mini, H1=DONT_KNOW, D1=place(3), D2=place(3), R1=place(0)))
    assert scores["heat"].score is None
    assert scores["heat"].why is Why.TOO_FEW_ANSWERS
    assert scores["heat"].band is None
    assert scores["heat"].range == (0, 100)
    assert scores["oven"].score == 75, "one of two aspects and two of four items: half is enough"


def test_a_lever_without_half_of_its_items_has_no_score_though_half_of_its_aspects_has(
    mini: Instrument,
) -> None:
    scores = by_id(card(mini, H1=place(4), R1=place(0)))
    assert scores["heat"].score == 100
    assert (scores["oven"].answered, scores["oven"].applicable) == (1, 4)
    assert scores["oven"].why is Why.TOO_FEW_ANSWERS
    assert scores["overall"].why is Why.LEVER_MISSING


def test_the_range_of_a_lever_is_that_of_the_aspects_that_carry_its_score(
    mini: Instrument,
) -> None:
    # Heat has no score, so its one answer (reversed "everywhere": 0) is not in the range either.
    answers = {"H1": DONT_KNOW, "H2": DONT_KNOW, "D1": place(4), "D2": place(4), "R1": place(0)}
    scores = by_id(card(mini, **answers))
    assert scores["heat"].range == (0, 100)
    assert scores["oven"].score == 100
    assert scores["oven"].range == (100, 100)
    assert scores["overall"].range == (50, 50)


def with_share(instrument: Instrument, share: float) -> Scales:
    raised = instrument.questionnaire.model_copy(update={"valid_from": share})
    return scales_of(raised)


@pytest.mark.parametrize(
    ("share", "items", "answered", "valid"),
    [
        (0.5, 5, 2, False),
        (0.5, 4, 2, True),
        (0.6, 5, 3, True),
        (0.61, 5, 3, False),
        (0.55, 20, 11, True),
        (0.7, 10, 7, True),
        (1, 3, 2, False),
        (1, 3, 3, True),
    ],
)
def test_a_questionnaire_may_ask_for_more_than_half(
    mini: Instrument, share: float, items: int, answered: int, valid: bool
) -> None:
    one = mini.questionnaire.items[0]
    asked = tuple(one.model_copy(update={"id": f"Q{n}"}) for n in range(items))
    scales = replace(
        with_share(mini, share), levers=(LeverScale("oven", (AspectScale("heat", asked),)),)
    )
    given = {item.id: place(2) for item in asked[:answered]}
    scores = by_id(scorecard_of(Respondent(given), scales))
    assert (scores["heat"].score is not None) is valid
    assert (scores["oven"].score is not None) is valid


def test_a_lever_without_half_of_its_aspects_takes_the_overall_score_with_it(
    mini: Instrument,
) -> None:
    scores = by_id(card(mini, H1=place(4), H2=place(0), D1=place(4), D2=place(4)))
    assert scores["dough"].why is Why.TOO_FEW_ANSWERS
    assert scores["overall"].score is None
    assert scores["overall"].why is Why.LEVER_MISSING


def test_a_scale_of_which_nothing_applies_says_so_and_leaves_the_lever(mini: Instrument) -> None:
    scores = by_id(
        card(
            mini, H1=NOT_APPLICABLE, H2=NOT_APPLICABLE, D1=place(2), D2=place(2), R1=NOT_APPLICABLE
        )
    )
    assert scores["heat"].why is Why.NOT_APPLICABLE
    assert scores["heat"].range is None
    assert scores["oven"].score == 50
    assert scores["oven"].range == (50, 50)
    assert scores["dough"].why is Why.NOT_APPLICABLE


def test_scales_of_which_nothing_is_asked_have_no_score(mini: Instrument) -> None:
    made = scorecard_of(Respondent({}), scales_of(mini.questionnaire).only({}))
    assert [scale.score for scale in (made.overall, *made.levers)] == [None] * 3


def test_a_quick_scan_counts_its_own_items_only(mini: Instrument) -> None:
    scores = by_id(card(mini, quick=True, H1=place(4), D1=place(2), R1=place(0), D2=place(0)))
    assert scores["door"].score == 50
    assert scores["overall"].applicable == 3


def test_an_answer_set_with_other_steps_is_spread_over_the_whole_scale(mini: Instrument) -> None:
    options = mini.questionnaire.answer_sets[0].options[:4]
    shorter = AnswerSet(id="four", options=options)
    assert shorter.values == (0, pytest.approx(100 / 3), pytest.approx(200 / 3), 100)
    assert shorter.codes == (1, 2, 3, 4)


CELLS = st.one_of(
    st.integers(0, 4).map(place),
    st.sampled_from([DONT_KNOW, NOT_APPLICABLE, Answer(State.SKIPPED)]),
)
ANSWERS = st.fixed_dictionaries(dict.fromkeys(("H1", "H2", "D1", "D2", "R1"), CELLS))


@given(answers=ANSWERS)
def test_every_score_lies_on_the_scale_and_in_its_range(
    mini: Instrument, answers: Mapping[str, Answer]
) -> None:
    for scale in by_id(card(mini, **answers)).values():
        assert 0 <= scale.answered <= scale.applicable
        assert (scale.score is None) == (scale.why is not None) == (scale.band is None)
        if scale.range:
            low, high = scale.range
            assert -1e-9 <= low <= high <= 100 + 1e-9
        if scale.score is not None:
            assert 0 <= scale.score <= 100
            assert scale.range is not None
            assert scale.range[0] - 1e-9 <= scale.score <= scale.range[1] + 1e-9


@given(answers=ANSWERS, share=st.sampled_from([0.5, 0.6, 0.75, 1]))
def test_the_half_rule_decides_which_scales_have_a_score(
    mini: Instrument, answers: Mapping[str, Answer], share: float
) -> None:
    made = scorecard_of(Respondent(answers), with_share(mini, share))
    for aspect in made.aspects:
        enough = aspect.answered >= share * aspect.applicable
        assert (aspect.score is not None) == (aspect.answered > 0 and enough)
    for lever in made.levers:
        applicable = [aspect for aspect in lever.aspects if aspect.applicable]
        valid = [aspect for aspect in applicable if aspect.score is not None]
        enough = len(valid) >= share * len(applicable)
        enough = enough and lever.answered >= share * lever.applicable
        assert (lever.score is not None) == (bool(valid) and enough)
    assert (made.overall.score is None) == any(one.score is None for one in made.levers)


@given(answers=ANSWERS)
def test_a_range_runs_from_all_that_is_missing_at_0_to_all_of_it_at_100(
    mini: Instrument, answers: dict[str, Answer]
) -> None:
    scales, made = scales_of(mini.questionnaire), by_id(card(mini, **answers))
    carried = {name for name in ("heat", "door", "rest") if made[name].score is not None}
    for end, value in enumerate((0, 100)):
        filled = {
            item.id: place(4 if (value == 100) != item.reversed else 0)
            if answers[item.id].state in (State.DONT_KNOW, State.SKIPPED)
            else answers[item.id]
            for aspect in scales.aspects
            if aspect.id in carried
            for item in aspect.items
        }
        ends = by_id(scorecard_of(Respondent(filled), scales.only(filled)))
        for scale in made.values():
            if scale.score is not None:
                assert scale.range is not None
                assert scale.range[end] == pytest.approx(ends[scale.id].score)


@given(answers=ANSWERS, item=st.sampled_from(["H1", "D1", "D2", "R1"]))
def test_a_higher_answer_never_lowers_a_score(
    mini: Instrument, answers: dict[str, Answer], item: str
) -> None:
    low, high = {**answers, item: place(1)}, {**answers, item: place(3)}
    for before, after in zip(
        by_id(card(mini, **low)).values(), by_id(card(mini, **high)).values(), strict=True
    ):
        if before.score is not None:
            assert after.score is not None
            assert after.score >= before.score


@given(answers=ANSWERS)
def test_a_reversed_item_counts_exactly_the_other_way_round(
    mini: Instrument, answers: dict[str, Answer]
) -> None:
    def turned(items: tuple[Item, ...]) -> tuple[Item, ...]:
        return tuple(item.model_copy(update={"reversed": not item.reversed}) for item in items)

    def mirrored(answer: Answer) -> Answer:
        return answer if answer.place is None else place(4 - answer.place)

    scales = scales_of(mini.questionnaire)
    other = replace(
        scales,
        levers=tuple(
            replace(lever, aspects=tuple(replace(a, items=turned(a.items)) for a in lever.aspects))
            for lever in scales.levers
        ),
    )
    there = scorecard_of(Respondent(answers), scales)
    back = scorecard_of(Respondent({k: mirrored(v) for k, v in answers.items()}), other)
    assert [s.score for s in by_id(there).values()] == [s.score for s in by_id(back).values()]


@given(answers=ANSWERS, order=st.permutations(["H1", "H2", "D1", "D2", "R1"]))
def test_the_order_of_the_columns_does_not_matter(
    mini: Instrument, answers: dict[str, Answer], order: list[str]
) -> None:
    scales = scales_of(mini.questionnaire)
    frame = responses_frame(scales.items, [Respondent(answers)])
    people = [name for name in frame.columns if name not in order]
    shuffled = score_responses(frame.select(*order, *people), scales).rows(named=True)[0]
    assert read_scorecard(shuffled, scales) == scorecard_of(Respondent(answers), scales)


@given(rows=st.lists(ANSWERS, min_size=1, max_size=20))
def test_many_respondents_score_as_each_would_alone(
    mini: Instrument, rows: list[dict[str, Answer]]
) -> None:
    scales: Scales = scales_of(mini.questionnaire)
    people = [Respondent(answers, respondent=str(n)) for n, answers in enumerate(rows)]
    frame = score_responses(responses_frame(scales.items, people), scales)
    together = [read_scorecard(row, scales) for row in frame.rows(named=True)]
    assert together == [scorecard_of(person, scales) for person in people]


@given(rows=st.lists(ANSWERS, min_size=1, max_size=8))
def test_a_lazy_frame_gives_the_same_scores(
    mini: Instrument, rows: list[dict[str, Answer]]
) -> None:
    scales = scales_of(mini.questionnaire)
    frame = responses_frame(scales.items, [Respondent(answers) for answers in rows])
    lazy = score_responses(frame.lazy(), scales).collect()
    assert lazy.rows() == score_responses(frame, scales).rows()
