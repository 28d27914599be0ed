"""What may be shown of a group: enough people, nothing derivable, the same until enough changed."""

from __future__ import annotations

import copy
import math
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from attacker import told_by_dependence
from hypothesis import given
from hypothesis import strategies as st
from kept_ledger import written_and_read

from slimscan.privacy import (
    TOTAL,
    Cell,
    Delivery,
    End,
    Ledger,
    People,
    Release,
    ReleasedChange,
    ReleasedGroup,
    ReleasedValue,
    ScoreColumns,
    Staff,
    Terms,
    end_of,
    release,
)
from slimscan.privacy.audit import Audit
from slimscan.privacy.kept_bytes import BytesReader, BytesWriter
from slimscan.privacy.kept_firm import Firm
from slimscan.privacy.ledger import Shown
from slimscan.privacy.makeup import Having, MadeUp, Makeup, reaches
from slimscan.privacy.outlines import Outlines
from slimscan.privacy.values import COARSENESS, Moments, ScaleKind


def team(name: str) -> Cell:
    return Cell("team", name)


def firm(score: float = 50, first: int = 0, **teams: int) -> Staff:
    """Teams of these sizes; everyone has the same score on one scale."""
    names = [name for name, size in teams.items() for _ in range(size)]
    ids = [f"p{first + number:03}" for number in range(len(names))]
    groups = {one: name for one, name in zip(ids, names, strict=True) if name != "none"}
    return Staff({"overall": dict.fromkeys(ids, score)}, {"team": groups})


def with_more(staff: Staff, name: str, count: int, tag: str = "new", score: float = 50) -> Staff:
    new = [f"{tag}{number}" for number in range(count)]
    scores = {s: {**own, **dict.fromkeys(new, score)} for s, own in staff.scores.items()}
    return Staff(scores, {"team": {**staff.splits["team"], **dict.fromkeys(new, name)}})


def without(staff: Staff, *ids: str) -> Staff:
    return Staff(
        {s: {i: v for i, v in own.items() if i not in ids} for s, own in staff.scores.items()},
        {s: {i: v for i, v in own.items() if i not in ids} for s, own in staff.splits.items()},
    )


def shown(delivery: Delivery | Release) -> set[str]:
    """The groups that show their first scale; the total is `all`."""
    groups = (delivery.release if isinstance(delivery, Delivery) else delivery).groups
    return {group.cell.name or "all" for group in groups if group.values and group.values[0].shown}


def total(delivery: Delivery, scale: str = "overall") -> ReleasedValue:
    return delivery.release.total.value(scale)


# The rule


def test_nine_of_three_and_six_show_the_total_only() -> None:
    assert shown(release(firm(a=3, b=6), wave="1")) == {"all"}


def test_thirteen_of_three_six_and_four_show_the_total_and_the_six() -> None:
    assert shown(release(firm(a=3, b=6, c=4), wave="1")) == {"all", "b"}


def test_four_people_show_nothing_and_five_do() -> None:
    assert shown(release(firm(a=4), wave="1")) == set()
    assert shown(release(firm(a=5), wave="1")) == {"all", "a"}


def test_people_without_a_group_are_a_remainder_that_stays_hidden() -> None:
    assert shown(release(firm(a=8, none=2), wave="1")) == {"all"}
    assert shown(release(firm(a=8, none=5), wave="1")) == {"all", "a"}


def test_overlapping_splits_do_not_tell_about_a_few() -> None:
    # 7 of team a are operators and so are 3 of team b; total - a - b leaves nobody,
    # but operators - a would leave those 3 if a's other people were shown apart.
    ids = [f"p{number:02}" for number in range(16)]
    teams = {one: "a" if n < 7 else "b" for n, one in enumerate(ids)}
    roles = {one: "operator" if n < 10 else "office" for n, one in enumerate(ids)}
    staff = Staff({"overall": dict.fromkeys(ids, 50.0)}, {"team": teams, "role": roles})
    assert shown(release(staff, wave="1")) == {"all", "operator", "office"}


