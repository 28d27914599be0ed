"""The attacker reads what slimscan really writes: the JSON of scans with staff, report after report."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from attacker import told_by_dependence

from slimscan import pipeline
from slimscan.answer_file import stamp_of
from slimscan.questionnaire.loading import Instrument
from slimscan.report.document import result_document
from slimscan.responses import responses_frame
from slimscan.result import scales_for
from slimscan.scans import Scan, Shelf, new_scan
from slimscan.scorecard import read_scorecard
from slimscan.scoring import score
from slimscan.staff import StaffAnswers, StaffRespondent, staff_file, staff_respondents

ITEMS = ("H1", "H2", "D1", "D2", "R1")
TEAMS = ("Ovens", "Shop", "Office", "Van")
FIRMS = 30


def person(chance: random.Random, name: str, team: str) -> StaffRespondent:
    """Somebody who does not know one answer in ten."""
    answers = {item: chance.choice([1, 2, 3, 4, 5]) for item in ITEMS if chance.random() > 0.1}
    return StaffRespondent(respondent=name, group=team, answers=answers)


def deliveries(chance: random.Random) -> Iterator[list[StaffRespondent]]:
    """A firm's staff, then one more, then five more, then one less."""
    teams = TEAMS[: chance.randint(2, 4)]
    staff = [
        person(chance, f"p{n:03d}", chance.choice(teams)) for n in range(chance.randint(8, 30))
    ]
    yield list(staff)
    staff.append(person(chance, "late", teams[0]))
    yield list(staff)
    staff += [person(chance, f"new{n}", chance.choice(teams)) for n in range(5)]
    yield list(staff)
    staff.pop(chance.randrange(len(staff)))
    yield list(staff)


def who_has_what(
    instrument: Instrument, scan: Scan, staff: list[StaffRespondent]
) -> dict[tuple[str, str], frozenset[str]]:
    """For every team (and all together) and scale: the people who have a score."""
    scales = scales_for(instrument, scan)
    rows = staff_respondents(instrument, StaffAnswers(scan=scan.id, respondents=tuple(staff)))
    frame = score(responses_frame(scales.items, rows), scales)
    found: dict[tuple[str, str], set[str]] = {}
    for row in frame.rows(named=True):
        card = read_scorecard(row, scales)
        for one in (card.overall, *card.levers, *card.aspects):
            if one.score is not None:
                for team in ("", row["group"]):
                    found.setdefault((team, one.id), set()).add(row["respondent"])
    leading = {team: people for (team, scale), people in found.items() if scale == "overall"}
    return {
        (team, scale): frozenset(narrowed(people, leading.get("", set())))
        for (team, scale), people in found.items()
    }


def narrowed(people: set[str], leading: set[str]) -> set[str]:
    """Fewer than five who have a scale but no overall score do not count in it (see privacy)."""
    return people & leading if len(people - leading) < 5 else people


def test_no_document_of_a_scan_tells_about_fewer_than_five_people(
    mini: Instrument, tmp_path: Path
) -> None:
    large = shown_groups = 0
    for seed in range(FIRMS):
        chance = random.Random(seed)
        shelf = Shelf(tmp_path / str(seed))
        shelf.prepare()
        scan = new_scan(stamp_of(mini), "en", False, date(2026, 11, 21))
        scan = scan.changed(answers=dict.fromkeys(ITEMS, 3), finished=True)
        shelf.file_for(scan).save(scan)
        sets: list[frozenset[str]] = []
        before: dict[tuple[str, str], object] = {}
        for staff in deliveries(chance):
            staff_file(shelf, scan).save(StaffAnswers(scan=scan.id, respondents=tuple(staff)))
            part = result_document(pipeline.score(mini, scan, shelf))["staff"]
            cells = {("", one["id"]): one for one in part["scales"]} | {
                (group["name"], one["id"]): one
                for group in part["groups"]
                for one in group["scales"]
            }
            now = {key: one for key, one in cells.items() if one["mean"] is not None}
            people = who_has_what(mini, scan, staff)
            if part["held_back"] and now == before:
                continue
            for key, value in now.items():
                if before.get(key) != value:
                    assert len(people[key]) >= 5
                    sets.append(people[key])
            before = dict(now)
            members = {team: [one for one in staff if one.group == team] for team in TEAMS}
            for team, inside in members.items():
                large += len(inside) >= 5
                shown_groups += len(inside) >= 5 and any(name == team for name, _ in now)
        assert list(told_by_dependence(sets)) == [], seed
    assert shown_groups >= 0.65 * large, "and most teams of five or more are still shown"
