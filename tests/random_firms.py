"""Random organisations with every trait that the release rule knows, delivered again and again.

People come and leave in fives and alone, move, think again, are scored by the quick questions
instead of all, know less, are in teams that nest and cross, have ids or none; the minimum is raised; what
another wave hid stays hidden. Everything follows from the seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from slimscan.privacy import (
    Delivered,
    Delivery,
    Release,
    Row,
    ScaleKind,
    ScoreColumns,
    Session,
    Signer,
    Staff,
    Terms,
    deliver,
    kind_of,
    outcome_kind,
)

LEVERS = {"a": ["a1", "a2", "a3"], "b": ["b1", "b2"], "c": ["c1", "c2", "c3", "c4"]}
ASPECTS = {
    "a1": ["I1", "I2"], "a2": ["I3"], "a3": ["I4", "I5", "I6"], "b1": ["I7", "I8"], "b2": ["I9"],
    "c1": ["J1"], "c2": ["J2", "J3"], "c3": ["J4"], "c4": ["J5", "J6"],
}  # fmt: skip
OUTCOME = {"joy": ["Q1", "Q2", "Q3"]}
LEAVES = ASPECTS | OUTCOME
ITEMS = [item for items in LEAVES.values() for item in items]
QUICK = {items[0] for items in ASPECTS.values()} | set(OUTCOME["joy"])
SCALES = ["overall", *LEVERS, *LEAVES]

Answers = dict[str, int | None]


@dataclass
class Member:
    who: str
    answers: Answers
    groups: dict[str, str]


@dataclass
class RandomFirm:
    """One organisation in a ledger of its own."""

    seed: int
    staff: list[Member] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        self.chance = chance = random.Random(self.seed)
        self.missing = chance.choice((0, 0, 0.02, 0.1, 0.3))
        self.splits = {"team": chance.randint(1, 5)} if chance.random() < 0.7 else {}
        if chance.random() < 0.3:
            self.splits["role"] = chance.randint(2, 4)
        self.nested, self.with_ids = chance.random() < 0.3, chance.random() < 0.75
        self.minimum = chance.choice((5, 5, 5, 5, 6, 10))
        self.join(chance.choice((3, 5, 6, 8, 12, 16, 16, 20, 25, 33, 45, 60)))

    def join(self, count: int) -> None:
        self.staff = self.staff + [self.member() for _ in range(count)]

    def member(self) -> Member:
        chance = self.chance
        self.count += 1
        level = chance.gauss(2.2, 0.9)
        answers: Answers = {
            item: None
            if chance.random() < self.missing
            else min(4, max(0, round(chance.gauss(level, 1))))
            for item in ITEMS
        }
        groups = {
            split: f"{split}{chance.randrange(count)}"
            for split, count in self.splits.items()
            if chance.random() > 0.05
        }
        if self.nested and "team" in groups:
            groups["part"] = f"{groups['team']}{chance.randrange(2)}"
        return Member(f"r{self.count}", answers, groups)

    def happens(self) -> None:
        chance = self.chance
        what = chance.choice(("join", "leave", "move", "revise", "revise", "many", "none", "more"))
        few = chance.choice((1, 1, 2, 4, 5, 6))
        some = chance.sample(self.staff, min(few, len(self.staff)))
        if what in {"join", "many"}:
            self.join(few if what == "join" else 9)
        elif what == "leave" and len(self.staff) > few + 2:
            self.staff = [one for one in self.staff if one not in some]
        elif what == "move":
            for one in some:
                one.groups = self.member().groups
        elif what == "revise":
            for one in some:
                one.answers = one.answers | {chance.choice(ITEMS): chance.choice((None, 0, 2, 4))}
        elif what == "more":
            self.minimum = chance.choice((5, 7))

    def delivered(self, wave: str, quick: bool) -> Delivered:
        people = list(self.staff)
        self.chance.shuffle(people)
        rows, splits = [], dict[str, dict[str, str]]()
        scores: dict[str, list[float | None]] = {scale: [] for scale in SCALES}
        for number, one in enumerate(people):
            name = f"n{number}"
            given = (one.answers[item] for item in ITEMS)
            code = "".join("?" if place is None else str(place) for place in given)
            core = "".join(sign for item, sign in zip(ITEMS, code, strict=True) if item in QUICK)
            rows.append(Row(name, one.who if self.with_ids else "", code, core=core))
            its = scores_of(one.answers, quick)
            for scale, column in scores.items():
                column.append(its.get(scale))
            for split, group in one.groups.items():
                splits.setdefault(split, {})[name] = group
        items = items_of(quick)
        least = {"joy": self.chance.choice((10, 12))}
        columns = ScoreColumns([row.name for row in rows], scores)
        staff = Staff(columns, splits, kinds(items), least, items=items, levers=LEVERS)
        return Delivered(wave, tuple(rows), staff, ITEMS)

    def deliveries(self) -> Iterator[Delivery]:
        """What is shown of it, delivery after delivery."""
        session = Session(None, Path(), Signer(b"k" * 32))
        first: Release | None = None
        for number in range(self.chance.choice((1, 2, 3, 4, 6))):
            if number:
                self.happens()
            quick = number > 0 and self.chance.random() < 0.3
            wave = "wave" if self.chance.random() < 0.85 else f"wave {number}"
            one = self.delivered(wave, quick)
            baseline = first if self.chance.random() < 0.15 else None
            terms = Terms(self.minimum, "quick" if quick else "full", baseline)
            delivery = deliver(session, one, terms)
            first = first or delivery.coded
            yield delivery


def scores_of(answers: Answers, quick: bool) -> dict[str, float]:
    """By scale a score, by the half rule."""
    found: dict[str, float] = {}
    for leaf, items in LEAVES.items():
        asked = [answers[item] for item in items if not quick or item in QUICK]
        given = [25 * one for one in asked if one is not None]
        if given and 2 * len(given) >= len(asked):
            found[leaf] = sum(given) / len(given)
    for lever, aspects in LEVERS.items():
        items = [i for one in aspects for i in ASPECTS[one] if not quick or i in QUICK]
        valid = [found[one] for one in aspects if one in found]
        answered = sum(answers[item] is not None for item in items)
        if valid and 2 * len(valid) >= len(aspects) and 2 * answered >= len(items):
            found[lever] = sum(valid) / len(valid)
    if all(lever in found for lever in LEVERS):
        found["overall"] = sum(found[lever] for lever in LEVERS) / len(LEVERS)
    return found


def items_of(quick: bool) -> dict[str, str]:
    """The items of every scale."""
    found = {
        leaf: " ".join(item for item in items if not quick or item in QUICK)
        for leaf, items in LEAVES.items()
    }
    levers = {lever: " ".join(found[one] for one in parts) for lever, parts in LEVERS.items()}
    return {"overall": " ".join(levers.values())} | levers | found


def kinds(items: Mapping[str, str]) -> dict[str, ScaleKind]:
    found = {scale: kind_of(len(its.split()), scale in ASPECTS) for scale, its in items.items()}
    return found | {"joy": outcome_kind(len(OUTCOME["joy"]))}