def test_a_scale_that_three_people_did_not_answer_is_hidden_beside_one_that_all_did() -> None:
    ids = [f"p{number:02}" for number in range(12)]
    scores = {
        "overall": dict.fromkeys(ids, 50.0),
        "nine": dict.fromkeys(ids[3:], 50.0),
        "seven": dict.fromkeys(ids[:7], 50.0),
    }
    delivery = release(Staff(scores), wave="1")
    assert [value.scale for value in delivery.release.total.values if value.shown] == [
        "overall",
        "seven",
    ]


def test_someone_who_stopped_half_way_does_not_hide_what_they_did_answer() -> None:
    ids = [f"p{number:02}" for number in range(12)]
    scores = {
        "overall": dict.fromkeys(ids[1:], 50.0),
        "first": {one: 0.0 if one == "p00" else 50.0 for one in ids},
    }
    delivery = release(Staff(scores), wave="1")
    assert total(delivery, "first").mean == 50, "and does not count"
    sets = delivery.ledger.sets
    assert len(sets) == 1


def test_a_group_whose_first_scale_is_hidden_shows_no_other() -> None:
    staff = firm(a=4, b=6)
    second = dict.fromkeys([*staff.scores["overall"], "x1", "x2", "x3", "x4", "x5"], 50.0)
    groups = {**staff.splits["team"], **dict.fromkeys(["x1", "x2", "x3", "x4", "x5"], "a")}
    both = Staff({"overall": staff.scores["overall"], "second": second}, {"team": groups})
    delivery = release(both, wave="1")
    group = delivery.release.group(team("a"))
    assert group is not None
    assert not group.shown
    shown_sets = {one.people for one in delivery.ledger.publications[0].shown}
    assert set(delivery.ledger.sets) == shown_sets, "nor does it stand in the way of others"


def test_a_hidden_group_and_one_without_answers_look_the_same() -> None:
    staff = firm(a=8, b=3)
    empty = Staff(
        {"overall": {**staff.scores["overall"]}, "other": {"z": 1.0}},
        {"team": {**staff.splits["team"], "z": "empty"}},
    )
    groups = release(empty, wave="1").release
    hidden, none = groups.group(team("b")), groups.group(team("empty"))
    assert hidden is not None
    assert none is not None
    assert hidden.values == none.values
    assert {hidden.values[0].people, hidden.values[0].mean, hidden.values[0].sd} == {None}


def test_the_largest_groups_go_first() -> None:
    assert shown(release(firm(a=5, b=9, none=3), wave="1")) == {"all", "b"}


def test_a_higher_minimum_does_not_show_one_group_in_place_of_another() -> None:
    # x leaves 6 people over: enough for a minimum of 5. y differs from x by two people, so it is
    # hidden then, and stays hidden when x is hidden too.
    ids = [f"p{number:02}" for number in range(20)]
    splits = {"one": dict.fromkeys(ids[:14], "x"), "two": dict.fromkeys(ids[:12], "y")}
    staff = Staff({"overall": dict.fromkeys(ids, 50.0)}, splits)
    assert shown(release(staff, wave="1")) == {"all", "x"}
    assert shown(release(staff, wave="1", terms=Terms(minimum=8))) == {"all"}


def test_the_minimum_may_be_raised_and_not_lowered() -> None:
    staff = firm(a=7, b=9)
    assert shown(release(staff, wave="1")) == {"all", "a", "b"}
    assert shown(release(staff, wave="1", terms=Terms(minimum=8))) == {"all"}
    with pytest.raises(ValueError, match="5 or more"):
        Terms(minimum=4)


# What it looks like


