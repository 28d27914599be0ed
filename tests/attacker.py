"""An attacker of the release rule: reads reports, and solves for what 1 to 4 people answered.

It knows more than any reader: who is in which group, who answered what scale, and which answers
came after a report. It reads what was written, takes every mean as exact, and asks by linear
algebra whether a set of 1 to 4 people can be told from all reports of a wave together. Nothing here
uses slimscan's audit.

"Don't know" leaves people without a score. It is varied by `Firm.missing`: in half of the firms
everybody has every score, in a quarter one score in fifty is missing and in a quarter one in ten,
each scale by itself, so that scales are about different people of the same group. With real
answers, item by item, `test_attacked_documents.py` does the same.

    python tests/attacker.py    the whole trial: 2,000 firms and 200 sequences, with figures
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations
from typing import Any

from kept_ledger import written_and_read

from slimscan.privacy import Delivery, Ledger, Staff, Terms, release

SCALES = ("overall", "first", "second")
LARGEST = 4
P = 2_147_483_647

Groups = dict[str, dict[str, str]]
Scores = dict[str, dict[str, float]]
Key = tuple[str, str, str]


# What is written


def written(delivery: Delivery) -> str:
    """A report as JSON, of the released objects only."""
    groups = [
        {
            "split": group.cell.split,
            "name": group.cell.name,
            "scales": {
                value.scale: {
                    "people": value.people,
                    "mean": value.mean,
                    "end": value.end,
                    "sd": value.sd,
                    "earlier": value.earlier,
                }
                for value in group.values
            },
        }
        for group in delivery.release.groups
    ]
    return json.dumps(
        {"wave": delivery.release.wave, "groups": groups, "waits": delivery.held_back}
    )


# What the attacker makes of it


@dataclass
class Attacker:
    """Collects the sets of people that the reports are about."""

    sets: list[frozenset[str]] = field(default_factory=list)
    _report: dict[Key, tuple[frozenset[str], float]] = field(default_factory=dict)
    _seen: dict[tuple[str, frozenset[str]], dict[str, float]] = field(default_factory=dict)
    _text: str = ""

    def read(self, report: str, scores: Scores, groups: Groups) -> None:
        """Take a report in, with the staff as they were then."""
        same = json.loads(report)["groups"] == (
            json.loads(self._text)["groups"] if self._text else 0
        )
        waits = json.loads(report)["waits"]
        if not (same and waits):
            before, self._report = self._report, {}
            for key, value in shown(report):
                if value["earlier"]:
                    self._report[key] = before[key]
                else:
                    people = who_counts(key, scores, groups)
                    mean = sum(scores[key[2]][one] for one in people) / len(people)
                    self._report[key] = people, mean
                    self.compare(key[2], people, scores)
                check(value, *self._report[key])
        self._text = report
        self.sets += [people for people, _ in self._report.values()]

    def turn_page(self) -> None:
        """What follows is another wave."""
        self._report, self._seen, self._text = {}, {}, ""

    def compare(self, scale: str, people: frozenset[str], scores: Scores) -> None:
        """A mean over the same people that changed tells the sum over those who changed it."""
        answers = {one: scores[scale][one] for one in people}
        before = self._seen.setdefault((scale, people), answers)
        changed = frozenset(one for one in people if before[one] != answers[one])
        self.sets += [changed] if changed else []
        self._seen[scale, people] = answers

    def found(self) -> list[frozenset[str]]:
        """The sets of 1 to 4 people that can be told."""
        return list(told_by_dependence(self.sets))


def shown(report: str) -> Iterator[tuple[Key, dict[str, Any]]]:
    for group in json.loads(report)["groups"]:
        for scale, value in group["scales"].items():
            if value["mean"] is not None:
                yield (group["split"], group["name"], scale), value


def who_counts(key: Key, scores: Scores, groups: Groups) -> frozenset[str]:
    """Those in the group with a score; a few who stopped after it do not count."""
    split, name, scale = key
    people = set(scores[scale])
    first = next((set(own) for own in scores.values() if len(own) > LARGEST), set())
    if len(people - first) <= LARGEST:
        people &= first
    return frozenset(one for one in people if not split or groups[split].get(one) == name)


def check(value: dict[str, Any], people: frozenset[str], mean: float) -> None:
    """The attacker's sets are the right ones: the number and the mean fit what was written."""
    few, many = {"5-9": (5, 9), "10-19": (10, 19), "20+": (20, 10**6)}[value["people"]]
    assert few <= len(people) <= many, (value, people)
    near = step_for(len(people)) / 2
    assert value["end"] or abs(value["mean"] - mean) <= near + 1e-9, (value, mean)


