"""What was decided in the plan is what every door shows, with the same dates in all of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest
from report_examples import answered, low
from test_report_slides import deck_of, notes_of, slides_of, text_of
from test_report_workbook import book_of

from slimscan import pipeline
from slimscan.plan.calendar import calendar_file
from slimscan.plan.deeds import what_we_did
from slimscan.plan.fields import PlanChanges, read_own
from slimscan.plan.plan_lines import plan_lines
from slimscan.plan.working_list import working_list
from slimscan.questionnaire.loading import Instrument
from slimscan.report.html import render_html
from slimscan.report.scan.context import ReportContext, anonymised, report_context
from slimscan.report.scan.document import result_document
from slimscan.report.scan.plan_document import plan_document
from slimscan.report.scan.plan_notes import plan_notes
from slimscan.result import Result
from slimscan.scan.model import PlannedAction, Scan

EXAMPLES = Path(__file__).resolve().parent.parent / "questionnaires" / "examples"
LATER = date(2026, 11, 27)
"""The day of the decisions, seven weeks after the measurement of the example."""


@pytest.fixture
def builder(base: Instrument) -> Scan:
    return pipeline.scan_from_file(EXAMPLES / "builder-12.yaml", base)


def decided(base: Instrument, scan: Scan, today: date = LATER) -> Result:
    """A scan of which much was decided: done, left out, there already, added, own, another start."""
    plan = pipeline.score(base, scan).plan.as_of(today)
    first, second, third, fourth, *_ = [row.id for row in plan.rows]
    plan = plan.changed(first, PlanChanges(status="done", result="Every Friday"))
    plan = plan.changed(second, PlanChanges(start="2027-02-01"))
    plan = plan.dropped(third, "We move", printed=True).had(fourth)
    plan = plan.with_own(
        read_own("Visit a firm", first_step="Call them", who="Ria van Dam", days=1.5)
    )
    plan = plan.changed("Own1", PlanChanges(start="2027-03-01", check="2027-03-31"))
    plan = plan.added("CUL02a", today)
    return pipeline.score(base, scan.decided(plan.plan, today))


def dated(rows: list[dict[str, Any]]) -> dict[str, tuple[Any, ...]]:
    names = ("status", "start", "check", "remeasure", "result")
    return {row["id"]: tuple(row[name] for name in names) for row in rows}


def test_every_door_shows_what_was_decided_and_the_same_days(
    base: Instrument, builder: Scan
) -> None:
    result = decided(base, builder)
    context = report_context(result, "en")
    rows = plan_document(result.plan, result.scan, LATER, "en")["actions"]
    listed = [row for row in rows if row["status"] not in ("dropped", "have")]
    document = result_document(result)
    assert dated(document["actions"]) == dated(listed)
    in_dutch = plan_document(result.plan, result.scan, LATER, "nl")["actions"]
    titles = {one["id"]: one["title"] for one in in_dutch}
    assert all(one["title"] == titles[one["id"]] for one in document["actions"])
    assert {"own1", "CUL02a"} <= {one["id"] for one in document["actions"]}
    aside = {row["status"]: row["id"] for row in rows if row not in listed}
    advice = document["advice"]
    assert advice["left_out"] == [aside["dropped"]]
    assert advice["already_there"] == [aside["have"]]

    view = context.plan
    assert [one.title for one in view.actions] == [one["title"] for one in listed]
    ahead = [one for one in listed if one["status"] != "done"]
    days = [(one.days.starts, one.days.in_place_by) for one in view.ahead]
    assert [tuple(map(str, one)) for one in days] == [(one["start"], one["check"]) for one in ahead]
    sheet = {line.id: line.texts for line in plan_lines(result.plan, "en")}
    assert all(sheet[one["id"]]["start"] == one["start"] for one in ahead)
    proposed = [one for one in ahead if one["status"] == "proposed"]
    assert proposed
    assert all(one["start"] >= str(LATER) for one in proposed), "they count from the last decision"
    head, *lines = book_of(result, "en")["Plan"].iter_rows(values_only=True)
    starts = {line[1]: line[head.index("Start")] for line in lines}
    assert all(str(starts[one["title"]].date()) == one["start"] for one in ahead)


def test_the_days_of_a_proposal_do_not_depend_on_the_day_on_which_it_is_looked_at(
    base: Instrument, builder: Scan
) -> None:
    result = pipeline.score(base, builder)
    today, much_later = (
        plan_document(result.plan, result.scan, day, "en")["actions"]
        for day in (builder.measured_on, builder.measured_on + timedelta(200))
    )
    assert dated(today) == dated(much_later) == dated(result_document(result)["actions"])
    assert today[0]["start"] == str(builder.measured_on)


def test_a_check_that_nobody_chose_moves_with_its_start_and_a_chosen_one_stays(
    base: Instrument, builder: Scan
) -> None:
    plan = pipeline.score(base, builder).plan.as_of(LATER)
    moved = plan.changed("1", PlanChanges(start="2027-02-01"))
    planned = moved.find("1").planned
    assert (planned.start, planned.check) == (date(2027, 2, 1), date(2027, 4, 30)), "ninety days"
    past_its_old_check = moved.changed("1", PlanChanges(start="2027-06-01")).find("1").planned
    assert past_its_old_check.check == date(2027, 8, 30)
    chosen = plan.changed("1", PlanChanges(start="2027-02-01", check="2027-02-26"))
    again = chosen.changed("1", PlanChanges(start="2027-02-03")).find("1").planned
    assert again.check == date(2027, 2, 26)
    last = plan.changed("1", PlanChanges(start="2099-12-01", remeasure="")).plan
    assert Scan.model_validate_json(builder.decided(last, LATER).model_dump_json()).plan == last
    kept = working_list(base, builder.decided(chosen.plan, LATER), ()).find(chosen.rows[0].id)
    assert kept.dates
    assert kept.dates.in_place_by == date(2027, 2, 26), "the chart ends where the check is"
    assert kept.term == 25


def test_a_plan_has_one_day_to_measure_again(base: Instrument) -> None:
    strong = {item.id: 1 if item.reversed else 5 for item in base.questionnaire.items}
    weak = {**strong, "CUL08": 1, "CUL09": 1, "PRE1": 1, "PRE3": 1}
    scan = answered(base).changed(answers={**answered(base).answers, **weak})
    rows = pipeline.score(base, scan).plan.rows
    assert any(row.term == 365 and row.number > 3 for row in rows), "one of a year starts later"
    assert len({row.planned.remeasure for row in rows if row.planned.remeasure}) == 1


def test_an_added_action_waits_for_a_free_place_and_more_than_three_at_once_is_said(
    base: Instrument, builder: Scan
) -> None:
    plan = pipeline.score(base, builder).plan.as_of(LATER).all_taken().added("CUL02a", LATER)
    assert plan.as_of(LATER).most_at_once == 3
    assert plan.find("CUL02a").planned.start != LATER
    for number in ("4", "5", "6", "7"):
        plan = plan.changed(number, PlanChanges(start="2027-01-04", check="2027-04-02"))
    result = pipeline.score(base, builder.decided(plan.plan, LATER))
    most = result.plan.most_at_once
    assert most > 3
    lead = report_context(result, "en").plan.lead
    assert f"{most} actions run at the same time" in lead
    assert "No more than three" not in lead


def test_what_the_staff_do_not_see_stays_in_the_plan_to_talk_about(
    base: Instrument, builder: Scan
) -> None:
    result = pipeline.score(base, builder)
    fourth = result.plan.rows[3]
    assert fourth.advised
    said = builder.decided((PlannedAction(action=fourth.id, status="have"),), LATER)
    talk = working_list(base, said, result.actions).find(fourth.id)
    assert (talk.in_plan, talk.standing, talk.alive) == (True, "talk", True)
    others = [one for one in result.actions if one is not fourth.advised]
    gone = working_list(base, said, others).find(fourth.id)
    assert (gone.in_plan, gone.standing, gone.alive) == (False, "have", False)


def test_the_list_says_what_the_page_says_of_the_plan_as_a_whole(base: Instrument) -> None:
    everywhere = answered(base).changed(answers=dict.fromkeys(answered(base).answers, 1))
    told = plan_notes(pipeline.score(base, everywhere), "en")
    assert len(told) == 1
    assert "contradict each other" in told[0]
    unsafe = pipeline.score(base, answered(base, low))
    notes = plan_notes(unsafe, "nl")
    assert report_context(unsafe, "nl").plan.unsafe in notes
    assert unsafe.proposal.waiting[0].title["nl"] in notes[-1]
    unknown = answered(base).changed(answers=dict.fromkeys(answered(base).answers, "dont_know"))
    assert "Too few questions" in plan_notes(pipeline.score(base, unknown), "en")[0]


def test_the_first_step_is_that_of_the_sector_in_the_list_and_the_calendar_too(
    base: Instrument, builder: Scan
) -> None:
    module = base.sector("bouw")
    assert module
    step = next(one for one in module.first_steps if one.action == "STR08a")
    result = pipeline.score(base, builder)
    plan = result.plan.added("STR08a", LATER).with_own(read_own("Visit", first_step="Call them"))
    plan = working_list(base, builder.decided(plan.as_of(LATER).plan, LATER), result.actions)
    assert next(one for one in plan_lines(plan, "en") if one.id == "STR08a").texts[
        "first_step"
    ] == " ".join(step.text["en"].split())
    calendar = icalendar.Calendar.from_ical(calendar_file(plan, builder, "en", LATER))
    told = {
        str(event["UID"]).split("-", 1)[1]: str(event["DESCRIPTION"]) for event in calendar.events
    }
    assert step.text["en"][:40] in told["STR08a-start@slimscan"]
    assert "Call them" in told["own1-start@slimscan"]


def test_an_anonymous_report_has_no_reason_and_no_name_of_an_own_action(
    base: Instrument, builder: Scan
) -> None:
    result = decided(base, builder)
    named, nameless = (
        render_html(report_context(one, "en")) for one in (result, anonymised(result))
    )
    for told in ("We move", "Ria van Dam"):
        assert told in named
        assert told not in nameless
    assert "Visit a firm" in nameless


def test_a_comparison_tells_why_an_action_was_left_out_where_that_is_to_be_printed(
    base: Instrument, builder: Scan
) -> None:
    scan = decided(base, builder).scan
    told = {deed.status: deed.told for deed in what_we_did(base, scan, "en")}
    assert told["dropped"] == "We move"
    assert told["done"] == "Every Friday"
    kept = tuple(one.model_copy(update={"reason_printed": False}) for one in scan.plan)
    assert "We move" not in {one.told for one in what_we_did(base, scan.changed(plan=kept), "en")}


def test_what_was_done_before_stands_in_the_workbook_the_slides_and_json(
    base: Instrument, builder: Scan
) -> None:
    before = PlannedAction(action="STR10a", status="done", result="Less overtime")
    result = replace(pipeline.score(base, builder), done=(before,))
    title = base.action_for("STR10").title["en"]  # type: ignore[union-attr]
    assert result_document(replace(result, scan=result.scan.changed(language="en")))["advice"][
        "done_before"
    ] == [{"id": "STR10a", "title": title, "result": "Less overtime"}]
    cells = [[cell.value for cell in row] for row in book_of(result, "en")["Plan"].iter_rows()]
    assert [row for row in cells if {title, "Less overtime"} <= set(row)]
    last = slides_of(deck_of(result, "en"))[-1]
    assert title in text_of(last)


def test_slides_ask_nothing_where_people_may_not_dare_and_show_no_empty_stage(
    base: Instrument,
) -> None:
    slides = slides_of(deck_of(pipeline.score(base, answered(base, low)), "en"))
    lines = "\n".join(map(text_of, slides))
    assert "?" not in lines.replace("where do we begin?", ""), lines
    everywhere = answered(base).changed(answers=dict.fromkeys(answered(base).answers, 1))
    told = [
        text_of(slide) + notes_of(slide)
        for slide in slides_of(deck_of(pipeline.score(base, everywhere), "en"))
    ]
    assert not [one for one in told if "()" in one or ", ." in one]
    assert not [one for one in told if "Which of these actions" in one]
    assert not [one for one in told if "most can be gained" in one]


def guide_of(base: Instrument, size: str) -> ReportContext:
    scan = answered(base)
    profile = scan.profile.model_copy(update={"size": size})
    return report_context(pipeline.score(base, scan.changed(profile=profile)), "nl")


def test_the_guide_of_a_firm_under_ten_people_forms_no_groups(base: Instrument) -> None:
    small, large = (guide_of(base, size).guide for size in ("micro", "small"))
    assert small
    assert large
    told = [" ".join([one.purpose, *(text for _, text in one.agenda)]) for one in (small, large)]
    assert "groepje" not in told[0]
    assert "vijftien" not in told[0]
    assert "groepje" in told[1]
    assert len(small.agenda) == len(large.agenda)
