"""Somebody who knows all answers but one person's hardly ever finds the last score exactly.

A firm is drawn, its staff answer, and what is shown is taken from what slimscan writes: from the JSON
of every firm, and of some from the page, the PDF and the table of a batch too. For everybody in turn the reader knows the
answers of all others, and keeps of the last person's possible scores those that fit all that is
shown of a wave together: of the total and of the team, and of a lever beside its aspects.

    python tests/test_all_but_one.py    the shares, by size of the firm
"""

from __future__ import annotations

import json
import os
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import pytest
from attacked_pages import read_csv
from batch_examples import Person, write_batch
from kept import kept_on
from mini import with_joy
from test_attacked_documents import FORMS

from slimscan import pipeline
from slimscan.batch.organisations.organisations_csv import write_organisations
from slimscan.questionnaire.loading import Instrument
from slimscan.report.scan.document import result_json
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.model import new_scan
from slimscan.scan.store import Shelf
from slimscan.staff.answers import StaffAnswers, StaffRespondent
from slimscan.staff.staff_file import staff_file

MOST = 0.05
OVERALL = "overall"
WHOLE = os.environ.get("SLIMSCAN_ATTACK") == "whole"
FIRMS = 40 if WHOLE else 8
"""Of so many firms every written format is read."""

TEAMS = ("Ovens", "Shop", "Office", "Van")

Shown = tuple[float, str]
"""A mean as it is shown, and at which end of the scale it is (`at_most`, `at_least`)."""
Told = Mapping[tuple[str, str], Shown]
"""By team (empty for all together) and scale what is shown."""


@dataclass(frozen=True)
class Scales:
    """What one person can score, worked out from the questionnaire: by leaf the values of its items."""

    instrument: Instrument
    quick: bool = False
    _grids: dict[str, list[float]] = field(default_factory=dict)

    @cached_property
    def levers(self) -> dict[str, list[str]]:
        levers = self.instrument.questionnaire.levers
        return {lever.id: [aspect.id for aspect in lever.aspects] for lever in levers}

    @cached_property
    def leaves(self) -> dict[str, dict[str, tuple[float, ...]]]:
        """By aspect, and result of staff, the items that are asked with the values of their options."""
        of = self.instrument.questionnaire
        aspects = {
            one.id: {i.id: of.option_values(i) for i in one.items if i.quick or not self.quick}
            for one in of.aspects
        }
        return aspects | {
            scale.id: {one.id: of.option_values(one.as_item) for one in scale.items}
            for scale in of.outcome_scales
        }

    @cached_property
    def weights(self) -> dict[str, float]:
        return {item.id: item.weight for item in self.instrument.questionnaire.items}

    @cached_property
    def items(self) -> list[str]:
        return [item for items in self.leaves.values() for item in items]

    def scores(self, answers: Mapping[str, int]) -> dict[str, float]:
        """Everybody answers everything here, so every score is the mean of its parts."""
        found = {}
        for leaf, items in self.leaves.items():
            weights = [self.weights.get(item, 1) for item in items]
            values = [values[answers[item] - 1] for item, values in items.items()]
            pairs = zip(values, weights, strict=True)
            found[leaf] = sum(value * weight for value, weight in pairs) / sum(weights)
        for lever, parts in self.levers.items():
            found[lever] = sum(found[part] for part in parts) / len(parts)
        found[OVERALL] = sum(found[lever] for lever in self.levers) / len(self.levers)
        return found

    def count(self, scale: str) -> int:
        """How many items a scale is made of."""
        if scale == OVERALL:
            return sum(map(self.count, self.levers))
        if scale in self.levers:
            return sum(map(self.count, self.levers[scale]))
        return len(self.leaves[scale])

    def near(self, scale: str, people: int) -> float:
        """Half of the step that a mean is shown in, worked out anew."""
        is_lever = scale == OVERALL or scale in self.levers
        if self.count(scale) == 1:
            return 5 if people < 50 else 2.5
        steps: Sequence[tuple[int, int]] = ((20, 10), (100, 5), (200, 2))
        if is_lever and self.count(scale) >= 10:
            steps = ((20, 5), (50, 2))
        return next((step for below, step in steps if people < below), 1) / 2

    def grid(self, scale: str) -> list[float]:
        """The scores that one person can have on a scale."""
        if scale not in self._grids:
            parts = self.levers.get(scale) or (list(self.levers) if scale == OVERALL else [])
            if parts:
                grids, weights = [self.grid(part) for part in parts], [1.0] * len(parts)
            else:
                grids = [sorted(set(values)) for values in self.leaves[scale].values()]
                weights = [self.weights.get(item, 1) for item in self.leaves[scale]]
            sums = {0.0}
            for own, weight in zip(grids, weights, strict=True):
                sums = {round(one + weight * more, 4) for one in sums for more in own}
            self._grids[scale] = sorted(one / sum(weights) for one in sums)
        return self._grids[scale]


