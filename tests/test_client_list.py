"""The list of scans: what is told of each, and what needs attention first."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from mini import write_mini

from slimscan import pipeline
from slimscan.errors import Fault, InputError
from slimscan.questionnaire.loading import Instrument, load_instrument
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.interview import begin
from slimscan.scan.model import PlannedAction, PlanStatus, Scan, new_scan
from slimscan.scan.store import Shelf
from slimscan.scan_list import ListedScan, list_scans, scans_json
from slimscan.staff.answers import StaffAnswers, StaffRespondent
from slimscan.staff.staff_file import staff_file

TODAY = date(2026, 11, 21)


def kept(
    shelf: Shelf,
    instrument: Instrument,
    name: str,
    *plan: PlannedAction,
    finished: bool = True,
    measured_on: date = date(2026, 1, 10),
) -> Scan:
    scan = new_scan(stamp_of(instrument), "en", False, measured_on)
    scan = begin(instrument, scan).answered_with(name).scan.changed(plan=plan, finished=finished)
    return shelf.file_for(scan).save(scan)


def action(
    check: str | None = None, remeasure: str | None = None, status: PlanStatus = "open"
) -> PlannedAction:
    days = {"check": check, "remeasure": remeasure}
    return PlannedAction(
        action="H1a",
        status=status,
        **{name: date.fromisoformat(day) for name, day in days.items() if day},
    )


@pytest.fixture
def shelf(home: Path) -> Shelf:
    shelf = Shelf(home)
    shelf.prepare()
    return shelf


def listed(shelf: Shelf) -> dict[str, ListedScan]:
    return {scan.organisation: scan for scan in list_scans(shelf, TODAY)}


def test_what_needs_attention_comes_first(shelf: Shelf, mini: Instrument) -> None:
    kept(shelf, mini, "Later", action("2027-03-01"))
    kept(shelf, mini, "Soon", action("2026-12-01"))
    kept(shelf, mini, "Nothing planned")
    kept(shelf, mini, "Half way", finished=False)
    kept(shelf, mini, "Just over", action("2026-11-20"))
    kept(shelf, mini, "Long over", action("2026-05-01"))
    assert list(listed(shelf)) == [
        "Long over",
        "Just over",
        "Half way",
        "Soon",
        "Later",
        "Nothing planned",
    ]


@pytest.mark.parametrize(
    ("plan", "check", "overdue"),
    [
        ([action("2026-11-21")], "2026-11-21", False),
        ([action("2026-11-20")], "2026-11-20", True),
        ([action("2026-11-20", status="done")], None, False),
        ([action("2026-11-20", "2027-01-10", "done")], "2027-01-10", False),
        ([action("2026-11-20", "2027-01-10", "dropped")], None, False),
        ([action("2027-02-01"), action("2026-12-24")], "2026-12-24", False),
        ([], None, False),
    ],
)
def test_the_next_check_is_the_earliest_that_still_asks_for_something(
    shelf: Shelf, mini: Instrument, plan: list[PlannedAction], check: str | None, overdue: bool
) -> None:
    kept(shelf, mini, "Jansen", *plan)
    scan = listed(shelf)["Jansen"]
    assert (scan.next_check, scan.overdue) == (check, overdue)


def test_measuring_again_is_behind_once_it_was_done(shelf: Shelf, mini: Instrument) -> None:
    first = kept(shelf, mini, "Jansen", action(None, "2026-11-01", "done"))
    kept(shelf, mini, "Other firm", measured_on=date(2026, 11, 2))
    assert {scan.id: scan.overdue for scan in list_scans(shelf, TODAY)}[first.id]
    kept(shelf, mini, "Jansen", measured_on=date(2026, 11, 3))
    after = {scan.id: scan for scan in list_scans(shelf, TODAY)}[first.id]
    assert (after.next_check, after.overdue) == (None, False)


@pytest.mark.parametrize(
    ("people", "band"), [(0, None), (4, None), (5, "5-9"), (10, "10-19"), (20, "20+")]
)
def test_the_response_is_a_band_and_nothing_under_five(
    shelf: Shelf, mini: Instrument, people: int, band: str | None
) -> None:
    scan = kept(shelf, mini, "Jansen")
    respondents = tuple(
        StaffRespondent(respondent=f"r{number}", answers={"H1": 3}) for number in range(people)
    )
    staff_file(shelf, scan).save(StaffAnswers(scan=scan.id, respondents=respondents))
    assert listed(shelf)["Jansen"].response == band


def test_the_json_has_a_key_for_each_of_these(shelf: Shelf, mini: Instrument) -> None:
    kept(shelf, mini, "Jansen", action("2026-11-20"))
    (scan,) = json.loads(scans_json(list_scans(shelf, TODAY)))["scans"]
    assert {"asked", "questions", "finished", "overall", "response"} <= scan.keys()
    assert (scan["next_check"], scan["overdue"]) == ("2026-11-20", True)


def test_a_scan_whose_questionnaire_moved_is_listed_and_names_the_folder(
    shelf: Shelf, tmp_path: Path
) -> None:
    folder = write_mini(tmp_path / "own")
    scan = kept(shelf, load_instrument(folder), "Jansen")
    folder.rename(tmp_path / "elsewhere")
    assert listed(shelf)["Jansen"].problem == Fault.SCAN_QUESTIONNAIRE_GONE
    with pytest.raises(InputError) as caught:
        pipeline.load_for(scan)
    (problem,) = caught.value.problems
    assert problem.fault is Fault.SCAN_QUESTIONNAIRE_GONE
    assert problem.values["folder"] == str(folder)


def test_scored_together_the_list_tells_what_each_scan_tells_alone(
    shelf: Shelf, base: Instrument
) -> None:
    examples = Path(__file__).resolve().parent.parent / "questionnaires" / "examples"
    alone = {}
    for path in sorted(examples.glob("*.yaml")):
        for quick in (False, True):
            scan = pipeline.scan_from_file(path, base, quick=quick)
            shelf.file_for(scan).save(scan)
            alone[scan.id] = pipeline.score(base, scan).scorecard.overall.score
    assert len(set(alone.values())) == len(alone), "each has a score of its own"
    told = {scan.id: scan.overall for scan in list_scans(shelf, TODAY)}
    assert told == pytest.approx(alone, abs=1e-9)