@pytest.mark.parametrize(
    ("size", "score", "people", "mean", "end"),
    [
        (5, 52.4, People.FEW, 50, None),
        (9, 52.5, People.FEW, 55, None),
        (10, 52.4, People.SOME, 50, None),
        (19, 52.5, People.SOME, 55, None),
        (20, 52.4, People.MANY, 52, None),
        (20, 9.9, People.MANY, 10, End.AT_MOST),
        (20, 10.9, People.MANY, 10, End.AT_MOST),
        (20, 11.0, People.MANY, 12, None),
        (5, 0.0, People.FEW, 10, End.AT_MOST),
        (5, 100.0, People.FEW, 90, End.AT_LEAST),
        (20, 88.9, People.MANY, 88, None),
        (20, 89.0, People.MANY, 90, End.AT_LEAST),
        (20, 90.1, People.MANY, 90, End.AT_LEAST),
    ],
)
def test_values_are_shown_coarsely(
    size: int, score: float, people: People, mean: int, end: End | None
) -> None:
    value = total(release(firm(score, a=size), wave="1"))
    assert (value.people, value.mean, value.end) == (people, mean, end)


@pytest.mark.parametrize(
    ("scores", "sd"),
    [
        ([0, 100] * 4, None),
        ([25, 75] * 9, None),
        ([50] * 20, 10),
        ([40, 60] * 10, 10),
        ([25, 75] * 10, 25),
        ([0, 100] * 10, 40),
        ([0] * 20, None),
    ],
)
def test_a_spread_is_shown_from_twenty_people_and_never_so_small_that_all_agree(
    scores: list[float], sd: int | None
) -> None:
    staff = Staff({"overall": {f"p{n}": float(score) for n, score in enumerate(scores)}})
    assert total(release(staff, wave="1")).sd == sd


def test_the_group_score_is_the_mean_of_people_not_of_groups() -> None:
    staff = with_more(firm(a=5, score=20), "b", 15, score=60)
    assert total(release(staff, wave="1")).mean == 50


# Only this package makes them


@pytest.mark.parametrize(
    "make",
    [
        lambda: ReleasedValue("overall", People.FEW, 50, None, None, False, object()),
        lambda: ReleasedGroup(TOTAL, (), None),
        lambda: Release("1", 5, (), None),
        lambda: ReleasedChange(TOTAL, "overall", 1, 1, 1, None, None, None),
    ],
)
def test_nothing_else_can_make_a_released_value(make: Any) -> None:
    with pytest.raises(TypeError, match="makes released values"):
        make()


def test_a_released_value_cannot_be_altered_but_can_travel_to_a_worker() -> None:
    released = release(firm(a=8), wave="1").release
    value = released.total.values[0]
    with pytest.raises(AttributeError):
        value.mean = 3  # type: ignore[misc]
    with pytest.raises((TypeError, ValueError)):
        replace(value, mean=3)
    assert pickle.loads(pickle.dumps(released)) == released
    assert copy.deepcopy(released) == released


def test_nothing_exact_and_no_id_stands_in_what_is_released() -> None:
    staff = with_more(firm(a=8, score=51.234), "a", 5, score=51.234)
    delivery = release(staff, wave="1")
    assert "51.2" not in repr(delivery)
    assert "p00" not in repr(delivery)


# Report after report


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_up_to_four_new_people_do_not_change_what_is_shown(count: int) -> None:
    first = release(firm(a=8, b=8), wave="1")
    second = release(with_more(firm(a=8, b=8), "a", count, score=100), first.ledger, wave="1")
    assert second.release == first.release
    assert second.ledger == first.ledger
    assert second.held_back


def test_five_new_people_do_and_may_come_one_by_one() -> None:
    staff = firm(a=8, b=8)
    delivery = release(staff, wave="1")
    for count in range(1, 6):
        more = with_more(staff, "a", count, score=100)
        delivery = release(more, delivery.ledger, wave="1")
        assert total(delivery).mean == (50 if count < 5 else 62)
    assert not delivery.held_back


def test_a_group_that_got_one_more_keeps_its_earlier_value_beside_a_new_total() -> None:
    first = release(firm(a=8, b=8), wave="1")
    staff = with_more(with_more(firm(a=8, b=8), "a", 5, "x", 100), "b", 1, "y", 100)
    second = release(staff, first.ledger, wave="1")
    values = {group.cell.name: group.values[0] for group in second.release.groups}
    assert (values[""].mean, values[""].earlier) == (64, False)
    assert (values["a"].mean, values["a"].earlier) == (50, True), "total - a would tell b's one"
    assert (values["b"].mean, values["b"].earlier) == (50, True)
    assert second.held_back


