"""An attacker of batches: reads all that is written of many firms, delivery after delivery.

It knows who is who, whose answers every figure is made of, and takes every figure as exact. Then
it asks by linear algebra, person by item, whether something follows about 1 to 4 people (or
organisations). What it takes for the people behind a figure it checks: the figure worked out from
their answers must be the one that was written.

    python tests/attacked_deliveries.py FIRST LAST    these worlds, with figures
"""

from __future__ import annotations

import csv
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import narwhals as nw
import numpy as np
import polars as pl
import pytest

from slimscan.batch.files import PEOPLE, BatchFolder, stamp
from slimscan.batch.organisations import staff as organisations
from slimscan.batch.outcome import Batch, tell_outcome
from slimscan.batch.summary.summary import summary_document
from slimscan.privacy import Delivered, Delivery, Session, Terms, deliver
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.responses import Answer, Respondent, State, option_values, responses_frame
from slimscan.scoring.scales import COUNTS, OVERALL, Scales, scales_of, score_responses

LARGEST = 4
Unknown = tuple[str, str, int]
"""A person (or organisation), an item, and which of the answers that they gave to it."""
Vector = dict[Unknown, float]

READ = frozenset({"organisations.csv", "summary.json", "standings.json"})
"""What is read here; what else a batch writes is checked to tell no more, or is the branch's own."""


# Solving


def told_sets(vectors: Sequence[Vector], largest: int = LARGEST) -> list[frozenset[str]]:
    """Sets of 1 to 4 of whom a combination of these vectors speaks, and of nobody else.

    The largest share of a combination that can lie in a set of people is the largest eigenvalue of
    their block of the projection on the span; it is 1 exactly when one lies there whole. It is at
    most the sum of the shares of each alone, so few sets have to be looked at.
    """
    columns = {one: n for n, one in enumerate(dict.fromkeys(u for v in vectors for u in v))}
    if not columns:
        return []
    matrix = np.zeros((len(vectors), len(columns)))
    for row, vector in enumerate(vectors):
        for unknown, weight in vector.items():
            matrix[row, columns[unknown]] = weight
    basis = _basis(matrix)
    blocks: dict[str, list[int]] = {}
    for (person, _, _), column in columns.items():
        blocks.setdefault(person, []).append(column)
    parts = {person: basis[:, places] for person, places in blocks.items()}
    share = {person: _share([part]) for person, part in parts.items()}
    likely = sorted((one for one in share if share[one] > 0.2), key=lambda one: -share[one])
    found = []
    for size in range(1, largest + 1):
        for people in combinations(likely, size):
            if sum(share[one] for one in people) < 1 - 1e-6:
                continue
            if _share([parts[one] for one in people]) > 1 - 1e-7:
                found.append(frozenset(people))
    return found


def _basis(matrix: np.ndarray) -> np.ndarray:
    scaled = matrix / np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
    _, values, rows = np.linalg.svd(scaled, full_matrices=False)
    return rows[values > 1e-9]


def _share(parts: Sequence[np.ndarray]) -> float:
    block = np.concatenate(parts, axis=1)
    small = block @ block.T if block.shape[0] < block.shape[1] else block.T @ block
    return float(np.linalg.eigvalsh(small)[-1])


# Firms


@dataclass
class Member:
    """Somebody of the staff, or a leader (`who`), with answers: a place, or None for no answer."""

    who: str
    team: str
    answers: dict[str, int | None]
    versions: Counter[str] = field(default_factory=Counter)


@dataclass
class Firm:
    """A firm whose people come, leave, move and think again."""

    name: str
    chance: random.Random
    items: Sequence[str]
    missing: float
    with_ids: bool
    outcomes: Sequence[str] = ()
    spelling: str = ""
    count: int = 0
    staff: list[Member] = field(default_factory=list)
    leader: Member | None = None

    def __post_init__(self) -> None:
        self.teams = [f"team {n}" for n in range(self.chance.randint(1, 4))]
        self.join(self.chance.randint(5, 28))
        if self.chance.random() < 0.8:
            self.leader = self.member("leader")

    def member(self, who: str = "") -> Member:
        self.count += 1
        level = self.chance.random()
        asked = self.items if who else (*self.items, *self.outcomes)
        answers = {item: self.answer(level) for item in asked}
        name = f"{self.name} {who or self.count}"
        return Member(name, self.chance.choice(self.teams), answers)

    def answer(self, level: float) -> int | None:
        if self.chance.random() < self.missing:
            return None
        return min(4, max(0, round(self.chance.gauss(4 * level, 1))))

    def join(self, count: int) -> None:
        self.staff += [self.member() for _ in range(count)]

    def happens(self) -> None:
        """One thing that happens between two deliveries, most of them small."""
        what = self.chance.choice(("join", "join", "leave", "move", "revise", "rename", "nothing"))
        few = self.chance.choice((1, 1, 1, 2, 4, 5, 6))
        some = self.chance.sample(self.staff, min(few, len(self.staff)))
        if what == "join":
            self.join(few)
        elif what == "leave" and len(self.staff) > few + 2:
            self.staff = [one for one in self.staff if one not in some]
        elif what == "move":
            for one in some:
                one.team = self.chance.choice(self.teams)
        elif what == "revise" and self.with_ids:
            for one in some:
                item = self.chance.choice(list(one.answers))
                new = self.answer(self.chance.random())
                if new != one.answers[item]:
                    one.answers = one.answers | {item: new}
                    one.versions[item] += 1
        elif what == "rename":
            self.spelling = self.chance.choice((" BV", " B.V.", ""))


