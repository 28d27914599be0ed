"""An attacker who reads every report of a firm never tells what 1 to 4 people answered.

`SLIMSCAN_ATTACK=whole` runs the whole trial: 2,000 firms and 200 sequences of reports.
"""

from __future__ import annotations

import os

import pytest
from attacker import (
    Attacker,
    attack_firms,
    attack_sequences,
    bare,
    make_firm,
    shown,
    step,
    told_by_dependence,
    told_by_trying,
    who_counts,
    written,
)

from slimscan.privacy import Ledger, audit, release

WHOLE = os.environ.get("SLIMSCAN_ATTACK") == "whole"
FIRMS, SEQUENCES = (2000, 200) if WHOLE else (300, 60)


def test_no_report_of_a_firm_tells_about_fewer_than_five_people() -> None:
    figures = attack_firms(range(FIRMS))
    assert figures.found == 0
    assert figures.share >= 0.65, "and most groups of 5 or more are still shown"
    assert figures.bare_found > FIRMS / 4, "a threshold alone would not have been enough"


def test_no_sequence_of_reports_tells_about_fewer_than_five_people() -> None:
    figures = attack_sequences(range(SEQUENCES))
    assert figures.found == 0
    assert figures.share >= 0.65
    assert figures.again_shown > 0.65 * figures.again


def test_the_attacker_succeeds_as_soon_as_the_audit_sleeps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit.Audit, "admit", lambda self, sets: True)
    assert attack_firms(range(40)).found > 10
    assert attack_sequences(range(10)).found > 5


@pytest.mark.parametrize("seed", range(40))
def test_trying_every_set_of_people_in_a_tiny_firm_finds_nothing_either(seed: int) -> None:
    firm = make_firm(seed, fewest=6, most=11)
    report = written(release(firm.staff(), wave="1"))
    sets = [who_counts(key, firm.scores, firm.groups) for key, _ in shown(report)]
    assert told_by_trying(sets) == []


@pytest.mark.parametrize("seed", range(40))
def test_the_two_ways_of_solving_agree_on_what_a_bare_threshold_tells(seed: int) -> None:
    sets = bare(make_firm(seed, fewest=6, most=11, missing=False))
    assert bool(told_by_trying(sets)) == any(told_by_dependence(sets))


def test_brute_force_up_to_six_people_finds_the_six_but_no_fewer() -> None:
    firm = make_firm(3, fewest=6, most=6, missing=False)
    sets = [who_counts(("", "", "overall"), firm.scores, firm.groups)]
    assert told_by_trying(sets, largest=5) == []
    assert told_by_trying(sets, largest=6) == [frozenset(firm.everyone())]


def test_the_attacker_sees_through_total_minus_group() -> None:
    attacker = Attacker(sets=[frozenset("abcdefghi"), frozenset("defghi")])
    assert attacker.found() == [frozenset("abc")]


def test_who_looks_again_is_still_told_that_some_values_are_of_an_earlier_report() -> None:
    for seed in range(10_000, 10_100):
        firm, ledger = make_firm(seed), Ledger()
        for _ in range(4):
            delivery = release(firm.staff(), ledger, wave="1")
            ledger = delivery.ledger
            values = [one for group in delivery.release.groups for one in group.values]
            if any(value.earlier for value in values):
                assert delivery.held_back
                assert release(firm.staff(), ledger, wave="1").held_back
                return
            step(firm, "moved")
    raise AssertionError("no firm kept a value of an earlier report")