def step_for(people: int) -> int:
    """How coarsely a lever of many items is shown."""
    return 5 if people < 20 else 2 if people < 50 else 1


# Two ways of solving


def told_by_dependence(sets: Sequence[frozenset[str]]) -> Iterator[frozenset[str]]:
    """Sets of 1 to 4 people for which a vector of the span exists, by the null space.

    People who are always together are one unknown, so a set takes them all or none. A vector about
    some unknowns only is in the span exactly if their rows of the null space depend on each other.
    """
    unknowns: dict[tuple[bool, ...], list[str]] = {}
    for one in sorted({one for people in sets for one in people}):
        unknowns.setdefault(tuple(one in people for people in sets), []).append(one)
    patterns = list(unknowns)
    rows = null_rows([[int(pattern[n]) for pattern in patterns] for n in range(len(sets))])
    small = [n for n, pattern in enumerate(patterns) if len(unknowns[pattern]) <= LARGEST]
    for size in range(1, LARGEST + 1):
        for chosen in combinations(small, size):
            if sum(len(unknowns[patterns[n]]) for n in chosen) > LARGEST:
                continue
            if rank([rows[n] for n in chosen]) < size:
                yield frozenset(one for n in chosen for one in unknowns[patterns[n]])


def null_rows(matrix: list[list[int]]) -> list[list[int]]:
    """For every column of the matrix its row in a basis of the null space, modulo a prime."""
    width = len(matrix[0]) if matrix else 0
    matrix = [row[:] for row in matrix]
    pivots: list[int] = []
    for column in range(width):
        found = next((r for r in range(len(pivots), len(matrix)) if matrix[r][column] % P), None)
        if found is None:
            continue
        place = len(pivots)
        matrix[place], matrix[found] = matrix[found], matrix[place]
        inverse = pow(matrix[place][column], -1, P)
        matrix[place] = [value * inverse % P for value in matrix[place]]
        for r, row in enumerate(matrix):
            if r != place and row[column]:
                factor = row[column]
                matrix[r] = [(a - factor * b) % P for a, b in zip(row, matrix[place], strict=True)]
        pivots.append(column)
    free = [column for column in range(width) if column not in pivots]
    rows = [[0] * len(free) for _ in range(width)]
    for number, column in enumerate(free):
        rows[column][number] = 1
        for place, pivot in enumerate(pivots):
            rows[pivot][number] = -matrix[place][column] % P
    return rows


def rank(rows: Sequence[Sequence[int]]) -> int:
    rest, found = [list(row) for row in rows], 0
    for column in range(len(rest[0]) if rest else 0):
        pivot = next((row for row in rest if row[column]), None)
        if pivot is None:
            continue
        rest.remove(pivot)
        inverse = pow(pivot[column], -1, P)
        rest = [
            [(a - row[column] * inverse * b) % P for a, b in zip(row, pivot, strict=True)]
            for row in rest
        ]
        found += 1
    return found


def told_by_trying(sets: Sequence[frozenset[str]], largest: int = LARGEST) -> list[frozenset[str]]:
    """The same by trying every set of people, in exact fractions: for tiny firms.

    A set is told when the other people can be made to fall out of a combination that is not zero:
    leaving its people out lowers the rank.
    """
    everyone = sorted({one for people in sets for one in people})
    whole = exact_rank(sets, everyone)
    return [
        frozenset(chosen)
        for size in range(1, largest + 1)
        for chosen in combinations(everyone, size)
        if exact_rank(sets, [one for one in everyone if one not in chosen]) < whole
    ]


