"""What two firms show of their staff is the same: then all that is written about them is the same.

The staff of each firm answer otherwise, by so little that every shown value stays what it is. What
the plan, the order and the sums of its actions, the conversation guide, the strengths and every
other page are made of is then what is shown, and nothing else. All of them are made by the commands,
each firm in a home of its own: every format that `formats.py` knows, and every way in `WAYS`.

`SLIMSCAN_ATTACK=whole` compares 2,000 firms, two by two, and a number so many: the screens and the
JSON of all, every format of 40 and more.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
import typer.testing
from attacked_readers import read_whole
from kept import kept_on
from typer.main import get_command
from typer.testing import CliRunner

from slimscan import pipeline
from slimscan.cli.app import app
from slimscan.questionnaire.loading import Instrument
from slimscan.report.formats import REPORT
from slimscan.report.scan.staff_document import staff_document
from slimscan.result import Result
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.model import PlannedAction, Scan, new_scan
from slimscan.scan.open_scan import OpenedScan
from slimscan.scan.store import Shelf
from slimscan.staff.answers import StaffAnswers, StaffRespondent
from slimscan.staff.staff_file import staff_file

Answers = dict[str, int | str]

WAYS: dict[str, tuple[str, ...]] = {
    "show": ("show", "SCAN"),
    "show json": ("show", "SCAN", "--json"),
    "plan": ("plan", "SCAN"),
    "plan json": ("plan", "SCAN", "--json"),
    "plan ics": ("plan", "SCAN", "--ics", "FILE.ics"),
    "plan xlsx": ("plan", "SCAN", "--xlsx", "FILE.xlsx"),
    **{
        f"report {form}": ("report", "SCAN", "--format", form, "--output", f"FILE.{form}")
        for form in REPORT.formats
        if form != "pdf"
    },
}
"""By name a command as it is typed; `FILE` is a file that it writes. The PDF is made of the page."""

COMPARED = {
    "compare json": ("compare", "SCAN", "SCAN", "--json"),
    "compare xlsx": (
        *("compare", "SCAN", "SCAN", "--format", "xlsx", "--output"),
        "FILE-compared.xlsx",
    ),
}
"""The same of a comparison, here of a scan with itself. Its margins are shown beside the means: what
JSON does not tell two firms apart by, the workbook does not either."""

SCREENS = ("show", "show json", "plan", "plan json")
"""The ways in which all firms are read; by every way only the first of them."""

SCALE = os.environ.get("SLIMSCAN_ATTACK", "")
FIRMS = 2000 if SCALE == "whole" else int(SCALE or 4)
PARTS = 50 if SCALE else 1
BY_EVERY_WAY = 20
"""So many pairs in all are read by every way: those of the first part."""

REMARKS = tuple(f"remark {n} of somebody of the night shift" for n in range(12))


def leader(instrument: Instrument, seed: int) -> Scan:
    """A firm's own scan, the same whoever its staff are."""
    draw = random.Random(seed)
    scan = new_scan(stamp_of(instrument), "en", False, date(2026, 11, 21))
    answers = {item.id: draw.randint(1, 5) for item in instrument.questionnaire.items}
    profile = scan.profile.model_copy(update={"organisation": "Firm", "head_count": 40})
    first = next(iter(instrument.advice.actions)).id
    plan = (PlannedAction(action=first, start=date(2027, 1, 4), check=date(2027, 3, 1)),)
    return scan.changed(id="aaaa1111", profile=profile, answers=answers, finished=True, plan=plan)


def staff(instrument: Instrument, seed: int, unsure: float) -> list[Answers]:
    """What each of 9 to 30 people answers, around a level of their own; a share knows less."""
    draw = random.Random(seed)
    people = []
    for _ in range(draw.randint(9, 30)):
        level, missing = draw.gauss(3, 0.8), 0.2 * (draw.random() < unsure)
        people.append(
            {
                item.id: "dont_know"
                if draw.random() < missing
                else min(5, max(1, round(draw.gauss(level, 1))))
                for item in instrument.questionnaire.items
            }
        )
    return people


def otherwise(people: Sequence[Answers], seed: int) -> list[Answers]:
    """Others answers with nearly the same means: most steps up have a step down beside them.

    The higher the seed, the fewer they are. A few steps stand alone, up and down in turn. Only who knows everything moves, so that a step
    weighs the same for everybody; a team with fewer than two of them stays as it is.
    """
    draw = random.Random(seed)
    changed = [dict(one) for one in people]
    share = 1 / seed
    sure = [n for n, one in enumerate(people) if "dont_know" not in one.values()]
    teams = [[n for n in sure if n % 2 == team] for team in (0, 1)]
    for item in people[0]:
        for team in teams:
            if len(team) > 1 and draw.random() < share:
                up, down = draw.sample(team, 2)
                if people[up][item] != 5 and people[down][item] != 1:
                    step(changed[up], item, 1)
                    step(changed[down], item, -1)
    for number in range(draw.randint(1, 3) if sure else 0):
        alone, way = changed[draw.choice(sure)], 1 - 2 * (number % 2)
        step(alone, draw.choice([item for item, code in alone.items() if code not in (1, 5)]), way)
    return changed


