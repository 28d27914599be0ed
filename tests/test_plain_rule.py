"""What the release rule shows, group by group, is what it shows without any of its shortcuts.

`SLIMSCAN_ATTACK=whole` compares 20,000 organisations.
"""

from __future__ import annotations

import os
import random

import pytest
from kept_ledger import written_and_read
from plain_rule import PlainMakeup, plain_choice
from random_firms import RandomFirm

from slimscan.privacy import Delivery, audit, delivering, first_wave, makeup, rule

WHOLE = os.environ.get("SLIMSCAN_ATTACK") == "whole"
BLOCKS = [range(n, n + 1000) for n in range(0, 20_000, 1000)] if WHOLE else [range(150)]


def shown(seed: int) -> list[tuple[object, ...]]:
    """All that comes of the deliveries of one organisation: what is shown, and what is kept."""
    return [told(one) for one in RandomFirm(seed).deliveries()]


def told(one: Delivery) -> tuple[object, ...]:
    assert written_and_read(one.ledger) == one.ledger
    counts = [one.counts(group.cell) for group in one.coded.groups]
    return repr(one.release), one.held_back, one.second, repr(one.ledger), counts


def plainly(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rule, "choose", plain_choice)
    patch.setattr(rule, "Makeup", PlainMakeup)
    patch.setattr(delivering, "is_first", lambda *_: False)


@pytest.mark.parametrize("seeds", BLOCKS, ids=str)
def test_the_same_is_shown_and_kept_of_every_random_organisation(seeds: range) -> None:
    held = seconds = 0
    for seed in seeds:
        quickly = shown(seed)
        with pytest.MonkeyPatch.context() as patch:
            plainly(patch)
            assert shown(seed) == quickly, seed
        held += any(one[1] for one in quickly)
        seconds += any(one[2] for one in quickly)
    assert min(held, seconds) > len(seeds) / 20, "deliveries of every kind are among them"


def test_the_comparison_sees_a_lever_that_is_watched_too_little(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(makeup.MadeUp, "is_safe", lambda self, *_: True)
    with pytest.raises(AssertionError):
        test_the_same_is_shown_and_kept_of_every_random_organisation(range(150))


def test_the_comparison_sees_what_a_first_wave_shows_too_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    everything = lambda candidates, *_: list(candidates)  # noqa: E731
    monkeypatch.setattr(first_wave, "choose", everything)
    with pytest.raises(AssertionError):
        test_the_same_is_shown_and_kept_of_every_random_organisation(range(150))


def test_the_audit_says_the_same_whatever_the_order_of_those_who_are_in_it() -> None:
    """Places are given by names that a key makes; another key must not show another thing."""
    for seed in range(40):
        chance = random.Random(seed)
        sets = [chance.getrandbits(24) for _ in range(6)]
        order = chance.sample(range(24), 24)
        moved = [sum(1 << order[n] for n in range(24) if one >> n & 1) for one in sets]
        one, other = audit.Audit(4), audit.Audit(4)
        assert [one.admit([x]) for x in sets] == [other.admit([x]) for x in moved]