def exact_rank(sets: Sequence[frozenset[str]], columns: Sequence[str]) -> int:
    rows = [[Fraction(one in people) for one in columns] for people in sets]
    found = 0
    for column in range(len(columns)):
        pivot = next((n for n in range(found, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        for n in range(found + 1, len(rows)):
            factor = rows[n][column] / rows[found][column]
            if factor:
                rows[n] = [a - factor * b for a, b in zip(rows[n], rows[found], strict=True)]
        found += 1
    return found


# Firms


@dataclass
class Firm:
    """A made-up firm; people come, leave and move."""

    chance: random.Random
    teams: int = 2
    roles: int = 2
    scores: Scores = field(default_factory=lambda: {scale: {} for scale in SCALES})
    groups: Groups = field(default_factory=dict)
    count: int = 0
    missing: float = 0.0

    def staff(self) -> Staff:
        return Staff(self.scores, self.groups)

    def add(self, name: str) -> None:
        one = f"{name}{self.count:03}"
        self.count += 1
        for scale in SCALES:
            if self.chance.random() >= self.missing:
                self.scores[scale][one] = self.chance.choice((0, 25, 50, 62.5, 75, 100))
        teams = self.groups["team"]
        teams[one] = f"t{self.chance.randrange(self.teams)}"
        for split in sorted(set(self.groups) - {"team"}):
            nested = split == "part"
            self.groups[split][one] = (
                f"{teams[one]}{self.chance.randrange(2)}"
                if nested
                else f"r{self.chance.randrange(self.roles)}"
            )

    def leave(self, one: str) -> None:
        for table in (*self.scores.values(), *self.groups.values()):
            table.pop(one, None)

    def everyone(self) -> list[str]:
        return sorted({one for scores in self.scores.values() for one in scores})


def make_firm(seed: int, fewest: int = 8, most: int = 40, missing: bool = True) -> Firm:
    chance = random.Random(seed)
    firm = Firm(chance, missing=chance.choice((0, 0, 0.02, 0.1)) if missing else 0)
    firm.teams, firm.roles = chance.randint(2, 6), chance.randint(2, 4)
    firm.groups = {"team": {}}
    if chance.random() < 0.5:
        firm.groups["role"] = {}
    if chance.random() < 0.25:
        firm.groups["part"] = {}
    for _ in range(chance.randint(fewest, most)):
        firm.add("p")
    return firm


def step(firm: Firm, what: str) -> None:
    """One thing that happens between two reports."""
    chance, everyone = firm.chance, firm.everyone()
    if what == "added":
        for _ in range(chance.choice((1, 1, 1, 2, 4, 6))):
            firm.add("n")
    elif what == "left":
        for one in chance.sample(everyone, min(len(everyone) - 1, chance.choice((1, 1, 2, 5)))):
            firm.leave(one)
    elif what == "moved":
        for one in chance.sample(everyone, min(len(everyone), chance.choice((1, 1, 3, 6)))):
            firm.groups["team"][one] = f"t{chance.randrange(firm.teams)}"
    elif what == "changed":
        for one in chance.sample(everyone, min(len(everyone), chance.choice((1, 2, 7)))):
            firm.scores[SCALES[0]][one] = chance.choice((0.0, 50.0, 100.0))


# The trial


@dataclass
class Figures:
    firms: int = 0
    sequences: int = 0
    reports: int = 0
    found: int = 0
    groups_of_5: int = 0
    groups_shown: int = 0
    bare_found: int = 0
    """Firms in which a threshold of 5 alone lets a small set be told: the attacker can succeed."""

    again: int = 0
    again_shown: int = 0

    @property
    def share(self) -> float:
        return self.groups_shown / self.groups_of_5

    def count(self, firm: Firm, delivery: Delivery) -> None:
        self.reports += 1
        for group in delivery.release.groups[1:]:
            members = who_counts(
                (group.cell.split, group.cell.name, SCALES[0]), firm.scores, firm.groups
            )
            self.groups_of_5 += len(members) >= 5
            self.groups_shown += len(members) >= 5 and group.shown

    def count_second(self, first: Delivery, delivery: Delivery) -> None:
        for group in first.release.groups:
            later = delivery.release.group(group.cell)
            self.again += group.shown
            self.again_shown += group.shown and later is not None and later.shown


def attack_firms(seeds: Sequence[int]) -> Figures:
    figures = Figures(firms=len(seeds))
    for seed in seeds:
        firm = make_firm(seed)
        delivery = release(firm.staff(), wave="1")
        attacker = Attacker()
        attacker.read(written(delivery), firm.scores, firm.groups)
        figures.found += bool(attacker.found())
        figures.bare_found += any(told_by_dependence(bare(firm)))
        figures.count(firm, delivery)
    return figures


def bare(firm: Firm) -> list[frozenset[str]]:
    """What a threshold of 5 alone would show of the first scale."""
    keys = [("", "", SCALES[0])] + [
        (split, name, SCALES[0])
        for split, groups in firm.groups.items()
        for name in sorted(set(groups.values()))
    ]
    sets = [who_counts(key, firm.scores, firm.groups) for key in keys]
    return [people for people in sets if len(people) >= 5]


STEPS = ("added", "left", "moved", "changed")


def attack_sequences(seeds: Sequence[int], reports: int = 5) -> Figures:
    """Five reports of a first wave and three of a second, all of them together in one attacker.

    In the second wave people have new ids, and in one sequence of four the ids of the first.
    """
    figures = Figures(sequences=len(seeds))
    for seed in seeds:
        firm = make_firm(10_000 + seed)
        attacker = Attacker()
        first = attack_wave(firm, attacker, None, reports, figures)
        attacker.turn_page()
        later = firm if seed % 4 == 0 else renewed(firm)
        step(later, later.chance.choice(STEPS))
        attack_wave(later, attacker, first, reports - 2, figures)
        figures.found += bool(attacker.found())
    return figures


def attack_wave(
    firm: Firm, attacker: Attacker, first: Delivery | None, reports: int, figures: Figures
) -> Delivery:
    ledger = first.ledger if first else Ledger()
    terms = Terms(baseline=first.release if first else None)
    for number in range(reports):
        if number:
            step(firm, firm.chance.choice(STEPS))
        ledger = written_and_read(ledger)
        delivery = release(firm.staff(), ledger, wave="2" if first else "1", terms=terms)
        ledger = delivery.ledger
        attacker.read(written(delivery), snapshot(firm.scores), snapshot(firm.groups))
        if not first:
            figures.count(firm, delivery)
        elif firm.count >= NEW:
            figures.count_second(first, delivery)
    return delivery


NEW = 1000


def renewed(firm: Firm) -> Firm:
    """The same people a year later, with ids that tell nothing and other answers."""
    ids = {one: f"q{NEW + number}" for number, one in enumerate(firm.everyone())}
    later = Firm(firm.chance, firm.teams, firm.roles, missing=firm.missing, count=NEW + len(ids))
    later.groups = {
        split: {ids[one]: name for one, name in table.items() if one in ids}
        for split, table in firm.groups.items()
    }
    later.scores = {
        scale: {ids[one]: firm.chance.choice((0, 25, 50, 75, 100)) for one in table}
        for scale, table in firm.scores.items()
    }
    return later


def snapshot(tables: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {name: dict(table) for name, table in tables.items()}


def main() -> int:
    firms, sequences = attack_firms(range(2000)), attack_sequences(range(200))
    for name, one in (("firms", firms), ("sequences", sequences)):
        print(
            f"{name}: {one.firms or one.sequences}, reports {one.reports}, found {one.found}, "
            f"groups of 5 or more shown {one.groups_shown} of {one.groups_of_5} ({one.share:.1%})"
        )
    print(
        f"a threshold of 5 alone is broken in {firms.bare_found} of {firms.firms} firms; of the "
        f"groups that the baseline shows, {sequences.again_shown} of {sequences.again} stand in "
        "the second wave"
    )
    return bool(firms.found or sequences.found)


if __name__ == "__main__":
    sys.exit(main())
