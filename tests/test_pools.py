"""What a batch tells of organisations together: no page minus another tells what one leader answered.

Each attack is carried out on the summaries that are really written, delivery after delivery.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from batch_examples import Person, write_batch
from hypothesis import given
from hypothesis import strategies as st
from test_attacker import told_by_dependence

from slimscan.batch.outcome import Batch, tell_outcome
from slimscan.batch.summary.member_numbers import number_codes
from slimscan.batch.summary.summary import summary_document
from slimscan.privacy import Signer, open_book, pools
from slimscan.privacy.akin import Kinship
from slimscan.privacy.same_firms import FirmNumbers, SameFirms
from slimscan.privacy.tallies import tells_of_few
from slimscan.questionnaire.loading import Instrument

ITEMS = ("H1", "H2", "D1", "D2", "R1")


def firm(number: int, silent: Iterable[str] = ()) -> Person:
    """The leader of a firm, with answers drawn by its number; some questions are left open."""
    draw = random.Random(number)
    places = {item: draw.randrange(5) for item in ITEMS}
    for item in silent:
        del places[item]
    return Person(f"leader {number}", f"Firm {number}", "leader", places=places)


def told(
    folder: Path, instrument: Instrument, leaders: Sequence[Person], quick: bool = False
) -> dict[str, Any]:
    scales = write_batch(folder, instrument, leaders, quick)
    _, summary = tell_outcome(Batch(folder, instrument, scales, (), date(2026, 11, 22), quick))
    document: dict[str, Any] = json.loads(json.dumps(summary_document(summary)))
    return document


def sums(document: Mapping[str, Any]) -> dict[str, tuple[int, float]]:
    """By question how many leaders answered, and the sum of their values as a reader has it."""
    leader = document["audiences"].get("leader", {"items": []})
    return {one["id"]: (one["n"], one["n"] * one["mean"]) for one in leader["items"]}


def test_one_newcomer_who_answers_what_four_others_left_open_is_not_told_by_subtraction(
    mini: Instrument, tmp_path: Path
) -> None:
    twelve = [firm(number) for number in range(12)]
    more = [firm(12), *(firm(number, silent=("H2",)) for number in range(13, 17))]
    before = told(tmp_path / "a", mini, twelve)
    after = told(tmp_path / "b", mini, [*twelve, *more])
    assert sums(after)["H1"][0] == 17, "five came, so what all of them answered is told anew"
    assert sums(after)["H2"] == sums(before)["H2"], "and what one of them answered waits"
    assert after["held"]
    five = [firm(number) for number in range(17, 22)]
    later = told(tmp_path / "c", mini, [*twelve, *more, *five])
    assert sums(later)["H2"][0] == 18, "five more, and it does not"


def test_three_pools_that_leave_one_organisation_over_are_not_told_together(
    mini: Instrument, tmp_path: Path
) -> None:
    sector, other = ([firm(number) for number in range(n, n + 10)] for n in (100, 200))
    first, second = (told(tmp_path / n, mini, some) for n, some in (("a", sector), ("b", other)))
    assert sums(first)
    assert sums(second)
    everyone = told(tmp_path / "c", mini, [*sector, *other, firm(300)])
    assert everyone["held"]
    assert sums(everyone) in (sums(first), sums(second)), "a figure that is told already"
    five = told(tmp_path / "d", mini, [*sector, *other, *(firm(n) for n in range(300, 305))])
    assert sums(five)["H1"][0] == 25
    assert not five["held"]


def test_three_pools_that_leave_what_one_answered_over_do_not_tell_of_that_question(
    mini: Instrument, tmp_path: Path
) -> None:
    sector, other = ([firm(number) for number in range(n, n + 10)] for n in (1100, 1200))
    first, second = (told(tmp_path / n, mini, some) for n, some in (("a", sector), ("b", other)))
    more = [firm(1300), *(firm(number, silent=("H2",)) for number in range(1301, 1306))]
    everyone = told(tmp_path / "c", mini, [*sector, *other, *more])
    assert sums(everyone)["H1"][0] == 26, "six came, so what all of them answered is told"
    assert sums(everyone)["H2"] in (sums(first)["H2"], sums(second)["H2"])
    assert everyone["held"]


def test_four_pools_that_leave_one_organisation_over_are_not_told_together(
    mini: Instrument, tmp_path: Path
) -> None:
    base, one, other = (
        [firm(number) for number in range(n, n + count)]
        for n, count in ((400, 10), (500, 5), (600, 5))
    )
    alone = firm(700)
    answers = [
        told(tmp_path / f"{n}", mini, some)
        for n, some in enumerate((base, [*base, *one], [*base, *other]))
    ]
    assert all(one["audiences"]["leader"]["items"] for one in answers)
    last = told(tmp_path / "last", mini, [*base, *one, *other, alone])
    assert last["held"]
    assert sums(last) in [sums(one) for one in answers]


def test_the_quick_questions_tell_no_newcomer_beside_all_of_them(
    mini: Instrument, tmp_path: Path
) -> None:
    twelve, newcomer = [firm(number) for number in range(900, 912)], firm(912)
    before = told(tmp_path / "a", mini, twelve)
    after = told(tmp_path / "b", mini, [*twelve, newcomer], quick=True)
    assert sums(after).keys() == {"H1", "D1", "R1"}
    assert all(sums(after)[item] == sums(before)[item] for item in sums(after))
    many = told(tmp_path / "c", mini, [*twelve, *(firm(n) for n in range(912, 920))], quick=True)
    assert sums(many)["H1"][0] == 20


def test_what_was_told_is_told_again_when_the_same_organisations_are_delivered(
    mini: Instrument, tmp_path: Path
) -> None:
    ten, more = [firm(n) for n in range(800, 810)], [firm(n) for n in range(810, 816)]
    first = told(tmp_path / "a", mini, ten)
    told(tmp_path / "b", mini, [*ten, *more])
    again = told(tmp_path / "c", mini, ten)
    assert (sums(again), again["held"]) == (sums(first), False)


@given(st.lists(st.frozensets(st.integers(0, 25), min_size=10), min_size=1, max_size=6))
def test_no_organisation_is_told_by_any_combination_of_pools(sets: list[frozenset[int]]) -> None:
    shown: list[frozenset[int]] = []
    for one in sets:
        if pools._may_be_told(one, shown):
            shown.append(one)
    people = [frozenset(map(str, one)) for one in shown]
    assert list(told_by_dependence(people)) == []


SHEETS = [(one, one + 20) for one in range(14)]
"""The two answer sheets that every leader filled in, one after the other."""


@given(st.lists(st.lists(st.integers(0, 2), min_size=14, max_size=14), min_size=1, max_size=4))
def test_a_leader_who_answered_anew_is_one_organisation_in_every_combination_of_pools(
    drawn: list[list[int]],
) -> None:
    """Of every leader the first sheet is in a pool, or the second, or none."""
    same = SameFirms((-1 - one, *sheets) for one, sheets in enumerate(SHEETS))
    shown: list[frozenset[int]] = []
    for which in drawn:
        pool = frozenset(s[n - 1] for s, n in zip(SHEETS, which, strict=True) if n)
        if len(pool) >= 5 and pools._may_be_told(pool, shown, same):
            shown.append(pool)
    for weights in product(range(-2, 3), repeat=len(shown)):
        values = Counter[int]()
        for weight, pool in zip(weights, shown, strict=True):
            values.update(dict.fromkeys(pool, weight))
        left = {number % 20 for number, value in values.items() if value}
        assert len(left) not in range(1, 5), (shown, weights)


A_FIRM = st.lists(st.integers(-9, 9), min_size=1, max_size=3)


@given(st.lists(A_FIRM), st.lists(A_FIRM))
def test_of_which_firm_a_number_is_stays_known_when_it_is_folded(
    known: list[list[int]], more: list[list[int]]
) -> None:
    numbers = FirmNumbers()
    for one in known:
        numbers.append(one)
    same, folded = SameFirms(known), SameFirms(numbers)
    folded.fold()
    assert [folded.add(one) for one in more] == [same.add(one) for one in more]
    folded.fold()
    assert list(map(folded.find, range(-10, 11))) == list(map(same.find, range(-10, 11)))


@pytest.mark.parametrize(("firms", "is_told"), [(0, True), (1, False), (4, False), (5, True)])
def test_of_what_nothing_was_told_before_only_the_number_of_firms_counts(
    firms: int, is_told: bool
) -> None:
    same = SameFirms((one, 100 + one) for one in range(9))
    same.fold()
    now = frozenset(number for one in range(firms) for number in (one, 100 + one))
    assert pools._may_be_told(now, [], same) == is_told
    elsewhere = frozenset(range(200, 214))
    assert pools._may_be_told(now, [elsewhere], same) == is_told


def test_three_who_answered_anew_are_three_by_whatever_name_and_five_are_told() -> None:
    before = frozenset(range(14))
    for revised in (3, 5):
        after = frozenset(range(revised, 14)) | frozenset(range(100, 100 + revised))
        same = SameFirms((1000 + one, one) for one in before)
        assert pools._may_be_told(after, [before]), "by their sheets they are six or more"
        renamed = [(2000 + one, one, 100 + one) for one in range(revised)]
        assert all(map(same.add, renamed))
        assert pools._may_be_told(after, [before], same) == (revised == 5)


def test_what_was_told_before_a_firm_was_known_again_does_not_hide_all_that_follows() -> None:
    before = frozenset(range(14))
    after = frozenset(range(3, 14)) | {100, 101, 102}
    same = SameFirms((one, 100 + one) for one in range(3))
    others = frozenset(range(200, 214))
    assert not pools._may_be_told(after, [before], same)
    assert pools._may_be_told(others, [before, after], same)


def test_the_same_firms_are_told_of_anew_wave_after_wave() -> None:
    told: list[frozenset[int]] = []
    firms = SameFirms((wave, *range(wave, 1000, 20)) for wave in range(20))
    for wave in range(12):
        now = frozenset(range(20 * wave, 20 * wave + 20))
        assert pools._may_be_told(now, told, firms), wave
        told.append(now)


def test_other_questions_wait_while_one_firm_joined_since_the_whole_scan(
    mini: Instrument, tmp_path: Path
) -> None:
    """Of twelve firms the questions are told, and of thirteen the scales of the quick questions."""
    told(tmp_path / "a", mini, [firm(number) for number in range(12)])
    quick = told(tmp_path / "b", mini, [firm(number) for number in range(13)], quick=True)
    assert quick["held"]
    assert sums(quick)["H1"][0] == 12
    assert not scales(quick).keys() & {"overall", "oven", "heat", "door"}
    more = told(tmp_path / "c", mini, [firm(number) for number in range(18)], quick=True)
    assert scales(more)["heat"] == scales(more)["overall"] == 18


def test_a_scale_of_one_question_waits_with_that_question(mini: Instrument, tmp_path: Path) -> None:
    """Six firms join, of which one answers the question."""
    silent = [firm(number, silent=("H1",)) for number in range(13, 18)]
    told(tmp_path / "a", mini, [firm(number) for number in range(12)])
    people = [*(firm(number) for number in range(13)), *silent]
    quick = told(tmp_path / "b", mini, people, quick=True)
    assert (sums(quick)["H1"][0], sums(quick)["D1"][0]) == (12, 18)
    assert scales(quick).keys() >= {"overall", "oven", "door"}
    assert "heat" not in scales(quick)


def scales(document: Mapping[str, Any]) -> dict[str, int]:
    """The scales of leaders that are told, with how many they are."""
    return {one["id"]: one["cells"][0]["n"] for one in document["audiences"]["leader"]["scales"]}


def test_what_waits_is_said_again_when_the_same_is_told_again(
    mini: Instrument, tmp_path: Path
) -> None:
    twelve = [firm(number) for number in range(12)]
    more = [firm(12), *(firm(number, silent=("H2",)) for number in range(13, 17))]
    told(tmp_path / "a", mini, twelve)
    for name in ("b", "c"):
        assert told(tmp_path / name, mini, [*twelve, *more])["held"], name


def test_figures_of_several_measurements_wait_while_one_to_four_firms_came(tmp_path: Path) -> None:
    def figures(count: int) -> dict[str, int]:
        return {"told of": count}

    with open_book(tmp_path).opened() as book:
        told = [
            pools.settle_parts(book, "scope", range(count), lambda *_, n=count: figures(n))
            for count in (12, 12, 13, 16, 17)
        ]
    assert told == [
        (figures(12), False), (figures(12), False), (figures(12), True), (figures(12), True),
        (figures(17), False),
    ]  # fmt: skip


def test_two_who_left_are_not_told_because_all_others_answered_anew_bit_by_bit(
    mini: Instrument, tmp_path: Path
) -> None:
    """Five answer another question anew before the quick questions, and four more after them.

    Who joins leaves open what is asked of them in the whole scan alone.
    """
    before = [firm(number) for number in range(13)]
    between = [*map(anew, before[:5]), *before[5:]]
    joined = [firm(number, silent=("D2", "H2")) for number in range(13, 18)]
    after = [*between[:5], *map(anew, before[5:9]), *before[9:11], *joined]
    first = told(tmp_path / "a", mini, before)
    told(tmp_path / "b", mini, between, quick=True)
    last = told(tmp_path / "c", mini, after)
    assert sums(last)["H1"][0] == 16
    assert sums(last)["D2"] == sums(first)["D2"], "thirteen answered it then, and eleven now"


def anew(person: Person) -> Person:
    """With another answer to one of the quick questions."""
    return replace(person, places=person.places | {"R1": (person.places["R1"] + 2) % 5})


def test_the_combination_is_found_when_pools_are_not_audited(
    mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "_may_be_told", lambda *_: True)
    with pytest.raises(AssertionError):
        test_three_pools_that_leave_one_organisation_over_are_not_told_together(mini, tmp_path)


def _pool(tally: list[int], people: Iterable[int]) -> dict[str, object]:
    return {"figures": {"q": {"told": True, "tally": tally}}, "kin": list(people)}


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (1, 2, 0)])
def test_two_pools_that_a_third_holds_with_few_more_tell_of_these_few(
    order: tuple[int, int, int],
) -> None:
    people = Kinship(SameFirms()).people
    one, other = _pool([6, 0], range(6)), _pool([0, 7], range(6, 13))
    few_more = _pool([8, 7], range(15))
    pools = (few_more, one, other)
    assert tells_of_few("q", *(pools[at] for at in order), people)
    unlike = (_pool([8, 7], range(100, 115)), one, other)
    assert not tells_of_few("q", *(unlike[at] for at in order), people), "they are other people"
    more = (_pool([14, 7], range(21)), one, other)
    assert not tells_of_few("q", *(more[at] for at in order), people), "eight are enough"
    # Two more answered, and four of whom nobody knows which they are left it open.
    left_open = (_pool([8, 7], range(19)), one, other)
    assert tells_of_few("q", *(left_open[at] for at in order), people)


def test_what_the_ledger_knows_leaders_and_organisations_by_stays_what_it_was() -> None:
    signer = Signer(b"k" * 32)
    told = [
        signer.number("row", code, count) for code, count in map(list, ("a1", "b1", "a2", "a3"))
    ]
    assert number_codes(signer, ["a", "b", "a", "a"]) == told
    assert told[0] == 4460939400932634254, "under this key, in every version"