@pytest.mark.parametrize("leavers", [1, 4])
def test_people_who_leave_do_not_change_what_is_shown_until_five_did(leavers: int) -> None:
    staff = with_more(firm(a=8, b=8), "a", 5, "zz", 100)
    first = release(staff, wave="1")
    second = release(
        without(staff, *(f"zz{number}" for number in range(leavers))), first.ledger, wave="1"
    )
    assert second.release == first.release
    third = release(firm(a=8, b=8), second.ledger, wave="1")
    assert total(third).mean == 50


def test_a_group_that_became_too_small_does_not_keep_its_earlier_value() -> None:
    first = release(firm(a=8, b=9), wave="1")
    left = without(firm(a=8, b=9), *(f"p{number:03}" for number in range(6)))
    assert "a" in shown(first)
    assert "a" not in shown(release(left, first.ledger, wave="1"))


def test_someone_who_moves_to_another_team_does_not_change_what_is_shown() -> None:
    staff = firm(a=8, b=8)
    first = release(staff, wave="1")
    moved = Staff(staff.scores, {"team": {**staff.splits["team"], "p000": "b"}})
    assert release(moved, first.ledger, wave="1").release == first.release


def test_a_new_split_is_audited_beside_the_old_one() -> None:
    staff = firm(a=8, b=8)
    first = release(staff, wave="1")
    other = {one: "x" if n < 6 else "y" for n, one in enumerate(staff.scores["overall"])}
    second = release(Staff(staff.scores, {"shift": other}), first.ledger, wave="1")
    assert shown(second) == {"all"}, "a minus x would be two people"


def test_one_changed_answer_is_not_told_by_the_next_report() -> None:
    staff = firm(a=8)
    first = release(staff, wave="1")
    changed = Staff({"overall": {**staff.scores["overall"], "p000": 100.0}}, staff.splits)
    assert release(changed, first.ledger, wave="1").release == first.release


def test_one_changed_answer_is_not_told_when_five_others_come_to_another_team() -> None:
    staff = firm(a=8, b=8)
    first = release(staff, wave="1")
    changed = Staff({"overall": {**staff.scores["overall"], "p000": 100.0}}, staff.splits)
    second = release(with_more(changed, "b", 5, score=100), first.ledger, wave="1")
    values = {group.cell.name: group.values[0] for group in second.release.groups}
    assert all(value.mean == 50 for value in values.values() if value.earlier)
    assert values["a"].earlier


def test_someone_who_leaves_and_comes_back_with_another_answer_is_not_told() -> None:
    staff = firm(a=8, b=8)
    ledger = release(staff, wave="1").ledger
    gone = without(staff, "p000")
    ledger = release(with_more(gone, "b", 5), ledger, wave="1").ledger
    back = Staff({"overall": {**staff.scores["overall"], "p000": 100.0}}, staff.splits)
    third = release(with_more(with_more(back, "b", 5), "b", 5, "other"), ledger, wave="1")
    group = third.release.group(team("a"))
    assert group is not None
    assert group.values[0].mean == 50
    assert group.values[0].earlier


def test_the_same_input_with_the_same_ledger_shows_the_same() -> None:
    first = release(firm(a=8, b=6, c=3), wave="1")
    again = release(firm(a=8, b=6, c=3), first.ledger, wave="1")
    assert again.release == first.release
    assert again.ledger == first.ledger
    assert not again.held_back


def test_a_higher_minimum_hides_what_an_earlier_report_showed() -> None:
    first = release(firm(a=7, b=9), wave="1")
    second = release(firm(a=7, b=9), first.ledger, wave="1", terms=Terms(minimum=8))
    assert shown(second) == {"all"}


def test_other_scales_over_the_same_wave_stay_with_the_people_that_were_shown() -> None:
    items = {"overall": "one two"}
    first = release(replace(firm(a=8, b=8), items=items), wave="1")
    more = replace(with_more(firm(a=8, b=8), "a", 2, score=100), items=items)
    shared = release(more, first.ledger, wave="1", terms=Terms(measure="shared"))
    assert total(shared).mean == 50
    assert shared.held_back
    assert shared.second
    assert shared.ledger.sets == first.ledger.sets


