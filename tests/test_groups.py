"""Staff as a group: scores per respondent, the gap with the leader, the change between waves."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from slimscan.privacy import (
    TOTAL,
    Cell,
    Delivery,
    End,
    Reason,
    ReleasedChange,
    Staff,
    Terms,
    Verdict,
    release,
    release_changes,
)
from slimscan.privacy.change import pooled_sd, welch_interval
from slimscan.privacy.t_distribution import Estimate, t_quantile
from slimscan.privacy.values import Moments
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.responses import Answer, Respondent, State
from slimscan.scoring.scales import scales_of
from slimscan.scoring.scorecard import scorecard_of
from slimscan.staff.gap import widest_first
from slimscan.staff.gaps import gaps_of, low_response, staff_of


def person(name: str, group: str = "", **places: int | None) -> Respondent:
    answers = {
        item: Answer(State.DONT_KNOW) if place is None else Answer(State.ANSWERED, place)
        for item, place in places.items()
    }
    return Respondent(answers, respondent=name, group=group)


def of(wave: str, scores: list[float], first: Delivery | None = None) -> Delivery:
    """A wave of people with these overall scores, after the baseline `first`."""
    ids = {f"{wave}-{number:03}": score for number, score in enumerate(scores)}
    terms = Terms(baseline=first.release if first else None)
    return release(Staff({"overall": ids}), first and first.ledger, wave=wave, terms=terms)


def change(before: list[float], after: list[float]) -> ReleasedChange:
    baseline = of("1", before)
    return release_changes(baseline, of("2", after, baseline))[0]


# From answers to the input of the release


def test_staff_scores_are_those_of_each_respondent(mini: Instrument) -> None:
    scales = scales_of(mini.questionnaire)
    people = [
        person("x", "north", H1=2, H2=1, D1=3, D2=0, R1=4),
        person("y", "", H1=4, H2=0, D1=None, D2=None, R1=0),
    ]
    staff = staff_of(people, scales)
    assert staff.scores["heat"] == {"x": 62.5, "y": 100}
    assert staff.scores["door"] == {"x": 56.25}, "nobody counts without a score"
    assert staff.scores["oven"] == {"x": 59.375, "y": 100}
    assert staff.scores["overall"] == {"x": (59.375 + 100) / 2, "y": 50}
    assert staff.splits == {"group": {"x": "north"}}


@pytest.mark.parametrize("ids", [("x", "x"), ("x", "")])
def test_every_respondent_has_an_id_of_their_own(ids: tuple[str, str], mini: Instrument) -> None:
    people = [person(one, R1=1) for one in ids]
    with pytest.raises(ValueError, match="id of their own"):
        staff_of(people, scales_of(mini.questionnaire))


@pytest.mark.parametrize(
    ("answered", "staff", "low"), [(4, 10, True), (5, 10, False), (3, None, False), (0, 0, False)]
)
def test_a_response_under_half_is_flagged(answered: int, staff: int | None, low: bool) -> None:
    assert low_response(answered, staff) is low


# The gap


def test_the_gap_is_the_leader_minus_the_staff_as_shown(mini: Instrument) -> None:
    scales = scales_of(mini.questionnaire)
    leader = scorecard_of(person("leader", H1=4, H2=0, D1=2, D2=2, R1=0), scales)
    staff = staff_of([person(f"p{n}", "", H1=2, H2=1, D1=2, D2=2, R1=4) for n in range(20)], scales)
    gaps = {gap.scale: gap for gap in gaps_of(leader, release(staff, wave="1").release)}
    assert gaps["heat"].points == 100 - 65, "62.5 is shown in steps of 5"
    assert gaps["heat"].topic
    assert gaps["door"].points == 0
    assert not gaps["door"].topic
    assert gaps["rest"].points == 0 - 90, "at least 90: the gap is at least this"
    assert gaps["rest"].staff.end is End.AT_LEAST
    assert [gap.scale for gap in widest_first(gaps.values())][:2] == ["dough", "rest"]


def test_there_is_no_gap_with_staff_who_are_not_shown(mini: Instrument) -> None:
    scales = scales_of(mini.questionnaire)
    leader = scorecard_of(person("leader", R1=4), scales)
    staff = staff_of([person(f"p{n}", "", R1=0) for n in range(4)], scales)
    gaps = gaps_of(leader, release(staff, wave="1").release)
    assert all(gap.points is None and not gap.topic for gap in gaps)
    assert gaps_of(leader, release(staff, wave="1").release, Cell("group", "none")) == ()


def test_two_at_the_same_end_of_the_scale_have_no_gap(mini: Instrument) -> None:
    scales = scales_of(mini.questionnaire)
    leader = scorecard_of(person("leader", H1=0, H2=4, D1=0, D2=0, R1=4), scales)
    staff = staff_of([person(f"p{n}", "", H1=0, H2=4, D1=0, D2=0, R1=4) for n in range(20)], scales)
    gaps = {gap.scale: gap.points for gap in gaps_of(leader, release(staff, wave="1").release)}
    assert (gaps["rest"], gaps["heat"]) == (0, 0)


# The t distribution and the interval


@pytest.mark.parametrize(
    ("probability", "degrees", "t"),
    [
        (0.975, 1, 12.706205),
        (0.975, 2, 4.302653),
        (0.975, 3, 3.182446),
        (0.975, 5, 2.570582),
        (0.975, 10, 2.228139),
        (0.975, 24, 2.063899),
        (0.975, 30, 2.042272),
        (0.975, 120, 1.979930),
        (0.975, 1e6, 1.959966),
        (0.95, 7, 1.894579),
        (0.995, 4, 4.604095),
        (0.9, 15, 1.340606),
    ],
)
def test_t_quantiles_are_those_of_the_tables(probability: float, degrees: float, t: float) -> None:
    assert t_quantile(probability, degrees) == pytest.approx(t, abs=1e-5)


def test_t_quantiles_of_broken_degrees_follow_the_closed_forms() -> None:
    # With 2 degrees t = (2p - 1) / sqrt(2 p (1 - p)); with 1 degree tan(pi (p - 1/2)).
    assert t_quantile(0.8, 2) == pytest.approx(0.6 / math.sqrt(0.32), abs=1e-9)
    assert t_quantile(0.8, 1) == pytest.approx(math.tan(math.pi * 0.3), abs=1e-9)
    assert t_quantile(0.975, 3) > t_quantile(0.975, 3.5) > t_quantile(0.975, 4)
    with pytest.raises(ValueError, match="probability"):
        t_quantile(1.0, 3)


def test_the_interval_is_welchs() -> None:
    # By hand: variances 16/8 = 2 and 36/12 = 3; degrees 25 / (4/7 + 9/11) = 17.99; t = 2.1010.
    low, high = welch_interval(Moments(8, 50, 4), Moments(12, 56, 6))
    assert (low, high) == (pytest.approx(6 - 4.6980, abs=1e-3), pytest.approx(10.6980, abs=1e-3))
    assert pooled_sd(Moments(8, 50, 4), Moments(12, 56, 6)) == pytest.approx(
        math.sqrt((7 * 16 + 11 * 36) / 18)
    )


# The change


def test_a_large_change_of_many_people_is_a_clear_improvement() -> None:
    one = change([40, 50] * 10, [60, 70] * 10)
    assert (one.difference, one.verdict, one.reason) == (20, Verdict.IMPROVEMENT, None)
    assert one.low is not None
    assert one.high is not None
    assert 0 < one.low < 20 < one.high
    assert change([60, 70] * 10, [40, 50] * 10).verdict is Verdict.DECLINE


def test_a_change_within_the_interval_is_not_clear() -> None:
    one = change([25, 50, 75] * 3, [30, 55, 80] * 3)
    assert (one.verdict, one.reason) == (Verdict.NO_CLEAR_CHANGE, Reason.INTERVAL)
    assert (one.difference, one.low, one.high) == (5, None, None), "under 20 there is no interval"


def test_a_sure_change_under_half_a_standard_deviation_is_not_clear() -> None:
    one = change([30, 50, 70] * 600, [38, 58, 78] * 600)
    assert (one.difference, one.low, one.high) == (8, 5, 10), "6.9 to 9.1, outwards"
    assert (one.verdict, one.reason) == (Verdict.NO_CLEAR_CHANGE, Reason.SMALL)


@pytest.mark.parametrize("points", range(-16, 17, 2))
def test_nothing_is_clear_where_the_interval_as_shown_holds_zero(points: int) -> None:
    one = change([45, 50, 55] * 10, [value + points for value in (45, 50, 55)] * 10)
    assert one.low is not None
    assert one.high is not None
    assert (one.verdict is Verdict.NO_CLEAR_CHANGE) == (one.low <= 0 <= one.high)
    if one.verdict is Verdict.NO_CLEAR_CHANGE:
        assert one.reason is Reason.INTERVAL


def test_a_change_from_the_end_of_the_scale_counts_from_where_it_is_shown() -> None:
    assert change([0] * 12, [50] * 12).difference == 40
    assert change([100] * 12, [95] * 12).difference == 0


def test_an_interval_never_tells_that_all_answered_alike() -> None:
    alike = change([50] * 20, [60] * 20)
    assert (alike.low, alike.high) == (5, 15)
    nearly = change([48, 52] * 10, [58, 62] * 10)
    assert (nearly.low, nearly.high) == (alike.low, alike.high)


def test_a_change_is_hidden_when_one_wave_is() -> None:
    assert not change([50] * 4, [60] * 12).shown
    assert not change([50] * 12, [60] * 4).shown


def test_people_who_are_known_in_both_waves_do_not_tell_about_the_one_who_left() -> None:
    baseline = release(Staff({"overall": {f"p{n}": 50.0 for n in range(14)}}), wave="1")
    later = release(Staff({"overall": {f"p{n}": 60.0 for n in range(13)}}), wave="2")
    assert not release_changes(baseline, later)[0].shown
    same = release(Staff({"overall": {f"p{n}": 60.0 for n in range(14)}}), wave="2")
    assert release_changes(baseline, same)[0].shown


def test_a_change_is_of_groups_by_the_same_name() -> None:
    def wave(name: str, team: str) -> Delivery:
        ids = [f"{name}{number}" for number in range(12)]
        teams = {one: team if n < 6 else "other" for n, one in enumerate(ids)}
        return release(Staff({"overall": dict.fromkeys(ids, 50.0)}, {"team": teams}), wave=name)

    changes = release_changes(wave("1", "old"), wave("2", "new"))
    assert [one.cell for one in changes] == [TOTAL, Cell("team", "other")]


def test_a_group_that_nobody_is_in_any_more_has_no_change_and_hides_no_other() -> None:
    def wave(name: str) -> Delivery:
        ids = [f"{name}{number}" for number in range(12)]
        teams = {one: "A" if n < 6 else "B" for n, one in enumerate(ids)}
        return release(Staff({"overall": dict.fromkeys(ids, 50.0)}, {"team": teams}), wave=name)

    later = wave("2")
    for gone, left in (("A", "B"), ("B", "A")):
        labels = {cell: cell for cell in (TOTAL, Cell("team", left))}
        now = replace(later, in_code=later.release, labels=labels)
        changes = release_changes(wave("1"), now)
        assert [one.cell for one in changes] == [TOTAL, Cell("team", left)], gone


def test_where_all_values_are_the_same_the_interval_is_the_value_and_nothing_is_sure() -> None:
    same = Estimate(3, error=0, degrees=0)
    assert same.interval == (3, 3)
    assert same.probability == 1
    low, high = Estimate(3, error=1, degrees=10).interval
    assert (round(low, 3), round(high, 3)) == (0.772, 5.228)
    assert round(Estimate(-2.228139, error=1, degrees=10).probability, 4) == 0.05


def test_two_waves_without_spread_differ_by_what_they_differ() -> None:
    assert welch_interval(Moments(8, 50, 0), Moments(12, 56, 0)) == (6, 6)
    low, high = welch_interval(Moments(8, 50, 2), Moments(8, 50, 2))
    assert low < 0 < high, "the variances of the two means add up to one"
