"""A plan that can be done: three actions at a time, on days that people work."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slimscan.plan.effort import Days, days_of, people_in, quarters
from slimscan.plan.schedule import PRECONDITIONS_AT_ONCE, RUNNING_AT_ONCE, Dates, Work, schedule
from slimscan.plan.working_days import (
    DayOff,
    days_off,
    is_working_day,
    last_working_day,
    next_working_day,
)
from slimscan.questionnaire.actions import Effort
from slimscan.questionnaire.models import SizeClass

MONDAY = date(2026, 11, 30)
YEAR = MONDAY + timedelta(365)


def dated(works: list[Work], begin: date = MONDAY, until: date = YEAR) -> list[Dates]:
    return [one for one in schedule(works, begin, until) if one]


def test_the_public_holidays_of_2026_and_2027_are_those_of_the_dutch_calendar() -> None:
    assert sorted(days_off(2026)) == [
        date(2026, 1, 1), date(2026, 4, 5), date(2026, 4, 6), date(2026, 4, 27), date(2026, 5, 14),
        date(2026, 5, 24), date(2026, 5, 25), date(2026, 12, 25), date(2026, 12, 26),
    ]  # fmt: skip
    assert date(2027, 3, 29) in days_off(2027), "Easter Monday"
    assert date(2025, 4, 26) in days_off(2025), "the 27th was a Sunday"
    assert date(2025, 4, 27) not in days_off(2025)
    assert date(2025, 5, 5) in days_off(2025)
    assert date(2026, 5, 5) not in days_off(2026), "a day off once in five years"
    assert date(2026, 4, 3) not in days_off(2026), "Good Friday is an ordinary day"


def test_a_holiday_of_which_the_date_is_not_whole_is_in_no_year() -> None:
    assert DayOff(name={"nl": "Feest"}, month=5).in_year(2027) is None
    assert DayOff(name={"nl": "Feest"}, day=5).in_year(2027) is None


def test_a_start_moves_on_and_a_deadline_moves_back_to_a_working_day() -> None:
    assert next_working_day(date(2026, 12, 25)) == date(2026, 12, 28)
    assert last_working_day(date(2026, 12, 27)) == date(2026, 12, 24)
    assert next_working_day(MONDAY) == last_working_day(MONDAY) == MONDAY


def test_three_begin_at_once_and_the_fourth_when_a_place_is_free() -> None:
    found = dated([Work(30), Work(90), Work(90), Work(30)])
    assert [one.start for one in found[:3]] == [MONDAY] * 3
    assert found[3].start == date(2026, 12, 30), "30 days later"


def test_an_action_of_a_year_holds_its_place_for_ninety_days() -> None:
    found = dated([Work(365)] * 4)
    assert found[3].start == next_working_day(MONDAY + timedelta(90))
    assert found[0].in_place_by == last_working_day(MONDAY + timedelta(365))


def test_preconditions_hold_two_places_at_most_so_that_the_rest_begins_too() -> None:
    found = dated([Work(90, True), Work(90, True), Work(90, True), Work(30)])
    assert [one.start for one in found] == [
        MONDAY, MONDAY, next_working_day(MONDAY + timedelta(90)), MONDAY,
    ]  # fmt: skip


def test_what_would_start_after_the_measurement_is_later_and_has_no_date() -> None:
    found = schedule([Work(365)] * 16, MONDAY, YEAR)
    assert found[0]
    assert found[-1] is None
    assert all(one is None or one.start <= YEAR for one in found)


def test_a_settled_start_is_kept_and_the_others_go_around_it() -> None:
    settled = MONDAY + timedelta(7)
    works = [Work(90, start=settled), Work(90), Work(90), Work(90)]
    found = dated(works)
    assert found[0].start == settled
    assert sorted(one.start for one in found[1:])[:2] == [MONDAY, MONDAY]
    assert max(one.start for one in found) >= MONDAY + timedelta(90)


@given(
    st.lists(
        st.builds(Work, st.sampled_from([30, 90, 365]), st.booleans()), min_size=1, max_size=12
    ),
    st.dates(date(2024, 1, 1), date(2032, 12, 31)),
)
def test_on_no_day_do_more_than_three_run_and_no_date_is_a_day_off(
    works: list[Work], begin: date
) -> None:
    found = schedule(works, begin, begin + timedelta(365))
    placed = [(work, one) for work, one in zip(works, found, strict=True) if one]
    for _, one in placed:
        assert is_working_day(one.start)
        assert is_working_day(one.in_place_by)
        assert is_working_day(one.first_step_by)
    for _, this in placed:
        running = [w for w, o in placed if o.start <= this.start < o.start + w.held]
        assert len(running) <= RUNNING_AT_ONCE
        assert sum(work.precondition for work in running) <= PRECONDITIONS_AT_ONCE


@pytest.mark.parametrize("term", [30, 90, 365])
def test_the_first_step_is_within_two_weeks(term: int) -> None:
    [one] = dated([Work(term)])
    assert MONDAY < one.first_step_by <= MONDAY + timedelta(14)


def test_work_is_spread_evenly_over_the_quarters_in_which_it_falls() -> None:
    begin = date(2026, 11, 30)
    work = [(begin + timedelta(100), 100, Days(10, leader=5)), (begin, 91, Days(3))]
    first, second, third = quarters(work, begin)
    assert (first.all, first.leader) == (3, 0)
    assert (round(second.all, 9), round(second.leader, 9)) == (8.2, 4.1)
    assert (round(third.all, 9), round(third.leader, 9)) == (1.8, 0.9)


def test_the_days_of_an_action_are_those_of_the_leader_of_others_and_of_all_who_take_part() -> None:
    work = Effort(leader_days=2, other_days=0, hours_per_person=4)
    assert days_of(work, 30) == Days(2 + 30 * 4 / 8, leader=2)
    assert days_of(work.model_copy(update={"of": "team"}), 30) == Days(2 + 8 * 4 / 8, leader=2)
    assert days_of(work.model_copy(update={"of": "team"}), 5) == Days(2 + 5 * 4 / 8, leader=2)
    assert days_of(work.model_copy(update={"other_days": 3}), 0) == Days(5, leader=2)


def test_a_size_class_is_reckoned_with_the_number_in_its_middle() -> None:
    words = {"nl": "Klein", "en": "Small"}
    small = SizeClass.model_validate({"id": "s", "name": words, "lowest": 10, "highest": 49})
    assert people_in(small) == 30
    assert people_in(small.model_copy(update={"highest": None})) == 10
