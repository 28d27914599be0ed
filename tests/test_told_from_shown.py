"""What two firms show of their staff is the same: then all that is written about them is the same.

The staff of each firm answer otherwise, by so little that every shown value stays what it is. What
the plan, the order and the sums of its actions, the conversation guide, the strengths and every
other page are made of is then what is shown, and nothing else. All of them are made by the commands,
each firm in a home of its own: every format that `formats.py` knows, and every way in `WAYS`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from attacked_readers import read_whole
from kept import kept_on
from typer.testing import CliRunner

from slimscan import pipeline
from slimscan.cli.app import app
from slimscan.questionnaire.loading import Instrument
from slimscan.report.formats import REPORT
from slimscan.report.scan.staff_document import staff_document
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.model import PlannedAction, Scan, new_scan
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
    """Others answers with nearly the same means: most steps up have a step down beside them."""
    draw = random.Random(seed)
    changed = [dict(one) for one in people]
    sure = [n for n, one in enumerate(people) if "dont_know" not in one.values()]
    for item in people[0]:
        for team in (0, 1):
            up, down = draw.sample([n for n in sure if n % 2 == team], 2)
            if people[up][item] != 5 and people[down][item] != 1:
                changed[up][item] = int(people[up][item]) + 1
                changed[down][item] = int(people[down][item]) - 1
    alone = draw.choice(sure)
    item = draw.choice([item for item, code in changed[alone].items() if code != 5])
    changed[alone][item] = int(changed[alone][item]) + 1
    return changed


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

    def written(self) -> dict[str, str]:
        """All that the commands write of it."""
        self.shelf()
        told = {}
        for name, way in WAYS.items():
            file = self.home / way[-1]
            words = [one.replace("SCAN", self.scan.id) for one in way]
            if file.name.startswith("FILE."):
                run(*words[:-1], file)
                told[name] = read_whole(file)
            else:
                told[name] = run(*words)
        return told


def pairs(
    instrument: Instrument, folder: Path, patch: pytest.MonkeyPatch, seeds: Sequence[int]
) -> Iterator[tuple[Kept, Kept]]:
    """Two firms that show the same of staff who answered otherwise, for each seed with such."""
    for seed in seeds:
        people = staff(instrument, seed, unsure=0.2 * (seed % 3 == 0))
        seen: dict[str, Kept] = {}
        for other in range(6):
            firm = Kept(folder / f"{seed}-{other}", leader(instrument, seed), patch)
            firm.keep(otherwise(people, other) if other else people)
            shown = firm.shown(instrument)
            if shown in seen:
                yield seen[shown], firm
                break
            seen[shown] = firm


def test_what_is_written_is_made_from_what_is_shown_of_the_staff_and_from_nothing_else(
    base: Instrument, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "load_for", lambda *_: base)
    compared = 0
    for one, other in pairs(base, tmp_path, monkeypatch, range(4)):
        compared += 1
        told = one.written()
        assert told == other.written()
        document = json.loads(told["show json"])
        assert document["strengths"]
        assert any(action["staff"] for action in document["actions"]), "staff move the order"
        assert base.guide
        assert base.guide.avoid[0]["en"] in told["report html"]
        with_remarks = {name for name, text in told.items() if "night shift" in text}
        enough = any(one["people"] not in (None, "5-9") for one in document["staff"]["scales"])
        may = {"show json"} | {f"report {form}" for form in REPORT.formats}
        assert with_remarks <= (may if enough else set())
        assert with_remarks >= ({"report html", "report json", "show json"} if enough else set())
    assert compared >= 2, "firms that look the same from outside"
