"""Random branches of organisations as `slimscan batch` leaves them, delivered again and again.

Small ones and large ones, in teams or none, that left questions open, did not know, or met the quick
questions only; people with a name of their own or none, who give one answer to everything, think again,
come and leave; two organisations with the same people, and one under another spelling. Everything
follows from the seed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

import narwhals as nw
import polars as pl

from slimscan.batch.files import PEOPLE, BatchFolder, stamp
from slimscan.questionnaire.loading import Instrument
from slimscan.scoring.responses import DONT_KNOW, NOT_APPLICABLE
from slimscan.scoring.scales import Scales, scales_of
from slimscan.scoring.scores import score_responses


@dataclass
class Respondent:
    name: str
    group: str
    cells: dict[str, int | None]


@dataclass
class Organisation:
    name: str
    staff: list[Respondent]
    teams: int
    missing: float
    quick: bool
    named: bool


@dataclass
class RandomBranch:
    """So many organisations of one questionnaire."""

    instrument: Instrument
    seed: int
    count: int
    organisations: list[Organisation] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.scales: Scales = scales_of(self.instrument.questionnaire)
        self.items = [(item.id, item.quick) for item in self.scales.items]
        self.people = 0
        for number in range(self.count):
            self.organisations.append(self.organisation(f"Firm {self.seed} {number}"))

    def organisation(self, name: str) -> Organisation:
        chance = self.chance
        teams = chance.choice((0, 0, 0, 2, 3, 4))
        missing = chance.choice((0, 0, 0.02, 0.02, 0.1, 0.4))
        one = Organisation(name, [], teams, missing, chance.random() < 0.1, chance.random() < 0.8)
        self.join(one, chance.choice((3, 4, 5, 6, 8, 10, 12, 15, 15, 15, 16, 20, 22, 40)))
        return one

    def join(self, one: Organisation, count: int) -> None:
        one.staff = one.staff + [self.respondent(one) for _ in range(count)]

    def respondent(self, one: Organisation) -> Respondent:
        chance = self.chance
        self.people += 1
        name = f"p{self.people}" if one.named else f"#{chance.getrandbits(64):016x}"
        level = chance.gauss(2.2, 0.9)
        flat = chance.random() < 0.05
        cells = {
            item: None
            if one.quick and not quick
            else self.cell(level if not flat else round(level), one.missing, flat)
            for item, quick in self.items
        }
        team = f"team {chance.randrange(one.teams)}" if one.teams and chance.random() > 0.1 else ""
        return Respondent(name, team, cells)

    def cell(self, level: float, missing: float, flat: bool) -> int | None:
        chance = self.chance
        if chance.random() < missing:
            return chance.choice((None, DONT_KNOW, DONT_KNOW, NOT_APPLICABLE))
        return min(4, max(0, round(level if flat else chance.gauss(level, 1))))

    def goes_on(self) -> None:
        """Something happens to most organisations."""
        chance = self.chance
        for one in list(self.organisations):
            what = chance.choice(
                ("none", "none", "join", "leave", "revise", "move", "copy", "spell")
            )
            few = chance.choice((1, 1, 4, 5, 6))
            some = chance.sample(one.staff, min(few, len(one.staff)))
            if what == "join":
                self.join(one, few)
            elif what == "leave" and len(one.staff) > few + 2:
                one.staff = [each for each in one.staff if each not in some]
            elif what == "revise":
                for each in some:
                    item, _ = chance.choice(self.items)
                    each.cells = each.cells | {item: chance.choice((None, DONT_KNOW, 0, 4))}
            elif what == "move":
                for each in some:
                    each.group = self.respondent(one).group
            elif what == "copy" and chance.random() < 0.3:
                copied = self.organisation(f"{one.name} copied {self.people}")
                copied.staff = copied.staff + some
                self.organisations.append(copied)
            elif what == "spell":
                one.name = one.name.upper() + chance.choice(("", " BV"))
                self.join(one, 1)

    def write(self, folder: Path) -> None:
        """The answers and scores of now."""
        folder.mkdir(exist_ok=True)
        people = [(org, one) for org in self.organisations for one in org.staff]
        self.chance.shuffle(people)
        texts = {
            "respondent": [one.name for _, one in people],
            "organisation": [org.name for org, _ in people],
            "group": [one.group for _, one in people],
            "audience": ["employee" for _ in people],
        }
        none = [""] * len(people)
        answers = pl.DataFrame({name: texts.get(name, none) for name in PEOPLE}).with_columns(
            pl.Series(item, [one.cells[item] for _, one in people], dtype=pl.Int8)
            for item, _ in self.items
        )
        known = BatchFolder(folder)
        answers.write_parquet(known.answers, metadata=stamp(self.instrument))
        scores = score_responses(nw.from_native(answers), self.scales)
        scores.to_native().write_parquet(known.scores)