# What is delivered and told


@dataclass
class Recorder:
    """Notes what goes through the release rule: the people and the figures of every delivery."""

    seen: dict[str, tuple[Mapping[str, str], Delivered, Delivery]] = field(default_factory=dict)

    def __call__(self, session: Session, one: Delivered, terms: Terms) -> Delivery:
        names = dict(session.find(one.rows).names)
        delivery = deliver(session, one, terms)
        self.seen[one.rows[0].name] = names, one, delivery
        return delivery


@dataclass
class World:
    """Some firms in one home, their deliveries, and what the attacker knows."""

    instrument: Instrument
    folder: Path
    seed: int
    firms: list[Firm] = field(default_factory=list)
    vectors: dict[str, list[Vector]] = field(default_factory=dict)
    leaders: list[Vector] = field(default_factory=list)
    cells_shown: int = 0
    cells_possible: int = 0
    _known: dict[tuple[Any, ...], Vector] = field(default_factory=dict)
    _told: list[Any] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        questionnaire = self.instrument.questionnaire
        self.items = [item.id for item in questionnaire.items]
        outcomes = [item.id for item in questionnaire.outcome_items("employee")]
        for number in range(self.chance.randint(11, 14)):
            missing = (0.0, 0.02, 0.25)[number % 3]
            with_ids = number % 4 != 3
            chance = random.Random(f"{self.seed} {number}")
            name = f"Firm {self.seed} {number}"
            firm = Firm(name, chance, self.items, missing, with_ids, outcomes=outcomes)
            self.firms.append(firm)

    def run(self, patch: pytest.MonkeyPatch) -> None:
        """All deliveries: 3 to 6, in old and new folders, by all items or the quick ones."""
        for number in range(self.chance.randint(3, 6)):
            if number:
                for firm in self.chance.sample(self.firms, self.chance.choice((1, 3, 11))):
                    firm.happens()
            folder = self.folder / f"out{self.chance.choice((0, number))}"
            self.deliver(folder, number > 0 and self.chance.random() < 0.3, patch)

    def deliver(self, folder: Path, quick: bool, patch: pytest.MonkeyPatch) -> None:
        """One run of a batch, read by the attacker."""
        scales = scales_of(self.instrument.questionnaire, quick)
        rows = self.rows()
        self.chance.shuffle(rows)
        write_frames(folder, self.instrument, scales, rows)
        recorder = Recorder()
        patch.setattr(organisations, "deliver", recorder)
        batch = Batch(folder, self.instrument, scales, (), date(2026, 11, 22), quick)
        _, summary = tell_outcome(batch)
        people = {row.respondent: member for row, member, _ in rows}
        written = read_organisations(folder / "organisations.csv")
        for names, delivered, delivery in recorder.seen.values():
            self.learn(people, names, delivered, delivery, written, scales)
        assert not written, "every line is accounted for"
        self.learn_summary(summary_document(summary), recorder, people, scales)

    def rows(self) -> list[tuple[Respondent, Member, str]]:
        rows = []
        for firm in self.firms:
            seen: Counter[str] = Counter()
            name = firm.name + firm.spelling
            for member in firm.staff:
                made = f"#{abs(hash(firm.name + str(member.answers))) % 16**16:016x}"
                seen[made] += 1
                tag = made if seen[made] == 1 else f"{made}-{seen[made]}"
                own = member.who if firm.with_ids else tag
                rows.append((respondent(own, name, member), member, "employee"))
            if firm.leader:
                rows.append((respondent(firm.leader.who, name, firm.leader), firm.leader, "leader"))
        return rows

    def learn(
        self,
        people: Mapping[str, Member],
        names: Mapping[str, str],
        delivered: Delivered,
        delivery: Delivery,
        written: dict[tuple[str, str, str], str],
        scales: Scales,
    ) -> None:
        """What is shown of one firm, as vectors over its people's answers."""
        by_person = {person: people[name] for name, person in names.items()}
        firm = people[delivered.rows[0].name].who.rsplit(" ", 1)[0]
        vectors = self.vectors.setdefault(firm, [])
        report = delivery.ledger.find(delivery.coded.wave, delivery.measure)
        for group in delivery.release.groups:
            coded = next(code for code, cell in delivery.labels.items() if cell == group.cell)
            for value in group.values:
                if value.mean is None:
                    continue
                assert report is not None
                shown = report.find(coded, value.scale)
                assert shown is not None
                ids = [one for n, one in enumerate(delivery.ledger.people) if shown.people >> n & 1]
                key = (firm, delivery.measure, value.scale, frozenset(ids), shown.exact.mean)
                if key not in self._known:
                    who = [by_person[one] for one in ids]
                    self._known[key] = vector_of(who, people, delivered, value.scale, scales)
                    self.check(self._known[key], who, shown.exact.mean)
                vectors.append(self._known[key])
                end = {"at_most": "<=", "at_least": ">="}.get(value.end or "", "")
                place = (firm, group.cell.name, value.scale)
                assert written.pop(place) == f"{end}{value.mean}", place

    def check(self, vector: Vector, people: Sequence[Member], mean: float) -> None:
        """The figure follows from these people's answers."""
        values = {member.who: member for member in people}
        total = sum(
            weight * self.value(values[who], item) for (who, item, _), weight in vector.items()
        )
        assert abs(total / len(people) - mean) < 1e-6, (total / len(people), mean)

    def value(self, member: Member, item: str) -> float:
        questionnaire = self.instrument.questionnaire
        everything = (*questionnaire.items, *questionnaire.outcome_items("employee"))
        known = next(one for one in everything if one.id == item)
        place = member.answers[item]
        assert place is not None
        return option_values(questionnaire, known)[place]

    def learn_summary(
        self,
        told: Mapping[str, Any],
        recorder: Recorder,
        people: Mapping[str, Member],
        scales: Scales,
    ) -> None:
        """The items' means: of staff over all firms that are told of, of leaders over firms."""
        figures = {
            key: told[key] for key in ("audiences", "flags", "missing_percent", "disagree_on")
        }
        for flag in told["flags"].values():
            assert flag is None or int(flag.rstrip("+").split("-")[0]) >= 5
        if figures in self._told:
            return
        self._told.append(figures)
        leader = told["audiences"].get("leader", {"items": []})
        led = [firm.leader for firm in self.firms if firm.leader]
        for one in leader["items"]:
            figure = one["id"], one["n"], one["mean"]
            if told["held"] and figure in self._told:
                continue  # it waits by itself
            self._told.append(figure)
            own = [each for each in led if each.answers[one["id"]] is not None]
            mean = sum(self.value(each, one["id"]) for each in own) / len(own)
            assert (len(own), abs(mean - one["mean"]) <= 0.5 + 1e-9) == (one["n"], True)
            self.leaders.append({(e.who, one["id"], e.versions[one["id"]]): 1.0 for e in own})
        staff = told["audiences"].get("employee", {"items": []})
        for one in staff["items"]:
            aspect = next(a for a in scales.aspects if one["id"] in {i.id for i in a.items})
            own = self.settled(recorder, people, aspect.id)
            own = [each for each in own if each.answers[one["id"]] is not None]
            mean = sum(self.value(each, one["id"]) for each in own) / len(own)
            assert abs(mean - one["mean"]) <= (5 if len(own) < 50 else 2.5) + 1e-9
            vector = {(e.who, one["id"], e.versions[one["id"]]): 1.0 for e in own}
            self.vectors.setdefault("", []).append(vector)

    def settled(self, recorder: Recorder, people: Mapping[str, Member], scale: str) -> list[Member]:
        """The staff of firms that show this scale about all who have it, as they are now."""
        found: list[Member] = []
        for _, delivered, delivery in recorder.seen.values():
            values = delivery.release.total.values
            value = next((one for one in values if one.scale == scale), None)
            if value is None or value.mean is None:
                continue
            own = delivered.staff.scores[scale]
            all_of_them = delivery.count(delivery.release.total.cell, scale) == len(own)
            if all_of_them and not (delivery.held_back or value.earlier or delivery.second):
                found += [people[name] for name in own]
        return found

    def found(self) -> list[frozenset[str]]:
        """Sets of 1 to 4 people, or organisations, of whom something is told."""
        pooled = self.vectors.get("", [])
        alone = [told_sets(vectors) for firm, vectors in self.vectors.items() if firm]
        sets = [one for found in alone for one in found]
        if pooled:
            sets += told_sets([vector for vectors in self.vectors.values() for vector in vectors])
        return sets + told_sets(self.leaders)


