"""The firms that are delivered to an attacker of batches, and how he solves for 1 to 4 of them.

What he takes for exact is a sum over people of one thing that each of them holds: the value of an
answer, its square, whether it is the lowest one. Such a thing is an unknown; a figure is a vector
over unknowns.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from slimscan.questionnaire.models import Questionnaire
from slimscan.scoring.scales import OVERALL, Scales

LARGEST = 4
Unknown = tuple[str, str, int]
"""A person (or organisation), what is asked of them, and which of the answers that they gave."""
Vector = dict[Unknown, float]


# Solving


def told_sets(vectors: Sequence[Vector], largest: int = LARGEST) -> list[frozenset[str]]:
    """Sets of 1 to 4 of whom a combination of these vectors speaks, and of nobody else.

    Vectors without an unknown in common tell no more together than apart, so each lot is solved by
    itself.
    """
    return list(dict.fromkeys(one for some in _lots(vectors) for one in _told(some, largest)))


def _lots(vectors: Iterable[Vector]) -> list[list[Vector]]:
    """The vectors that hang together by their unknowns; of equal ones the first."""
    root: dict[Unknown, Unknown] = {}

    def find(one: Unknown) -> Unknown:
        while root.setdefault(one, one) != one:
            root[one] = one = root[root[one]]
        return one

    distinct = {frozenset(vector.items()): vector for vector in vectors if vector}.values()
    for vector in distinct:
        first, *others = map(find, vector)
        root |= dict.fromkeys(others, first)
    lots: dict[Unknown, list[Vector]] = {}
    for vector in distinct:
        lots.setdefault(find(next(iter(vector))), []).append(vector)
    return list(lots.values())


def _told(vectors: Sequence[Vector], largest: int) -> list[frozenset[str]]:
    """The sets that one lot tells of.

    The largest share of a combination that can lie in a set of people is the largest eigenvalue of
    their block of the projection on the span; it is 1 exactly when one lies there whole. It is at
    most the sum of the shares of each alone, so few sets have to be looked at.
    """
    columns = {one: n for n, one in enumerate(dict.fromkeys(u for v in vectors for u in v))}
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

    def unknown(self, item: str) -> Unknown:
        """The value of the answer that they give to an item now."""
        return self.who, item, self.versions[item]

    def unknown_of(self, what: str, items: Iterable[str]) -> Unknown:
        """Something else that is made of the answers that they give to these items now."""
        return self.who, what, sum(self.versions[item] for item in items)

    def change(self, item: str, place: int | None) -> None:
        """Answer an item otherwise."""
        if place != self.answers[item]:
            self.answers = self.answers | {item: place}
            self.versions[item] += 1

    def again(self, chance: random.Random) -> None:
        """Answer everything a year later, nothing as before: a measurement of its own."""
        self.answers = {
            item: None if place is None else (place + chance.randint(1, 4)) % 5
            for item, place in self.answers.items()
        }
        self.versions += Counter(dict.fromkeys(self.answers, LATER))

    def copy(self) -> Member:
        """As they are now."""
        return Member(self.who, self.team, self.answers, Counter(self.versions))


LATER = 1000
"""More than anybody thinks again within a measurement."""


@dataclass
class Firm:
    """A firm whose people come, leave, move and think again.

    `own` are the columns that the branch keeps of it, `sector` and `size` what it is set apart by.
    """

    name: str
    chance: random.Random
    items: Sequence[str]
    missing: float
    with_ids: bool
    outcomes: Sequence[str] = ()
    closing: Sequence[str] = ()
    most: int = 28
    own: dict[str, str] = field(default_factory=dict)
    sector: str = ""
    size: str = ""
    spelling: str = ""
    count: int = 0
    staff: list[Member] = field(default_factory=list)
    leader: Member | None = None

    def __post_init__(self) -> None:
        self.teams = [f"team {n}" for n in range(self.chance.randint(1, 4))]
        self.join(self.chance.randint(5, self.most))
        if self.chance.random() < 0.8:
            self.leader = self.member("leader")

    def member(self, who: str = "") -> Member:
        self.count += 1
        level = self.chance.random()
        asked = (*self.items, *(self.closing if who else self.outcomes))
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
                one.change(item, self.answer(self.chance.random()))
        elif what == "rename":
            self.spelling = self.chance.choice((" BV", " B.V.", ""))

    def leads(self) -> None:
        """One thing that happens to who leads the firm, or to what the branch knows of it."""
        what = self.chance.choice(("revise", "revise", "leave", "come", "region"))
        if what == "revise" and self.leader:
            for item in self.chance.sample(list(self.items), self.chance.choice((1, 2))):
                self.leader.change(item, self.answer(self.chance.random()))
        elif what == "leave":
            self.leader = None
        elif what == "come" and not self.leader:
            self.leader = self.member("leader")
            self.leader.who = f"{self.name} leader {self.count}"
        elif what == "region" and self.own:
            self.own["region"] = self.chance.choice(("north", "south"))

    def measured_again(self) -> None:
        """Everybody answers a year later; some do not."""
        self.staff = [one for one in self.staff if self.chance.random() < 0.9]
        for one in (*self.staff, *([self.leader] if self.leader else [])):
            one.again(self.chance)


def value_of(questionnaire: Questionnaire, item: str, place: int) -> float:
    """From 0 to 100, what an answer counts."""
    everything = (*questionnaire.items, *questionnaire.outcome_items("employee"))
    return questionnaire.option_values(next(one for one in everything if one.id == item))[place]


def of_scale(scale: str, what: str, items: Sequence[str]) -> str:
    """What is asked of a person's score on a scale: of other questions it is another score."""
    return f"{scale} {what} ({' '.join(items)})"


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