def answered(items: str, *others: str) -> Staff:
    """Sixteen people who answered `one two three`, but for some; scored by these items."""
    staff = firm(a=16)
    scores = dict.fromkeys(("overall", "lever", "aspect"), staff.scores["overall"])
    marks = dict.fromkeys(scores["overall"], "one two three")
    marks |= dict(zip(marks, others, strict=False))
    return replace(
        staff,
        scores=scores,
        items=dict.fromkeys(scores, items),
        levers={"lever": ("aspect",)},
        marks=marks,
        counting=lambda _, mark, its: " ".join(i for i in its.split() if i in mark.split()),
    )


def by_another_measure(*others: str) -> set[str]:
    ledger = release(answered("one two three", *others), wave="1").ledger
    second = answered("one two", *others)
    again = release(second, ledger, wave="1", terms=Terms(measure="quick"))
    return {
        f"{group.cell.name} {value.scale}".strip()
        for group in again.release.groups
        for value in group.values
        if value.shown
    }


def test_a_second_measure_shows_levers_and_overall_of_the_total_and_nothing_else() -> None:
    assert by_another_measure() == {"overall", "lever"}


def test_a_second_measure_tells_nothing_about_the_few_who_answered_other_items() -> None:
    # All but one person answered the quick items only: the difference is that person's.
    assert by_another_measure(*["one two"] * 15) == set()
    assert by_another_measure(*["one two"] * 12) == set()
    assert by_another_measure(*["one two"] * 11) != set()
    assert by_another_measure(*["one two"] * 16) != set()


def test_a_second_measure_is_of_the_same_people_or_not_shown() -> None:
    ledger = release(answered("one two three"), wave="1").ledger
    second = answered("one two")
    fewer = dict(list(second.scores["lever"].items())[5:])
    second = replace(second, scores={**second.scores, "lever": fewer})
    again = release(second, ledger, wave="1", terms=Terms(measure="quick"))
    assert [value.scale for value in again.release.total.values if value.shown] == ["overall"]


def test_one_changed_answer_hides_among_others_of_its_own_scale_only() -> None:
    # Six people changed an answer, but only one of them one that counts in the second lever.
    ids = [f"p{n:02}" for n in range(16)]

    def staff(*marks: str) -> Staff:
        scores = {scale: dict.fromkeys(ids, 50.0) for scale in ("overall", "first", "second")}
        return Staff(
            scores,
            items={"overall": "a b", "first": "a", "second": "b"},
            marks=dict.fromkeys(ids, "a1 b1") | dict(zip(ids, marks, strict=False)),
            counting=lambda _, mark, its: " ".join(w for w in mark.split() if w[0] in its),
        )

    first = release(staff(), wave="1")
    again = release(staff(*["a2 b1"] * 5, "a1 b2"), first.ledger, wave="1").release.total
    assert again.value("second").earlier


@pytest.mark.parametrize(
    ("wholes", "levers"),
    [
        (("overall",), {"first": (), "second": ()}),
        (("overall", "lever"), {"lever": ("first", "second")}),
    ],
)
@pytest.mark.parametrize(("both", "parts"), [(1, 0), (4, 0), (5, 1)])
def test_what_changed_in_a_whole_and_in_one_part_does_not_tell_of_few_in_the_other(
    wholes: Sequence[str], levers: dict[str, Sequence[str]], both: int, parts: int
) -> None:
    # Six people changed an answer of the first part, and some of these one of the second, too.
    ids = [f"p{n:02}" for n in range(16)]
    items = dict.fromkeys(wholes, "a b") | {"first": "a", "second": "b"}

    def staff(*marks: str) -> Staff:
        return Staff(
            {scale: dict.fromkeys(ids, 50.0) for scale in items},
            items=items,
            levers=levers,
            marks=dict.fromkeys(ids, "a1 b1") | dict(zip(ids, marks, strict=False)),
            counting=lambda _, mark, its: " ".join(w for w in mark.split() if w[0] in its),
        )

    first = release(staff(), wave="1")
    now = staff(*["a2 b2"] * both, *["a2 b1"] * (6 - both))
    again = release(now, first.ledger, wave="1").release.total
    assert [not again.value(one).earlier for one in wholes] == [True] * len(wholes)
    assert [not again.value(one).earlier for one in ("first", "second")] == [bool(parts), False]


