"""The attacker reads what slimscan really writes about scans with staff, document after document.

It opens the files: the JSON, the page, the text of the PDF and the batch's CSV, of two waves and of
their comparison, and solves for what 1 to 4 people answered. "Don't know" is varied in it: some
firms know everything, in others one answer in ten or one in four is missing, item by item, so that
aspects, levers and overall scores are about different people.

`SLIMSCAN_ATTACK=whole` reads the files of 2,000 firms and of 200 sequences; of PDFs a quarter of that.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from attacked_pages import (
    Cell,
    Reading,
    html_circles,
    html_lines,
    pdf_lines,
    read_comparison_json,
    read_comparison_lines,
    read_report_json,
    read_report_lines,
)
from attacker import told_by_dependence
from kept import kept_on
from mini import JOY, with_joy

from slimscan import pipeline
from slimscan.comparison.comparison import Comparison, compare_scans
from slimscan.disk.places import home_folder
from slimscan.privacy import audit, lead_index, rule
from slimscan.privacy.book import KEY_NAME, LEDGER_NAME
from slimscan.questionnaire.loading import Instrument
from slimscan.report.comparison.files import write_comparison
from slimscan.report.html import render_html
from slimscan.report.scan.context import report_context
from slimscan.report.scan.document import result_document
from slimscan.report.scan.files import write_report
from slimscan.result import Result, scales_for
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.model import Scan, new_scan
from slimscan.scan.store import Shelf
from slimscan.scoring.responses import responses_frame
from slimscan.scoring.scales import Scales
from slimscan.scoring.scorecard import read_scorecard
from slimscan.scoring.scores import score_responses
from slimscan.staff.answers import StaffAnswers, StaffRespondent, staff_respondents
from slimscan.staff.keeping import staff_waves
from slimscan.staff.staff_file import staff_file

ITEMS = ("H1", "H2", "D1", "D2", "R1")
QUICK = ("H1", "D1", "R1")
TEAMS = ("Ovens", "Shop", "Office", "Van")
OF_TEAMS = "oven"
MISSING = (0.0, 0.1, 0.25)
"""The share of answers that is "don't know", a firm."""

WHOLE = os.environ.get("SLIMSCAN_ATTACK") == "whole"

Staff = list[StaffRespondent]
Read = tuple[Reading, Reading]


# The firm


@dataclass
class Firm:
    """A firm with two scans a year apart, and its staff in each."""

    instrument: Instrument
    shelf: Shelf
    chance: random.Random
    missing: float
    scans: list[Scan] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shelf.prepare()
        for year in (2026, 2027):
            scan = new_scan(stamp_of(self.instrument), "en", False, date(year, 11, 21))
            scan = scan.changed(answers=dict.fromkeys(ITEMS, 3), finished=True)
            self.scans.append(self.shelf.file_for(scan).save(scan))

    def person(self, name: str, team: str, items: Sequence[str] = ITEMS) -> StaffRespondent:
        answers = {
            item: "dont_know" if self.chance.random() < self.missing else self.chance.randint(1, 5)
            for item in (*items, *JOY)
        }
        # Nobody works at two of these firms: the same name with like answers would be one person.
        own = f"{self.shelf.folder.name} {name}"
        return StaffRespondent(respondent=own, group=team, answers=answers)

    def baseline(self) -> Iterator[Staff]:
        """One wave: the staff, one more, five more, one less, and six who change teams."""
        teams = TEAMS[: self.chance.randint(2, 4)]
        staff = [
            self.person(f"p{n:03d}", self.chance.choice(teams))
            for n in range(self.chance.randint(8, 30))
        ]
        yield list(staff)
        staff.append(self.person("late", teams[0]))
        yield list(staff)
        staff += [self.person(f"new{n}", self.chance.choice(teams)) for n in range(5)]
        yield list(staff)
        staff.pop(self.chance.randrange(len(staff)))
        yield list(staff)
        for place in self.chance.sample(range(len(staff)), 6):
            staff[place] = staff[place].model_copy(update={"group": self.chance.choice(teams)})
        yield list(staff)

    def follow_up(self, before: Staff, items: Sequence[str]) -> Iterator[Staff]:
        """A year later: nearly the same people with new numbers and answers, then one more."""
        staff = [self.person(f"y{n:03d}", one.group, items) for n, one in enumerate(before[1:])]
        yield list(staff)
        staff.append(self.person("latecomer", before[0].group, items))
        yield list(staff)

    def collect(self, wave: int, staff: Staff) -> None:
        scan = self.scans[wave]
        staff_file(self.shelf, scan).save(StaffAnswers(scan=scan.id, respondents=tuple(staff)))

    def result(self, wave: int) -> Result:
        return pipeline.score(self.instrument, kept_on(self.shelf, self.scans[wave]))

    def comparison(self) -> Comparison:
        first, second = self.scans
        waves = staff_waves(self.instrument, [kept_on(self.shelf, scan) for scan in self.scans])
        return compare_scans(self.instrument, first, second, waves)


# How documents are read


@dataclass(frozen=True)
class Form:
    """A kind of document, and how it is read."""

    report: Callable[[Result, Path], Reading]
    comparison: Callable[[Comparison, Path], Reading]


def json_report(result: Result, folder: Path) -> Reading:
    return read_report_json(json.loads(report(result, folder, "json").read_text("utf-8")))


def json_comparison(comparison: Comparison, folder: Path) -> Reading:
    return read_comparison_json(json.loads(change(comparison, folder, "json").read_text("utf-8")))


def html_report(result: Result, folder: Path) -> Reading:
    html = report(result, folder, "html").read_text("utf-8")
    for title, place in html_circles(html).items():
        told = re.search(r"staff (?:under |over )?(\d+)", title)
        assert told, title
        assert place == told[1], "a chart tells no more than its title"
    return read_report_lines(html_lines(html))


def html_comparison(comparison: Comparison, folder: Path) -> Reading:
    return read_comparison_lines(html_lines(change(comparison, folder, "html").read_text("utf-8")))


def pdf_report(result: Result, folder: Path) -> Reading:
    path = report(result, folder, "pdf")
    return read_report_lines(pdf_lines(path, "Leader and staff", "Your improvement plan"))


def pdf_comparison(comparison: Comparison, folder: Path) -> Reading:
    path = change(comparison, folder, "pdf")
    return read_comparison_lines(pdf_lines(path, "Your staff", "What you did"))


def report(result: Result, folder: Path, form: str) -> Path:
    return write_report(result, form, folder / f"report.{form}", overwrite=True, language="en")


def change(comparison: Comparison, folder: Path, form: str) -> Path:
    return write_comparison(comparison, "en", form, folder / f"change.{form}", overwrite=True)


FORMS = {
    "json": Form(json_report, json_comparison),
    "html": Form(html_report, html_comparison),
    "pdf": Form(pdf_report, pdf_comparison),
}


# The attacker


@dataclass
class Outsider:
    """Knows who is who and who came when, and takes every mean it reads as exact.

    What a value is about follows from all the documents together; what it solves with are the
    values that stand in the form it reads.
    """

    instrument: Instrument
    sets: set[frozenset[str]] = field(default_factory=set)
    _seen: dict[str, dict[Cell, str]] = field(default_factory=dict)
    _about: dict[str, dict[Cell, frozenset[str]]] = field(default_factory=dict)
    _shown: dict[int, list[Staff]] = field(default_factory=dict)
    _held_back: dict[int, bool] = field(default_factory=dict)

    def read_report(self, wave: int, documents: Read, staff: Staff, scales: Scales) -> None:
        """Held back, a value that is the same as before is still about those of before."""
        plain, page = documents
        self._held_back[wave] = plain.held_back
        seen = self._seen.get(f"{wave}", {})
        if not plain.held_back or any(
            seen.get(cell) != told for cell, told in plain.means[0].items()
        ):
            self._shown.setdefault(wave, []).insert(0, staff)
        about = self._shown[wave] if plain.held_back else [staff]
        self._learn(wave, "", plain.means[0], about, scales, sure=not plain.held_back)
        self.sets |= {self._about[f"{wave}"][cell] for cell in page.means[0]}

    def read_comparison(
        self, documents: Read, staff: Sequence[Staff], scales: Scales, measure: str
    ) -> None:
        """Both waves once more, over the items that they share."""
        plain, page = documents
        for wave, means in enumerate(plain.means):
            here = {one.respondent: one for one in staff[wave]}
            still = [
                [
                    here[one.respondent].model_copy(update={"group": one.group})
                    for one in then
                    if one.respondent in here
                ]
                for then in self._shown.get(wave, [])
            ]
            # What reports hold back, a comparison may show, because it is about fewer questions.
            held_back = [*still, *self._shown[wave], staff[wave]]
            about = held_back if self._held_back[wave] else [staff[wave]]
            self._learn(wave, measure, means, about, scales)
            self.sets |= {self._about[f"{wave}{measure}"][cell] for cell in page.means[wave]}

    def _learn(
        self,
        wave: int,
        measure: str,
        means: Mapping[Cell, str],
        about: Sequence[Staff],
        scales: Scales,
        sure: bool = False,
    ) -> None:
        """New values are about the first of these people that all of them fit, else each its own."""
        before = self._seen.setdefault(f"{wave}{measure}", {})
        known = self._about.setdefault(f"{wave}{measure}", {})
        new = {cell: told for cell, told in means.items() if sure or told != before.get(cell)}
        counted = [who_has_what(self.instrument, staff, scales) for staff in about] if new else []
        found = [
            {cell: one.get(cell, {}) for cell, told in new.items() if fits(told, one.get(cell, {}))}
            for one in counted
        ]
        found.sort(key=lambda one: len(shown_by_rule(one)) < len(new))
        for people in (*map(shown_by_rule, found), *found):
            for cell in new.keys() & people.keys():
                known[cell] = frozenset(f"{wave} {one}" for one in people[cell])
                del new[cell]
        assert not new, "the outsider knows whom every value is about"
        before.update(means)

    def found(self) -> list[frozenset[str]]:
        """The sets of 1 to 4 people that can be told."""
        return list(told_by_dependence(sorted(self.sets, key=sorted)))


def who_has_what(
    instrument: Instrument, staff: Staff, scales: Scales
) -> dict[Cell, dict[str, float]]:
    """For every team (and all together) and scale: the people who count in it, with their scores.

    Fewer than five who have a scale but not the first one do not count (see privacy).
    """
    rows = staff_respondents(instrument, StaffAnswers(scan="", respondents=tuple(staff)))
    frame = score_responses(responses_frame(scales.items, rows), scales)
    found: dict[Cell, dict[str, float]] = {}
    for row in frame.rows(named=True):
        card = read_scorecard(row, scales)
        scores = {one.id: one.score for one in (card.overall, *card.levers, *card.aspects)}
        for scale, score in (scores | {one.id: row[one.id] for one in scales.outcomes}).items():
            if score is not None:
                for team in ("", row["group"]):
                    found.setdefault((team, scale), {})[row["respondent"]] = score
    led = next((found["", one] for one in scales.ids if len(found.get(("", one), ())) >= 5), {})
    few = {scale for _, scale in found if len(found["", scale].keys() - led.keys()) < 5}
    return {
        (team, scale): {
            one: score for one, score in people.items() if one in led or scale not in few
        }
        for (team, scale), people in found.items()
    }


def shown_by_rule(found: Mapping[Cell, dict[str, float]]) -> dict[Cell, dict[str, float]]:
    """Those with five people or more: what the rule says, which may be off."""
    return {cell: people for cell, people in found.items() if len(people) >= 5}


def fits(told: str, scores: Mapping[str, float]) -> bool:
    """Whether a printed mean can be that of these scores, whatever the steps of its scale."""
    if not scores:
        return False
    mean, near = sum(scores.values()) / len(scores), 5 if len(scores) < 50 else 2.5
    if not told.isdecimal():
        return mean < 10 + near if told.startswith("at most") else mean >= 90 - near
    return abs(float(told) - mean) <= near + 1e-9


@dataclass
class Trial:
    """What came of reading all documents of some firms in one form."""

    found: int = 0
    documents: int = 0
    cells_of_5: int = 0
    cells_shown: int = 0
    teams_compared: int = 0

    def count(self, page: Reading, about: Mapping[Cell, Mapping[str, float]]) -> None:
        """One document of the form that is read: what could stand in it of teams, and does.

        That is one lever: the other is a single question, which is never shown of a team.
        """
        self.documents += 1
        for (team, scale), people in about.items():
            if team and scale == OF_TEAMS and len(people) >= 5:
                self.cells_of_5 += 1
                self.cells_shown += (team, scale) in page.means[0]


def attack_firms(instrument: Instrument, form: str, seeds: Sequence[int], folder: Path) -> Trial:
    """One report of every firm."""
    trial = Trial()
    for seed in seeds:
        firm = Firm(instrument, Shelf(folder / f"{seed}"), random.Random(seed), MISSING[seed % 3])
        scales = scales_for(instrument, firm.scans[0])
        staff, outsider = next(firm.baseline()), Outsider(instrument)
        firm.collect(0, staff)
        documents = read(form, firm.result(0), folder)
        outsider.read_report(0, documents, staff, scales)
        trial.count(documents[1], who_has_what(instrument, staff, scales))
        trial.found += bool(outsider.found())
        shutil.rmtree(firm.shelf.folder)
    return trial


def attack_sequences(
    instrument: Instrument, form: str, seeds: Sequence[int], folder: Path
) -> Trial:
    """Two waves of every firm: five deliveries, two a year later, each time the comparison.

    Of one delivery and one comparison of a firm there is a PDF; the others are read as JSON then.
    """
    trial = Trial()
    sometimes = "json" if form == "pdf" else form
    for seed in seeds:
        chance = random.Random(seed)
        firm = Firm(instrument, Shelf(folder / f"{form}{seed}"), chance, MISSING[seed % 3])
        outsider = Outsider(instrument)
        scales = scales_for(instrument, firm.scans[0])
        items = QUICK if seed % 2 else ITEMS
        asked = scales.only((*items, *JOY))
        for number, staff in enumerate(firm.baseline()):
            firm.collect(0, staff)
            documents = read(sometimes if number else form, firm.result(0), folder)
            outsider.read_report(0, documents, staff, scales)
            trial.count(documents[1], who_has_what(instrument, staff, scales))
        for later in firm.follow_up(staff, items):
            firm.collect(1, later)
            outsider.read_report(1, read(sometimes, firm.result(1), folder), later, asked)
            last = len(later) == len(staff)
            documents = read(form if last else sometimes, firm.comparison(), folder)
            measure = "" if items == ITEMS else "shared"
            outsider.read_comparison(documents, (staff, later), asked, measure)
            trial.teams_compared += len({team for team, _ in documents[1].means[1] if team})
            trial.documents += 2
        trial.found += bool(outsider.found())
    return trial


def read(form: str, told: Result | Comparison, folder: Path) -> Read:
    """The JSON, and a document in this form, which tells nothing that the JSON does not tell."""
    if isinstance(told, Result):
        plain, reading = json_report(told, folder), FORMS[form].report(told, folder)
    else:
        plain, reading = json_comparison(told, folder), FORMS[form].comparison(told, folder)
    assert reading.facts <= plain.facts
    for page, document in zip(reading.means, plain.means, strict=True):
        assert {team for team, _ in page} <= {team for team, _ in document}
    return plain, reading


# The trial


@pytest.fixture
def joyful(tmp_path: Path) -> Instrument:
    """The small questionnaire with four questions to staff that count in no lever."""
    return with_joy(tmp_path / "joy")


def blocks(form: str, firms: int, size: int) -> list[tuple[str, range]]:
    """The firms in blocks that several processes can share."""
    return [(form, range(firms)[first : first + size]) for first in range(0, firms, size)]


FIRMS = (
    [*blocks("json", 2000, 500), *blocks("html", 2000, 500), *blocks("pdf", 500, 250)]
    if WHOLE
    else [("json", range(10)), ("html", range(4)), ("pdf", range(1))]
)
SEQUENCES = (
    [*blocks("json", 200, 50), *blocks("html", 200, 50), *blocks("pdf", 50, 25)]
    if WHOLE
    else [("json", range(8)), ("html", range(3)), ("pdf", range(1))]
)


@pytest.mark.parametrize(("form", "seeds"), FIRMS)
def test_no_report_tells_about_fewer_than_five_people(
    joyful: Instrument, tmp_path: Path, form: str, seeds: range
) -> None:
    trial = attack_firms(joyful, form, seeds, tmp_path)
    assert trial.found == 0
    assert trial.documents == len(seeds)
    assert trial.cells_shown
    if len(seeds) > 3:
        assert trial.cells_shown >= 0.65 * trial.cells_of_5, "most that teams could show"


@pytest.mark.parametrize(("form", "seeds"), SEQUENCES)
def test_no_sequence_of_documents_tells_about_fewer_than_five_people(
    joyful: Instrument, tmp_path: Path, form: str, seeds: range
) -> None:
    trial = attack_sequences(joyful, form, seeds, tmp_path)
    assert trial.found == 0
    assert trial.documents == 9 * len(seeds)
    if len(seeds) > 2:
        assert trial.cells_shown >= 0.65 * trial.cells_of_5, "most that teams could show"
    assert trial.teams_compared > 0


# Beyond the staff chapter


def test_pages_are_the_same_whenever_the_json_is_the_same(
    joyful: Instrument, tmp_path: Path
) -> None:
    """Whoever reads the JSON can write the page: so no page, text or chart tells more."""
    different = 0
    for seed in range(3):
        firm = Firm(joyful, Shelf(tmp_path / f"{seed}"), random.Random(seed), missing=0.0)
        staff = [firm.person(f"p{n:03d}", TEAMS[n % 2]) for n in range(7 + 4 * (seed % 2))]
        told: dict[str, set[str]] = {}
        for other in (staff, *(exchanged(staff, firm.chance) for _ in range(6))):
            forget_everything(firm)
            firm.collect(0, other)
            result = firm.result(0)
            document = json.dumps(result_document(result), sort_keys=True)
            told.setdefault(document, set()).add(render_html(report_context(result, "en")))
            different += other != staff
        assert all(len(pages) == 1 for pages in told.values())
        assert len(told) < 7, "some staffs look the same from outside"
    assert different > 15


def forget_everything(firm: Firm) -> None:
    """As if nothing had ever been shown: neither in the home nor beside the scan."""
    for name in (LEDGER_NAME, KEY_NAME):
        (home_folder() / name).unlink(missing_ok=True)
    (firm.shelf.folder / f"{firm.scans[0].id}.ledger.json").unlink(missing_ok=True)


def exchanged(staff: Staff, chance: random.Random) -> Staff:
    """Answers to one item exchanged between people of the same team, for some of the items."""
    staff = list(staff)
    for item in chance.sample(ITEMS, 2):
        for team in TEAMS[:2]:
            places = [place for place, one in enumerate(staff) if one.group == team]
            answers = [staff[place].answers[item] for place in places]
            chance.shuffle(answers)
            for place, answer in zip(places, answers, strict=True):
                own = staff[place].answers | {item: answer}
                staff[place] = staff[place].model_copy(update={"answers": own})
    return staff


# An attack that cannot fail shows nothing


def asleep(patch: pytest.MonkeyPatch) -> None:
    """The audit admits everything: total minus a team."""
    patch.setattr(audit.Audit, "admit", lambda self, sets: True)


def forgetful(patch: pytest.MonkeyPatch) -> None:
    """What was shown before is not known: this report minus the last."""
    patch.setattr(lead_index.LeadIndex, "find", lambda self, keys: {})


def careless(patch: pytest.MonkeyPatch) -> None:
    """Everything is shown, of however few people."""
    patch.setattr(rule, "choose", lambda candidates, *_: [one for one in candidates if one.people])


@pytest.mark.parametrize("form", ["json", "html", "pdf"])
@pytest.mark.parametrize("switched_off", [asleep, forgetful, careless])
def test_every_reader_finds_people_as_soon_as_a_part_of_the_rule_is_off(
    joyful: Instrument,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    form: str,
    switched_off: Callable[[pytest.MonkeyPatch], None],
) -> None:
    firm = Firm(joyful, Shelf(tmp_path / "home"), random.Random(1), missing=0.0)
    teams = ["Ovens"] * 7 + ["Shop"] * 6 + ["Van"] * 3
    staff = [firm.person(f"p{n:03d}", team) for n, team in enumerate(teams)]
    scales, outsider = scales_for(joyful, firm.scans[0]), Outsider(joyful)

    def deliver(people: Staff, form: str) -> list[frozenset[str]]:
        firm.collect(0, people)
        outsider.read_report(0, read(form, firm.result(0), tmp_path), people, scales)
        return outsider.found()

    assert deliver(staff, "json") == []
    switched_off(monkeypatch)
    assert deliver([*staff, *(firm.person(f"n{n}", "Shop") for n in range(6))][1:], form)