@dataclass(frozen=True)
class Drawn:
    """A firm: by person the answers (1 to 5) and the team."""

    scales: Scales
    answers: Mapping[str, Mapping[str, int]]
    teams: Mapping[str, str]

    @cached_property
    def scores(self) -> dict[str, dict[str, float]]:
        """By scale, by person."""
        own = {one: self.scales.scores(answers) for one, answers in self.answers.items()}
        return {s: {one: own[one][s] for one in own} for s in next(iter(own.values()))}

    def kept(self, folder: Path) -> pipeline.Result:
        """The firm with its staff, as its scan is scored."""
        instrument = self.scales.instrument
        shelf = Shelf(folder)
        shelf.prepare()
        scan = new_scan(stamp_of(instrument), "en", self.scales.quick, date(2026, 11, 21))
        practices = [
            i.id for i in instrument.questionnaire.items if i.quick or not self.scales.quick
        ]
        scan = scan.changed(answers=dict.fromkeys(practices, 3), finished=True)
        scan = shelf.file_for(scan).save(scan)
        rows = tuple(
            StaffRespondent(respondent=one, group=self.teams[one], answers=dict(answers))
            for one, answers in self.answers.items()
        )
        staff_file(shelf, scan).save(StaffAnswers(scan=scan.id, respondents=rows))
        return pipeline.score(instrument, kept_on(shelf, scan))