def vector_of(
    who: Sequence[Member],
    people: Mapping[str, Member],
    delivered: Delivered,
    scale: str,
    scales: Scales,
) -> Vector:
    """What the sum of a scale over these people is made of, answer by answer."""
    scores = delivered.staff.scores
    rows = {people[name].who: name for name in scores[scale]}
    vector: Vector = {}
    for member in who:
        name = rows[member.who]
        for item, weight in weights(member, name, scores, scale, scales).items():
            unknown = (member.who, item, member.versions[item])
            vector[unknown] = vector.get(unknown, 0) + weight
    return vector


def weights(
    member: Member, name: str, scores: Mapping[str, Mapping[str, float]], scale: str, scales: Scales
) -> dict[str, float]:
    """By item how much it counts in somebody's score."""
    aspects = {one.id: one for one in scales.leaves}
    if scale in aspects:
        items = [item for item in aspects[scale].items if member.answers[item.id] is not None]
        whole = sum(item.weight for item in items)
        return {item.id: item.weight / whole for item in items}
    levers = {one.id: one for one in scales.levers}
    parts = list(levers) if scale == OVERALL else levers[scale].parts
    valid = [part for part in parts if name in scores.get(part, {})]
    found: dict[str, float] = {}
    for part in valid:
        for item, weight in weights(member, name, scores, part, scales).items():
            found[item] = found.get(item, 0) + weight / len(valid)
    return found


