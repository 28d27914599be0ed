"""Nothing follows about 1 to 4 people from all that batches write, delivery after delivery.

`SLIMSCAN_ATTACK=whole` goes through worlds of 2,000 firms.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from attacked_deliveries import READ, asked, worlds
from attacked_firms import Vector, told_sets
from attacked_watch import Watch
from attacker import told_by_dependence

from slimscan.privacy import audit, lead_index, makeup, renewed, revising
from slimscan.questionnaire.loading import Instrument

WHOLE = os.environ.get("SLIMSCAN_ATTACK") == "whole"
FELL_BEFORE = (154, 369, 448, 699, 1039, 1223, 1318, 1329, 1910, 2030)
"""Worlds in which people were told until the rule was mended: by what several months tell together."""
BLOCKS = [range(n, n + 10) for n in range(0, 170, 10)] if WHOLE else [range(3)]

OWN = frozenset(
    {
        "answers.parquet",
        "scores.parquet",
        "released.parquet",
        "organisations.ledger",
    }
)
"""What is the branch's own, and never passed on."""


KINDS = frozenset(
    [
        "mean of an item",
        "number of an item",
        "item squared",
        "item lowest",
        "item highest",
        "don't know",
        "missing",
        "closing",
        "flags",
        "reliability",
        "reliability squared",
        "item by rest",
        "icc",
        "r_wg",
        "shown spread",
        "spread by ",
        "spread by sector",
        "spread by region",
        "spread by took_part",
        "monitor of leader",
        "monitor of employee",
        "participants beside others",
        "change by None",
        "change by arm",
    ]
)
"""The kinds of figures of which every sample has some: else the attack would be of nothing."""


@pytest.fixture
def joyful(tmp_path: Path) -> Instrument:
    """The small questionnaire with four questions to staff that count in no lever, and a last one."""
    return asked(tmp_path / "joy")


@pytest.mark.parametrize("seeds", BLOCKS, ids=str)
def test_no_batch_after_another_tells_about_fewer_than_five_people(
    joyful: Instrument, tmp_path: Path, seeds: range
) -> None:
    figures = outcomes = large = 0
    kinds: set[str] = set()
    for world in worlds(joyful, seeds, tmp_path):
        assert world.found() == [], world.seed
        assert world.unread == set(), "every field is read by the attacker, or tells no answers"
        kinds |= world.kinds
        figures += sum(map(len, world.vectors.values())) + len(world.summaries.vectors)
        outcomes += any(
            item[0] == "J" for one in world.vectors.values() for v in one for _, item, _ in v
        )
        large += not world.is_programme
    assert figures > 500
    assert kinds >= KINDS
    assert outcomes == large, "quality of work is among what is shown of ten people or more"


def test_worlds_in_which_people_were_told_tell_of_nobody_now(
    joyful: Instrument, tmp_path: Path
) -> None:
    assert [one.seed for one in worlds(joyful, FELL_BEFORE, tmp_path) if one.found()] == []


def test_every_file_that_a_batch_writes_is_read_by_the_attacker_or_the_branchs_own(
    joyful: Instrument, tmp_path: Path
) -> None:
    [_] = worlds(joyful, range(1), tmp_path)
    written = {path.name for path in (tmp_path / "world0").glob("*/*")}
    assert written - READ - OWN == set()
    assert written >= READ - {"summary.json"}, "the summary is read as the document it is made of"
    private = [path for path in (tmp_path / "world0").glob("*/*") if path.name in OWN]
    others = {"answers.parquet", "scores.parquet"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in private if path.name not in others)


def test_a_field_that_nobody_reads_is_noticed() -> None:
    watch = Watch(frozenset({"by_item"}))
    document = watch.over(
        {"made_on": "2026", "by_item": {"H1": 4}, "rows": [{"mean": 3, "new": 2}], "empty": []}
    )
    assert document["by_item"]["H1"] + sum(one["mean"] for one in document["rows"]) == 7
    assert watch.unread(frozenset({"made_on"})) == {"rows[].new"}


def asleep(patch: pytest.MonkeyPatch) -> None:
    """The audit admits everything: total minus a team."""
    patch.setattr(audit.Audit, "admit", lambda self, sets: True)


def forgetful(patch: pytest.MonkeyPatch) -> None:
    """What was shown before is not known: this month minus the last."""
    patch.setattr(lead_index.LeadIndex, "find", lambda self, keys: {})


def mixed(patch: pytest.MonkeyPatch) -> None:
    """Two measures of one wave stand side by side."""
    patch.setattr(revising.Revising, "fits_others", lambda self, one: True)
    patch.setattr(revising.Revising, "changed", ())


def unmade(patch: pytest.MonkeyPatch) -> None:
    """A lever stands beside its aspects whoever has them."""
    patch.setattr(makeup.Makeup, "fits", lambda self, *_: True)


def half_anew(patch: pytest.MonkeyPatch) -> None:
    """A whole and one of its parts are told anew, and another part is not."""
    patch.setattr(renewed.Renewed, "fits", lambda self, *_: True)


@pytest.mark.parametrize(
    ("switched_off", "seeds"),
    [*((one, range(20)) for one in (asleep, forgetful, mixed, unmade)), (half_anew, [1910])],
)
def test_the_attacker_finds_people_as_soon_as_a_part_of_the_rule_is_off(
    joyful: Instrument,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    switched_off: Callable[[pytest.MonkeyPatch], None],
    seeds: Sequence[int],
) -> None:
    switched_off(monkeypatch)
    assert any(world.found() for world in worlds(joyful, seeds, tmp_path))


def test_the_two_ways_of_solving_agree() -> None:
    people = [frozenset(map(str, range(9))), frozenset(map(str, range(3, 9)))]
    vectors: list[Vector] = [{(one, "item", 0): 1.0 for one in some} for some in people]
    assert set(told_sets(vectors)) == set(told_by_dependence(people)) == {frozenset("012")}


def test_who_answered_another_item_than_the_rest_is_told_by_two_measures() -> None:
    ten = [str(n) for n in range(10)]
    full: Vector = {(one, "first", 0): 1.0 for one in ten[1:]}
    full |= {("0", "first", 0): 0.5, ("0", "second", 0): 0.5}
    quick: Vector = {(one, "first", 0): 1.0 for one in ten}
    assert told_sets([full, quick]) == [frozenset("0")]