def draw(scales: Scales, seed: int, people: int) -> Drawn:
    """Answers around a level of the person's own, as people give them."""
    chance = random.Random(f"{seed} {people} {scales.quick}")
    answers, teams = {}, {}
    for number in range(people):
        level, who = chance.gauss(3.2, 0.8), f"{people}-{seed}-{number}"
        answers[who] = {
            item: min(5, max(1, round(chance.gauss(level, 1)))) for item in scales.items
        }
        teams[who] = TEAMS[chance.randrange(max(1, min(people // 9, len(TEAMS))))]
    return Drawn(scales, answers, teams)


# What is written


def in_json(result: pipeline.Result) -> Told:
    staff = json.loads(result_json(result))["staff"]
    groups = [("", staff["scales"]), *((one["name"], one["scales"]) for one in staff["groups"])]
    return {
        (team, one["id"]): (one["mean"], one["end"] or "")
        for team, scales in groups
        for one in scales
        if one["mean"] is not None
    }


def in_form(form: str, result: pipeline.Result, folder: Path) -> Told:
    """What stands in a document of this form, read off the page."""
    [means] = FORMS[form].report(result, folder).means
    return {cell: as_shown(told) for cell, told in means.items()}


def in_table(firm: Drawn, folder: Path) -> Told:
    """What stands in the table of organisations of a batch with this firm, read off the file."""
    people = [
        Person(one, "Firm", group=firm.teams[one], places={i: a - 1 for i, a in answers.items()})
        for one, answers in firm.answers.items()
    ]
    scales = write_batch(folder, firm.scales.instrument, people)
    [means] = read_csv(write_organisations(folder, scales))["Firm"].means
    return {cell: as_shown(told) for cell, told in means.items()}


def as_shown(told: str) -> Shown:
    for end in ("at most", "at least"):
        if told.startswith(end):
            return float(told.removeprefix(end)), end.replace(" ", "_")
    return float(told), ""


# What follows from it


def limits(value: Shown, half: float) -> tuple[float, float]:
    mean, end = value
    if end == "at_most":
        return 0, 10 + half
    return (90 - half, 100) if end == "at_least" else (mean - half, mean + half)


def fitting(firm: Drawn, told: Told, one: str, scale: str) -> list[float]:
    """The scores of the last person that fit what is shown of this scale, total and team together."""
    own, scales = firm.scores[scale], firm.scales
    low, high = 0.0, 100.0
    for team in ("", firm.teams[one]):
        value = told.get((team, scale))
        if value is not None:
            others = [s for who, s in own.items() if not team or firm.teams[who] == team]
            n, rest = len(others), sum(others) - own[one]
            first, last = limits(value, scales.near(scale, n))
            low, high = max(low, n * first - rest), min(high, n * last - rest)
    return [s for s in scales.grid(scale) if low - 1e-3 <= s <= high + 1e-3]


def exact(firm: Drawn, one: str, told: Told) -> Iterator[tuple[bool, bool]]:
    """For every scale that is shown about this person: whether one score only is left.

    With it whether the scale is shown of the total and of the person's team: there most is known.
    """
    team, scales = firm.teams[one], firm.scales
    about = sorted({scale for cell, scale in told if cell in ("", team)})
    left = {scale: fitting(firm, told, one, scale) for scale in about}
    own = firm.scores
    assert all(any(abs(s - own[k][one]) < 1e-2 for s in left[k]) for k in left), "it fits the truth"
    for lever, parts in scales.levers.items():
        narrow(left, lever, parts)
    narrow(left, OVERALL, list(scales.levers))
    for scale, found in left.items():
        yield len(found) == 1, {("", scale), (team, scale)} <= told.keys()


def narrow(left: dict[str, list[float]], whole: str, parts: Sequence[str]) -> None:
    """Keep what fits the mean of the parts, as far as lowest and highest tell."""
    if whole not in left:
        return
    near, count = 1e-2 * len(parts), len(parts)
    known = {part: left.get(part, [0.0, 100.0]) for part in parts}
    for _ in range(3):
        low, high = (sum(end(own) for own in known.values()) for end in (min, max))
        left[whole] = [s for s in left[whole] if low - near <= s * count <= high + near]
        top, bottom = max(left[whole]) * count, min(left[whole]) * count
        for part in parts:
            if part in left:
                rest_high, rest_low = high - max(known[part]), low - min(known[part])
                left[part] = known[part] = [
                    s for s in left[part] if bottom - rest_high - near <= s <= top - rest_low + near
                ]
                low, high = (sum(end(own) for own in known.values()) for end in (min, max))


@dataclass
class Shares:
    """Of how many shown scales the last score is found; of those in total and team apart too."""

    found: int = 0
    shown: int = 0
    found_in_both: int = 0
    in_both: int = 0

    def read(self, firm: Drawn, told: Told, seed: int) -> None:
        """Try it for five people of the firm."""
        for one in random.Random(seed).sample(sorted(firm.answers), min(5, len(firm.answers))):
            for is_found, is_in_both in exact(firm, one, told):
                self.found, self.shown = self.found + is_found, self.shown + 1
                self.found_in_both += is_found and is_in_both
                self.in_both += is_in_both

    @property
    def most(self) -> float:
        """The larger of the two shares."""
        return max(self.found / max(1, self.shown), self.found_in_both / max(1, self.in_both))


def shares(scales: Scales, sizes: Sequence[int], seeds: Sequence[int], folder: Path) -> Shares:
    """What is found from the JSON of firms of these sizes."""
    found = Shares()
    for seed in seeds:
        firm = draw(scales, seed, sizes[seed % len(sizes)])
        found.read(firm, in_json(firm.kept(folder / f"{scales.quick}{sizes[0]}-{seed}")), seed)
    return found


def test_the_last_score_of_a_full_scan_is_hardly_ever_found(
    base: Instrument, tmp_path: Path
) -> None:
    scales = Scales(base)
    for sizes in ((5, 6, 7), (9, 10, 11), (18, 19, 20, 21), (48, 50, 60), (98, 100, 120)):
        found = shares(scales, sizes, range(40 if WHOLE else 8), tmp_path)
        assert found.shown > 40
        assert found.most <= MOST, sizes


def test_nor_is_that_of_a_quick_scan(base: Instrument, tmp_path: Path) -> None:
    scales = Scales(base, quick=True)
    for sizes in ((5, 6, 7), (9, 10, 11), (18, 19, 20, 21), (48, 50, 60)):
        found = shares(scales, sizes, range(40 if WHOLE else 8), tmp_path)
        assert found.shown > 40
        assert found.most <= MOST, sizes


def test_rounding_is_not_upside_down_at_ten_people(base: Instrument, tmp_path: Path) -> None:
    nine, ten = (shares(Scales(base), (n,), range(12), tmp_path).most for n in (9, 10))
    assert abs(nine - ten) < 0.03


@pytest.mark.parametrize("form", FORMS)
def test_no_written_document_tells_the_last_score_more_often_than_that(
    tmp_path: Path, form: str
) -> None:
    scales = Scales(with_joy(tmp_path / "mini"))
    found = Shares()
    for seed in range(FIRMS if form != "pdf" or WHOLE else 2):
        firm = draw(scales, seed, (6, 12, 19, 24, 33, 55)[seed % 6])
        folder = tmp_path / f"{form}{seed}"
        result = firm.kept(folder)
        told = in_form(form, result, folder)
        assert told.items() <= in_json(result).items()
        found.read(firm, told, seed)
    assert found.shown
    assert found.most <= MOST


def test_nor_does_the_table_of_a_batch(tmp_path: Path) -> None:
    scales, found = Scales(with_joy(tmp_path / "mini")), Shares()
    for seed in range(FIRMS):
        firm = draw(scales, seed, (6, 12, 19, 24, 33, 55)[seed % 6])
        found.read(firm, in_table(firm, tmp_path / f"{seed}"), seed)
    assert found.shown > 20
    assert found.most <= MOST


def test_the_reader_finds_the_last_score_where_means_are_shown_to_a_tenth(
    base: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Scales, "near", lambda *_: 0.05)
    scales, found = Scales(base), Shares()
    for seed in range(4):
        firm = draw(scales, seed, 12)
        exactly = {
            (team, scale): (round(sum(own) / len(own), 1), "")
            for scale, scores in firm.scores.items()
            for team in ("", *firm.teams.values())
            if (own := [s for one, s in scores.items() if not team or firm.teams[one] == team])
        }
        found.read(firm, exactly, seed)
    assert found.most > 0.5


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SLIMSCAN_HOME"] = folder
        instrument = pipeline.load()
        for size in (5, 7, 9, 10, 15, 19, 20, 30, 49, 50, 80, 99, 100, 150, 200, 250):
            told = []
            for quick in (False, True):
                found = shares(Scales(instrument, quick), (size,), range(30), Path(folder))
                told.append(f"{found.found / max(1, found.shown):.1%}")
                told.append(f"{found.found_in_both / max(1, found.in_both):.1%}")
            print(
                f"{size:4} people: full {told[0]} (total and team {told[1]}), quick {told[2]} ({told[3]})"
            )


if __name__ == "__main__":
    sys.exit(main())