def test_a_lever_and_its_aspect_do_not_tell_of_the_few_who_have_another_aspect() -> None:
    # Twelve people have the first aspect only, so their lever is that aspect; four have both.
    ids = [f"p{n:02}" for n in range(16)]
    scores = {"overall": ids, "lever": ids, "first": ids, "second": ids[:4]}
    staff = Staff(
        {scale: dict.fromkeys(own, 50.0) for scale, own in scores.items()},
        levers={"lever": ("first", "second")},
    )
    shown = release(staff, wave="1").release.total
    assert [value.scale for value in shown.values if value.shown] == ["overall", "lever"]


# The ledger


def test_a_ledger_survives_a_file() -> None:
    ledger = release(firm(a=8, b=6, c=3), wave="1").ledger
    ledger = release(with_more(firm(a=8, b=6, c=3), "b", 6), ledger, wave="1").ledger
    assert written_and_read(ledger) == ledger


def test_hashes_and_texts_of_any_length_come_back_from_bytes_as_they_were() -> None:
    hashes = [["ab", "0123", ""], ["AB"], ["ab "], ["é", "ab"], [], ["abc"], ["ab", "cd"]]
    to = BytesWriter()
    for some in hashes:
        to.put_hashes(some)
    to.put_bytes([b"", b"\0a", b"\xff"])
    for people in (0, 1, 1 << 70):
        to.put_set(people)
    to.put_row([0, 300, 70_000])
    to.keys += (-(2**63), 2**63 - 1)
    to.figures.append(0.1)
    its = BytesReader(to.content())
    assert [its.hashes() for _ in hashes] == hashes
    assert its.raw() == [b"", b"\0a", b"\xff"]
    assert [its.people() for _ in range(3)] == [0, 1, 1 << 70]
    assert (its.row(), its.keys(2), its.figures(1)) == ([0, 300, 70_000], to.keys, [0.1])


def test_a_score_that_is_no_number_is_refused_and_one_that_is_not_there_is_not() -> None:
    people = ["a", "b", "c"]
    assert Staff(ScoreColumns(people, {"overall": [1.0, None, 3.0]})).people()
    for wrong in ([1.0, math.nan, 3.0], [1.0, None, math.inf]):
        with pytest.raises(ValueError, match="a score is a number"):
            Staff(ScoreColumns(people, {"door": [1.0, 2.0, 3.0], "overall": wrong}))


def test_a_ledger_of_which_a_byte_became_another_is_refused() -> None:
    ledger, outlines = release(firm(a=8), wave="1").ledger, Outlines(None)
    document = Firm(ledger, {}).document(outlines)
    for place in range(0, len(document), 7):
        damaged = bytearray(document)
        damaged[place] ^= 1
        for wrong in (bytes(damaged), document[:place]):
            with pytest.raises(ValueError, match=r".*"):
                Firm.read(wrong, 0, None, outlines)
    with pytest.raises(ValueError, match="no outline"):
        Firm.read(document, 0, None, Outlines(None))


# A second wave


def test_a_follow_up_hides_what_the_baseline_hid() -> None:
    baseline = release(firm(a=4, b=9, c=9), wave="1")
    assert shown(baseline) == {"all", "b"}
    staff = firm(a=9, b=9, c=9, d=9, first=500)
    assert shown(release(staff, wave="2")) == {"all", "a", "b", "c", "d"}
    terms = Terms(baseline=baseline.release)
    follow_up = release(staff, baseline.ledger, wave="2", terms=terms)
    assert shown(follow_up) == {"all", "b", "d"}