def respondent(name: str, organisation: str, member: Member) -> Respondent:
    answers = {
        item: Answer(State.DONT_KNOW if place is None else State.ANSWERED, place)
        for item, place in member.answers.items()
    }
    return Respondent(answers, respondent=name, organisation=organisation, group=member.team)


def write_frames(
    folder: Path,
    instrument: Instrument,
    scales: Scales,
    rows: Sequence[tuple[Respondent, Member, str]],
) -> None:
    """The two frames of a batch in its folder, as they are read from a file with these rows."""
    folder.mkdir(exist_ok=True, parents=True)
    questionnaire = instrument.questionnaire
    everything = [*questionnaire.items, *questionnaire.outcome_items("employee")]
    answers = responses_frame(everything, [row for row, _, _ in rows]).to_native()
    audience = pl.Series("audience", [who for _, _, who in rows], dtype=pl.String)
    answers.insert_column(PEOPLE.index("audience"), audience)
    known = BatchFolder(folder)
    answers.write_parquet(known.answers, metadata=stamp(instrument))
    columns = [f"{one}{part}" for one in scales.ids for part in ("", *(f"__{c}" for c in COUNTS))]
    scores = score_responses(nw.from_native(answers), scales).select(*PEOPLE, *columns)
    scores.to_native().write_parquet(known.scores)


def read_organisations(path: Path) -> dict[tuple[str, str, str], str]:
    """The lines of organisations.csv, by firm (as it was called first), team and scale."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (base_name(row["organisation"]), row["group"], row["scale"]): row["mean"]
            for row in csv.DictReader(file)
        }


def base_name(name: str) -> str:
    return name.removesuffix(" BV").removesuffix(" B.V.")


def worlds(instrument: Instrument, seeds: Sequence[int], folder: Path) -> Iterator[World]:
    """These worlds, each in a home of its own, lived through."""
    for seed in seeds:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("SLIMSCAN_HOME", str(folder / f"home{seed}"))
            world = World(instrument, folder / f"world{seed}", seed)
            world.run(patch)
            yield world


def main(first: int, last: int) -> int:
    from mini import with_joy

    bad = firms = 0
    with tempfile.TemporaryDirectory() as folder:
        instrument = with_joy(Path(folder) / "mini")
        for world in worlds(instrument, range(first, last), Path(folder)):
            firms += len(world.firms)
            found = world.found()
            bad += bool(found)
            if found:
                print(world.seed, [sorted(one) for one in found[:3]])
    print(json.dumps({"worlds": last - first, "firms": firms, "found": bad}))
    return bad


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:3])) if len(sys.argv) > 2 else main(0, 20))
