"""Nothing follows about 1 to 4 organisations from monitors beside the summaries of their waves.

The attacker knows which organisations every figure is about, takes every figure as exact, and asks
by linear algebra. An organisation whose leader answered otherwise is the same one, with answers of
which nothing is known yet; so it is in the second wave. What it takes for the organisations behind a figure it checks. Figures of staff are worked
out from what the two tables of organisations show: they tell nothing more.
`SLIMSCAN_ATTACK=whole` goes through many more worlds.
"""

from __future__ import annotations

import csv
import os
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest
from attacked_firms import Unknown, Vector, told_sets
from attacked_monitors import Recorder
from batch_examples import Person, staff, write_batch
from monitor_examples import ITEMS, list_of_names, monitor_of

from slimscan.batch.monitor import figures
from slimscan.batch.monitor.monitor import AudienceMonitor, Monitor
from slimscan.batch.outcome import Batch, tell_outcome
from slimscan.batch.summary.summary import summary_document
from slimscan.privacy import pools
from slimscan.questionnaire.loading import Instrument

WORLDS = range(60) if os.environ.get("SLIMSCAN_ATTACK") == "whole" else (0, 1, 13)

WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "heat": {"H1": 0.5, "H2": 0.5},
    "door": {"D1": 0.75, "D2": 0.25},
    "rest": {"R1": 1.0},
    "oven": {"H1": 0.25, "H2": 0.25, "D1": 0.375, "D2": 0.125},
    "dough": {"R1": 1.0},
    "overall": {"H1": 0.125, "H2": 0.125, "D1": 0.1875, "D2": 0.0625, "R1": 0.5},
}
"""By scale how much every question of the small questionnaire counts in it."""

Wave = dict[str, tuple[str, dict[str, int]]]
"""By firm its version, and what its leader answered."""


def value(item: str, place: int) -> float:
    return 100.0 - 25 * place if item == "H2" else 25.0 * place


@dataclass
class World:
    """A programme of some 26 firms, measured and measured again, its monitors read by an attacker."""

    instrument: Instrument
    folder: Path
    seed: int
    vectors: list[Vector] = field(default_factory=list)
    monitors: int = 0
    seen: list[Any] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.firms = [f"firm {self.seed} {n:02}" for n in range(26)]
        self.sector = {one: ("bakery", "other")[n % 2] for n, one in enumerate(self.firms)}

    def run(self, patch: pytest.MonkeyPatch) -> None:
        first = self.answered(self.firms, "a")
        lost = self.chance.choice((0, 1, 2, 5, 10))
        second = self.answered(self.firms[lost:], "b")
        joined = self.chance.sample(self.firms, 13)
        before, after = self.deliver(first, "a"), self.deliver(second, "b")
        for _ in range(3):
            self.look(first, second, before, after, joined, patch)
            self.look(first, second, before, after, [], patch)
            wave = self.chance.choice((first, second, second))
            self.happens(wave)
            if wave is first:
                before = self.deliver(first, "a")
            else:
                after = self.deliver(second, "b")
            if self.chance.random() < 0.5:
                joined = joined[self.chance.choice((1, 2)) :]

    def answered(self, firms: Sequence[str], wave: str) -> Wave:
        return {
            one: (f"{wave}0", {item: self.chance.randrange(5) for item in ITEMS}) for one in firms
        }

    def happens(self, wave: Wave) -> None:
        """Some leaders answer otherwise, or leave."""
        for one in self.chance.sample(sorted(wave), self.chance.choice((1, 1, 2, 4, 5, 6))):
            if self.chance.random() < 0.4:
                del wave[one]
                continue
            version, answers = wave[one]
            new = {item: self.chance.randrange(5) for item in ITEMS}
            wave[one] = (f"{version[0]}{self.seed}{self.chance.random()}", answers | new)

    def deliver(self, wave: Wave, kind: str) -> Path:
        """One run of a batch; what its summary tells is read when it is new."""
        self.count += 1
        folder = self.folder / f"{kind}{self.count}"
        people = [
            Person(f"{one} leader {kind}", one, "leader", "", self.sector[one], places=answers)
            for one, (_, answers) in wave.items()
        ]
        for one in self.firms:
            people += [
                Person(each.id, one, "employee", "", self.sector[one], places=each.places)
                for each in staff(f"{one} {kind}", 6)
            ]
        folder.mkdir(parents=True)
        scales = write_batch(folder, self.instrument, people)
        _, summary = tell_outcome(Batch(folder, self.instrument, scales, (), date(2026, 11, 22)))
        document = summary_document(summary)
        told = document["audiences"].get("leader", {"items": []})["items"]
        self.learn_summary(wave, told, document["held"])
        return folder

    def learn_summary(self, wave: Wave, told: Sequence[Mapping[str, Any]], held: bool) -> None:
        for one in told:
            if held and one in self.seen:
                continue  # it waits
            self.seen.append(one)
            mean = fmean(value(one["id"], answers[one["id"]]) for _, answers in wave.values())
            assert (one["n"], abs(mean - one["mean"]) <= 0.5) == (len(wave), True)
            self.vectors.append(
                {unknown_of(firm, version, one["id"]): 1.0 for firm, (version, _) in wave.items()}
            )

    def look(
        self,
        first: Wave,
        second: Wave,
        before: Path,
        after: Path,
        joined: Sequence[str],
        patch: pytest.MonkeyPatch,
    ) -> None:
        """One monitor, read when it is new."""
        recorder = Recorder()
        recorder.listen(patch)
        names = list_of_names(self.folder / "joined.txt", joined) if joined else None
        made = monitor_of(self.instrument, before, after, names)
        [leader, employee] = made.audiences
        if not made.held:
            check_staff(made, employee, before, after, self.sector)
        if made.held or leader in self.seen or not recorder.cells:
            return
        self.seen.append(leader)
        self.monitors += bool(leader.changes)
        for one in leader.changes:
            pairs = recorder.cells[one.field, one.name, one.scale]
            assert len(pairs) == one.n
            now, then = (
                vector(wave, [pair[n] for pair in pairs], one.scale)
                for n, wave in ((1, second), (0, first))
            )
            changed = now | {unknown: -weight for unknown, weight in then.items()}
            known = first_answers(first, second)
            assert abs(total(known, then) / one.n - one.before) <= 0.5 + 1e-9
            assert abs(total(known, changed) / one.n - one.points) <= 0.5 + 1e-9
            self.vectors += [then, changed]
        for each in leader.left:
            assert recorder.left is not None
            gone = vector(first, recorder.left, each.scale)
            assert abs(total(first_answers(first, second), gone) / each.n - each.mean) <= 0.5 + 1e-9
            self.vectors.append(gone)

    def found(self) -> list[frozenset[str]]:
        return told_sets(self.vectors)