def test_waves_with_the_same_people_do_not_tell_about_the_one_who_left() -> None:
    baseline = release(firm(a=14), wave="1")
    follow_up = release(firm(a=13), baseline.ledger, wave="2")
    assert shown(follow_up) == set()
    assert shown(release(firm(a=13, first=500), baseline.ledger, wave="2")) == {"all", "a"}


# What holds for any firm

sizes = st.lists(st.integers(1, 12), min_size=1, max_size=6)


@st.composite
def staffs(draw: st.DrawFn) -> Staff:
    """Up to 30 people in teams and roles, with two scales that not all have."""
    count = draw(st.integers(1, 30))
    ids = [f"p{number:02}" for number in range(count)]
    chance = draw(st.randoms(use_true_random=False))
    left = draw(st.integers(0, 3))
    teams, roles = draw(st.integers(1, 5)), draw(st.integers(0, 4))
    splits = {"team": {one: f"t{chance.randrange(teams)}" for one in ids}}
    if roles:
        splits["role"] = {one: f"r{chance.randrange(roles)}" for one in ids}
    second = chance.sample(ids, max(count - left, 0))
    scores = {"overall": ids, "second": second}
    return Staff(
        {
            scale: {one: float(chance.choice((0, 25, 50, 75, 100))) for one in sorted(own)}
            for scale, own in scores.items()
        },
        splits,
    )


def members(staff: Staff, cell: Cell) -> set[str]:
    own = staff.splits.get(cell.split, {})
    return {one for one in staff.scores["overall"] if cell == TOTAL or own.get(one) == cell.name}


def keys(release: Release) -> set[tuple[Cell, str]]:
    return {(group.cell, v.scale) for group in release.groups for v in group.values if v.shown}


@given(staffs())
def test_no_group_under_five_is_ever_shown(staff: Staff) -> None:
    for group in release(staff, wave="1").release.groups:
        assert not group.shown or len(members(staff, group.cell)) >= 5


@given(sizes)
def test_the_hidden_groups_of_a_split_are_nobody_or_five_people_together(sizes: list[int]) -> None:
    teams = {f"t{number}": size for number, size in enumerate(sizes)}
    groups = shown(release(firm(**teams), wave="1"))
    hidden = sum(size for name, size in teams.items() if name not in groups)
    assert "all" not in groups or hidden == 0 or hidden >= 5


@given(staffs(), st.randoms(use_true_random=False))
def test_the_order_of_people_and_splits_makes_no_difference(staff: Staff, chance: Any) -> None:
    def shuffled(table: Any) -> dict[str, Any]:
        pairs = list(table.items())
        chance.shuffle(pairs)
        return dict(pairs)

    other = Staff(
        {scale: shuffled(own) for scale, own in staff.scores.items()},
        shuffled({split: shuffled(own) for split, own in staff.splits.items()}),
    )
    assert release(other, wave="1") == release(staff, wave="1")


@given(staffs(), st.integers(5, 12), st.integers(0, 6))
def test_a_higher_minimum_only_hides_more(staff: Staff, minimum: int, more: int) -> None:
    low = release(staff, wave="1", terms=Terms(minimum=minimum)).release
    high = release(staff, wave="1", terms=Terms(minimum=minimum + more)).release
    assert keys(high) <= keys(low)


@given(st.lists(staffs(), min_size=2, max_size=4))
def test_a_ledger_only_grows_and_never_tells(reports: list[Staff]) -> None:
    ledger = Ledger()
    for staff in reports:
        delivery = release(staff, ledger, wave="1")
        assert set(ledger.sets) <= set(delivery.ledger.sets)
        ledger = delivery.ledger
    sets = [frozenset(str(n) for n in range(99) if people >> n & 1) for people in ledger.sets]
    assert list(told_by_dependence(sets)) == []


