"""What is taken as an answer, a figure, a target or a day, up to its edges, and how the rest is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from slimscan.errors import Fault, InputError
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.responses import (
    SKIPPED,
    check_answer,
    check_date,
    check_figure,
    check_target,
)

LONG = "7" * 60


def refused(check: Callable[[], object]) -> tuple[Fault, str]:
    with pytest.raises(InputError) as error:
        check()
    [problem] = error.value.problems
    return problem.fault, str(problem.values["value"])


def test_a_refusal_repeats_no_more_than_forty_signs_of_what_stood_there(mini: Instrument) -> None:
    item, figure = mini.questionnaire.items[0], mini.questionnaire.outcomes[0]
    short = LONG[:40]
    assert refused(lambda: check_answer(mini.questionnaire, item, LONG)) == (
        Fault.ANSWER_UNKNOWN,
        short,
    )
    assert refused(lambda: check_figure(figure, LONG)) == (Fault.ANSWER_NUMBER, short)
    assert refused(lambda: check_target(LONG)) == (Fault.TARGET_RANGE, short)
    assert refused(lambda: check_date(LONG)) == (Fault.ANSWER_DATE, short)


def test_a_figure_is_taken_up_to_its_own_ends_and_as_people_write_it(mini: Instrument) -> None:
    figure = mini.questionnaire.outcomes[0]
    assert (figure.lowest, figure.highest) == (-100, 1000)
    taken = {"-100": -100, "1000": 1000, "2,5 %": 2.5, " 3 ": 3, 0: 0}
    assert {one: check_figure(figure, one) for one in taken} == taken
    assert [check_figure(figure, one) for one in (None, "", " ", "%")] == [None] * 4
    for wrong in ("-100.1", "1000.1", "nan", "inf", "much", "1_0", "\u0661", True, False):
        assert refused(lambda wrong=wrong: check_figure(figure, wrong)) == (
            Fault.ANSWER_NUMBER,
            str(wrong),
        )


def test_a_target_lies_between_0_and_100_these_included() -> None:
    assert [check_target(one) for one in (0, "100", "62,5", " 5 ", 1e-7)] == [0, 100, 62.5, 5, 1e-7]
    for wrong in (-0.1, 100.1, "nan", "1_0", "", None, True, False):
        with pytest.raises(InputError):
            check_target(wrong)


def test_a_day_is_one_of_this_century() -> None:
    assert check_date(" 2000-01-01 ") == date(2000, 1, 1)
    assert check_date("2099-12-31") == date(2099, 12, 31)
    wrong_ones = ("1999-12-31", "2100-01-01", "0001-01-01", "9999-12-31", "1-2-2026", "")
    for wrong in (*wrong_ones, "20261231", "2026-W41-2", "2026-02-30"):
        with pytest.raises(InputError):
            check_date(wrong)


def test_an_answer_is_a_code_a_label_or_a_state_whatever_its_case(mini: Instrument) -> None:
    item = mini.questionnaire.items[0]
    places = {
        one: check_answer(mini.questionnaire, item, one).place
        for one in (1, 3.0, "5", "+3", "2.0", "4,00", "NOWHERE", "overal", " a few ")
    }
    assert list(places.values()) == [0, 2, 4, 2, 1, 3, 0, 4, 1]
    assert [check_answer(mini.questionnaire, item, one) for one in (None, "", "Skipped")] == [
        SKIPPED
    ] * 3
    for wrong in (0, 6, "1.5", "0001", True, False, float("nan"), float("inf"), "-1", "halves"):
        refused(lambda wrong=wrong: check_answer(mini.questionnaire, item, wrong))