def unknown_of(firm: str, version: str, item: str) -> Unknown:
    """What a firm answered to a question, in a version of its answers."""
    return firm, f"{item} {version}", 0


def vector(wave: Wave, firms: Sequence[str], scale: str) -> Vector:
    return {
        unknown_of(firm, wave[firm][0], item): weight
        for firm in firms
        for item, weight in WEIGHTS[scale].items()
    }


def first_answers(*waves: Wave) -> dict[Unknown, float]:
    return {
        unknown_of(firm, version, item): value(item, place)
        for wave in waves
        for firm, (version, answers) in wave.items()
        for item, place in answers.items()
    }


def total(known: Mapping[Unknown, float], some: Vector) -> float:
    return sum(weight * known[unknown] for unknown, weight in some.items())


def check_staff(
    made: Monitor,
    told: AudienceMonitor,
    before: Path,
    after: Path,
    sector: Mapping[str, str],
) -> None:
    """Every figure of staff follows from what `organisations.csv` shows of both waves."""
    arms = made.participation.arms if made.participation else {}
    waves = [table(one) for one in (before, after)]
    assert told.changes
    for one in told.changes:
        both = [key for key, scale in waves[0].keys() & waves[1].keys() if scale == one.scale]
        side = {"arm": arms, "sector": sector}.get(one.field)
        own = [key for key in both if side is None or str(side.get(key)) == one.name]
        changes = [waves[1][key, one.scale] - waves[0][key, one.scale] for key in own]
        assert one.n == len(own)
        assert abs(fmean(changes) - one.points) <= 0.5 + 1e-9
        assert abs(fmean(waves[0][key, one.scale] for key in own) - one.before) <= 0.5 + 1e-9


def table(folder: Path) -> dict[tuple[str, str], int]:
    with (folder / "organisations.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["organisation"], row["scale"]): int(row["mean"].lstrip("<>="))
            for row in csv.DictReader(file)
            if not row["group"]
        }


def worlds(instrument: Instrument, seeds: Sequence[int], folder: Path) -> Iterator[World]:
    for seed in seeds:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SLIMSCAN_HOME", str(folder / f"home{seed}"))
            world = World(instrument, folder / f"world{seed}", seed)
            world.run(patch)
            yield world


def test_no_monitor_beside_its_waves_tells_about_fewer_than_five_organisations(
    mini: Instrument, tmp_path: Path
) -> None:
    monitors = 0
    for world in worlds(mini, WORLDS, tmp_path):
        assert world.found() == [], world.seed
        monitors += world.monitors
    assert monitors >= len(WORLDS), "something is told"


def test_the_attacker_finds_organisations_when_nothing_is_asked_of_what_was_told(
    mini: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pools, "_may_be_told", lambda *_: True)
    monkeypatch.setattr(figures, "may_be_apart", lambda count: True)
    assert any(world.found() for world in worlds(mini, range(8), tmp_path))