@given(st.lists(st.sets(st.integers(0, 11), min_size=1), max_size=7))
def test_the_audit_never_admits_what_tells_and_refuses_little_else(
    families: Sequence[set[int]],
) -> None:
    audit, kept = Audit(4), list[frozenset[str]]()
    for family in families:
        people = frozenset(map(str, family))
        if audit.admit([sum(1 << one for one in family)]):
            kept.append(people)
            assert not list(told_by_dependence(kept))
        elif len(kept) < 2:
            assert list(told_by_dependence([*kept, people]))


def test_a_mean_at_an_end_of_the_scale_says_at_which() -> None:
    assert [end_of(mean) for mean in (10, 15, 85, 90)] == [End.AT_MOST, None, None, End.AT_LEAST]


def test_a_lever_is_made_of_those_who_have_one_two_or_all_of_its_aspects() -> None:
    people = {"oven": 0b11111, "heat": 0b00111, "door": 0b11110}
    before = [Shown(scale, TOTAL, 0b1, Moments(1, 50, 0)) for scale in ("oven", "door", "dough")]
    [lever] = made_of(people, before)
    assert lever.by_number == {1: 0b11001, 2: 0b00110}
    assert lever.whole == 0b00110
    assert [one.scale for one in lever.earlier] == ["oven", "door"]
    assert [one.scale for one in lever.own] == ["oven"]
    [nobody] = made_of(people | {"door": 0})
    [without] = made_of({"oven": 0b11, "heat": 0b11})
    assert (nobody.whole, without.whole, without.people["door"]) == (0, 0, 0)
    everybody = dict.fromkeys(("oven", "heat", "door"), 0b111)
    assert made_of(everybody) == ()


def made_of(people: Mapping[str, int], before: Sequence[Shown] = ()) -> Sequence[MadeUp]:
    """The lever of heat and door."""
    made = Makeup.made({"oven": ["heat", "door"]}, Having(people, {}), before)
    return made.levers.get("oven", ())


def test_five_of_ten_of_whom_aspects_are_shown_apart_have_a_weight_of_their_own() -> None:
    # The lever and heat were shown of ten; one of them has no door. Five are left, with both.
    ten, five, doors = 0b11_1111_1111, 0b1_1111, 0b01_1111_1111
    before = [Shown(scale, TOTAL, ten, Moments(10, 50, 0)) for scale in ("oven", "heat")]
    having = Having({"overall": ten, "oven": ten, "heat": ten, "door": doors}, {})
    made = Makeup.made({"oven": ["heat", "door"]}, having, before)
    made.take("heat", five)
    assert not made.fits("door", five, 5), "the doors of four of the others"
    of_all = Makeup.made(
        {"oven": ["heat", "door"]}, replace(having, now={**having.now, "door": ten})
    )
    of_all.take("heat", five)
    assert of_all.fits("door", five, 5), "where everybody has a door, nobody is left"


def test_numbers_of_people_reach_under_the_minimum_only_when_they_add_up_to_few() -> None:
    assert reaches([[0, 2], [0, 3]], 6)
    assert reaches([[0, 2], [6]], 9)
    assert not reaches([[2], [6]], 5)
    assert not reaches([[0, 5], [0, 6]], 5)
    assert not reaches([[0], [0]], 5)


def test_means_are_shown_in_the_steps_and_from_the_numbers_of_the_method() -> None:
    people = (5, 19, 20, 49, 50, 99, 100, 199, 200)
    parts = [10, 10, 5, 5, 5, 5, 2, 2, 1]
    steps = {kind: [coarse.step(n) for n in people] for kind, coarse in COARSENESS.items()}
    assert steps == {
        ScaleKind.WHOLE: [5, 5, 2, 2, 1, 1, 1, 1, 1],
        ScaleKind.QUICK: parts,
        ScaleKind.ASPECT: parts,
        ScaleKind.OUTCOME: parts,
        ScaleKind.SINGLE: [10, 10, 10, 10, 5, 5, 5, 5, 5],
    }
    least = {kind: coarse.least(is_total=True) for kind, coarse in COARSENESS.items()}
    assert list(least.values()) == [5, 5, 5, 10, 20]
    teams = [COARSENESS[kind].least(is_total=False) for kind in list(COARSENESS)[:3]]
    assert teams == [5, 5, 20]
