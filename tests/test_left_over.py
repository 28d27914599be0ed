"""Figures about the staff of many firms, less what each firm shows, leave nobody's answers over.

Who left a question open is in the mean of the firm and not in the figure about those who answered
all of it. The few whom two deliveries leave over together must not be one to four people.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from batch_examples import Person, staff
from hypothesis import given
from hypothesis import strategies as st
from test_pools import told

from slimscan.batch.summary.member_numbers import each_its_own
from slimscan.privacy import Signer, rests
from slimscan.privacy.people_sets import PEOPLE_SETS, PeopleSets, packed_group, packed_set
from slimscan.privacy.rests import Rest, Rests
from slimscan.questionnaire.loading import Instrument

PEOPLE = 12
A_SET = st.frozensets(st.integers(0, PEOPLE - 1), max_size=PEOPLE)
WHOLES = st.integers(5, 7).map(lambda n: (frozenset(range(n)), frozenset(range(n, PEOPLE))))


def firm(name: str, silent: Sequence[str] = (), same: Sequence[str] = ()) -> list[Person]:
    """Eight people; the first leave one question open each, and answer as the people of `same` do."""
    people = staff(name, 8)
    for place, item in enumerate(silent):
        answers = {one: n for one, n in people[place].places.items() if one != item}
        people[place] = replace(people[place], places=answers)
    for place, other in enumerate(same):
        asked = {one: firm(other)[place].places[one] for one in ("H1", "H2")}
        answers = people[place].places | {k: n for k, n in asked.items() if k not in silent[place]}
        people[place] = replace(people[place], places=answers)
    return [*people, led(name)]


class KeptRests:
    """The rests of a ledger that is empty at first."""

    def __init__(self) -> None:
        book = sqlite3.connect(":memory:")
        book.execute(PEOPLE_SETS)
        self.sets = PeopleSets(book)
        self.rests = Rests(self.sets)

    def admit(
        self, of: str, sets: Iterable[Iterable[int]], wholes: Iterable[Iterable[int]] = ()
    ) -> bool:
        marks = [self.sets.keep(packed_set(pl.Series(list(one), dtype=pl.Int64))) for one in sets]
        group = self.sets.keep(packed_group(wholes))
        return self.rests.admit([Rest(of, tuple(marks), group)])


def led(name: str) -> Person:
    [one] = staff(f"leader of {name}", 1)
    return replace(one, organisation=name, audience="leader")


def firms(names: Iterable[str]) -> list[Person]:
    return [one for name in names for one in firm(name)]


def shown(document: dict[str, Any]) -> tuple[dict[str, int], dict[str, Any]]:
    """The questions about heat that are told of staff, and how well that scale measures them."""
    own = document["audiences"]["employee"]
    items = {one["id"]: one["mean"] for one in own["items"] if one["id"] in {"H1", "H2"}}
    return items, {one["scale"]: one for one in own["reliability"]}


def test_a_question_told_later_than_its_scale_leaves_no_four_people_over(
    mini: Instrument, tmp_path: Path
) -> None:
    """Of the first delivery the two questions are not told, of the second how well they measure."""
    always = firms(f"always {n}" for n in range(12)) + firm("three", ["H2"] * 3)
    first = [*always, *firm("gone", ["H1"] * 2), *firms(f"gone {n}" for n in range(4))]
    second = [*always, *firm("new", ["H2"] * 2), *firms(f"new {n}" for n in range(4))]
    items, scales = shown(told(tmp_path / "a", mini, first))
    assert not items, "three left the one open and two the other"
    assert "heat" in scales, "five left something open"
    document = told(tmp_path / "b", mini, second)
    assert not shown(document)[0], "five left one open, two of them others than then"
    assert document["held"]
    later = [*second, *firm("more", ["H2"] * 5), *firms(f"more {n}" for n in range(4))]
    assert set(shown(told(tmp_path / "c", mini, later))[0]) == {"H1", "H2"}


def test_four_people_are_not_left_over_because_two_answered_as_two_others(
    mini: Instrument, tmp_path: Path
) -> None:
    always = firms(f"always {n}" for n in range(12)) + firm("three", ["H2"] * 3)
    first = [*always, *firm("gone", ["H2"] * 2), *firms(f"gone {n}" for n in range(4))]
    come = firm("new", ["H2"] * 2, same=["gone"] * 2)
    second = [*always, *come, *firms(f"new {n}" for n in range(4))]
    before = shown(told(tmp_path / "a", mini, first))
    assert set(before[0]) == {"H1", "H2"}
    document = told(tmp_path / "b", mini, second)
    assert shown(document)[0] == before[0]
    assert shown(document)[1]["heat"] == before[1]["heat"]
    assert document["held"]


def test_few_who_have_every_topic_are_not_left_over_of_a_lever_among_those_who_lack_one(
    mini: Instrument, tmp_path: Path
) -> None:
    """Who has no topic but one can be taken out by the means of the topics."""
    people = firms(f"firm {n}" for n in range(12)) + firm("three", ["H2"] * 3)
    for name in ("some", "others"):
        lacking = [
            replace(one, places={k: n for k, n in one.places.items() if k[0] != "D"})
            for one in firm(name)[:6]
        ]
        people += [*lacking, *staff(name, 8, start=10), led(name)]
    scales = shown(told(tmp_path / "a", mini, people))[1]
    assert "door" in scales, "nobody left one of its questions open who has it"
    assert "oven" not in scales


def test_a_scale_that_follows_of_fewer_people_leaves_no_four_of_them_over(
    mini: Instrument, tmp_path: Path
) -> None:
    """A lever and one topic of it are shown of six people, so its other topic is known of these."""
    lacking = {"R1": {0, 1, 3}, "H1": {5, 6}, "H2": {5, 6}, "D1": {2, 3, 5, 10}, "D2": {6}}
    partly = [
        replace(
            one,
            places={
                item: n for item, n in one.places.items() if place not in lacking.get(item, ())
            },
        )
        for place, one in enumerate(staff("partly", 11))
    ]
    people = [*firms(f"firm {n}" for n in range(12)), *partly, led("partly")]
    scales = shown(told(tmp_path / "a", mini, people))[1]
    with (tmp_path / "a" / "organisations.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["organisation"] == "partly"]
    counts = {row["scale"]: row["n"] for row in rows}
    assert counts["oven"] == counts["heat"] != counts["door"]
    assert "heat" in scales
    assert "door" not in scales


@pytest.mark.parametrize("wholes", [False, True])
@given(sets=st.lists(A_SET, min_size=1, max_size=3), two=WHOLES)
def test_no_combination_of_rests_leaves_one_to_four_people_over(
    wholes: bool, sets: list[frozenset[int]], two: tuple[frozenset[int], ...]
) -> None:
    within = two if wholes else ()
    kept, admitted = KeptRests(), list(within)
    for one in sets:
        if kept.admit("heat", [one], within):
            admitted.append(one)
    for weights in product(range(-2, 3), repeat=len(admitted)):
        left = np.zeros(PEOPLE, dtype=int)
        for weight, people in zip(weights, admitted, strict=True):
            left[list(people)] += weight
        assert np.count_nonzero(left) not in range(1, 5), (admitted, weights)


@given(sets=st.lists(A_SET, min_size=1, max_size=3), two=WHOLES, numbers=st.integers(-(2**62), 0))
def test_people_are_in_the_same_sets_however_many_are_looked_at_together(
    sets: list[frozenset[int]], two: tuple[frozenset[int], ...], numbers: int
) -> None:
    some = [pl.Series(sorted(numbers + who for who in one), dtype=pl.Int64) for one in sets]
    wholes = [frozenset(numbers + who for who in one) for one in two]
    together = rests._Crowd.of(some, wholes[:1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rests, "_PEOPLE_AT_ONCE", 2)
        assert rests._Crowd.of(some, wholes[:1]) == together


def test_rests_of_another_scale_and_rests_that_were_told_already_hide_nothing() -> None:
    kept = KeptRests()
    assert kept.admit("heat", [range(6)])
    assert not kept.admit("heat", [range(7)])
    assert kept.admit("door", [range(7)])
    assert kept.admit("heat", [range(6), ()])


def test_a_thousand_firms_that_are_alike_cost_the_audit_no_more_than_five() -> None:
    whole = [frozenset(range(20 * n, 20 * n + 16)) for n in range(1_000)]
    lacking = frozenset(one for its in whole for one in sorted(its)[:9])
    few = lacking | {1_000_000, 1_000_001}
    kept = KeptRests()
    assert kept.admit("heat", [lacking], whole)
    assert not kept.admit("heat", [few], whole)


def test_a_group_of_sets_that_is_cut_off_anywhere_is_a_damaged_ledger() -> None:
    sets, content = KeptRests().sets, packed_group([range(5), range(3, 9)])
    assert set(sets.group(sets.keep(content))) == {frozenset(range(5)), frozenset(range(3, 9))}
    for size in range(len(content)):
        with pytest.raises(sqlite3.DatabaseError):
            sets.group(sets.keep(content[:size]))
    with pytest.raises(sqlite3.DatabaseError):
        sets.people("a mark of nothing")


def test_seventy_sets_are_told_apart_as_three_are() -> None:
    kept = KeptRests()
    for place in range(70):
        assert kept.admit("heat", [range(10 * place, 10 * place + 10)])
    assert not kept.admit("heat", [range(699)]), "one of the last ten"
    assert kept.admit("heat", [range(695)]), "five of the last ten"


def without(person: Person, item: str) -> Person:
    return replace(person, places={one: n for one, n in person.places.items() if one != item})


def in_team(people: Sequence[Person]) -> list[Person]:
    return [replace(one, group="oven team") for one in people]


@pytest.mark.parametrize("change", ["none", "left", "answered anew"])
def test_a_firm_that_somebody_left_since_it_was_shown_is_in_no_figure_of_questions(
    mini: Instrument, tmp_path: Path, change: str
) -> None:
    """A team of five was shown; four of it left a question open, and a newcomer did."""
    some = [led("partly"), *staff("partly", 7, start=10)]
    silent = [without(one, "H2") for one in staff("partly", 4)]
    one = staff("partly", 1, start=4)
    told(tmp_path / "a", mini, [*some, *in_team([*silent, *one])])
    newcomers = staff("partly", 5, start=20)
    now = [*some, *in_team(silent), *newcomers[1:], without(newcomers[0], "H2")]
    anew = [replace(who, places=who.places | {"H1": (who.places["H1"] + 1) % 5}) for who in one]
    now += in_team({"none": one, "left": [], "answered anew": anew}[change])
    items, scales = shown(
        told(tmp_path / "b", mini, [*firms(f"firm {n}" for n in range(12)), *now])
    )
    if change == "none":
        assert not items, "these five less the team are one of the team, and the newcomer"
        assert "heat" not in scales
    else:
        assert set(items) == {"H1", "H2"}
        assert scales["heat"]["n"] == "50-99", "the 96 people of the twelve other firms"


def test_a_figure_that_would_tell_of_few_in_a_first_summary_is_none_of_an_earlier_one(
    mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = firms(f"firm {n}" for n in range(12)) + firm("five", ["H2"] * 5)
    assert shown(told(tmp_path / "a", mini, people))[1], "how well scales measure is told"
    monkeypatch.setattr(Rests, "admit", lambda *_: False)
    monkeypatch.setenv("SLIMSCAN_HOME", str(tmp_path / "another home"))
    document = told(tmp_path / "b", mini, people)
    assert shown(document) == ({}, {})
    assert not document["held"]


def test_equal_numbers_of_people_are_told_apart_whatever_their_column_is_called() -> None:
    """As where every organisation numbers its respondents from 1."""
    signer = Signer(b"k" * 32)
    own = each_its_own(signer, pl.Series("__number", [7, 8, 7, 7], dtype=pl.Int64))
    assert own.name == "__number"
    assert own[0] == 7
    assert own[1] == 8
    assert own.n_unique() == 4
