"""The improvement plan as a working list: dates, what is overdue, and the calendar."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st
from limits import PATIENCE

from slimscan import pipeline
from slimscan.errors import ExitCode, Fault, InputError
from slimscan.plan.agenda import due_this_week, upcoming
from slimscan.plan.calendar import calendar_file
from slimscan.plan.deeds import what_we_did
from slimscan.plan.fields import PlanChanges, read_day, read_own
from slimscan.plan.plan_lines import settled
from slimscan.plan.plan_row import Overdue
from slimscan.plan.working_list import WorkingList, working_list
from slimscan.questionnaire.loading import Instrument
from slimscan.result import result_of
from slimscan.scan.answer_file import stamp_of
from slimscan.scan.model import PlannedAction, Scan, new_scan
from slimscan.scan.store import ScanFile, Shelf

EXAMPLES = Path(__file__).resolve().parent.parent / "questionnaires" / "examples"
MEASURED = date(2026, 11, 21)
ALL_LOW: dict[str, int | str] = {"H1": 1, "H2": 5, "D1": 1, "D2": 1, "R1": 1, "PRE1": 5}


def scan_of(instrument: Instrument, *plan: PlannedAction) -> Scan:
    scan = new_scan(stamp_of(instrument), "en", False, MEASURED)
    profile = scan.profile.model_copy(update={"organisation": "Zon"})
    return scan.changed(answers=ALL_LOW, profile=profile, finished=True, plan=plan)


def list_of(instrument: Instrument, *plan: PlannedAction) -> WorkingList:
    scan = scan_of(instrument, *plan)
    return working_list(instrument, scan, result_of(instrument, scan).actions)


def test_three_start_together_and_the_next_when_a_place_is_free(mini: Instrument) -> None:
    starts = [row.planned.start for row in list_of(mini).rows]
    assert starts[:3] == [date(2026, 11, 23)] * 3, "the measurement was on a Saturday"
    assert starts[3:] == [date(2027, 2, 22)] * 2, "ninety days later is a Sunday"
    dates = list_of(mini).rows[0].dates
    assert dates is not None
    assert (dates.first_step_by, dates.in_place_by) == (date(2026, 12, 7), date(2027, 2, 19))


def test_the_dates_are_those_of_the_report(mini: Instrument) -> None:
    from slimscan.report.scan.context import report_context

    scan = scan_of(mini)
    result = result_of(mini, scan)
    told = [action.in_place_by for action in report_context(result, "en").plan.actions]
    days = [row.planned.check for row in working_list(mini, scan, result.actions).rows]
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    shown = [f"{day.day} {months[day.month - 1]} {day.year}" for day in days if day]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in told] == shown


@pytest.mark.parametrize(
    ("measured", "again"),
    [("2028-02-29", "2029-02-28"), ("2029-02-27", "2030-02-27"), ("2027-03-31", "2028-03-31")],
)
def test_a_firm_is_measured_again_a_year_later_whatever_the_month(
    mini: Instrument, measured: str, again: str
) -> None:
    scan = scan_of(mini).changed(measured_on=date.fromisoformat(measured))
    rows = working_list(mini, scan, result_of(mini, scan).actions).rows
    assert rows[0].planned.remeasure == date.fromisoformat(again)


def test_nothing_chosen_is_a_proposal_by_rank_and_nothing_is_overdue(mini: Instrument) -> None:
    plan = list_of(mini)
    assert [row.id for row in plan.rows] == ["H1a", "H2a", "D1a", "D2a", "R1a"]
    assert plan.plan == ()
    assert upcoming(plan.rows, MEASURED) is None
    assert [row.overdue(date(2030, 1, 1)) for row in plan.rows] == [None] * 5
    assert plan.rows[0].planned.remeasure == date(2027, 11, 19), "the 21st is a Sunday"


def test_taking_keeps_the_number_of_the_report(mini: Instrument) -> None:
    plan = list_of(mini).taken("4").taken("h2A")
    assert [(row.number, row.id) for row in plan.chosen] == [(2, "H2a"), (4, "D2a")]
    again = list_of(mini, *plan.plan)
    assert [(row.number, row.id) for row in again.chosen] == [(2, "H2a"), (4, "D2a")]


def test_an_action_is_in_place_on_the_day_of_the_check_that_was_decided(mini: Instrument) -> None:
    start, check = date(2027, 1, 11), date(2027, 2, 13)
    changes = PlanChanges(start=start.isoformat(), check=check.isoformat())
    rows = list_of(mini, *list_of(mini).changed("1", changes).plan).rows
    [dates] = [row.dates for row in rows if row.planned.start == start]
    assert dates is not None
    assert (dates.start, dates.in_place_by) == (start, check), "also when that is a Saturday"


def test_a_dropped_action_keeps_what_was_noted_and_can_be_taken_again(mini: Instrument) -> None:
    plan = list_of(mini).changed("1", PlanChanges(owner="Piet", status="busy")).dropped("1")
    assert (plan.plan[0].status, plan.plan[0].owner) == ("dropped", "Piet")
    assert not plan.all_taken().rows[0].alive
    assert plan.taken("1").plan[0].status == "open"
    told = list_of(mini).dropped("1", "no time").plan[0]
    assert (told.reason, told.reason_printed) == ("no time", False)
    rows = list_of(mini, *plan.plan).rows
    starts = [row.planned.start for row in rows if row.in_plan]
    assert starts == [date(2026, 11, 23)] * 3 + [date(2027, 2, 22)], "its place is free"


def test_the_days_that_an_own_action_takes_are_over_none_and_at_most_a_year() -> None:
    typed = ("0,5", "1", 2.5, "365", "365.0")
    assert [settled("days", one, "nl") for one in typed] == ["0.5", "1", "2.5", "365", "365"]
    for wrong in ("0", "365,5", "366", "-1", "a week"):
        with pytest.raises(InputError) as refused:
            settled("days", wrong, "nl")
        assert [one.fault for one in refused.value.problems] == [Fault.PLAN_OWN_DAYS]


def test_any_action_of_the_questionnaire_can_be_added(base: Instrument) -> None:
    scan = new_scan(stamp_of(base), "en", False, MEASURED)
    plan = working_list(base, scan, ()).added("man01B", date(2026, 12, 1))
    [row] = plan.rows
    assert (row.id, row.planned.added, row.planned.start) == ("MAN01b", True, date(2026, 12, 1))
    assert plan.added("MAN01b", date(2027, 1, 1)).rows == plan.rows
    own = plan.with_own(read_own("Visit a firm")).rows[-1]
    assert (own.id, own.number, own.planned.added) == ("own1", 2, True)
    more = plan.added("STR08a", MEASURED).added("STR08b", MEASURED)
    assert [row.number for row in more.rows] == [1, 2, 3]
    with pytest.raises(InputError) as refused:
        plan.added("MAN01bb", MEASURED)
    assert refused.value.problems[0].values["nearest"] == "MAN01b"


@pytest.mark.parametrize("name", ["0", "6", "H1x", "", "-1"])
def test_an_action_that_is_not_in_the_list_is_refused(mini: Instrument, name: str) -> None:
    with pytest.raises(InputError) as refused:
        list_of(mini).taken(name)
    problem = refused.value.problems[0]
    assert problem.fault is Fault.PLAN_ACTION_UNKNOWN
    assert problem.values["nearest"] == ("H1a" if name == "H1x" else "")


@pytest.mark.parametrize(
    ("status", "start", "check", "overdue"),
    [
        ("open", 1, 9, None),
        ("open", 0, 9, None),
        ("open", -1, 9, Overdue.START),
        ("busy", -1, 9, None),
        ("busy", -9, 0, None),
        ("busy", -9, -1, Overdue.CHECK),
        ("open", -9, -1, Overdue.CHECK),
        ("done", -9, -1, None),
        ("dropped", -9, -1, None),
    ],
)
def test_overdue_is_a_date_that_has_passed_without_its_work(
    mini: Instrument, status: str, start: int, check: int, overdue: Overdue | None
) -> None:
    planned = PlannedAction(
        action="H1a",
        status=status,  # type: ignore[arg-type]
        start=MEASURED + timedelta(start),
        check=MEASURED + timedelta(check),
    )
    assert list_of(mini, planned).rows[0].overdue(MEASURED) is overdue


def test_what_comes_next_is_the_first_date_ahead(mini: Instrument) -> None:
    plan = list_of(mini).taken("1").taken("2").taken("4")
    coming = upcoming(plan.rows, MEASURED)
    assert coming is not None
    assert (coming.day, coming.kind, [row.id for row in coming.rows]) == (
        date(2026, 11, 23), "start", ["H1a", "H2a"],
    )  # fmt: skip
    later = upcoming(plan.rows, MEASURED + timedelta(3))
    assert later is not None
    assert (later.day, later.kind) == (date(2027, 2, 19), "check")
    assert [row.id for row in later.rows] == ["H1a", "H2a"]


def test_a_check_that_nobody_chose_moves_along_with_the_start(mini: Instrument) -> None:
    plan = list_of(mini).changed("1", PlanChanges(start="2026-12-07"))
    first = plan.find("1")
    assert first.planned.check == first.checked_after(date(2026, 12, 7))
    later = plan.changed("1", PlanChanges(start="2026-12-21")).find("1")
    assert later.planned.check == later.checked_after(date(2026, 12, 21)) != first.planned.check
    chosen = plan.changed("1", PlanChanges(start="2026-12-21", check="2027-01-20"))
    assert chosen.find("1").planned.check == date(2027, 1, 20)
    moved = chosen.changed("1", PlanChanges(start="2026-12-28")).find("1")
    assert moved.planned.check == date(2027, 1, 20)


def test_a_date_is_written_both_ways_and_nothing_else(mini: Instrument) -> None:
    assert read_day("2026-12-31") == read_day(" 31-12-2026 ") == date(2026, 12, 31)
    assert read_day("1-2-2027") == date(2027, 2, 1)
    for wrong in ("2026-13-01", "31-02-2027", "tomorrow", "20261231", "31/12/2026", "1-1-9999", ""):
        with pytest.raises(InputError) as refused:
            read_day(wrong)
        assert refused.value.problems[0].fault is Fault.PLAN_DATE


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_date_reads_back(day: date) -> None:
    assert read_day(day.isoformat()) == read_day(f"{day:%d-%m-%Y}") == day


def test_an_empty_value_takes_a_field_away_and_a_check_before_its_start_is_refused(
    mini: Instrument,
) -> None:
    plan = list_of(mini).changed("1", PlanChanges(owner=" Piet \x1b[31m de\nVries", check=""))
    assert (plan.plan[0].owner, plan.plan[0].check) == ("Piet de Vries", None)
    assert plan.changed("1", PlanChanges(owner="")).plan[0].owner == ""
    with pytest.raises(InputError) as refused:
        plan.changed("1", PlanChanges(check="20-11-2026"))
    assert refused.value.problems[0].fault is Fault.PLAN_DATES_ORDER
    with pytest.raises(InputError) as refused:
        plan.changed("1", PlanChanges(status="dne"))
    assert refused.value.problems[0].values["nearest"] == "done"


def test_what_we_did_tells_what_was_done_first(mini: Instrument) -> None:
    plan = (
        PlannedAction(action="H1a", status="open"),
        PlannedAction(action="H2a", status="done", result="Geen rook meer."),
        PlannedAction(action="GONE", status="busy", reason="Te duur", reason_printed=True),
        PlannedAction(action="D1a", status="dropped", reason="Van wie?"),
    )
    deeds = what_we_did(mini, scan_of(mini, *plan), "nl")
    assert [(deed.title, deed.item, deed.status) for deed in deeds] == [
        ("Doe H2a", "H2", "done"),
        ("GONE", "", "busy"),
        ("Doe H1a", "H1", "open"),
        ("Doe D1a", "D1", "dropped"),
    ]
    assert [deed.reason for deed in deeds] == ["", "Te duur", "", ""], "only what may be printed"
    assert deeds[0].result == "Geen rook meer."


def events_of(content: bytes) -> dict[str, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(content)
    return {str(event["UID"]): event for event in calendar.events}


def test_the_calendar_reads_back_as_all_day_events_with_a_reminder(mini: Instrument) -> None:
    plan = list_of(mini).changed("1", PlanChanges(owner="Piet; de, Vries", start="2026-12-01"))
    plan = plan.taken("2").changed("5", PlanChanges(status="done")).dropped("3")
    scan = scan_of(mini, *plan.plan)
    events = events_of(calendar_file(plan, scan, "en", MEASURED))
    assert set(events) == {
        f"{scan.id}-{key}@slimscan"
        for key in ("H1a-start", "H1a-check", "H2a-start", "H2a-check", "remeasure-1")
    }
    start = events[f"{scan.id}-H1a-start@slimscan"]
    assert (start.start, start.end) == (date(2026, 12, 1), date(2026, 12, 2))
    assert "Piet; de, Vries" in str(start["DESCRIPTION"])
    assert "First step: " in str(start["DESCRIPTION"])
    assert start["TRANSP"] == "TRANSPARENT"
    [alarm] = start.alarms.times
    assert alarm.trigger.strftime("%Y-%m-%d %H:%M") == "2026-11-30 09:00"
    again = events[f"{scan.id}-remeasure-1@slimscan"]
    assert again.start == date(2027, 11, 19)
    assert "Do R1a" in str(again["DESCRIPTION"])
    assert "Do D1a" not in str(again["DESCRIPTION"])


def test_a_calendar_made_again_has_the_same_names(mini: Instrument) -> None:
    plan = list_of(mini).all_taken()
    scan = scan_of(mini)
    first = calendar_file(plan, scan, "nl", MEASURED)
    moved = plan.changed("1", PlanChanges(start="2027-01-04", remeasure="2028-01-01"))
    assert calendar_file(plan, scan, "nl", MEASURED) == first
    assert set(events_of(first)) <= set(events_of(calendar_file(moved, scan, "nl", MEASURED)))


def followed(
    plan: WorkingList, scan: Scan, *earlier: icalendar.Event, today: date = MEASURED
) -> dict[str, icalendar.Event]:
    """The events after these, by the end of their names."""
    known = {str(one["UID"]): one for one in earlier}
    content = calendar_file(plan, scan, "en", today, known)
    return {
        name.removeprefix(f"{scan.id}-").removesuffix("@slimscan"): event
        for name, event in events_of(content).items()
    }


def stands(event: icalendar.Event) -> tuple[str, int, int]:
    return str(event["STATUS"]), int(event["SEQUENCE"]), len(event.alarms.times)


def test_what_was_dropped_is_cancelled_in_a_calendar_that_has_it(mini: Instrument) -> None:
    plan, scan = list_of(mini).taken("1").taken("2"), scan_of(mini)
    first = followed(plan, scan)
    assert {stands(event) for event in first.values()} == {("CONFIRMED", 0, 1)}
    second = followed(plan.dropped("1"), scan, *first.values())
    assert {name: stands(event) for name, event in second.items()} == {
        "H1a-start": ("CANCELLED", 1, 0),
        "H1a-check": ("CANCELLED", 1, 0),
        "H2a-start": ("CONFIRMED", 0, 1),
        "H2a-check": ("CONFIRMED", 0, 1),
        "remeasure-1": ("CONFIRMED", 1, 1),
    }
    assert second["H1a-start"].start == first["H1a-start"].start
    assert str(second["H1a-start"]["SUMMARY"]) == "Cancelled: Start: Do H1a"
    assert followed(plan.dropped("1"), scan, *second.values()) == second
    again = followed(plan, scan, *second.values())
    assert stands(again["H1a-start"]) == ("CONFIRMED", 2, 1)


def test_what_is_past_stays_in_the_calendar_and_what_is_done_asks_no_more(mini: Instrument) -> None:
    plan, scan = list_of(mini).taken("1"), scan_of(mini)
    first = followed(plan, scan)
    later = plan.changed("1", PlanChanges(status="done"))
    second = followed(later, scan, *first.values(), today=MEASURED + timedelta(3))
    assert {name: stands(event)[:2] for name, event in second.items()} == {
        "H1a-start": ("CONFIRMED", 0),
        "H1a-check": ("CANCELLED", 1),
        "remeasure-1": ("CONFIRMED", 0),
    }


def test_a_plan_of_which_all_was_dropped_still_cancels(mini: Instrument) -> None:
    plan, scan = list_of(mini).taken("1"), scan_of(mini)
    dropped = followed(plan.dropped("1"), scan, *followed(plan, scan).values())
    assert {stands(event)[0] for event in dropped.values()} == {"CANCELLED"}


def test_a_calendar_of_nothing_is_refused(mini: Instrument) -> None:
    with pytest.raises(InputError) as refused:
        calendar_file(list_of(mini), scan_of(mini), "nl", MEASURED)
    assert refused.value.problems[0].fault is Fault.PLAN_NOTHING_CHOSEN


# The command


def slimscan(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "slimscan", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | {"COLUMNS": "80"},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
    )


@pytest.fixture
def kept(base: Instrument, home: Path) -> ScanFile:
    shelf = Shelf(home)
    shelf.prepare()
    scan = pipeline.scan_from_file(EXAMPLES / "builder-12.yaml", base)
    file = shelf.file_for(scan)
    file.save(scan)
    return file


def test_the_plan_is_kept_up_to_date_from_the_command_line(kept: ScanFile, tmp_path: Path) -> None:
    proposal = slimscan("plan", "--lang", "en", cwd=tmp_path)
    assert proposal.returncode == ExitCode.DONE, proposal.stderr
    assert "Nothing was chosen yet" in proposal.stdout
    assert kept.load().plan == ()
    changed = slimscan(
        "plan", "--take", "2", "--add", "MAN01b", "--set", "1", "--owner", "Piet",
        "--check", "1-1-2027", "--json", cwd=tmp_path,
    )  # fmt: skip
    document = json.loads(changed.stdout)
    rows = {row["number"]: row for row in document["actions"] if row["chosen"]}
    assert list(rows) == [1, 2, 11]
    assert (rows[1]["owner"], rows[1]["check"]) == ("Piet", "2027-01-01")
    assert [planned.action for planned in kept.load().plan] == [row["id"] for row in rows.values()]
    assert kept.path.stat().st_mode & 0o077 == 0


def test_overdue_stands_out(kept: ScanFile, tmp_path: Path) -> None:
    slimscan("plan", "--set", "1", "--start", "2020-01-01", "--check", "2020-02-01", cwd=tmp_path)
    shown = slimscan("plan", "--lang", "en", cwd=tmp_path).stdout
    assert "1 action is overdue." in shown
    assert "the check was on 2020-02-01" in shown


def test_a_wrong_wish_changes_nothing(kept: ScanFile, tmp_path: Path) -> None:
    before = kept.path.read_bytes()
    wrong = slimscan("plan", "--take", "1", "--drop", "99", "--lang", "en", cwd=tmp_path)
    assert wrong.returncode == ExitCode.INPUT
    assert "no action 99" in wrong.stderr
    printed = ["--drop", "1", "--print-reason"]
    for usage in (["--owner", "Piet"], ["--set", "1"], ["--json", "--ics", "x.ics"], printed):
        assert slimscan("plan", *usage, cwd=tmp_path).returncode == ExitCode.USAGE
    with kept.lock():
        assert slimscan("plan", "--take", "1", cwd=tmp_path).returncode == ExitCode.INPUT
    assert kept.path.read_bytes() == before


def test_the_calendar_is_written_for_its_owner_only(kept: ScanFile, tmp_path: Path) -> None:
    refused = slimscan("plan", "--ics", "plan.ics", cwd=tmp_path)
    assert refused.returncode == ExitCode.INPUT
    done = slimscan("plan", "--take", "all", "--ics", "plan.ics", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "plan.ics\n")
    path = tmp_path / "plan.ics"
    assert path.stat().st_mode & 0o077 == 0
    assert len(events_of(path.read_bytes())) == 21
    ahead = ("--start", "2098-01-01", "--check", "2098-02-01", "--remeasure", "2098-03-01")
    slimscan("plan", "--set", "1", *ahead, "--ics", "plan.ics", cwd=tmp_path)
    slimscan("plan", "--drop", "1", "--ics", "elsewhere.ics", cwd=tmp_path)
    after = events_of((tmp_path / "elsewhere.ics").read_bytes())
    cancelled = [one.start.month for one in after.values() if stands(one)[0] == "CANCELLED"]
    assert cancelled == [1, 2, 3]


def proposed_ids(cwd: Path) -> list[str]:
    document = json.loads(slimscan("plan", "--json", cwd=cwd).stdout)
    return [row["id"] for row in document["actions"] if row["status"] == "proposed"]


def test_what_you_do_already_makes_room_for_the_next_best(kept: ScanFile, tmp_path: Path) -> None:
    before = proposed_ids(tmp_path)
    fourth = before[3]
    slimscan("plan", "--have", fourth, cwd=tmp_path)
    after = proposed_ids(tmp_path)
    assert fourth not in after
    assert len(after) == len(before), "the next best took its place"
    assert [planned.status for planned in kept.load().plan] == ["have"]


def test_the_adviser_leaves_out_moves_and_adds_and_the_report_follows(
    kept: ScanFile, tmp_path: Path
) -> None:
    first, second, third = proposed_ids(tmp_path)[:3]
    done = slimscan(
        "plan", "--lang", "en", "--drop", first, "--reason", "After the move", "--print-reason",
        "--move", f"{third}:1", "--own", "Visit the neighbours", "--first-step", "Call them",
        "--days", "2", "--owner", "Ria", "--start", "2027-03-01", "--check", "2027-03-31",
        cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == ExitCode.DONE, done.stderr
    slimscan("plan", "--set", third, "--status", "done", "--result", "It works", cwd=tmp_path)
    told = slimscan(
        "report", "--format", "html", "--lang", "en", "--output", "r.html", cwd=tmp_path
    )
    assert told.returncode == ExitCode.DONE, told.stderr
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    instrument = pipeline.load()
    titles = {one.id: one.title["en"] for one in instrument.advice.actions}
    articles = page.split('<article class="action"')[1:]
    worked_out = [article.split("<h3>")[1].split("</h3>")[0] for article in articles]
    assert worked_out[0] == titles[third], "it was moved to the front"
    assert "It works" in articles[0]
    assert titles[first] not in worked_out, "what was left out is not worked out"
    assert "After the move" in page
    assert "Visit the neighbours" in worked_out
    own = articles[worked_out.index("Visit the neighbours")].replace("\N{NO-BREAK SPACE}", " ")
    assert "Ria" in own
    assert "1 Mar 2027" in own
    assert "31 Mar 2027" in own
    assert titles[second] in worked_out
    assert "Decided: 2." in page, "one that is done, and the own one"
    summary = page.split('id="summary"')[1].split("</section>")[0]
    shown = slimscan("show", "--lang", "en", cwd=tmp_path).stdout
    for told_first in (summary, " ".join(shown.split())):
        assert titles[second] in told_first
        assert titles[first] not in told_first, "left out"
        assert titles[third] not in told_first, "what is done is not what to begin with"
    calendar = slimscan("plan", "--take", "all", "--ics", "plan.ics", cwd=tmp_path)
    assert calendar.returncode == ExitCode.DONE, calendar.stderr


def test_every_action_can_be_listed_and_searched(kept: ScanFile, tmp_path: Path) -> None:
    listed = json.loads(slimscan("plan", "--list", "--json", cwd=tmp_path).stdout)["actions"]
    instrument = pipeline.load()
    assert {one["id"] for one in listed} >= {one.id for one in instrument.advice.actions}
    found = slimscan("plan", "--search", "rooster", "--lang", "nl", "--plain", cwd=tmp_path).stdout
    assert 0 < len(found.splitlines()) < 20
    assert f"slimscan plan {kept.load().id} --add" in found
    nothing = slimscan("plan", "--search", "xyzzy", "--lang", "en", cwd=tmp_path)
    assert nothing.stdout == "No action has this word.\n"


@pytest.mark.parametrize(
    "wrong",
    [
        ["--move", "4"],
        ["--move", "x:y"],
        ["--move", "1:99"],
        ["--own", " "],
        ["--own", "A", "--days", "-1"],
    ],
)
def test_a_wish_that_cannot_be_read_is_told_and_changes_nothing(
    kept: ScanFile, tmp_path: Path, wrong: list[str]
) -> None:
    before = kept.path.read_bytes()
    refused = slimscan("plan", *wrong, cwd=tmp_path)
    assert refused.returncode == ExitCode.INPUT, refused.stderr
    assert kept.path.read_bytes() == before


@pytest.mark.parametrize(
    "wrong",
    [
        ["--list", "--take", "1"],
        ["--search", "rooster", "--drop", "1"],
        ["--list", "--xlsx", "plan.xlsx"],
    ],
)
def test_a_list_of_all_actions_is_not_asked_for_with_changes_that_would_be_lost(
    kept: ScanFile, tmp_path: Path, wrong: list[str]
) -> None:
    before = kept.path.read_bytes()
    assert slimscan("plan", *wrong, cwd=tmp_path).returncode == ExitCode.USAGE
    assert kept.path.read_bytes() == before


def test_a_place_that_the_plan_does_not_have_is_told_with_those_it_has(mini: Instrument) -> None:
    plan = list_of(mini)
    last = len(plan.rows)
    assert plan.moved("1", last).rows[-1].id == plan.rows[0].id
    for place in (0, last + 1):
        with pytest.raises(InputError) as refused:
            plan.moved("1", place)
        assert refused.value.problems[0].values == {"place": place, "last": last}


def test_three_or_fewer_run_on_any_day_whatever_was_decided(base: Instrument) -> None:
    for name in ("builder-12", "care-home-60", "machine-factory-200"):
        scan = pipeline.scan_from_file(EXAMPLES / f"{name}.yaml", base)
        rows = [row for row in result_of(base, scan).plan.rows if row.dates and row.action]
        held = [
            (row.dates.start, row.dates.start + timedelta(min(row.action.term, 90)))
            for row in rows
            if row.dates and row.action
        ]
        assert len(held) == len(rows) > 3
        for first, _ in held:
            assert sum(start <= first < free for start, free in held) <= 3


def test_no_output_takes_the_place_of_a_scan(kept: ScanFile, tmp_path: Path) -> None:
    slimscan("plan", "--take", "1", cwd=tmp_path)
    before = kept.path.read_bytes()
    for command, code in (
        (["plan", "--ics", kept.path], ExitCode.INPUT),
        (["report", "--format", "json", "--output", kept.path, "--yes"], ExitCode.INPUT),
        (["report", "--format", "html", "--output", kept.path, "--yes"], ExitCode.USAGE),
        (["form", "--to", "surveyjs", "--output", kept.path, "--yes"], ExitCode.INPUT),
        (["form", "--to", "html", "--output", kept.path, "--yes"], ExitCode.USAGE),
    ):
        refused = slimscan(*command, cwd=tmp_path)
        assert refused.returncode == code, refused.stderr
    assert kept.path.read_bytes() == before


def test_what_is_due_this_week_comes_first_and_what_is_overdue_with_it(mini: Instrument) -> None:
    day = date(2027, 3, 1)
    plan = list_of(
        mini,
        PlannedAction(action="D1a", start=day - timedelta(3), check=day + timedelta(40)),
        PlannedAction(action="R1a", status="busy", start=day, check=day + timedelta(6)),
        PlannedAction(action="PRE1a", start=day + timedelta(7)),
    )
    due = [(one.day, one.kind, one.row.id) for one in due_this_week(plan.rows, day)]
    assert due == [
        (day - timedelta(3), "start", "D1a"),
        (day + timedelta(6), "check", "R1a"),
    ]


def test_what_is_overdue_for_the_second_time_is_doubtful(mini: Instrument) -> None:
    day = date(2027, 3, 1)
    planned = PlannedAction(action="D1a", start=day, check=day + timedelta(30))
    plan = list_of(mini, planned)
    late = day + timedelta(5)
    assert plan.find("D1a").overdue(late) is Overdue.START
    assert not plan.find("D1a").is_doubtful(late)
    assert plan.find("D1a").is_doubtful(day + timedelta(31)), "start and check have both passed"
    begun = list_of(mini, planned.model_copy(update={"status": "busy"})).find("D1a")
    assert begun.overdue(day + timedelta(31)) is Overdue.CHECK
    assert not begun.is_doubtful(day + timedelta(31)), "it was begun"
    again = plan.changed("D1a", PlanChanges(start="2027-03-20"), late)
    assert again.find("D1a").planned.put_off == 1
    assert not again.find("D1a").is_doubtful(day + timedelta(19))
    assert again.find("D1a").is_doubtful(day + timedelta(20))
    owner = plan.changed("D1a", PlanChanges(owner="Anna"), late)
    assert owner.find("D1a").planned.put_off == 0, "no date was moved"
    done = plan.changed("D1a", PlanChanges(status="done"), late)
    assert done.find("D1a").planned.put_off == 0


def test_after_an_action_is_done_its_next_step_is_named(base: Instrument) -> None:
    [start] = [one for one in base.advice.actions if one.id == "STR08a"]
    scan = scan_of(base).changed(plan=(PlannedAction(action=start.id),))
    plan = working_list(base, scan, ())
    assert plan.after_done(plan.find("STR08a")) is None
    done = plan.changed("STR08a", PlanChanges(status="done"))
    following = done.after_done(done.find("STR08a"))
    assert following
    assert following.id == "STR08b"
    added = done.added("STR08b", date(2027, 3, 1))
    assert added.after_done(added.find("STR08a")) is None


def test_an_action_for_later_goes_to_the_end_and_its_dates_follow_the_others(
    mini: Instrument,
) -> None:
    plan = list_of(mini)
    first = plan.rows[0].id
    later = plan.postponed(first)
    assert later.rows[-1].id == first
    again = list_of(mini, *later.plan)
    row = again.find(first)
    assert (row.number, row.chosen) == (len(again.rows), True)
    assert row.planned.start
    assert all(
        one.planned.start is None or one.planned.start <= row.planned.start for one in again.rows
    )


def test_what_is_chosen_months_after_the_measurement_begins_on_that_day(mini: Instrument) -> None:
    today = MEASURED + timedelta(200)
    plan = list_of(mini).as_of(today).all_taken()
    starts = [row.planned.start for row in plan.rows if row.planned.start]
    assert min(starts) >= today
    assert [row.overdue(today) for row in plan.rows] == [None] * 5
    kept = list_of(mini, PlannedAction(action="H1a", start=MEASURED)).as_of(today)
    assert kept.find("H1a").planned.start == MEASURED, "a decision keeps its date"
    late = list_of(mini).as_of(MEASURED + timedelta(400))
    days = [(row.planned.start, row.planned.remeasure) for row in late.rows]
    assert days[0] == (date(2027, 12, 27), date(2028, 12, 22)), "a year after the decision"