def step(answers: Answers, item: str, way: int) -> None:
    answers[item] = int(answers[item]) + way


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [*map(str, arguments), "--lang", "en"])
    assert done.exit_code == 0, done.output
    return done.stdout


@dataclass(frozen=True)
class Kept:
    """A firm with its staff, in a home of its own."""

    home: Path
    scan: Scan
    patch: pytest.MonkeyPatch

    def keep(self, people: Sequence[Answers]) -> None:
        shelf = self.shelf()
        shelf.prepare()
        shelf.file_for(self.scan).save(self.scan)
        rows = tuple(
            StaffRespondent(respondent=f"r{n:02}", group="AB"[n % 2], answers=one)
            for n, one in enumerate(people)
        )
        kept = StaffAnswers(scan=self.scan.id, respondents=rows, remarks=REMARKS)
        staff_file(shelf, self.scan).save(kept)

    def shelf(self) -> Shelf:
        self.patch.setenv("SLIMSCAN_HOME", str(self.home))
        return Shelf(self.home)

    def shown(self, instrument: Instrument) -> str:
        """What is shown of the staff: of everybody and of the teams."""
        part = staff_document(pipeline.score(instrument, kept_on(self.shelf(), self.scan)))
        assert part
        return json.dumps({name: part[name] for name in ("scales", "groups", "held_back")})

    def written(self, ways: Iterable[str]) -> dict[str, str]:
        """All that the commands write of it."""
        self.shelf()
        told = {}
        for name in ways:
            way = (WAYS | COMPARED)[name]
            file = self.home / way[-1]
            words = [one.replace("SCAN", self.scan.id) for one in way]
            if file.name.startswith("FILE"):
                run(*words[:-1], file)
                told[name] = read_whole(file)
            else:
                told[name] = run(*words)
        return told


def pairs(
    instrument: Instrument, folder: Path, patch: pytest.MonkeyPatch, seeds: Iterable[int]
) -> Iterator[tuple[int, Kept, Kept]]:
    """Two firms that show the same of staff who answered otherwise, for each seed with such."""
    for seed in seeds:
        people = staff(instrument, seed, unsure=0.2 * (seed % 3 == 0))
        seen: dict[str, Kept] = {}
        for other in range(9):
            firm = Kept(folder / f"{seed}-{other}", leader(instrument, seed), patch)
            firm.keep(otherwise(people, other) if other else people)
            shown = firm.shown(instrument)
            if shown in seen:
                yield seed, seen[shown], firm
                break
            seen[shown] = firm


def go_fast(patch: pytest.MonkeyPatch) -> None:
    """For many firms: one is scored once for all commands, and the commands are made once."""
    score = pipeline.score
    known: dict[Path, Result] = {}
    commands = get_command(app)

    def scored(instrument: Instrument, opened: OpenedScan, *given: Any, **named: Any) -> Result:
        place = opened.kept_in.path
        if place not in known:
            known.clear()
            known[place] = score(instrument, opened, *given, **named)
        return known[place]

    patch.setattr(pipeline, "score", scored)
    patch.setattr(typer.testing, "_get_command", lambda _: commands)


@pytest.mark.parametrize("part", range(PARTS))
def test_what_is_written_is_made_from_what_is_shown_of_the_staff_and_from_nothing_else(
    base: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(pipeline, "load_for", lambda *_: base)
    wanted = max(1, FIRMS // 2 // PARTS)
    told_apart, moved, fast, compared_alike = [], 0, False, 0
    found = pairs(base, tmp_path, monkeypatch, count(part, PARTS))
    for number, (seed, one, other) in enumerate(islice(found, wanted)):
        whole = part == 0 and number < BY_EVERY_WAY
        if not (whole or fast):
            go_fast(monkeypatch)
            fast = True
        told = one.written(WAYS if whole else SCREENS)
        if told != other.written(told):
            told_apart.append(seed)
        document = json.loads(told["show json"])
        moved += any(action["staff"] for action in document["actions"])
        if whole:
            assert base.guide
            assert base.guide.avoid[0]["en"] in told["report html"]
            check_remarks(told, document)
            compared = [firm.written(COMPARED) for firm in (one, other)]
            alike = compared[0]["compare json"] == compared[1]["compare json"]
            compared_alike += alike
            if alike and compared[0] != compared[1]:
                told_apart.append(seed)
    assert told_apart == []
    assert compared_alike or part
    assert moved > wanted / 2, "staff move the order"


def check_remarks(told: dict[str, str], document: dict[str, Any]) -> None:
    """Remarks are told where enough people answered, and only where they may stand."""
    with_remarks = {name for name, text in told.items() if "night shift" in text}
    enough = any(one["people"] not in (None, "5-9") for one in document["staff"]["scales"])
    may = {"show json"} | {f"report {form}" for form in REPORT.formats}
    assert with_remarks <= (may if enough else set())
    assert with_remarks >= ({"report html", "report json", "show json"} if enough else set())
